import ReplayReports
import RouteModel
import RouteReplay
import TraceLog

/// `routelab merge`: the reports of shards become the report of the whole.
enum MergeCommand: Command {
  static let name = "merge"
  static let summary = "puts the JSON reports of shards together to that of the whole run"
  static let operands = "FILE…"
  static let details = [
    "A FILE is what routelab replay --shard I/N --format json wrote; all N are needed, in any "
      + "order. The result is the report that one run over everything would have written (its "
      + "elapsedMilliseconds is the sum of the shards'), and so is the exit status: identifiers "
      + "that are used in two shards are found here.",
    "Without --output the report goes to standard output and the counts to standard error.",
  ]

  static var flags: [Flag] {
    [
      Flag(
        "--output", short: "-o", value: "NEW", "write the report to a file that is not there yet")
    ]
  }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a file is missing") }
    do throws(MergeError) {
      return try merge(arguments.operands, into: arguments.value("--output"), console)
    } catch {
      console.writeError("routelab merge: \(Printable.text(error.message))")
      return .couldNotRun
    }
  }

  private static func merge(
    _ paths: [String], into output: String?, _ console: Console
  ) throws(MergeError) -> ExitStatus {
    let shards = try ordered(paths)
    // All is read once before anything is written.
    _ = try put(shards) { _ throws(MergeError) in }
    let totals: Totals
    if let output {
      do {
        let file = try NewFile(output)
        totals = try put(shards) { text throws(MergeError) in
          do throws(FileFailure) {
            try file.write(Array(text.utf8))
          } catch {
            throw MergeError(message: error.message)
          }
        }
        try file.finish()
      } catch let failure as FileFailure {
        throw MergeError(message: failure.message)
      } catch let failure as MergeError {
        throw failure
      } catch {
        throw MergeError(message: "\(output): cannot be written")
      }
      console.write(TextReporter.summary(totals, elapsed: nil) + "\n")
    } else {
      totals = try put(shards) { text throws(MergeError) in console.write(text) }
      console.flush()
      console.writeError(TextReporter.summary(totals, elapsed: nil))
    }
    let taken = totals.traces - totals.count(.skipped)
    if taken == 0, totals.traces > 0, shards.contains(where: { !$0.mark.filters.isEmpty }) {
      return ReplayCommand.takesNone(console, by: self)
    }
    let isLossless = ReplayCommand.tell(totals.lossyLogs, console, by: self)
    return ReplayCommand.status(totals, isWhole: true, isLossless: isLossless)
  }

  /// The shards in their order: all of one run, each once.
  private static func ordered(
    _ paths: [String]
  ) throws(MergeError) -> [(path: String, mark: ShardMark)] {
    var shards: [(path: String, mark: ShardMark)] = []
    for path in paths { shards.append((path, try ShardReport(path).mark)) }
    shards.sort { ($0.mark.number, $0.path) < ($1.mark.number, $1.path) }
    guard let first = shards.first else { return [] }
    for shard in shards {
      if let difference = shard.mark.difference(from: first.mark) {
        throw MergeError(
          message: "\(shard.path):1: does not belong to \(first.path): \(difference)")
      }
    }
    for (shard, next) in zip(shards, shards.dropFirst())
    where shard.mark.number == next.mark.number {
      throw MergeError(
        message: "shard \(shard.mark.number) of \(first.mark.count) is given twice: "
          + "\(shard.path) and \(next.path)")
    }
    let numbers = Set(shards.map(\.mark.number))
    let missing = (1...first.mark.count).filter { !numbers.contains($0) }
    guard missing.isEmpty else {
      let list = missing.prefix(20).map(String.init).joined(separator: ", ")
      throw MergeError(
        message: "\(missing.count) of \(first.mark.count) shards missing: \(list)"
          + (missing.count > 20 ? ", …" : ""))
    }
    return shards
  }

  /// Gives the merged report piece by piece, and returns its totals.
  private static func put(
    _ shards: [(path: String, mark: ShardMark)], _ write: (String) throws(MergeError) -> Void
  ) throws(MergeError) -> Totals {
    let isVerbose = shards.first?.mark.isVerbose ?? false
    var reporter = JSONReporter(options: ReportOptions())
    var rewriter = ReportOptions()
    rewriter.isVerbose = isVerbose
    let written = JSONReporter(options: rewriter)
    var run = ReplayRun(ReplayOptions())
    var totals = Totals()
    var elapsed: Int64 = 0
    for shard in shards {
      var report = try ShardReport(shard.path)
      while let (line, found) = try report.next() {
        run.begin(found.result.file)
        var texts: [String] = []
        let first = run.note(found.key, line: found.result.line)
        run.take(found, usedAt: first) { result, isAsFound in
          totals.add(result)
          texts.append(
            reporter.take(result, text: isAsFound ? line : written.text(of: result)))
        }
        for text in texts { try write(text) }
      }
      totals.lossyLogs += report.lossy
      elapsed += report.elapsed
    }
    try write(reporter.finish(totals, elapsed: elapsed))
    return totals
  }
}

/// Why reports cannot be merged.
struct MergeError: Error {
  var message: String
}
