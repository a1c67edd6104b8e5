/// A list of at most eight values that is itself a plain value of fixed size.
///
/// Unused places are nil, so that equal lists are equal bytes whatever happened before.
@usableFromInline package struct FixedList<Element: Hashable & Sendable>: Hashable, Sendable {
  @inlinable package static var capacity: Int { 8 }

  @usableFromInline package internal(set) var count = 0
  @usableFromInline var e0: Element?
  @usableFromInline var e1: Element?
  @usableFromInline var e2: Element?
  @usableFromInline var e3: Element?
  @usableFromInline var e4: Element?
  @usableFromInline var e5: Element?
  @usableFromInline var e6: Element?
  @usableFromInline var e7: Element?

  @inlinable package init() {}

  /// Only the values that there are: the others are nil.
  @inlinable package func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for index in indices { hasher.combine(self[index]) }
  }

  @inlinable package var isFull: Bool { count == Self.capacity }
  @inlinable package var isEmpty: Bool { count == 0 }
  @inlinable package var indices: Range<Int> { 0..<count }

  /// The value at a place; nil where the list has none.
  @inlinable package subscript(index: Int) -> Element? {
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
  @inlinable package mutating func append(_ element: Element) -> Bool {
    guard !isFull else { return false }
    self[count] = element
    count += 1
    return true
  }

  @inlinable package mutating func remove(at index: Int) {
    guard indices.contains(index) else { return }
    for place in index..<count { self[place] = self[place + 1] }
    count -= 1
    self[count] = nil
  }

  /// The values from the oldest to the newest.
  @inlinable package var elements: [Element] { indices.compactMap { self[$0] } }

  @inlinable package func firstIndex(where holds: (Element) -> Bool) -> Int? {
    for index in indices {
      if let element = self[index], holds(element) { return index }
    }
    return nil
  }

  @inlinable package func last(where holds: (Element) -> Bool) -> Element? {
    var index = count
    while index > 0 {
      index -= 1
      if let element = self[index], holds(element) { return element }
    }
    return nil
  }

  @inlinable package func contains(where holds: (Element) -> Bool) -> Bool {
    firstIndex(where: holds) != nil
  }
}
