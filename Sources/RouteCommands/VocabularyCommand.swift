import ReplayReports

/// `routelab vocabulary`: the words of the trace format.
enum VocabularyCommand: Command {
  static let name = "vocabulary"
  static let summary = "lists the words of the trace format: events, ports, devices, settings …"
  static let operands = ""
  static let flags = [
    Flag(
      "--format", value: "NAME", allowed: ["text", "markdown", "json", "schema"],
      "how to write the list"),
    Flag(
      "--only", value: "NAME", allowed: VocabularySheets.all.map(\.name), "one table alone"),
  ]
  static let details = [
    "The tables are those that read and write traces, so they are complete.",
    "--format schema writes a JSON Schema (draft 2020-12) of one line of a trace, for editors. What "
      + "depends on other lines, such as which devices are declared, only routelab check can say.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard arguments.operands.isEmpty else { return console.usage(self, "takes no operands") }
    let only = arguments.value("--only")
    let format = arguments.value("--format") ?? "text"
    if format == "schema", only != nil {
      return console.usage(self, "--only and --format schema exclude each other")
    }
    let sheets = VocabularySheets.all.filter { only == nil || $0.name == only }
    switch format {
    case "schema": console.write(LineSchema.text())
    case "json": console.write(JSONTree.document(name, sheets.map(\.member)))
    case "markdown": console.write(Sheets.markdown("Vocabulary of the trace format", sheets))
    default: console.write(Sheets.text(sheets))
    }
    return .asExpected
  }
}
