import ReplayReports
import RouteReplay
import TraceLog

/// Reads the JSON report of a shard as `routelab replay` writes it: a head, a line for each trace,
/// a summary.
struct ShardReport {
  let mark: ShardMark
  /// What was said of logs that are not whole; known once all traces were read.
  private(set) var lossy: [String] = []
  /// Milliseconds that the shard took; known once all traces were read.
  private(set) var elapsed: Int64 = 0

  private let path: String
  private var lines: ReportLines
  private var totals = Totals()
  private var expectsMore = false
  private var isDone = false

  /// Opens a report and reads its head.
  init(_ path: String) throws(MergeError) {
    self.path = path
    lines = try ReportLines(path)
    guard let line = try lines.next() else {
      throw MergeError(message: "\(path): is empty; the report of a shard was expected")
    }
    let what = "the report of a shard, as routelab replay --shard I/N --format json writes it"
    guard line.suffix(Self.opening.count).elementsEqual(Self.opening),
      let head = try? JSONValue(reading: line + Array("]}".utf8)),
      let format = head["routelab"], format["format"]?.string == "replay"
    else { throw MergeError(message: "\(path):1: is not \(what)") }
    guard let version = format["version"]?.integer, version == 1 else {
      throw MergeError(
        message: "\(path):1: a report of another version than this routelab reads (1)")
    }
    guard let shard = head["shard"] else {
      throw MergeError(
        message: "\(path):1: says of no shard that it is the report of; it was written without "
          + "--shard")
    }
    guard let mark = ShardMark(shard) else {
      throw MergeError(message: "\(path):1: \"shard\" is not as routelab writes it")
    }
    self.mark = mark
  }

  private static let opening = Array("\"traces\":[".utf8)

  /// The next trace's line and what it says; nil at the end of a report that is whole.
  mutating func next() throws(MergeError) -> (line: String, found: FoundTrace)? {
    if isDone { return nil }
    guard var line = try lines.next() else {
      throw problem("the report ends here; it was cut short")
    }
    if line.isEmpty, totals.traces == 0, !expectsMore {
      guard let next = try lines.next() else {
        throw problem("the report ends here; it was cut short")
      }
      line = next
      guard line.first == UInt8(ascii: "]") else { throw problem("the summary was expected") }
    }
    if line.first == UInt8(ascii: "]"), !expectsMore {
      try end(line)
      return nil
    }
    if totals.traces > 0, !expectsMore { throw problem("the summary was expected") }
    expectsMore = line.last == UInt8(ascii: ",")
    if expectsMore { line.removeLast() }
    guard let found = DecodedTrace.found(try value(line)) else {
      throw problem("a trace's result was expected, with all its members")
    }
    totals.add(found.result)
    return (String(decoding: line, as: UTF8.self), found)
  }

  /// Reads the summary, and checks it and that nothing comes after it.
  private mutating func end(_ line: [UInt8]) throws(MergeError) {
    let value = try value(Array("{\"traces\":[".utf8) + line)
    guard let sentences = value["lossy"]?.elements, let summary = value["summary"] else {
      throw problem("the summary of a shard was expected, with \"lossy\" before it")
    }
    guard DecodedTrace.isSummary(summary, of: totals) else {
      throw problem("the summary counts something else than the report holds")
    }
    if try lines.next() != nil { throw problem("something stands after the report's end") }
    lossy = sentences.compactMap(\.string)
    elapsed = Int64(summary["elapsedMilliseconds"]?.integer ?? 0)
    isDone = true
  }

  private func value(_ bytes: [UInt8]) throws(MergeError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(reading: bytes)
    } catch {
      throw problem("is not JSON as routelab writes it: \(error.message)")
    }
  }

  private func problem(_ message: String) -> MergeError {
    MergeError(message: "\(path):\(lines.number): \(message)")
  }
}

/// The lines of a report, each in one piece.
private struct ReportLines {
  /// The number of the line just read; of the last one at the end.
  private(set) var number = 0

  private static let mostBytes = 256 << 20

  private let path: String
  private let source: FileSource
  private var block: ArraySlice<UInt8> = []
  private var isAtEnd = false

  init(_ path: String) throws(MergeError) {
    self.path = path
    do throws(SourceError) {
      source = try FileSource(path: path)
    } catch {
      throw MergeError(message: "\(path): cannot be read: \(error.message)")
    }
  }

  /// The next line without its newline; nil at the end.
  mutating func next() throws(MergeError) -> [UInt8]? {
    var line: [UInt8] = []
    var hasBytes = false
    while true {
      if block.isEmpty {
        if isAtEnd { break }
        do throws(SourceError) {
          block = try source.nextBlock()[...]
        } catch {
          throw MergeError(message: "\(path): cannot be read: \(error.message)")
        }
        isAtEnd = block.isEmpty
        continue
      }
      hasBytes = true
      if let newline = block.firstIndex(of: 0x0A) {
        line += block[..<newline]
        block = block[(newline + 1)...]
        break
      }
      line += block
      block = []
      guard line.count <= Self.mostBytes else {
        throw MergeError(message: "\(path):\(number + 1): the line is longer than any of a report")
      }
    }
    if hasBytes { number += 1 }
    return hasBytes ? line : nil
  }
}
