/// The digits of a number that is never negative.
struct Decimal {
  /// The characters, the first in the lowest byte.
  private(set) var text: SIMD4<UInt64>
  /// How many there are, from 1 to 20.
  private(set) var count: Int

  @inline(__always)
  init(_ number: UInt64) {
    self = number < 100_000_000 ? Decimal(short: number) : Decimal(long: number)
  }

  @inline(__always)
  private init(short number: UInt64) {
    let digits = Self.eight(number)
    // Leading zeros are no digits; the last one is, whatever it is.
    let zeros = min(digits.trailingZeroBitCount / 8, 7)
    text = SIMD4(((digits | Self.zeros) >> UInt64(8 * zeros)).littleEndian, 0, 0, 0)
    count = 8 - zeros
  }

  private init(long number: UInt64) {
    self = Decimal(number / 100_000_000)
    let rest = (Self.eight(number % 100_000_000) | Self.zeros).littleEndian
    let place = count
    withUnsafeMutableBytes(of: &text) {
      $0.storeBytes(of: rest, toByteOffset: place, as: UInt64.self)
    }
    count += 8
  }

  private static var zeros: UInt64 { 0x3030_3030_3030_3030 }

  /// The values of eight digits, a byte each, the first in the lowest: halves, quarters, all at once.
  @inline(__always)
  private static func eight(_ number: UInt64) -> UInt64 {
    var lanes = number / 10_000 | (number % 10_000) << 32
    let hundreds = ((lanes &* 10_486) >> 20) & 0x0000_007F_0000_007F
    lanes = hundreds | (lanes &- hundreds &* 100) << 16
    let tens = ((lanes &* 103) >> 10) & 0x000F_000F_000F_000F
    return tens | (lanes &- tens &* 10) << 8
  }
}
