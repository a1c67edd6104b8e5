extension JSONScanner {
  /// Reads a string; the scanner stands at its opening quote.
  mutating func string() throws(Fault) -> String {
    let start = index
    index += 1
    let first = index
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: bytes[first..<(index - 1)], as: UTF8.self)
      case UInt8(ascii: "\\"): return try escapedString(from: first, start: start)
      case 0..<0x20: throw controlCharacter(byte)
      default: index += 1
      }
    }
    throw Fault(.syntax, at: start, "a string that is not closed")
  }

  private func controlCharacter(_ byte: UInt8) -> Fault {
    Fault(
      .controlCharacter, at: index,
      "control character U+\(Self.fourDigits(UInt32(byte))) in a string; write it as an escape")
  }

  /// Goes on from the first backslash of a string.
  private mutating func escapedString(from first: Int, start: Int) throws(Fault) -> String {
    var text = Array(bytes[first..<index])
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw controlCharacter(byte)
      default:
        text.append(byte)
        index += 1
      }
    }
    throw Fault(.syntax, at: start, "a string that is not closed")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Fault) {
    let start = index
    index += 1
    let letter = peek
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      if let letter { text.append(letter) }
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try scalar(from: start)).utf8))
    default:
      index = min(start + 1, bytes.count)
      throw Fault(.syntax, at: start, "\(found) after a backslash, which is no escape")
    }
  }

  /// Reads the digits of `\u`, and those of a second one where the first is half of a pair.
  private mutating func scalar(from start: Int) throws(Fault) -> Unicode.Scalar {
    let high = try hexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, peek == UInt8(ascii: "\\"), index + 1 < bytes.count,
      bytes[index + 1] == UInt8(ascii: "u")
    {
      index += 2
      let low = try hexDigits()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw Fault(
      .loneSurrogate, at: start,
      "\\u\(Self.fourDigits(high)) is half of a surrogate pair, and its other half is missing")
  }

  private mutating func hexDigits() throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = HexDigits.value(of: byte) else {
        throw Fault(.syntax, at: index, "\(found) where one of four hex digits was expected")
      }
      value = value << 4 | digit
      index += 1
    }
    return value
  }
}

/// Hexadecimal digits.
package enum HexDigits {
  static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x41 + 10
    case 0x61...0x66: UInt32(byte) - 0x61 + 10
    default: nil
    }
  }

  /// Reads the eight lower-case digits of a checksum; anything else gives nil.
  static func checksum(_ text: String) -> UInt32? {
    guard text.utf8.count == 8 else { return nil }
    var result: UInt32 = 0
    for byte in text.utf8 {
      guard !(0x41...0x46).contains(byte), let digit = value(of: byte) else { return nil }
      result = result << 4 | digit
    }
    return result
  }

  /// The eight lower-case digits of a checksum.
  package static func text(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
  }
}
