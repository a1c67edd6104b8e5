import Foundation
import RouteCommands
import Testing

/// `routelab replay --jobs`: whatever the number of threads and wherever files are cut, the report
/// is that of one thread, byte for byte.
@Suite struct JobsTests {
  private static let traces = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("traces").path
  private static let formats = ["text", "json", "junit", "github"]

  /// What a command gave, without the time that it took.
  private struct Said: Equatable {
    var output: String
    var errors: String
    var status: Int32

    init(_ words: [String], sizes: ReplaySizes = ReplaySizes()) {
      let console = Console(keeping: [:])
      status = EntryPoint.replay(words, console, sizes: sizes).rawValue
      output = Self.timeless(console.kept.output)
      errors = console.kept.errors
    }

    private static func timeless(_ text: String) -> String {
      text.replacingOccurrences(
        of: #""elapsedMilliseconds":[0-9]+"#, with: "TIME", options: .regularExpression
      ).replacingOccurrences(of: #" +[0-9.]+ s\n"#, with: "TIME\n", options: .regularExpression)
    }
  }

  private static func expectEqual(
    _ words: [String], _ paths: [String], jobs: [Int], _ sizes: [ReplaySizes]
  ) {
    let one = Said(words + ["--jobs", "1"] + paths)
    for jobs in jobs {
      for (place, size) in sizes.enumerated() {
        let many = Said(words + ["--jobs", "\(jobs)"] + paths, sizes: size)
        #expect(many.status == one.status, "\(words) \(jobs) \(place)")
        #expect(many.errors == one.errors, "\(words) \(jobs) \(place)")
        if many.output == one.output { continue }
        let difference = zip(
          many.output.split(separator: "\n"), one.output.split(separator: "\n")
        ).first { $0 != $1 }
        Issue.record(
          """
          \(words), \(jobs) jobs, sizes \(place): \(difference?.0 ?? "more or less") instead of \
          \(difference?.1 ?? "")
          """)
      }
    }
  }

  @Test(arguments: formats)
  func theCorpusIsReportedAlike(format: String) {
    Self.expectEqual(
      ["--format", format], [Self.traces], jobs: [2, 5],
      [ReplaySizes(), .tiny(block: 700, results: 1000)])
    Self.expectEqual(
      ["--format", format, "--policy", "ios", "-q"], [Self.traces], jobs: [3],
      [.tiny(block: 5000, results: 1000)])
  }

  @Test(arguments: formats)
  func damagedAndBrokenFilesAreReportedAlike(format: String) throws {
    let files = try FileManager.default.subpathsOfDirectory(atPath: Self.traces).sorted()
      .filter { $0.hasSuffix(".damaged") || $0.hasSuffix(".broken") || $0.contains("recorded/") }
      .filter { !$0.hasSuffix(".says") && !$0.hasSuffix(".md") }
      .map { "\(Self.traces)/\($0)" }
      .filter { FileManager.default.contents(atPath: $0) != nil }
    #expect(files.count > 30)
    Self.expectEqual(
      ["--format", format], files, jobs: [2, 5],
      [ReplaySizes(), .tiny(block: 300, results: 1000)])
  }

  @Test(arguments: 0..<8)
  func generatedFilesAreReportedAlike(seed: Int) throws {
    let scratch = try Scratch()
    var generator = FileGenerator(seed: UInt64(seed))
    try generator.write(to: scratch)
    let sizes = [(120, 1000), (700, 1000), (700, 3)].map {
      ReplaySizes.tiny(block: $0.0, results: $0.1)
    }
    let format = Self.formats[seed % Self.formats.count]
    Self.expectEqual(["--format", format], [scratch.folder.path], jobs: [2, 5], sizes)
    Self.expectEqual(["--fail-fast"], [scratch.folder.path], jobs: [3], sizes)
    Self.expectEqual(
      ["--filter", "id:1", "--format", "json", "-v"], [scratch.folder.path], jobs: [2],
      [sizes[1]])
  }

  /// Cutting is what makes the difference: a test that never cuts would pass as well.
  @Test func repeatedIdentifiersAreFoundAcrossPieces() throws {
    let scratch = try Scratch()
    let many = (0..<40).map { SmallTrace.answered("t\($0 % 30)") }.joined()
    let path = try scratch.write(many)
    let said = Said(["--jobs", "3", path], sizes: .tiny(block: 700, results: 1000))
    #expect(said.status == 2)
    #expect(said.output.contains("40 traces, 120 events: "))
    for number in 0..<10 {
      let line = 30 * 5 + number * 5 + 1
      #expect(
        said.output.replacingOccurrences(of: "\n  ", with: " ")
          .contains("\(path):\(line): the identifier \"t\(number)\" was"), "\(number)")
    }
  }

  @Test func failFastStopsAtTheSameTrace() throws {
    let scratch = try Scratch()
    var text = (0..<30).map { SmallTrace.answered("t\($0)") }.joined()
    text += SmallTrace.answered("bad", expect: #","expect":{"out":"hdmi"}"#)
    text += (0..<30).map { SmallTrace.answered("u\($0)") }.joined() + "{\n"
    let path = try scratch.write(text)
    try scratch.write("{", to: "b.jsonl")
    let said = Said(
      ["--jobs", "4", "--fail-fast", scratch.folder.path],
      sizes: .tiny(block: 400, results: 1000))
    #expect(said == Said(["--jobs", "1", "--fail-fast", scratch.folder.path]))
    #expect(said.output.contains("31 traces"))
    #expect(said.output.contains("\(path):154"))
    #expect(said.status == 1)
  }

  @Test func aPipeIsReplayedBesideFiles() throws {
    let scratch = try Scratch()
    let pipe = scratch.folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let before = try scratch.write(SmallTrace.answered("a"))
    let after = try scratch.write(SmallTrace.answered("a"), to: "b.jsonl")
    func replay(jobs: String) -> Said {
      let writer = Thread {
        if let handle = FileHandle(forWritingAtPath: pipe) {
          handle.write(Data((SmallTrace.answered("b") + SmallTrace.answered("a")).utf8))
          try? handle.close()
        }
      }
      writer.start()
      return Said(
        ["--format", "json", "--jobs", jobs, before, pipe, after],
        sizes: .tiny(block: 300, results: 1000))
    }
    let one = replay(jobs: "1")
    #expect(one == replay(jobs: "3"))
    #expect(one.output.contains(#""traces":4"#))
  }

  @Test(arguments: ["0", "257", "-1", "two", "1.5", ""])
  func jobsIsANumber(word: String) throws {
    let path = try Scratch().write(SmallTrace.answered())
    let ran = Ran(["replay", "--jobs", word, path])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("--jobs is a number from 1 to 256"))
  }
}
