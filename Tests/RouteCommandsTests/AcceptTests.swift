import Foundation
import RouteCommands
import Testing

/// `routelab accept` changes what it says, and nothing else.
@Suite struct AcceptTests {
  private static let wrong = SmallTrace.answered(expect: #","expect":{"out":"builtInReceiver"}"#)
  private static let right =
    #"{"t":2000,"event":"callAnswered","call":"c1","on":"phone","#
    + #""expect":{"out":"builtInSpeaker"}}"#

  private func lines(_ text: String) -> [String] { text.components(separatedBy: "\n") }

  @Test func onlyTheLineThatDiffersChanges() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    let ran = Ran(["accept", path, "--yes"])
    #expect(ran.status == .asExpected)
    try Golden.expect(ran.output(in: scratch), is: "accept.txt")
    var expected = lines(Self.wrong)
    expected[3] = Self.right
    #expect(lines(try scratch.read()) == expected)
    #expect(scratch.names == ["a.jsonl"])
    #expect(Ran(["replay", path]).status == .asExpected)
    #expect(Ran(["accept", path]).output == "nothing to accept\n")
  }

  @Test func carriageReturnsSpacingAndAMissingNewlineStay() throws {
    let scratch = try Scratch()
    let text = "\r\n" + Self.wrong.dropLast().replacingOccurrences(of: "\n", with: "\r\n")
    let path = try scratch.write(text)
    #expect(Ran(["accept", path, "-y"]).status == .asExpected)
    var expected = text.components(separatedBy: "\r\n")
    expected[4] = Self.right
    #expect(try scratch.read() == expected.joined(separator: "\r\n"))
  }

  @Test func allWritesTheWholeRouteOnEveryEvent() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    #expect(Ran(["accept", path, "--all", "--yes"]).status == .asExpected)
    let new = lines(try scratch.read())
    #expect(new[3].hasSuffix(#""expect":{"in":"builtInMic","out":"builtInSpeaker"}}"#))
    // Where the book gives no route nothing is expected, and the line keeps its bytes.
    #expect(new[2] == lines(Self.wrong)[2])
    #expect(Ran(["replay", path]).status == .asExpected)
  }

  @Test func otherFactsThatAreNamedAreWrittenToo() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      SmallTrace.answered(
        expect: #","expect":{"calls":{"c1":"held"},"available":["builtInSpeaker"]}"#))
    #expect(Ran(["accept", path, "--yes"]).status == .asExpected)
    let new = lines(try scratch.read())[3]
    #expect(new.contains(#""calls":{"c1":"active"}"#))
    #expect(!new.contains(#""out":"#))
    #expect(Ran(["replay", path]).status == .asExpected)
  }

  @Test func aFactThatCannotBeWrittenIsSaid() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      SmallTrace.answered(expect: #","expect":{"category":"playback"}"#))
    let before = try scratch.read()
    let ran = Ran(["accept", path, "--yes"])
    #expect(ran.status == .lost)
    #expect(ran.errors.contains("a.jsonl:4: category differs and cannot be written"))
    #expect(try scratch.read() == before)
  }

  @Test func underCIEverythingIsRefused() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    let ran = Ran(["accept", path, "--yes"], Console(keeping: ["CI": "true"]))
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("CI"))
    #expect(try scratch.read() == Self.wrong)
  }

  @Test func withoutATerminalNothingIsWritten() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    let ran = Ran(["accept", path])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("no terminal"))
    #expect(ran.output.contains("+ expect out builtInSpeaker"))
    #expect(try scratch.read() == Self.wrong)
  }

  @Test(arguments: ["n", "y", nil])
  func onATerminalSomebodyIsAsked(answer: String?) throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    let console = Console(
      keeping: ["NO_COLOR": "1"], isTerminal: true, answers: { answer })
    let ran = Ran(["accept", path], console)
    #expect(ran.status == (answer == "y" ? .asExpected : .differs))
    #expect(ran.output.contains("Write 1 line of"))
    #expect((try scratch.read() == Self.wrong) == (answer != "y"))
  }

  @Test(arguments: [
    #"{"seq":0,"trace":1,"id":"a","platform":"ios","policy":"agora-2020"}"#,
    #"{"trace":1,"id":"a","platform":"ios","policy":"agora-2020","sum":"00000000"}"#,
    #"{"trace":1,"id":"a","platform":"ios","policy":"agora-2020"}"# + "\n"
      + #"{"end":{"records":1,"why":"closed"}}"#,
  ])
  func recordedLogsAreRefused(header: String) throws {
    let scratch = try Scratch()
    let text = header + "\n" + #"{"expect":{"out":"builtInSpeaker"}}"#
    let path = try scratch.write(text)
    let ran = Ran(["accept", path, "--yes"])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("recorded log"))
    #expect(try scratch.read() == text)
  }

  @Test func standardInputAndMissingFilesAreRefused() {
    #expect(Ran(["accept", "-", "--yes"]).status == .couldNotRun)
    #expect(Ran(["accept", "/nowhere/at/all.jsonl", "--yes"]).status == .couldNotRun)
    #expect(Ran(["accept", "/dev/null", "--yes"]).status == .couldNotRun)
    #expect(Ran(["accept", "--yes"]).status == .couldNotRun)
  }

  @Test func aFileWithAnErrorStaysAndTheOthersAreWritten() throws {
    let scratch = try Scratch()
    try scratch.write(Self.wrong + "{\n")
    try scratch.write(
      Self.wrong.replacingOccurrences(of: #""id":"a""#, with: #""id":"b""#),
      to: "b.jsonl")
    let ran = Ran(["accept", scratch.folder.path, "--yes"])
    #expect(ran.status == .couldNotRun)
    #expect(try scratch.read() == Self.wrong + "{\n")
    #expect(try scratch.read("b.jsonl").contains(Self.right))
  }

  @Test(arguments: [["--yes"], ["--yes", "--all"]])
  func whatIsKnownToFailIsLeftAlone(flags: [String]) throws {
    let scratch = try Scratch()
    let text = Self.wrong.replacingOccurrences(
      of: #""platform""#, with: #""xfail":{"why":"known","cause":"book"},"platform""#)
    let path = try scratch.write(text)
    let ran = Ran(["accept", path] + flags)
    #expect(ran.status == .asExpected)
    #expect(ran.output == "nothing to accept; 1 trace with xfail left alone\n")
    #expect(try scratch.read() == text)
  }

  @Test func aLinkStaysALinkAndPermissionsStay() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong, to: "real")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let link = scratch.folder.appendingPathComponent("link.jsonl").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(Ran(["accept", link, "--yes"]).status == .asExpected)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    #expect(try scratch.read("real").contains(Self.right))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o640)
    #expect(scratch.names == ["link.jsonl", "real"])
  }

  @Test func aGapLeavesTheLineAsItIs() throws {
    let scratch = try Scratch()
    let text = Self.wrong.replacingOccurrences(
      of: #"{"t":2000,"#, with: #"{"gap":{"lost":3,"why":"full"}}"# + "\n" + #"{"t":2000,"#)
    let path = try scratch.write(text)
    let ran = Ran(["accept", path, "--yes"])
    #expect(ran.status == .lost)
    #expect(ran.errors.contains("a.jsonl:5: a gap in the log leaves the route open"))
    #expect(try scratch.read() == text)
  }

  @Test func whereNothingCanBeWrittenTheOriginalStays() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.wrong)
    let process = ProcessInfo.processInfo.processIdentifier
    try scratch.write("in the way", to: ".a.jsonl.routelab-\(process)")
    let ran = Ran(["accept", path, "--yes"])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("cannot be written beside the original"))
    #expect(ran.output.hasSuffix("0 lines written\n"))
    #expect(try scratch.read() == Self.wrong)
  }
}
