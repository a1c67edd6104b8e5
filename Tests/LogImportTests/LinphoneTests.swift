import Testing

@testable import LogImport

/// What Linphone's lines mean, beyond the samples.
@Suite struct LinphoneTests {
  private static func change(_ line: String) -> String {
    "2023-03-17 12:45:08:302 mediastreamer-message-[IOS Audio Route Change] \(line)\n"
  }

  @Test func whatLinphoneSetsIsClaimed() throws {
    let imported = try Imported(
      "Message [liblinphone] [ setOutputAudioDeviceBySndCard ] on device: [AU: [Speaker] [Speaker]]\n"
    )
    #expect(imported.text.contains(#""claimed":{"out":"builtInSpeaker","by":"linphone"}"#))
    #expect(!imported.text.contains("observed"))
  }

  @Test func aTranslatedNameConstrainsNothing() throws {
    let imported = try Imported(
      Self.change(
        "Previous audio route: input=Микрофон iPhone, output=Приемник, "
          + "New audio route: input=Микрофон iPhone, output=Приемник"))
    #expect(imported.text.contains(#""observed":{"in":"builtInMic"}"#))
  }

  @Test func aNameOnBothSidesIsAHeadset() throws {
    let imported = try Imported(
      Self.change(
        "Previous audio route: input=iPhone Microphone, output=Receiver, "
          + "New audio route: input=A, B, output=A, B"))
    #expect(imported.text.contains(#""in":"bluetoothHFP@bluetooth-1""#))
    #expect(!imported.text.contains("A, B"))
  }

  @Test(arguments: [
    "Previous audio route: input=iPhone Microphone, output=Rec",
    "Previous audio route: input=x, New audio route: input=y, output=z",
  ])
  func whatIsCutShortFails(line: String) throws {
    let imported = try Imported(Self.change(line))
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }
}
