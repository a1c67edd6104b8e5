internal import RouteMachine
internal import RouteModel
internal import TraceLog

/// Writes the records into the folder's files, on the writer's thread.
///
/// What cannot be written is counted; when there is room again a new segment begins with how things
/// stand, and a gap that says how much is missing.
final class Scribe {
  private let options: RecorderOptions
  private let folder: LogFolder
  private let pseudonyms: Pseudonyms
  private var teller: Teller
  private var log: LogWriter?
  /// The time at which the segment's times begin.
  private var base: Int64 = 0
  /// Records that were to be written and are not; nil: not known how many.
  private var lost: Int? = 0
  /// When to try again after something went wrong; nil: nothing is wrong.
  private var retryAt: Int64?
  private var patience: Int64 = 0
  /// What went wrong last, and still is; nil: nothing.
  private(set) var problem: LogError?

  init(_ options: RecorderOptions, _ folder: LogFolder, _ pseudonyms: Pseudonyms) {
    self.options = options
    self.folder = folder
    self.pseudonyms = pseudonyms
    teller = Teller(pseudonyms)
  }

  /// Milliseconds until there is something to do though nothing was recorded; nil: nothing is.
  func due(at now: Int64) -> Int64? {
    if let retryAt { return max(0, retryAt - now) }
    return log?.millisecondsToSync
  }

  /// Begins: throws where the folder holds what cannot be gone on with.
  func begin(at now: Int64) throws(LogError) { try open(at: now) }

  /// Writes a record.
  func take(_ record: Record) {
    guard isReady(at: record.time) else {
      lose(record)
      return
    }
    do throws(LogError) {
      if record.lostBefore > 0 {
        try write(Record.gap(record.lostBefore, "queue full", at: record.time))
      }
      try write(record)
    } catch {
      fail(error, at: record.time)
      lost = lost.map { $0 + 1 }
    }
  }

  /// Moves on as if a record had been written; for records that nobody wanted written.
  func pass(_ record: Record) {
    if record.lostBefore > 0 {
      tell(Record.gap(record.lostBefore, "queue full", at: record.time))
    }
    tell(record)
  }

  private func tell(_ record: Record) {
    guard let lines = teller.tell(record) else {
      teller = Teller(pseudonyms)
      _ = teller.tell(Record.gap(nil, "too many names", at: record.time))
      _ = teller.tell(record)
      return
    }
    for line in lines { teller.forget(line) }
  }

  /// Makes what was written as safe as asked; false where something is wrong.
  @discardableResult
  func commit(at now: Int64) -> Bool {
    if retryAt != nil, !isReady(at: now) { return false }
    do throws(LogError) {
      try log?.commit()
      return true
    } catch {
      fail(error, at: now)
      return false
    }
  }

  /// Makes what was written safe from a power cut; false where it cannot, or records were lost.
  func sync(at now: Int64) -> Bool {
    let isWhole = lost == 0
    if retryAt != nil, !isReady(at: now, isUrgent: true) { return false }
    do throws(LogError) {
      try log?.sync()
      return isWhole
    } catch {
      fail(error, at: now)
      return false
    }
  }

  /// Seals the log and gives its lock back; the next record opens it again.
  func release(at now: Int64, why: String) -> Bool {
    guard commit(at: now) else { return false }
    do throws(LogError) {
      try log?.close(why: why)
      log = nil
      return true
    } catch {
      fail(error, at: now)
      return false
    }
  }
}

/// Files and errors.
extension Scribe {
  private func write(_ record: Record) throws(LogError) {
    if log?.isRotationDue == true { try rotate(at: record.time) }
    if let lines = teller.tell(record) {
      try append(lines)
      return
    }
    // No more names in this trace: another one begins, which knows nothing of what was.
    teller = Teller(pseudonyms)
    let gap = Record.gap(nil, "too many names", at: record.time)
    try rotate(at: record.time)
    try append(teller.tell(gap) ?? [])
    try append(teller.tell(record) ?? [])
  }

  private func append(_ lines: [Line]) throws(LogError) {
    for line in lines {
      var line = line
      line.t = min(max(0, line.t - base), Limits.milliseconds)
      try log?.append(line, names: teller.names)
      teller.forget(line)
    }
  }

  private func lose(_ record: Record) {
    pass(record)
    lost = lost.map { $0 + record.lostBefore + 1 }
  }

  /// Whether there is a log that takes a record; opens it, and tries again what went wrong.
  private func isReady(at now: Int64, isUrgent: Bool = false) -> Bool {
    if log != nil, retryAt == nil { return true }
    if let retryAt, now < retryAt, !isUrgent { return false }
    do throws(LogError) {
      if let log {
        try log.commit()
        try rotate(at: now)
      } else {
        try open(at: now)
      }
    } catch {
      fail(error, at: now)
      return false
    }
    retryAt = nil
    patience = 0
    problem = nil
    return reportLost(at: now)
  }

  /// Writes how many records are missing.
  private func reportLost(at now: Int64) -> Bool {
    if lost == 0 { return true }
    let gap = Record.gap(lost, "could not be written", at: now)
    do throws(LogError) {
      try append(teller.tell(gap) ?? [])
      lost = 0
      return true
    } catch {
      fail(error, at: now)
      return false
    }
  }

  /// Remembers what went wrong; the file may lack lines that later ones would rest on.
  private func fail(_ error: LogError, at now: Int64) {
    problem = error
    if !error.canContinue {
      log = nil
      lost = nil
    }
    retryAt = now + patience
    // At once, then after a second, two, four …
    patience = min(max(1000, patience * 2), 60_000)
  }

  /// Opens the newest file, or the first; a file that is no log of ours is left as it is.
  private func open(at now: Int64) throws(LogError) {
    let header = header(at: now)
    let newest = folder.logs().last?.path ?? folder.nextPath()
    do throws(LogError) {
      log = try LogWriter(
        Self.storage(newest), header: header, names: teller.names, options: logOptions)
    } catch {
      guard error.kind == .notALog || error.kind == .otherLog else { throw error }
      log = try LogWriter(
        Self.storage(folder.nextPath()), header: header, names: teller.names,
        options: logOptions)
    }
    folder.prune(keptBytes: options.keptBytes, keptDays: options.keptDays)
    try carryOver()
  }

  private func rotate(at now: Int64) throws(LogError) {
    let header = header(at: now)
    do throws(LogError) {
      try log?.rotate(to: Self.storage(folder.nextPath()), header: header, names: teller.names)
    } catch {
      // Between two files, perhaps: opened anew, whatever it was.
      log = nil
      lost = nil
      throw error
    }
    folder.prune(keptBytes: options.keptBytes, keptDays: options.keptDays)
    try carryOver()
  }

  /// Says, after a header, how things stand for which the header has no words.
  private func carryOver() throws(LogError) {
    try append(
      teller.standing.carriedOver(names: teller.names).map { line in
        var line = line
        line.t = base
        return line
      })
  }

  private static func storage(_ path: String) throws(LogError) -> FileStorage {
    do throws(StorageError) {
      return try FileStorage(path: path)
    } catch {
      throw LogError(error, path: path)
    }
  }

  private var logOptions: LogOptions {
    var log = LogOptions(durability: options.safety.durability)
    log.segmentBytes = Int64(max(1, options.fileBytes))
    log.segmentMilliseconds = Int64(max(1, options.fileHours)) * 3_600_000
    log.clock = options.clock
    return log
  }

  private func header(at now: Int64) -> Header {
    base = now
    var header = Header(
      id: "\(options.name)/\(pseudonyms.installation)", circumstances: options.circumstances)
    header.host.model = options.model
    header.policy = options.rules?.name
    header.began = WallClock.text(
      options.wallClock() - max(0, options.clock() - now) / 1000)
    teller.standing.describe(in: &header, names: teller.names)
    return header
  }
}

extension Record {
  static func gap(_ lost: Int?, _ why: String, at time: Int64) -> Record {
    Record(time: time, content: .gap(lost: lost, why: why))
  }
}

extension RecorderOptions {
  var circumstances: Circumstances {
    var circumstances = Circumstances(platform: platform.word, os: os.flatMap(OSVersion.init))
    circumstances.appUsesCallKit = usesCallKit
    return circumstances
  }
}
