import Foundation
import RouteModel
import TestSupport
import Testing
import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Gives a header, then one endless line in blocks, then a good trace.
private final class Flood: ByteSource {
  var blocks = 0
  let count: Int

  init(blocks count: Int) { self.count = count }

  func nextBlock() -> [UInt8] {
    blocks += 1
    if blocks == 1 { return Array((header + "\n" + #"{"note":""#).utf8) }
    if blocks <= count { return [UInt8](repeating: 0x78, count: 1 << 20) }
    return blocks == count + 1 ? Array(("\n" + header).utf8) : []
  }
}

/// Fails after its first block.
private struct Failing: ByteSource {
  var isFirst = true

  mutating func nextBlock() throws(SourceError) -> [UInt8] {
    if !isFirst { throw SourceError(message: "Input/output error") }
    isFirst = false
    return Array((header + "\n" + #"{"note":"cut"#).utf8)
  }
}

@Suite("Bytes come from files, pipes and memory alike")
struct ByteSourceTests {
  private func readings(from source: any ByteSource) -> [Reading] {
    var reader = TraceReader(file: "t.jsonl", source: source)
    var result: [Reading] = []
    while let reading = reader.next() { result.append(reading) }
    return result
  }

  @Test func `where blocks end makes no difference`() {
    let text = header + "\r\n\n" + #"{"t":1,"note":"é"}"# + "\n" + #"{"t":0}"# + "\n" + header
    #expect(
      readings(from: BlockSource(Array(text.utf8), 1)) == readings(text: Array(text.utf8)))
    #expect(readings(text: Array(text.utf8)).count == 4)
  }

  @Test func `a pipe is read to its end`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let text = Array((header + "\n" + #"{"note":"x"}"#).utf8)
    #expect(write(ends[1], text, text.count) == text.count)
    close(ends[1])
    defer { close(ends[0]) }
    #expect(readings(from: FileSource(descriptor: ends[0])) == readings(text: text))
  }

  private func readings(text: [UInt8]) -> [Reading] { readings(from: MemorySource(text)) }

  @Test func `a line of 50 MB is skipped in bounded memory`() throws {
    var reader = TraceReader(file: "t.jsonl", source: Flood(blocks: 51))
    _ = reader.next()
    guard case .failure(let error) = reader.next() else {
      Issue.record("no failure")
      return
    }
    #expect(error.description == "t.jsonl:2:1: the line is longer than 65536 bytes")
    #expect(reader.rawLine.count == Limits.lineBytes)
    #expect(reader.rawLine.capacity < 4 * Limits.lineBytes)
    guard case .line(let line) = reader.next() else {
      Issue.record("no line")
      return
    }
    #expect(line.number == 3)
  }

  @Test func `a line of exactly the limit is read`() {
    let room = Limits.lineBytes - #"{"note":""}"#.utf8.count
    let note = String(repeating: "x", count: room)
    #expect(line(#"{"note":"\#(note)"}"#)?.note == note)
    #expect(line(#"{"note":"\#(note)x"}"#) == nil)
  }

  @Test func `a source that fails is said so once, after what it gave`() {
    let found = readings(from: Failing())
    #expect(found.count == 2)
    guard case .failure(let error) = found.last else {
      Issue.record("no failure")
      return
    }
    #expect(error.description == "t.jsonl: cannot be read: Input/output error")
    #expect(error.kind == .unreadable && !error.beginsTrace)
  }

  @Test func `a folder that is read like a file is an error, not a trap`() throws {
    let found = readings(from: try FileSource(path: "/"))
    guard case .failure(let error) = found.first else {
      Issue.record("no failure")
      return
    }
    #expect(error.kind == .unreadable)
    #expect(found.count == 1)
  }
}
