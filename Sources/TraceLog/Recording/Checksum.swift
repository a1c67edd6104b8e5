/// CRC-32C (Castagnoli), the checksum of recorded logs.
///
/// Sixteen bytes a step by sixteen tables of 256 words, made once. This file holds the only unsafe
/// code of the checksum: each entry point checks its range before it takes a pointer.
package enum Checksum {
  /// The checksum of bytes.
  package static func of(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { ~state(after: complement, $0, 0, $0.count, tables) }
  }

  /// The length of `,"sum":"` with the eight digits and `"}` after it.
  static var frameBytes: Int { 18 }

  /// What a line of a log says of itself, and what is true.
  struct LineSum {
    /// The digits that stand where a line's digits stand.
    var recorded: Digits
    /// The digits that should stand there, after the digits of the line before.
    var computed: Digits
    /// Whether the line ends as a line with a checksum does.
    var isFramed: Bool

    var isRight: Bool { isFramed && recorded == computed }
  }

  /// Reads and works out the checksum of the line in a range; nil where the line is too short.
  static func line(_ bytes: [UInt8], _ range: Range<Int>, after digits: Digits?) -> LineSum? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    return bytes.withUnsafeBytes {
      line(UnsafeRawBufferPointer(rebasing: $0[range]), after: digits)
    }
  }

  /// Reads and works out the checksum of a line without its newline; nil where it is too short.
  @inline(__always)
  static func line(_ line: UnsafeRawBufferPointer, after digits: Digits?) -> LineSum? {
    guard line.count >= frameBytes, let base = line.baseAddress else { return nil }
    let end = base + (line.count - frameBytes)
    let frame = UInt64(littleEndian: end.loadUnaligned(as: UInt64.self))
    let text = UInt64(littleEndian: end.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let closing = UInt16(littleEndian: end.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
    let table = tables
    let crc = state(after: prefix(digits), line, 0, line.count - frameBytes, table)
    return LineSum(
      recorded: Digits(text: text), computed: Digits(~crc),
      isFramed: closing == Digits.closing && frame == Digits.frame)
  }

  /// What is left of bytes as a polynomial.
  static func remainder(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    state(after: 0, bytes, 0, bytes.count, tables)
  }

  /// The digits of a line, without its `,"sum":`.
  static func digits(_ line: RawSpan, after digits: Digits?) -> Digits {
    line.withUnsafeBytes { Digits(~state(after: prefix(digits), $0, 0, $0.count, tables)) }
  }

  /// What stands before a line for its checksum: the eight digits of the line before.
  @inline(__always)
  private static func prefix(_ digits: Digits?) -> UInt64 { digits?.seeding ?? complement }

  /// Eight bytes that leave the state in which a checksum without any before it begins.
  private static var complement: UInt64 { 0x641F6454_0000_0000 }

  /// The state after eight bytes and those of a range, which has been checked.
  ///
  /// Zeros in front change nothing, so what is no whole step stands there: at the end it would be
  /// taken byte by byte.
  @inline(__always)
  private static func state(
    after prefix: UInt64, _ buffer: UnsafeRawBufferPointer, _ start: Int, _ end: Int,
    _ table: UnsafePointer<UInt32>
  ) -> UInt32 {
    guard let base = buffer.baseAddress, start < end else { return step(0, 0, prefix, table) }
    var place = base + start
    let end = base + end
    let odd = (end - place) & 15
    var front: UInt64 = 0
    if end - place >= 8 {
      front = word(place)
    } else {
      for index in 0..<(end - place) {
        front |= UInt64(place.load(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
      }
    }
    let bits = UInt64(8 * (odd & 7))
    var crc = step(0, prefix << (64 - bits), prefix >> bits | front << (64 - bits), table)
    place += odd & 7
    if odd >= 8 {
      crc = step(0, 0, word(place) ^ UInt64(crc), table)
      place += 8
    }
    while place < end {
      crc = step(crc, word(place), word(place + 8), table)
      place += 16
    }
    return crc
  }

  @inline(__always)
  private static func word(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }

  /// Takes sixteen bytes into a state.
  @inline(__always)
  private static func step(
    _ crc: UInt32, _ first: UInt64, _ second: UInt64, _ table: UnsafePointer<UInt32>
  ) -> UInt32 {
    let low = first ^ UInt64(crc)
    // Two sums, so that neither waits for all of the other's loads.
    let left =
      table[15 << 8 | byte(low, 0)] ^ table[14 << 8 | byte(low, 1)]
      ^ table[13 << 8 | byte(low, 2)] ^ table[12 << 8 | byte(low, 3)]
      ^ table[11 << 8 | byte(low, 4)] ^ table[10 << 8 | byte(low, 5)]
      ^ table[9 << 8 | byte(low, 6)] ^ table[8 << 8 | byte(low, 7)]
    let right =
      table[7 << 8 | byte(second, 0)] ^ table[6 << 8 | byte(second, 1)]
      ^ table[5 << 8 | byte(second, 2)] ^ table[4 << 8 | byte(second, 3)]
      ^ table[3 << 8 | byte(second, 4)] ^ table[2 << 8 | byte(second, 5)]
      ^ table[1 << 8 | byte(second, 6)] ^ table[byte(second, 7)]
    return left ^ right
  }

  @inline(__always)
  private static func byte(_ word: UInt64, _ index: Int) -> Int {
    Int(truncatingIfNeeded: (word >> UInt64(index * 8)) & 0xFF)
  }

  /// Table k at 256 k: the effect of a byte that k more bytes follow.
  ///
  /// Made once, never changed or given back.
  private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    for value in 0..<256 {
      var crc = UInt32(value)
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82F6_3B78 }
      (tables + value).initialize(to: crc)
    }
    for index in 256..<(16 * 256) {
      let before = tables[index - 256]
      (tables + index).initialize(to: before >> 8 ^ tables[Int(before & 0xFF)])
    }
    return UnsafePointer(tables)
  }()
}
