import RouteMachine
import RouteModel
import RoutePolicies
import TraceLog

/// Replays traces and counts, side by side, where what devices did is what the rules give.
///
/// Every sample counts that states a side of the route, not only where an episode begins.
package struct AgreementRun {
  package private(set) var traces: [TraceAgreement] = []
  /// Of the traces that are not left out, in the order in which they came.
  package private(set) var disagreements: [Disagreement] = []
  package private(set) var rules: [RuleAgreement] = []
  /// Traces that state no side of a route.
  package private(set) var silent = 0
  package private(set) var skipped = 0
  package private(set) var unreadable: [String] = []
  /// Traces with gaps, or with words of a newer version.
  package private(set) var lost = 0

  private var replay: ReplayRun

  package init(_ options: ReplayOptions) { replay = ReplayRun(options) }

  /// Takes the traces of one file in.
  package mutating func take(_ file: String) {
    var replay = replay
    var samples: TraceSamples?
    var done: [(TraceResult, TraceSamples?)] = []
    replay.replay(
      file,
      onStep: { step, player, names in
        if samples == nil { samples = TraceSamples(player) }
        samples?.take(step, player, names)
      },
      onResult: { result in
        done.append((result, samples))
        samples = nil
      })
    self.replay = replay
    for (result, samples) in done { add(result, samples) }
  }

  private mutating func add(_ result: TraceResult, _ samples: TraceSamples?) {
    switch result.outcome {
    case .unreadable: unreadable.append(result.why ?? result.id)
    case .skipped: skipped += 1
    default:
      if result.lost { lost += 1 }
      guard let trace = samples?.finished() else {
        silent += 1
        return
      }
      traces.append(trace.agreement)
      guard !trace.agreement.isLeftOut else { return }
      disagreements += trace.disagreements
      for rule in trace.rules { add(rule) }
    }
  }

  private mutating func add(_ more: RuleAgreement) {
    guard let place = rules.firstIndex(where: { $0.rule == more.rule }) else {
      rules.append(more)
      return
    }
    rules[place].table = rules[place].table + more.table
    rules[place].instead.merge(more.instead) { $0 + $1 }
  }

  /// The sum over the traces for which the test holds.
  package func table(where holds: (TraceAgreement) -> Bool) -> AgreementTable {
    traces.filter(holds).reduce(AgreementTable()) { $0 + $1.table }
  }

  /// The disagreements by cause, the commonest first.
  package var causes: [CauseGroup] {
    var groups: [CauseGroup] = []
    var places: [AgreementCause: Int] = [:]
    for found in disagreements {
      if let place = places[found.cause] {
        groups[place].traces.insert(found.trace)
        groups[place].sides += found.differences.count
        if found.lines < groups[place].smallest.lines { groups[place].smallest = found }
      } else {
        places[found.cause] = groups.count
        groups.append(
          CauseGroup(
            cause: found.cause, traces: [found.trace], sides: found.differences.count,
            smallest: found))
      }
    }
    return groups.enumerated().sorted {
      ($1.element.traces.count, $0.offset) < ($0.element.traces.count, $1.offset)
    }.map(\.element)
  }
}

/// One side that one line of evidence states.
private struct SideSample {
  var line: Int
  var t: Int64
  var column: Column
  var side: Side
  /// The rule that gave the computed side; nil where the book says nothing.
  var rule: String?
  var computed: Endpoint?
  /// What was stated, without the names of devices.
  var said: String
  /// How many events had happened.
  var events: Int

  var fact: String { side == .input ? "in" : "out" }
}

/// The samples of one trace, while it is replayed.
///
/// A sample that agrees is counted at once; one that differs is kept, since a later one may put it
/// right.
private struct TraceSamples {
  private var trace: TraceAgreement
  private var rules: [RuleAgreement] = []
  private var differing: [SideSample] = []
  private var found: [Disagreement] = []
  private var events = 0
  private let settlingTime: Int64
  private let isTimed: Bool

  init(_ player: TracePlayer) {
    let header = player.header
    let result = player.result
    let platform = header.circumstances.platform
    let version = header.circumstances.os.map { "\($0.major)" } ?? "unstated"
    trace = TraceAgreement(
      file: result.file, id: result.id, policy: result.policy,
      system: "\(platform.name) \(version)", sources: header.source)
    let own = header.policy ?? Policies.default(for: platform)?.name ?? ""
    if Policies.base(of: own) == Policies.base(of: result.policy) { trace.xfail = header.xfail }
    settlingTime = player.machine.book.settlingTime
    isTimed = header.clock == .milliseconds
  }

  mutating func take(_ played: PlayedStep, _ player: TracePlayer, _ names: NameTable) {
    if played.event != nil { events += 1 }
    trace.lines = played.line - player.result.line + 1
    for evidence in played.evidence where AgreementTable.columns.contains(evidence.column) {
      let before = differing.count
      for side in Side.allCases { take(side, of: evidence, played, player) }
      guard differing.count > before else { continue }
      found.append(disagreement(differing[before...], evidence, played, player, names))
    }
  }

  private mutating func take(
    _ side: Side, of evidence: Evidence, _ played: PlayedStep, _ player: TracePlayer
  ) {
    let claim = side == .input ? evidence.input : evidence.output
    guard claim != .anything else { return }
    let step = played.step
    let computed = step.state.route?[side]
    let standing: SideStanding =
      if step.state.route == nil {
        .unspoken
      } else if !played.isCertain {
        .undecided
      } else {
        claim.accepts(computed) ? .agreed : .differed
      }
    let sample = SideSample(
      line: played.line, t: played.t, column: evidence.column, side: side,
      rule: Self.rule(side, evidence, step).map { player.machine.rules[$0].rule.id },
      computed: computed, said: Self.text(claim, computed), events: events)
    if standing == .agreed, sample.column == .observed { settle(sample) }
    if standing == .differed { differing.append(sample) } else { count(sample, standing) }
  }

  /// An observation that agrees puts right those just before it that waited for the same port.
  private mutating func settle(_ agreeing: SideSample) {
    while let place = differing.lastIndex(where: {
      $0.column == .observed && $0.side == agreeing.side && $0.computed == agreeing.computed
        && (isTimed
          ? agreeing.t - $0.t <= settlingTime : agreeing.events == $0.events)
    }) {
      count(differing.remove(at: place), .settled)
    }
  }

  private mutating func count(_ sample: SideSample, _ standing: SideStanding) {
    trace.table[sample.column, sample.side][standing] += 1
    guard let rule = sample.rule else { return }
    let place = rules.firstIndex { $0.rule == rule } ?? rules.count
    if place == rules.count { rules.append(RuleAgreement(rule: rule)) }
    rules[place].table[sample.column, sample.side][standing] += 1
    if standing == .differed {
      rules[place].instead["\(sample.fact) \(sample.said)", default: 0] += 1
    }
  }

  /// The rule that gave a side: the one that chose, unless only what it was paired with is stated.
  private static func rule(_ side: Side, _ evidence: Evidence, _ step: Step) -> Int? {
    let decision = step.decision
    guard let route = decision.route, route[side] != decision.chosen else {
      return decision.chosenBy
    }
    let bothDiffer =
      !evidence.input.accepts(route.input) && !evidence.output.accepts(route.output)
    return bothDiffer ? decision.chosenBy : decision.pairedBy ?? decision.chosenBy
  }

  /// What was stated, by its ports alone: devices have another name in every trace.
  private static func text(_ claim: SideClaim, _ computed: Endpoint?) -> String {
    guard case .oneOf(let patterns) = claim else { return "none" }
    var words: [String] = []
    for pattern in patterns {
      let port = pattern.port?.name ?? "any port"
      let isOther =
        pattern.device != nil && pattern.port == computed?.port && !pattern.matches(computed)
      let word = (pattern.isNegated ? "not " : "") + port + (isOther ? " of another device" : "")
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: " or ")
  }

  private func disagreement(
    _ differing: ArraySlice<SideSample>, _ evidence: Evidence, _ played: PlayedStep,
    _ player: TracePlayer,
    _ names: NameTable
  ) -> Disagreement {
    let naming = player.naming(names)
    let nearest = player.nearest(to: evidence, names)
    var stoppedBy = nearest?.stoppedBy.map(\.name) ?? []
    if let shadow = nearest?.shadowedBy { stoppedBy.append("\(shadow) comes before it") }
    if nearest?.isOutOfScope == true { stoppedBy.append("it is not stated for this version") }
    if nearest?.kind == .isInTheWay { stoppedBy.append("it is in the way") }
    return Disagreement(
      trace: trace.id, file: trace.file, line: played.line, t: played.t,
      event: player.lastEventText(names), column: evidence.column,
      differences: differing.map { sample in
        Difference(
          fact: sample.fact,
          said: naming.claim(sample.side == .input ? evidence.input : evidence.output),
          computed: naming.endpoint(sample.computed))
      },
      cause: AgreementCause(
        rule: differing.last?.rule ?? "no rule", nearest: nearest?.rule.id, stoppedBy: stoppedBy))
  }

  /// Once the trace is over; nil where no side was stated.
  ///
  /// What nothing put right is a disagreement now.
  func finished() -> Finished? {
    var done = self
    for sample in differing { done.count(sample, .differed) }
    guard !done.trace.table.isEmpty else { return nil }
    let disagreements = found.compactMap { disagreement in
      var left = disagreement
      left.lines = trace.lines
      left.differences.removeAll { difference in
        !differing.contains {
          $0.line == left.line && $0.column == left.column && $0.fact == difference.fact
        }
      }
      return left.differences.isEmpty ? nil : left
    }
    return Finished(agreement: done.trace, rules: done.rules, disagreements: disagreements)
  }

  /// What one trace adds to the run.
  struct Finished {
    var agreement: TraceAgreement
    var rules: [RuleAgreement]
    var disagreements: [Disagreement]
  }
}
