package import RouteModel

/// Why an endpoint could not be chosen.
package struct LeftOut: Hashable, Sendable {
  package var endpoint: Endpoint
  /// The rule that left it out, or the nearest that would have admitted it; nil where none speaks of
  /// such an endpoint.
  package var rule: Int?
  /// The condition of that rule that did not hold; nil where the rule itself left it out.
  package var condition: Int?
}

/// The nearest change with which the book would have given another route.
package struct WhyNot: Hashable, Sendable {
  /// The rule that would have decided, or without which another would have.
  package var rule: Int
  package var kind: Kind
  /// The rule's conditions that do not hold.
  package var stoppedBy: [Int]
  /// The rule that decided instead.
  package var shadowedBy: Int?
  /// Whether the rule is not stated for this system.
  package var isOutOfScope: Bool
  package var route: Route?

  /// How the rule would have changed the route.
  package enum Kind: Hashable, Sendable {
    case wouldDecide
    case isInTheWay
  }
}

extension Machine {
  /// The endpoints that were left out of the decision, each with its reason.
  package func leftOut(_ decision: Decision) -> [LeftOut] {
    decision.candidates.filter { !$0.isAdmitted }.map { candidate in
      if let by = candidate.by {
        return LeftOut(endpoint: candidate.endpoint, rule: by, condition: nil)
      }
      let nearest = rules(of: .admission)
        .filter { place in
          if case .admit(let kind) = rules[place].rule.does {
            return kind.contains(candidate.endpoint.port, of: candidate.device)
          }
          return false
        }
        .min { distance($0, decision) < distance($1, decision) }
      return LeftOut(
        endpoint: candidate.endpoint, rule: nearest,
        condition: nearest.flatMap { missing($0, decision).first })
    }
  }

  /// How far a rule is from matching: by the conditions that do not hold, then by those that do.
  private func distance(_ place: Int, _ decision: Decision) -> (Int, Int) {
    let missing = missing(place, decision).count
    return (missing, missing - rules[place].conditions.count)
  }

  /// The conditions of a rule that do not hold.
  package func missing(_ place: Int, _ decision: Decision) -> [Int] {
    rules[place].conditions.filter { !decision.holds[$0] }
  }

  /// The rules that would have given a route for which the test holds, the nearest first.
  ///
  /// Each rule is forced and all stages run again. Nearest is: shadowed by an earlier rule; then one
  /// condition false, then more; among equals, a condition that the app can change, then a person,
  /// then the system; then a rule that chooses before one that admits; then the book's order.
  package func whyNot(
    _ moment: Moment, _ decision: Decision, accepts: (Route?) -> Bool
  ) -> [WhyNot] {
    rules.indices.filter { !rules[$0].rule.stage.changesMemory }
      .flatMap { answers($0, moment, decision, accepts) }
      .map { (rank: rank($0, decision), answer: $0) }
      .sorted { $0.rank.lexicographicallyPrecedes($1.rank) }
      .map(\.answer)
  }

  private func answers(
    _ place: Int, _ moment: Moment, _ decision: Decision, _ accepts: (Route?) -> Bool
  ) -> [WhyNot] {
    var answers: [WhyNot] = []
    let forced = decide(moment, forcing: .decided(place))
    if accepts(forced.route), forced.fired.contains(place) {
      answers.append(
        WhyNot(
          rule: place, kind: .wouldDecide, stoppedBy: missing(place, decision),
          shadowedBy: shadowing(place, decision, forced.route),
          isOutOfScope: !rules[place].isInScope,
          route: forced.route))
    }
    if decision.fired.contains(place), rules[place].rule.stage != .advice {
      let without = decide(moment, forcing: .absent(place))
      if accepts(without.route) {
        answers.append(
          WhyNot(
            rule: place, kind: .isInTheWay, stoppedBy: [], shadowedBy: nil, isOutOfScope: false,
            route: without.route))
      }
    }
    return answers
  }

  /// The rule of the same stage that decided before this one was asked.
  private func shadowing(_ place: Int, _ decision: Decision, _ route: Route?) -> Int? {
    switch rules[place].rule.stage {
    case .choice: decision.chosenBy.flatMap { $0 < place ? $0 : nil }
    case .pairing: decision.pairedBy.flatMap { $0 < place ? $0 : nil }
    case .admission:
      decision.candidates.first { candidate in
        !candidate.isAdmitted && candidate.by != nil
          && (candidate.endpoint == route?.output || candidate.endpoint == route?.input)
      }?.by
    default: nil
    }
  }

  /// Whether a rule is one fall-back behind another: it would always give its route, and the one that
  /// decided always comes first, so it explains nothing.
  private func isFallBack(_ place: Int, _ decision: Decision) -> Bool {
    guard rules[place].rule.stage == .choice, rules[place].conditions.isEmpty,
      let decided = decision.chosenBy
    else { return false }
    return rules[decided].conditions.isEmpty
  }

  private func rank(_ answer: WhyNot, _ decision: Decision) -> [Int] {
    let missing =
      answer.stoppedBy.count + (answer.isOutOfScope ? 1 : 0)
      + (isFallBack(answer.rule, decision) ? 2 : 0)
    let owner =
      answer.isOutOfScope
      ? Int(Owner.system.rawValue)
      : answer.stoppedBy.map { Int(conditions[$0].condition.owner.rawValue) }.max() ?? 0
    // A rule that is in the way says less than one that would decide: it comes after them.
    // Of two that are as near, the one that chooses says more than one that admits or leaves out.
    let stage =
      switch rules[answer.rule].rule.stage {
      case .choice: 0
      case .pairing: 1
      default: 2
      }
    return [answer.kind == .isInTheWay ? 1 : 0, missing, owner, stage, answer.rule]
  }
}
