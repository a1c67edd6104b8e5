import LogImport
import ReplayReports
import RouteMachine
import RoutePolicies
import RouteReplay
import TraceLog

/// Logs of phones that are imported only to be replayed.
struct ImportedLogs {
  /// Made for the first log: what it looks for costs more than a short trace's replay.
  private lazy var importer = Self.makeImporter()
  private let console: Console
  /// What was lost of them, a sentence each.
  private(set) var lossy: [String] = []

  init(console: Console) { self.console = console }

  private static func makeImporter() -> LogImporter {
    var options = ImportOptions()
    options.defaultPolicy = { Policies.default(for: $0)?.name }
    return LogImporter(options)
  }

  /// Imports a log and replays its traces, whose lines are numbered as the log's own.
  mutating func replay(
    _ path: String, in run: inout ReplayRun,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?, onResult: (TraceResult) -> Void
  ) {
    do throws(SourceError) {
      replay(try LogInput.open(path), in: &run, onStep: onStep, onResult: onResult)
    } catch {
      onResult(Self.unreadable(path, "cannot be read: \(error.message)"))
    }
  }

  /// The same of logs that are open.
  mutating func replay(
    _ inputs: [LogInput], in run: inout ReplayRun,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?, onResult: (TraceResult) -> Void
  ) {
    do throws(SourceError) {
      for (report, traces) in try read(inputs) {
        guard !report.traces.isEmpty else {
          onResult(Self.unreadable(report.file, Self.noLog))
          continue
        }
        var reader = Self.reader(report.file, traces)
        run.replay(&reader, onStep: onStep, onResult: onResult)
      }
    } catch {
      onResult(Self.unreadable(inputs.first?.name ?? "", "cannot be read: \(error.message)"))
    }
  }

  /// Imports a log for one reader; an archive's first file that tells of a route.
  mutating func reader(of inputs: [LogInput]) throws(SourceError) -> TraceReader {
    let found = try read(inputs).first { !$0.report.traces.isEmpty }
    guard let (report, traces) = found else { throw SourceError(message: Self.noLog) }
    return Self.reader(report.file, traces)
  }

  private mutating func read(
    _ inputs: [LogInput]
  ) throws(SourceError) -> [(report: ImportReport, traces: [UInt8])] {
    var found: [(report: ImportReport, traces: [UInt8])] = []
    let begun = Console.milliseconds()
    let console = console
    for input in inputs {
      let traces = ByteBox()
      let report = try importer.read(
        input.source, named: input.name,
        onProgress: { bytes in
          guard Console.milliseconds() - begun > 1000 else { return }
          console.progress("\(Layout.count(bytes >> 20)) MiB imported")
        }, sink: { line in traces.bytes += line + [0x0A] })
      if report.failed > 0 {
        lossy.append(
          "\(input.name): \(Layout.count(report.failed, "line")) could not be read; routelab import "
            + "lists them")
      }
      found.append((report, traces.bytes))
    }
    return found
  }

  private static let noLog = "neither a trace nor a log that tells of a route"

  private static func reader(_ name: String, _ traces: [UInt8]) -> TraceReader {
    var reader = TraceReader(file: name, source: MemorySource(traces))
    reader.numbersLinesAsTheirSource = true
    return reader
  }

  static func unreadable(_ file: String, _ why: String) -> TraceResult {
    ReplayRun.unreadable(
      TraceError(
        position: Position(file: file, line: 0, column: 0), kind: .unreadable, message: why,
        beginsTrace: true))
  }
}

/// Bytes that a closure gathers.
private final class ByteBox {
  var bytes: [UInt8] = []
}
