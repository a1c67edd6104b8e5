package import RouteMachine
package import RouteModel
import RoutePolicies
package import TraceLog

/// One step of a replay, for those who want to see every one.
package struct PlayedStep: Sendable {
  package var line: Int
  package var t: Int64
  /// nil on a line of evidence, and before the first event.
  package var event: Event?
  package var step: Step
  /// What began to differ here.
  package var findings: [FindingKind]
  package var evidence: [Evidence]
  /// Whether no gap left the route open, before the evidence of this line was looked at.
  package var isCertain: Bool
}

/// How strictly a replay takes events that cannot be.
package enum Strictness: UInt8, Word {
  /// Strict for traces written by hand, lenient for imported ones.
  case byOrigin
  case strict
  case lenient

  package var meaning: String {
    switch self {
    case .byOrigin: "a rejected event fails a trace unless an importer wrote it"
    case .strict: "a rejected event fails the trace"
    case .lenient: "rejected events are counted"
    }
  }
}

/// Replays one trace line by line.
///
/// Holds the deadlines; the machine holds no clock.
package struct TracePlayer {
  package private(set) var header: Header
  package private(set) var machine: Machine
  package private(set) var result: TraceResult
  private(set) var blame: Blame
  package private(set) var current: Step

  let isStrict: Bool
  /// Whether `expect` and `xfail` are those of the policy that is replayed under.
  let isOwnPolicy: Bool
  private(set) var deadlines: [Deadline] = []
  private(set) var unknown = Unknown()
  private(set) var lastEvent: Happened?
  private(set) var observedSinceEvent: Evidence?
  /// The kinds of difference that last.
  private var differing: WordSet<FindingKind> = []
  private var pending: Finding?
  private var eventsSincePending = 0

  struct Deadline {
    var timer: Timer
    /// Milliseconds since the trace's start.
    var due: Int64

    /// Of two that are due at once, the one that is declared first fires first.
    var order: (Int64, UInt8) { (due, timer.rawValue) }
  }

  /// Prepares a replay of the trace whose header this is, under a book that serves its platform.
  package init(
    header: Header, book: RuleBook, file: String, line: Int,
    strictness: Strictness = .byOrigin
  ) {
    self.init(
      header: header, machine: Machine(book: book, circumstances: header.circumstances),
      file: file, line: line, strictness: strictness)
  }

  static func isOwnPolicy(_ book: RuleBook, _ header: Header) -> Bool {
    book.name == header.policy ?? Policies.default(for: header.circumstances.platform)?.name
  }

  static func isStrict(_ strictness: Strictness, _ header: Header) -> Bool {
    strictness == .strict || (strictness == .byOrigin && !header.imported)
  }

  /// Prepares a replay by a machine that was made ready for traces of the same circumstances.
  ///
  /// `rest` is the machine's moment before the first event where a header says nothing of the start.
  init(
    header: Header, machine ready: Machine, rest: Step? = nil, file: String, line: Int,
    strictness: Strictness
  ) {
    let book = ready.book
    self.header = header
    machine = ready
    for declaration in header.devices { machine.declare(declaration.device) }
    isOwnPolicy = Self.isOwnPolicy(book, header)
    isStrict = Self.isStrict(strictness, header)
    result = TraceResult(file: file, line: line, header, policy: book.name)
    result.xfail = isOwnPolicy ? header.xfail : nil
    current = rest ?? machine.begin(StartState.state(of: header, machine))
    if let route = header.start.route {
      current.state.route = StartState.route(route) ?? current.state.route
    }
    blame = Blame(current)
  }

  /// The player of a trace that begins as this one did, where no line was taken yet.
  func again(_ header: Header, _ result: TraceResult) -> TracePlayer {
    var player = self
    player.header = header
    player.result = result
    return player
  }

  func naming(_ names: NameTable) -> Naming { Naming(names) }

  /// Takes the next line of the trace: due timers first, then the line itself.
  package mutating func take(_ line: Line, names: NameTable) -> [PlayedStep] {
    var played: [PlayedStep] = []
    while let fired = fireNext(until: line, names) {
      played.append(
        PlayedStep(
          line: line.number, t: fired.t, event: fired.event, step: current,
          findings: fired.findings, evidence: [], isCertain: isCertain))
    }
    let taken = takeNow(line, names)
    if taken.event != nil || !line.evidence.isEmpty {
      played.append(
        PlayedStep(
          line: line.number, t: line.t, event: taken.event, step: current,
          findings: taken.findings, evidence: line.evidence, isCertain: taken.wasCertain))
    }
    return played
  }

  /// Takes the next line of the trace where nobody looks on at its steps.
  mutating func pass(_ line: Line, names: NameTable) {
    while fireNext(until: line, names) != nil {}
    _ = takeNow(line, names)
  }

  /// What a line or a timer did.
  struct Taken {
    var event: Event?
    /// Milliseconds since the trace's start.
    var t: Int64
    var findings: [FindingKind] = []
    /// Whether no gap left the route open, before the evidence was looked at.
    var wasCertain = true
    /// Whether the route rests on a session that the trace never configured.
    var restsOnAssumedSession = false
  }

  /// Takes a line before which no timer is due.
  mutating func takeNow(_ line: Line, _ names: NameTable) -> Taken {
    if line.assumed { result.assumedLines += 1 }
    if !line.unknownKeys.isEmpty { result.lost = true }
    var taken = Taken(t: line.t)
    switch line.content {
    case .event(let happened):
      taken = advance(happened, line, names)
    case .gap:
      unknown = machine.unknownAfterGap()
      result.lost = true
    case .device(let declaration): machine.declare(declaration.device)
    case .unknown: result.lost = true
    case .header, .evidence, .note, .end: break
    }
    taken.wasCertain = isCertain
    for evidence in line.evidence { taken.findings += judge(evidence, line, names) }
    return taken
  }

  /// Ends the trace and gives its result.
  package mutating func finish() -> TraceResult {
    settlePending()
    result.settle()
    return result
  }

  // MARK: Events

  /// Fires the timer that is due first, if one is due by a line's time.
  mutating func fireNext(until line: Line, _ names: NameTable) -> Taken? {
    guard header.clock == .milliseconds,
      let next = deadlines.indices.min(by: { deadlines[$0].order < deadlines[$1].order }),
      deadlines[next].due <= line.t
    else { return nil }
    let deadline = deadlines.remove(at: next)
    var event = Event(.timerFired)
    event.timer = deadline.timer
    var fired = Line(.event(event), number: line.number, t: deadline.due, hasTime: true)
    fired.sourceLine = line.sourceLine
    var taken = advance(event, fired, names)
    taken.wasCertain = isCertain
    return taken
  }

  private mutating func advance(_ event: Event, _ line: Line, _ names: NameTable) -> Taken {
    expire(at: line.t)
    machine.advance(&current, by: event)
    result.events += 1
    machine.settle(&unknown, by: event)
    observedSinceEvent = nil
    eventsSincePending += 1
    if let timer = event.timer { schedule(.cancel(timer), at: line.t) }
    for request in current.timers { schedule(request, at: line.t) }
    let happened = Happened(event, line: line.number, names: names)
    blame.take(current.decision.values, current.state.memory, current.verdict, happened)
    lastEvent = happened
    var taken = Taken(event: event, t: line.t, restsOnAssumedSession: restsOnAssumedSession)
    if taken.restsOnAssumedSession { result.assumedSession = true }
    switch current.verdict {
    case .applied: break
    case .ignored: result.ignored += 1
    case .rejected(let reason): taken.findings = reject(happened, reason, line, names)
    }
    return taken
  }

  private mutating func reject(
    _ happened: Happened, _ reason: Reason, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    result.rejected += 1
    guard isStrict else {
      count(.rejected)
      return []
    }
    let sentence = "\(happened.text(naming(names))): \(reason.meaning)"
    guard unknown.isNothing else {
      return undecided(line, names, nil, "\(sentence); \(Self.lostEvents)")
    }
    fail(finding(.rejected, line, names, column: nil, [], sentence: sentence))
    return [.rejected]
  }

  /// Whether the last step's route rests on a session that the trace never configured.
  @inline(__always)  // a call would copy the player
  private var restsOnAssumedSession: Bool {
    machine.assumesSession && current.state.world.session.category == nil
      && current.decision.route != nil
      && (current.moment.control == .appCall || current.moment.control == .session)
  }

  private mutating func schedule(_ request: TimerRequest, at t: Int64) {
    Self.schedule(request, at: t, &deadlines)
  }

  static func schedule(_ request: TimerRequest, at t: Int64, _ deadlines: inout [Deadline]) {
    switch request {
    case .start(let timer, let milliseconds):
      deadlines.removeAll { $0.timer == timer }
      deadlines.append(Deadline(timer: timer, due: t + milliseconds))
    case .cancel(let timer): deadlines.removeAll { $0.timer == timer }
    }
  }

  // MARK: Steps worked out before

  /// The timer that runs out next.
  var nextTimer: Timer? { deadlines.min { $0.order < $1.order }?.timer }

  /// Whether nothing stands open that a step could settle or a finding rest on.
  private var isSettled: Bool { pending == nil && differing.isEmpty && unknown.isNothing }

  /// Takes over what steps that were worked out before have done.
  mutating func takeOver(_ skipped: Skipped) { result.add(skipped) }

  /// Takes over where they have led, for an event to come: of the last step only the state.
  mutating func takeOver(
    _ situation: Situation, _ last: Happened, deadlines: [Deadline], settle: (inout Blame) -> Void
  ) {
    current.state = situation.state
    lastEvent = last
    takeOver(observed: situation.observed, deadlines: deadlines)
    settle(&blame)
  }

  /// Takes over all of the last step, which evidence is compared with.
  mutating func takeOver(_ step: Step) { current = step }

  /// Takes over an observation that agreed, and deadlines.
  mutating func takeOver(observed: Evidence?, deadlines: [Deadline]) {
    observedSinceEvent = observed
    self.deadlines = deadlines
  }

  /// All that the outcome of the next line depends on; nil while something stands open.
  ///
  /// Mutating, as every other call copies the player, which costs as much as a step.
  mutating func situation() -> Situation? {
    isSettled ? Situation(current, observed: observedSinceEvent) : nil
  }

  // MARK: Evidence

  private mutating func judge(
    _ evidence: Evidence, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    switch evidence.column {
    case .expect: return isOwnPolicy ? judgeExpected(evidence, line, names) : []
    case .observed: return judgeObserved(evidence, line, names)
    case .claimed: return judgeClaimed(evidence, line, names)
    case .heard: return judgeHeard(evidence, line, names)
    case .wanted: return []
    }
  }

  func comparer(_ names: NameTable) -> Comparer {
    Comparer(machine: machine, naming: naming(names))
  }

  /// Whether no gap leaves the current route open.
  @inline(__always)
  package var isCertain: Bool {
    unknown.isNothing || machine.isCertain(current.decision, given: unknown)
  }

  private mutating func judgeExpected(
    _ evidence: Evidence, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    let comparer = comparer(names)
    let others = evidence.hasOthers ? comparer.others(evidence, current) : Comparison()
    let differences = comparer.route(evidence, current.state.route) + others.differences
    result.judged += 1
    // What differs already fails, whatever else no rule computes.
    let notComputed = differences.isEmpty ? others.undecided : []
    if let why = reasonForDoubt(notComputed) { return undecided(line, names, .expect, why) }
    guard begins(.expectation, differs: !differences.isEmpty) else { return [] }
    fail(finding(.expectation, line, names, column: .expect, differences))
    return [.expectation]
  }

  private mutating func judgeObserved(
    _ evidence: Evidence, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    if evidence.hasRoute { observedSinceEvent = evidence }
    // Where nothing is in control the book gives no route, and the device may do what it likes.
    guard evidence.hasRoute, let route = current.state.route else { return [] }
    result.judged += 1
    let differences = comparer(names).route(evidence, route)
    if differences.isEmpty {
      unknown = Unknown()
      settlePending(agreeingAt: line.t)
    } else if let why = reasonForDoubt() {
      return undecided(line, names, .observed, why)
    }
    guard begins(.deviation, differs: !differences.isEmpty) else { return [] }
    settlePending()
    pending = finding(.deviation, line, names, column: .observed, differences)
    eventsSincePending = 0
    return [.deviation]
  }

  private mutating func judgeClaimed(
    _ evidence: Evidence, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    if let differences = comparer(names).claim(evidence, current) {
      result.judged += 1
      if let why = reasonForDoubt() { return undecided(line, names, .claimed, why) }
      guard begins(.claim, differs: !differences.isEmpty) else { return [] }
      fail(finding(.claim, line, names, column: .claimed, differences))
      return [.claim]
    }
    guard evidence.hasRoute, let observed = observedSinceEvent else { return [] }
    let naming = naming(names)
    var differences: [Difference] = []
    func compare(_ fact: String, _ claimed: SideClaim, _ seen: SideClaim) {
      guard !claimed.agrees(with: seen) else { return }
      differences.append(
        Difference(fact: fact, said: naming.claim(claimed), computed: naming.claim(seen)))
    }
    compare("in", evidence.input, observed.input)
    compare("out", evidence.output, observed.output)
    guard begins(.desynchronised, differs: !differences.isEmpty) else { return [] }
    note(finding(.desynchronised, line, names, column: .claimed, differences))
    return [.desynchronised]
  }

  private mutating func judgeHeard(
    _ evidence: Evidence, _ line: Line, _ names: NameTable
  ) -> [FindingKind] {
    guard evidence.hasRoute, let route = current.state.route, isCertain else { return [] }
    let differences = comparer(names).route(evidence, route)
    guard begins(.heard, differs: !differences.isEmpty) else { return [] }
    note(finding(.heard, line, names, column: .heard, differences))
    return [.heard]
  }

  // MARK: Findings

  /// Whether an episode of differences begins now; remembers how it stands.
  private mutating func begins(_ kind: FindingKind, differs: Bool) -> Bool {
    let was = differing.contains(kind)
    if differs { differing.insert(kind) } else { differing.remove(kind) }
    return differs && !was
  }

  private func finding(
    _ kind: FindingKind, _ line: Line, _ names: NameTable, column: Column?,
    _ differences: [Difference], sentence: String = ""
  ) -> Finding {
    Finding(
      kind: kind, line: line.number, sourceLine: line.sourceLine, t: line.t, column: column,
      differences: differences, sentence: sentence, restsOnAssumed: result.assumedLines > 0,
      explanation: explain(line, names, against: line.evidence.first { $0.column == column }))
  }

  private mutating func count(_ kind: FindingKind) { result.counts[Int(kind.rawValue)] += 1 }

  private mutating func fail(_ finding: Finding) {
    settlePending()
    record(finding)
  }

  private mutating func record(_ finding: Finding) {
    count(finding.kind)
    if result.firstWrong == nil { result.firstWrong = finding }
  }

  private mutating func note(_ finding: Finding) {
    if result.count(finding.kind) == 0 { result.notes.append(finding) }
    count(finding.kind)
  }

  private mutating func undecided(
    _ line: Line, _ names: NameTable, _ column: Column?, _ why: String
  ) -> [FindingKind] {
    note(finding(.undecided, line, names, column: column, [], sentence: why))
    return [.undecided]
  }

  /// Decides about a deviation that may have been put right by an observation that agrees now.
  private mutating func settlePending(agreeingAt t: Int64? = nil) {
    guard var finding = pending else { return }
    pending = nil
    // Without a clock only the order counts: the device settles before the next event, or not.
    let isInTime =
      header.clock == .order
      ? eventsSincePending == 0 : t.map { $0 - finding.t <= machine.book.settlingTime } ?? false
    if t != nil, isInTime {
      finding.kind = .transient
      note(finding)
    } else {
      record(finding)
    }
  }

  /// A deviation that nothing put right in time is one, before anything later is.
  private mutating func expire(at t: Int64) {
    guard let finding = pending, header.clock == .milliseconds,
      t - finding.t > machine.book.settlingTime
    else { return }
    settlePending()
  }
}
