import Foundation
import RouteCommands
import Testing
import TraceLog

/// The recorded logs of the repository: whole ones, and damaged ones with what must be said of them.
///
/// `ROUTELAB_ACCEPT=1 swift test --filter RecordedCorpusTests` writes the `.says` files anew.
@Suite struct RecordedCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("traces/recorded")

  private static func names(endingIn suffix: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(suffix) }.sorted()
  }

  private static let whole = names(endingIn: ".jsonl")
  private static let damaged = names(endingIn: ".damaged")

  private static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @Test func allKindsAreThere() throws {
    var grades: Set<LogVerdict.Grade> = []
    var kinds: Set<Damage.Kind> = []
    for name in Self.whole + Self.damaged {
      let verdict = try LogVerifier.verify(path: Self.path(name))
      grades.insert(verdict.grade)
      kinds.formUnion(verdict.damages.map(\.kind))
    }
    #expect(grades == Set(LogVerdict.Grade.allCases))
    #expect(kinds == Set(Damage.Kind.allCases), "\(Set(Damage.Kind.allCases).subtracting(kinds))")
    #expect(
      Set(Self.names(endingIn: ".says")) == Set(Self.damaged.map { $0 + ".says" }))
  }

  @Test(arguments: whole)
  func aWholeLogIsVerifiedReplayedAndAdopted(name: String) throws {
    #expect(Ran(["verify", Self.path(name)]).status == .asExpected)
    #expect(Ran(["replay", Self.path(name)]).status == .asExpected)
    let scratch = try Scratch()
    let trace = scratch.folder.appendingPathComponent("adopted.jsonl").path
    #expect(Ran(["adopt", Self.path(name), "-o", trace]).status == .asExpected)
    #expect(Ran(["check", trace]).status == .asExpected)
    #expect(Ran(["replay", trace]).status == .asExpected)
    #expect(Ran(["adopt", Self.path(name)]).output == (try scratch.read("adopted.jsonl")))
    #expect(Ran(["accept", "--yes", Self.path(name)]).status == .couldNotRun)
  }

  @Test(arguments: whole)
  func aWholeLogIsWrittenBackByteForByte(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
    var reader = TraceReader(file: name, source: MemorySource(bytes), verifies: true)
    var written: [UInt8] = []
    while case .line(let line) = reader.next() {
      written += TraceWriter.bytes(of: line, names: reader.names) + [10]
    }
    #expect(written == bytes)
  }

  @Test(arguments: damaged)
  func aDamagedLogSaysWhatStandsBesideIt(name: String) throws {
    let ran = Ran(["verify", Self.path(name)])
    #expect(ran.status == .lost && ran.errors.isEmpty && ran.width <= 100 + Self.folder.path.count)
    let said = ran.output.replacingOccurrences(of: Self.folder.path + "/", with: "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let file = Self.folder.appendingPathComponent(name + ".says")
    if ProcessInfo.processInfo.environment["ROUTELAB_ACCEPT"] == "1" {
      try Data((said + "\n").utf8).write(to: file)
    }
    #expect(said + "\n" == (try? String(contentsOf: file, encoding: .utf8)))
  }

  @Test(arguments: damaged)
  func aDamagedLogIsRecoveredOrRefused(name: String) throws {
    let scratch = try Scratch()
    let new = scratch.folder.appendingPathComponent("new.jsonl").path
    let ran = Ran(["recover", Self.path(name), "-o", new])
    #expect(Ran(["adopt", Self.path(name)]).status != .asExpected)
    // Without its only header nothing in a log means anything.
    if ["no-log.damaged", "header-hit.damaged"].contains(name) {
      #expect(ran.status == .couldNotRun && scratch.names.isEmpty, "\(ran)")
      #expect(ran.errors.contains("no header in it vouches for itself"), "\(ran)")
      return
    }
    #expect(ran.status == .lost && ran.output.contains("read back: whole"), "\(ran)")
    #expect(try LogVerifier.verify(path: new).isLossless)
    #expect(Ran(["recover", Self.path(name), "-o", new]).status == .couldNotRun)
    #expect(Ran(["adopt", new]).status == .asExpected)
  }
}
