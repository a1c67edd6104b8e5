import RouteMachine
import RouteModel
import TraceLog

/// The log of a run of known steps: its events in their order, as long as there is room for all, and
/// after that for each step the last time that it happened.
struct RunLog {
  /// An event: for most of them nobody asks when they last happened.
  struct Logged {
    var line: Int
    /// The place of its step.
    var place: Int32
    /// The name of its call.
    var call: Int32
  }

  /// The last time that a step happened.
  private struct Trail {
    var event = Logged(line: 0, place: -1, call: -1)
    var next = Logged(line: 0, place: -1, call: -1)
    /// How many events of the run came before it, from 1; 0 where it never happened.
    var order = 0
  }

  static let mostEvents = 4096

  /// Room for the events; a memory's own.
  private var room: UnsafeMutablePointer<Logged>
  private var count = 0
  private(set) var first: Logged?
  private var latest: Logged?
  private var trailed = 0
  private var trails: [Trail] = []
  private var places: [Int] = []

  init(room: UnsafeMutablePointer<Logged>) { self.room = room }

  /// The last event.
  var last: Logged? { count > 0 ? room[count - 1] : latest }

  /// Adds an event; false where there is no room for another one.
  @inline(__always)
  mutating func add(_ event: Logged) -> Bool {
    room[count] = event
    count &+= 1
    return count < Self.mostEvents
  }

  /// Makes room: the events are laid into the trails of their steps, of which there are so many.
  mutating func makeRoom(steps: Int) {
    if trails.isEmpty { trails = [Trail](repeating: Trail(), count: steps) }
    if first == nil, count > 0 { first = room[0] }
    trails.withUnsafeMutableBufferPointer { trails in
      for index in 0..<count {
        let event = room[index]
        if let latest { trails[Int(latest.place)].next = event }
        let place = Int(event.place)
        if trails[place].order == 0 { places.append(place) }
        trailed += 1
        trails[place].event = event
        trails[place].order = trailed
        latest = event
      }
    }
    count = 0
  }

  /// Gives each event with the one after it, the latest first; of the last there is none.
  ///
  /// Once room was made, each step is given once, as it last happened.
  mutating func latestFirst(_ look: (_ event: Logged, _ next: Logged?) -> Void) {
    guard trails.isEmpty else {
      makeRoom(steps: trails.count)
      for place in places.sorted(by: { trails[$0].order > trails[$1].order }) {
        let trail = trails[place]
        look(trail.event, trail.order == trailed ? nil : trail.next)
      }
      return
    }
    for index in (0..<count).reversed() {
      look(room[index], index + 1 < count ? room[index + 1] : nil)
    }
  }
}

/// Who set what in a run of known steps, worked out from the log of its events.
///
/// The value that a fact has at the end was set by the event after the last one that left another.
struct RunAccount {
  let memory: StepMemory
  let lines: LineMemory

  /// An event of a log, as it happened.
  func happened(_ event: RunLog.Logged) -> Happened {
    let (saying, timer) = StepMemory.event(of: step(event).key)
    var happened = Event(.timerFired)
    happened.timer = timer
    if timer == nil, let said = lines.event(saying) { happened = said }
    return Happened(
      happened, line: event.line, callName: event.call < 0 ? nil : lines.name(event.call))
  }

  /// Brings up to date who set what.
  func settle(_ log: inout RunLog, _ blame: inout Blame) {
    guard let last = log.last else { return }
    let end = step(last)
    let values = memory.rows[end.row].values
    let cells = memory.situations[Int(end.next)].situation.state.memory
    var open = Blame.Places(values)
    var first = last
    var connected: [RunLog.Logged] = []
    memory.beginAccount()
    _ = memory.isNew(row: end.row)
    _ = memory.isNew(situation: end.next)
    log.latestFirst { event, next in
      first = event
      let step = step(event)
      if step.effects.contains(.connected),
        !connected.contains(where: { $0.place == event.place })
      {
        connected.append(event)
      }
      guard let next else { return }
      if memory.isNew(row: step.row) {
        blame.set(&open, where: memory.rows[step.row].values, differs: values) { happened(next) }
      }
      if memory.isNew(situation: step.next) {
        let left = memory.situations[Int(step.next)].situation.state.memory
        blame.set(&open, where: left, differs: cells) { happened(next) }
      }
    }
    blame.end(&open, values, cells) { happened(log.first ?? first) }
    for event in connected.reversed() { blame.connect(happened(event)) }
  }

  private func step(_ event: RunLog.Logged) -> StepMemory.Known {
    memory.known[Int(event.place)]
  }
}
