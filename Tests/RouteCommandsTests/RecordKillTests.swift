import Foundation
import TestSupport
import Testing
import TraceLog

/// A recorder that is killed at any instant has lost nothing that it said was safe.
///
/// `ROUTELAB_LONG=1` kills 1,000 times a durability level; `ROUTELAB_SEED` repeats a run.
@Suite(.serialized, .timeLimit(.minutes(30))) struct RecordKillTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let instants = environment["ROUTELAB_LONG"] == "1" ? 1000 : 40
  /// A log is verified when it is opened again: it is not to grow for ever.
  private static let killsPerLog = 8

  /// The header says which run it is of.
  private static func header(_ run: Int) -> String {
    #"{"trace":1,"id":"kill/one","platform":"ios","os":"18.1","policy":"ios","title":"\#(run)"}"#
      + "\n"
  }

  /// What the line of a number says, the header being 0.
  private static func note(_ seq: Int, of run: Int) -> String {
    "\(run)-\(seq)-" + String(repeating: "x", count: seq * 7 % 90)
  }

  @Test(arguments: [["none"], ["every=5"], ["record"], ["record", "--set-aside"]])
  func nothingThatWasAcknowledgedIsLost(sync: [String]) throws {
    let seed = Self.environment["ROUTELAB_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ..< .max)
    let level = sync.joined(separator: " ")
    print("kill test: --sync \(level), \(Self.instants) instants, ROUTELAB_SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    let scratch = try Scratch()
    var acknowledged = 0
    var torn = 0
    var kept: [Int: Int] = [:]
    for instant in 0..<Self.instants {
      let path = scratch.folder.appendingPathComponent(
        "\(instant / Self.killsPerLog).jsonl"
      ).path
      let segment = instant % Self.killsPerLog
      if segment == 0 { kept = [:] }
      let told = try Self.recordAndKill(path, sync, run: instant, &random)
      let found = try Self.check(path, "seed \(seed), instant \(instant)")
      for (run, count) in kept {
        #expect(found.lines[run] == count, "seed \(seed), instant \(instant): run \(run)")
      }
      if found.isTorn { torn += 1 }
      let lines = found.lines[instant] ?? 0
      #expect(lines >= told, "seed \(seed), instant \(instant): \(told) told, \(lines) kept")
      kept = found.lines
      acknowledged += told
    }
    print("kill test: --sync \(level): \(acknowledged) lines told, \(torn) torn ends")
    #expect(acknowledged > Self.instants)
    if sync.count > 1 { #expect(torn > Self.instants / 2, "space was set aside") }
  }

  /// Feeds a recorder until a random instant, kills it, and returns how many lines it told.
  private static func recordAndKill(
    _ path: String, _ sync: [String], run: Int, _ random: inout SplitMix64
  ) throws -> Int {
    let child = try Child(["record", path, "--sync"] + sync)
    _ = fcntl(child.input, F_SETFL, O_NONBLOCK)
    var waiting = Array(header(run).utf8)
    var next = 1
    var told = ""
    // Where many lines come at once, no space is set aside: then a line waits for the one before it.
    let isPaced = sync.count > 1
    // Some instants fall into the start; most are counted from the first line that was told.
    let isEarly = random.next() % 8 == 0
    let delay = Double(random.next() % 20_000) / 1e6
    var end = isEarly ? Date() + delay * 2 : Date() + 10
    while Date() < end {
      let lines = told.count(where: { $0 == "\n" })
      if isPaced ? waiting.isEmpty && lines >= next : waiting.count < 4096 {
        waiting += Array(
          #"{"t":\#(next),"note":"\#(note(next, of: run))"}"#.utf8 + [10])
        next += 1
      }
      var entries = [
        pollfd(fd: child.input, events: waiting.isEmpty ? 0 : Int16(POLLOUT), revents: 0),
        pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
      ]
      poll(&entries, 2, 1)
      if entries[1].revents & Int16(POLLIN) != 0 {
        if told.isEmpty, !isEarly { end = Date() + delay }
        told += String(decoding: child.read(), as: UTF8.self)
      }
      guard entries[0].revents & Int16(POLLOUT) != 0, !waiting.isEmpty else { continue }
      // Any part of a line, or several.
      let count = Int(random.next() % 300) + 1
      let done = waiting.prefix(count).withUnsafeBytes {
        Foundation.write(child.input, $0.baseAddress, $0.count)
      }
      if done > 0 { waiting.removeFirst(done) }
    }
    child.kill()
    told += child.rest()
    child.wait()
    let seqs = told.split(separator: "\n").compactMap { Int($0) }
    #expect(seqs == Array(0..<seqs.count), "numbers are told in order, each once")
    return seqs.count
  }

  /// Reads a log that several processes were killed over, and holds every line to what was fed.
  ///
  /// Returns how many lines there are of each run.
  private static func check(
    _ path: String, _ place: String
  ) throws -> (lines: [Int: Int], isTorn: Bool) {
    guard FileManager.default.fileExists(atPath: path) else { return ([:], false) }
    let verdict = try LogVerifier.verify(path: path)
    #expect(verdict.grade == .open || verdict.grade == .torn, "\(place): \(verdict)")
    if verdict.lines == 0 { return ([:], verdict.grade == .torn) }
    var reader = try TraceReader(path: path, verifies: true)
    var lines: [Int: Int] = [:]
    var run = -1
    while let reading = reader.next() {
      guard case .line(let line) = reading else {
        Issue.record("\(place): \(reading)")
        break
      }
      if case .header(let header) = line.content {
        run = Int(header.title ?? "") ?? -1
        #expect(lines[run] == nil, "\(place)")
      } else {
        #expect(line.note == note(lines[run] ?? 0, of: run), "\(place)")
      }
      #expect(line.seq == Int64(lines[run] ?? 0), "\(place)")
      lines[run, default: 0] += 1
    }
    return (lines, verdict.grade == .torn)
  }
}
