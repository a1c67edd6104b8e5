import TraceLog

/// A log on its way in: a file, a part of an archive, or standard input.
struct LogInput {
  /// What to call it in reports.
  var name: String
  var source: any ByteSource

  /// The logs that a path stands for: of a `.zip` all its text files, of a `.gz` what is packed in it.
  ///
  /// What is packed is told by its first bytes, not by its name; the system's own `gzip` and `unzip`
  /// unpack it.
  static func open(_ path: String) throws(SourceError) -> [LogInput] {
    var source = try FirstBlock(FileSource(path: path))
    let first = try source.peek()
    if path != "-", first.starts(with: [0x1F, 0x8B]) {
      return [LogInput(name: path, source: try ChildSource(["gzip", "-dc", "--", file(path)]))]
    }
    guard path != "-", first.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
      return [LogInput(name: path, source: source)]
    }
    var inputs: [LogInput] = []
    for member in try members(of: path) {
      inputs.append(
        LogInput(
          name: "\(path)/\(member)",
          source: try ChildSource(["unzip", "-p", "-qq", file(path), pattern(member)])))
    }
    if inputs.isEmpty { throw SourceError(message: "the archive holds no text file") }
    return inputs
  }

  /// Whether a file that a replay is given is a log and not a trace.
  static func isLog(_ path: String) -> Bool {
    if [".jsonl", ".broken", ".damaged"].contains(where: path.hasSuffix) || path == "-" {
      return false
    }
    guard var source = try? FirstBlock(FileSource(path: path)), let first = try? source.peek()
    else { return false }
    return isLog(first)
  }

  /// Standard input, and whether it is a log; its beginning is read, and kept for who reads on.
  static func standardInput() throws(SourceError) -> (input: LogInput, isLog: Bool) {
    var source = try FirstBlock(FileSource(path: "-"))
    let first = try source.peekLine()
    return (LogInput(name: "-", source: source), isLog(first))
  }

  /// Whether bytes that a file begins with are those of a log: no header is among the first lines.
  static func isLog(_ first: [UInt8]) -> Bool {
    let lines = first.prefix(1 << 16).split(separator: 0x0A, omittingEmptySubsequences: true)
    guard !lines.isEmpty else { return false }
    return !lines.prefix(16).contains { HeaderSniff.isHeader(Array($0)) }
  }

  /// A path that no program takes for an option.
  private static func file(_ path: String) -> String { path.hasPrefix("-") ? "./\(path)" : path }

  private static func members(of path: String) throws(SourceError) -> [String] {
    var list: [UInt8] = []
    let lister = try ChildSource(["unzip", "-Z1", file(path)])
    while true {
      let block = try lister.nextBlock()
      if block.isEmpty { break }
      list += block
      guard list.count < 1 << 24 else { throw SourceError(message: "too many files in it") }
    }
    let names = String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
    return names.filter { name in
      [".txt", ".log", ".ndjson", ".logcat"].contains { name.lowercased().hasSuffix($0) }
    }
  }

  /// A member's name with the signs escaped that `unzip` takes for a pattern.
  private static func pattern(_ member: String) -> String {
    member.reduce(into: "") { result, sign in
      if "[]*?\\".contains(sign) { result.append("\\") }
      result.append(sign)
    }
  }
}

/// A source whose first block can be looked at before it is read.
struct FirstBlock: ByteSource {
  private var source: any ByteSource
  private var first: [UInt8]?

  init(_ source: any ByteSource) { self.source = source }

  mutating func peek() throws(SourceError) -> [UInt8] {
    if let first { return first }
    let block = try source.nextBlock()
    first = block
    return block
  }

  /// The first block and as many more as a whole line needs, for a pipe gives any piece.
  mutating func peekLine() throws(SourceError) -> [UInt8] {
    var block = try peek()
    while !block.isEmpty, !block.contains(0x0A), block.count < 1 << 16 {
      let more = try source.nextBlock()
      if more.isEmpty { break }
      block += more
    }
    first = block
    return block
  }

  mutating func nextBlock() throws(SourceError) -> [UInt8] {
    guard let block = first else { return try source.nextBlock() }
    first = nil
    return block.isEmpty ? [] : block
  }

  mutating func takeBack(_ block: consuming [UInt8]) { source.takeBack(block) }
}
