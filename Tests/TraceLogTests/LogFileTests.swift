import Foundation
import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("Logs in real files")
struct LogFileTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func open(
    _ path: String, id: String = "log/a", durability: Durability = .record
  ) throws(LogError) -> LogWriter {
    try LogWriter(
      path: path, header: Logs.header(id: id), names: Logs.names,
      options: LogOptions(durability: durability))
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func `a log has one writer; a second one is told so`() throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path)
    let error = #expect(throws: LogError.self) { try open(path) }
    #expect(error?.kind == .locked)
    #expect(error?.description == "\(path): another writer has this log open")
    try writer.close()
    #expect(try open(path).header.segment == 1)
  }

  @Test func `a process that has the log keeps others out until it dies`() throws {
    let flock = "/usr/bin/flock"
    guard FileManager.default.isExecutableFile(atPath: flock) else { return }
    let path = folder.path("a.jsonl")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: flock)
    process.arguments = ["-n", "--no-fork", path, "sh", "-c", "echo locked; exec sleep 60"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    _ = pipe.fileHandleForReading.availableData
    let error = #expect(throws: LogError.self) { try open(path) }
    #expect(error?.kind == .locked)
    process.terminate()
    process.waitUntilExit()
    #expect(try open(path).acknowledged == LogPlace(segment: 0, seq: 0))
  }

  @Test func `a log that is opened again goes on, whatever tail it has`() throws {
    let path = folder.path("a.jsonl")
    for tail in ["", "{\"seq\":7,\"t\":", "\u{0}\u{0}\u{0}", "}"] {
      let url = URL(fileURLWithPath: path)
      try Data(Logs.bytes + Array(tail.utf8)).write(to: url)
      let writer = try open(path)
      #expect(writer.found?.grade == (tail.isEmpty ? .sealed : .torn))
      #expect(writer.header.segment == 2 && writer.header.continues != nil)
      try writer.append(Logs.lines[0], names: Logs.names)
      try writer.close()
      let after = try bytes(path)
      #expect(after.starts(with: Logs.bytes))
      let verdict = Logs.verdict(after)
      #expect(verdict.grade == .sealed && verdict.segments == 3)
    }
  }

  @Test func `a file that is no log, or another one, is left alone`() throws {
    let path = folder.path("a.jsonl")
    for (text, kind) in [
      ("hello\n", LogError.Kind.notALog), (header + "\n", .notALog),
      (String(decoding: Logs.bytes, as: UTF8.self), .otherLog),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: LogError.self) { try open(path, id: "log/b") }
      #expect(error?.kind == kind)
      #expect(try bytes(path) == Array(text.utf8))
    }
  }

  @Test func `a path that leads nowhere is said so`() throws {
    let error = #expect(throws: LogError.self) { try open(folder.path("no/a.jsonl")) }
    #expect(error?.kind == .removed)
    let missing = #expect(throws: LogError.self) {
      try LogVerifier.verify(path: folder.path("a.jsonl"))
    }
    #expect(missing?.kind == .removed)
  }

  @Test func `a log that somebody removes gives an error`() throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path)
    try FileManager.default.removeItem(atPath: path)
    try writer.append(Logs.lines[0], names: Logs.names)
    let error = #expect(throws: LogError.self) { try writer.commit() }
    #expect(error?.kind == .removed && error?.canContinue == false)
  }

  @Test func `a log that somebody removes gives an error within 50 ms where nothing is synced`()
    throws
  {
    let path = folder.path("a.jsonl")
    let writer = try open(path, durability: .none)
    try FileManager.default.removeItem(atPath: path)
    Thread.sleep(forTimeInterval: 0.05)
    try writer.append(Logs.lines[0], names: Logs.names)
    let error = #expect(throws: LogError.self) { try writer.commit() }
    #expect(error?.kind == .removed)
  }

  @Test func `a device that is always full takes nothing`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let error = #expect(throws: LogError.self) { try open("/dev/full", durability: .none) }
    #expect(error?.kind == .diskFull)
  }

  @Test func `a file system that fills up keeps what was acknowledged`() throws {
    let mount = folder.path("small")
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
    // Only a privileged process may mount; elsewhere the storage stand-in says as much.
    guard run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount) else { return }
    defer { _ = run("umount", mount) }
    let path = mount + "/a.jsonl"
    let filler = mount + "/filler"
    try Data(count: 32 * 1024).write(to: URL(fileURLWithPath: filler))
    let writer = try open(path)
    var refusal: LogError?
    while refusal == nil {
      do throws(LogError) {
        for line in Logs.lines { try writer.append(line, names: Logs.names) }
        try writer.commit()
      } catch {
        refusal = error
      }
    }
    #expect(refusal?.kind == .diskFull && refusal?.canContinue == true)
    let safe = try #require(writer.acknowledged)
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .open && verdict.lines > safe.seq)
    try FileManager.default.removeItem(atPath: filler)
    try writer.close()
    let after = try LogVerifier.verify(path: path)
    #expect(after.grade == .sealed && after.lines > verdict.lines)
  }

  private func run(_ command: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test func `readers see whole lines while a writer writes`() throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path, durability: .none)
    try writer.commit()
    let done = DispatchSemaphore(value: 0)
    let reader = Thread {
      var lines: Int64 = 0
      while lines < 1500 {
        guard let verdict = try? LogVerifier.verify(path: path) else { continue }
        #expect(verdict.grade == .open || verdict.grade == .torn)
        #expect(verdict.lines >= lines)
        lines = verdict.lines
      }
      done.signal()
    }
    reader.start()
    for index in 0..<1500 {
      try writer.append(Logs.lines[index % 6], names: Logs.names)
      if index % 7 == 0 { try writer.commit() }
    }
    try writer.commit()
    #expect(done.wait(timeout: .now() + 60) == .success)
  }

  @Test func `segments continue each other, one file after another`() throws {
    var options = LogOptions(durability: .record)
    options.segmentBytes = 800
    let first = folder.path("a-0.jsonl")
    let writer = try LogWriter(
      path: first, header: Logs.header(), names: Logs.names, options: options)
    var paths = [first]
    for index in 0..<40 {
      if writer.isRotationDue {
        paths.append(folder.path("a-\(paths.count).jsonl"))
        let next = try FileStorage(path: paths[paths.count - 1])
        try writer.rotate(to: next, header: Logs.header(), names: Logs.names)
      }
      try writer.append(Logs.lines[index % 6], names: Logs.names)
      try writer.commit()
    }
    #expect(writer.acknowledged?.segment == paths.count - 1 && paths.count > 3)
    try writer.close()
    for path in paths { #expect(try LogVerifier.verify(path: path).grade == .sealed) }
    let parts = try paths.map(bytes)
    let verdict = Logs.verdict(Array(parts.joined()))
    #expect(verdict.grade == .sealed && verdict.segments == Int64(paths.count))
    #expect(verdict.lines == Int64(40 + 2 * paths.count))
    // One file missing in the middle shows.
    #expect(Logs.verdict(Array((parts[..<1] + parts[2...]).joined())).grade == .damaged)
    #expect(errors(String(decoding: Array(parts.joined()), as: UTF8.self)).isEmpty)
  }

  @Test func `the age of a segment makes the next one due`() throws {
    var options = LogOptions(durability: .none)
    options.segmentMilliseconds = 1000
    let clock = TestClock()
    options.clock = { clock.now }
    let writer = try LogWriter(
      FaultyStorage(), header: Logs.header(), names: Logs.names, options: options)
    #expect(!writer.isRotationDue)
    clock.now = 1000
    #expect(writer.isRotationDue)
  }

  @Test func `every so many milliseconds, lines become safe`() throws {
    var options = LogOptions(durability: .every(milliseconds: 100))
    let clock = TestClock()
    options.clock = { clock.now }
    let writer = try LogWriter(
      FaultyStorage(), header: Logs.header(), names: Logs.names, options: options)
    #expect(writer.acknowledged == nil && writer.millisecondsToSync == 100)
    clock.now = 60
    try writer.append(Logs.lines[0], names: Logs.names)
    #expect(try writer.commit() == nil)
    #expect(writer.millisecondsToSync == 40)
    clock.now = 100
    #expect(try writer.commit() == LogPlace(segment: 0, seq: 1))
    #expect(writer.millisecondsToSync == nil)
  }
}

/// A clock that a test sets; only one thread reads it.
private final class TestClock: @unchecked Sendable {
  var now: Int64 = 0
}
