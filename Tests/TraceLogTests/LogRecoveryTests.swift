import Foundation
import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("Recovery keeps what vouches for itself, and proves it")
struct LogRecoveryTests {
  private func recovered(_ bytes: [UInt8]) throws(LogError) -> (LogRecovery, [UInt8]) {
    let storage = FaultyStorage()
    let recovery = try LogRecovery.recover(
      MemorySource(bytes), named: "old.jsonl", to: storage
    ) { () throws(SourceError) in MemorySource(storage.bytes) }
    return (recovery, storage.bytes)
  }

  /// What a line says, without its number, its checksum and its place among segments.
  private func core(_ line: [UInt8]) -> String {
    var text = String(decoding: line, as: UTF8.self).drop { $0 != "," }.dropLast(19)
    if let end = text.range(of: #","segment""#) { text = text[..<end.lowerBound] }
    if text.hasPrefix(#","end""#) { return "end" }
    return String(text)
  }

  @Test func `a whole log is recovered as it is`() throws {
    let (recovery, bytes) = try recovered(Logs.bytes)
    #expect(recovery.isLossless && recovery.lines == 12 && recovery.verdict?.grade == .sealed)
    #expect(Logs.split(bytes).map(core) == Logs.split(Logs.bytes).map(core))
  }

  @Test func `every prefix recovers exactly its whole lines`() throws {
    let first = Logs.split(Logs.bytes)[0].count
    for length in 0..<Logs.bytes.count {
      let prefix = Array(Logs.bytes.prefix(length))
      let whole = Logs.split(prefix).filter { $0.last == 10 }
      guard length >= first else {
        #expect(throws: LogError.self) { try recovered(prefix) }
        continue
      }
      let (recovery, bytes) = try recovered(prefix)
      #expect(recovery.gaps == 0 && recovery.damages.isEmpty)
      #expect((recovery.tornTail != nil) == (length > whole.joined().count))
      #expect(Logs.split(bytes).map(core) == whole.map(core))
      #expect(Logs.verdict(bytes).damageCount == 0)
    }
  }

  @Test func `every flip of a bit leaves a log that is whole, with a gap`() throws {
    for place in Logs.bytes.indices where place % 3 == 0 {
      var flipped = Logs.bytes
      flipped[place] ^= 1 << UInt8(place % 8)
      let (recovery, bytes) = try recovered(flipped)
      #expect(!recovery.isLossless && recovery.verdict?.isLossless == true)
      let kept = Logs.kept(flipped).map { $0.map(core) ?? "gap" }
      let found = Logs.split(bytes).map { line in
        let text = core(line)
        return text.contains("the log is damaged at line") ? "gap" : text
      }
      #expect(found == kept, "byte \(place)")
    }
  }

  @Test func `lines that rest on a lost declaration go with it`() throws {
    let storage = FaultyStorage()
    let writer = try LogWriter(
      storage, header: Header(id: "a", circumstances: Circumstances(platform: .ios)),
      names: NameTable())
    var names = NameTable()
    let declared = names.declare("w", type: .watch)
    let watch = try #require(declared)
    var connected = Event(.deviceConnected)
    connected.device = watch.device.slot
    try writer.append(Line(.device(watch)), names: names)
    try writer.append(Line(.event(connected)), names: names)
    try writer.append(Line(.event(Event(.appBackgrounded))), names: names)
    try writer.close()
    var lines = Logs.split(storage.bytes)
    lines[1][20] ^= 1
    let (recovery, bytes) = try recovered(Array(lines.joined()))
    #expect(recovery.lines == 3 && recovery.gaps == 1)
    #expect(
      String(decoding: Logs.split(bytes)[1], as: UTF8.self).hasPrefix(
        #"{"seq":1,"gap":{"lost":2,"why":"the log is damaged at line 2"},"sum":"#))
  }

  @Test func `an ordinary trace is no log`() {
    let error = #expect(throws: LogError.self) { try recovered(Array((header + "\n").utf8)) }
    #expect(error?.kind == .notALog)
  }

  @Test func `what does not read back is not called recovered`() {
    let storage = FaultyStorage()
    let error = #expect(throws: LogError.self) {
      try LogRecovery.recover(MemorySource(Logs.bytes), named: "old", to: storage) {
        () throws(SourceError) in MemorySource(Array(storage.bytes.dropLast(300)))
      }
    }
    #expect(error?.kind == .unproven)
  }

  @Test func `a file that is there is not written over`() throws {
    let folder = try Scratch()
    let path = folder.path("new.jsonl")
    let source = MemorySource(Logs.bytes)
    let recovery = try LogRecovery.recover(source, named: "old", to: path)
    #expect(recovery.verdict?.grade == .sealed)
    let error = #expect(throws: LogError.self) {
      try LogRecovery.recover(source, named: "old", to: path)
    }
    #expect(error?.kind == .otherLog)
  }
}

@Suite("A log verified in pieces is a log verified from front to back")
struct LogPiecesTests {
  @Test func `pieces and damage anywhere give the same verdict`() throws {
    let folder = try Scratch()
    let path = folder.path("a.jsonl")
    let storage = FaultyStorage()
    for count in [300, 2, 0, 500] {
      let part = storage.bytes.isEmpty ? storage : storage.reopened()
      let writer = try LogWriter(
        part, header: Logs.header(), names: Logs.names, options: LogOptions(durability: .none))
      for index in 0..<count { try writer.append(Logs.lines[index % 6], names: Logs.names) }
      try writer.commit()
      if part !== storage {
        for byte in [part.bytes.dropFirst(storage.bytes.count)] {
          _ = try storage.append(Array(byte).span.bytes)
        }
      }
    }
    var random = SplitMix64(seed: 11)
    for round in 0..<60 {
      var bytes = storage.bytes
      for _ in 0..<(round % 4) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] ^= 4
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3000))
        default: bytes.insert(contentsOf: [UInt8](repeating: 0, count: 70_000), at: place)
        }
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let expected = Logs.verdict(bytes)
      #expect(round % 4 != 0 || expected.grade == .open)
      for (workers, piece) in [(2, 1024), (3, 5000), (8, 30_000)] {
        let found = try LogVerifier.verify(
          path: path, workers: workers, pieceBytes: Int64(piece)
        ) { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body) }
        #expect(found == expected, "round \(round), pieces of \(piece)")
      }
      #expect(try LogVerifier.verify(path: path) == expected)
    }
  }
}
