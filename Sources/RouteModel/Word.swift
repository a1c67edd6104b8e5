/// A closed set of values, each with a code that fits in a few bits of a state.
///
/// A code is small and stable within a release. `@usableFromInline` on a type of the package lets other
/// modules' optimiser see through it: without that, each comparison of two words and each set of
/// them goes through tables of functions, which costs a replay a third of its time.
@usableFromInline package protocol Code: CaseIterable, Hashable, Sendable, RawRepresentable
where RawValue == UInt8 {}

/// A closed set of names that the trace format spells, each with its meaning for people.
package protocol Word: Code {
  /// The spelling in traces and reports.
  var name: String { get }
  /// Other spellings that a reader accepts: a platform's older or longer names.
  var aliases: [String] { get }
  /// One sentence for the vocabulary.
  var meaning: String { get }
}

extension Word {
  package var name: String { String(describing: self) }
  package var aliases: [String] { [] }
}

/// A set of words, one bit each; at most 64 codes.
@usableFromInline package struct WordSet<Element: Code>: Hashable, Sendable {
  @usableFromInline package var bits: UInt64

  @inlinable package init(bits: UInt64 = 0) { self.bits = bits }

  @inlinable package init(_ elements: some Sequence<Element>) {
    bits = 0
    for element in elements { insert(element) }
  }

  @inlinable package static var all: WordSet { WordSet(Element.allCases) }

  @inlinable package var isEmpty: Bool { bits == 0 }

  /// The members in the order of their declaration.
  @inlinable package var members: [Element] {
    var rest = self
    var members: [Element] = []
    while let element = rest.popFirst() { members.append(element) }
    return members
  }

  /// The member that is declared first.
  @inlinable package var first: Element? {
    bits == 0 ? nil : Element(rawValue: UInt8(truncatingIfNeeded: bits.trailingZeroBitCount))
  }

  /// Takes out the member that is declared first.
  @inlinable package mutating func popFirst() -> Element? {
    guard bits != 0 else { return nil }
    let first = first
    bits &= bits - 1
    return first
  }

  @inlinable package func contains(_ element: Element) -> Bool {
    bits & (1 &<< UInt64(element.rawValue)) != 0
  }

  @inlinable package func contains(all other: WordSet) -> Bool { bits & other.bits == other.bits }

  @inlinable package mutating func insert(_ element: Element) {
    bits |= 1 &<< UInt64(element.rawValue)
  }

  @inlinable package mutating func remove(_ element: Element) {
    bits &= ~(1 &<< UInt64(element.rawValue))
  }

  @inlinable package func union(_ other: WordSet) -> WordSet { WordSet(bits: bits | other.bits) }

  @inlinable package func intersection(_ other: WordSet) -> WordSet {
    WordSet(bits: bits & other.bits)
  }

  @inlinable package func subtracting(_ other: WordSet) -> WordSet {
    WordSet(bits: bits & ~other.bits)
  }
}

extension WordSet: ExpressibleByArrayLiteral {
  @inlinable package init(arrayLiteral elements: Element...) {
    bits = 0
    for element in elements { insert(element) }
  }
}
