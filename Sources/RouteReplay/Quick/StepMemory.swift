import RouteMachine
import RouteModel
import TraceLog

/// All that the outcome of a line depends on beside what the line says: where states recur, so do
/// these.
///
/// The deadlines are not part of it, and a player stands in none while a finding is open.
struct Situation: Hashable {
  var state: MachineState
  /// What was observed since the last event; its sides are all that a claim is compared with.
  var observedInput: SideClaim?
  var observedOutput: SideClaim?
  /// Of the last decision: what evidence on a later line is compared with.
  var admitted: [Endpoint]
  var control: Control

  init(_ player: TracePlayer) {
    state = player.current.state
    observedInput = player.observedSinceEvent?.input
    observedOutput = player.observedSinceEvent?.output
    admitted = player.current.decision.candidates.filter(\.isAdmitted).map(\.endpoint)
    control = player.current.moment.control
  }

  var observed: Evidence? {
    guard let observedInput, let observedOutput else { return nil }
    return Evidence(.observed, input: observedInput, output: observedOutput)
  }
}

/// Steps that were worked out before, for traces of equal circumstances under one book.
///
/// From the number of a situation and of what a line says to the number of the situation after it,
/// with what the line added to the trace's result. Only lines that gave no finding are remembered:
/// the others are worked out anew each time, by the player. Bounded: when a table is full, all is
/// forgotten.
final class StepMemory {
  /// What one line does, worked out before: four to a cache line, as the next look-up waits for it.
  struct Known {
    /// The situation's number and, below it, the saying's; all ones where the place is free.
    var key: UInt32 = ~0
    /// The run of known steps in which it last happened.
    var run: UInt32 = 0
    var next: UInt16 = 0
    /// What it asks of timers, as a number.
    var timers: UInt16 = 0
    var effects: Effects = []
    var judged: UInt8 = 0
    /// What the line said that came next the last time, plus one; 0 where none came.
    var follower: UInt16 = 0
  }

  /// When a known event last happened and what came next, which only explanations ask for.
  struct Trail {
    var line = 0
    var nextLine = 0
    /// How many events of its run came before it.
    var order: UInt32 = 0
    /// The place of the event that came next, and the names of its call and of this event's.
    var next: Int32 = -1
    var nextCall: Int32 = -1
    var call: Int32 = -1
  }

  /// An event of a run: for most of them nobody asks when they last happened.
  struct Logged {
    var line: Int
    var place: Int32
    /// The name of the event's call.
    var call: Int32
  }

  struct Effects: OptionSet {
    var rawValue: UInt8

    static let event = Effects(rawValue: 1)
    static let ignored = Effects(rawValue: 2)
    static let rejected = Effects(rawValue: 4)
    static let assumedLine = Effects(rawValue: 8)
    static let assumedSession = Effects(rawValue: 16)
    /// The event connected a device.
    static let connected = Effects(rawValue: 32)
    /// It asks something of timers.
    static let timers = Effects(rawValue: 64)
  }

  private static let fewestPlaces = 1 << 10
  private static let mostKnown = 1 << 16
  private static let mostSituations = 1 << 14
  private static let mostRows = 1 << 13

  private(set) var known: UnsafeMutablePointer<Known>
  private(set) var trails: UnsafeMutablePointer<Trail>
  /// The number of the facts' values after each known event.
  private(set) var values: UnsafeMutablePointer<Int32>
  /// Room for the last events of a run.
  let log: UnsafeMutablePointer<Logged>
  static let mostLogged = 4096
  /// Room for the different events of a run, as the places of their steps.
  private(set) var events: UnsafeMutablePointer<Int32>
  private(set) var mask = fewestPlaces - 1
  private(set) var count = 0
  private(set) var situations: [Situation] = []
  /// The number of a situation plus one, by its hash; 0 where the place is free.
  private var numbers = [Int32](repeating: 0, count: 1 << 15)
  /// The facts' values after events, and what was asked of timers.
  var rows = Numbered<[Value]>()
  var timers = Numbered<[TimerRequest]>()
  /// Counts how often all was forgotten.
  private(set) var generation = 0
  /// The age of the sayings.
  private var age = 0
  private var runs: UInt32 = 0
  /// Since this was last judged: the steps that were looked up, and those that had to be worked out.
  private var found = 0
  private var missed = 0
  /// Lines for which no step is looked up or learned.
  private var resting = 0

  init() {
    known = .allocate(capacity: Self.fewestPlaces)
    known.initialize(repeating: Known(), count: Self.fewestPlaces)
    trails = .allocate(capacity: Self.fewestPlaces)
    trails.initialize(repeating: Trail(), count: Self.fewestPlaces)
    values = .allocate(capacity: Self.fewestPlaces)
    values.initialize(repeating: 0, count: Self.fewestPlaces)
    log = .allocate(capacity: Self.mostLogged)
    log.initialize(repeating: Logged(line: 0, place: 0, call: 0), count: Self.mostLogged)
    events = .allocate(capacity: Self.fewestPlaces)
    events.initialize(repeating: 0, count: Self.fewestPlaces)
  }

  deinit {
    known.deallocate()
    trails.deallocate()
    values.deallocate()
    events.deallocate()
    log.deallocate()
  }

  /// Forgets all where a table is full, or where the sayings have new numbers; true where it did.
  func makeRoom(age: Int) -> Bool {
    guard
      age != self.age || count >= Self.mostKnown || situations.count >= Self.mostSituations
        || rows.count >= Self.mostRows || timers.count >= Self.mostRows
    else { return false }
    self.age = age
    generation += 1
    known.update(repeating: Known(), count: mask + 1)
    count = 0
    situations = []
    numbers = [Int32](repeating: 0, count: numbers.count)
    rows = Numbered()
    timers = Numbered()
    return true
  }

  /// Whether the next line's step is looked up or learned.
  ///
  /// Where hardly a state recurs, learning costs more than it gives.
  func isWorthwhile(found more: Int) -> Bool {
    found += more
    guard resting == 0 else {
      resting -= 1
      return false
    }
    missed += 1
    if missed == 1 << 16 {
      if found < missed { resting = 1 << 15 }
      missed = 0
      found = 0
    }
    return true
  }

  /// A number for a run of known steps.
  func beginRun() -> UInt32 {
    runs &+= 1
    return runs
  }

  func number(of situation: Situation) -> Int32 {
    var place = situation.hashValue & (numbers.count - 1)
    while numbers[place] > 0 {
      if situations[Int(numbers[place]) - 1] == situation { return numbers[place] - 1 }
      place = (place + 1) & (numbers.count - 1)
    }
    situations.append(situation)
    numbers[place] = Int32(situations.count)
    return numbers[place] - 1
  }

  /// Sayings take 17 bits, situations 15.
  @inline(__always)
  static func key(_ situation: Int32, _ saying: UInt32) -> UInt32 {
    UInt32(bitPattern: situation) << 17 | saying
  }

  static func situation(of key: UInt32) -> Int { Int(key >> 17) }

  /// What a line says, or which timer ran out.
  static func event(of key: UInt32) -> (saying: Int32, timer: Timer?) {
    let saying = key & 0x1FFFF
    let timer = saying >= 0x1FF00 ? Timer(rawValue: UInt8(truncatingIfNeeded: saying)) : nil
    return (Int32(bitPattern: saying), timer)
  }

  /// The saying that stands for a timer that ran out.
  static func saying(of timer: Timer) -> UInt32 { 0x1FF00 | UInt32(timer.rawValue) }

  @inline(__always)
  static func place(_ key: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> 40)
  }

  /// The place of a step that was worked out before; -1 where it was not.
  @inline(__always)
  static func find(
    _ key: UInt32, _ known: UnsafeMutablePointer<Known>, _ mask: Int
  ) -> Int {
    var place = place(key) & mask
    while true {
      let found = known[place].key
      if found == key { return place }
      if found == ~0 { return -1 }
      place = (place + 1) & mask
    }
  }

  /// Remembers a step.
  ///
  /// No run may be going on: steps may move.
  func add(_ step: Known, values: Int32) {
    if count * 2 > mask { grow() }
    if insert(step, values) { count += 1 }
  }

  private func insert(_ step: Known, _ row: Int32) -> Bool {
    var place = Self.place(step.key) & mask
    while known[place].key != ~0 {
      if known[place].key == step.key { return false }
      place = (place + 1) & mask
    }
    known[place] = step
    values[place] = row
    return true
  }

  private func grow() {
    let (oldKnown, oldValues, places) = (known, values, mask + 1)
    known = .allocate(capacity: places * 2)
    known.initialize(repeating: Known(), count: places * 2)
    // No run is going on, so no trail is needed, and no event.
    trails.deallocate()
    events.deallocate()
    events = .allocate(capacity: places * 2)
    events.initialize(repeating: 0, count: places * 2)
    trails = .allocate(capacity: places * 2)
    trails.initialize(repeating: Trail(), count: places * 2)
    values = .allocate(capacity: places * 2)
    values.initialize(repeating: 0, count: places * 2)
    mask = places * 2 - 1
    for place in 0..<places where oldKnown[place].key != ~0 {
      _ = insert(oldKnown[place], oldValues[place])
    }
    oldKnown.deallocate()
    oldValues.deallocate()
  }
}

/// Values that are kept once each, by their numbers.
struct Numbered<Element: Hashable> {
  private var values: [Element] = []
  private var numbers: [Element: Int] = [:]

  var count: Int { values.count }

  subscript(number: some BinaryInteger) -> Element { values[Int(number)] }

  mutating func number<Number: BinaryInteger>(of value: Element) -> Number {
    if let number = numbers[value] { return Number(number) }
    numbers[value] = values.count
    values.append(value)
    return Number(values.count - 1)
  }
}
