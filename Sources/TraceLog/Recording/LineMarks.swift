internal import RouteModel

/// Finds the marks of recorded logs in a line's bytes: fast where the line is spelled as this writer
/// spells it, by reading the JSON where it is not.
enum LineMarks {
  private static let start = Array(#"{"seq":"#.utf8)
  private static let headerStart = Array(#"{"seq":0,"trace":"#.utf8)
  private static let gluedStart = Array(#"{"seq":0,"#.utf8)

  /// The line's `seq`; nil where it has none.
  static func seq(of bytes: [UInt8], _ range: Range<Int>) -> Int64? {
    var place = range.lowerBound + start.count
    if begins(bytes, range, with: start) {
      var value: Int64 = 0
      let digits = place
      while place < range.upperBound, place - digits < 17, bytes[place] & 0xF0 == 0x30,
        bytes[place] <= 0x39
      {
        value = value * 10 + Int64(bytes[place] & 0x0F)
        place += 1
      }
      if place > digits, place < range.upperBound, bytes[place] == UInt8(ascii: ",") {
        return value
      }
      return nil
    }
    guard case .number(let text) = value(of: "seq", bytes, range) else { return nil }
    return Int64(text)
  }

  /// Whether the line has a mark of recorded logs where this writer puts it.
  static func looksRecorded(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    begins(bytes, range, with: start)
      || Checksum.line(bytes, range, after: nil)?.isFramed ?? false
  }

  static func isHeader(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    begins(bytes, range, with: headerStart) || HeaderSniff.isHeader(Array(bytes[range]))
  }

  /// Whether the line seals a log.
  static func isSeal(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    if case .object = value(of: "end", bytes, range) { return true }
    return false
  }

  /// Where a header begins inside a line whose newline before it is damaged; nil where none does.
  static func gluedHeader(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard range.count > gluedStart.count else { return nil }
    var place = range.upperBound - gluedStart.count
    while place > range.lowerBound {
      if bytes[place] == UInt8(ascii: "{"),
        begins(bytes, place..<range.upperBound, with: gluedStart)
      {
        return place
      }
      place -= 1
    }
    return nil
  }

  static func opening(_ bytes: [UInt8], _ range: Range<Int>) -> LogChecker.Opening {
    var opening = LogChecker.Opening()
    for member in members(bytes, range) {
      switch (member.key, member.value.kind) {
      case ("id", .string(let id)): opening.id = id
      case ("segment", .number(let text)): opening.segment = Int(text) ?? 0
      case ("continues", .string(let text)): opening.continues = HexDigits.checksum(text)
      default: break
      }
    }
    return opening
  }

  /// The members of a line; none where it is no JSON object.
  static func members(_ bytes: [UInt8], _ range: Range<Int>) -> [JSONValue.Member] {
    guard range.count <= Limits.lineBytes else { return [] }
    var scanner = JSONScanner(Array(bytes[range]))
    guard let value = try? scanner.line(), case .object(let members) = value.kind else { return [] }
    return members
  }

  private static func value(
    of key: String, _ bytes: [UInt8], _ range: Range<Int>
  ) -> JSONValue.Kind? {
    members(bytes, range).first { $0.key == key }?.value.kind
  }

  private static func begins(_ bytes: [UInt8], _ range: Range<Int>, with text: [UInt8]) -> Bool {
    guard range.count >= text.count else { return false }
    for index in 0..<text.count where bytes[range.lowerBound + index] != text[index] {
      return false
    }
    return true
  }
}
