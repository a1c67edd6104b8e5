import Foundation
import RouteModel
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
}
