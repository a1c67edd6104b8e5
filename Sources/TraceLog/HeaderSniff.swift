/// Recognises a header line without reading it, to find the next trace after a bad one.
package enum HeaderSniff {
  /// Whether the line's object has a key `trace`, as far as that can be told from broken bytes.
  package static func isHeader(_ bytes: [UInt8]) -> Bool {
    var index = 0
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let start = index
        index = endOfString(bytes, from: start)
        if depth == 1, isFollowedByColon(bytes, after: index), isTrace(bytes, start) {
          return true
        }
      default: break
      }
      index += 1
    }
    return false
  }

  /// The closing quote of the string that opens at a place, or the line's end.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index
  }

  private static func isFollowedByColon(_ bytes: [UInt8], after end: Int) -> Bool {
    var index = end + 1
    while index < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[index]) { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: ":")
  }

  private static func isTrace(_ bytes: [UInt8], _ start: Int) -> Bool {
    var scanner = JSONScanner(bytes, at: start)
    return (try? scanner.string()) == "trace"
  }
}
