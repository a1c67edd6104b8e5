import Testing

@testable import LogImport

/// What Jitsi's lines mean, beyond the samples.
@Suite struct JitsiTests {
  @Test func whatAudioModeSelectsIsClaimed() throws {
    let imported = try Imported("D/AudioMode( 12): Selected audio device: BLUETOOTH\n")
    #expect(imported.text.contains(#""claimed":{"out":"bluetoothHFP","by":"jitsi"}"#))
    #expect(!imported.text.contains("observed"))
  }

  @Test func whatTelecomSaysIsObserved() throws {
    let imported = try Imported(
      "D/JitsiConnectionService: onCallAudioStateChanged: [AudioState isMuted: true, route: BLUETOOTH, "
        + "supportedRouteMask: EARPIECE, BLUETOOTH, SPEAKER, activeBluetoothDevice: "
        + "[02:00:5E:20:00:09], supportedBluetoothDevices: [02:00:5E:20:00:09]]\n")
    #expect(imported.text.contains(#""observed":{"out":"bluetoothHFP@bluetooth-1""#))
    #expect(imported.text.contains(#""muted":true"#))
    #expect(imported.text.contains(#""policy":"telecom14""#))
  }

  @Test(arguments: [
    "D/AudioMode( 12): Selected audio device: TOASTER",
    "D/AudioMode( 12): Update audio route for mode: 7",
    "D/JitsiConnectionService: onStateChanged: DANCING 1",
    "D/JitsiConnectionService: onCallAudioStateChanged: [AudioState isMuted: tr",
  ])
  func whatIsUnknownFails(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }

  @Test func anotherAppsSelectionIsNotJitsis() throws {
    let imported = try Imported("D/Other( 12): my Selected audio device: SPEAKER\n")
    #expect(imported.report.skippedLines == 1 && imported.lines.isEmpty)
  }
}
