import Foundation
import Testing
import TraceLog

/// Recorders as processes of their own: two at once, readers beside them, a full disk, a stop.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RecordProcessTests {
  private static let header =
    #"{"trace":1,"id":"process/one","platform":"ios","os":"18.1","policy":"ios","devices":"#
    + #"{"airpods":{"type":"bluetoothHeadset"}}}"# + "\n"

  private static func note(_ number: Int) -> String { #"{"note":"line \#(number)"}"# + "\n" }

  @Test func theSecondOfTwoRecordersGetsAClearError() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    let first = try Child(["record", path])
    first.write(Self.header)
    #expect(first.lines(1) == ["0"])
    let second = try Child(["record", path])
    second.write(Self.header)
    second.closeInput()
    #expect(second.rest(second.errors).contains("another writer has this log open"))
    #expect(second.wait() == 2)
    first.write(Self.note(1))
    #expect(first.lines(1) == ["1"])
    first.kill(SIGINT)
    #expect(first.wait() == 0)
    #expect(try LogVerifier.verify(path: path).grade == .sealed)
    let third = try Child(["record", path])
    third.write(Self.header)
    #expect(third.lines(1) == ["0"])
    third.closeInput()
    #expect(third.wait() == 0)
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .sealed && verdict.segments == 2)
  }

  @Test(arguments: [["none"], ["record"], ["record", "--set-aside"]])
  func readersBesideAWriterSeeWholeLines(sync: [String]) throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    let child = try Child(["record", path, "--sync"] + sync)
    child.write(Self.header)
    #expect(child.lines(1) == ["0"])
    // The numbers fit into the pipe.
    var number = 0
    for _ in 0..<40 {
      for _ in 0..<50 {
        number += 1
        child.write(Self.note(number))
      }
      let verdict = try LogVerifier.verify(path: path)
      #expect(verdict.grade == .open || verdict.grade == .torn, "\(verdict)")
      // Where space is set aside, other readers may get a page that is older than the next.
      if sync.count > 1 { continue }
      var reader = try TraceReader(path: path, verifies: true)
      var seen: Int64 = 0
      while let reading = reader.next() {
        guard case .line(let line) = reading else {
          Issue.record("\(reading)")
          break
        }
        #expect(line.seq == seen)
        seen += 1
      }
      #expect(reader.damages.isEmpty)
    }
    child.closeInput()
    #expect(child.wait() == 0)
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .sealed && verdict.lines == Int64(number) + 2)
  }

  @Test func spaceSetAsideIsGivenBackWhereNothingComes() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    let child = try Child(["record", path, "--set-aside"])
    child.write(Self.header)
    #expect(child.lines(1) == ["0"])
    // A line that finds another one before it has space set aside after it.
    var tails: Set<TornTail> = []
    for number in 1...20 {
      child.write(Self.note(number))
      #expect(child.lines(1) == [String(number)])
      if let tail = try LogVerifier.verify(path: path).tornTail { tails.insert(tail) }
    }
    #expect(tails == [.spaceSetAside])
    var grade = LogVerdict.Grade.torn
    for _ in 0..<200 where grade == .torn {
      usleep(50_000)
      grade = try LogVerifier.verify(path: path).grade
    }
    #expect(grade == .open)
    child.write(Self.note(21))
    #expect(child.lines(1) == ["21"])
    child.closeInput()
    #expect(child.wait() == 0)
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .sealed && verdict.lines == 23)
  }

  @Test(arguments: [["none"], ["record", "--set-aside"]])
  func aLogIsFollowedWhileItGrows(sync: [String]) throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    let recorder = try Child(["record", path, "--sync"] + sync)
    recorder.write(Self.header)
    #expect(recorder.lines(1) == ["0"])
    let follower = try Child(["replay", "--follow", path])
    recorder.write(
      #"{"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat"}"# + "\n")
    recorder.write(#"{"event":"sessionActivated"}"# + "\n")
    recorder.write(
      #"{"event":"callJoined","call":"c","kind":"voip","expect":{"out":"hdmi"}}"# + "\n")
    // The failing step is told while the recorder still has its log open.
    let shown = follower.lines(3).joined(separator: "\n")
    #expect(shown.contains("callJoined c voip"), "\(shown)")
    recorder.closeInput()
    #expect(recorder.wait() == 0)
    #expect(follower.rest().contains("1 failed"))
    #expect(follower.wait() == 1)
  }

  @Test func aFullDiskLosesNothingAndTheLogGoesOn() throws {
    let scratch = try Scratch()
    let folder = scratch.folder.appendingPathComponent("small")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard SmallDisk.mount(folder.path) else {
      print("full disk: skipped, a file system cannot be mounted here")
      return
    }
    defer { SmallDisk.unmount(folder.path) }
    let ballast = folder.appendingPathComponent("ballast")
    try Data(repeating: 1, count: 40_000).write(to: ballast)
    let path = folder.appendingPathComponent("a.jsonl").path
    let child = try Child(["record", path])
    let lines = 1000
    child.write(Self.header)
    for number in 1...lines { child.write(Self.note(number)) }
    let said = String(decoding: child.read(child.errors), as: UTF8.self)
    #expect(said.contains("no room"), "\(said)")
    let before = try LogVerifier.verify(path: path)
    #expect(before.isLossless && before.lines < lines, "\(before)")
    try FileManager.default.removeItem(at: ballast)
    child.closeInput()
    #expect(child.rest().split(separator: "\n").map { Int($0) } == Array(0...lines))
    #expect(child.wait() == 0)
    let after = try LogVerifier.verify(path: path)
    #expect(after.grade == .sealed && after.lines == lines + 2, "\(after)")
  }

  @Test func aFullDiskAtTheEndIsSaid() throws {
    let scratch = try Scratch()
    let folder = scratch.folder.appendingPathComponent("small")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard SmallDisk.mount(folder.path) else { return }
    defer { SmallDisk.unmount(folder.path) }
    let path = folder.appendingPathComponent("a.jsonl").path
    let child = try Child(["record", path])
    child.write(Self.header)
    for number in 1...100 { child.write(Self.note(number)) }
    var told = child.lines(101).count
    for number in 101...2000 { child.write(Self.note(number)) }
    child.closeInput()
    told += child.rest().split(separator: "\n").count
    #expect(child.rest(child.errors).contains("no room"))
    #expect(child.wait() == 2)
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.isLossless && verdict.lines >= told && told > 100, "\(verdict), \(told) told")
  }
}

/// A file system of 64 KiB.
enum SmallDisk {
  /// Mounts one; false where that is not allowed.
  static func mount(_ folder: String) -> Bool {
    geteuid() == 0 && run(["mount", "-t", "tmpfs", "-o", "size=64k", "routelab-test", folder])
  }

  static func unmount(_ folder: String) { _ = run(["umount", "-l", folder]) }

  private static func run(_ words: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
