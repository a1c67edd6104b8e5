/// A piece of a log's line: bytes that a family takes apart from the left.
///
/// Copies share their bytes. What is read is dropped, so that a grammar reads like the line itself.
package struct LogText: Hashable, Sendable {
  private var bytes: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package init(_ text: String) { bytes = Array(text.utf8)[...] }

  package static let empty = LogText([])

  package var isEmpty: Bool { bytes.isEmpty }
  package var count: Int { bytes.count }
  package var first: UInt8? { bytes.first }
  package var last: UInt8? { bytes.last }
  package var rawBytes: ArraySlice<UInt8> { bytes }

  /// The byte at a distance from the beginning; nil behind the end.
  package subscript(offset: Int) -> UInt8? {
    let index = bytes.startIndex + offset
    return offset >= 0 && index < bytes.endIndex ? bytes[index] : nil
  }

  /// The text: UTF-8, or where it is none, Latin-1.
  package var string: String { LatinText.string(bytes) }

  // MARK: Looking

  package func hasPrefix(_ literal: StaticString) -> Bool { holds(literal, at: bytes.startIndex) }

  package func contains(_ literal: StaticString) -> Bool { index(of: literal) != nil }

  package static func == (text: LogText, literal: StaticString) -> Bool {
    text.count == literal.utf8CodeUnitCount && text.hasPrefix(literal)
  }

  package static func ~= (literal: StaticString, text: LogText) -> Bool { text == literal }

  /// What stands behind the first occurrence of a literal.
  package func after(_ literal: StaticString) -> LogText? {
    index(of: literal).map { LogText(bytes[($0 + literal.utf8CodeUnitCount)...]) }
  }

  /// What stands behind the last occurrence of a literal.
  package func afterLast(_ literal: StaticString) -> LogText? {
    var rest = self
    var found: LogText?
    while let next = rest.after(literal) {
      found = next
      rest = next
    }
    return found
  }

  /// What stands before the first occurrence of a literal.
  package func before(_ literal: StaticString) -> LogText? {
    index(of: literal).map { LogText(bytes[..<$0]) }
  }

  /// What stands between the first occurrence of one literal and the next of another.
  package func between(_ open: StaticString, _ close: StaticString) -> LogText? {
    after(open)?.before(close)
  }

  /// The parts between the occurrences of a byte, without the spaces around them.
  package func split(_ separator: Unicode.Scalar) -> [LogText] {
    bytes.split(separator: UInt8(ascii: separator)).map { LogText($0).trimmed }
      .filter { !$0.isEmpty }
  }

  package var trimmed: LogText {
    var text = bytes
    while let byte = text.first, Self.isSpace(byte) { text = text.dropFirst() }
    while let byte = text.last, Self.isSpace(byte) { text = text.dropLast() }
    return LogText(text)
  }

  // MARK: Taking

  /// Drops a literal that the text begins with; false where it does not.
  package mutating func take(_ literal: StaticString) -> Bool {
    guard hasPrefix(literal) else { return false }
    bytes = bytes.dropFirst(literal.utf8CodeUnitCount)
    return true
  }

  package mutating func take(byte: UInt8) -> Bool {
    guard bytes.first == byte else { return false }
    bytes = bytes.dropFirst()
    return true
  }

  package mutating func drop(_ count: Int) { bytes = bytes.dropFirst(count) }

  @discardableResult
  package mutating func takeSpaces() -> Int {
    let before = bytes.count
    while let byte = bytes.first, Self.isSpace(byte) { bytes = bytes.dropFirst() }
    return before - bytes.count
  }

  /// Takes all up to a literal, and drops the literal; nil, and nothing taken, where there is none.
  package mutating func take(upTo literal: StaticString) -> LogText? {
    guard let index = index(of: literal) else { return nil }
    let part = LogText(bytes[..<index])
    bytes = bytes[(index + literal.utf8CodeUnitCount)...]
    return part
  }

  /// Takes bytes as long as they fit.
  package mutating func take(while fits: (UInt8) -> Bool) -> LogText {
    let end = bytes.firstIndex { !fits($0) } ?? bytes.endIndex
    let part = LogText(bytes[..<end])
    bytes = bytes[end...]
    return part
  }

  /// Takes letters, digits and underscores.
  package mutating func takeWord() -> LogText { take(while: Self.isWord) }

  /// Takes decimal digits, at most 18 of them; nil where there are none.
  package mutating func takeNumber() -> Int? {
    var number = 0
    var count = 0
    while let byte = bytes.first, Self.isDigit(byte), count < 18 {
      number = number * 10 + Int(byte - 48)
      count += 1
      bytes = bytes.dropFirst()
    }
    return count > 0 ? number : nil
  }

  /// Takes exactly so many digits.
  package mutating func takeDigits(_ count: Int) -> Int? {
    guard bytes.count >= count, bytes.prefix(count).allSatisfy(Self.isDigit) else { return nil }
    let number = bytes.prefix(count).reduce(0) { $0 * 10 + Int($1 - 48) }
    bytes = bytes.dropFirst(count)
    return number
  }

  /// Takes a number with its sign.
  package mutating func takeInteger() -> Int? {
    var copy = self
    let isNegative = copy.take("-")
    guard let number = copy.takeNumber() else { return nil }
    self = copy
    return isNegative ? -number : number
  }

  // MARK: Bytes

  package static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

  package static func isUpper(_ byte: UInt8) -> Bool { byte &- 65 < 26 }

  package static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_")
  }

  package static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

  private func holds(_ literal: StaticString, at index: Int) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard bytes.endIndex - index >= count else { return false }
    return literal.withUTF8Buffer { wanted in
      for offset in 0..<count where bytes[index + offset] != wanted[offset] { return false }
      return true
    }
  }

  private func index(of literal: StaticString) -> Int? {
    let count = literal.utf8CodeUnitCount
    guard count > 0, bytes.count >= count else { return nil }
    let first = literal.withUTF8Buffer { $0[0] }
    var index = bytes.startIndex
    let last = bytes.endIndex - count
    while index <= last {
      if bytes[index] == first, holds(literal, at: index) { return index }
      index += 1
    }
    return nil
  }
}

/// Text of a log whose encoding nobody states.
enum LatinText {
  /// UTF-8 where the bytes are that, else Latin-1, in which every byte is a character.
  static func string(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.utf8.count == bytes.count, text.utf8.elementsEqual(bytes) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
