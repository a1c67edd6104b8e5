import Foundation
import RouteModel
import RouteRecorder
import Testing
import TraceLog

@Suite struct KeepingTests {
  private let workshop = Workshop()

  @Test func aFileThatIsBigEnoughIsFollowedByAnother() throws {
    let recorder = try Recorder(workshop.options { $0.fileBytes = 2000 })
    recorder.record(.deviceConnected(.airpods))
    for number in 0..<200 { recorder.note("note \(number)") }
    #expect(recorder.close())
    let files = try TraceFiles.expand(workshop.path)
    #expect(files.count > 5)
    #expect(recorder.logs().map(\.path) == files)
    #expect(try workshop.notes() == (0..<200).map { "note \($0)" })
    let headers = try headers()
    #expect(headers.map { $0.segment ?? 0 } == Array(0..<headers.count))
    #expect(headers.dropFirst().allSatisfy { $0.continues != nil })
    #expect(headers.dropFirst().allSatisfy { $0.start.connected.count == 1 })
  }

  @Test func theOldestFilesGoWhenAllAreTooBig() throws {
    let recorder = try Recorder(
      workshop.options {
        $0.fileBytes = 2000
        $0.keptBytes = 8000
      })
    for number in 0..<500 { recorder.note("note \(number)") }
    #expect(recorder.close())
    let logs = recorder.logs()
    #expect(logs.map(\.bytes).reduce(0, +) <= 8000 + 2500)
    #expect(logs.count >= 2)
    #expect(try workshop.notes().last == "note 499")
  }

  @Test func filesOfLongAgoGo() throws {
    let recorder = try Recorder(workshop.options { $0.fileBytes = 2000 })
    for number in 0..<100 { recorder.note("note \(number)") }
    #expect(recorder.close())
    let logs = recorder.logs()
    let first = try #require(logs.first)
    let long = Date(timeIntervalSince1970: 1_000_000)
    try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: first.path)
    let again = try Recorder(workshop.options { $0.fileBytes = 2000 })
    #expect(again.close())
    #expect(again.logs().first?.path == logs[1].path)
  }

  @Test func aRecorderGoesOnWhereTheLastOneEnded() throws {
    for run in 0..<3 {
      let recorder = try Recorder(workshop.options())
      recorder.note("run \(run)")
      #expect(recorder.close())
    }
    #expect(try TraceFiles.expand(workshop.path).count == 1)
    #expect(try headers().map { $0.segment ?? 0 } == [0, 1, 2])
    #expect(try workshop.notes() == ["run 0", "run 1", "run 2"])
  }

  @Test func aFileOfSomebodyElseIsLeftAlone() throws {
    try FileManager.default.createDirectory(
      atPath: workshop.path, withIntermediateDirectories: true)
    let strange = workshop.path + "/recording-00000007.jsonl"
    try "not a log\n".write(toFile: strange, atomically: true, encoding: .utf8)
    let recorder = try Recorder(workshop.options())
    recorder.note("here")
    #expect(recorder.close())
    #expect(try String(contentsOfFile: strange, encoding: .utf8) == "not a log\n")
    #expect(recorder.logs().last?.path.hasSuffix("00000008.jsonl") == true)
  }

  @Test func inTheBackgroundNoLockIsHeldAndRecordingGoesOn() throws {
    let recorder = try Recorder(workshop.options { $0.quietMilliseconds = 20 })
    recorder.note("before")
    #expect(recorder.enterBackground())
    try expectUnlocked()
    recorder.note("behind")
    Thread.sleep(forTimeInterval: 0.3)
    try expectUnlocked()
    recorder.enterForeground()
    recorder.note("in front")
    #expect(recorder.close())
    #expect(try workshop.notes() == ["before", "behind", "in front"])
  }

  @Test func aLogThatWasRemovedIsBegunAnewWithAGap() throws {
    let recorder = try Recorder(workshop.options())
    recorder.note("gone")
    #expect(recorder.flush())
    for file in try TraceFiles.expand(workshop.path) {
      try FileManager.default.removeItem(atPath: file)
    }
    // It is not looked for more often.
    Thread.sleep(forTimeInterval: 0.05)
    recorder.note("gone too")
    #expect(!recorder.flush())
    recorder.note("there")
    #expect(recorder.close())
    #expect(recorder.status.problem == nil)
    #expect(try workshop.notes().contains("there"))
    #expect(
      try workshop.lines().contains { if case .gap = $0.line.content { true } else { false } })
  }

  @Test func theFlightRecorderKeepsTheLastRecordsAndWritesThemWhenTold() throws {
    let recorder = try Recorder(workshop.options { $0.flightRecords = 10 })
    recorder.record(.deviceConnected(.airpods))
    recorder.record(.sessionConfigured(category: .playAndRecord, mode: .voiceChat))
    for number in 0..<100 { recorder.note("note \(number)") }
    #expect(recorder.flush())
    #expect(recorder.logs().isEmpty)
    #expect(recorder.writeOut())
    #expect(try workshop.notes() == (90..<100).map { "note \($0)" })
    let header = try #require(try headers().first)
    #expect(header.devices.count == 1)
    #expect(header.start.connected.count == 1)
    #expect(header.start.session?.category == .playAndRecord)
    try expectUnlocked()
    recorder.note("more")
    #expect(recorder.writeOut())
    #expect(recorder.close())
    #expect(try workshop.notes() == (90..<100).map { "note \($0)" } + ["more"])
  }

  private func headers() throws -> [Header] {
    try workshop.lines().compactMap {
      if case .header(let header) = $0.line.content { header } else { nil }
    }
  }

  /// Whether another writer could have the newest log.
  private func expectUnlocked() throws {
    let newest = try #require(try TraceFiles.expand(workshop.path).last)
    #expect(throws: Never.self) { try FileStorage(path: newest).close() }
  }
}
