/// The encoding of a log, told by its first bytes; what is not UTF-8 with 8-bit units is turned into it.
enum TextEncoding {
  /// Too few bytes have come to tell.
  case unknown([UInt8])
  /// UTF-8, Latin-1 or no text at all: taken byte for byte.
  case bytes
  case utf16(isBigEndian: Bool, rest: [UInt8])

  /// Decodes the next block of a log in place.
  mutating func decode(_ block: inout [UInt8], isLast: Bool) {
    if case .unknown(let before) = self {
      block = before + block
      if block.count < 3, !isLast {
        self = .unknown(block)
        block = []
        return
      }
      self = Self.detect(&block)
    }
    guard case .utf16(let isBigEndian, var rest) = self else { return }
    rest += block
    // A unit, or the second half of a pair, may stand in the next block.
    var usable = rest.count / 2 * 2
    if !isLast, usable >= 2 {
      let high = rest[usable - (isBigEndian ? 2 : 1)]
      if (0xD8...0xDB).contains(high) { usable -= 2 }
    }
    var units: [UInt16] = []
    for index in stride(from: 0, to: usable, by: 2) {
      let (first, second) = (UInt16(rest[index]), UInt16(rest[index + 1]))
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
    }
    block = Array(String(decoding: units, as: UTF16.self).utf8)
    self = .utf16(isBigEndian: isBigEndian, rest: isLast ? [] : Array(rest[usable...]))
  }

  private static func detect(_ block: inout [UInt8]) -> TextEncoding {
    if block.starts(with: [0xFF, 0xFE]) || block.starts(with: [0xFE, 0xFF]) {
      let isBigEndian = block[0] == 0xFE
      block.removeFirst(2)
      return .utf16(isBigEndian: isBigEndian, rest: [])
    }
    if block.starts(with: [0xEF, 0xBB, 0xBF]) { block.removeFirst(3) }
    return .bytes
  }
}
