/// CRC-32C (Castagnoli), the checksum of recorded logs.
///
/// Sixteen bytes a step by sixteen tables of 256 words, made once. This file holds the only unsafe
/// code of the checksum: each entry point checks its range before it takes a pointer.
package enum Checksum {
  /// The checksum of bytes.
  package static func of(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { ~update(~0, $0, 0, $0.count, tables) }
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
    let crc = update(seed(digits, table), line, 0, line.count - frameBytes, table)
    return LineSum(
      recorded: Digits(text: text), computed: Digits(~crc),
      isFramed: closing == Digits.closing && frame == Digits.frame)
  }

  /// What is left of bytes as a polynomial.
  static func remainder(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    update(0, bytes, 0, bytes.count, tables)
  }

  /// The digits of a line that ends where the bytes end, before its `,"sum":`.
  static func digits(_ bytes: [UInt8], from start: Int, after digits: Digits?) -> Digits {
    guard start >= 0, start <= bytes.count else { return Digits(0) }
    let table = tables
    return bytes.withUnsafeBytes {
      Digits(~update(seed(digits, table), $0, start, $0.count, table))
    }
  }

  /// The state in which a line begins: after the eight digits of the line before.
  @inline(__always)
  private static func seed(_ digits: Digits?, _ table: UnsafePointer<UInt32>) -> UInt32 {
    guard let digits else { return ~0 }
    let word = digits.seeding
    var crc: UInt32 = 0
    for index in 0..<8 { crc ^= table[(7 - index) << 8 | byte(word, index)] }
    return crc
  }

  /// Takes bytes into a state; the range has been checked.
  @inline(__always)
  private static func update(
    _ state: UInt32, _ buffer: UnsafeRawBufferPointer, _ start: Int, _ end: Int,
    _ table: UnsafePointer<UInt32>
  ) -> UInt32 {
    guard let base = buffer.baseAddress, start < end else { return state }
    var crc = state
    var place = base + start
    var left = end - start
    while left >= 16 {
      let low = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
      let high = UInt64(littleEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      // Two sums, so that neither waits for all of the other's loads.
      let first =
        table[15 << 8 | byte(low, 0)] ^ table[14 << 8 | byte(low, 1)]
        ^ table[13 << 8 | byte(low, 2)] ^ table[12 << 8 | byte(low, 3)]
        ^ table[11 << 8 | byte(low, 4)] ^ table[10 << 8 | byte(low, 5)]
        ^ table[9 << 8 | byte(low, 6)] ^ table[8 << 8 | byte(low, 7)]
      let second =
        table[7 << 8 | byte(high, 0)] ^ table[6 << 8 | byte(high, 1)]
        ^ table[5 << 8 | byte(high, 2)] ^ table[4 << 8 | byte(high, 3)]
        ^ table[3 << 8 | byte(high, 4)] ^ table[2 << 8 | byte(high, 5)]
        ^ table[1 << 8 | byte(high, 6)] ^ table[byte(high, 7)]
      crc = first ^ second
      place += 16
      left -= 16
    }
    if left >= 8 {
      let word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
      crc = 0
      for index in 0..<8 { crc ^= table[(7 - index) << 8 | byte(word, index)] }
      place += 8
      left -= 8
    }
    // The rest, each byte by the table of its distance from the end: no byte waits for another.
    var rest: UInt32 = left < 4 ? crc >> UInt32(left * 8) : 0
    for index in 0..<left {
      let value = place.load(fromByteOffset: index, as: UInt8.self)
      let mixed = index < 4 ? value ^ UInt8(truncatingIfNeeded: crc >> UInt32(index * 8)) : value
      rest ^= table[(left - 1 - index) << 8 | Int(mixed)]
    }
    return rest
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
