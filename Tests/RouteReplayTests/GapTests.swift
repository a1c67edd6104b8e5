import RouteReplay
import TestSupport
import Testing

/// What a gap in a log leaves open.
@Suite struct GapTests {
  private let start = """
    {"t":0,"event":"deviceConnected","device":"airpods"}
    {"t":1000,"event":"callJoined","call":"v","kind":"voip"}
    {"t":1500,"gap":{"lost":12,"why":"buffer full"}}

    """

  @Test func aVerdictThatRestsOnLostEventsIsInconclusive() {
    let result = replayed(header() + start + #"{"t":2000,"expect":{"out":"builtInSpeaker"}}"#).first
    #expect(result?.outcome == .inconclusive)
    #expect(result?.lost == true)
  }

  @Test func anObservationThatAgreesSettlesAll() {
    let lines = """
      {"t":2000,"observed":{"out":"bluetoothHFP@airpods"}}
      {"t":3000,"expect":{"out":"builtInSpeaker"}}
      """
    #expect(replayed(header() + start + lines).first?.outcome == .failed)
  }

  @Test func anObservationThatDiffersAfterAGapIsNoDeviation() {
    let lines = #"{"t":2000,"observed":{"out":"builtInSpeaker"}}"#
    #expect(replayed(header() + start + lines).first?.outcome == .inconclusive)
  }

  @Test func anEventThatLostOnesMayHaveMadePossibleIsNoFailure() {
    let lines = #"{"t":2000,"event":"callEnded","call":"begun-in-the-gap"}"#
    let result = replayed(header() + start + lines).first
    #expect(result?.outcome == .inconclusive)
    #expect(result?.rejected == 1)
  }

  @Test func anExpectedFailureThatAGapLeavesOpenIsNoUnexpectedPass() {
    let xfail = header("a", #","xfail":{"why":"known","cause":"book"}"#)
    let result = replayed(xfail + start + #"{"t":2000,"expect":{"out":"builtInSpeaker"}}"#).first
    #expect(result?.outcome == .inconclusive)
  }
}
