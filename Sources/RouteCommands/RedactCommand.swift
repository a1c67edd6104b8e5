import ReplayReports
import RouteReplay
import TraceLog

/// `routelab redact`: a trace that can be shown to strangers.
enum RedactCommand: Command {
  static let name = "redact"
  static let summary = "replaces the names in a trace by pseudonyms; it replays as before"
  static let operands = "TRACE -o NEW"
  static let flags = [
    Flag("--output", short: "-o", value: "NEW", "the new trace; it must not be there yet"),
    Flag("--keep-notes", "keep notes, title, sources, reasons of gaps and x- keys"),
  ]
  static let details = [
    "Devices, calls and other apps are called device-1, call-1, app-1 by the order of their first "
      + "mention; a device's name is that too, and so is any argument that is such a name. Notes, "
      + "title, sources, reasons of gaps and the user's own keys (x-) go unless they are to be "
      + "kept: a name in them is not found. Everything else stays: the identifier, the group and "
      + "the tags, the host's model, the SDK's name, times.",
    "Before anything is written, both traces are replayed under every book that serves them: each "
      + "step must give the same verdict, route, rules and findings. Lines keep their numbers.",
    "A recorded log is refused: adopt it first. Exit status: 0 written and proven, 2 not written.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard let trace = arguments.operands.first, arguments.operands.count == 1 else {
      return console.usage(self, "one trace is needed")
    }
    guard let output = arguments.value("--output") else {
      return console.usage(self, "-o NEW is missing")
    }
    do {
      try NewFile.refuseExisting(output)
      let bytes = try FileReplacement.bytes(of: trace)
      var redaction = try Redaction(
        file: trace, bytes: bytes, keepsNotes: arguments.has("--keep-notes"))
      try redaction.prove(file: trace, before: bytes)
      let file = try NewFile(output)
      try file.write(redaction.bytes)
      try file.finish()
      say(redaction, output, console)
      return .asExpected
    } catch {
      return console.failed(self, error)
    }
  }

  private static func say(_ redaction: Redaction, _ output: String, _ console: Console) {
    let counts = redaction.pseudonyms.counts
    let names = [
      Layout.count(counts.devices, "device"), Layout.count(counts.calls, "call"),
      Layout.count(counts.apps, "app"),
    ].joined(separator: ", ")
    var text =
      "\(Printable.text(output)): \(Layout.count(redaction.lines, "line")); pseudonyms for \(names)"
    text += "; \(Layout.count(redaction.provenSteps, "replayed step")) the same before and after"
    if !redaction.provenBooks.isEmpty {
      text += ", under \(redaction.provenBooks.joined(separator: ", "))"
    }
    console.writeLine(Layout.wrapped(text, to: Layout.width).joined(separator: "\n"))
  }
}
