internal import RouteModel

/// Makes a whole log of what vouches for itself in a damaged one.
package struct LogRecovery: Sendable {
  /// Lines that were taken over, headers and seals included.
  package private(set) var lines: Int64 = 0
  /// Gaps that were written where lines are missing.
  package private(set) var gaps: Int64 = 0
  /// Where the damaged log does not vouch for itself, at most `LogVerdict.maximumDamages`.
  package private(set) var damages: [Damage] = []
  /// What the damaged log ends in that is no whole line, and was left out.
  package private(set) var tornTail: TornTail?
  /// What the new log was found to be worth when it was read back.
  package private(set) var verdict: LogVerdict?

  /// Whether the old log was whole, and nothing had to be left out.
  package var isLossless: Bool { damages.isEmpty && tornTail == nil && gaps == 0 }

  /// Writes what vouches for itself in a log to a new file, and proves it by reading it back.
  ///
  /// Lines keep all that they say but `seq`, `sum`, and `continues`, which are new; a `gap` line
  /// stands where lines are missing. Lines that rest on a lost one (a header, a device's
  /// declaration) are left out with it. Throws where the new file is there already, cannot be
  /// written, or does not read back as it was written, and where nothing vouches for itself.
  package static func recover(
    _ source: any ByteSource, named name: String, to path: String
  ) throws(LogError) -> LogRecovery {
    let storage: FileStorage
    do throws(StorageError) {
      storage = try FileStorage(path: path)
    } catch {
      throw LogError(error, path: path)
    }
    return try recover(source, named: name, to: storage) { () throws(SourceError) in
      try FileSource(path: path)
    }
  }

  /// Writes to a storage; `reread` opens what it then holds.
  package static func recover(
    _ source: any ByteSource, named name: String, to storage: any LogStorage,
    reread: () throws(SourceError) -> any ByteSource
  ) throws(LogError) -> LogRecovery {
    defer { storage.close() }
    guard storage.isNew else {
      throw LogError(
        path: storage.name, kind: .otherLog,
        message: "is there already; a log is recovered to a new file")
    }
    var recovery = LogRecovery()
    let copy = LogCopy(storage)
    var reader = TraceReader(file: name, source: source, verifies: true)
    while let reading = reader.next() {
      switch reading {
      case .failure(let error)
      where error.kind == .emptyFile || (error.beginsTrace && recovery.lines == 0):
        throw LogError(
          path: name, kind: .notALog, message: "no header in it vouches for itself")
      case .failure(let error):
        throw LogError(path: name, kind: .notALog, message: error.message)
      case .line(let line): try recovery.take(line, reader.rawLine, to: copy)
      }
    }
    recovery.damages = reader.damages
    recovery.tornTail = reader.tornTail
    guard recovery.lines > 0 else {
      throw LogError(
        path: name, kind: .notALog, message: "nothing in it vouches for itself")
    }
    try copy.finish()
    try recovery.prove(copy, reread)
    return recovery
  }

  private mutating func take(_ line: Line, _ bytes: [UInt8], to copy: LogCopy) throws(LogError) {
    // A gap that the log holds itself is a line of it.
    if case .gap(let gap) = line.content, line.seq == nil {
      gaps += 1
      try copy.append(gap)
      return
    }
    guard line.seq != nil, line.sum != nil else {
      throw LogError(
        path: copy.name, kind: .notALog, message: "line \(line.number) is not of a recorded log")
    }
    lines += 1
    try copy.append(bytes)
  }

  /// Reads the new log back twice: it must hold what was written, and it must be a trace.
  private mutating func prove(
    _ copy: LogCopy, _ reread: () throws(SourceError) -> any ByteSource
  ) throws(LogError) {
    var verifier = LogVerifier()
    var read: Int64 = 0
    do throws(SourceError) {
      var source = try reread()
      while true {
        let block = try source.nextBlock()
        if block.isEmpty { break }
        verifier.add(block, 0..<block.count)
      }
      var reader = TraceReader(file: copy.name, source: try reread(), verifies: true)
      while case .line = reader.next() { read += 1 }
    } catch {
      throw copy.unproven("cannot be read back: \(error.message)")
    }
    let found = verifier.verdict()
    // Each sum rests on the one before it: the last stands for all that was written.
    guard found.isLossless, found.lines == lines + gaps, read == found.lines,
      found.lastSum == copy.lastSum
    else { throw copy.unproven("does not read back as what was written; do not rely on it") }
    verdict = found
  }
}
