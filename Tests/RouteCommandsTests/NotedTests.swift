import Foundation
import RouteCommands
import Testing

/// What fails nothing is named all the same.
@Suite struct NotedTests {
  private static let header =
    #"{"trace":1,"id":"ID","platform":"ios","os":"17.0","policy":"ios","devices":"#
    + #"{"airpods":{"type":"bluetoothHeadset"}},"start":{"connected":["airpods"]}}"# + "\n"
  private static let call = #"{"t":0,"event":"callJoined","call":"c","kind":"phone"}"# + "\n"
  private static let outOfStep =
    #"{"t":10,"observed":{"out":"bluetoothHFP@airpods"},"claimed":{"by":"x","out":"builtInSpeaker"}}"#
    + "\n"

  private static func trace(_ id: String, _ lines: String) -> String {
    header.replacingOccurrences(of: "ID", with: id) + call + lines
  }

  @Test func theFirstTracesAreNamedAndTheOthersCounted() throws {
    let scratch = try Scratch()
    for number in 1...5 {
      try scratch.write(Self.trace("t\(number)", Self.outOfStep), to: "t\(number).jsonl")
    }
    let ran = Ran(["replay", scratch.folder.path])
    #expect(ran.status == .asExpected && ran.width <= 100)
    let words = ran.output.replacingOccurrences(of: scratch.folder.path + "/", with: "")
      .split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      words.hasSuffix(
        "also: 5 SDK out of step SDK out of step t1.jsonl:3, t2.jsonl:3, t3.jsonl:3, and 2 traces more"
      ), "\(words)")
    #expect(Ran(["replay", "-q", scratch.folder.path]).output.isEmpty)
  }

  @Test func aDeviationThatSettledIsTakenBackBelowTheSteps() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      Self.trace(
        "t",
        #"{"t":10,"observed":{"out":"builtInSpeaker"}}"# + "\n"
          + #"{"t":20,"observed":{"out":"bluetoothHFP@airpods"}}"# + "\n"))
    let ran = Ran(["replay", "-v", path])
    #expect(ran.status == .asExpected)
    #expect(ran.output.contains("✗ deviation"))
    #expect(ran.output.contains("00:00.010  the deviation on line 3 was transient: "))
    #expect(!Ran(["replay", path]).output.contains("the deviation on line"))
  }
}
