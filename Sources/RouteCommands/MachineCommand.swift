import ReplayReports
import RouteMachine
import RoutePolicies

/// `routelab machine`: the state machines, drawn.
enum MachineCommand: Command {
  static let name = "machine"
  static let summary = "draws the state machines that every policy shares, and a policy's memory"
  static let operands = ""
  static let flags = [
    Flag(
      "--format", value: "NAME", allowed: ["text", "mermaid", "dot", "json"], "how to draw them"),
    Flag("--only", value: "NAME", allowed: Diagram.all.map(\.name), "one machine alone"),
    Flag("--policy", value: "NAME", "also this rule book's machines and what it remembers"),
  ]
  static let details = [
    "The drawings are made by running the machines: every kind of event is fed to every state.",
    "A policy's own machines are read from its rules: the words of a cell of its memory are states, "
      + "and the rules that set the cell are moves; where a policy remembers no words, what its rules "
      + "set its endpoints to are the states. Under mermaid and dot they stand alone.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard arguments.operands.isEmpty else { return console.usage(self, "takes no operands") }
    let format = arguments.value("--format") ?? "text"
    var memory: [Sheet] = []
    var machines: [Diagram] = []
    if let policy = arguments.value("--policy") {
      guard let book = Policies.named(policy) else {
        return console.usage(self, Policies.unknown(policy))
      }
      machines = Diagram.machines(of: book)
      if machines.isEmpty, format == "mermaid" || format == "dot" {
        return console.usage(
          self, "\(book.name) has no machine of its own: --policy goes with --format text or json")
      }
      memory = MemorySheet.sheets(book)
    }
    let only = arguments.value("--only")
    let isDrawing = format == "mermaid" || format == "dot"
    let world = machines.isEmpty || !isDrawing ? Diagram.all : []
    let diagrams = world.filter { only == nil || $0.name == only } + machines
    switch format {
    case "mermaid": console.write(DiagramText.mermaid(diagrams))
    case "dot": console.write(DiagramText.dot(diagrams))
    case "json":
      console.write(
        JSONTree.document(name, [DiagramText.json(diagrams)] + memory.map(\.member)))
    default:
      console.write(DiagramText.text(diagrams))
      if !memory.isEmpty { console.write("\n" + Sheets.text(memory)) }
    }
    return .asExpected
  }
}
