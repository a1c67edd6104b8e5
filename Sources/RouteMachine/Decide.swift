package import RouteModel

/// An endpoint that is there, and whether it can be chosen.
package struct Candidate: Hashable, Sendable {
  package var endpoint: Endpoint
  package var device: Device?
  package var isAdmitted: Bool
  /// The rule that admitted it or left it out; nil where no rule spoke of it.
  package var by: Int?
}

/// What a book says of one moment, and which rules said it (as places in the book's rules).
package struct Decision: Hashable, Sendable {
  /// nil: the book says nothing.
  package var route: Route?
  package var chosen: Endpoint?
  package var chosenBy: Int?
  package var pairedBy: Int?
  package var advice: [Int] = []
  /// What each device offers: the host device, then the others, oldest first.
  package internal(set) var offers = Offers()
  package var values: [Value]
  package var holds: ConditionSet

  init(_ tables: Tables) {
    values = [Value](repeating: .none, count: tables.facts.count)
    holds = ConditionSet(words: tables.words)
  }

  /// Forgets what was decided; values, conditions and offers are found anew in their room.
  mutating func forget(_ tables: Tables) {
    for place in tables.choiceFacts { values[place] = .none }
    route = nil
    chosen = nil
    chosenBy = nil
    pairedBy = nil
    advice.removeAll(keepingCapacity: true)
  }

  /// The endpoints that there are, device by device.
  package var candidates: [Candidate] {
    offers.list.flatMap { offer in
      offer.ports.members.map { port in
        Candidate(
          endpoint: Endpoint(port, offer.device?.slot), device: offer.device,
          isAdmitted: offer.admitted.contains(port), by: offer.rule(for: port))
      }
    }
  }

  /// The endpoints that can be chosen, device by device.
  package var admitted: [Endpoint] {
    offers.list.flatMap { offer in
      offer.admitted.members.map { Endpoint($0, offer.device?.slot) }
    }
  }

  /// The admission rules that decided about some endpoint.
  package var admittedBy: [Int] { Set(candidates.compactMap(\.by)).sorted() }

  /// Every rule that spoke, in the order of the stages.
  package var fired: [Int] {
    admittedBy + [chosenBy, pairedBy].compactMap { $0 } + advice
  }
}

/// A change of the book for one question: what if this rule had decided, or were absent.
package enum Forcing: Hashable, Sendable {
  /// The rule's conditions are taken to hold, and it comes first in its stage.
  case decided(Int)
  /// The rule is left out.
  case absent(Int)
}

extension Machine {
  /// Takes the decision for a moment, stage by stage.
  package func decide(_ moment: Moment, forcing: Forcing? = nil) -> Decision {
    var decision = Decision(tables)
    var moment = moment
    decide(&decision, &moment, forcing: forcing)
    return decision
  }

  /// Takes the decision; the moment is as it was when it is taken.
  ///
  /// `admitted` are the conditions for which the reactions found the decision's offers, if they did.
  func decide(
    _ decision: inout Decision, _ moment: inout Moment, admitted: ConditionSet? = nil,
    forcing: Forcing? = nil
  ) {
    read(moment, into: &decision.values)
    test(tables.tests.indices, decision.values, into: &decision.holds)
    if admitted.map({ !tables.admitsAlike($0, decision.holds) }) ?? true {
      admit(&decision.offers, moment, decision.holds, forcing)
    }
    for place in order(.choice, forcing) where speaks(place, decision.holds, forcing) {
      switch tables.actions[place] {
      case .saysNothing:
        decision.chosenBy = place
        decision.advice = advise(decision.holds)
        return
      case .choose(let finders):
        guard let found = find(finders, moment, decision.offers.list) else { continue }
        decision.chosen = found
        decision.chosenBy = place
      default: continue
      }
      break
    }
    guard let chosen = decision.chosen else { return }
    moment.chosen = chosen
    pair(moment, &decision, forcing)
    moment.chosen = nil
  }

  private func pair(_ moment: Moment, _ decision: inout Decision, _ forcing: Forcing?) {
    read(tables.choiceFacts, moment, into: &decision.values)
    test(tables.choiceConditions, decision.values, into: &decision.holds)
    for place in order(.pairing, forcing) where speaks(place, decision.holds, forcing) {
      guard case .pair(let input, let output) = tables.actions[place] else { continue }
      decision.pairedBy = place
      decision.route = Route(
        input: find(input, moment, decision.offers.list, pairing: .input),
        output: find(output, moment, decision.offers.list, pairing: .output))
      break
    }
    decision.advice = advise(decision.holds)
  }

  private func advise(_ holding: ConditionSet) -> [Int] {
    var advice: [Int] = []
    for place in tables.asked[Int(Stage.advice.rawValue)] where tables.isMet(place, holding) {
      advice.append(place)
    }
    return advice
  }

  /// A stage's rules in the order in which they are tried.
  @inline(__always)
  func order(_ stage: Stage, _ forcing: Forcing?) -> [Int] {
    forcing.map { order(stage, forcing: $0) } ?? tables.asked[Int(stage.rawValue)]
  }

  private func order(_ stage: Stage, forcing: Forcing) -> [Int] {
    let places = tables.asked[Int(stage.rawValue)]
    switch forcing {
    case .decided(let first) where rules[first].rule.stage == stage:
      return [first] + places.filter { $0 != first }
    case .absent(let left): return places.filter { $0 != left }
    case .decided: return places
    }
  }

  @inline(__always)
  func speaks(_ place: Int, _ holding: ConditionSet, _ forcing: Forcing?) -> Bool {
    tables.isMet(place, holding) || forcing == .decided(place)
  }
}
