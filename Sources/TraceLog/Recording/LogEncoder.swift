internal import RouteModel

/// A line whose members have been spelled once, to be written many times.
///
/// What differs from line to line stands before them: the number and the time.
package struct SpelledLine: Hashable, Sendable {
  /// `,"key":value` for each member but `seq`, `t` and `sum`.
  let members: [UInt8]

  /// Spells a line with the names of its trace; it is not a header.
  package init(_ line: Line, names: NameTable) {
    var output = JSONOutput(after: ByteBuffer())
    LineWriter.spell(names: names, extras: line.extras, into: &output) { $0.members(line) }
    members = output.bytes
  }
}

/// A line that was not taken: it would have so many bytes, more than `Limits.lineBytes`.
struct LineTooLong: Error {
  var bytes: Int
}

extension LogError {
  init(_ error: LineTooLong, path: String) {
    self.init(
      path: path, kind: .lineTooLong,
      message: "a line of \(error.bytes) bytes is longer than \(Limits.lineBytes)")
  }
}

/// Spells the lines of one segment, numbers and chains them, and holds those that wait.
///
/// An object, and what grows is taken out of it while a line is spelled: each property is read or
/// set at once, so that nothing need be looked up to see that nobody else is using it.
final class LogEncoder {
  /// The lines that wait, each with its newline.
  private(set) var lines = ByteBuffer()
  private var segment = 0
  /// The number of the next line.
  private var next = LineNumber(0)
  /// The digits of the last line taken.
  private(set) var last: Digits?
  private var time: Int64 = 0
  /// The number of the last line that does not wait any more; -1 before the first.
  private var writtenSeq: Int64 = -1

  /// The number of the next line.
  var seq: Int64 { next.number }

  /// The last line that does not wait any more.
  var written: LogPlace { LogPlace(segment: segment, seq: writtenSeq) }

  /// Begins a segment: its first line is a header.
  func begin(segment: Int) {
    lines.removeAll()
    self.segment = segment
    next = LineNumber(0)
    time = 0
    writtenSeq = -1
  }

  /// Takes a line and returns its place; throws where it is too long, and leaves all as it was.
  func append(_ line: Line, names: NameTable) throws(LineTooLong) -> LogPlace {
    let t = max(line.t, time)
    var lines = lines.move()
    let start = lines.count
    begin(&lines, at: line.hasTime ? t : nil)
    var output = JSONOutput(after: lines)
    LineWriter.spell(names: names, extras: line.extras, into: &output) { $0.members(line) }
    return try close(output.take(), from: start, at: line.hasTime ? t : time)
  }

  /// Takes a line's members as they are spelled, `,"key":value` for each.
  func append(members: [UInt8]) throws(LineTooLong) -> LogPlace {
    try append(members: members, at: nil)
  }

  /// Takes a line that has been spelled, at a time.
  func append(_ line: SpelledLine, at t: Int64) throws(LineTooLong) -> LogPlace {
    try append(members: line.members, at: max(t, time))
  }

  @inline(__always)
  private func append(members: [UInt8], at t: Int64?) throws(LineTooLong) -> LogPlace {
    var lines = lines.move()
    let start = lines.count
    begin(&lines, at: t)
    lines.append(members)
    return try close(lines, from: start, at: t ?? time)
  }

  /// Writes `{"seq":` and the number, and `,"t":` and the time where there is one.
  @inline(__always)
  private func begin(_ lines: inout ByteBuffer, at t: Int64?) {
    let next = next
    // At most 7 + 20 + 5 + 20 bytes, in words of eight and digits of 32.
    lines.append(atMost: 64) { head in
      head.storeBytes(of: LineNumber.key.littleEndian, as: UInt64.self)
      var count = 7
      if next.digits > 0 {
        head.storeBytes(of: next.text.littleEndian, toByteOffset: count, as: UInt64.self)
        count += next.digits
      } else {
        count += Self.write(next.number, to: head, at: count)
      }
      if let t {
        head.storeBytes(of: Self.timeKey.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 5
        count += Self.write(t, to: head, at: count)
      }
      return count
    }
  }

  /// Writes a number that is never negative, and returns how many digits it has.
  @inline(__always)
  private static func write(
    _ number: Int64, to head: UnsafeMutableRawPointer, at place: Int
  ) -> Int {
    let digits = Decimal(UInt64(clamping: number))
    head.storeBytes(of: digits.text, toByteOffset: place, as: SIMD4<UInt64>.self)
    return digits.count
  }

  /// The bytes `,"t":`, the first in the lowest.
  private static var timeKey: UInt64 { 0x3A_2274_222C }

  /// Ends the line that begins at a place, and takes back the lines that wait.
  @inline(__always)
  private func close(
    _ taken: consuming ByteBuffer, from start: Int, at time: Int64
  ) throws(LineTooLong) -> LogPlace {
    var lines = taken
    let length = lines.count - start + Checksum.frameBytes
    guard length <= Limits.lineBytes else {
      lines.removeLast(lines.count - start)
      swap(&self.lines, &lines)
      throw LineTooLong(bytes: length)
    }
    let before = seq == 0 ? nil : last
    let digits = lines.withBytes { bytes in
      Checksum.digits(bytes.extracting(start..<bytes.byteCount), after: before)
    }
    digits.close(&lines)
    swap(&self.lines, &lines)
    last = digits
    self.time = time
    let place = LogPlace(segment: segment, seq: seq)
    next.advance()
    return place
  }

  /// Forgets the last line taken, where it still waits.
  func takeBack(to digits: Digits?) {
    guard writtenSeq < seq - 1, !lines.isEmpty else { return }
    let start = lines.lastNewline(before: lines.count - 1).map { $0 + 1 } ?? 0
    lines.removeLast(lines.count - start)
    next = LineNumber(seq - 1)
    last = digits
  }

  /// Hands the bytes that wait, but for the first, to a file; returns how many it took.
  func write(to storage: any LogStorage, from start: Int) throws(StorageError) -> Int {
    var waiting = lines.move()
    do throws(StorageError) {
      let taken = try waiting.withBytes { bytes throws(StorageError) in
        try storage.append(bytes.extracting(start..<bytes.byteCount))
      }
      swap(&lines, &waiting)
      return taken
    } catch {
      swap(&lines, &waiting)
      throw error
    }
  }

  /// The length of the whole lines in the first bytes that wait.
  func wholeBytes(in count: Int) -> Int {
    lines.lastNewline(before: count).map { $0 + 1 } ?? 0
  }

  /// Lets go of whole lines at the front.
  func drop(_ count: Int) {
    if count >= lines.count {
      lines.removeAll()
      writtenSeq = seq - 1
    } else {
      var rest = lines.move()
      writtenSeq += Int64(rest.newlines(before: count))
      rest.removeFirst(count)
      swap(&lines, &rest)
    }
  }
}
