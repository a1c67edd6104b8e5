import ReplayReports
import RouteReplay
import TraceLog

/// `routelab adopt`: a recorded log as an ordinary trace.
enum AdoptCommand: Command {
  static let name = "adopt"
  static let summary = "turns a recorded log that is whole into an ordinary trace to annotate"
  static let operands = "LOG [-o TRACE]"
  static let flags = [
    Flag(
      "--output", short: "-o", value: "TRACE",
      "the trace, which must not be there yet; without it, standard output")
  ]
  static let details = [
    "The trace has the log's lines without seq, sum and end; its header says in origin which log "
      + "it was: how many records it had, and its last checksum. A log of several segments gives a "
      + "trace for each. The log is not changed.",
    "Exit status: 0 adopted, 2 the log cannot be read or the trace not written, 3 the log is torn "
      + "or damaged, and nothing was written: routelab recover makes a whole log of it first.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard let log = arguments.operands.first, arguments.operands.count == 1, log != "-" else {
      return console.usage(self, "one log is needed; it is read twice")
    }
    do {
      if let output = arguments.value("--output") { try NewFile.refuseExisting(output) }
      let adoption = try LogAdoption(try FileReplacement.source(of: log), named: log)
      guard let output = arguments.value("--output") else {
        adoption.lines(try FileReplacement.source(of: log)) { line in
          console.write(String(decoding: line, as: UTF8.self) + "\n")
        }
        return .asExpected
      }
      let file = try NewFile(output)
      try adoption.lines(try FileReplacement.source(of: log)) { line in try file.write(line: line) }
      try file.finish()
      let records = adoption.origins.reduce(0) { $0 + ($1.records ?? 0) }
      console.writeLine(
        "\(Printable.text(output)): \(Layout.count(records, "line")) in "
          + Layout.count(adoption.origins.count, "trace"))
      return .asExpected
    } catch {
      let status = console.failed(self, error)
      if case LogAdoption.Refusal.lossy = error { return .lost }
      return status
    }
  }
}
