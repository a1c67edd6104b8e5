import Dispatch
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

/// `routelab verify`: whether recorded logs are whole, and where they are not.
enum VerifyCommand: Command {
  static let name = "verify"
  static let summary = "says whether recorded logs are whole, and where they are not"
  static let operands = "LOG…"
  static let flags = [
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to report"),
    Flag("--quiet", short: "-q", "say nothing of logs that are whole"),
  ]
  static let details = [
    "Each line of a recorded log carries a checksum over itself and the line before. A log is "
      + "sealed (whole, and closed in order), open (whole, still written or left by a process "
      + "that died), torn (the last line is cut short, which was never acknowledged, or space was "
      + "set aside after it) or damaged: then each place is listed. A checksum shows accidents, not "
      + "forgery.",
    "Files of one log, as a rotation leaves them, must continue each other: where one between two "
      + "is missing or another's, that is said.",
    "A file is read in pieces, on all cores, once; again where it is damaged. Standard input (-) and pipes are read in order.",
    "Exit status: 0 sealed or open, 2 a file cannot be read, 3 torn, damaged or not continued.",
  ]

  /// The most places that are listed for a log.
  private static let shownDamages = 20

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a log is missing") }
    let isJSON = arguments.value("--format") == "json"
    var logs: [JSONTree] = []
    var (files, isWhole) = Paths.files(arguments.operands, console)
    var isLossless = true
    var chain = LogChain()
    for file in files where !console.isClosed {
      do throws(LogError) {
        let verdict = try verify(file, console)
        if !verdict.isLossless { isLossless = false }
        chain.add(file, verdict)
        if isJSON {
          logs.append(tree(file, verdict))
        } else if !verdict.isLossless || !arguments.has("--quiet") {
          console.write(text(file, verdict, console.palette))
        }
      } catch {
        console.clearProgress()
        console.writeError("routelab verify: \(Printable.text(error.description))")
        isWhole = false
      }
    }
    let breaks = chain.breaks
    if !breaks.isEmpty { isLossless = false }
    if isJSON {
      console.write(
        JSONTree.document(
          name, [.init("logs", .list(logs)), .init("breaks", .list(breaks.map(tree)))]))
    } else {
      console.write(breaks.map(text).joined())
    }
    if !isWhole { return .couldNotRun }
    return isLossless ? .asExpected : .lost
  }

  /// Verifies a file on all cores; shows how far it has come once that takes a while.
  static func verify(_ file: String, _ console: Console) throws(LogError) -> LogVerdict {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let begun = Console.milliseconds()
    var pieces = 0
    defer { console.clearProgress() }
    return try LogVerifier.verify(path: file, workers: cores * 4) { count, body in
      DispatchQueue.concurrentPerform(iterations: count) { body($0) }
      pieces += count
      if Console.milliseconds() - begun > 1000 {
        console.progress("\(Layout.count(pieces * 8)) MiB of \(Printable.text(file)) verified")
      }
    }
  }

  static func text(_ file: String, _ verdict: LogVerdict, _ palette: Palette) -> String {
    let name = Printable.text(file)
    let grade = verdict.grade.rawValue
    let mark = verdict.isLossless ? grade : palette.red(grade)
    var size = "\(Layout.count(Int(verdict.lines), "whole line"))"
    if verdict.segments > 1 { size += " in \(Layout.count(Int(verdict.segments), "segment"))" }
    size += ", \(Layout.count(Int(verdict.bytes), "byte"))"
    var lines = ["\(name): \(mark), \(size)"]
    if verdict.grade == .torn, let tail = verdict.tornTail {
      let left = Layout.count(Int(verdict.bytes - verdict.wholeBytes), "byte")
      let what =
        switch tail {
        case .cutLine: "of a line that was never finished"
        case .spaceSetAside: "set aside for lines that were never written"
        }
      lines += Layout.hanging("torn", "\(left) \(what), after byte \(verdict.wholeBytes)")
    }
    for damage in verdict.damages.prefix(shownDamages) {
      lines += Layout.wrapped(
        "\(name):\(damage.line): \(damage.kind.meaning)", to: Layout.width)
    }
    let more = verdict.damageCount - Int64(min(verdict.damages.count, shownDamages))
    if more > 0 { lines.append("and \(Layout.count(Int(more), "more place"))") }
    if verdict.lines == 0, verdict.bytes > 0 {
      lines.append("nothing in \(name) vouches for itself: is it a recorded log?")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ found: LogChain.Break) -> String {
    let words = "\(Printable.text(found.file)): \(Printable.text(found.message))"
    return Layout.wrapped(words, to: Layout.width).map { $0 + "\n" }.joined()
  }

  private static func tree(_ found: LogChain.Break) -> JSONTree {
    .object([
      .init("file", .string(found.file)), .init("previous", .string(found.previous)),
      .init("kind", .string(found.kind.rawValue)), .init("message", .string(found.message)),
    ])
  }

  private static func tree(_ file: String, _ verdict: LogVerdict) -> JSONTree {
    func number(_ value: Int64) -> JSONTree { .number(Int(value)) }
    let damages = verdict.damages.map { damage in
      JSONTree.object([
        .init("line", number(damage.line)), .init("offset", number(damage.offset)),
        .init("kind", .string(damage.kind.rawValue)),
        .init("message", .string(damage.kind.meaning)),
      ])
    }
    return .object([
      .init("file", .string(file)), .init("verdict", .string(verdict.grade.rawValue)),
      .init("id", .text(verdict.id)), .init("lines", number(verdict.lines)),
      .init("segments", number(verdict.segments)), .init("bytes", number(verdict.bytes)),
      .init("wholeBytes", number(verdict.wholeBytes)),
      .init("lastSeq", verdict.lastSeq.map(number) ?? .null),
      .init("lastSum", .text(verdict.lastSum.map(HexDigits.text))),
      .init("damages", .list(damages)), .init("damageCount", number(verdict.damageCount)),
    ])
  }
}
