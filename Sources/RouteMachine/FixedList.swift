/// A list of at most eight values that is itself a plain value of fixed size.
///
/// Unused places are nil, so that equal lists are equal bytes whatever happened before.
package struct FixedList<Element: Hashable & Sendable>: Hashable, Sendable {
  package static var capacity: Int { 8 }

  package private(set) var count = 0
  private var e0: Element?
  private var e1: Element?
  private var e2: Element?
  private var e3: Element?
  private var e4: Element?
  private var e5: Element?
  private var e6: Element?
  private var e7: Element?

  package init() {}

  package var isFull: Bool { count == Self.capacity }
  package var isEmpty: Bool { count == 0 }
  package var indices: Range<Int> { 0..<count }

  /// The value at a place; nil where the list has none.
  package subscript(index: Int) -> Element? {
    get {
      switch index {
      case 0: e0
      case 1: e1
      case 2: e2
      case 3: e3
      case 4: e4
      case 5: e5
      case 6: e6
      case 7: e7
      default: nil
      }
    }
    set {
      switch index {
      case 0: e0 = newValue
      case 1: e1 = newValue
      case 2: e2 = newValue
      case 3: e3 = newValue
      case 4: e4 = newValue
      case 5: e5 = newValue
      case 6: e6 = newValue
      case 7: e7 = newValue
      default: break
      }
    }
  }

  /// Appends a value; returns false, and changes nothing, where the list is full.
  package mutating func append(_ element: Element) -> Bool {
    guard !isFull else { return false }
    self[count] = element
    count += 1
    return true
  }

  package mutating func remove(at index: Int) {
    guard indices.contains(index) else { return }
    for place in index..<count { self[place] = self[place + 1] }
    count -= 1
    self[count] = nil
  }

  /// The values from the oldest to the newest.
  package var elements: [Element] { indices.compactMap { self[$0] } }

  package func firstIndex(where holds: (Element) -> Bool) -> Int? {
    indices.first { self[$0].map(holds) ?? false }
  }

  package func last(where holds: (Element) -> Bool) -> Element? {
    for index in indices.reversed() {
      if let element = self[index], holds(element) { return element }
    }
    return nil
  }

  package func contains(where holds: (Element) -> Bool) -> Bool { firstIndex(where: holds) != nil }
}
