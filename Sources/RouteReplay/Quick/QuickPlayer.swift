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
/// out only then, from where each of its steps last happened.
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
  private var trails: UnsafeMutablePointer<StepMemory.Trail>
  private var mask: Int
  private var isRunning = false
  private var run: UInt32 = 0
  private var skipped = Skipped()
  /// The place of the step that a line took last; -1 where the run had none.
  private var latest = -1
  /// The run's last events, in their order, before they are in the trails.
  private var log: UnsafeMutablePointer<StepMemory.Logged>
  private var logged = 0
  /// The run's different events in the trails, as steps, and how many events there are.
  private var events: UnsafeMutablePointer<Int32>
  private var eventCount = 0
  private var trailed = 0
  /// The place of the last event in the trails; -1 where there is none.
  private var last: Int32 = -1
  private var first: (event: Int32, line: Int, call: Int32) = (-1, 0, -1)
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
    trails = memory.trails
    events = memory.events
    log = memory.log
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
    trails = memory.trails
    events = memory.events
    mask = memory.mask
    run = memory.beginRun()
    skipped = Skipped()
    logged = 0
    eventCount = 0
    trailed = 0
    last = -1
    latest = -1
    deadlines = reference?.player.deadlines ?? []
    findDue()
  }

  /// Finds out where the trace stands, if it stands where steps can be looked up.
  private mutating func locate() {
    if memory.makeRoom(age: lines.age) { situation = -1 }
    guard situation < 0, isLearning else { return }
    guard let player = reference?.player else {
      situation = start.begin()
      return
    }
    if player.isSettled { situation = memory.number(of: Situation(player)) }
  }

  /// Takes a line by looking up what it does; refuses it where that is not known.
  @inline(__always)
  private mutating func step(_ line: KnownLine) -> KnownFate {
    guard situation >= 0, line.t < due || fireDue(line) else { return .refused }
    let key = StepMemory.key(situation, UInt32(bitPattern: line.saying))
    let place = StepMemory.find(key, known, mask)
    if place < 0 { return .refused }
    if latest >= 0 { known[latest].follower = UInt16(truncatingIfNeeded: line.saying &+ 1) }
    latest = place
    perform(place, line.number, line.call, at: line.t)
    return .taken(likely: Int32(known[place].follower) - 1)
  }

  @inline(__always)
  private mutating func perform(_ place: Int, _ line: Int, _ call: Int32, at t: Int64) {
    let step = known[place]
    situation = Int32(step.next)
    skipped.judged &+= Int(step.judged)
    if step.effects.contains(.event) {
      log[logged] = StepMemory.Logged(
        line: line, place: Int32(truncatingIfNeeded: place), call: call)
      logged &+= 1
      if logged == StepMemory.mostLogged { lay() }
      skipped.events &+= 1
    }
    if step.effects.isSubset(of: [.event, .connected]) { return }
    if step.effects.contains(.ignored) { skipped.ignored &+= 1 }
    if step.effects.contains(.rejected) { skipped.rejected &+= 1 }
    if step.effects.contains(.assumedLine) { skipped.assumedLines &+= 1 }
    if step.effects.contains(.assumedSession) { skipped.assumedSession = true }
    if step.effects.contains(.timers) { schedule(memory.timers[step.timers], at: t) }
  }

  /// Lays the logged events into the trails of their steps.
  private mutating func lay() {
    for index in 0..<logged {
      let event = log[index]
      let place = Int(event.place)
      if last >= 0 {
        let before = trails + Int(last)
        before.pointee.nextLine = event.line
        before.pointee.next = event.place
        before.pointee.nextCall = event.call
      } else {
        first = (event.place, event.line, event.call)
      }
      let trail = trails + place
      trail.pointee.order = UInt32(truncatingIfNeeded: trailed)
      trail.pointee.line = event.line
      trail.pointee.call = event.call
      if known[place].run != run {
        known[place].run = run
        events[eventCount] = event.place
        eventCount &+= 1
      }
      last = event.place
      trailed &+= 1
    }
    logged = 0
  }

  // MARK: Timers

  /// Fires the timers that are due by a line; false where what one does is not known.
  private mutating func fireDue(_ line: KnownLine) -> Bool {
    while due <= line.t,
      let next = deadlines.indices.min(by: { deadlines[$0].order < deadlines[$1].order })
    {
      let deadline = deadlines[next]
      let key = StepMemory.key(situation, StepMemory.saying(of: deadline.timer))
      let place = StepMemory.find(key, known, mask)
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
    take(line, reader.names, saying: reader.saying)
  }

  /// Takes a line by the player itself, and remembers what it did.
  private mutating func take(_ line: Line, _ names: NameTable, saying: Int32?) {
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

  private func counted(_ reference: Reference) -> (judged: Int, assumed: Int) {
    (reference.player.result.judged, reference.player.result.assumedLines)
  }

  private mutating func learn(
    _ saying: UInt32?, _ taken: TracePlayer.Taken, _ reference: Reference,
    _ before: (judged: Int, assumed: Int)
  ) {
    let from = situation
    situation = -1
    guard let saying, from >= 0, reference.player.isSettled, taken.findings.isEmpty else { return }
    situation = memory.number(of: Situation(reference.player))
    let counted = counted(reference)
    var step = StepMemory.Known()
    var values: Int32 = 0
    step.key = StepMemory.key(from, saying)
    step.next = UInt16(situation)
    step.judged = UInt8(clamping: counted.judged - before.judged)
    if counted.assumed > before.assumed { step.effects.insert(.assumedLine) }
    if let event = taken.event {
      let current = reference.player.current
      step.effects.insert(.event)
      values = memory.rows.number(of: current.decision.values)
      let asked = (event.timer.map { [.cancel($0)] } ?? []) + current.timers
      step.timers = memory.timers.number(of: asked)
      if !asked.isEmpty { step.effects.insert(.timers) }
      switch current.verdict {
      case .applied: if event.kind == .deviceConnected { step.effects.insert(.connected) }
      case .ignored: step.effects.insert(.ignored)
      case .rejected: step.effects.insert(.rejected)
      }
      if reference.player.restsOnAssumedSession { step.effects.insert(.assumedSession) }
    }
    memory.add(step, values: values)
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
    let reference = referee(names)
    reference.player.takeOver(skipped)
    lay()
    isRunning = false
    let end = memory.situations[Int(situation)]
    guard last >= 0 else {
      reference.player.takeOver(observed: end.observed, deadlines: deadlines)
      return
    }
    let trail = trails[Int(last)]
    let happened = happened(last, trail.line, trail.call)
    reference.player.takeOver(
      end.state, happened, observed: end.observed, deadlines: deadlines,
      blame: blame(reference.player.blame))
    if forEvent { return }
    let before = memory.situations[StepMemory.situation(of: known[Int(last)].key)].state
    reference.player.takeOver(reference.player.machine.advanced(before, by: happened.event))
  }

  private func happened(_ event: Int32, _ line: Int, _ call: Int32) -> Happened {
    let (saying, timer) = StepMemory.event(of: known[Int(event)].key)
    var happened = Event(.timerFired)
    happened.timer = timer
    if timer == nil, let said = lines.event(saying) { happened = said }
    return Happened(happened, line: line, callName: call < 0 ? nil : lines.name(call))
  }

  /// Who set what, after the run.
  ///
  /// The value that a fact has at the end was set by the event after the last one that left another.
  private func blame(_ before: Blame) -> Blame {
    var blame = before
    let happened = (0..<eventCount).map { Int(events[$0]) }
    let latestFirst = happened.sorted { trails[$0].order > trails[$1].order }
    let values = memory.rows[memory.values[Int(last)]]
    let cells = memory.situations[Int(situation)].state.memory
    var open = [Bool](repeating: true, count: values.count)
    var openCells = [Bool](repeating: true, count: Memory.capacity)
    var facts: [(Int, Happened)] = []
    var changed: [(Int, Happened)] = []
    for event in latestFirst
    where memory.values[event] != memory.values[Int(last)] {
      let row = memory.rows[memory.values[event]]
      var setter: Happened?
      for place in values.indices where open[place] && row[place] != values[place] {
        let by = setter ?? next(after: event)
        setter = by
        facts.append((place, by))
        open[place] = false
      }
    }
    for event in latestFirst {
      let after = memory.situations[Int(known[event].next)].state.memory
      guard after != cells else { continue }
      let setter = next(after: event)
      for place in openCells.indices where openCells[place] && after[place] != cells[place] {
        changed.append((place, setter))
        openCells[place] = false
      }
    }
    let setter = self.happened(first.event, first.line, first.call)
    let before = blame.last
    if before.values.count == values.count {
      for place in values.indices where open[place] && before.values[place] != values[place] {
        facts.append((place, setter))
      }
    }
    for place in openCells.indices where openCells[place] && before.memory[place] != cells[place] {
      changed.append((place, setter))
    }
    let connected = latestFirst.reversed().filter { known[$0].effects.contains(.connected) }
      .map { self.happened(Int32($0), trails[$0].line, trails[$0].call) }
    blame.takeOver(
      facts: facts, cells: changed, connected: connected, values: values, memory: cells)
    return blame
  }

  private func next(after event: Int) -> Happened {
    let trail = trails[event]
    return happened(trail.next, trail.nextLine, trail.nextCall)
  }
}
