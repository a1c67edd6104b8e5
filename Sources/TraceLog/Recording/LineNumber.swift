/// A line's number, as its digits stand in the line.
struct LineNumber: Sendable {
  private(set) var number: Int64
  /// The digits, the first in the lowest byte.
  private(set) var text: UInt64
  /// How many there are; 0 where there are more than eight.
  let digits: Int

  /// The bytes `{"seq":`, the first in the lowest.
  static let key: UInt64 = Array("{\"seq\":".utf8).reversed().reduce(0) { $0 << 8 | UInt64($1) }

  init(_ number: Int64) {
    self.number = number
    text = 0
    guard (0..<100_000_000).contains(number) else {
      digits = 0
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
  }

  /// The bytes of a word that hold the digits.
  var mask: UInt64 { UInt64.max >> UInt64(64 - 8 * digits) }

  /// Goes on to the next number.
  mutating func advance() {
    let place = UInt64(8 * max(0, digits - 1))
    if digits > 0, text >> place & 0xFF < 0x39 {
      text += 1 << place
      number += 1
    } else {
      self = LineNumber(number + 1)
    }
  }
}
