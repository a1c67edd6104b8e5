import ReplayReports
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// `routelab replay`: the main job.
enum ReplayCommand: Command {
  static let name = "replay"
  static let summary = "replays traces and says the first wrong step of each failing one"
  static let operands = "PATH…"
  static let details = [
    "A path is a trace file, a folder (its *.jsonl files, in a stable order) or - for standard input.",
    "What is no trace, also on standard input, is taken for a phone's log: it is imported, as routelab import does, "
      + "and replayed; a step is then called by the log's own line.",
    "A recorded log is verified as it is read: of a damaged one only the lines that vouch for "
      + "themselves are replayed, a gap stands where others are missing, and the exit status is at "
      + "least 3.",
    "--follow replays one log while it grows, and shows each failing step as it comes. It ends "
      + "with the log's end line, or when it is interrupted (SIGINT), and says then how the trace "
      + "came out.",
    "--shard takes whole files: which ones depends on the list of files and their sizes alone, so "
      + "that every machine that is given the same paths in the same order cuts the same way. One "
      + "file is never cut; an identifier that is used in two shards is found by routelab merge.",
  ]

  static let policy = Flag(
    "--policy", value: "NAME", "replay under this book; traces of other platforms are skipped")
  static let strictness = [
    Flag("--strict", "a rejected event fails every trace"),
    Flag("--lenient", "a rejected event fails no trace"),
  ]
  static let filter = Flag(
    "--filter", value: "[id:|tag:|policy:]TEXT", repeats: true,
    "only traces whose identifier holds TEXT, or with that tag or own policy; of one kind any, "
      + "of several kinds all must hold")

  static var flags: [Flag] {
    [
      Flag(
        "--format", value: "NAME", allowed: Reporters.all.map { $0.name }, "how to report"),
      policy,
    ] + strictness + [
      filter,
      Flag("--follow", "replay a log while it is written; text only"),
      Flag("--fail-fast", "stop at the first failure"),
      Flag(
        "--jobs", short: "-j", value: "N",
        "replay on N threads, by default as many as there are cores; the report is the same"),
      Flag(
        "--shard", value: "I/N",
        "replay the I-th of N shares of the files, of about the same size; see routelab merge"),
      Flag("--verbose", short: "-v", "show every step of every trace; on one thread"),
      Flag("--quiet", short: "-q", "say nothing when all is as expected"),
    ]
  }

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    run(arguments, console, sizes: ReplaySizes())
  }

  /// Runs with the work cut in another way; the outcome is the same.
  static func run(
    _ arguments: Arguments, _ console: Console, sizes: ReplaySizes
  ) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a path is missing") }
    var options = ReplayOptions()
    var jobs = 1
    var shard: Shard?
    do throws(UsageError) {
      options = try replayOptions(arguments)
      jobs = try self.jobs(arguments)
      shard = try Shard(arguments)
    } catch {
      return console.usage(self, error.message)
    }
    var report = ReportOptions()
    report.palette = console.palette
    report.isQuiet = arguments.has("--quiet")
    report.isVerbose = arguments.has("--verbose")
    let format = arguments.value("--format") ?? TextReporter.name
    guard var reporter = Reporters.named(format)?.init(options: report) else {
      return console.usage(self, "unknown format")
    }
    if arguments.has("--follow") {
      guard arguments.operands.count == 1, format == TextReporter.name else {
        return console.usage(self, "--follow takes one log, and reports as text")
      }
      guard shard == nil else {
        return console.usage(self, "--follow and --shard exclude each other")
      }
      return FollowRun.run(arguments.operands[0], options, report, console)
    }
    let begun = Console.milliseconds()
    var (files, errors) = Paths.find(arguments.operands)
    if let shard {
      if arguments.operands.contains("-") {
        return console.usage(self, "standard input cannot be sharded")
      }
      report.shard = ShardMark(
        number: shard.number, count: shard.count, files: files, errors: errors, options: options,
        filters: arguments.values("--filter"), isVerbose: report.isVerbose)
      files = shard.files(of: files)
      // They are told once, not by each shard.
      if shard.number > 1 { errors = [] }
      reporter = type(of: reporter).init(options: report)
    }
    var totals = Totals()
    for error in errors {
      let result = ReplayRun.unreadable(error)
      totals.add(result)
      console.write(reporter.take(result))
    }
    var run = ReplayRun(options)
    func progress() {
      guard Console.milliseconds() - begun > 1000 else { return }
      console.progress("\(Layout.count(totals.traces, "trace")) replayed")
    }
    func take(_ result: TraceResult, text: String?) -> Bool {
      totals.add(result)
      console.write(reporter.take(result, text: text ?? reporter.text(of: result)))
      if totals.traces % 64 == 0 { progress() }
      return !console.isClosed
    }
    var team = ReplayTeam(files, reporter: type(of: reporter), report: report, sizes: sizes)
    let isTeamwork = jobs > 1 && !report.isVerbose && !team.isSmall
    // Its tables cost more than they save where there is next to nothing to replay.
    let shared = isTeamwork ? SharedMemory() : nil
    let memory = team.isTiny ? nil : QuickMemory(sharing: shared)
    var imported = ImportedLogs(console: console)
    func replay(_ file: FoundFile, in run: inout ReplayRun) {
      let onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)? =
        report.isVerbose
        ? { step, player, names in console.write(reporter.take(step, player, names)) } : nil
      let onResult: (TraceResult) -> Void = { _ = take($0, text: nil) }
      if file.path == "-" {
        replayInput(&run, memory, &imported, onStep: onStep, onResult: onResult)
      } else if isLog(file) {
        imported.replay(file.path, in: &run, onStep: onStep, onResult: onResult)
      } else {
        run.replay(file.path, memory: memory, onStep: onStep, onResult: onResult)
      }
    }
    if let shared, let memory {
      team.replay(
        &run, jobs: jobs, memory: memory, shared: shared, isOwn: { isLog($0) },
        onOwn: { file, run in
          replay(file, in: &run)
          return !console.isClosed
        },
        onSilent: { silent in
          totals.add(silent)
          progress()
          return !console.isClosed
        }, onResult: take)
    } else {
      for file in files where !console.isClosed && !run.isStopped { replay(file, in: &run) }
    }
    totals.lossyLogs = run.lossy + imported.lossy
    console.write(reporter.finish(totals, elapsed: Console.milliseconds() - begun))
    if let page = reporter.summaryPage(totals) { console.writeSummaryPage(page) }
    let taken = totals.traces - totals.count(.skipped)
    if shard == nil, taken == 0, totals.traces > 0, !arguments.values("--filter").isEmpty {
      return takesNone(console)
    }
    return status(
      totals, isWhole: errors.isEmpty, isLossless: tell(totals.lossyLogs, console))
  }

  /// Replays standard input, be it traces or a log.
  private static func replayInput(
    _ run: inout ReplayRun, _ memory: QuickMemory?, _ imported: inout ImportedLogs,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?, onResult: (TraceResult) -> Void
  ) {
    do throws(SourceError) {
      let (input, isLog) = try LogInput.standardInput()
      if isLog {
        return imported.replay([input], in: &run, onStep: onStep, onResult: onResult)
      }
      let memory = onStep == nil ? memory : nil
      var reader = TraceReader(
        file: input.name, source: input.source, verifies: true, memory: memory?.lines)
      run.replay(&reader, memory: memory, onStep: onStep, onResult: onResult)
    } catch {
      onResult(ImportedLogs.unreadable("-", "cannot be read: \(error.message)"))
    }
  }

  /// Whether a file is a phone's log; what can be read only once is not looked at before.
  private static func isLog(_ file: FoundFile) -> Bool {
    file.bytes != nil && LogInput.isLog(file.path)
  }

  /// How many threads replay: as many as the process has cores, unless it is said.
  private static func jobs(_ arguments: Arguments) throws(UsageError) -> Int {
    guard let word = arguments.value("--jobs") else { return min(Cores.count, mostJobs) }
    guard let jobs = Int(word), (1...mostJobs).contains(jobs) else {
      throw UsageError("--jobs is a number from 1 to \(mostJobs), not \"\(word)\"")
    }
    return jobs
  }

  private static let mostJobs = 256

  static func replayOptions(_ arguments: Arguments) throws(UsageError) -> ReplayOptions {
    var options = ReplayOptions()
    options.policy = arguments.value("--policy")
    if let policy = options.policy, Policies.named(policy) == nil {
      throw UsageError(Policies.unknown(policy))
    }
    if arguments.has("--strict"), arguments.has("--lenient") {
      throw UsageError("--strict and --lenient exclude each other")
    }
    if arguments.has("--strict") { options.strictness = .strict }
    if arguments.has("--lenient") { options.strictness = .lenient }
    options.failFast = arguments.has("--fail-fast")
    for word in arguments.values("--filter") { options.filter.add(word) }
    return options
  }

  /// Says which recorded logs are not whole; true where all are.
  static func tell(
    _ lossy: [String], _ console: Console, by command: any Command.Type = ReplayCommand.self
  ) -> Bool {
    if lossy.isEmpty { return true }
    console.flush()
    for sentence in lossy {
      console.writeError("routelab \(command.name): \(Printable.text(sentence))")
    }
    return false
  }

  static func takesNone(
    _ console: Console, by command: any Command.Type = ReplayCommand.self
  ) -> ExitStatus {
    console.writeError("routelab \(command.name): the filter takes none of the traces")
    return .couldNotRun
  }

  /// What the whole run says: unreadable input weighs most, then a difference, then a loss.
  static func status(_ totals: Totals, isWhole: Bool, isLossless: Bool) -> ExitStatus {
    if totals.count(.unreadable) > 0 || !isWhole { return .couldNotRun }
    if totals.count(.failed) + totals.count(.unexpectedPass) > 0 { return .differs }
    if totals.count(.inconclusive) + totals.lost > 0 || !isLossless { return .lost }
    return .asExpected
  }
}

extension Console {
  /// Says what is wrong with a command line.
  func usage(_ command: any Command.Type, _ message: String) -> ExitStatus {
    writeError("routelab \(command.name): \(Printable.text(message))")
    writeError("usage: \(Help.usage(of: command))")
    return .couldNotRun
  }

  /// Says what kept a command from doing its work.
  func failed(_ command: any Command.Type, _ error: any Error) -> ExitStatus {
    writeError("routelab \(command.name): \(Printable.text("\(error)"))")
    return .couldNotRun
  }
}

extension TraceFilter {
  /// Adds what a word of the command line asks for; without a kind it is about the identifier.
  mutating func add(_ word: String) {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(parts[parts.count - 1])
    switch parts.count > 1 ? parts[0] : "id" {
    case "id": ids.append(text)
    case "tag": tags.append(text)
    case "policy": policies.append(text)
    default: ids.append(word)
    }
  }
}
