import Testing

@testable import LogImport

/// What Telecom's lines mean, beyond the samples.
@Suite struct TelecomTests {
  private static let state =
    "[AudioState isMuted: false, route: EARPIECE, supportedRouteMask: EARPIECE, SPEAKER]"

  private func told(_ lines: String...) throws -> Imported {
    try Imported(lines.map { "05-06 10:00:00.000  1000  1100 I Telecom : \($0)\n" }.joined())
  }

  @Test(arguments: [
    ("BPSI.aC@A", #""on":"bluetooth-1","note":"asked over Bluetooth (BPSI.aC)""#),
    ("ICA.aC(cab)@A", #""on":"bluetooth-1""#), ("ICA.aC(cgad)@A", #""on":"phone""#),
    ("ICA.aC@E-E-A", #""on":"phone""#), ("HMB.hMB@A", #""on":"bluetooth-1""#),
    ("TSI.aRC@A", #""callAnswered","call":"TC-2","note":"by way of TSI.aRC""#),
  ])
  func thePathSaysWhereACallWasAnswered(path: String, tells: String) throws {
    let imported = try told(
      "Event: Call TC@2: SET_RINGING, successful incoming call: CSW.hCCC@A",
      "Event: Call TC@2: REQUEST_ACCEPT, null: \(path)")
    #expect(imported.text.contains(tells), "\(imported.text)")
    #expect(imported.problems.isEmpty && imported.report.understood == 2)
  }

  @Test(arguments: [
    ("CallAudioRouteStateMachine: Message received: MUTE_ON=3001, arg1=0", "telecom14"),
    ("CallAudioRouteController: Message received: MUTE_ON=3001, arg1=0", "telecom16"),
    ("InCallController: \(state): ICA.sAR->CARSM.pM_USER_SWITCH_EARPIECE@A", "telecom14"),
    ("InCallController: \(state): ICA.sAR->CARC.pM_USER_SWITCH_EARPIECE@A", "telecom16"),
  ])
  func theMachineNamesItsBook(line: String, book: String) throws {
    #expect(try told(line).report.traces.first?.policy == book)
  }

  @Test func aStateThatAnAppPrintsNamesNoBook() throws {
    let imported = try Imported("D/MyConnection: onCallAudioStateChanged: \(Self.state)\n")
    #expect(imported.report.traces.first?.policy == nil && imported.report.understood == 1)
    #expect(imported.text.contains(#""observed":{"out":"builtInReceiver""#))
  }

  @Test func aSentenceAboutAMachineNamesNoBook() throws {
    let state = "D/MyConnection: onCallAudioStateChanged: \(Self.state)\n"
    let imported = try Imported("# CallAudioRouteController came with 15\n" + state)
    #expect(imported.report.traces.first?.policy == nil && imported.report.understood == 1)
  }

  @Test func numbersOfMessagesDoNotCount() throws {
    let imported = try told("CallAudioRouteStateMachine: Message received: MUTE_ON=77, arg1=0")
    #expect(imported.text.contains(#""message":"MUTE_ON""#))
  }

  @Test func aMessageIsToldOnceThoughManyPathsNameIt() throws {
    let path = "ICA.sAR->CARSM.pM_USER_SWITCH_SPEAKER"
    let imported = try told(
      "CallAudioRouteStateMachine: Message received: USER_SWITCH_SPEAKER=1104: \(path)@AJQ_0",
      "Event: Call TC@1: AUDIO_ROUTE, Entering state ActiveSpeakerRoute: \(path)@AJQ_0_1",
      "InCallController: \(Self.state): \(path)->CARSM.pM_UPDATE_SYSTEM_AUDIO_ROUTE@AJQ_0_2")
    #expect(imported.lines.filter { $0.contains("telecomMessage") }.count == 1)
  }

  @Test func aMessageThatOnlyThePathNamesIsTold() throws {
    let imported = try told(
      "Event: Call TC@1: AUDIO_ROUTE, Entering state ActiveSpeakerRoute: "
        + "ICA.sAR->CARSM.pM_USER_SWITCH_SPEAKER@AJQ_0")
    #expect(imported.lines[1].contains(#""message":"USER_SWITCH_SPEAKER""#))
    #expect(imported.lines[2].contains(#""observed":{"out":"builtInSpeaker","session":"active"}"#))
  }

  @Test func aRouteThatIsPendingIsNotObserved() throws {
    let imported = try told(
      "CallAudioRouteController: Enter pending route, origAudioRoute[Type=TYPE_EARPIECE, "
        + "Address=invalid](active=true), destAudioRoute[Type=TYPE_SPEAKER, "
        + "Address=invalid](active=true): ICA.sAR->CARC.pM_USER_SWITCH_SPEAKER@A")
    #expect(imported.text.contains(#""observed":{"pending":"builtInSpeaker"}"#))
    #expect(!imported.text.contains(#""out""#))
  }

  @Test func aLogThatBeginsOnTheSpeakerAssumesWhatBroughtItThere() throws {
    let imported = try told(
      "Event: Call TC@1: AUDIO_ROUTE, Leaving state ActiveSpeakerRoute: CSW.sD@A",
      "Event: Call TC@1: AUDIO_ROUTE, Entering state ActiveEarpieceRoute: CSW.sD@A")
    let assumed = imported.lines.filter { $0.contains(#""assumed":true"#) }
    #expect(assumed.count == 2 && assumed.last?.contains("USER_SWITCH_SPEAKER") ?? false)
  }

  @Test func aDeviceThatNoLineNamesIsOneAndAssumed() throws {
    let imported = try told(
      "CallAudioRouteStateMachine: Message received: BT_ACTIVE_DEVICE_PRESENT=8, arg1=0: A.b@A")
    #expect(imported.lines[1].contains(#""deviceConnected","device":"bluetooth-1","assumed""#))
    #expect(imported.lines[2].contains(#""BT_ACTIVE_DEVICE_PRESENT","device":"bluetooth-1""#))
  }

  @Test func aMessageHasTheDeviceThatTheNextStateNames() throws {
    let imported = try told(
      "CallAudioRouteStateMachine: Message received: USER_SWITCH_BLUETOOTH=1102, arg1=0: I.s@A",
      "Event: Call TC@1: AUDIO_ROUTE, Entering state ActiveBluetoothRoute: I.s@A",
      "InCallController: [AudioState isMuted: false, route: BLUETOOTH, supportedRouteMask: "
        + "BLUETOOTH, SPEAKER, activeBluetoothDevice: [02:00:5E:10:00:07], "
        + "supportedBluetoothDevices: [02:00:5E:10:00:07]]: I.s@A_0")
    #expect(!imported.text.contains("bluetooth-2"))
    #expect(imported.text.contains(#""USER_SWITCH_BLUETOOTH","device":"bluetooth-1""#))
    #expect(imported.text.contains(#""observed":{"out":"@bluetooth-1""#))
  }

  @Test func aConnectionThatFailsIsNoDeviceThatWentAway() throws {
    let imported = try told(
      "BluetoothStateReceiver: HFP device 02:00:5E:10:00:01 changed state to 1: BSR.oR@A",
      "BluetoothStateReceiver: HFP device 02:00:5E:10:00:01 changed state to 0: BSR.oR@B")
    #expect(imported.lines.isEmpty && imported.report.understood == 2)
  }

  @Test func aDumpDoesNotRepeatTheLog() throws {
    let imported = try Imported(
      """
      05-06 10:00:00.000  1000  1100 I Telecom : Event: Call TC@4: SET_RINGING, null: CSW.h@A
      Call TC@4 [2025-05-06 10:00:00.000](MT - incoming)
        10:00:00.000 - SET_RINGING (successful incoming call):CSW.h@A
        10:00:03.000 - DESTROYED:CSW.rC@B
      Call TC@5 [2025-05-06 10:01:00.000](MT - incoming)
        10:01:00.000 - SET_RINGING (successful incoming call):CSW.h@C

      """)
    #expect(imported.lines.filter { $0.contains("callIncoming") }.count == 2)
    #expect(imported.report.skippedLines == 2 && imported.problems.isEmpty)
  }

  @Test(arguments: [
    "Event: Call TC@1: AUDIO_ROUTE, Entering state ActiveTelepathyRoute: A.b@A",
    "Event: Call TC@1: AUDIO_ROUTE, Entering audio route: AudioRoute[Type=TYPE_NEW, Address=x]: A.b@A",
    "Event: Call TC@1", "Event: Call TC@", "Event: Call TC@1: ",
    "CallAudioRouteStateMachine: Message received: ",
    "InCallController: [AudioState isMuted: maybe, route: EARPIECE, supportedRouteMask: SPEAKER]",
    "InCallController: [AudioState isMuted: true, route: TELEPATHY, supportedRouteMask: SPEAKER]",
    "InCallController: [AudioState isMuted: true, rou",
    "BluetoothStateReceiver: HFP device 02:00:5E:10:00:01 changed state to x: BSR.oR@A",
    "BluetoothStateReceiver: HFP device 02:00:5E:10:00:01 changed state to 99: BSR.oR@A",
  ])
  func aLineThatCannotBeReadFails(line: String) throws {
    let imported = try told(line)
    #expect(imported.report.failed == 1 && imported.lines.isEmpty, "\(imported.text)")
  }

  @Test(arguments: [
    "CallAudioRouteStateMachine: Message received: RUN_RUNNABLE=9001, arg1=0: A.b@A",
    "Event: Call TC@1: BIND_CS, ComponentInfo{x}: A.b@A",
    "Event: Call TC@1: SET_DISCONNECTED, x: A.b@A",
    "CallAudioRouteController: something new",
    "BluetoothStateReceiver: Device null is now the preferred BT device for HFP: BSR.oR@A",
  ])
  func aLineWithoutBearingIsNoise(line: String) throws {
    let imported = try told(line)
    #expect(imported.report.skippedLines == 1 && imported.lines.isEmpty, "\(imported.text)")
  }

  @Test func moreCallsAndDevicesThanATraceHoldsAreNoError() throws {
    let calls = (0..<600).map {
      "05-06 10:00:00.000  1000  1100 I Telecom : Event: Call TC@\($0): SET_RINGING, x: C.h@A\n"
    }
    let devices = (0..<200).map {
      "05-06 10:00:00.000  1000  1100 I Telecom : BluetoothStateReceiver: HFP device "
        + "02:00:5E:10:0\($0 / 100):\(10 + $0 % 90) changed state to 2: BSR.oR@A\n"
    }
    let imported = try Imported((calls + devices).joined())
    #expect(imported.isAccountedFor && imported.problems.isEmpty)
  }
}
