import Foundation
import RouteCommands
import Testing

/// `routelab replay --shard` and `routelab merge`.
@Suite struct MergeTests {
  private static let traces = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("traces").path

  private static func timeless(_ text: String) -> String {
    text.replacingOccurrences(
      of: #""elapsedMilliseconds":[0-9]+"#, with: "TIME", options: .regularExpression)
  }

  /// The files of the reports of all shards.
  private func shards(
    of words: [String], _ count: Int, in scratch: Scratch, named name: String = "s"
  ) throws -> [String] {
    try (1...count).map { number in
      let ran = Ran(["replay", "--format", "json", "--shard", "\(number)/\(count)"] + words)
      return try scratch.write(ran.output, to: "\(name)\(number).json")
    }
  }

  /// Expects that the shards' reports give that of the whole, in any order.
  private func expectMerge(_ words: [String], _ counts: [Int]) throws {
    let whole = Ran(["replay", "--format", "json"] + words)
    for count in counts {
      let scratch = try Scratch()
      let reports = try shards(of: words, count, in: scratch)
      for order in [reports, reports.reversed(), Array(reports.dropFirst() + reports.prefix(1))] {
        let merged = Ran(["merge"] + order)
        #expect(merged.status == whole.status, "\(count)")
        #expect(Self.timeless(merged.output) == Self.timeless(whole.output), "\(count)")
      }
    }
  }

  @Test func theCorpusMergesToItsReport() throws { try expectMerge([Self.traces], [1, 2, 7]) }

  @Test func aPolicyAndFiltersMergeToTheirReport() throws {
    try expectMerge([Self.traces, "--policy", "ios", "--lenient"], [3])
    try expectMerge([Self.traces, "--filter", "tag:phone", "-v"], [3])
    try expectMerge([Self.traces, "--filter", "id:nowhere"], [3])
  }

  @Test(arguments: 0..<6)
  func generatedFilesMergeToTheirReport(seed: Int) throws {
    let scratch = try Scratch()
    var generator = FileGenerator(seed: UInt64(seed))
    try generator.write(to: scratch)
    try expectMerge([scratch.folder.path], [1, 3, 5])
  }

  @Test func whatCannotBeReadIsToldByOneShard() throws {
    let scratch = try Scratch()
    let path = try scratch.write(SmallTrace.answered("a"))
    let other = try scratch.write(SmallTrace.answered("b"), to: "b.jsonl")
    try expectMerge([scratch.folder.path + "/gone", path, other], [1, 2, 3])
  }

  /// Each file is in one shard, and shards are of about the same size.
  @Test(arguments: [1, 2, 3, 10, 64, 500])
  func shardsPartAListOfFiles(count: Int) throws {
    let scratch = try Scratch()
    let sizes = (0..<120).map { 1 + $0 * $0 % 17 * ($0 % 5) }
    for (number, size) in sizes.enumerated() {
      let text = (0..<size).map { SmallTrace.answered("t\(number).\($0)") }.joined()
      try scratch.write(text, to: "\(number).jsonl")
    }
    var files: [String] = []
    var traces: [Int] = []
    for number in 1...count where count < 100 || number % 7 == 0 {
      let ran = Ran(
        ["replay", "--format", "json", "--shard", "\(number)/\(count)", scratch.folder.path])
      #expect(ran.status == .asExpected)
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(ran.output.utf8)) as? [String: Any])
      let lines = try #require(report["traces"] as? [[String: Any]])
      traces.append(lines.count)
      files += Set(lines.compactMap { $0["file"] as? String })
    }
    #expect(Set(files).count == files.count)
    if count < 100 {
      #expect(files.count == sizes.count)
      let largest = try #require(sizes.max())
      let share = sizes.reduce(0, +) / count
      #expect(traces.allSatisfy { $0 <= share + largest + 5 })
    }
  }

  @Test func anIdentifierUsedInTwoShardsIsFound() throws {
    let scratch = try Scratch()
    try scratch.write(SmallTrace.answered("a"))
    try scratch.write(SmallTrace.answered("b") + SmallTrace.answered("a"), to: "b.jsonl")
    try scratch.write(SmallTrace.answered("a") + SmallTrace.answered("c") + "{\n", to: "c.jsonl")
    try expectMerge([scratch.folder.path], [2, 3])
    let target = try Scratch()
    let merged = Ran(["merge"] + (try shards(of: [scratch.folder.path], 3, in: target)))
    #expect(merged.status == .couldNotRun)
    #expect(merged.output.contains("b.jsonl:6: the identifier \\\"a\\\" was already used at"))
  }

  @Test func theReportGoesToANewFile() throws {
    let scratch = try Scratch()
    let reports = try shards(of: [Self.traces], 2, in: scratch)
    let output = scratch.folder.path + "/whole.json"
    let merged = Ran(["merge", "-o", output] + reports)
    #expect(merged.status == .asExpected)
    #expect(merged.output.contains(" traces, "))
    #expect(try scratch.read("whole.json") == Ran(["merge"] + reports).output)
    let again = Ran(["merge", "-o", output] + reports)
    #expect(again.status == .couldNotRun)
    #expect(again.errors.contains("is there already"))
  }

  // MARK: What does not belong together

  @Test func shardsMustBeCompleteAndOfOneRun() throws {
    let scratch = try Scratch()
    let traces = try Scratch()
    try traces.write(SmallTrace.answered("a"))
    try traces.write(SmallTrace.answered("b"), to: "b.jsonl")
    let folder = traces.folder.path
    let reports = try shards(of: [folder], 3, in: scratch)
    func refused(_ files: [String], _ why: String) {
      let ran = Ran(["merge"] + files)
      #expect(ran.status == .couldNotRun)
      #expect(ran.output.isEmpty)
      #expect(ran.errors.contains(why), "\(ran.errors)")
    }
    refused([reports[1]], "2 of 3 shards missing: 1, 3")
    refused(reports + [reports[2]], "shard 3 of 3 is given twice")
    let four = try shards(of: [folder], 4, in: scratch, named: "t")
    refused([reports[0]] + four, "its number of shards is 4, not 3")
    let strict = try shards(of: [folder, "--strict"], 3, in: scratch, named: "u")
    refused([reports[0], strict[1], reports[2]], "u2.json:1: does not belong to")
    refused([reports[0], strict[1], reports[2]], "its strictness is strict, not byOrigin")
    let policy = try shards(of: [folder, "--policy", "ios"], 3, in: scratch, named: "v")
    refused([policy[0], reports[1], reports[2]], "its --policy is none, not ios")
    try traces.write(SmallTrace.answered("c"), to: "c.jsonl")
    let later = try shards(of: [folder], 3, in: scratch, named: "w")
    refused([reports[0], reports[1], later[2]], "it is of the list of files")
    let books = try scratch.write(
      try scratch.read("s2.json").replacingOccurrences(
        of: #""books":"[0-9a-f]{4}"#, with: #""books":"0000"#, options: .regularExpression),
      to: "x2.json")
    refused([reports[0], books, reports[2]], "it was made with rule books 0000")
    let plain = try scratch.write(Ran(["replay", "--format", "json", folder]).output, to: "p.json")
    refused([plain], "p.json:1: says of no shard")
    refused([folder + "/gone.json"], "gone.json: cannot be read")
    refused([folder], "cannot be read")
  }

  /// Wherever a report is cut short, nothing is written.
  @Test func aReportThatIsCutShortIsRefused() throws {
    let scratch = try Scratch()
    let traces = try Scratch()
    try traces.write(SmallTrace.answered("a") + SmallTrace.answered("b"))
    let report = Ran(["replay", "--format", "json", "--shard", "1/1", traces.folder.path]).output
    let bytes = Array(report.utf8)
    for length in stride(from: 0, to: bytes.count - 1, by: 13) {
      let path = try scratch.write(
        String(decoding: bytes[..<length], as: UTF8.self), to: "cut.json")
      let ran = Ran(["merge", path])
      #expect(ran.status == .couldNotRun, "\(length)")
      #expect(ran.output.isEmpty, "\(length)")
      #expect(ran.errors.contains("cut.json:"), "\(length)")
    }
  }

  @Test(arguments: [
    ("\"outcome\":\"unjudged\"", "\"outcome\":\"perfect\"", ":2: a trace's result"),
    ("\"events\":4", "\"events\":5", "the summary counts something else"),
    ("\"lost\":false", "\"lost\":0", ":2: a trace's result"),
    ("},\n{\"file\"", "}\n{\"file\"", ":3: the summary was expected"),
    ("\"unjudged\":2", "\"unjudged\":1", "the summary counts"),
    ("\n],", "\n]", ":4: is not JSON"),
    ("\"lossy\":[],", "", ":4: the summary of a shard"),
    ("\"version\":1", "\"version\":2", ":1: a report of another version"),
    ("\"number\":1", "\"number\":2", ":1: \"shard\" is not"),
    ("\"format\":\"replay\"", "\"format\":\"explain\"", ":1: is not the report of a shard"),
  ])
  func aReportThatWasChangedIsRefused(what: String, with: String, why: String) throws {
    let scratch = try Scratch()
    let traces = try Scratch()
    try traces.write(SmallTrace.answered("a") + SmallTrace.answered("b"))
    let report = Ran(["replay", "--format", "json", "--shard", "1/1", traces.folder.path]).output
    let place = try #require(report.range(of: what))
    let path = try scratch.write(report.replacingCharacters(in: place, with: with), to: "x.json")
    let ran = Ran(["merge", path])
    #expect(ran.status == .couldNotRun)
    #expect(ran.output.isEmpty)
    #expect(ran.errors.contains(why), "\(ran.errors)")
    let whole = try scratch.write(report + "\n", to: "y.json")
    #expect(Ran(["merge", whole]).errors.contains(":5: something stands after"))
  }

  @Test(arguments: ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2", "1/100001", ""])
  func aShardIsOneOfSeveral(word: String) throws {
    let scratch = try Scratch()
    let ran = Ran(["replay", "--shard", word, try scratch.write(SmallTrace.answered())])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("--shard is I/N"))
  }

  @Test func aShardExcludesWhatKnowsOfTheOthers() throws {
    let scratch = try Scratch()
    let path = try scratch.write(SmallTrace.answered())
    for words in [["--fail-fast", path], ["--follow", path], ["-"]] {
      #expect(Ran(["replay", "--shard", "1/2"] + words).status == .couldNotRun)
    }
  }
}
