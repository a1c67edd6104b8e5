import ReplayReports
import RouteReplay
import TraceLog

/// `routelab accept`: writes what the rules give where an expectation differs.
enum AcceptCommand: Command {
  static let name = "accept"
  static let summary = "writes the computed route into traces where an expect differs from it"
  static let operands = "PATH…"
  static let flags = [
    Flag("--all", "on every event's line, expect the whole computed route"),
    Flag("--yes", short: "-y", "write without asking"),
  ]
  static let details = [
    "First shows each line that would change, then asks, file by file. Only the facts that an "
      + "expectation names are written. A changed line is written in the canonical spelling; every "
      + "other line keeps its bytes. A file is replaced as a whole or not at all.",
    "Traces with xfail are left alone, with --all too: their expectations say what would be "
      + "right. Recorded logs and standard input are refused; so is everything where CI is set, "
      + "and without --yes where there is no terminal to ask on.",
    "Exit status: 0 nothing differed or all was written, 1 somebody said no, 2 a file was refused "
      + "or could not be read or written, 3 a gap left a route open.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a path is missing") }
    guard !console.isCI else {
      console.writeError(
        "routelab accept: refused under CI: what is expected is decided by people")
      return .couldNotRun
    }
    let (files, isWhole) = Paths.files(arguments.operands, console)
    var run = AcceptRun(
      all: arguments.has("--all"), yes: arguments.has("--yes"), console: console)
    for file in files where !console.isClosed { run.accept(file) }
    return run.finish(isWhole: isWhole)
  }
}

/// One run over several files.
private struct AcceptRun {
  let all: Bool
  let yes: Bool
  let console: Console
  private var written = (lines: 0, files: 0)
  private var expectedFailures = 0
  private var declined = false
  private var failed = false
  private var undecided = false

  init(all: Bool, yes: Bool, console: Console) {
    self.all = all
    self.yes = yes
    self.console = console
  }

  mutating func accept(_ file: String) {
    do {
      guard file != "-" else {
        throw FileFailure(message: "standard input cannot be written to; name a file")
      }
      let bytes = try FileReplacement.bytes(of: file)
      let acceptance = try Acceptance(file: file, bytes: bytes, all: all)
      expectedFailures += acceptance.expectedFailures.count
      for sentence in acceptance.undecided {
        undecided = true
        console.writeError("routelab accept: \(Printable.text(sentence))")
      }
      if !acceptance.lines.isEmpty { try offer(acceptance, file, bytes) }
    } catch {
      failed = true
      _ = console.failed(AcceptCommand.self, error)
    }
  }

  private mutating func offer(
    _ acceptance: Acceptance, _ file: String, _ bytes: [UInt8]
  ) throws {
    show(acceptance, file)
    let count = Layout.count(acceptance.lines.count, "line")
    if !yes {
      guard console.inputIsTerminal else {
        throw FileFailure(
          message: "\(file): nothing written: there is no terminal to ask on; see --yes")
      }
      guard console.asks("Write \(count) of \(Printable.text(file))?") else {
        declined = true
        return
      }
    }
    let new = acceptance.bytes(of: bytes)
    // What is written must be read back as agreeing, or it is not written.
    guard try Acceptance(file: file, bytes: new, all: all).lines.isEmpty else {
      throw FileFailure(message: "\(file): not written: the new lines would not be read back")
    }
    guard try FileReplacement.bytes(of: file) == bytes else {
      throw FileFailure(message: "\(file): not written: it was changed meanwhile; run again")
    }
    try FileReplacement.replace(file, with: new)
    written.lines += acceptance.lines.count
    written.files += 1
  }

  private func show(_ acceptance: Acceptance, _ file: String) {
    let palette = console.palette
    var lines = Layout.wrapped(Printable.text(file), to: Layout.width)
    for change in acceptance.lines {
      lines += Layout.hanging("line \(change.line)", change.event ?? "evidence")
      if let before = change.before {
        lines += row("- expect", before).map { palette.red($0) }
      }
      lines += row("+ expect", change.after).map { palette.green($0) }
    }
    console.writeLine(lines.joined(separator: "\n"))
  }

  private func row(_ label: String, _ text: String) -> [String] {
    Layout.hanging(label, text, indent: 4, labelWidth: 9)
  }

  mutating func finish(isWhole: Bool) -> ExitStatus {
    var text = "\(Layout.count(written.lines, "line")) written"
    if written.files > 0 { text += " in \(Layout.count(written.files, "file"))" }
    if written.lines == 0, !declined, !failed, isWhole { text = "nothing to accept" }
    if expectedFailures > 0 {
      text += "; \(Layout.count(expectedFailures, "trace")) with xfail left alone"
    }
    console.writeLine(text)
    if failed || !isWhole { return .couldNotRun }
    if declined { return .differs }
    return undecided ? .lost : .asExpected
  }
}
