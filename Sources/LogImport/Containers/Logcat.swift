/// The shapes of Android's logcat and of Android Studio.
enum Logcat {
  private static func isLevel(_ byte: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "V"), UInt8(ascii: "D"), UInt8(ascii: "I"), UInt8(ascii: "W"),
      UInt8(ascii: "E"), UInt8(ascii: "F"), UInt8(ascii: "A"), UInt8(ascii: "S"):
      true
    default: false
    }
  }

  /// What follows a time.
  static func dated(_ text: LogText, _ line: LogLine, _ stamp: Stamp) -> LogLine? {
    var text = text
    guard text.takeSpaces() > 0 else { return nil }
    return slashed(text, line, .logcatTime) ?? studio(text, line) ?? threadtime(text, line)
  }

  /// What stands at the beginning of a line without a time.
  static func undated(_ text: LogText, _ line: LogLine) -> LogLine? {
    if let inner = slashed(text, line, .brief) ?? process(text, line) { return inner }
    // Android Studio without times: the package comes first.
    var rest = text
    let package = rest.take { LogText.isWord($0) || $0 == UInt8(ascii: ".") }
    guard package.contains("."), rest.take(" ") else { return nil }
    return slashed(rest, line, .brief)
  }

  /// `L/tag( pid): text` and `L/tag: text`.
  private static func slashed(
    _ text: LogText, _ line: LogLine, _ container: Container
  ) -> LogLine? {
    guard isLevel(text.first), text[1] == UInt8(ascii: "/") else { return nil }
    var rest = text
    rest.drop(2)
    let tag = rest.take { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "(") }
    var inner = line
    inner.container = container
    inner.tag = tag.trimmed
    if rest.take("(") {
      rest.takeSpaces()
      inner.process = rest.takeNumber()
      guard inner.process != nil, rest.take(")") else { return nil }
    }
    guard rest.take(":") else { return nil }
    _ = rest.take(" ")
    inner.message = rest
    return inner
  }

  /// `L( pid) text  (tag)` and `L( pid: tid) text`.
  private static func process(_ text: LogText, _ line: LogLine) -> LogLine? {
    guard isLevel(text.first), text[1] == UInt8(ascii: "(") else { return nil }
    var rest = text
    rest.drop(2)
    rest.takeSpaces()
    var inner = line
    inner.container = .logcatProcess
    inner.process = rest.takeNumber()
    guard inner.process != nil else { return nil }
    if rest.take(":") {
      rest.takeSpaces()
      inner.thread = rest.takeNumber()
    }
    guard rest.take(")"), rest.take(" ") else { return nil }
    inner.message = rest
    if inner.thread == nil, rest.last == UInt8(ascii: ")"), let tag = rest.afterLast("  ("),
      let end = rest.count - tag.count - 3 as Int?, end >= 0
    {
      inner.tag = LogText(tag.rawBytes.dropLast())
      inner.message = LogText(rest.rawBytes.prefix(end))
    }
    return inner
  }

  /// `[uid] pid tid L tag: text`.
  private static func threadtime(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    var columns: [LogText] = []
    while columns.count < 4 {
      let column = rest.take { !LogText.isSpace($0) }
      guard !column.isEmpty, rest.takeSpaces() > 0 else { return nil }
      if column.count == 1, isLevel(column.first) { break }
      columns.append(column)
    }
    guard (2...3).contains(columns.count) else { return nil }
    var thread = columns[columns.count - 1]
    var process = columns[columns.count - 2]
    var inner = line
    inner.container = .threadtime
    inner.process = process.takeNumber()
    inner.thread = thread.takeNumber()
    guard inner.process != nil, inner.thread != nil, process.isEmpty, thread.isEmpty,
      let (tag, message) = tagged(rest)
    else { return nil }
    inner.tag = tag
    inner.message = message
    return inner
  }

  /// `tag  : text`; a tag may hold colons, but none with a space behind it.
  private static func tagged(_ text: LogText) -> (LogText, LogText)? {
    guard var tag = text.before(": ") ?? text.before(":") else { return nil }
    let message: LogText
    if let rest = text.after(": ") {
      message = rest
    } else {
      guard text.last == UInt8(ascii: ":") else { return nil }
      tag = LogText(text.rawBytes.dropLast())
      message = .empty
    }
    return (tag.trimmed, message)
  }

  /// `pid-tid/package L/tag: text`, and with padded columns `pid-tid  tag  package  L  text`.
  private static func studio(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    guard let process = rest.takeNumber(), rest.take("-"), let thread = rest.takeNumber() else {
      return nil
    }
    var inner = line
    inner.process = process
    inner.thread = thread
    if rest.take("/") {
      _ = rest.take { !LogText.isSpace($0) }
      guard rest.take(" "), let slashed = slashed(rest, inner, .studio) else { return nil }
      return slashed
    }
    guard rest.takeSpaces() > 0 else { return nil }
    inner.container = .studioPadded
    inner.tag = rest.take { !LogText.isSpace($0) }
    for _ in 0..<2 {
      guard rest.takeSpaces() > 0 else { return nil }
      let column = rest.take { !LogText.isSpace($0) }
      if column.count == 1, isLevel(column.first) {
        // The level stands in a column of its own, two spaces before the text.
        if !rest.take("  ") { _ = rest.take(" ") }
        inner.message = rest
        return inner
      }
      guard column.contains(".") else { return nil }
    }
    return nil
  }

  /// `[ 05-16 10:23:45.123  1234: 5678 D/tag ]`, and nothing else on the line.
  static func longHead(_ text: LogText, _ line: LogLine, _ stamp: inout Stamp?) -> LogLine? {
    var rest = text
    guard rest.take("[ ") else { return nil }
    rest.takeSpaces()
    guard let found = Stamp.take(from: &rest), rest.takeSpaces() > 0 else { return nil }
    var inner = line
    inner.container = .long
    var process = rest.take { !LogText.isSpace($0) && $0 != UInt8(ascii: ":") }
    if rest.takeSpaces() > 0 {
      // The user's column comes first.
      process = rest.take { !LogText.isSpace($0) && $0 != UInt8(ascii: ":") }
    }
    guard let number = process.takeNumber(), rest.take(":") else { return nil }
    inner.process = number
    rest.takeSpaces()
    inner.thread = rest.takeNumber()
    guard rest.takeSpaces() > 0, isLevel(rest.first), rest[1] == UInt8(ascii: "/"),
      let tag = LogText(rest.rawBytes.dropFirst(2)).before(" ]")
    else { return nil }
    inner.tag = tag.trimmed
    inner.message = .empty
    stamp = found
    return inner
  }
}
