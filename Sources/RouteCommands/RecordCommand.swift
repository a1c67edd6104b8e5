import TraceLog

/// `routelab record`: writes a recorded log of what comes on standard input.
enum RecordCommand: Command {
  static let name = "record"
  static let summary = "records lines from standard input and says when each is safe"
  static let operands = "LOG"
  static let flags = [
    Flag(
      "--sync", value: "WHEN",
      "when a line counts as safe: none (after the write: it survives the death of this process, "
        + "not a power cut), every=MS (after a sync, one each MS milliseconds), record (after a "
        + "sync at once, which lines that wait share); record without this flag"),
    Flag(
      "--set-aside",
      "make the log's file longer than its lines while many come, so that a sync takes less time: "
        + "only replay --follow and verify read it well meanwhile, and the log of a process that is "
        + "killed ends in NUL bytes, and is torn"),
    Flag("--rotate-bytes", value: "N", "begin a new file once a file has N bytes"),
    Flag("--rotate-age", value: "SECONDS", "begin a new file once a file is that old"),
  ]
  static let details = [
    "The first line is a header, all others are lines of its trace: events, evidence, devices, "
      + "notes, gaps. A line without t gets the milliseconds since the header was read, by a clock "
      + "that goes on while the machine sleeps; seq and sum are this command's own. An end line, "
      + "the end of the input, SIGINT and SIGTERM close the log in order.",
    "The seq of each line of the input is written to standard output, one a line, once the line is "
      + "as safe as asked; the lines that this command adds (gap, end) have none. A log that "
      + "is there is gone on with, in a new segment; its torn end is dropped, which nobody was "
      + "told was safe. One process writes a log at a time.",
    "A line that cannot be read is named on standard error and not recorded; a gap stands in its "
      + "place, the lines after it are recorded, and the exit status is 2. Where the disk is full, "
      + "lines wait, no more input is read once many do, and it goes on when there is room.",
    "With --rotate-bytes or --rotate-age LOG.jsonl is followed by LOG-1.jsonl, LOG-2.jsonl …, each "
      + "a segment that begins with how things stand and continues the one before; recording goes "
      + "on in the newest. Exit status: 0 all was recorded, 2 something was not.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard let log = arguments.operands.first, arguments.operands.count == 1, log != "-" else {
      return console.usage(self, "one log is needed")
    }
    do throws(UsageError) {
      let options = try logOptions(arguments)
      Interruption.listen()
      return RecordRun(log: log, options: options, console: console).run()
    } catch {
      return console.usage(self, error.message)
    }
  }

  static func logOptions(_ arguments: Arguments) throws(UsageError) -> LogOptions {
    var options = LogOptions(durability: try durability(arguments.value("--sync") ?? "record"))
    options.setsSpaceAside = arguments.has("--set-aside")
    options.segmentBytes = try number(arguments, "--rotate-bytes")
    options.segmentMilliseconds = try number(arguments, "--rotate-age").map { $0 * 1000 }
    return options
  }

  private static func durability(_ text: String) throws(UsageError) -> Durability {
    switch text {
    case "none": return .none
    case "record": return .record
    default:
      guard text.hasPrefix("every="), let milliseconds = Int(text.dropFirst(6)),
        (1...3_600_000).contains(milliseconds)
      else { throw UsageError("--sync is none, every=MS (1 to 3600000) or record") }
      return .every(milliseconds: milliseconds)
    }
  }

  private static func number(
    _ arguments: Arguments, _ flag: String
  ) throws(UsageError) -> Int64? {
    guard let text = arguments.value(flag) else { return nil }
    guard let number = Int64(text), (1...1_000_000_000_000).contains(number) else {
      throw UsageError("\(flag) is a number from 1 to 1000000000000")
    }
    return number
  }
}
