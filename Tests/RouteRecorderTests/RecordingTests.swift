import Foundation
import RouteModel
import RouteRecorder
import Testing
import TraceLog

@Suite struct RecordingTests {
  private let workshop = Workshop()

  @Test func nothingIsLostBelowTheCapacityAndTheOrderIsKept() throws {
    let recorder = try Recorder(workshop.options())
    for number in 0..<4000 { recorder.note("note \(number)") }
    #expect(recorder.flush())
    let status = recorder.status
    #expect(status.recorded == 4000)
    #expect(status.dropped == 0)
    #expect(status.problem == nil)
    #expect(recorder.close())
    #expect(try workshop.notes() == (0..<4000).map { "note \($0)" })
    let lines = try workshop.lines().map(\.line)
    #expect(lines.last.map { if case .end = $0.content { true } else { false } } == true)
    #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.t <= $1.t })
  }

  @Test func timesAreThoseOfTheCallsAndNeverGoBack() throws {
    let now = Shared<Int64>(5000)
    let recorder = try Recorder(workshop.options { $0.clock = { now.value } })
    for time: Int64 in [5000, 5020, 5010, 9000] {
      now.change { $0 = time }
      recorder.note("at \(time)")
    }
    #expect(recorder.close())
    let notes = try workshop.lines().map(\.line).filter { $0.note != nil }
    #expect(notes.map(\.t) == [0, 20, 20, 4000])
  }

  @Test func aFullQueueDropsCountsAndSaysSo() throws {
    let recorder = try Recorder(
      workshop.options {
        $0.queueCapacity = 8
        // The writer looks once, when it is asked to.
        $0.pollMilliseconds = 60_000
        $0.quietMilliseconds = 60_000
      })
    for number in 0..<20 { recorder.note("first \(number)") }
    #expect(recorder.flush())
    for number in 0..<3 { recorder.note("second \(number)") }
    #expect(recorder.flush())
    #expect(recorder.status.dropped == 12)
    #expect(recorder.close())
    let contents = try workshop.lines().map(\.line).map { $0.note ?? "\($0.content)" }
    let gap = Content.gap(Gap(lost: 12, why: "queue full"))
    #expect(
      Array(contents.dropFirst().dropLast())
        == (0..<8).map { "first \($0)" } + ["\(gap)"] + (0..<3).map { "second \($0)" })
  }

  @Test func aGapStandsBeforeTheRecordThatFoundRoomAgain() throws {
    let recorder = try Recorder(workshop.options { $0.queueCapacity = 2 })
    let taking = DispatchGroup()
    DispatchQueue.global().async(group: taking) {
      for number in 0..<50_000 { recorder.note("\(number)") }
    }
    taking.wait()
    #expect(recorder.close())
    let dropped = recorder.status.dropped
    var next = 0
    var lost = 0
    for line in try workshop.lines().map(\.line) {
      if case .gap(let gap) = line.content {
        lost += gap.lost ?? 0
        next += gap.lost ?? 0
      } else if let note = line.note {
        #expect(note == "\(next)")
        next += 1
      }
    }
    #expect(lost == dropped)
    #expect(next == 50_000)
  }

  @Test func manyThreadsRecordAtOnce() throws {
    let recorder = try Recorder(workshop.options { $0.queueCapacity = 100_000 })
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<1000 {
        recorder.note("\(thread) \(number)")
        if number % 250 == 0 { recorder.record(.proximityChanged(near: number % 500 == 0)) }
        if number == 500 { recorder.flush() }
      }
      _ = recorder.status
    }
    #expect(recorder.close())
    var next = [Int](repeating: 0, count: 4)
    for note in try workshop.notes() {
      let parts = note.split(separator: " ").compactMap { Int($0) }
      #expect(parts[1] == next[parts[0]])
      next[parts[0]] += 1
    }
    #expect(next == [1000, 1000, 1000, 1000])
  }

  @Test func theWriterIsWokenAfterAQuietTime() throws {
    let recorder = try Recorder(workshop.options { $0.quietMilliseconds = 5 })
    Thread.sleep(forTimeInterval: 0.1)
    recorder.note("after the quiet")
    var found = false
    for _ in 0..<500 where !found {
      Thread.sleep(forTimeInterval: 0.01)
      found = try workshop.text().contains("after the quiet")
    }
    #expect(found)
  }

  @Test func lettingGoOfARecorderWritesAndSeals() throws {
    var recorder: Recorder? = try Recorder(workshop.options())
    recorder?.note("the last")
    recorder = nil
    var grade: LogVerdict.Grade?
    for _ in 0..<500 where grade != .sealed {
      Thread.sleep(forTimeInterval: 0.01)
      grade = try TraceFiles.expand(workshop.path).first.map {
        try LogVerifier.verify(path: $0).grade
      }
    }
    #expect(grade == .sealed)
    #expect(try workshop.notes() == ["the last"])
  }

  @Test func afterTheCloseRecordsAreCountedAndNobodyWaits() throws {
    let recorder = try Recorder(workshop.options())
    #expect(recorder.close())
    recorder.note("too late")
    #expect(!recorder.flush(within: 60_000))
    #expect(recorder.status.dropped == 1)
    #expect(try workshop.notes().isEmpty)
  }

  @Test func aSecondRecorderOfTheFolderGetsAClearError() throws {
    let recorder = try Recorder(workshop.options())
    #expect {
      try Recorder(workshop.options())
    } throws: { ($0 as? RecorderError)?.kind == .locked }
    #expect(recorder.close())
    #expect(throws: Never.self) { try Recorder(workshop.options()) }
  }

  @Test func optionsThatCannotBeAreRefused() {
    #expect {
      try Recorder(workshop.options { $0.name = "My App" })
    } throws: { ($0 as? RecorderError)?.kind == .options }
    #expect {
      try Recorder(workshop.options { $0.folder = "/nowhere/at/all" })
    } throws: { ($0 as? RecorderError)?.kind == .folder }
  }
}
