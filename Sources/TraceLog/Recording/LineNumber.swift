/// A line's number, as its digits stand in the line.
struct LineNumber: Sendable {
  private(set) var number: Int64
  /// The digits, the first in the lowest byte.
  private(set) var text: UInt64
  /// How many there are; 0 where there are more than eight.
  let digits: Int
  /// The bytes of a word that hold the digits.
  private let mask: UInt64
  /// The bits of the last digit.
  private let last: UInt64

  /// The bytes `{"seq":`, the first in the lowest.
  static var key: UInt64 { 0x3A_2271_6573_227B }

  init(_ number: Int64) {
    self.number = number
    text = 0
    guard (0..<100_000_000).contains(number) else {
      digits = 0
      mask = 0
      last = 0
      return
    }
    var rest = number
    var count = 0
    repeat {
      text = text << 8 | UInt64(0x30 + rest % 10)
      rest /= 10
      count += 1
    } while rest > 0
    digits = count
    mask = UInt64.max >> UInt64(64 - 8 * count)
    last = 0xFF << UInt64(8 * count - 8)
  }

  /// The length of `{"seq":0` and a checksum: no line is shorter.
  static var leastLineBytes: Int { 8 + Checksum.frameBytes }

  /// Whether a line begins with this number, as this writer spells it; it is not shorter than any.
  @inline(__always)
  func begins(_ line: UnsafeRawPointer) -> Bool {
    let key = UInt64(littleEndian: line.loadUnaligned(as: UInt64.self))
    let found = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 7, as: UInt64.self))
    return digits > 0 && key << 8 == Self.key << 8 && found & mask == text
      && line.load(fromByteOffset: 7 + digits, as: UInt8.self) == UInt8(ascii: ",")
  }

  /// Goes on to the next number.
  @inline(__always)
  mutating func advance() {
    if text & last < last & 0x3939_3939_3939_3939 {
      text &+= last & 0x0101_0101_0101_0101
      number += 1
    } else {
      self = LineNumber(number + 1)
    }
  }
}
