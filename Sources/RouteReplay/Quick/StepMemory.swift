import RouteMachine
import RouteModel
import TraceLog

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
    var next: UInt16 = 0
    /// What it asks of timers, and the facts' values after it, as numbers.
    var timers: UInt16 = 0
    var row: UInt16 = 0
    var effects: Effects = []
    var judged: UInt8 = 0
    /// What came after it.
    var likely = LikelyLines()
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
  /// Room for the log of a run.
  let log: UnsafeMutablePointer<RunLog.Logged>
  /// For each row and each situation the last account that has looked at it.
  private let rowsSeen: UnsafeMutablePointer<UInt32>
  private let situationsSeen: UnsafeMutablePointer<UInt32>
  private(set) var mask = fewestPlaces - 1
  private(set) var count = 0
  private(set) var situations: [KeptSituation] = []
  /// The number of a situation plus one, by its hash; 0 where the place is free.
  private var numbers = [Int32](repeating: 0, count: 1 << 15)
  /// The facts' values after events, and what was asked of timers.
  var rows = Numbered<Row>()
  var timers = Numbered<[TimerRequest]>()
  /// Counts how often all was forgotten.
  private(set) var generation = 0
  /// The age of the sayings.
  private var age = 0
  private var accounts: UInt32 = 0
  /// Since this was last judged: the steps that were looked up, and those that had to be worked out.
  private var found = 0
  private var missed = 0
  /// Lines for which no step is looked up or learned.
  private var resting = 0
  /// Who else learns, and what from; nil where nobody does.
  private let school: School?
  private(set) var takenOver = 0

  init(_ school: School? = nil) {
    self.school = school
    known = .allocate(capacity: Self.fewestPlaces)
    known.initialize(repeating: Known(), count: Self.fewestPlaces)
    log = .allocate(capacity: RunLog.mostEvents)
    rowsSeen = .allocate(capacity: Self.mostRows)
    rowsSeen.initialize(repeating: 0, count: Self.mostRows)
    situationsSeen = .allocate(capacity: Self.mostSituations)
    situationsSeen.initialize(repeating: 0, count: Self.mostSituations)
  }

  deinit {
    known.deallocate()
    log.deallocate()
    rowsSeen.deallocate()
    situationsSeen.deallocate()
  }

  /// Whether a step more would make looking up slow; fuller than most tables, since one that fits into
  /// a core's cache is worth a longer way in it.
  private var isCrowded: Bool { count * 4 > mask * 3 }

  private var isFull: Bool {
    count >= Self.mostKnown || situations.count >= Self.mostSituations
      || rows.count >= Self.mostRows || timers.count >= Self.mostRows
  }

  /// Forgets all where a table is full, or where the sayings have new numbers; true where it did.
  func makeRoom(age: Int) -> Bool {
    guard age != self.age || isFull else { return false }
    self.age = age
    generation += 1
    known.update(repeating: Known(), count: mask + 1)
    count = 0
    situations = []
    numbers = [Int32](repeating: 0, count: numbers.count)
    rows = Numbered()
    timers = Numbered()
    school?.forgetSayings()
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

  /// Begins an account of what a run of known steps has set.
  func beginAccount() { accounts &+= 1 }

  /// Whether an account has not met these values before.
  ///
  /// Accounts are of runs, and no run begins with a full table: see `makeRoom(age:)`.
  @inline(__always)
  func isNew(row: UInt16) -> Bool {
    defer { rowsSeen[Int(row)] = accounts }
    return rowsSeen[Int(row)] != accounts
  }

  @inline(__always)
  func isNew(situation: UInt16) -> Bool {
    defer { situationsSeen[Int(situation)] = accounts }
    return situationsSeen[Int(situation)] != accounts
  }

  func number(of situation: Situation) -> Int32 {
    number(of: KeptSituation(situation, field: school?.field ?? 0)) {
      school?.shared.keep($0) ?? $0
    }
  }

  /// The number of a situation; `keep` gives the one to be kept for it where it is new.
  private func number(
    of situation: KeptSituation, keep: (KeptSituation) -> KeptSituation = { $0 }
  ) -> Int32 {
    var place = situation.hash & (numbers.count - 1)
    while numbers[place] > 0 {
      if situations[Int(numbers[place]) - 1] == situation { return numbers[place] - 1 }
      place = (place + 1) & (numbers.count - 1)
    }
    situations.append(keep(situation))
    numbers[place] = Int32(situations.count)
    return numbers[place] - 1
  }

  /// The bits of a saying in a key.
  private static let sayings: UInt32 = 0x1FFFF

  /// Sayings take 17 bits, situations 15.
  @inline(__always)
  static func key(_ situation: Int32, _ saying: UInt32) -> UInt32 {
    UInt32(bitPattern: situation) << 17 | saying
  }

  static func situation(of key: UInt32) -> Int { Int(key >> 17) }

  /// What a line says, or which timer ran out.
  static func event(of key: UInt32) -> (saying: Int32, timer: Timer?) {
    let saying = key & sayings
    let timer = isTimer(saying) ? Timer(rawValue: UInt8(truncatingIfNeeded: saying)) : nil
    return (Int32(bitPattern: saying), timer)
  }

  /// The saying that stands for a timer that ran out.
  static func saying(of timer: Timer) -> UInt32 { 0x1FF00 | UInt32(timer.rawValue) }

  static func isTimer(_ saying: UInt32) -> Bool { saying >= 0x1FF00 }

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
  func add(_ step: Known) {
    if isCrowded { grow() }
    if Self.find(step.key, known, mask) >= 0 { return }
    insert(step)
    count += 1
    guard let school, let saying = school.number(ofSaying: step.key & Self.sayings) else { return }
    let isEvent = step.effects.contains(.event)
    school.shared.teach(
      Lesson(
        next: situations[Int(step.next)],
        event: isEvent ? (rows[step.row], timers[step.timers]) : nil,
        effects: step.effects, judged: step.judged),
      from: situations[Self.situation(of: step.key)], saying: saying)
  }

  /// Remembers a step that another thread has taught; its place, or -1 where nobody has or there is
  /// no room without moving steps.
  func takeOver(_ key: UInt32) -> Int {
    guard let school, !isCrowded, !isFull,
      let saying = school.number(ofSaying: key & Self.sayings),
      let lesson = school.shared.lesson(from: situations[Self.situation(of: key)], saying: saying)
    else { return -1 }
    var step = Known(key: key)
    step.next = UInt16(number(of: lesson.next))
    if let event = lesson.event {
      step.row = rows.number(of: event.row)
      step.timers = timers.number(of: event.timers)
    }
    step.effects = lesson.effects
    step.judged = lesson.judged
    count += 1
    takenOver += 1
    return insert(step)
  }

  /// Puts a step that is not known where there is room; gives its place.
  @discardableResult
  private func insert(_ step: Known) -> Int {
    var place = Self.place(step.key) & mask
    while known[place].key != ~0 { place = (place + 1) & mask }
    known[place] = step
    return place
  }

  private func grow() {
    let (old, places) = (known, mask + 1)
    known = .allocate(capacity: places * 2)
    known.initialize(repeating: Known(), count: places * 2)
    mask = places * 2 - 1
    for place in 0..<places where old[place].key != ~0 { insert(old[place]) }
    old.deallocate()
  }
}

/// The facts' values after an event.
struct Row: Hashable {
  var values: [Value]

  func hash(into hasher: inout Hasher) {
    var mixed = MixedBits()
    for value in values { mixed.take(value.bits) }
    hasher.combine(mixed.bits)
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
