import RouteMachine
import RouteModel
import TraceLog

/// What steps that were worked out before add to a trace's result.
struct Skipped {
  var events = 0
  var ignored = 0
  var rejected = 0
  var judged = 0
  var assumedLines = 0
  var assumedSession = false
}

/// A player that looks steps up where they were worked out before.
///
/// The player is the reference: whatever is not known, or gave a finding, it works out itself, after
/// it has caught up with the known steps before, a *run* of them. Who set what in a run is worked
/// out only then, from the log of its events.
struct QuickPlayer: LinePlayer {
  /// The player, once there is something that it has to work out.
  private final class Reference {
    var player: TracePlayer

    init(_ player: TracePlayer) { self.player = player }
  }

  private var reference: Reference?
  /// What is known of the trace's result while there is no player.
  private var begun: TraceResult
  private let start: QuickStart
  private let lines: LineMemory
  private let memory: StepMemory
  /// Where the trace stands; -1 where only the player can say.
  private var situation: Int32 = -1
  private var isLearning = true

  // The run. Steps do not move while it goes on.
  private var known: UnsafeMutablePointer<StepMemory.Known>
  private var mask: Int
  private var isRunning = false
  private var skipped = Skipped()
  /// The place of the step that a line took last; -1 where the run had none.
  private var latest = -1
  private var log: RunLog
  private var deadlines: [TracePlayer.Deadline] = []
  /// When the first timer is due, in milliseconds.
  private var due = Int64.max

  /// The player of a trace whose header was read.
  init(_ player: TracePlayer, _ start: QuickStart, _ lines: LineMemory) {
    self.init(player.result, start, lines)
    reference = Reference(player)
  }

  /// The player of a trace whose header was recognised.
  init(_ header: KnownHeader, in file: String, _ start: QuickStart, _ lines: LineMemory) {
    var result = start.result
    result.file = file
    result.line = header.number
    result.id = header.id
    self.init(result, start, lines)
  }

  private init(_ begun: TraceResult, _ start: QuickStart, _ lines: LineMemory) {
    self.begun = begun
    self.start = start
    self.lines = lines
    memory = start.memory
    known = memory.known
    log = RunLog(room: memory.log)
    mask = memory.mask
  }

  var result: TraceResult { reference?.player.result ?? begun }

  /// The player, with the names as they are now.
  private mutating func referee(_ names: NameTable) -> Reference {
    if let reference { return reference }
    let reference = Reference(start.player(begun, names))
    self.reference = reference
    return reference
  }

  // MARK: Known steps

  mutating func takeKnown(_ reader: inout TraceReader) {
    begin()
    while let line = reader.takeKnown({ step($0) }) {
      let read = reader.read(line)
      take(read, reader.names, saying: line.saying)
      begin()
    }
    guard lines.isFull else { return }
    // What the names stand for is forgotten when the next line is read.
    reader.updateNames()
    _ = referee(reader.names)
    catchUp(reader.names)
  }

  private mutating func begin() {
    guard !isRunning else { return }
    locate()
    guard situation >= 0 else { return }
    isRunning = true
    known = memory.known
    mask = memory.mask
    skipped = Skipped()
    log = RunLog(room: memory.log)
    latest = -1
    deadlines = reference?.player.deadlines ?? []
    findDue()
  }

  /// Finds out where the trace stands, if it stands where steps can be looked up.
  private mutating func locate() {
    if memory.makeRoom(age: lines.age) { situation = -1 }
    guard situation < 0, isLearning else { return }
    guard let reference else {
      situation = start.begin()
      return
    }
    if let here = reference.player.situation() { situation = memory.number(of: here) }
  }

  /// Takes a line by looking up what it does; refuses it where that is not known.
  @inline(__always)
  private mutating func step(_ line: KnownLine) -> KnownFate {
    guard situation >= 0, line.t < due || fireDue(line) else { return .refused }
    let place = find(UInt32(bitPattern: line.saying))
    if place < 0 { return .refused }
    if latest >= 0 { known[latest].likely.note(line.guess) }
    latest = place
    perform(place, line.number, line.call, at: line.t)
    return .taken(likely: known[place].likely)
  }

  /// The place of a step that somebody has worked out; -1 where nobody has.
  @inline(__always)
  private func find(_ saying: UInt32) -> Int {
    let key = StepMemory.key(situation, saying)
    let place = StepMemory.find(key, known, mask)
    return place >= 0 ? place : memory.takeOver(key)
  }

  @inline(__always)
  private mutating func perform(_ place: Int, _ line: Int, _ call: Int32, at t: Int64) {
    let step = known[place]
    situation = Int32(step.next)
    skipped.judged &+= Int(step.judged)
    if step.effects.contains(.event) {
      let event = RunLog.Logged(line: line, place: Int32(truncatingIfNeeded: place), call: call)
      if !log.add(event) { log.makeRoom(steps: mask + 1) }
      skipped.events &+= 1
    }
    if step.effects.isSubset(of: [.event, .connected]) { return }
    if step.effects.contains(.ignored) { skipped.ignored &+= 1 }
    if step.effects.contains(.rejected) { skipped.rejected &+= 1 }
    if step.effects.contains(.assumedLine) { skipped.assumedLines &+= 1 }
    if step.effects.contains(.assumedSession) { skipped.assumedSession = true }
    if step.effects.contains(.timers) { schedule(memory.timers[step.timers], at: t) }
  }

  // MARK: Timers

  /// Fires the timers that are due by a line; false where what one does is not known.
  private mutating func fireDue(_ line: KnownLine) -> Bool {
    while due <= line.t,
      let next = deadlines.indices.min(by: { deadlines[$0].order < deadlines[$1].order })
    {
      let deadline = deadlines[next]
      let place = find(StepMemory.saying(of: deadline.timer))
      if place < 0 { return false }
      deadlines.remove(at: next)
      perform(place, line.number, -1, at: deadline.due)
      findDue()
    }
    return true
  }

  private mutating func schedule(_ requests: [TimerRequest], at t: Int64) {
    for request in requests { TracePlayer.schedule(request, at: t, &deadlines) }
    findDue()
  }

  private mutating func findDue() {
    due = start.clock == .milliseconds ? deadlines.map(\.due).min() ?? .max : .max
  }

  // MARK: The player's own steps

  mutating func take(_ line: Line, _ reader: TraceReader) {
    // What is new to this memory may be known to another one.
    if isRunning, let known = reader.recognised(line), case .taken = step(known) { return }
    take(line, reader.names, saying: reader.saying)
  }

  /// Takes a line by the player itself, and remembers what it did.
  private mutating func take(_ line: Line, _ names: NameTable, saying: Int32?) {
    if isRunning, line.t < due, Self.changesNothing(line) { return }
    var isEvent = false
    if case .event = line.content { isEvent = true }
    let found = isRunning ? skipped.events : 0
    let reference = referee(names)
    catchUp(names, forEvent: isEvent)
    isLearning = memory.isWorthwhile(found: found)
    if !isLearning { situation = -1 }
    locate()
    while let timer = reference.player.nextTimer {
      let before = counted(reference)
      guard let fired = reference.player.fireNext(until: line, names) else { break }
      learn(StepMemory.saying(of: timer), fired, reference, before)
    }
    let before = counted(reference)
    let taken = reference.player.takeNow(line, names)
    learn(saying.map { UInt32(bitPattern: $0) }, taken, reference, before)
  }

  /// Whether a line is a note and no more: a run goes on over it.
  private static func changesNothing(_ line: Line) -> Bool {
    guard case .note = line.content else { return false }
    return line.evidence.isEmpty && line.unknownKeys.isEmpty && !line.assumed
  }

  private func counted(_ reference: Reference) -> (judged: Int, assumed: Int) {
    (reference.player.result.judged, reference.player.result.assumedLines)
  }

  private mutating func learn(
    _ saying: UInt32?, _ taken: TracePlayer.Taken, _ reference: Reference,
    _ before: (judged: Int, assumed: Int)
  ) {
    let from = situation
    situation = -1
    guard let saying, from >= 0, taken.findings.isEmpty, let here = reference.player.situation()
    else { return }
    situation = memory.number(of: here)
    let counted = counted(reference)
    var step = StepMemory.Known()
    step.key = StepMemory.key(from, saying)
    step.next = UInt16(situation)
    step.judged = UInt8(clamping: counted.judged - before.judged)
    if counted.assumed > before.assumed { step.effects.insert(.assumedLine) }
    if let event = taken.event {
      step.effects.insert(.event)
      step.row = memory.rows.number(of: Row(values: reference.player.current.decision.values))
      let asked = (event.timer.map { [.cancel($0)] } ?? []) + reference.player.current.timers
      step.timers = memory.timers.number(of: asked)
      if !asked.isEmpty { step.effects.insert(.timers) }
      switch reference.player.current.verdict {
      case .applied: if event.kind == .deviceConnected { step.effects.insert(.connected) }
      case .ignored: step.effects.insert(.ignored)
      case .rejected: step.effects.insert(.rejected)
      }
      if taken.restsOnAssumedSession { step.effects.insert(.assumedSession) }
    }
    memory.add(step)
  }

  // MARK: Catching up

  mutating func finish() -> TraceResult {
    guard let reference else {
      begun.add(skipped)
      begun.settle()
      return begun
    }
    if isRunning { reference.player.takeOver(skipped) }
    return reference.player.finish()
  }

  /// Brings the player to where the known steps have led; all of it, unless an event comes next.
  private mutating func catchUp(_ names: NameTable, forEvent: Bool = false) {
    guard isRunning else { return }
    isRunning = false
    let reference = referee(names)
    reference.player.takeOver(skipped)
    let end = memory.situations[Int(situation)].situation
    guard let last = log.last else {
      reference.player.takeOver(observed: end.observed, deadlines: deadlines)
      return
    }
    let account = RunAccount(memory: memory, lines: lines)
    let happened = account.happened(last)
    reference.player.takeOver(end, happened, deadlines: deadlines) { account.settle(&log, &$0) }
    if forEvent { return }
    let step = known[Int(last.place)]
    let before = memory.situations[StepMemory.situation(of: step.key)].situation.state
    reference.player.takeOver(reference.player.machine.advanced(before, by: happened.event))
  }
}
