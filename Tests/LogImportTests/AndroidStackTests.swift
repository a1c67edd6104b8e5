import Testing

@testable import LogImport

/// What Android's Bluetooth stack, policy and HAL say, beyond the samples.
@Suite struct AndroidStackTests {
  private static func record(_ text: String, number: Int = 0) -> String {
    " rec[\(number)]: time=06-01 09:00:0\(number).000 processed=X \(text)\n"
  }
  private static let buds = "02:00:5E:40:00:09"

  @Test func aLinkThatNeverOpensFailed() throws {
    let imported = try Imported(
      Self.record("org=Connected dest=AudioConnecting what=3 obj=\(Self.buds)")
        + Self.record("org=AudioConnecting dest=Connected what=201 CONNECT_TIMEOUT", number: 2))
    #expect(imported.report.understood == 2)
    #expect(imported.text.contains("linkRequested") && imported.text.contains("linkFailed"))
    #expect(!imported.text.contains("observed"))
  }

  @Test func otherStateMachinesAreNotBluetooths() throws {
    let imported = try Imported(
      "WifiStateMachine:\n" + Self.record("org=Connected dest=Disconnected what=1 obj=null"))
    #expect(imported.report.skippedLines == 2 && imported.lines.isEmpty)
  }

  @Test func aRecordThatIsCutShortFails() throws {
    let imported = try Imported(
      " rec[1]: time=06-01 09:00:00.000 processed=AudioOn org=AudioOn \n")
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }

  @Test func aStateThatIsUnknownFails() throws {
    let imported = try Imported(
      Self.record("org=AudioOn dest=Nirvana what=1 obj=\(Self.buds)"))
    #expect(imported.report.failed == 1)
  }

  @Test func mediaThatPlaysIsNoCallsRoute() throws {
    let imported = try Imported(
      Self.record(
        "org=Connected dest=<null> what=101 obj=A2dpStackEvent {type:EVENT_TYPE_AUDIO_STATE_CHANGED, "
          + "device:\(Self.buds), value1:STARTED}"))
    #expect(imported.text.contains(#""linkConnected","device":"bluetooth-1","profile":"a2dp""#))
    #expect(!imported.text.contains("observed"))
  }

  @Test func policyAndHALSayOneModeOnce() throws {
    let imported = try Imported(
      """
      05-20 07:00:10.000   810   900 D APM_AudioPolicyManager: setPhoneState() state 3
      05-20 07:00:10.010   790   900 D audio_hw_primary: adev_set_mode: mode 3

      """)
    #expect(imported.report.understood == 2 && imported.lines.count == 2)
  }

  @Test func whatTheHardwareIsSwitchedToIsObserved() throws {
    let imported = try Imported(
      "D/audio_hw_primary( 6): select_devices: changing use case voice-call output device "
        + "from(1: handset, acdb 7) to (2: speaker, acdb 14)\n")
    #expect(imported.text.contains(#""observed":{"out":"builtInReceiver"}"#))
    #expect(imported.text.contains(#""observed":{"out":"builtInSpeaker"}"#))
    #expect(
      imported.text.contains(#""callJoined","call":"phone-call","kind":"phone","assumed":true"#))
  }

  @Test func musicIsNoRouteOfACall() throws {
    let imported = try Imported(
      """
      D/audio_hw_primary( 6): adev_set_mode: mode 3
      D/audio_hw_primary( 6): select_devices: changing use case deep-buffer-playback output device from(1: handset, acdb 7) to (2: speaker, acdb 14)

      """)
    #expect(!imported.text.contains("observed"))
  }

  @Test(arguments: [
    "D/a: select_devices: changing use case voice-call output device from(1: handset, acdb 7) to",
    "D/a: select_devices: changing use case voice-call sideways device from(1: a, b) to (2: c, d)",
    "D/a: adev_set_mode: mode 99", "D/a: setPhoneState() state ",
    "D/a: setDeviceConnectionState() device: 0x20, sta", "D/a: setForceUse() usage 0, conf",
  ])
  func whatIsCutShortOrUnknownFails(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }
}
