import RouteModel
import RouteReplay
import TestSupport
import Testing

/// How evidence decides about a trace.
@Suite struct VerdictTests {
  /// AirPods are connected and a VoIP call is on: the route is the AirPods' HFP.
  private let onAirPods = """
    {"t":0,"event":"deviceConnected","device":"airpods"}
    {"t":1000,"event":"callJoined","call":"v","kind":"voip"}

    """

  private func one(_ lines: String, _ more: String = "") throws -> TraceResult {
    let results = replayed(header("test/one", more) + onAirPods + lines)
    #expect(results.count == 1)
    return try #require(results.first)
  }

  @Test func anExpectationThatAgreesPasses() throws {
    let result = try one(#"{"t":2000,"expect":{"in":"bluetoothHFP@airpods","out":"@airpods"}}"#)
    #expect(result.outcome == .passed)
    #expect(result.judged == 1)
  }

  @Test func anExpectationThatDiffersFailsAtItsLine() throws {
    let result = try one(#"{"t":2000,"expect":{"out":"builtInSpeaker"}}"#)
    #expect(result.outcome == .failed)
    let finding = try #require(result.firstWrong)
    #expect(finding.kind == .expectation)
    #expect(finding.line == 4)
    #expect(finding.t == 2000)
    #expect(
      finding.differences == [
        Difference(fact: "out", said: "builtInSpeaker", computed: "bluetoothHFP@airpods")
      ])
  }

  @Test func aSideThatIsLeftOutIsNotCompared() throws {
    #expect(try one(#"{"t":2000,"expect":{"in":"bluetoothHFP"}}"#).outcome == .passed)
  }

  @Test func nothingToCompareIsUnjudged() throws {
    #expect(try one(#"{"t":2000,"wanted":{"out":"builtInSpeaker"}}"#).outcome == .unjudged)
    #expect(try one(#"{"t":2000,"heard":{"out":"builtInSpeaker"}}"#).outcome == .unjudged)
  }

  @Test func anObservationThatStaysWrongIsADeviation() throws {
    let result = try one(#"{"t":2000,"observed":{"out":"builtInSpeaker"}}"#)
    #expect(result.outcome == .failed)
    #expect(result.firstWrong?.kind == .deviation)
  }

  @Test func anObservationThatIsPutRightInTimeIsTransient() throws {
    let result = try one(
      """
      {"t":2000,"observed":{"out":"builtInSpeaker"}}
      {"t":5000,"observed":{"out":"bluetoothHFP"}}
      """)
    #expect(result.outcome == .passed)
    #expect(result.count(.transient) == 1)
  }

  @Test func anObservationThatIsPutRightTooLateIsADeviation() throws {
    let result = try one(
      """
      {"t":2000,"observed":{"out":"builtInSpeaker"}}
      {"t":5001,"observed":{"out":"bluetoothHFP"}}
      """)
    #expect(result.outcome == .failed)
    #expect(result.firstWrong?.line == 4)
  }

  @Test func withoutAClockOnlyTheNextEventEndsTheTimeToSettle() throws {
    let settled = try one(
      """
      {"observed":{"out":"builtInSpeaker"}}
      {"t":900000,"observed":{"out":"bluetoothHFP"}}
      """, #","clock":"order""#)
    #expect(settled.outcome == .passed)
    let late = try one(
      """
      {"observed":{"out":"builtInSpeaker"}}
      {"event":"proximityChanged","near":true}
      {"observed":{"out":"bluetoothHFP"}}
      """, #","clock":"order""#)
    #expect(late.outcome == .failed)
  }

  @Test func aDifferenceThatLastsIsOneEpisode() throws {
    let result = try one(
      """
      {"t":2000,"expect":{"out":"builtInSpeaker"}}
      {"t":3000,"expect":{"out":"builtInSpeaker"}}
      {"t":4000,"expect":{"out":"bluetoothHFP"}}
      {"t":5000,"expect":{"out":"builtInSpeaker"}}
      """)
    #expect(result.count(.expectation) == 2)
    #expect(result.firstWrong?.line == 4)
  }

  @Test func aClaimIsComparedWithTheLatestObservationSinceTheEvent() throws {
    let result = try one(
      """
      {"t":2000,"observed":{"out":"bluetoothHFP"}}
      {"t":2100,"claimed":{"out":"builtInSpeaker","by":"sdk"}}
      """)
    #expect(result.outcome == .passed)
    #expect(result.count(.desynchronised) == 1)
    let stale = try one(
      """
      {"t":2000,"observed":{"out":"bluetoothHFP"}}
      {"t":2050,"event":"proximityChanged","near":true}
      {"t":2100,"claimed":{"out":"builtInSpeaker","by":"sdk"}}
      """)
    #expect(stale.count(.desynchronised) == 0)
  }

  @Test func aClaimDiffersOnlyWhereBothCannotBeTrue() throws {
    func differs(_ claimed: String, _ observed: String) throws -> Bool {
      try one(#"{"t":2000,"observed":{"out":\#(observed)},"claimed":{"out":\#(claimed)}}"#)
        .count(.desynchronised) == 1
    }
    let hfp = #""bluetoothHFP@airpods""#
    #expect(try differs(#""!bluetoothHFP""#, hfp))
    #expect(try differs(hfp, #""!@airpods""#))
    #expect(try !differs(#""!bluetoothHFP@jbl""#, hfp))
    #expect(try !differs(#""!bluetoothHFP@airpods""#, #""bluetoothHFP""#))
    #expect(try !differs("null", #""!bluetoothHFP""#))
    #expect(try differs("null", hfp))
    #expect(try !differs(#"["hdmi","@airpods"]"#, hfp))
  }

  @Test func whatPeopleHeardFailsNothing() throws {
    let result = try one(
      """
      {"t":2000,"expect":{"out":"@airpods"},"heard":{"out":"builtInSpeaker"}}
      """)
    #expect(result.outcome == .passed)
    #expect(result.count(.heard) == 1)
  }

  @Test func anObservationWhileNothingIsInControlIsNotJudged() throws {
    let result = try one(
      """
      {"t":2000,"event":"callEnded","call":"v"}
      {"t":3000,"observed":{"out":"builtInSpeaker"}}
      """)
    #expect(result.outcome == .unjudged)
  }

  @Test func aKnownFailureIsExpectedAndItsPassIsNot() throws {
    let xfail = #","xfail":{"why":"the device broke its rules","cause":"device"}"#
    let failing = try one(#"{"t":2000,"observed":{"out":"builtInSpeaker"}}"#, xfail)
    #expect(failing.outcome == .expectedFailure)
    let passing = try one(#"{"t":2000,"observed":{"out":"bluetoothHFP"}}"#, xfail)
    #expect(passing.outcome == .unexpectedPass)
  }

  @Test func aFactThatNoRuleComputesIsUndecided() throws {
    let result = try one(#"{"t":2000,"expect":{"muted":true}}"#)
    #expect(result.outcome == .inconclusive)
    let wrong = try one(#"{"t":2000,"expect":{"muted":true,"out":"builtInReceiver"}}"#)
    #expect(wrong.outcome == .failed)
  }

  @Test func factsBesideTheRouteAreCompared() throws {
    let right = #"{"t":2000,"expect":{"calls":{"v":"active"},"session":"active"}}"#
    #expect(try one(right).outcome == .passed)
    let wrong = try one(#"{"t":2000,"expect":{"calls":{"v":"held"}}}"#)
    #expect(wrong.firstWrong?.differences.first?.fact == "calls")
  }

  @Test func aRejectedEventFailsAStrictReplayOnly() throws {
    let line = #"{"t":2000,"event":"callAnswered","call":"nobody"}"#
    #expect(try one(line).outcome == .failed)
    #expect(try one(line).firstWrong?.kind == .rejected)
    let imported = try one(line, #","imported":true"#)
    #expect(imported.outcome == .unjudged)
    #expect(imported.rejected == 1)
    var lenient = ReplayOptions()
    lenient.strictness = .lenient
    #expect(replayed(header() + onAirPods + line, options: lenient).first?.outcome == .unjudged)
  }

  @Test func theFirstWrongStepIsTheEarliestWhicheverColumnSaysIt() throws {
    let result = try one(
      """
      {"t":2000,"observed":{"out":"builtInSpeaker"}}
      {"t":2500,"expect":{"out":"builtInSpeaker"}}
      """)
    #expect(result.firstWrong?.line == 4)
    #expect(result.firstWrong?.kind == .deviation)
  }
}
