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
  package var read: @Sendable (Moment) -> Value
  /// Whether the fact reads what the choice gave, and so has a value in the pairing stage only.
  package var readsChoice: Bool

  package init(
    _ name: String, _ kind: ValueKind, owner: Owner, setBy: WordSet<EventKind> = [],
    readsChoice: Bool = false, read: @escaping @Sendable (Moment) -> Value
  ) {
    self.name = name
    self.kind = kind
    self.owner = owner
    self.setBy = setBy
    self.readsChoice = readsChoice
    self.read = read
  }

  /// What a cell of the book's memory holds.
  package static func memory(_ cell: Cell, owner: Owner, setBy: WordSet<EventKind>) -> Fact {
    Fact(cell.name, cell.kind, owner: owner, setBy: setBy) { $0.memory[cell] }
  }

  /// The port that a cell's endpoint has.
  package static func portNow(_ cell: Cell) -> Fact {
    Fact("port of \(cell.name)", .word(of: Port.self), owner: .app) {
      Value($0.memory[cell].endpoint?.port)
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

  /// The values below 64 of the one fact that satisfy, one bit each; nil where no set says it.
  var satisfyingBits: UInt64? {
    func bits(_ values: Set<Value>) -> UInt64 {
      values.reduce(0) { $1.bits < 64 ? $0 | 1 << $1.bits : $0 }
    }
    switch test {
    case .isOneOf(let allowed): return bits(allowed)
    case .isNoneOf(let excluded): return ~bits(excluded)
    case .holds: return nil
    }
  }

  /// The owner who is nearest to the reader among those of the facts.
  package var owner: Owner {
    facts.map(\.owner).min { $0.rawValue < $1.rawValue } ?? .system
  }
}
