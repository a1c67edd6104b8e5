/// Takes lines out of what they are wrapped in, each line by itself: people paste mixtures.
enum Containers {
  /// How often a line may be wrapped.
  private static let deepest = 3

  /// Reads a line; its time is resolved by the timeline, its own or that of what it wraps.
  static func read(_ raw: RawLine, _ timeline: inout Timeline) -> LogLine {
    var line = LogLine(number: raw.number, message: LogText(Escapes.removed(from: raw.bytes)))
    for _ in 0..<deepest {
      var stamp: Stamp?
      guard let inner = unwrap(line, &stamp) else { break }
      line = inner
      if line.time == nil, let stamp { line.time = timeline.time(of: stamp) }
    }
    return line
  }

  /// Takes one container off; nil where the message stands in none.
  private static func unwrap(_ line: LogLine, _ stamp: inout Stamp?) -> LogLine? {
    var text = line.message
    let indent = text.takeSpaces()
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "{"), line.container == .bare {
      return UnifiedLog.ndjson(text, line, &stamp)
    }
    if first == UInt8(ascii: "["), let head = Logcat.longHead(text, line, &stamp) { return head }
    if let rest = UnifiedLog.behindLevel(text) { text = rest }
    let start = text
    if let found = Stamp.take(from: &text) {
      stamp = found
      if let inner = Logcat.dated(text, line, found) ?? UnifiedLog.dated(text, line, found) {
        return inner
      }
      if found.kind == .monotonic || found.kind == .epoch {
        stamp = nil
        return nil
      }
      // A time alone: of a dump where a dash follows, or of whatever printed it.
      guard text.isEmpty || text.takeSpaces() > 0 || text.take("]") || text.take(":") else {
        stamp = nil
        return nil
      }
      var inner = line
      inner.container = isDump(found, start) ? .dumpsys : .dated
      inner.message = text
      return inner
    }
    guard indent == 0 || line.container != .bare else { return nil }
    return Logcat.undated(text, line)
  }

  /// Whether milliseconds stand behind a colon, as `dumpsys` prints them.
  private static func isDump(_ stamp: Stamp, _ text: LogText) -> Bool {
    guard case .date(year: nil, _, _) = stamp.kind else { return false }
    return text[14] == UInt8(ascii: ":")
  }
}

/// Escape sequences of terminals, which colour logs.
enum Escapes {
  static func removed(from bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x1B) else { return bytes }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x1B else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index += 1
      // CSI ends with a byte from @ to ~; of any other sequence one byte is taken.
      if index < bytes.count, bytes[index] == UInt8(ascii: "[") {
        index += 1
        while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
      }
      index += 1
    }
    return result
  }
}
