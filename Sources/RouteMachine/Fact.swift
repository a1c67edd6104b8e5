package import RouteModel

/// Who can change what a condition reads: the nearest to the reader of a report comes first.
package enum Owner: UInt8, Word {
  case app
  case person
  case system

  package var meaning: String {
    switch self {
    case .app: "the app can change this"
    case .person: "the person who holds the device can change this"
    case .system: "only the system or the hardware can change this"
    }
  }
}

/// A named value read from a moment.
package struct Fact: Sendable {
  package var name: String
  package var kind: ValueKind
  package var owner: Owner
  /// The events after which the value is known anew; none for what never changes in a trace.
  package var setBy: WordSet<EventKind>
  package var reading: Reading
  /// Whether the fact reads what the choice gave, and so has a value in the pairing stage only.
  package var readsChoice: Bool

  /// Where a value is read.
  package enum Reading: Sendable {
    /// In a cell of the memory, by its place.
    case cell(Int)
    case moment(@Sendable (Moment) -> Value)
  }

  package init(
    _ name: String, _ kind: ValueKind, owner: Owner, setBy: WordSet<EventKind> = [],
    readsChoice: Bool = false, read: @escaping @Sendable (Moment) -> Value
  ) {
    self.init(name, kind, owner: owner, setBy: setBy, readsChoice: readsChoice, .moment(read))
  }

  private init(
    _ name: String, _ kind: ValueKind, owner: Owner, setBy: WordSet<EventKind>,
    readsChoice: Bool = false, _ reading: Reading
  ) {
    self.name = name
    self.kind = kind
    self.owner = owner
    self.setBy = setBy
    self.readsChoice = readsChoice
    self.reading = reading
  }

  package func read(_ moment: Moment) -> Value { reading.value(moment) }

  /// What a cell of the book's memory holds.
  package static func memory(_ cell: Cell, owner: Owner, setBy: WordSet<EventKind>) -> Fact {
    Fact(cell.name, cell.kind, owner: owner, setBy: setBy, .cell(cell.index))
  }

  /// The port that a cell's endpoint has.
  package static func portNow(_ cell: Cell) -> Fact {
    Fact("port of \(cell.name)", .word(of: Port.self), owner: .app) {
      Value($0.memory[cell].endpoint?.port)
    }
  }
}

extension Fact.Reading {
  @inline(__always)
  func value(_ moment: Moment) -> Value {
    switch self {
    case .cell(let place): Value(bits: moment.memory[place])
    case .moment(let read): read(moment)
    }
  }
}

/// A named test of one or more facts.
package struct Condition: Sendable {
  package var name: String
  package var facts: [Fact]
  package var test: Test

  /// How the facts decide.
  package enum Test: Sendable {
    /// The one fact's value is one of these.
    case isOneOf(Set<Value>)
    /// The one fact's value is none of these.
    case isNoneOf(Set<Value>)
    /// What no set of values can say.
    case holds(@Sendable ([Value]) -> Bool)
  }

  package init(_ name: String, _ facts: [Fact], _ test: Test) {
    self.name = name
    self.facts = facts
    self.test = test
  }

  /// Holds while the fact has any value but none.
  package static func isSet(_ name: String, _ fact: Fact) -> Condition {
    Condition(name, [fact], .isNoneOf([.none]))
  }

  /// Holds while the fact has no value, or is false.
  package static func isNotSet(_ name: String, _ fact: Fact) -> Condition {
    Condition(name, [fact], .isOneOf([.none]))
  }

  /// Holds while the fact is one of these words.
  package static func isAny<W: Word>(_ name: String, _ fact: Fact, _ words: [W]) -> Condition {
    Condition(name, [fact], .isOneOf(Set(words.map { Value($0) })))
  }

  /// Holds while the fact is none of these words.
  package static func isNone<W: Word>(_ name: String, _ fact: Fact, _ words: [W]) -> Condition {
    Condition(name, [fact], .isNoneOf(Set(words.map { Value($0) })))
  }

  package func holds(_ values: [Value]) -> Bool {
    switch test {
    case .isOneOf(let allowed): values.first.map { allowed.contains($0) } ?? false
    case .isNoneOf(let excluded): values.first.map { !excluded.contains($0) } ?? false
    case .holds(let test): test(values)
    }
  }

  /// Whether the condition holds at a moment.
  package func holds(at moment: Moment) -> Bool {
    switch test {
    case .isOneOf(let allowed): facts.first.map { allowed.contains($0.read(moment)) } ?? false
    case .isNoneOf(let excluded): facts.first.map { !excluded.contains($0.read(moment)) } ?? false
    case .holds(let test): test(facts.map { $0.read(moment) })
    }
  }

  /// The owner who is nearest to the reader among those of the facts.
  package var owner: Owner {
    facts.map(\.owner).min { $0.rawValue < $1.rawValue } ?? .system
  }
}
