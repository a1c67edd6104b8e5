import Testing

@testable import LogImport

/// What the lines of AppRTC's descendants mean, beyond the samples.
@Suite struct AppRTCTests {
  private static let status = "New device status: available=[SPEAKER_PHONE, EARPIECE], selected="

  private func told(_ lines: String...) throws -> Imported {
    try Imported(lines.map { "D/RTCAudioManager(77): \($0)\n" }.joined())
  }

  @Test func whatTheManagerSelectsIsClaimedAndNeverObserved() throws {
    let imported = try told(Self.status + "SPEAKER_PHONE")
    #expect(imported.text.contains(#""claimed":{"out":"builtInSpeaker""#))
    #expect(!imported.text.contains("observed"))
  }

  @Test(arguments: ["null", "NONE", ""])
  func nothingSelectedClaimsNoRoute(word: String) throws {
    let imported = try told(Self.status + word, "--- updateAudioDeviceState done")
    #expect(imported.report.understood == 2 && !imported.text.contains(#""out""#))
  }

  @Test func aStatusThatADecisionDoesNotChangeStillHolds() throws {
    let imported = try told(
      "Device status: available=[EARPIECE], selected=EARPIECE, user selected=NONE",
      "--- updateAudioDeviceState done")
    #expect(imported.lines.last?.contains(#""line":1,"claimed":{"out":"builtInReceiver""#) ?? false)
  }

  @Test func aStatusThatADecisionReplacesIsNotToldAsItsResult() throws {
    let imported = try told(
      "Device status: available=[EARPIECE], selected=EARPIECE, user selected=NONE",
      Self.status + "SPEAKER_PHONE", "--- updateAudioDeviceState done")
    #expect(imported.lines.filter { $0.contains("claimed") }.count == 1)
  }

  @Test func theAppIsToldWhatWasSelectedAndThatIsSaidOnce() throws {
    let imported = try told(
      Self.status + "EARPIECE",
      "onAudioManagerDevicesChanged: [SPEAKER_PHONE, EARPIECE], selected: EARPIECE",
      "onAudioDeviceChanged in activity: selected:EARPIECE, available:[SPEAKER_PHONE, EARPIECE]")
    #expect(imported.report.understood == 3)
    #expect(imported.lines.filter { $0.contains("claimed") }.count == 1)
  }

  @Test(arguments: [
    "D/X(7): New device status: available=[SPEAKER_PHONE,\nBLUETOOTH], selected=BLUETOOTH\n",
    "D/X(7): New device status: available=[SPEAKER_PHONE, BLUETOOTH], selected=\nBLUETOOTH\n",
    "D/X(7): onAudioManagerDevicesChanged: [SPEAKER_PHONE, BLUETOOTH], selected: \nBLUETOOTH\n",
  ])
  func aLineThatAPasteWrappedIsOne(text: String) throws {
    let imported = try Imported(text)
    #expect(imported.report.understood == 2)
    #expect(imported.text.contains(#""claimed":{"out":"bluetoothHFP@bluetooth-1""#))
  }

  @Test func aPlugThatWasInBeforeIsAssumed() throws {
    let plug = "WiredHeadsetReceiver.onReceive: a=HEADSET_PLUG, s=plugged, m=mic, n=x, sb="
    #expect(try told(plug + "true").text.contains(#""device":"wired-1","assumed":true"#))
    let now = try told(plug + "false").text
    #expect(now.contains(#"{"type":"wiredHeadset"}"#) && now.contains(#""device":"wired-1"}"#))
  }

  @Test func aHeadsetThatIsFoundLaterConnectsAndGoes() throws {
    let snapshot = "--- updateAudioDeviceState: wired headset=false, BT state="
    let imported = try told(
      snapshot + "HEADSET_UNAVAILABLE", snapshot + "HEADSET_AVAILABLE", snapshot + "SCO_CONNECTING",
      snapshot + "SCO_CONNECTED", snapshot + "SCO_DISCONNECTING", snapshot + "HEADSET_UNAVAILABLE")
    let events = ["deviceConnected", "linkRequested", "linkConnected", "linkDisconnected"]
    for event in events + ["deviceDisconnected"] {
      #expect(imported.lines.filter { $0.contains(event) }.count == 1, "\(event)")
    }
    #expect(imported.lines.filter { $0.contains("assumed") }.count == 1)
  }

  @Test(arguments: [
    ("SPEAKER_PHONE", "Speakerphone"), ("BLUETOOTH", "BluetoothHeadset"), ("EARPIECE", "Earpiece"),
    ("WIRED_HEADSET", "WiredHeadset"),
  ])
  func aUsersChoiceIsTheLibrarysFunction(word: String, argument: String) throws {
    let imported = try told("chooseAudioRoute(): user choose audioDevice = \(word)")
    #expect(imported.text.contains(#""libraryCall","name":"selectDevice","arg":"\#(argument)""#))
  }

  @Test(arguments: [
    "setAudioDeviceInternal(device=TELEPATHY)",
    "New device status: available=[TELEPATHY], selected=EARPIECE",
    "New device status: available=[EARPIECE], selected=TELEPATHY",
    "--- updateAudioDeviceState: wired headset=perhaps, BT state=ERROR",
    "--- updateAudioDeviceState: wired headset=true, BT state=DREAMING",
    "WiredHeadsetReceiver.onReceive: a=x, s=chewed, m=mic",
    "onReceive done: BT state=", "Proximity sensor => AROUND state",
    "chooseAudioRoute(): user choose audioDevice = TELEPATHY",
    "onAudioDeviceChanged: Object { }", "onAudioDeviceChanged: Object {",
  ])
  func aLineThatCannotBeReadFails(line: String) throws {
    let imported = try told(line)
    #expect(imported.report.failed == 1, "\(imported.text)")
    #expect(imported.problems.isEmpty && !imported.text.contains("claimed"))
  }

  @Test(arguments: [
    "WiredHeadset:  Object {\n  \"hasMic\": true,\n  \"isPlugged\": true,\n}",
    "'WiredHeadset', { isPlugged: true, hasMic: true, deviceName: '' }",
    "LOG  WiredHeadset: {\"deviceName\": \"\", \"hasMic\": true, \"isPlugged\": true}",
  ])
  func aPlugIsReadHoweverJavaScriptPrintsIt(text: String) throws {
    let imported = try Imported(text + "\n")
    #expect(imported.text.contains(#""wired-1":{"type":"wiredHeadset"}"#), "\(imported.text)")
    #expect(imported.text.contains(#""deviceConnected","device":"wired-1"}"#))
  }

  @Test(arguments: [
    #"onAudioDeviceChanged {"availableAudioDeviceList": "[\"EARPIECE\"]", "#
      + #""selectedAudioDevice": "EARPIECE"}"#,
    "'onAudioDeviceChanged', { availableAudioDeviceList: '[\"EARPIECE\"]',\n"
      + "  selectedAudioDevice: 'EARPIECE' }",
  ])
  func devicesAreReadHoweverJavaScriptPrintsThem(text: String) throws {
    let imported = try Imported(text + "\n")
    #expect(
      imported.text.contains(
        #""claimed":{"out":"builtInReceiver","available":["builtInReceiver"]"#), "\(imported.text)")
  }

  @Test func anObjectWithoutAnEndFailsWithItsLines() throws {
    let lines = (0..<300).map { "  \"line\": \($0),\n" }.joined()
    let imported = try Imported("onAudioDeviceChanged:  Object {\n" + lines)
    #expect(imported.report.failed > 1 && imported.isAccountedFor && imported.lines.isEmpty)
  }

  @Test func otherAppsLinesWithTheSameWordsAreForeign() throws {
    let imported = try Imported("D/X(7): the callback onAudioDeviceChanged was registered\n")
    #expect(imported.report.skippedLines == 1 && imported.lines.isEmpty)
  }
}
