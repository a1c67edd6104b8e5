package import RouteMachine

/// A sentence that holds after every step of a book, whatever happened before.
///
/// Invariants are data, like the rules, and stand beside the books: they speak of what the books'
/// sources promise. They read the world and the step's result, never a rule or a condition, so that
/// what a book gets wrong in both its table and its conditions still shows.
package struct Invariant: Sendable {
  /// Unique in the list.
  package var name: String
  package var says: String
  package var source: Source
  /// The books of which it is stated, by name, with all their variants; nil = every book.
  package var books: Set<String>?
  package var holds: @Sendable (Step, Machine) -> Bool

  package init(
    _ name: String, _ says: String, source: Source, books: Set<String>? = nil,
    holds: @escaping @Sendable (Step, Machine) -> Bool
  ) {
    self.name = name
    self.says = says
    self.source = source
    self.books = books
    self.holds = holds
  }
}

/// The invariants that there are; a new one is an element of one of these lists.
package enum Invariants {
  package static let all: [Invariant] = everywhere + platforms + apple + android

  /// Those that are stated of a book.
  package static func of(_ book: RuleBook) -> [Invariant] {
    let base = Policies.base(of: book.name)
    return all.filter { $0.books?.contains(base) ?? true }
  }
}
