import ReplayReports
import RouteMachine
import RoutePolicies

/// `routelab rules`: a rule book, printed.
enum RulesCommand: Command {
  static let name = "rules"
  static let summary = "prints a rule book: every rule with its conditions and its source"
  static let operands = ""
  static let flags = [
    Flag("--policy", value: "NAME", "the rule book to print; needed"),
    Flag("--format", value: "NAME", allowed: ["markdown", "json"], "how to print it"),
  ]
  static let details = [
    "One table a stage, in the order in which the rules are tried; then the classes of ports and "
      + "the memory that the rules name."
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard arguments.operands.isEmpty else { return console.usage(self, "takes no operands") }
    guard let policy = arguments.value("--policy") else {
      return console.usage(
        self, "--policy is missing; known: \(Policies.names.joined(separator: ", "))")
    }
    guard let book = Policies.named(policy) else {
      return console.usage(self, Policies.unknown(policy))
    }
    let sheets = RulesSheet.sheets(book)
    if arguments.value("--format") == "json" {
      console.write(JSONTree.document(name, RulesSheet.members(book) + sheets.map(\.member)))
    } else {
      console.write(Sheets.markdown("\(book.name): \(book.title)", sheets))
    }
    return .asExpected
  }
}
