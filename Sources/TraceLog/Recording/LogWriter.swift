/// Writes a recorded log: numbered, chained lines, one writer at a time.
///
/// A line is taken by `append` and waits; `commit` writes all that wait with one call, and makes
/// them as safe as `LogOptions.durability` says with one sync. `acknowledged` is the last line that
/// is that safe: nothing up to it is lost. Not for several threads at once.
///
/// After an error that `LogError.canContinue` the lines still wait: `commit` tries again, and
/// `append` refuses lines once `LogOptions.bufferBytes` are waiting.
package final class LogWriter {
  /// The header of the current segment, as it was written.
  package private(set) var header: Header
  /// The last line that is as safe as asked; nil where not even the header is.
  package var acknowledged: LogPlace? { safe }
  /// What the log was worth when it was opened; nil where it is new.
  package let found: LogVerdict?

  private let options: LogOptions
  private var storage: any LogStorage
  private let encoder = LogEncoder()
  /// The length of the file in whole lines.
  private var wholeBytes: Int64
  /// Whether bytes of an unfinished line may stand after them.
  private var mayBeTorn = false
  private var needsFolderSync = true
  /// The last line that the file holds, and the last that a sync covers.
  private var written: LogPlace?
  private var safe: LogPlace?
  /// The time at which the oldest line was written that no sync covers.
  private var unsyncedSince: Int64?
  private var began: Int64
  private var failure: LogError?
  /// When the file was last seen in its place, by the rough clock.
  private var lookedAt: Int64

  private var segment: Int { header.segment ?? 0 }

  /// A file that somebody removed goes unnoticed for at most 50 ms while lines come.
  ///
  /// The rough clock may be ten behind. Not more often: after a look Linux (since 6.13) marks the
  /// file's time anew with the next write, and a sync into space set aside takes half as long again.
  private static let lookMilliseconds: Int64 = 40

  /// Opens a log for writing: a new one, or one that is there, whose torn last line is dropped.
  ///
  /// The header begins a segment: the writer sets its `segment` and `continues`. Throws where the
  /// storage holds no log, or that of another identifier; the storage is then closed.
  package init(
    _ storage: any LogStorage, header: Header, names: NameTable, options: LogOptions = LogOptions()
  ) throws(LogError) {
    self.storage = storage
    self.options = options
    self.header = header
    began = options.clock()
    lookedAt = options.roughClock()
    do throws(StorageError) {
      let size = try storage.size()
      found = size == 0 ? nil : try LogVerifier.verify(storage)
    } catch {
      storage.close()
      throw LogError(error, path: storage.name)
    }
    wholeBytes = found?.wholeBytes ?? 0
    if let found {
      mayBeTorn = found.wholeBytes < found.bytes
      do throws(LogError) {
        try Self.check(found, against: header, name: storage.name)
      } catch {
        storage.close()
        throw error
      }
      if let segment = found.segment {
        self.header.segment = segment + 1
        self.header.continues = found.lastSum
      }
    }
    try begin(names)
  }

  /// Opens a file for writing, and makes it where there is none.
  package convenience init(
    path: String, header: Header, names: NameTable, options: LogOptions = LogOptions()
  ) throws(LogError) {
    let storage: FileStorage
    do throws(StorageError) {
      storage = try FileStorage(path: path, setsSpaceAside: options.setsSpaceAside)
    } catch {
      throw LogError(error, path: path)
    }
    try self.init(storage, header: header, names: names, options: options)
  }

  private static func check(
    _ found: LogVerdict, against header: Header, name: String
  ) throws(LogError) {
    guard found.wholeBytes > 0 else { return }
    guard let id = found.id else {
      throw LogError(
        path: name, kind: .notALog, message: "holds something that is not a recorded log")
    }
    guard id == header.id else {
      throw LogError(
        path: name, kind: .otherLog, offset: found.wholeBytes,
        message: "is the log \(Phrase.quoted(id)), not \(Phrase.quoted(header.id))")
    }
  }

  /// Writes the header of a segment.
  private func begin(_ names: NameTable) throws(LogError) {
    encoder.begin(segment: segment)
    try take(Line(.header(header)), names: names)
    try commit()
  }

  deinit { storage.close() }

  /// The bytes of the current segment's file, with the lines that wait.
  package var bytes: Int64 { wholeBytes + Int64(encoder.lines.count) }

  /// The checksum of the last line that was taken.
  package var lastSum: UInt32? { encoder.last?.sum }

  /// Whether a new segment is due, by `LogOptions`.
  package var isRotationDue: Bool {
    if let most = options.segmentBytes, bytes >= most { return true }
    if let most = options.segmentMilliseconds, options.clock() - began >= most { return true }
    return false
  }

  /// The milliseconds until `commit` makes lines safe that are written; nil where none wait for it.
  package var millisecondsToSync: Int64? {
    guard case .every(let milliseconds) = options.durability, let unsyncedSince else { return nil }
    return max(0, unsyncedSince + Int64(milliseconds) - options.clock())
  }

  /// Takes a line; it waits for `commit`.
  ///
  /// The names are those of the line's trace as of that line; `seq` and `sum` are the writer's. A
  /// `t` before that of the line before it becomes the same. Throws where the line is too long or
  /// finds no room; it is then not taken.
  @discardableResult
  package func append(_ line: Line, names: NameTable) throws(LogError) -> LogPlace {
    try makeRoom()
    return try take(line, names: names)
  }

  /// Takes a line that has been spelled, at a time of the trace; else as the other `append`.
  @discardableResult
  package func append(_ line: SpelledLine, at t: Int64) throws(LogError) -> LogPlace {
    try makeRoom()
    do throws(LineTooLong) {
      return try encoder.append(line, at: t)
    } catch {
      throw LogError(error, path: storage.name)
    }
  }

  @inline(__always)
  private func makeRoom() throws(LogError) {
    if let failure { throw failure }
    if encoder.lines.count >= options.bufferBytes { try write() }
  }

  @discardableResult
  @inline(__always)
  private func take(_ line: Line, names: NameTable) throws(LogError) -> LogPlace {
    do throws(LineTooLong) {
      return try encoder.append(line, names: names)
    } catch {
      throw LogError(error, path: storage.name)
    }
  }

  /// Writes the lines that wait, makes them as safe as asked, and returns the last that is.
  ///
  /// Under `.every` they are safe only when the time has come: call again after
  /// `millisecondsToSync`, or call `sync`.
  @discardableResult
  package func commit() throws(LogError) -> LogPlace? {
    try write()
    switch options.durability {
    case .none: break
    case .record: try sync()
    case .every: if millisecondsToSync == 0 { try sync() }
    }
    return safe
  }

  /// Writes the lines that wait and makes them safe from a power cut at once, whatever was asked.
  package func sync() throws(LogError) {
    try write()
    if unsyncedSince == nil { return }
    try look()
    do throws(StorageError) {
      try storage.sync()
      if needsFolderSync { try storage.syncFolder() }
    } catch {
      // The system may have dropped what it could not write, and forgotten that it did: no later
      // sync says anything about these lines.
      throw fail(LogError(error, path: storage.name, offset: wholeBytes))
    }
    needsFolderSync = false
    unsyncedSince = nil
    safe = written
  }

  /// Cuts space that the file has set aside, until the next write: whoever reads it finds it as it
  /// is without.
  package func giveBackSpace() throws(LogError) {
    if let failure { throw failure }
    do throws(StorageError) {
      try storage.giveBackSpace()
    } catch {
      throw LogError(error, path: storage.name, offset: wholeBytes)
    }
  }

  /// Seals the log and gives it back; under `.none` nothing is synced.
  ///
  /// Where it throws, the log is as it was, and may be closed again or let go.
  package func close(why: String = "closed") throws(LogError) {
    try seal(why)
    storage.close()
    failure = LogError(
      path: storage.name, kind: .closed, offset: wholeBytes, message: "was closed")
  }

  /// Seals the segment and goes on in another file, whose header says that it continues this one.
  ///
  /// The header's devices and start are how things stand; times count from it. Where it throws
  /// before the old segment is sealed, the writer goes on in the old one, and the new storage is
  /// closed.
  package func rotate(
    to next: any LogStorage, header: Header, names: NameTable, why: String = "rotated"
  ) throws(LogError) {
    do throws(LogError) {
      guard next.isNew else {
        throw LogError(path: next.name, kind: .otherLog, message: "is there already")
      }
      try seal(why)
    } catch {
      next.close()
      throw error
    }
    let segment = segment + 1
    storage.close()
    storage = next
    self.header = header
    self.header.segment = segment
    self.header.continues = encoder.last?.sum
    wholeBytes = 0
    needsFolderSync = true
    began = options.clock()
    try begin(names)
  }

  private func seal(_ why: String) throws(LogError) {
    // Before the seal: who follows the log reads no further.
    try write()
    try giveBackSpace()
    try look(always: true)
    let before = encoder.last
    let seal = Seal(records: Int(encoder.seq), why: why)
    try take(Line(.end(seal)), names: NameTable())
    do throws(LogError) {
      try write()
    } catch {
      // The log goes on, so it does not end here.
      encoder.takeBack(to: before)
      throw error
    }
    if options.durability != .none { try sync() }
  }
}

/// The file behind the writer.
extension LogWriter {
  /// Writes the lines that wait; those that are not written still wait.
  private func write() throws(LogError) {
    if let failure { throw failure }
    if encoder.lines.isEmpty { return }
    try look()
    var taken = 0
    do throws(StorageError) {
      if mayBeTorn { try repair() }
      while taken < encoder.lines.count {
        taken += try encoder.write(to: storage, from: taken)
      }
    } catch {
      let whole = encoder.wholeBytes(in: taken)
      took(whole)
      mayBeTorn = true
      try? repair()
      throw LogError(error, path: storage.name, offset: wholeBytes)
    }
    took(taken)
  }

  /// Sees whether the file is still there, where it was not seen for a while.
  private func look(always: Bool = false) throws(LogError) {
    let now = options.roughClock()
    guard always || now - lookedAt >= Self.lookMilliseconds else { return }
    lookedAt = now
    guard (try? storage.isRemoved()) == true else { return }
    throw fail(
      LogError(
        path: storage.name, kind: .removed, offset: wholeBytes, message: "has been removed"))
  }

  /// Cuts what may stand after the last whole line.
  private func repair() throws(StorageError) {
    try storage.truncate(to: wholeBytes)
    mayBeTorn = false
  }

  /// Lets go of lines that the file holds.
  private func took(_ bytes: Int) {
    if bytes == 0 { return }
    wholeBytes += Int64(bytes)
    encoder.drop(bytes)
    written = encoder.written
    if options.durability == .none {
      safe = written
    }
    if unsyncedSince == nil { unsyncedSince = options.clock() }
  }

  /// Refuses everything from now on.
  private func fail(_ error: LogError) -> LogError {
    failure = error
    return error
  }
}
