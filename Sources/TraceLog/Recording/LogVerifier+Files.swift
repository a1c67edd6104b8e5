extension LogVerifier {
  /// Runs a body for each number below a count, on as many threads as it likes, and returns when
  /// all are done.
  package typealias Concurrently = (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

  private static let blockBytes = 256 * 1024

  /// Verifies a file, or standard input where the path is `-`.
  ///
  /// A line carries the digits of the line before it, so a piece of a log can be verified before
  /// those in front of it: where `concurrently` is given, that many pieces at a time. Throws where
  /// the file cannot be read.
  package static func verify(
    path: String, workers: Int = 1, pieceBytes: Int64 = 8 << 20,
    concurrently: Concurrently? = nil
  ) throws(LogError) -> LogVerdict {
    do throws(StorageError) {
      guard path != "-" else { return try verify(LogFile(descriptor: 0)).verdict() }
      let file = try LogFile(path: path)
      var verdict: LogVerdict
      if let concurrently, workers > 1, file.size > pieceBytes {
        verdict = try verify(
          file, workers: workers, pieceBytes: max(pieceBytes, 1024), concurrently)
      } else {
        verdict = try verify(file).verdict()
      }
      // Damage, unless a writer is at work in space that it set aside. A pipe cannot be read again.
      if verdict.grade == .damaged, file.size > 0 { verdict = try verifyGrowing(file).verdict() }
      return verdict
    } catch {
      throw LogError(error, path: path)
    }
  }

  /// Verifies what a storage holds now.
  package static func verify(_ storage: any LogStorage) throws(StorageError) -> LogVerdict {
    var verifier = LogVerifier()
    var block = [UInt8](repeating: 0, count: blockBytes)
    while true {
      let count = try storage.read(into: &block, at: verifier.end)
      if count == 0 { return verifier.verdict() }
      verifier.add(block, 0..<count)
    }
  }

  private static func verify(_ file: LogFile) throws(StorageError) -> LogVerifier {
    var verifier = LogVerifier()
    try verifier.add(file, to: .max)
    return verifier
  }

  /// Takes a file's bytes from where the verifier stands, up to a place or the end.
  private mutating func add(_ file: LogFile, to place: Int64) throws(StorageError) {
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    while end < place {
      let count = try file.read(into: &block, at: end)
      if count == 0 { return }
      add(block, 0..<Int(min(Int64(count), place - end)))
    }
  }

  /// Verifies a file whose writer may be at work in space that it set aside.
  private static func verifyGrowing(_ file: LogFile) throws(StorageError) -> LogVerifier {
    var verifier = LogVerifier()
    var block = [UInt8](repeating: 0, count: blockBytes)
    var settled = SettledBytes()
    while true {
      let count = try file.read(into: &block, at: verifier.end)
      let isFull = count == block.count
      let sure = settled.count(of: block[..<count], at: verifier.end, isFull: isFull)
      verifier.add(block, 0..<sure)
      // Space only, up to the end: what was written meanwhile is not behind it.
      if sure == 0, !isFull, block[..<count].allSatisfy({ $0 == 0 }) {
        verifier.add(block, 0..<count)
        return verifier
      }
    }
  }

  private static func verify(
    _ file: LogFile, workers: Int, pieceBytes: Int64, _ concurrently: Concurrently
  ) throws(StorageError) -> LogVerdict {
    var verifier = LogVerifier()
    try verifier.add(file, to: pieceBytes)
    let starts = Array(stride(from: pieceBytes, to: file.size, by: Int(pieceBytes)))
    var next = 0
    while next < starts.count {
      let batch = starts[next..<min(next + workers, starts.count)].map { LogPiece(at: $0) }
      concurrently(batch.count) { batch[$0].verify(file, bytes: pieceBytes) }
      for piece in batch {
        // What another piece went past, and what stands between two.
        if verifier.end < piece.start { try verifier.add(file, to: piece.start) }
        guard let found = piece.found, verifier.end == piece.start,
          verifier.join(found, from: piece.start, after: piece.digits, seq: piece.seq)
        else { continue }
      }
      next += batch.count
    }
    try verifier.add(file, to: .max)
    return verifier.verdict()
  }
}

/// A piece of a log that one thread verifies as if all before it were right.
///
/// It is written by that thread alone, and read when the thread is done.
private final class LogPiece: @unchecked Sendable {
  /// Where the first line begins, the digits and the `seq` before it.
  private(set) var start: Int64
  private(set) var digits = Digits(0)
  private(set) var seq: Int64 = -1
  /// What was found; nil where the piece is not like a log in order.
  private(set) var found: LogVerifier?

  init(at offset: Int64) { start = offset }

  func verify(_ file: LogFile, bytes: Int64) {
    let limit = start + bytes
    var block = [UInt8](repeating: 0, count: 256 * 1024)
    // The line before the piece ends in its digits, `"}` and a newline.
    let before = Int64(Checksum.frameBytes) + 1
    guard let count = try? file.read(into: &block, at: start - before),
      let newline = Bytes.newline(in: block, from: Int(before) - 1, to: count),
      let sum = Checksum.line(block, 0..<newline, after: nil),
      let end = Bytes.newline(in: block, from: newline + 1, to: count),
      let first = LineMarks.seq(of: block, (newline + 1)..<end), first > 0
    else { return }
    start += Int64(newline) + 1 - before
    digits = sum.recorded
    seq = first - 1
    var verifier = LogVerifier(from: start, after: digits, seq: seq)
    while verifier.damageCount == 0 {
      guard let count = try? file.read(into: &block, at: verifier.end), count > 0 else { return }
      // The piece ends where the next one begins: after the first newline that is not before it.
      let from = Int(max(0, min(Int64(count), limit - 1 - verifier.end)))
      guard let last = Bytes.newline(in: block, from: from, to: count) else {
        verifier.add(block, 0..<count)
        continue
      }
      verifier.add(block, 0..<(last + 1))
      found = verifier
      return
    }
  }
}
