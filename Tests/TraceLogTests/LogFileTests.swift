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
    _ path: String, id: String = "log/a", durability: Durability = .record,
    setsSpaceAside: Bool = false
  ) throws(LogError) -> LogWriter {
    var options = LogOptions(durability: durability)
    options.setsSpaceAside = setsSpaceAside
    return try LogWriter(
      path: path, header: Logs.header(id: id), names: Logs.names, options: options)
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
    // A test's thread may hold other signals back, and its child then does too.
    kill(process.processIdentifier, SIGKILL)
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

  @Test(arguments: [Durability.none, .record])
  func `a log that somebody removes gives an error within 50 ms`(durability: Durability) throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path, durability: durability)
    try FileManager.default.removeItem(atPath: path)
    Thread.sleep(forTimeInterval: 0.05)
    try writer.append(Logs.lines[0], names: Logs.names)
    let error = #expect(throws: LogError.self) { try writer.commit() }
    #expect(error?.kind == .removed && error?.canContinue == false)
  }

  @Test func `a device that is always full takes nothing`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let error = #expect(throws: LogError.self) { try open("/dev/full", durability: .none) }
    #expect(error?.kind == .diskFull)
  }

  @Test(arguments: [false, true])
  func `a file system that fills up keeps what was acknowledged`(setsSpaceAside: Bool) throws {
    let mount = folder.path("small")
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
    // Only a privileged process may mount; elsewhere the storage stand-in says as much.
    guard run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount) else { return }
    defer { _ = run("umount", mount) }
    let path = mount + "/a.jsonl"
    let filler = mount + "/filler"
    try Data(count: 32 * 1024).write(to: URL(fileURLWithPath: filler))
    let writer = try open(path, setsSpaceAside: setsSpaceAside)
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

  @Test func `space is set aside between lines that come one after another, and given back`()
    throws
  {
    let path = folder.path("a.jsonl")
    let writer = try open(path, setsSpaceAside: true)
    // The header, and what comes first after a rest, may be all for a while.
    #expect(try bytes(path).count == Int(writer.bytes))
    for _ in 0..<2 {
      for line in Logs.lines.prefix(3) {
        try writer.append(line, names: Logs.names)
        try writer.commit()
      }
      let verdict = try LogVerifier.verify(path: path)
      #expect(verdict.grade == .torn && verdict.tornTail == .spaceSetAside)
      #expect(verdict.wholeBytes == writer.bytes && verdict.bytes > writer.bytes + 8192)
      try writer.giveBackSpace()
      #expect(try LogVerifier.verify(path: path).grade == .open)
      try writer.append(Logs.lines[3], names: Logs.names)
      try writer.commit()
      #expect(try bytes(path).count == Int(writer.bytes))
    }
    try writer.close()
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .sealed && verdict.lines == 10)
  }

  @Test func `a log that is let go gives back its space, and one that is killed goes on without`()
    throws
  {
    let path = folder.path("a.jsonl")
    var writer: LogWriter? = try open(path, setsSpaceAside: true)
    for line in Logs.lines {
      try writer?.append(line, names: Logs.names)
      try writer?.commit()
    }
    let killed = folder.path("killed.jsonl")
    try FileManager.default.copyItem(atPath: path, toPath: killed)
    writer = nil
    #expect(try LogVerifier.verify(path: path).grade == .open)
    let next = try open(killed, setsSpaceAside: true)
    #expect(next.found?.grade == .torn && next.found?.tornTail == .spaceSetAside)
    try next.close()
    let verdict = try LogVerifier.verify(path: killed)
    #expect(verdict.grade == .sealed && verdict.segments == 2)
    #expect(try bytes(killed).starts(with: bytes(path)))
  }

  @Test func `once it is closed, a log that set space aside is byte for byte one that did not`()
    throws
  {
    var random = SplitMix64(seed: 20_261_129)
    for round in 0..<20 {
      let paths = [folder.path("\(round)-a.jsonl"), folder.path("\(round)-b.jsonl")]
      let writers = try [
        open(paths[0]), open(paths[1], durability: .none, setsSpaceAside: true),
      ]
      for _ in 0..<random.next() % 400 {
        let choice = random.next()
        for writer in writers {
          try writer.append(Logs.lines[Int(choice % 6)], names: Logs.names)
          if choice >> 8 % 3 != 0 { try writer.commit() }
          if choice >> 16 % 40 == 0 { try writer.giveBackSpace() }
        }
      }
      for writer in writers { try writer.close() }
      #expect(try bytes(paths[0]) == bytes(paths[1]), "round \(round)")
    }
  }

  @Test func `whoever follows a log sees no space that is set aside`() throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path, durability: .none, setsSpaceAside: true)
    var turns = 0
    // More lines than a block has room for, so that the space stands anywhere in one.
    let source = try FollowedSource(path: path) {
      turns += 1
      if turns > 40 { return false }
      for index in 0..<(turns % 2 == 0 ? 3 : 900) {
        _ = try? writer.append(Logs.lines[index % 6], names: Logs.names)
        _ = try? writer.commit()
      }
      if turns % 3 == 0 { try? writer.giveBackSpace() }
      return true
    }
    var followed: [UInt8] = []
    while true {
      let block = try source.nextBlock()
      if block.isEmpty { break }
      followed += block
    }
    #expect(followed.count == Int(writer.bytes) && followed.count > 1 << 20)
    try writer.giveBackSpace()
    #expect(try followed == bytes(path))
  }

  @Test func `a NUL byte that stays holds up nobody who follows`() throws {
    let path = folder.path("a.jsonl")
    // One within a line; more than a block of them; some at the end, where no line was.
    let lines = Logs.split(Logs.bytes)
    var damaged = lines[0] + [10, 0x7B, 0, 0, 0x7D, 10] + lines[1] + [10]
    damaged += [UInt8](repeating: 0, count: 700_000) + lines[2] + [10]
    let whole = damaged + [UInt8](repeating: 0, count: 5000)
    try Data(whole).write(to: URL(fileURLWithPath: path))
    var turns = 0
    let source = try FollowedSource(path: path) {
      turns += 1
      return turns < 20
    }
    var followed: [UInt8] = []
    while turns < 20 { followed += try source.nextBlock() }
    #expect(followed == damaged)
  }

  @Test func `what is damaged in a pipe was damaged`() throws {
    var bytes = Logs.bytes
    bytes[bytes.count / 2] ^= 1
    let path = folder.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let content = Data(bytes)
    let writer = Thread {
      try? FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: content)
    }
    writer.start()
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .damaged && verdict == Logs.verdict(bytes))
  }

  @Test func `a log that was removed a moment ago is not sealed`() throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path)
    try FileManager.default.removeItem(atPath: path)
    let error = #expect(throws: LogError.self) { try writer.close() }
    #expect(error?.kind == .removed)
  }

  @Test(arguments: [false, true])
  func `readers see whole lines while a writer writes`(setsSpaceAside: Bool) throws {
    let path = folder.path("a.jsonl")
    let writer = try open(path, durability: .none, setsSpaceAside: setsSpaceAside)
    try writer.commit()
    let done = DispatchSemaphore(value: 0)
    let reader = Thread {
      var lines: Int64 = 0
      while lines < 1500 {
        guard let verdict = try? LogVerifier.verify(path: path) else { continue }
        #expect(verdict.grade == .open || verdict.grade == .torn, "\(verdict)")
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
