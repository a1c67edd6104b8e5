internal import RouteModel

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
    bytes.append(contentsOf: "{\"seq\":\(seq)".utf8)
    bytes.append(contentsOf: members)
    return try close(from: start, at: time, path: path)
  }

  private mutating func close(
    from start: Int, at time: Int64, path: String
  ) throws(LogError) -> Int64 {
    let length = bytes.count - start + Checksum.frameBytes
    guard length <= Limits.lineBytes else {
      bytes.removeLast(bytes.count - start)
      throw LogError(
        path: path, kind: .lineTooLong,
        message: "a line of \(length) bytes is longer than \(Limits.lineBytes)")
    }
    let digits = Checksum.digits(bytes, from: start, after: seq == 0 ? nil : last)
    digits.close(&bytes)
    bytes.append(0x0A)
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
