import Testing

@testable import LogImport

/// What AudioService's lines mean, beyond the samples.
@Suite struct AudioServiceTests {
  private static let buds = "02:00:5E:20:00:09"

  @Test func theModeIsItsOwnersWhoeverAsked() throws {
    let imported = try Imported(
      """
      05-08 16:58:47:349 setMode(MODE_IN_COMMUNICATION) from package=org.a pid=10 selected mode=MODE_IN_COMMUNICATION by pid=10
      05-08 16:58:48:000 setMode(MODE_RINGTONE) from package=org.b pid=20 selected mode=MODE_IN_COMMUNICATION by pid=10
      05-08 16:58:49:000 setMode(MODE_NORMAL) from package=android pid=1 selected mode=MODE_NORMAL by pid=0

      """)
    #expect(imported.report.understood == 3)
    #expect(imported.lines[2].contains(#""mode":"MODE_IN_COMMUNICATION","by":"app""#))
    #expect(imported.lines[2].contains("asked for was MODE_RINGTONE, by org.b"))
    #expect(imported.lines[3].contains(#""by":"system""#))
  }

  @Test func connectedWithStateZeroIsDisconnected() throws {
    let imported = try Imported(
      "05-08 14:14:54:655 BT connected: addr=\(Self.buds) profile=2 state=0 codec=AUDIO_FORMAT_AAC\n"
        + "05-08 14:14:54:719 A2DP device addr=\(Self.buds) made unavailable\n")
    #expect(imported.report.understood == 2)
    #expect(imported.lines.count == 3)
    #expect(
      imported.lines[1].contains(
        #""deviceConnected","device":"bluetooth-1","profiles":["a2dp"],"assumed":true"#))
    #expect(imported.lines[2].contains("deviceDisconnected"))
  }

  @Test func aDeviceOfTheDumpThatTheRingsShowIsNotAssumed() throws {
    let imported = try Imported(
      """
      Connected devices:
        [DeviceInfo: type:0x80 (bt_a2dp) name:Buds addr:\(Self.buds) codec: 1]
      Audio event log: wired/A2DP/hearing aid device connection
      05-08 17:08:51:432 BT connected: addr=\(Self.buds) profile=2 state=2 codec=AUDIO_FORMAT_AAC

      """)
    #expect(imported.text.contains("deviceConnected"))
    #expect(!imported.text.contains("assumed"))
  }

  @Test func aDefaultDeviceIsNoObservation() throws {
    let imported = try Imported(
      "05-08 16:58:47:408 onUpdateCommunicationRoute, preferredCommunicationDevice: null "
        + "eventSource: setNewModeOwner\n")
    #expect(imported.report.understood == 1 && imported.lines.isEmpty)
  }

  @Test func whatAnAppAsksForIsNoObservation() throws {
    let imported = try Imported(
      "V/AudioManager( 4410): setSpeakerphoneOn  on: true\n")
    #expect(imported.text.contains(#""speakerphoneSet","on":true,"by":"app""#))
    #expect(!imported.text.contains("observed"))
  }

  @Test func theSpeakerphoneOfOlderAndroidsIsAForcedUse() throws {
    let imported = try Imported(
      """
      05-08 16:58:47:408 setForceUse(FOR_COMMUNICATION, FORCE_SPEAKER) due to setSpeakerphoneOn(true) from u/pid:10221/7310
      05-08 16:58:49:408 setForceUse(FOR_COMMUNICATION, FORCE_NONE) due to setSpeakerphoneOn(false) from u/pid:10221/7310

      """)
    #expect(imported.report.understood == 2)
    #expect(imported.text.contains(#""speakerphoneSet","on":true,"by":"app""#))
    #expect(imported.text.contains(#""speakerphoneSet","on":false,"by":"app""#))
  }

  @Test func inACallsModeTheDumpTellsTheRouteOfVoice() throws {
    let imported = try Imported(
      """
      - STREAM_VOICE_CALL:
         Muted: false
         Devices: earpiece(1)
      - STREAM_MUSIC:
         Devices: speaker(2)
      - Actual mode = MODE_IN_CALL

      """)
    #expect(imported.report.understood == 6)
    #expect(
      imported.text.contains(#""observed":{"out":"builtInReceiver","audioMode":"MODE_IN_CALL"}"#))
  }

  @Test(arguments: [
    "05-08 16:58:47:349 setMode(MODE_IN_COMMUN",
    "05-08 16:58:47:349 setMode(MODE_MOON) from package=a pid=1 selected mode=MODE_MOON by pid=1",
    "05-08 14:14:54:655 BT connected: addr=02:00:5E:20:00:09 prof",
    "05-08 17:09:45:577 requestAudioFocus() from uid/pid 10166/20909 AA=USAGE_MEDIA",
    "03-17 16:13:54.744  1702  1702 V AudioManager: setWiredDeviceConnectionState  type: ",
    "  Active communication device: AudioDeviceAttributes: role:output type:teapot addr:",
  ])
  func whatIsCutShortOrUnknownFails(line: String) throws {
    let imported = try Imported(line + "\n")
    #expect(imported.report.failed == 1 && imported.lines.isEmpty)
  }

  @Test func focusIsToldOfTheAppThatTheTraceIsAbout() throws {
    let imported = try Imported(
      """
      05-08 17:09:45:577 requestAudioFocus() from uid/pid 1/2 AA=USAGE_MEDIA/CONTENT_TYPE_MUSIC clientId=x@1 callingPack=org.music req=1 flags=0x0
      05-08 17:09:46:000 requestAudioFocus() from uid/pid 3/4 AA=USAGE_VOICE_COMMUNICATION/CONTENT_TYPE_SPEECH clientId=x@2 callingPack=org.talk req=2 flags=0x0
      05-08 17:09:47:000 focus requester:x@2 in uid:3 pack:org.talk died

      """)
    #expect(imported.lines.count == 3)
    #expect(imported.lines[1].contains(#""audioFocusGained","transient":true,"by":"app""#))
    #expect(imported.lines[2].contains(#""audioFocusLost""#))
  }

  @Test func theFocusOfTelecomIsNoApps() throws {
    let imported = try Imported(
      "I/MediaFocusControl( 1): requestAudioFocus() from uid/pid 1000/1027 "
        + "clientId=AudioFocus_For_Phone_Ring_And_Calls req=2 flags=0x4\n")
    #expect(imported.report.understood == 1 && imported.lines.isEmpty)
  }
}
