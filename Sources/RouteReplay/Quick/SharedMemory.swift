import RouteMachine
import RouteModel
import TraceLog

/// A step that one thread has worked out, without the numbers of its memory.
struct Lesson: Sendable {
  var next: KeptSituation
  /// Nil where it was no event.
  var event: (row: Row, timers: [TimerRequest])?
  var effects: StepMemory.Effects
  var judged: UInt8
}

/// What the threads of a run have worked out, so that each step is worked out once.
///
/// Bounded: what comes when a table is full is not taken, and each thread learns it for itself.
package final class SharedMemory: Sendable {
  /// Situations whose hashes end alike, with what lines lead to from there: threads that look in
  /// different shelves do not wait for each other.
  private final class Shelf: @unchecked Sendable {
    struct Place: Hashable {
      var situation: Int32
      var saying: UInt32
    }

    let lock = Lock()
    // In the lock's care.
    var situations: Set<KeptSituation> = []
    var lessons: [Place: Lesson] = [:]
  }

  /// Numbers that are given in the order of asking.
  private final class Numbers<Element: Hashable>: @unchecked Sendable {
    private let most: Int
    private let lock = Lock()
    // In the lock's care.
    private var numbers: [Element: Int] = [:]

    init(most: Int) { self.most = most }

    /// The number of an element; nil where there is no room for it.
    func number(of element: Element) -> Int? {
      lock.locked {
        if let number = numbers[element] { return number }
        guard numbers.count < most else { return nil }
        numbers[element] = numbers.count
        return numbers.count - 1
      }
    }
  }

  private static let mostSituations = 1 << 15
  private static let mostLessons = 1 << 17

  private let shelves = (0..<32).map { _ in Shelf() }
  private let fields = Numbers<QuickMemory.Field>(most: 1 << 10)
  private let sayings = Numbers<SayingText>(most: 1 << 16)

  package init() {}

  /// The number of what steps depend on beside situations and sayings; nil where there are too many.
  func number(of field: QuickMemory.Field) -> Int? { fields.number(of: field) }

  /// The number of what a line says; nil where there are too many.
  func number(of saying: SayingText) -> Int? { sayings.number(of: saying) }

  private func shelf(_ situation: KeptSituation) -> Shelf {
    shelves[situation.hash & (shelves.count - 1)]
  }

  /// The one that is kept of equal situations; a new one is kept where there is room.
  func keep(_ situation: KeptSituation) -> KeptSituation {
    let shelf = shelf(situation)
    return shelf.lock.locked {
      guard shelf.situations.count < Self.mostSituations / shelves.count else {
        return shelf.situations.firstIndex(of: situation).map { shelf.situations[$0] } ?? situation
      }
      let (isNew, kept) = shelf.situations.insert(situation)
      if isNew { kept.number = Int32(shelf.situations.count - 1) }
      return kept
    }
  }

  func teach(_ lesson: Lesson, from situation: KeptSituation, saying: UInt32) {
    guard situation.number >= 0 else { return }
    let shelf = shelf(situation)
    shelf.lock.locked {
      guard shelf.lessons.count < Self.mostLessons / shelves.count else { return }
      shelf.lessons[Shelf.Place(situation: situation.number, saying: saying)] = lesson
    }
  }

  func lesson(from situation: KeptSituation, saying: UInt32) -> Lesson? {
    guard situation.number >= 0 else { return nil }
    let shelf = shelf(situation)
    return shelf.lock.locked {
      shelf.lessons[Shelf.Place(situation: situation.number, saying: saying)]
    }
  }
}

/// What one thread's memory of steps learns from other threads, and teaches them.
final class School {
  let shared: SharedMemory
  let field: Int
  private let lines: LineMemory
  /// For each saying of this thread its number for all.
  private var sayings: [Number] = []

  private enum Number {
    case unasked
    /// Nil where there is no room for it.
    case known(UInt32?)
  }

  /// Nil where there are too many fields.
  init?(_ shared: SharedMemory, _ field: QuickMemory.Field, _ lines: LineMemory) {
    guard let number = shared.number(of: field) else { return nil }
    self.shared = shared
    self.field = number
    self.lines = lines
  }

  /// The number for all threads of what a line says, or of a timer that ran out.
  func number(ofSaying saying: UInt32) -> UInt32? {
    if StepMemory.isTimer(saying) { return saying | 1 << 31 }
    let place = Int(saying)
    if place >= sayings.count {
      sayings += [Number](repeating: .unasked, count: place + 1 - sayings.count)
    }
    if case .known(let number) = sayings[place] { return number }
    let number = shared.number(of: lines.text(of: Int32(saying))).map { UInt32($0) }
    sayings[place] = .known(number)
    return number
  }

  /// Forgets the numbers of sayings, which stand for others from now on.
  func forgetSayings() { sayings = [] }
}
