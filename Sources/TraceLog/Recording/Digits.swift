/// The eight lower-case hexadecimal digits of a checksum, as they stand in a line.
struct Digits: Hashable, Sendable {
  /// The eight characters, the first in the lowest byte.
  var text: UInt64

  init(text: UInt64) { self.text = text }

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
  var sum: UInt32? {
    var sum: UInt32 = 0
    for index in 0..<8 {
      let byte = UInt8(truncatingIfNeeded: text >> UInt64(index * 8))
      switch byte {
      case 0x30...0x39: sum = sum << 4 | UInt32(byte - 0x30)
      case 0x61...0x66: sum = sum << 4 | UInt32(byte - 0x57)
      default: return nil
      }
    }
    return sum
  }

  /// The bytes `,"sum":"`, the first in the lowest.
  static let frame: UInt64 = Array(",\"sum\":\"".utf8).reversed().reduce(0) { $0 << 8 | UInt64($1) }

  /// Adds `,"sum":"`, the digits and `"}` to a line.
  func close(_ bytes: inout [UInt8]) {
    withUnsafeBytes(of: Self.frame.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: text.littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: "}"))
  }
}
