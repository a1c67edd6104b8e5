/// Checks that bytes are well-formed UTF-8.
enum UTF8Check {
  /// Returns the first byte that does not belong to a well-formed character, or nil.
  ///
  /// Overlong forms, surrogates and values above U+10FFFF are malformed, as Unicode's table 3-7 has
  /// it.
  static func firstInvalid(in bytes: [UInt8]) -> Int? {
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      guard let (length, second) = sequence(lead), index + length <= bytes.count,
        second.contains(bytes[index + 1])
      else { return index }
      for place in 2..<max(2, length) where bytes[index + place] & 0xC0 != 0x80 { return index }
      index += length
    }
    return nil
  }

  /// The length of the character that a byte leads, and what its second byte may be.
  private static func sequence(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }

  /// The column of a byte: the number of characters that begin before it, plus one.
  static func column(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes.prefix(offset).reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }
}
