internal import TraceLog

/// The shapes of Apple's logs: NSLog, Console.app, `log show` in its styles, syslog.
enum UnifiedLog {
  /// What follows a time.
  static func dated(_ text: LogText, _ line: LogLine, _ stamp: Stamp) -> LogLine? {
    if text.first == 0x09 { return console(text, line) }
    var text = text
    let spaces = text.takeSpaces()
    guard spaces > 0 else { return nil }
    if text.hasPrefix("0x"), let inner = show(text, line) { return inner }
    return compact(text, line) ?? process(text, line) ?? host(text, line)
  }

  /// What follows the column of a level, in the system's language, of Console.app's export.
  static func behindLevel(_ text: LogText) -> LogText? {
    guard let first = text.first, !LogText.isDigit(first) else { return nil }
    let head = LogText(text.rawBytes.prefix(40))
    guard let level = head.before("\t"), let time = text[level.count + 1], LogText.isDigit(time)
    else { return nil }
    return LogText(text.rawBytes.dropFirst(level.count + 1))
  }

  /// A tab, the process, a tab, the message.
  private static func console(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    rest.drop(1)
    guard let process = rest.take(upTo: "\t") else { return nil }
    var inner = line
    inner.container = .console
    inner.tag = process.trimmed
    inner.message = rest
    return inner
  }

  /// `0x1a2b  Default  0x0  123  0  process: (library) [subsystem:category] text`.
  private static func show(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    var columns: [LogText] = []
    for _ in 0..<5 {
      columns.append(rest.take { !LogText.isSpace($0) })
      guard rest.takeSpaces() > 0 else { return nil }
    }
    guard columns[2].hasPrefix("0x"), let name = rest.take(upTo: ": ") else { return nil }
    var inner = line
    inner.container = .logShow
    var process = columns[3]
    inner.process = process.takeNumber()
    inner.tag = name
    inner.message = withoutOrigin(rest)
    return inner
  }

  /// `Df process[123:45af] (library) [subsystem:category] text`.
  private static func compact(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    let type = rest.takeWord()
    guard (1...2).contains(type.count), ["Df", "I", "E", "F", "A", "Db"].contains(type.string),
      rest.takeSpaces() > 0, let inner = process(rest, line)
    else { return nil }
    var result = inner
    result.container = .logShowCompact
    result.message = withoutOrigin(inner.message)
    return result
  }

  /// `process[123:4567] text`, and `[123:4567] text`.
  private static func process(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    guard let open = rest.take(upTo: "["), !open.contains(" "), !open.contains("\t") else {
      return nil
    }
    guard let number = rest.takeNumber(), rest.take(":") else { return nil }
    let thread = rest.takeWord()
    guard !thread.isEmpty, rest.take("]") else { return nil }
    rest.takeSpaces()
    var inner = line
    inner.container = .nsLog
    inner.tag = open
    inner.process = number
    var decimal = thread
    inner.thread = decimal.takeNumber()
    inner.message = rest
    return inner
  }

  /// `host process[123]: text`, `host process(library)[123] <Notice>: text`.
  private static func host(_ text: LogText, _ line: LogLine) -> LogLine? {
    var rest = text
    let host = rest.take { !LogText.isSpace($0) }
    guard !host.isEmpty, rest.takeSpaces() > 0, let name = rest.take(upTo: "["),
      !name.isEmpty, !name.contains(" "), let number = rest.takeNumber(), rest.take("]")
    else { return nil }
    if rest.take(" <") { _ = rest.take(upTo: ">") }
    guard rest.take(": ") else { return nil }
    var inner = line
    inner.container = .syslog
    inner.tag = name.before("(") ?? name
    inner.process = number
    inner.message = withoutOrigin(rest)
    return inner
  }

  /// Drops `(library)` and `[subsystem:category]`.
  private static func withoutOrigin(_ text: LogText) -> LogText {
    var rest = text
    if rest.first == UInt8(ascii: "("), let library = rest.take(upTo: ") "),
      library.contains(" ")
    {
      rest = text
    }
    let afterLibrary = rest
    if rest.take("["), let origin = rest.take(upTo: "] "), origin.contains(":"),
      !origin.contains(" ")
    {
      return rest
    }
    return afterLibrary
  }

  /// One JSON object with `eventMessage`, and most often `timestamp` and `processImagePath`.
  static func ndjson(_ text: LogText, _ line: LogLine, _ stamp: inout Stamp?) -> LogLine? {
    guard text.contains("\"eventMessage\""),
      let value = JSONValue(parsing: Array(text.rawBytes)),
      let message = value["eventMessage"]?.string
    else { return nil }
    var inner = line
    inner.container = .ndjson
    inner.message = LogText(message)
    if let time = value["timestamp"]?.string {
      var text = LogText(time)
      stamp = Stamp.take(from: &text)
    }
    if let path = value["processImagePath"]?.string {
      inner.tag = LogText(path.split(separator: "/").last.map(String.init) ?? path)
    }
    inner.process = value["processID"]?.integer
    inner.thread = value["threadID"]?.integer
    return inner
  }
}
