import Testing

@testable import LogImport

/// What Apple's audio server says, beyond the samples.
@Suite struct AppleUnifiedTests {
  private static func json(_ action: String, _ details: String, id: String = "0x1") -> String {
    "09:10:00.000100+0100\tmediaserverd\tAudioSessionServerImp.cpp:1:F: { \"action\":\"\(action)\", "
      + "\"session\":{\"ID\":\"\(id)\",\"PID\":1,\"name\":\"a\"}, \"details\":\(details) }\n"
  }

  @Test func theServersRouteIsObserved() throws {
    let imported = try Imported(
      "audiomxd: -X- f: PVMSetCurrentState [PlayAndRecord, VoiceChat, HeadsetBT, "
        + "02:00:5E:30:00:09-tsco, wdef, NO]\n")
    #expect(imported.report.understood == 1)
    #expect(imported.text.contains(#""observed":{"in":"bluetoothHFP@bluetooth-1""#))
    #expect(imported.text.contains(#""options":["allowBluetoothHFP"],"by":"app","assumed":true"#))
  }

  @Test func aRefusedActivationKeepsItsErrorAndIsNotAssumed() throws {
    let imported = try Imported(
      Self.json("activate", "\"entry\"")
        + "09:10:00.000200+0100\tmediaserverd\tAudioSessionServerImp.cpp:2:T: "
        + "{ \"action\":\"cm_session_begin_interruption\", \"error\":\"translating\", "
        + "\"session\":{\"ID\":\"0x1\"}, \"details\":{\"error_code\":-12983,"
        + "\"error_string\":\"Insufficient priority\"} }\n")
    #expect(imported.report.understood == 2)
    #expect(imported.lines.count == 2)
    #expect(imported.lines[1].contains(#""error":"Insufficient priority (-12983)"}"#))
  }

  @Test func anotherAppsSessionIsSkipped() throws {
    let imported = try Imported(
      Self.json("set_property", "{\"key\":\"OverrideRoute\",\"value\":\"Speaker\"}")
        + Self.json("set_property", "{\"key\":\"OverrideRoute\",\"value\":\"None\"}", id: "0x2"))
    #expect(imported.report.understood == 1 && imported.report.skippedLines == 1)
    #expect(!imported.text.contains("observed"))
  }

  @Test func aHiddenRouteIsSkipped() throws {
    let imported = try Imported(
      "audiomxd: PVMSetCurrentState [PhoneCall, Default, <private>, <private>, (null), NO]\n")
    #expect(imported.report.skippedLines == 1 && imported.lines.isEmpty)
  }

  @Test(arguments: [
    "audiomxd: PVMSetCurrentState [PhoneCall, Default, Telepathy, x, (null), NO]",
    "audiomxd: PVMSetCurrentState [PhoneCall, Def",
    "m\tAudioSessionServerImp.cpp:1:F: { \"action\":\"activate\", \"session\":{",
  ])
  func whatIsCutShortOrUnknownFails(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }
}
