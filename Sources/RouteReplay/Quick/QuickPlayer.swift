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
  var fired: [Int] = []
}

/// A player that looks steps up where they were worked out before.
///
/// The player is the reference: whatever is not known, or gave a finding, it works out itself, after
/// it has caught up with the known steps before, a *run* of them. Who set what in a run is worked
/// out only then, from where each of its steps last happened.
struct QuickPlayer {
  private(set) var player: TracePlayer
  private let lines: LineMemory
  private let memory: StepMemory
  /// Where the trace stands; -1 where only the player can say.
  private var situation: Int32 = -1

  // The run. Steps do not move while it goes on.
  private var known: UnsafeMutablePointer<StepMemory.Known>
  private var mask: Int
  private var isRunning = false
  private var run: UInt32 = 0
  private var skipped = Skipped()
  /// The run's different events, as steps.
  private var events: [UnsafeMutablePointer<StepMemory.Known>] = []
  /// The last event; nil where the run had none.
  private var last: UnsafeMutablePointer<StepMemory.Known>?
  private var first: (event: UnsafeMutablePointer<StepMemory.Known>, line: Int, call: Int32)?
  private var deadlines: [TracePlayer.Deadline] = []
  /// When the first timer is due, in milliseconds.
  private var due = Int64.max

  init(_ player: TracePlayer, _ lines: LineMemory, _ memory: StepMemory) {
    self.player = player
    self.lines = lines
    self.memory = memory
    known = memory.known
    mask = memory.mask
  }

  // MARK: Known steps

  /// Takes lines as long as the reader knows what they say.
  mutating func take(_ reader: inout TraceReader) {
    begin()
    while let line = reader.nextKnown() {
      if situation >= 0, step(line) { continue }
      let read = reader.read(line)
      take(read, reader.names, saying: line.saying)
      begin()
    }
  }

  private mutating func begin() {
    guard !isRunning else { return }
    locate()
    guard situation >= 0 else { return }
    isRunning = true
    known = memory.known
    mask = memory.mask
    run = memory.beginRun()
    skipped = Skipped()
    events.removeAll(keepingCapacity: true)
    last = nil
    first = nil
    deadlines = player.deadlines
    findDue()
  }

  /// Finds out where the player stands, if it stands where steps can be looked up.
  private mutating func locate() {
    if memory.makeRoom(age: lines.age) { situation = -1 }
    guard situation < 0, player.isSettled else { return }
    situation = memory.number(of: Situation(player))
  }

  /// Takes a line by looking up what it does; false where that is not known.
  @inline(__always)
  private mutating func step(_ line: KnownLine) -> Bool {
    if line.t >= due, !fireDue(line) { return false }
    let key = StepMemory.key(situation, UInt32(bitPattern: line.saying))
    guard let step = StepMemory.find(key, known, mask) else { return false }
    perform(step, line.number, line.call, at: line.t)
    return true
  }

  @inline(__always)
  private mutating func perform(
    _ step: UnsafeMutablePointer<StepMemory.Known>, _ line: Int, _ call: Int32, at t: Int64
  ) {
    let effects = step.pointee.effects
    situation = step.pointee.next
    skipped.judged += Int(step.pointee.judged)
    if effects.contains(.event) {
      if let last {
        last.pointee.nextLine = line
        last.pointee.nextEvent = step
        last.pointee.nextCall = call
      } else {
        first = (step, line, call)
      }
      step.pointee.order = skipped.events
      step.pointee.line = line
      step.pointee.call = call
      if step.pointee.run != run {
        step.pointee.run = run
        events.append(step)
      }
      last = step
      skipped.events += 1
    }
    if effects.isSubset(of: [.event, .connected]) { return }
    if effects.contains(.ignored) { skipped.ignored += 1 }
    if effects.contains(.rejected) { skipped.rejected += 1 }
    if effects.contains(.assumedLine) { skipped.assumedLines += 1 }
    if effects.contains(.assumedSession) { skipped.assumedSession = true }
    if effects.contains(.timers) { schedule(memory.timers[Int(step.pointee.timers)], at: t) }
  }

  // MARK: Timers

  /// Fires the timers that are due by a line; false where what one does is not known.
  private mutating func fireDue(_ line: KnownLine) -> Bool {
    while due <= line.t,
      let next = deadlines.indices.min(by: { deadlines[$0].order < deadlines[$1].order })
    {
      let deadline = deadlines[next]
      let key = StepMemory.key(situation, StepMemory.saying(of: deadline.timer))
      guard let step = StepMemory.find(key, known, mask) else { return false }
      deadlines.remove(at: next)
      perform(step, line.number, -1, at: deadline.due)
      findDue()
    }
    return true
  }

  private mutating func schedule(_ requests: [TimerRequest], at t: Int64) {
    for request in requests { TracePlayer.schedule(request, at: t, &deadlines) }
    findDue()
  }

  private mutating func findDue() {
    due = player.header.clock == .milliseconds ? deadlines.map(\.due).min() ?? .max : .max
  }

  // MARK: The player's own steps

  /// Takes a line by the player itself, and remembers what it did.
  mutating func take(_ line: Line, _ names: NameTable, saying: Int32?) {
    catchUp()
    locate()
    while let timer = player.nextTimer {
      let before = counted
      guard let fired = player.fireNext(until: line, names) else { break }
      learn(StepMemory.saying(of: timer), fired, line, before)
    }
    let before = counted
    let played = player.takeNow(line, names)
    learn(saying.map { UInt32(bitPattern: $0) }, played, line, before)
  }

  private var counted: (judged: Int, assumed: Int) {
    (player.result.judged, player.result.assumedLines)
  }

  private mutating func learn(
    _ saying: UInt32?, _ played: PlayedStep?, _ line: Line, _ before: (judged: Int, assumed: Int)
  ) {
    let from = situation
    situation = -1
    guard let saying, from >= 0, player.isSettled, played?.findings.isEmpty ?? true else { return }
    situation = memory.number(of: Situation(player))
    var step = StepMemory.Known()
    step.key = StepMemory.key(from, saying)
    step.next = situation
    step.judged = UInt8(clamping: player.result.judged - before.judged)
    if player.result.assumedLines > before.assumed { step.effects.insert(.assumedLine) }
    if let event = played?.event {
      let current = player.current
      step.effects.insert(.event)
      step.values = memory.row(of: current.decision.values)
      step.fired = memory.number(ofFired: current.reactions + current.decision.fired)
      step.timers = memory.number(
        of: (event.timer.map { [.cancel($0)] } ?? []) + current.timers)
      if step.timers != 0 { step.effects.insert(.timers) }
      switch current.verdict {
      case .applied: if event.kind == .deviceConnected { step.effects.insert(.connected) }
      case .ignored: step.effects.insert(.ignored)
      case .rejected: step.effects.insert(.rejected)
      }
      if player.restsOnAssumedSession { step.effects.insert(.assumedSession) }
    }
    memory.add(step)
  }

  // MARK: Catching up

  /// Ends the trace and gives its result.
  mutating func finish() -> TraceResult {
    takeOverCounts()
    return player.finish()
  }

  /// Brings the player to where the known steps have led.
  mutating func catchUp() {
    guard isRunning else { return }
    takeOverCounts()
    isRunning = false
    let observed = memory.situations[Int(situation)].observed
    guard let last else {
      player.takeOver(observed: observed, deadlines: deadlines)
      return
    }
    let happened = happened(last, last.pointee.line, last.pointee.call)
    let state = memory.situations[Int(last.pointee.key >> 32)].state
    player.takeOver(
      player.machine.advanced(state, by: happened.event), happened, observed: observed,
      deadlines: deadlines, blame: blame(last))
  }

  private mutating func takeOverCounts() {
    guard isRunning else { return }
    for event in events { skipped.fired += memory.fired[Int(event.pointee.fired)] }
    player.takeOver(skipped)
    skipped = Skipped()
  }

  private func happened(
    _ step: UnsafeMutablePointer<StepMemory.Known>, _ line: Int, _ call: Int32
  ) -> Happened {
    let saying = UInt32(truncatingIfNeeded: step.pointee.key)
    var event = Event(.timerFired)
    if let timer = StepMemory.timer(of: saying) {
      event.timer = timer
    } else if let said = lines.event(Int32(bitPattern: saying)) {
      event = said
    }
    return Happened(event, line: line, callName: call < 0 ? nil : lines.name(call))
  }

  /// Who set what, after a run whose last event this is.
  ///
  /// The value that a fact has at the end was set by the event after the last one that left another.
  private func blame(_ last: UnsafeMutablePointer<StepMemory.Known>) -> Blame {
    var blame = player.blame
    let latestFirst = events.sorted { $0.pointee.order > $1.pointee.order }
    let values = memory.rows[Int(last.pointee.values)]
    let cells = memory.situations[Int(last.pointee.next)].state.memory
    var open = Set(values.indices)
    var openCells = Set(0..<Memory.capacity)
    var facts: [(Int, Happened)] = []
    var changed: [(Int, Happened)] = []
    for event in latestFirst where event.pointee.values != last.pointee.values {
      let row = memory.rows[Int(event.pointee.values)]
      let others = open.filter { row[$0] != values[$0] }
      guard !others.isEmpty else { continue }
      let setter = next(after: event)
      facts += others.map { ($0, setter) }
      open.subtract(others)
    }
    for event in latestFirst {
      let state = memory.situations[Int(event.pointee.next)].state
      guard state.memory != cells else { continue }
      let others = openCells.filter { state.memory[$0] != cells[$0] }
      guard !others.isEmpty else { continue }
      let setter = next(after: event)
      changed += others.map { ($0, setter) }
      openCells.subtract(others)
    }
    if let first {
      let setter = happened(first.event, first.line, first.call)
      let before = blame.last
      if before.values.count == values.count {
        facts += open.filter { before.values[$0] != values[$0] }.map { ($0, setter) }
      }
      changed += openCells.filter { before.memory[$0] != cells[$0] }.map { ($0, setter) }
    }
    let connected = latestFirst.reversed().filter { $0.pointee.effects.contains(.connected) }
      .map { happened($0, $0.pointee.line, $0.pointee.call) }
    blame.takeOver(
      facts: facts, cells: changed, connected: connected, values: values, memory: cells)
    return blame
  }

  private func next(after event: UnsafeMutablePointer<StepMemory.Known>) -> Happened {
    guard let next = event.pointee.nextEvent else { return happened(event, event.pointee.line, -1) }
    return happened(next, event.pointee.nextLine, event.pointee.nextCall)
  }
}
