import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// Two books over the same lines.
@Suite struct CompareTests {
  private static let isDue = Cell(0, "the timer ran out", .flag)
  private static let always: [Rule] = [
    Rule(
      "admit", "all", .admit(EndpointClass("port", Port.allCases)), sources: ["test"]),
    Rule(
      "later", "the loudspeaker once the timer ran out",
      when: [.isSet("it is due", .memory(isDue, owner: .app, setBy: [.timerFired]))],
      .choose(.builtIn(.builtInSpeaker)), sources: ["test, later"]),
    Rule("now", "the earpiece", .choose(.builtIn(.builtInReceiver)), sources: ["test, now"]),
    Rule(
      "pair", "with the microphone", .pair(input: .builtIn(.builtInMic), output: .chosen),
      sources: ["test"]),
  ]

  private static func book(_ name: String, after milliseconds: Int64?) -> RuleBook {
    let timed = milliseconds.map { milliseconds in
      [
        Rule(
          "start", "a timer starts",
          .react([.callJoined], [.start(.airPlayLink, milliseconds: milliseconds)]),
          sources: ["test"]),
        Rule(
          "due", "it ran out",
          .react([.timerFired], [.set(isDue, .constant(Value(true)))]), sources: ["test"]),
      ]
    }
    return RuleBook(
      name: name, title: name, platforms: [.ios], versions: "", sources: [], settlingTime: 0,
      cells: [isDue], rules: (timed ?? []) + always)
  }

  private static let trace = """
    {"trace":1,"id":"a","platform":"ios"}
    {"event":"callJoined","call":"c","kind":"voip"}
    {"t":5000,"expect":{"out":"builtInSpeaker"}}
    {"t":6000,"event":"appBackgrounded"}
    """

  private func compare(
    _ left: RuleBook, _ right: RuleBook, _ trace: String
  ) -> (run: CompareRun, differences: [RouteDifference]) {
    var run = CompareRun(left, right)
    var differences: [RouteDifference] = []
    var reader = TraceReader(file: "t", source: MemorySource(trace))
    run.compare(
      &reader, onDifference: { differences.append($0) },
      onError: { Issue.record("\($0.description)") })
    return (run, differences)
  }

  @Test func aTimerOfOneBookIsAStep() {
    let (run, differences) = compare(
      Self.book("one", after: 1000), Self.book("other", after: nil), Self.trace)
    #expect(run.steps == 3)
    #expect(differences.map(\.t) == [1000, 6000])
    #expect(differences.map(\.line) == [3, 4])
    #expect(differences.map(\.event) == ["timerFired airPlayLink", "appBackgrounded"])
    #expect(differences.allSatisfy { $0.sides == [.output] })
    #expect(Set(differences.map(\.kind)).count == 1)
    #expect(differences.first?.left.rule == "later")
    #expect(differences.first?.left.source == "test, later")
    #expect(differences.first?.right.output == "builtInReceiver")
  }

  @Test func aTimerOfBothBooksIsOneStepWhereItIsDueAtOnce() {
    let same = compare(
      Self.book("one", after: 1000), Self.book("other", after: 1000), Self.trace)
    #expect(same.run.steps == 3 && same.differences.isEmpty)
    let apart = compare(
      Self.book("one", after: 1000), Self.book("other", after: 3000), Self.trace)
    #expect(apart.run.steps == 4)
    #expect(apart.differences.map(\.t) == [1000])
  }

  @Test func theOrderOfTheBooksOnlySwapsTheSides() {
    let (one, other) = (Self.book("one", after: 1000), Self.book("other", after: nil))
    let there = compare(one, other, Self.trace).differences
    let back = compare(other, one, Self.trace).differences
    #expect(there.map(\.left) == back.map(\.right))
    #expect(there.map(\.right) == back.map(\.left))
  }

  @Test func tracesOfOtherPlatformsAreSkipped() {
    let book = Self.book("one", after: nil)
    let (run, _) = compare(
      book, book,
      #"{"trace":1,"id":"a","platform":"android"}"# + "\n" + #"{"event":"appBackgrounded"}"#)
    #expect(run.skipped == 1 && run.traces == 0 && run.steps == 0)
  }

  /// Calls of an SDK's picker say nothing to books that do not hear them.
  @Test func tracesWhoseMessagesNeitherBookHearsAreSkipped() throws {
    let trace =
      #"{"trace":1,"id":"a","platform":"android","policy":"audioswitch"}"# + "\n"
      + #"{"event":"libraryCall","name":"start"}"#
    let telecom = try #require(Policies.named("telecom14"))
    let voIP = try #require(Policies.named("android-voip"))
    let audioSwitch = try #require(Policies.named("audioswitch"))
    let deaf = compare(telecom, voIP, trace).run
    #expect(deaf.unheard == 1 && deaf.traces == 0 && deaf.skipped == 0)
    let hears = compare(telecom, audioSwitch, trace).run
    #expect(hears.unheard == 0 && hears.traces == 1)
  }
}
