import Foundation
import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("A log that is written is a log that vouches for itself")
struct LogWritingTests {
  @Test func `a log is written, sealed, verified and read`() throws {
    let folder = try Scratch()
    let path = folder.path("a.jsonl")
    let writer = try LogWriter(path: path, header: Logs.header(), names: Logs.names)
    for line in Logs.lines { try writer.append(line, names: Logs.names) }
    #expect(writer.acknowledged == LogPlace(segment: 0, seq: 0))
    #expect(try writer.commit() == LogPlace(segment: 0, seq: Int64(Logs.lines.count)))
    #expect(try LogVerifier.verify(path: path).grade == .open)
    try writer.close()
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .sealed && verdict.lines == Int64(Logs.lines.count) + 2)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(verdict.bytes == Int64(bytes.count) && verdict.wholeBytes == verdict.bytes)
    #expect(errors(String(decoding: bytes, as: UTF8.self)).isEmpty)
  }

  @Test func `a number has its digits, however many they are`() throws {
    let storage = FaultyStorage()
    let writer = try LogWriter(
      storage, header: Logs.header(), names: Logs.names, options: LogOptions(durability: .none))
    var powers: [Int64] = [1]
    while let last = powers.last, last <= Int64.max / 10 { powers.append(last * 10) }
    let times = powers.flatMap { [$0 - 1, $0, $0 + 7] }.sorted() + [.max]
    for t in times { try writer.append(Line(.note, t: t, hasTime: true), names: Logs.names) }
    try writer.commit()
    for (index, (line, t)) in zip(Logs.split(storage.bytes).dropFirst(), times).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      #expect(text.hasPrefix("{\"seq\":\(index + 1),\"t\":\(t),\"sum\":"))
      var read = Line(.note, t: t, hasTime: true)
      read.seq = t
      let bytes = TraceWriter.bytes(of: read, names: Logs.names)
      #expect(String(decoding: bytes, as: UTF8.self) == "{\"seq\":\(t),\"t\":\(t)}")
    }
  }
}
