/// The exit status of every command.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case asExpected = 0
  case differs = 1
  case couldNotRun = 2
  case lost = 3

  package var meaning: String {
    switch self {
    case .asExpected: "as expected"
    case .differs: "a route, an expectation or a check differs"
    case .couldNotRun: "could not run: usage, or input that cannot be read"
    case .lost: "ran, but something was lost or left undecided"
    }
  }
}

/// A flag of a command: how it is spelled, what value it takes, what it is for.
package struct Flag: Hashable, Sendable {
  package var name: String
  package var short: String?
  /// What stands for the value in the help; nil for a switch.
  package var value: String?
  package var meaning: String
  /// The values that are allowed; empty = any.
  package var allowed: [String]
  package var repeats: Bool

  package init(
    _ name: String, short: String? = nil, value: String? = nil, allowed: [String] = [],
    repeats: Bool = false, _ meaning: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.allowed = allowed
    self.repeats = repeats
    self.meaning = meaning
  }
}

/// A subcommand: one file each.
package protocol Command {
  static var name: String { get }
  /// One line for the list of commands.
  static var summary: String { get }
  /// What stands behind the name and flags: `PATH…`.
  static var operands: String { get }
  static var flags: [Flag] { get }
  /// More for `--help`, a paragraph an element.
  static var details: [String] { get }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus
}

/// The commands that there are; a new one is a file and one line here.
package enum Commands {
  package static var all: [any Command.Type] {
    [
      ReplayCommand.self,
      MergeCommand.self,
      ImportCommand.self,
      ExplainCommand.self,
      CompareCommand.self,
      AgreementCommand.self,
      AcceptCommand.self,
      CheckCommand.self,
      RecordCommand.self,
      VerifyCommand.self,
      RecoverCommand.self,
      AdoptCommand.self,
      RedactCommand.self,
      RulesCommand.self,
      PoliciesCommand.self,
      MachineCommand.self,
      VocabularyCommand.self,
    ]
  }

  package static func named(_ name: String) -> (any Command.Type)? {
    all.first { $0.name == name }
  }
}
