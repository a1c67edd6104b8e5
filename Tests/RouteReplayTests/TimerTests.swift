import RouteReplay
import TestSupport
import Testing

/// Time is an input: timers fire before the line at which they are due.
@Suite struct TimerTests {
  private func result(_ lines: String, _ more: String = "") -> TraceResult? {
    replayed(
      """
      {"trace":1,"id":"test/timer","platform":"ios","os":"16.0","policy":"facetime-guide",\
      "devices":{"homepod":{"type":"homePod"}}\(more)}
      {"t":0,"event":"deviceConnected","device":"homepod"}
      {"t":1000,"event":"callJoined","call":"f","kind":"faceTime"}
      {"t":2000,"event":"routeSelected","port":"airPlay@homepod","via":"controlCenter"}

      """ + lines
    ).first
  }

  @Test func justBeforeTheDeadlineNothingHasFired() {
    #expect(result(#"{"t":6999,"expect":{"out":"builtInSpeaker"}}"#)?.outcome == .passed)
  }

  @Test func atTheDeadlineTheTimerFiresFirst() {
    #expect(result(#"{"t":7000,"expect":{"out":"airPlay@homepod"}}"#)?.outcome == .passed)
  }

  @Test func afterTheDeadlineItHasFired() {
    #expect(result(#"{"t":7001,"expect":{"out":"airPlay@homepod"}}"#)?.outcome == .passed)
  }

  @Test func aTimerThatWasCancelledDoesNotFire() {
    let lines = """
      {"t":3000,"event":"linkRequested","device":"homepod","profile":"airPlay2","by":"person"}
      {"t":4000,"event":"linkFailed","device":"homepod","profile":"airPlay2"}
      {"t":9000,"expect":{"out":"builtInSpeaker"}}
      """
    #expect(result(lines)?.outcome == .passed)
  }

  @Test func withoutAClockNoTimerRunsOutByItself() {
    let order = #","clock":"order""#
    #expect(result(#"{"t":9000,"expect":{"out":"builtInSpeaker"}}"#, order)?.outcome == .passed)
    let byHand = """
      {"event":"timerFired","timer":"airPlayLink"}
      {"expect":{"out":"airPlay@homepod"}}
      """
    #expect(result(byHand, order)?.outcome == .passed)
  }

  @Test func aTimerThatDoesNotRunIsIgnored() {
    let result = result(#"{"t":2500,"event":"timerFired","timer":"scoLink"}"#)
    #expect(result?.ignored == 1)
    #expect(result?.rejected == 0)
  }

  @Test func aTimerThatALogSaysHasFiredDoesNotFireAgain() {
    let lines = """
      {"t":3000,"event":"timerFired","timer":"airPlayLink","expect":{"out":"airPlay@homepod"}}
      {"t":9000,"expect":{"out":"airPlay@homepod"}}
      """
    let result = result(lines)
    #expect(result?.outcome == .passed)
    #expect(result?.events == 4)
    #expect(result?.ignored == 0)
  }
}
