import Foundation
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TestSupport
import Testing
import TraceLog

/// What was met before is looked up; the results are those of reading and working out everything.
@Suite("Quick replay")
struct QuickReplayTests {
  private static let corpus =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/traces"

  /// Whole results, as text.
  static func text(_ results: [TraceResult]) -> [String] { results.map { "\($0)" } }

  static func plain(_ bytes: [UInt8], _ options: ReplayOptions) -> [String] {
    var run = ReplayRun(options)
    var reader = TraceReader(file: "f", source: MemorySource(bytes), verifies: true)
    var results: [TraceResult] = []
    run.replay(&reader, onResult: { results.append($0) })
    return text(results) + run.lossy
  }

  static func quick(
    _ bytes: [UInt8], _ options: ReplayOptions, _ memory: QuickMemory, inBlocks: Int
  ) -> [String] {
    var run = ReplayRun(options)
    var reader = TraceReader(
      file: "f", source: BlockSource(bytes, inBlocks), verifies: true, memory: memory.lines)
    var results: [TraceResult] = []
    run.replay(&reader, memory: memory, onResult: { results.append($0) })
    return text(results) + run.lossy
  }

  /// Holds both ways equal, with a memory that knows nothing and with what it has learned.
  static func hold(
    _ bytes: [UInt8], _ memory: QuickMemory, strictly strictness: Strictness = .byOrigin,
    inBlocks blocks: Int = 1 << 16, _ what: String
  ) {
    var options = ReplayOptions()
    options.strictness = strictness
    let expected = plain(bytes, options)
    let found = quick(bytes, options, memory, inBlocks: blocks)
    #expect(found.count == expected.count, "\(what)")
    for (found, expected) in zip(found, expected) where found != expected {
      Issue.record("\(what):\n\(Self.difference(found, expected))")
      return
    }
  }

  /// Where two texts part, with some of what stands around.
  private static func difference(_ found: String, _ expected: String) -> String {
    let same = zip(found, expected).prefix { $0 == $1 }.count
    func around(_ text: String) -> String {
      String(text.dropFirst(max(0, same - 300)).prefix(700))
    }
    return "found \(around(found))\nexpected \(around(expected))"
  }

  /// All traces of the corpus, one after another.
  static func bytesOfCorpus() throws -> [UInt8] {
    try TraceFiles.expand(corpus).flatMap {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0)))
    }
  }

  @Test("the corpus, all in a row")
  func corpus() throws {
    let memory = QuickMemory()
    let all = try Self.bytesOfCorpus()
    Self.hold(all, memory, inBlocks: 777, "the whole corpus")
    Self.hold(all, memory, "the whole corpus, known by now")
  }

  @Test("random traces under every book, also with keys in another order and with white space")
  func random() {
    let memory = QuickMemory()
    for (place, book) in Policies.all.enumerated() {
      for seed in UInt64(1)...2 {
        var story = QuickStory(seed: seed * 100 + UInt64(place), book: book)
        let what = "\(book.name), seed \(seed)"
        let bytes = story.tell(traces: 2, lines: 100)
        Self.hold(bytes, memory, inBlocks: 777, what)
        Self.hold(bytes, memory, strictly: .lenient, "\(what), lenient")
        Self.hold(story.shuffled(bytes), memory, "\(what), keys in another order")
      }
    }
  }

  @Test("a fleet whose traces have names of their own, more than are kept")
  func fleet() throws {
    var story = QuickStory(seed: 11, book: try #require(Policies.named("ios")))
    story.hasOwnNames = true
    let memory = QuickMemory()
    let bytes = story.tell(traces: 500, lines: 12)
    Self.hold(bytes, memory, "a fleet")
    Self.hold(bytes, memory, inBlocks: 777, "a fleet, known by now")
  }

  /// Lines are known by numbers, which stand for others once a table was full.
  @Test("more different lines than are kept, among few that come again")
  func overflow() {
    let ports = Port.allCases.filter { PortSet.outputs.contains($0) }.map { "\"\($0.name)\"" }
    var lines = [
      #"{"trace":1,"id":"overflow","platform":"ios","policy":"ios"}"#,
      #"{"t":0,"event":"callJoined","call":"c","kind":"voip"}"#,
    ]
    for number in 0..<(1 << 14) + 200 {
      let isSpeaker = number / 8 % 2 == 0
      let port = isSpeaker ? #""builtInSpeaker""# : "null"
      let out = isSpeaker ? "builtInSpeaker" : "builtInReceiver"
      let toggled = #""event":"outputOverridden","port":\#(port),"expect":{"out":"\#(out)"}"#
      lines.append(#"{"t":\#(number),\#(toggled)}"#)
      if number % 8 > 4 { lines.append(#"{"t":\#(number),"observed":{"out":"\#(out)"}}"#) }
      // Each of its own, and without a name.
      let some = ports.indices.filter { number >> $0 & 1 == 1 }.map { ports[$0] }
      let more = ["", #","in":null"#, #","in":"builtInMic""#][(number >> ports.count) % 3]
      lines.append(
        #"{"t":\#(number),"wanted":{"out":null\#(more),"available":[\#(some.joined(separator: ","))]}}"#
      )
    }
    let memory = QuickMemory()
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    Self.hold(bytes, memory, "overflow")
    #expect(memory.lines.age > 0)
  }

  /// A recorded log of events that each are observed several times, as bytes.
  private static func recorded(_ id: String = "recorded/again") throws -> [UInt8] {
    var names = NameTable()
    let call = names.mention(call: "c")
    let storage = FaultyStorage()
    var header = Header(id: id, circumstances: Circumstances(platform: .ios))
    header.policy = "ios"
    let log = try LogWriter(storage, header: header, names: names)
    func add(_ line: Line, at t: Int64) throws {
      var line = line
      line.t = t
      try log.append(line, names: names)
    }
    var joined = Event(.callJoined)
    joined.call = call
    joined.callKind = .voip
    try add(Line(.event(joined), hasTime: true), at: 0)
    for step in Int64(1)...12 {
      var overridden = Event(.outputOverridden)
      let port = step % 2 == 0 ? Port.builtInReceiver : .builtInSpeaker
      overridden.port =
        port == .builtInSpeaker
        ? PortArgument.some(EndpointPattern(port: port)) : PortArgument.none
      try add(Line(.event(overridden), hasTime: true), at: step * 100)
      var observed = Line(.evidence, hasTime: true)
      observed.evidence = [
        Evidence(.observed, input: .anything, output: .oneOf([EndpointPattern(port: port)]))
      ]
      for again in Int64(1)...3 { try add(observed, at: step * 100 + again) }
    }
    try log.close(why: "closed")
    return storage.bytes
  }

  /// What stands after the damage is known, and so is what would have come before it.
  @Test("a recorded log, each line damaged in turn")
  func damaged() throws {
    let whole = try Self.recorded()
    let memory = QuickMemory()
    Self.hold(whole, memory, "whole")
    let lines = whole.split(separator: 0x0A)
    for number in lines.indices {
      var hurt = lines.map { Array($0) }
      hurt[number][hurt[number].count / 2] ^= 1
      let bytes = Array(hurt.joined(separator: [0x0A])) + [0x0A]
      let what = "line \(number + 1) damaged"
      Self.hold(bytes, memory, what)
      Self.hold(bytes, memory, inBlocks: 61, "\(what), in small blocks")
      Self.hold(bytes, QuickMemory(), "\(what), a new memory")
    }
  }

  /// What stands behind a damaged log in the same file: another log, and a trace that was not
  /// recorded, with a line that rests on what is not there and a header that is none.
  @Test("what follows a damaged log")
  func behindDamage() throws {
    func trace(_ id: String, _ middle: [String]) -> [UInt8] {
      let lines =
        [
          #"{"trace":1,"id":"\#(id)","platform":"ios","policy":"ios"}"#,
          #"{"t":1,"event":"callJoined","call":"\#(id)-1","kind":"voip"}"#,
          #"{"t":2,"event":"outputOverridden","port":"builtInSpeaker"}"#,
          #"{"t":3,"observed":{"out":"builtInSpeaker"}}"#,
          #"{"t":4,"observed":{"out":"builtInSpeaker"}}"#,
        ] + middle + [
          #"{"t":7,"observed":{"out":"builtInSpeaker"}}"#,
          #"{"t":8,"event":"callEnded","call":"\#(id)-1"}"#,
        ]
      return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
    let second = #"{"t":5,"event":"callJoined","call":"two-2","kind":"voip"}"#
    let ended = #"{"t":6,"event":"callEnded","call":"two-2"}"#
    let known =
      trace("one", []) + trace("two", [second, ended])
      + trace(
        "three",
        [
          second.replacingOccurrences(of: "two-2", with: "b"),
          ended.replacingOccurrences(of: "two-2", with: "b"),
        ])
    let middles = [
      [], [#"{"t":5,"event":"deviceConnected","device":"nobody"}"#], [#"{"trace":1,"id":"torn"#],
      [#"{"trace":1,"id":"torn"#, second, ended],
    ]
    let logs = [try Self.recorded(), try Self.recorded("recorded/other")]
    for number in [3, 20, 45] {
      var lines = logs[0].split(separator: 0x0A).map { Array($0) }
      lines[number][lines[number].count / 2] ^= 1
      lines.removeLast(number == 45 ? 6 : 0)
      let hurt = Array(lines.joined(separator: [0x0A])) + [0x0A]
      for (place, middle) in middles.enumerated() {
        let memory = QuickMemory()
        let what = "line \(number + 1) damaged, middle \(place)"
        Self.hold(logs[0] + known, memory, what)
        let behind = trace("four", middle) + trace("five", middle)
        Self.hold(hurt + logs[1] + behind, memory, what)
        Self.hold(hurt + behind + logs[1], memory, inBlocks: 97, "\(what), in small blocks")
      }
    }
  }

  @Test("one long trace of few different lines, under ios and telecom14")
  func long() {
    for name in ["ios", "telecom14"] {
      guard let book = Policies.named(name) else { continue }
      var story = QuickStory(seed: 7, book: book)
      story.isCalm = true
      Self.hold(story.tell(traces: 1, lines: 3000), QuickMemory(), name)
    }
  }

  @Test("a run of known steps longer than its log, explained at its end")
  func veryLong() {
    for name in ["ios", "telecom14"] {
      guard let book = Policies.named(name) else { continue }
      for seed in UInt64(1)...4 {
        var story = QuickStory(seed: seed, book: book)
        story.isCalm = true
        story.variety = 60
        story.hasEvidence = false
        story.endsWrong = true
        let memory = QuickMemory()
        let bytes = story.tell(traces: 1, lines: 9000)
        Self.hold(bytes, memory, strictly: .lenient, "\(name), seed \(seed)")
        Self.hold(bytes, memory, strictly: .lenient, "\(name), seed \(seed), known by now")
      }
    }
  }
}
