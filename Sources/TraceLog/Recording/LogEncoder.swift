internal import RouteModel

/// A line whose members have been spelled once, to be written many times.
///
/// What differs from line to line stands before them: the number and the time.
package struct SpelledLine: Hashable, Sendable {
  /// `,"key":value` for each member but `seq`, `t` and `sum`.
  let members: [UInt8]

  /// Spells a line with the names of its trace; it is not a header.
  package init(_ line: Line, names: NameTable) {
    var writer = LineWriter(names: names, extras: line.extras)
    var line = line
    line.hasTime = false
    writer.line(line, seq: nil, t: 0, sum: nil)
    var members = writer.output.take()
    // The number stands before them, the checksum after them.
    members.removeLast()
    if members.count > 1 { members[0] = UInt8(ascii: ",") } else { members = [] }
    self.members = members
  }
}

/// Spells the lines of one segment, numbers and chains them, and holds those that wait.
struct LogEncoder {
  /// The lines that wait, each with its newline.
  private(set) var bytes: [UInt8] = []
  /// The number of the next line.
  private(set) var seq: Int64 = 0
  /// The digits of the last line taken.
  private(set) var last: Digits?
  private var time: Int64 = 0
  /// The number of the last line that does not wait any more; -1 before the first.
  private(set) var writtenSeq: Int64 = -1

  /// Begins a segment: its first line is a header.
  mutating func begin() {
    bytes.removeAll(keepingCapacity: true)
    seq = 0
    time = 0
    writtenSeq = -1
  }

  /// Takes a line and returns its number; throws where it is too long, and leaves all as it was.
  mutating func append(
    _ line: Line, names: NameTable, path: String
  ) throws(LogError) -> Int64 {
    let start = bytes.count
    let t = max(line.t, time)
    var writer = LineWriter(names: names, extras: line.extras, after: bytes)
    bytes = []
    writer.line(line, seq: seq, t: t, sum: nil)
    // The checksum goes before the closing brace.
    writer.output.dropLast()
    bytes = writer.output.take()
    return try close(from: start, at: line.hasTime ? t : time, path: path)
  }

  /// Takes a line's members as they are spelled, `,"key":value` for each.
  mutating func append(members: [UInt8], path: String) throws(LogError) -> Int64 {
    let start = bytes.count
    begin(at: nil)
    bytes.append(contentsOf: members)
    return try close(from: start, at: time, path: path)
  }

  /// Takes a line that has been spelled, at a time.
  @inline(__always)
  mutating func append(
    _ line: SpelledLine, at t: Int64, path: @autoclosure () -> String
  ) throws(LogError) -> Int64 {
    let start = bytes.count
    let t = max(t, time)
    begin(at: t)
    bytes.append(contentsOf: line.members)
    return try close(from: start, at: t, path: path())
  }

  /// Writes `{"seq":` and the number, and `,"t":` and the time where there is one.
  private mutating func begin(at t: Int64?) {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { head in
      // At most 7 + 19 + 5 + 19 bytes, in words of eight.
      head.storeBytes(of: LineNumber.key.littleEndian, as: UInt64.self)
      var count = 7 + Self.decimal(seq, into: head, at: 7)
      if let t {
        head.storeBytes(of: Self.timeKey.littleEndian, toByteOffset: count, as: UInt64.self)
        count += 5
        count += Self.decimal(t, into: head, at: count)
      }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: head[..<count]))
    }
  }

  /// The bytes `,"t":`, the first in the lowest.
  private static var timeKey: UInt64 { 0x3A_2274_222C }

  /// Writes a number that is never negative, and returns how many digits it has, at most 19.
  private static func decimal(
    _ number: Int64, into head: UnsafeMutableRawBufferPointer, at place: Int
  ) -> Int {
    var rest = UInt64(clamping: number)
    // The first digit in the lowest byte; the last eight digits last.
    var text: UInt64 = 0
    var count = 0
    repeat {
      if count == 8 { return longDecimal(number, into: head, at: place) }
      text = text << 8 | (0x30 + rest % 10)
      rest /= 10
      count += 1
    } while rest > 0
    head.storeBytes(of: text.littleEndian, toByteOffset: place, as: UInt64.self)
    return count
  }

  private static func longDecimal(
    _ number: Int64, into head: UnsafeMutableRawBufferPointer, at place: Int
  ) -> Int {
    let digits = String(number).utf8
    head[place...].copyBytes(from: digits)
    return digits.count
  }

  @inline(__always)
  private mutating func close(
    from start: Int, at time: Int64, path: @autoclosure () -> String
  ) throws(LogError) -> Int64 {
    let length = bytes.count - start + Checksum.frameBytes
    guard length <= Limits.lineBytes else {
      bytes.removeLast(bytes.count - start)
      throw LogError(
        path: path(), kind: .lineTooLong,
        message: "a line of \(length) bytes is longer than \(Limits.lineBytes)")
    }
    let digits = Checksum.digits(bytes, from: start, after: seq == 0 ? nil : last)
    digits.close(&bytes)
    last = digits
    self.time = time
    seq += 1
    return seq - 1
  }

  /// Forgets the last line taken, where it still waits.
  mutating func takeBack(to digits: Digits?) {
    guard writtenSeq < seq - 1, !bytes.isEmpty else { return }
    let start = bytes.dropLast().lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    bytes.removeLast(bytes.count - start)
    seq -= 1
    last = digits
  }

  /// The length of the whole lines in the first bytes that wait.
  func wholeBytes(in count: Int) -> Int {
    bytes.prefix(count).lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  }

  /// Lets go of whole lines at the front.
  mutating func drop(_ count: Int) {
    if count >= bytes.count {
      bytes.removeAll(keepingCapacity: true)
      writtenSeq = seq - 1
    } else {
      writtenSeq += Int64(bytes.prefix(count).reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) })
      bytes.removeFirst(count)
    }
  }
}
