/// The eight lower-case hexadecimal digits of a checksum, as they stand in a line.
struct Digits: Hashable, Sendable {
  /// The eight characters, the first in the lowest byte.
  var text: UInt64

  init(text: UInt64) { self.text = text }

  @inline(__always)
  init(_ sum: UInt32) {
    // Four bits to a byte, the highest first, all eight at once.
    var lanes = UInt64(sum.byteSwapped)
    lanes = (lanes | lanes << 16) & 0x0000_FFFF_0000_FFFF
    lanes = (lanes | lanes << 8) & 0x00FF_00FF_00FF_00FF
    lanes = (lanes >> 4) & 0x000F_000F_000F_000F | (lanes & 0x000F_000F_000F_000F) << 8
    let letters = ((lanes &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    text = lanes &+ 0x3030_3030_3030_3030 &+ letters &* 39
  }

  /// The checksum; nil where the characters are not eight lower-case digits.
  @inline(__always)
  var sum: UInt32? {
    let letters = (text >> 6) & 0x0101_0101_0101_0101
    var lanes = (text & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
    lanes = (lanes << 4 | lanes >> 8) & 0x00FF_00FF_00FF_00FF
    lanes = (lanes | lanes >> 8) & 0x0000_FFFF_0000_FFFF
    let sum = UInt32(truncatingIfNeeded: lanes | lanes >> 16).byteSwapped
    // Whatever they were, these are the only digits of that sum.
    return Digits(sum) == self ? sum : nil
  }

  /// The digits as they begin a checksum: its state is complemented at first.
  var seeding: UInt64 { text ^ 0xFFFF_FFFF }

  /// The bytes `,"sum":"`, the first in the lowest.
  static var frame: UInt64 { 0x223A_226D_7573_222C }

  /// The bytes `"}`, the first in the lower.
  static var closing: UInt16 { 0x7D22 }

  /// Adds `,"sum":"`, the digits, `"}` and a newline to a line.
  @inline(__always)
  func close(_ line: inout ByteBuffer) {
    let closing = UInt64(Self.closing) | 0x0A << 16
    line.append(
      first: 19,
      of: SIMD4(Self.frame.littleEndian, text.littleEndian, closing.littleEndian, 0))
  }
}
