import ReplayReports
import RoutePolicies

/// `routelab policies`: the rule books that there are.
enum PoliciesCommand: Command {
  static let name = "policies"
  static let summary = "lists the rule books that traces can be replayed under"
  static let operands = ""
  static let flags = [
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to write the list")
  ]
  static let details = [
    "The default of a platform is the book under which its traces are replayed when their header "
      + "names none."
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard arguments.operands.isEmpty else { return console.usage(self, "takes no operands") }
    if arguments.value("--format") == "json" {
      console.write(JSONTree.document(name, [PoliciesSheet.sheet(Policies.all).member]))
    } else {
      console.write(PoliciesSheet.text(Policies.all))
    }
    return .asExpected
  }
}
