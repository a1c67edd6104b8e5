import Testing

@testable import LogImport

/// What the lines of Twilio's Voice SDK mean, beyond the sample.
@Suite struct TwilioVoiceTests {
  private static let sdk = "2024-10-07 16:30:13.004871+0200 Talk[31:77] [VERBOSE TwilioVoice] "
  private static let call = "2024-10-07 16:30:14.004871+0200 Talk[31:77] [DEBUG TVOCall] "
  private static let said = "AVAudioSessionInterruptionNotification, interruption "

  @Test func theCallWasOnBeforeItWasInterrupted() throws {
    let imported = try Imported(Self.sdk + Self.said + "began\n" + Self.call + "Holding call\n")
    #expect(imported.lines.count == 4 && imported.problems.isEmpty)
    #expect(imported.lines[1].contains(#""callJoined","call":"twilio-call","kind":"voip""#))
    #expect(imported.lines[1].contains(#""assumed":true"#))
    #expect(imported.lines[2].contains("interruptionBegan"))
    #expect(imported.lines[3].contains(#""callHeld","call":"twilio-call","by":"app""#))
  }

  @Test func aCallIsHeldOnceHoweverOftenItIsSaid() throws {
    let imported = try Imported(
      Self.call + "Holding call\n" + Self.call + "Holding call\n" + Self.call + "Unholding call\n")
    #expect(imported.report.understood == 3)
    #expect(imported.lines.filter { $0.contains("callHeld") }.count == 1)
    #expect(imported.lines.filter { $0.contains("callResumed") }.count == 1)
  }

  @Test func whatEndsMustHaveBegun() throws {
    let imported = try Imported(Self.sdk + Self.said + "ended\n" + Self.call + "Unholding call\n")
    #expect(imported.text.contains(#""interruptionBegan","assumed":true"#))
    #expect(imported.text.contains(#""callHeld","call":"twilio-call","by":"app","assumed":true"#))
  }

  @Test(arguments: [
    ("1", "interruptionBegan\"}"),
    ("0; AVAudioSessionInterruptionOptionKey = 1", "\"interruptionEnded\",\"shouldResume\":true"),
    ("0; AVAudioSessionInterruptionOptionKey = 0", "\"interruptionEnded\",\"shouldResume\":false"),
    ("0", "interruptionEnded\"}"),
  ])
  func applesOwnWordsAreReadToo(type: String, tells: String) throws {
    let imported = try Imported("note {AVAudioSessionInterruptionTypeKey = \(type);}\n")
    #expect(imported.text.contains(tells) && !imported.text.contains("call"), "\(imported.text)")
  }

  @Test(arguments: [
    sdk + said + "paused", sdk + said, "AVAudioSessionInterruptionTypeKey = 7",
    "AVAudioSessionInterruptionTypeKey",
  ])
  func aLineThatCannotBeReadFails(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.failed == 1, "\(imported.text)")
    #expect(!imported.text.contains("interruption"))
  }

  @Test(arguments: [call + "Muting call", sdk + "something else"])
  func theRestOfTheSDKIsNoise(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.skippedLines == 1 && imported.lines.isEmpty)
  }
}
