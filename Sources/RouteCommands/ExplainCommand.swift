/// `routelab explain`.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = ""
  static let operands = ""
  static let flags: [Flag] = []
  static let details: [String] = []
  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus { .couldNotRun }
}
