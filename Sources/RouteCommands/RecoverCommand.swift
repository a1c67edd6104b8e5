import ReplayReports
import RouteReplay
import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `routelab recover`: a whole log of what vouches for itself in a damaged one.
enum RecoverCommand: Command {
  static let name = "recover"
  static let summary = "writes a new log with all that vouches for itself in a damaged one"
  static let operands = "LOG -o NEW"
  static let flags = [
    Flag("--output", short: "-o", value: "NEW", "the new log; it must not be there yet"),
    Flag("--quiet", short: "-q", "say nothing when nothing was lost"),
  ]
  static let details = [
    "Lines keep all that they say, but for numbers and checksums of their own. A gap stands where "
      + "lines are missing; what rests on a lost line (a header, a device's declaration) is left "
      + "out with it. The new log is on the disk and was read back, line by line, before this says "
      + "so. The damaged log is not changed.",
    "Exit status: 0 nothing was lost, 2 nothing was written, 3 something was lost.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard let log = arguments.operands.first, arguments.operands.count == 1 else {
      return console.usage(self, "one log is needed")
    }
    guard let output = arguments.value("--output") else {
      return console.usage(self, "-o NEW is missing")
    }
    do {
      try NewFile.refuseExisting(output)
      let recovery = try recover(log, to: output)
      say(recovery, log, output, arguments, console)
      return recovery.isLossless ? .asExpected : .lost
    } catch {
      return console.failed(self, error)
    }
  }

  private static func recover(_ log: String, to output: String) throws -> LogRecovery {
    let source = try FileReplacement.source(of: log)
    do throws(LogError) {
      return try LogRecovery.recover(source, named: log, to: output)
    } catch {
      // It was not there before, and what is in it proves nothing.
      if error.kind != .locked, error.kind != .otherLog { unlink(output) }
      throw error
    }
  }

  private static func say(
    _ recovery: LogRecovery, _ log: String, _ output: String, _ arguments: Arguments,
    _ console: Console
  ) {
    if recovery.isLossless, arguments.has("--quiet") { return }
    let name = Printable.text(log)
    for damage in recovery.damages.prefix(20) {
      console.writeLine("\(name):\(damage.line): \(damage.kind.meaning)")
    }
    if recovery.damages.count > 20 {
      let more = recovery.damages.count - 20
      console.writeLine("and \(Layout.count(more, "more place"))")
    }
    if let tail = recovery.tornTail { console.writeLine("\(name): \(tail.meaning)") }
    var text =
      "\(Printable.text(output)): \(Layout.count(Int(recovery.lines), "line")) recovered, "
      + Layout.count(Int(recovery.gaps), "gap")
    if let verdict = recovery.verdict { text += "; read back: whole, \(verdict.grade.rawValue)" }
    console.writeLine(text)
  }
}
