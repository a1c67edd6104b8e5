public import RouteMachine

/// The rule books, for apps: what a recorder can run beside the recording.
public enum RuleBooks {
  /// The names of the rule books.
  public static var names: [String] { Policies.names }

  /// Returns a rule book by its name, as `"ios"`; nil where there is none.
  public static func named(_ name: String) -> RuleBook? { Policies.named(name) }
}
