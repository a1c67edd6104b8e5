import RouteMachine
package import RouteModel
package import TraceLog

/// Whether the state after a line is what that line says.
package enum Standing: Hashable, Sendable {
  case agrees
  case differs
  case undecided
}

/// What a line says of the state after it, compared with that state.
package struct Judgement: Sendable {
  package var standing: Standing
  package var differences: [Difference] = []
  /// Why it could not be decided; nil where it could.
  package var why: String?
  /// The column that differs.
  var evidence: Evidence?
}

extension TracePlayer {
  /// Compares the last line taken with the state after it.
  ///
  /// Unlike a finding it does not ask whether the difference began here.
  func judgement(_ line: Line, _ names: NameTable) -> Judgement {
    if case .event = line.content, current.verdict.isRejected, isStrict {
      return unknown.isNothing
        ? Judgement(standing: .differs)
        : Judgement(standing: .undecided, why: Self.lostEvents)
    }
    let comparer = comparer(names)
    var undecided: String?
    for evidence in line.evidence {
      var differences = comparer.route(evidence, current.state.route)
      switch evidence.column {
      case .expect where isOwnPolicy:
        let others = comparer.others(evidence, current)
        differences += others.differences
        let notComputed = differences.isEmpty ? others.undecided : []
        if let why = reasonForDoubt(notComputed) {
          undecided = why
        } else if !differences.isEmpty {
          return Judgement(standing: .differs, differences: differences, evidence: evidence)
        }
      case .observed where evidence.hasRoute && current.state.route != nil:
        if differences.isEmpty { continue }
        guard let why = reasonForDoubt() else {
          return Judgement(standing: .differs, differences: differences, evidence: evidence)
        }
        undecided = why
      case .claimed:
        guard let differences = comparer.claim(evidence, current) else { continue }
        if let why = reasonForDoubt() {
          undecided = why
        } else if !differences.isEmpty {
          return Judgement(standing: .differs, differences: differences, evidence: evidence)
        }
      default: continue
      }
    }
    return Judgement(standing: undecided == nil ? .agrees : .undecided, why: undecided)
  }

  /// Why a rejected event behind a gap decides nothing.
  static let lostEvents = "events that a gap lost may have made it possible"

  /// Why evidence cannot be compared with the computed state; nil where it can.
  @inline(__always)  // a call would copy the player
  func reasonForDoubt(_ notComputed: [String] = []) -> String? {
    if !notComputed.isEmpty {
      return "the book \(machine.book.name) does not compute \(notComputed.joined(separator: ", "))"
    }
    return isCertain ? nil : "a gap in the log leaves the route open"
  }

  /// Explains the state after the last line taken, against what evidence says of the route.
  package func explain(
    _ line: Line, _ names: NameTable, against target: Evidence?
  ) -> Explanation {
    let naming = naming(names)
    let explainer = Explainer(machine: machine, naming: naming, blame: blame)
    let decision = current.decision
    let accepts = { (route: Route?) -> Bool in
      guard let target, target.hasRoute else { return false }
      return target.input.accepts(route?.input) && target.output.accepts(route?.output)
    }
    let differs = target.map(\.hasRoute) == true && !accepts(current.state.route)
    return Explanation(
      line: line.number, t: line.t,
      event: lastEvent?.text(naming) ?? "before the first event",
      eventLine: lastEvent?.line ?? result.line,
      verdict: current.verdict.reason.map { reason in
        "\(current.verdict.isRejected ? "rejected" : "ignored"): \(reason.meaning)"
      },
      computed: current.state.route.map { route in
        [naming.endpoint(route.input), naming.endpoint(route.output)]
      },
      columns: line.evidence.map { text(of: $0, naming) },
      admitted: decision.admitted.map { naming.endpoint($0) },
      leftOut: explainer.leftOut(decision),
      chosen: decision.chosenBy.map { explainer.rule($0, decision) },
      paired: decision.pairedBy.map { explainer.rule($0, decision) },
      reactions: current.reactions.map { explainer.rule($0, decision) },
      advice: decision.advice.map { explainer.rule($0, decision) },
      setBy: explainer.setters(decision),
      target: differs ? target.map { text(of: $0, naming) } : nil,
      whyNot: differs ? explainer.whyNot(current, accepts: accepts) : nil,
      remedy: differs ? explainer.remedy(current, accepts: accepts) : nil)
  }

  /// The nearest rule that would have given what evidence says of the route after the last line.
  func nearest(to evidence: Evidence, _ names: NameTable) -> WhyNotText? {
    let explainer = Explainer(machine: machine, naming: naming(names), blame: blame)
    return explainer.whyNot(current) { route in
      evidence.input.accepts(route?.input) && evidence.output.accepts(route?.output)
    }
  }

  /// The last event in words.
  func lastEventText(_ names: NameTable) -> String {
    lastEvent?.text(naming(names)) ?? "before the first event"
  }

  private func text(of evidence: Evidence, _ naming: Naming) -> ColumnText {
    var others: [String] = []
    if let audio = evidence.audio { others.append("audio \(audio.name)") }
    if let by = evidence.by { others.append("by \(naming.symbol(by))") }
    if let reason = evidence.reason { others.append("reason \(naming.symbol(reason))") }
    return ColumnText(
      column: evidence.column,
      input: evidence.input == .anything ? nil : naming.claim(evidence.input),
      output: evidence.output == .anything ? nil : naming.claim(evidence.output), others: others)
  }
}
