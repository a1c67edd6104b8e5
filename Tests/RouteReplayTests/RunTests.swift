import Foundation
import RouteReplay
import TestSupport
import Testing

/// A run over many traces.
@Suite struct RunTests {
  private func trace(_ id: String, expecting port: String = "bluetoothHFP") -> String {
    header(id) + """
      {"t":0,"event":"deviceConnected","device":"airpods"}
      {"t":1000,"event":"callJoined","call":"v","kind":"voip","expect":{"out":"\(port)"}}

      """
  }

  @Test func aBadTraceDoesNotHideTheOthers() {
    let bad = header("bad") + #"{"t":0,"event":"deviceConected","device":"airpods"}"# + "\n"
    let results = replayed(trace("a") + bad + trace("b"))
    #expect(results.map(\.id) == ["a", "bad", "b"])
    #expect(results.map(\.outcome) == [.passed, .unreadable, .passed])
    #expect(results[1].why?.contains("did you mean \"deviceConnected\"") == true)
  }

  @Test func twoTracesWithOneIdentifierAreAnError() {
    let results = replayed(trace("a") + trace("a"))
    #expect(results.map(\.outcome) == [.passed, .unreadable])
    #expect(results[1].why?.contains("already used at test.jsonl:1") == true)
  }

  @Test func anUnknownPolicyIsAnErrorWithTheNearestName() {
    let results = replayed(header("a", policy: "agora-2021"))
    #expect(results.first?.why?.contains("did you mean \"agora-2020\"?") == true)
  }

  @Test func aPolicyThatDoesNotServeThePlatformIsAnError() {
    let results = replayed(header("a", policy: "agora-2020", platform: "android"))
    #expect(results.first?.outcome == .unreadable)
  }

  @Test func tracesOfOtherPlatformsAreSkippedUnderAnotherPolicy() {
    var options = ReplayOptions()
    options.policy = "agora-2020-android"
    #expect(replayed(trace("a"), options: options).map(\.outcome) == [.skipped])
  }

  @Test func underAnotherPolicyExpectIsShownAndNotCompared() {
    var options = ReplayOptions()
    options.policy = "ios"
    let results = replayed(trace("a", expecting: "builtInReceiver"), options: options)
    #expect(results.map(\.outcome) == [.unjudged])
  }

  @Test func aTraceWithoutAPolicyExpectsWhatItsPlatformsOwnBookGives() {
    let text = trace("a", expecting: "builtInReceiver")
      .replacingOccurrences(of: #","policy":"agora-2020""#, with: "")
    #expect(replayed(text).map(\.outcome) == [.failed])
    var options = ReplayOptions()
    options.policy = "agora-2020"
    #expect(replayed(text, options: options).map(\.outcome) == [.unjudged])
    options.policy = "ios"
    #expect(replayed(text, options: options).map(\.outcome) == [.failed])
  }

  @Test func filtersTakeTheTracesThatTheyName() {
    var options = ReplayOptions()
    options.filter.ids = ["b"]
    let results = replayed(trace("a") + trace("b"), options: options)
    #expect(results.map(\.outcome) == [.skipped, .passed])
  }

  @Test func failFastStopsAtTheFirstFailure() {
    var options = ReplayOptions()
    options.failFast = true
    let text = trace("a") + trace("b", expecting: "builtInSpeaker") + trace("c")
    #expect(replayed(text, options: options).map(\.id) == ["a", "b"])
  }

  @Test func nothingIsLeftOfOneTraceInTheNext() {
    let alone = replayed(trace("b")).first
    let behind = replayed(trace("a") + trace("b")).last
    #expect(alone?.outcome == behind?.outcome)
    #expect(alone?.events == behind?.events)
    #expect(alone?.judged == behind?.judged)
  }

  @Test func theStartOfATraceIsTaken() {
    let text =
      header(
        "a",
        #","start":{"connected":["airpods"],"calls":{"v":{"kind":"voip","state":"active"}}}"#)
      + #"{"t":0,"expect":{"out":"bluetoothHFP@airpods"}}"#
    #expect(replayed(text).first?.outcome == .passed)
  }

  @Test func aCallMayHaveBeenAnsweredOnADeviceThatIsGone() {
    let call = #"{"p":{"kind":"phone","state":"active","on":"jbl"}}"#
    let text =
      header("a", policy: "ios", #","start":{"connected":["airpods"],"calls":\#(call)}"#)
      + #"{"t":0,"expect":{"calls":{"p":"active"},"out":"bluetoothHFP@airpods"}}"#
    #expect(replayed(text).first?.outcome == .passed)
  }

  @Test func whatAPersonTakesBackIsNeverRejected() {
    let text =
      header("a", policy: "macos", platform: "macos") + """
        {"t":0,"event":"deviceConnected","device":"airpods"}
        {"event":"routeSelected","in":"@airpods","out":"bluetoothA2DP@airpods"}
        {"event":"routeSelected","in":null}
        {"event":"routeSelected","in":null,"out":null,"expect":{"selected":null}}
        {"event":"routeSelected","in":null,"out":null}
        """
    let result = replayed(text).first
    #expect(result?.outcome == .passed)
    #expect(result?.rejected == 0)
    #expect(result?.ignored == 1)
  }

  @Test func theOutcomeOfALinkThatLostItsProfileComesTooLate() {
    let text =
      header("a") + """
        {"t":0,"event":"deviceConnected","device":"airpods"}
        {"event":"linkConnected","device":"airpods","profile":"hfp"}
        {"event":"deviceDisconnected","device":"airpods","profiles":["hfp"]}
        {"event":"linkDisconnected","device":"airpods","profile":"hfp"}
        """
    let result = replayed(text).first
    #expect(result?.rejected == 0)
    #expect(result?.ignored == 1)
  }

  @Test func aDeviceMayBeDeclaredOnTheWay() {
    let text =
      header("a") + """
        {"device":"buds","type":"bluetoothHeadset"}
        {"t":0,"event":"deviceConnected","device":"buds"}
        {"t":1000,"event":"callJoined","call":"v","kind":"voip","expect":{"out":"bluetoothHFP@buds"}}
        """
    #expect(replayed(text).first?.outcome == .passed)
  }
}
