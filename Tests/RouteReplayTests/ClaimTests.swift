import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TestSupport
import Testing
import TraceLog

/// What an SDK said, under a book that models it and under others.
@Suite struct ClaimTests {
  /// A picker that was started, with a headset whose link is up.
  private static let started = """
    {"t":0,"event":"libraryCall","name":"start"}
    {"t":100,"event":"libraryCall","name":"activate"}
    {"t":200,"event":"deviceConnected","device":"airpods"}
    {"t":300,"event":"libraryCall","name":"updateAudioRoute"}
    {"t":400,"event":"linkConnected","device":"airpods","profile":"hfp"}

    """

  private static func one(
    _ lines: String..., policy: String = "audioswitch", after before: String = started,
    options: ReplayOptions = ReplayOptions()
  ) throws -> TraceResult {
    let head = header(policy: policy, platform: "android")
    let results = replayed(head + before + lines.joined(separator: "\n"), options: options)
    #expect(results.count == 1)
    return try #require(results.first)
  }

  private static func claim(_ said: String, by: String = "audioswitch", at t: Int = 500) -> String {
    #"{"t":\#(t),"claimed":{\#(said),"by":"\#(by)"}}"#
  }

  private static let wrong = #""out":"builtInSpeaker""#
  private static let right = #""out":"@airpods""#

  /// A claim and the facts on which it differs.
  struct Case: Sendable {
    var said: String
    var differs: [String] = []
  }

  static let cases = [
    Case(said: right),
    Case(said: #""out":"bluetoothHFP@airpods""#),
    Case(said: #""out":"bluetoothHFP""#),
    Case(said: #""out":["headphones","@airpods"]"#),
    Case(said: #""out":"!builtInSpeaker""#),
    Case(said: #""in":"bluetoothHFP@airpods""#),
    Case(said: #""available":["@airpods","builtInSpeaker","builtInReceiver"]"#),
    Case(said: #""selected":"@airpods""#),
    Case(said: #""links":{"airpods":"connected"},"session":"active""#),
    Case(said: wrong, differs: ["out"]),
    Case(said: #""out":"bluetoothA2DP@jbl""#, differs: ["out"]),
    Case(said: #""out":"!@airpods""#, differs: ["out"]),
    Case(said: #""out":null"#, differs: ["out"]),
    Case(said: #""in":"builtInMic","out":"@airpods""#, differs: ["in"]),
    Case(said: #""available":["builtInSpeaker","builtInReceiver"]"#, differs: ["available"]),
    Case(said: #""selected":null"#, differs: ["selected"]),
    Case(said: #""links":{"airpods":"failed"}"#, differs: ["links"]),
    Case(
      said: #""out":"builtInReceiver","session":"inactive""#, differs: ["out", "session"]),
  ]

  @Test(arguments: cases)
  func aClaimIsComparedWithTheStateThatTheBookOfItsSDKComputes(of one: Case) throws {
    let result = try Self.one(Self.claim(one.said))
    #expect(result.judged == 1)
    #expect(result.outcome == (one.differs.isEmpty ? .passed : .failed))
    #expect(result.firstWrong?.differences.map(\.fact) ?? [] == one.differs)
    guard let finding = result.firstWrong else { return }
    #expect(finding.kind == .claim && finding.column == .claimed && finding.line == 7)
  }

  /// Each SDK that a book models, and the book.
  static let modelled = Policies.all.flatMap { book in book.models.map { (book.name, $0) } }

  @Test func theBooksOfPickersModelSDKs() {
    #expect(
      Self.modelled.map { "\($0.1) by \($0.0)" } == [
        "audioswitch by audioswitch", "audioswitch-livekit by audioswitch-livekit",
        "livekit by audioswitch-livekit", "apprtc by apprtc", "core-telecom by core-telecom",
      ])
  }

  @Test func aClaimFailsUnderTheBooksOfItsSDKAlone() throws {
    let said = Self.claim(Self.wrong, by: "livekit")
    #expect(try Self.one(said, policy: "audioswitch-livekit").outcome == .failed)
    for policy in ["audioswitch", "apprtc", "android-voip", "telecom14"] {
      #expect(try Self.one(said, policy: policy).outcome == .unjudged, "\(policy)")
    }
    let nobody = #"{"t":500,"claimed":{"out":"builtInSpeaker"}}"#
    #expect(try Self.one(nobody).outcome == .unjudged)
    // Of each trace's own book only the `expect` and the `xfail` are.
    var other = ReplayOptions()
    other.policy = "audioswitch-livekit"
    #expect(try Self.one(said, policy: "android-voip", options: other).firstWrong?.kind == .claim)
  }

  @Test func underOtherBooksItIsNotedThatAnObservationContradicts() throws {
    let observed = #"{"t":450,"observed":{"out":"bluetoothHFP@airpods"}}"#
    let noted = try Self.one(observed, Self.claim(Self.wrong, by: "another"))
    #expect(noted.outcome == .passed && noted.count(.desynchronised) == 1)
    let failed = try Self.one(observed, Self.claim(Self.wrong))
    #expect(failed.count(.claim) == 1 && failed.count(.desynchronised) == 0)
  }

  @Test func aDifferenceThatLastsIsOneEpisodeWhateverOthersClaim() throws {
    let result = try Self.one(
      Self.claim(Self.wrong, at: 500), Self.claim(Self.wrong, at: 600),
      #"{"t":650,"observed":{"out":"@airpods"},"claimed":{"out":"@airpods","by":"another"}}"#,
      Self.claim(Self.wrong, at: 700), Self.claim(Self.right, at: 800),
      Self.claim(Self.wrong, at: 900))
    #expect(result.count(.claim) == 2)
    #expect(result.firstWrong?.line == 7)
  }

  @Test func whereTheBookSaysNothingNothingIsCompared() throws {
    let idle = #"{"t":0,"event":"deviceConnected","device":"airpods"}"# + "\n"
    let everything = #""available":["builtInSpeaker"],"out":"builtInSpeaker""#
    #expect(try Self.one(Self.claim(everything), after: idle).outcome == .unjudged)
    let started = idle + #"{"t":10,"event":"libraryCall","name":"start"}"# + "\n"
    // It lists devices, and touches no audio yet.
    #expect(try Self.one(Self.claim(Self.wrong), after: started).outcome == .unjudged)
    let listed = try Self.one(Self.claim(everything), after: started)
    #expect(listed.firstWrong?.differences.map(\.fact) == ["available"])
  }

  @Test(arguments: [
    #""selected":"builtInSpeaker""#, #""muted":true"#, #""pending":null"#,
    #""session":"inactive""#, #""dataSource":"Bottom""#,
  ])
  func whatTheBookDoesNotKeepIsNotCompared(_ said: String) throws {
    let apprtc = Self.claim(said, by: "apprtc")
    #expect(try Self.one(apprtc, policy: "apprtc").outcome == .unjudged)
    let both = Self.claim("\(Self.wrong),\(said)", by: "apprtc")
    let result = try Self.one(both, policy: "apprtc")
    #expect(result.firstWrong?.differences.map(\.fact) == ["out"])
  }

  @Test func behindAGapAClaimIsUndecided() throws {
    let result = try Self.one(#"{"t":450,"gap":{"lost":1}}"#, Self.claim(Self.wrong))
    #expect(result.outcome == .inconclusive && result.count(.claim) == 0)
  }

  @Test func aFailingClaimIsAnExpectedFailureWhereTheHeaderSaysSo() throws {
    let head = header(
      policy: "audioswitch", platform: "android", #","xfail":{"why":"a stale timer","cause":"sdk"}"#
    )
    let results = replayed(head + Self.started + Self.claim(Self.wrong))
    #expect(results.map(\.outcome) == [.expectedFailure])
    let agreeing = replayed(head + Self.started + Self.claim(Self.right))
    #expect(agreeing.map(\.outcome) == [.unexpectedPass])
  }

  @Test("of two lines of the same words, each is judged by its own SDK, known or not")
  func knownLines() {
    let head = { (name: String) in header(name, policy: "audioswitch", platform: "android") }
    let lines = [Self.claim(Self.right), Self.claim(Self.right, by: "other")]
    let wrong = [Self.claim(Self.wrong), Self.claim(Self.wrong, by: "other")]
    let traces = (0..<3).flatMap { round in
      (lines + wrong).enumerated().map { place, line in
        head("test/\(round)-\(place)") + Self.started + line + "\n"
      }
    }
    var run = ReplayRun(ReplayOptions())
    let memory = QuickMemory()
    var found: [TraceResult] = []
    for text in traces {
      var reader = TraceReader(
        file: "f", source: MemorySource(text), verifies: true, memory: memory.lines)
      run.replay(&reader, memory: memory, onResult: { found.append($0) })
    }
    let expected: [Outcome] = [.passed, .unjudged, .failed, .unjudged]
    #expect(found.map(\.outcome) == expected + expected + expected)
    #expect(found.map(\.judged) == (0..<3).flatMap { _ in [1, 0, 1, 0] })
  }
}
