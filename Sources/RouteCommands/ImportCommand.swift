import LogImport
import ReplayReports
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `routelab import`: phones' logs as traces.
enum ImportCommand: Command {
  static let name = "import"
  static let summary = "turns logs of phones into traces, and accounts for every line"
  static let operands = "FILE… [-o DIR]"
  static let flags = [
    Flag(
      "--from", value: "FAMILY", allowed: LogFamilies.all.map { $0.name }, repeats: true,
      "read only lines of this family"),
    Flag("--platform", value: "NAME", allowed: Platform.allCases.map(\.name), "whose log it is"),
    Flag("--os", value: "VERSION", "the system's version, such as 17.2"),
    Flag(
      "--host", value: "KEY=VALUE", repeats: true,
      "what is known of the device: model, vendor, or receiver (yes or no)"),
    Flag("--policy", value: "NAME", "the rule book to replay under"),
    Flag("--keep-names", "keep the names of devices; without it they get pseudonyms"),
    Flag(
      "--output", short: "-o", value: "DIR",
      "a folder for the traces, one file a log; without it, standard output"),
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to report"),
    Flag("--quiet", short: "-q", "say nothing of logs of which every line was read"),
  ]
  static let details = [
    "A file is a log as people attach it to a report: logcat, dumpsys, Xcode's console, Console's "
      + "export, log show, an SDK's own, or a mixture; told apart line by line. It may be packed by "
      + "gzip, or lie in a bug report's zip; - is standard input.",
    "Every line is understood, skipped as noise, or failed: it looked like ours and could not be "
      + "read. What an SDK says it selected is claimed, what the system states is observed, and "
      + "what is filled in is marked as assumed. A new trace begins where the phone was started "
      + "anew, and after six hours of silence.",
    "Without -o the traces go to standard output, and the report to standard error. Exit status: 0 "
      + "imported, 2 a file cannot be read or written, 3 some lines failed.",
  ]

  /// Failed lines that a report for people shows of a file.
  private static let shownFailures = 20

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a log is missing") }
    let options: ImportOptions
    do throws(UsageError) {
      options = try importOptions(arguments)
    } catch {
      return console.usage(self, error.message)
    }
    var run = ImportRun(
      importer: LogImporter(options), folder: arguments.value("--output"), console: console)
    if let folder = run.folder, mkdir(folder, 0o777) != 0, errno != EEXIST {
      let why = String(cString: strerror(errno))
      console.writeError("routelab import: \(Printable.text(folder)): \(why)")
      return .couldNotRun
    }
    for path in arguments.operands where !console.isClosed { run.take(path) }
    console.clearProgress()
    tell(run.reports, arguments, console)
    if !run.isWhole { return .couldNotRun }
    return run.reports.contains { $0.failed > 0 } ? .lost : .asExpected
  }

  static func importOptions(_ arguments: Arguments) throws(UsageError) -> ImportOptions {
    var options = ImportOptions()
    options.families = arguments.values("--from")
    options.platform = arguments.value("--platform").flatMap { name in
      Platform.allCases.first { $0.name == name }
    }
    if let os = arguments.value("--os") {
      options.os = OSVersion(os)
      if options.os == nil { throw UsageError("--os cannot be \"\(os)\"; it is like 17 or 17.2.1") }
    }
    for word in arguments.values("--host") { try host(word, &options) }
    options.policy = arguments.value("--policy")
    if let policy = options.policy, Policies.named(policy) == nil {
      throw UsageError(Policies.unknown(policy))
    }
    options.keepsNames = arguments.has("--keep-names")
    options.defaultPolicy = { Policies.default(for: $0)?.name }
    return options
  }

  private static func host(_ word: String, _ options: inout ImportOptions) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count > 1 ? parts[1] : nil) {
    case ("model", let model?): options.model = model
    case ("vendor", let vendor?): options.vendor = vendor
    case ("receiver", "yes"), ("receiver", "true"): options.hasReceiver = true
    case ("receiver", "no"), ("receiver", "false"): options.hasReceiver = false
    default:
      throw UsageError(
        "--host cannot be \"\(word)\"; allowed: model=TEXT, vendor=TEXT, receiver=yes, receiver=no")
    }
  }

  // MARK: Reports

  private static func tell(
    _ reports: [ImportReport], _ arguments: Arguments, _ console: Console
  ) {
    let toErrors = arguments.value("--output") == nil
    func write(_ text: String) {
      if toErrors {
        console.flush()
        console.writeError(text)
      } else {
        console.write(text + "\n")
      }
    }
    if arguments.value("--format") == "json" {
      let document = JSONTree.document(name, [.init("logs", .list(reports.map(tree)))])
      return write(String(document.dropLast()))
    }
    for report in reports where report.failed > 0 || !arguments.has("--quiet") {
      write(text(report).joined(separator: "\n"))
    }
  }

  static func text(_ report: ImportReport) -> [String] {
    var lines = Layout.wrapped(
      "\(Printable.text(report.file)): \(Layout.count(report.lines, "line")): "
        + "\(Layout.count(report.understood)) understood, "
        + "\(Layout.count(report.skippedLines)) skipped, \(Layout.count(report.failed)) failed",
      to: Layout.width)
    func list(_ label: String, _ tallies: [ImportReport.Tally]) {
      let width = tallies.map { Layout.count($0.count).count }.max() ?? 0
      for (place, tally) in tallies.enumerated() {
        let count = Layout.count(tally.count)
        let number = String(repeating: " ", count: width - count.count) + count
        lines += Layout.hanging(place == 0 ? label : "", "\(number)  \(tally.name)")
      }
    }
    list("understood", report.families)
    list("skipped", report.skipped)
    for failure in report.failures.prefix(shownFailures) {
      lines += Layout.hanging("failed", "line \(failure.line): \(Printable.text(failure.why))")
      lines += Layout.hanging("", Printable.text(failure.text))
    }
    let more = report.failed - min(report.failures.count, shownFailures)
    if more > 0 { lines += Layout.hanging("", "and \(Layout.count(more, "more line"))") }
    for trace in report.traces {
      let events = Layout.count(trace.events, "event")
      let assumed = trace.assumed > 0 ? " (\(Layout.count(trace.assumed)) assumed)" : ""
      let lost = trace.lost > 0 ? ", \(Layout.count(trace.lost)) lost" : ""
      lines += Layout.hanging(
        "trace",
        "\(trace.id): \(trace.policy ?? trace.platform), \(events)\(assumed)\(lost), "
          + "\(Layout.count(trace.observed)) observed, \(Layout.count(trace.claimed)) claimed")
    }
    if report.traces.isEmpty {
      lines += Layout.hanging("trace", "none: nothing in it tells of a route")
    }
    return lines
  }

  private static func tree(_ report: ImportReport) -> JSONTree {
    func list(_ tallies: [ImportReport.Tally]) -> JSONTree {
      .list(tallies.map { ["name": .string($0.name), "lines": .number($0.count)] })
    }
    let failures = report.failures.map { failure -> JSONTree in
      [
        "line": .number(failure.line), "why": .string(failure.why), "text": .string(failure.text),
      ]
    }
    let traces = report.traces.map { trace -> JSONTree in
      [
        "id": .string(trace.id), "platform": .string(trace.platform),
        "policy": .text(trace.policy), "family": .string(trace.family),
        "firstLine": trace.firstLine.map { .number($0) } ?? .null,
        "lastLine": trace.lastLine.map { .number($0) } ?? .null,
        "events": .number(trace.events), "assumed": .number(trace.assumed),
        "lost": .number(trace.lost), "observed": .number(trace.observed),
        "claimed": .number(trace.claimed),
      ]
    }
    return [
      "file": .string(report.file), "bytes": .number(report.bytes),
      "lines": .number(report.lines), "understood": .number(report.understood),
      "skipped": .number(report.skippedLines), "failed": .number(report.failed),
      "families": list(report.families), "noise": list(report.skipped),
      "failures": .list(failures), "traces": .list(traces),
    ]
  }
}

/// The logs of one command line on their way into traces.
struct ImportRun {
  var importer: LogImporter
  let folder: String?
  let console: Console
  private(set) var reports: [ImportReport] = []
  private(set) var isWhole = true
  private let begun = Console.milliseconds()

  init(importer: LogImporter, folder: String?, console: Console) {
    self.importer = importer
    self.folder = folder
    self.console = console
  }

  mutating func take(_ path: String) {
    do throws(SourceError) {
      for input in try LogInput.open(path) { take(input) }
    } catch {
      fail(path, error.message)
    }
  }

  private mutating func take(_ input: LogInput) {
    let stem = importer.stem(of: input.name)
    let output = TraceOutput(folder: folder, stem: stem, console: console)
    let (console, begun) = (console, begun)
    do throws(SourceError) {
      let report = try importer.read(
        input.source, named: input.name, as: stem,
        onProgress: { bytes in
          guard Console.milliseconds() - begun > 1000 else { return }
          console.progress("\(Layout.count(bytes >> 20)) MiB of \(Printable.text(input.name)) read")
        }, sink: output.write)
      reports.append(report)
    } catch {
      return fail(input.name, "cannot be read: \(error.message)")
    }
    output.finish()
    if let why = output.failure {
      console.writeError("routelab import: \(Printable.text(why))")
      isWhole = false
    }
  }

  private mutating func fail(_ name: String, _ why: String) {
    console.writeError("routelab import: \(Printable.text("\(name): \(why)"))")
    isWhole = false
  }
}

/// Where the lines of a log's traces go: a new file in a folder, or standard output.
private final class TraceOutput {
  private let folder: String?
  private let stem: String
  private let console: Console
  private var file: NewFile?
  private(set) var failure: String?

  init(folder: String?, stem: String, console: Console) {
    self.folder = folder
    self.stem = stem
    self.console = console
  }

  func write(_ line: [UInt8]) {
    guard failure == nil else { return }
    guard let folder else {
      return console.write(String(decoding: line, as: UTF8.self) + "\n")
    }
    do throws(FileFailure) {
      let name = stem.split(separator: "/").last.map(String.init) ?? stem
      if file == nil { file = try NewFile("\(folder)/\(name).jsonl") }
      try file?.write(line: line)
    } catch {
      failure = error.message
    }
  }

  func finish() {
    guard failure == nil else { return }
    do throws(FileFailure) {
      try file?.finish()
    } catch {
      failure = error.message
    }
  }
}
