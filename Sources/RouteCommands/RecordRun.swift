import RouteMachine
import RouteModel
import RouteRecorder
import RouteReplay
import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One run of `routelab record`.
///
/// Lines that came with one read share one write and one sync; they are committed before the next
/// read, so that nobody who waits for a line's number before writing the next waits for ever.
final class RecordRun {
  private let log: String
  private let options: LogOptions
  private let console: Console
  private var writer: LogWriter?
  private var standing: LogStanding?
  /// The clock when the header was read.
  private var began: Int64 = 0
  /// The trace's time at which the current segment began.
  private var segmentBegan: Int64 = 0
  private var lastTime: Int64 = 0
  /// Lines of the input whose number has not been told.
  private var untold: [LogPlace] = []
  private var hasLines = false
  /// Why the run is over before its input is, where it is.
  private var isOver = false
  private var hasFailed = false
  /// What the last attempt to write came to, said once.
  private var trouble: LogError?
  private var why = "closed"
  /// The clock when lines came last.
  private var cameAt: Int64 = 0

  /// The milliseconds without a line after which space that was set aside is given back.
  private static let patience: Int64 = 200

  init(log: String, options: LogOptions, console: Console) {
    self.log = log
    self.options = options
    self.console = console
  }

  func run() -> ExitStatus {
    var reader = TraceReader(file: "-", source: RecordInput(self))
    reader.passesOverBadLines = true
    while !isOver, let reading = reader.next() {
      switch reading {
      case .failure(let error): refuse(error)
      case .line(let line): take(line, &reader)
      }
    }
    close()
    return hasFailed ? .couldNotRun : .asExpected
  }

  /// Whether the input is to be read no further.
  fileprivate var isDone: Bool { isOver || Interruption.isAsked }

  private func say(_ message: String) {
    console.writeError("routelab record: \(Printable.text(message))")
  }

  private func fail(_ message: String) {
    hasFailed = true
    say(message)
  }

  /// Says what is wrong with a line, and that it is missing.
  private func refuse(_ error: TraceError) {
    if Interruption.isAsked, error.kind == .emptyFile {
      isOver = true
      return
    }
    fail(error.description)
    guard writer != nil, !error.beginsTrace else {
      isOver = true
      return
    }
    let gap = Gap(lost: 1, why: "line \(error.position.line) of the input could not be read")
    append(Line(.gap(gap)), names: NameTable(), isMine: false)
  }

  private func take(_ line: Line, _ reader: inout TraceReader) {
    switch line.content {
    case .header(let header): begin(header, line, reader.names)
    case .end(let seal):
      why = seal.why ?? why
      isOver = true
    default:
      guard line.unknownKeys.isEmpty else {
        let position = Position(file: "-", line: line.number, column: 0)
        let words = line.unknownKeys.joined(separator: ", ")
        return refuse(
          TraceError(position: position, kind: .unknownKey, message: "not known here: \(words)"))
      }
      rotateIfDue(reader.names)
      append(line, names: reader.names, isMine: true)
    }
  }

  private func begin(_ header: Header, _ line: Line, _ names: NameTable) {
    guard writer == nil else {
      fail("-:\(line.number): a second header; a log is one trace")
      isOver = true
      return
    }
    if !line.extras.isEmpty || line.note != nil {
      say("-:\(line.number): the header's note and x- keys are not recorded")
    }
    do throws(LogError) {
      let path = rotates ? LogParts(log).newest : log
      let writer = try LogWriter(path: path, header: header, names: names, options: options)
      if let found = writer.found, !found.isLossless {
        let left = found.grade == .torn ? "its torn end is dropped" : "see routelab verify"
        say("\(path): was \(found.grade.rawValue); \(left)")
      }
      began = options.clock()
      standing = LogStanding(header, startingWith: StartState.world(of: header))
      untold.append(LogPlace(segment: writer.header.segment ?? 0, seq: 0))
      self.writer = writer
    } catch {
      fail(error.description)
      isOver = true
    }
  }

  private var rotates: Bool { options.segmentBytes != nil || options.segmentMilliseconds != nil }

  /// Goes on in a new file where that is due and the current one holds something.
  private func rotateIfDue(_ names: NameTable) {
    guard rotates, hasLines, let writer, let standing, writer.isRotationDue else { return }
    do throws(LogError) {
      let path = LogParts(log).next
      let storage: FileStorage
      do throws(StorageError) {
        storage = try FileStorage(path: path, setsSpaceAside: options.setsSpaceAside)
      } catch {
        throw LogError(error, path: path)
      }
      var header = writer.header
      standing.describe(in: &header, names: names)
      try writer.rotate(to: storage, header: header, names: names)
      for line in standing.carriedOver(names: names) { try writer.append(line, names: names) }
      segmentBegan = lastTime
      hasLines = false
    } catch {
      report(error)
    }
  }

  /// Takes a line; waits where there is no room for it.
  private func append(_ line: Line, names: NameTable, isMine: Bool) {
    guard let writer else { return }
    let time = line.hasTime ? line.t : options.clock() - began
    lastTime = max(lastTime, time)
    var told = line
    told.t = max(0, lastTime - segmentBegan)
    told.hasTime = true
    standing?.take(line)
    while !isOver {
      do throws(LogError) {
        let place = try writer.append(told, names: names)
        if isMine { untold.append(place) }
        hasLines = true
        return
      } catch {
        report(error)
        if error.kind == .lineTooLong { return }
        if Interruption.isAsked { isOver = true }
        Interruption.sleep(milliseconds: 100)
      }
    }
  }

  /// Makes what waits as safe as it can be now, and tells the numbers of what is.
  ///
  /// `hasCome` where there may be lines that came since the last time. Returns the milliseconds after
  /// which this is to be called again; nil: when there is more.
  fileprivate func commit(hasCome: Bool) -> Int64? {
    guard let writer else { return nil }
    if hasCome { cameAt = options.clock() }
    var again: Int64?
    do throws(LogError) {
      try writer.commit()
      again = writer.millisecondsToSync
      if options.setsSpaceAside {
        let left = cameAt + Self.patience - options.clock()
        if left <= 0 { try writer.giveBackSpace() } else { again = min(again ?? .max, left) }
      }
      trouble = nil
    } catch {
      report(error)
      again = 100
    }
    tell()
    return again
  }

  private func tell() {
    guard let safe = writer?.acknowledged else { return }
    let count = untold.prefix { $0 <= safe }.count
    if count == 0 { return }
    console.write(untold.prefix(count).map { "\($0.seq)\n" }.joined())
    console.flush()
    untold.removeFirst(count)
  }

  /// Says what went wrong, once as long as it lasts; ends the run where nothing helps.
  private func report(_ error: LogError) {
    if error.kind == .lineTooLong {
      hasFailed = true
    } else if !error.canContinue {
      isOver = true
      hasFailed = true
    }
    if trouble?.kind != error.kind { say(error.description) }
    trouble = error.kind == .lineTooLong ? trouble : error
  }

  private func close() {
    guard let writer else { return }
    do throws(LogError) {
      try writer.close(why: why)
    } catch {
      if error.canContinue || !hasFailed { say(error.description) }
      hasFailed = true
    }
    tell()
    if !untold.isEmpty {
      let seqs = "the first is seq \(untold[0].seq)"
      fail("\(untold.count) lines are not safe, and may not be in the log; \(seqs)")
    }
  }
}

/// Standard input, as a run reads it: what came is committed before more is asked for.
private struct RecordInput: ByteSource {
  let run: RecordRun
  let source = FileSource(descriptor: STDIN_FILENO)

  init(_ run: RecordRun) { self.run = run }

  func nextBlock() throws(SourceError) -> [UInt8] {
    var hasCome = true
    while true {
      let wait = run.commit(hasCome: hasCome)
      if run.isDone { return [] }
      if Interruption.waits(for: STDIN_FILENO, milliseconds: wait) {
        return try source.nextBlock()
      }
      hasCome = false
    }
  }
}

/// The files of a log that is rotated: `a.jsonl`, then `a-1.jsonl`, `a-2.jsonl` and so on.
struct LogParts {
  private let stem: String
  private let suffix: String
  /// How many there are.
  private let count: Int

  init(_ log: String) {
    let isTrace = log.hasSuffix(".jsonl")
    stem = isTrace ? String(log.dropLast(6)) : log
    suffix = isTrace ? ".jsonl" : ""
    var count = 0
    while access(Self.path(stem, suffix, count), F_OK) == 0 { count += 1 }
    self.count = count
  }

  var newest: String { Self.path(stem, suffix, max(0, count - 1)) }
  var next: String { Self.path(stem, suffix, count) }

  private static func path(_ stem: String, _ suffix: String, _ number: Int) -> String {
    number == 0 ? stem + suffix : "\(stem)-\(number)\(suffix)"
  }
}
