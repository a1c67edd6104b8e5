package import RouteMachine
import RouteModel

/// What a web guide to FaceTime and Bluetooth speakers says, as it says it.
///
/// Much of it is contradicted by Apple's own documentation; the book is here so that a reader can
/// replay a trace under the guide and under the platform's book, and see where the guide is wrong.
package enum FaceTimeGuide {
  private static let s0 = "000_c23c910d7583d213.txt"
  private static let table = Source("\(s0), table of methods")

  // MARK: Memory

  private static let chosenOutput = Cell(0, "the output chosen in the call", .endpoint)
  private static let chosenInput = Cell(1, "the input chosen in the call", .endpoint)
  private static let connecting = Cell(2, "the AirPlay speaker being connected", .endpoint)

  // MARK: Classes

  private static let speakerTypes: WordSet<DeviceType> = [
    .bluetoothSpeaker, .bluetoothSpeakerphone,
  ]
  private static let hfpHeadset = EndpointClass(
    "Bluetooth headset in HFP mode", [.bluetoothHFP],
    types: [.bluetoothHeadset, .bluetooth, .carKit, .watch], mustBeTwoWay: true)
  private static let leHeadphones = EndpointClass(
    "LE Audio headphones", [.bluetoothLE, .hearingAid])
  private static let leSpeaker = EndpointClass(
    "LE Audio speaker", [.bluetoothLE], types: speakerTypes)

  // MARK: Conditions

  private static let output = Fact.memory(
    chosenOutput, owner: .person,
    setBy: [.routeSelected, .linkConnected, .timerFired, .callEnded, .callAnswered])
  private static let input = Fact.memory(
    chosenInput, owner: .person, setBy: [.routeSelected, .callEnded])

  /// What the chosen output's device is, while it is connected.
  private static func chosenDevice(
    _ name: String, _ test: @escaping @Sendable (Port, Device) -> Bool
  ) -> Fact {
    Fact(name, .flag, owner: .person, setBy: output.setBy) { moment in
      guard let endpoint = moment.memory[chosenOutput].endpoint, let slot = endpoint.device,
        let entry = moment.world.rack.entry(of: slot)
      else { return .none }
      return Value(test(endpoint.port, entry.device))
    }
  }

  private static func outputIs(_ name: String, _ port: Port) -> Condition {
    Condition(name, [output], .holds { $0.first?.endpoint?.port == port })
  }

  private static let faceTimeCall = Condition.isAny(
    "a FaceTime call is on", .callKind, [CallKind.faceTime])
  private static let a2dpChosen = Condition.isSet(
    "a Bluetooth speaker (A2DP) was chosen",
    chosenDevice("a Bluetooth speaker is the chosen output") { port, device in
      speakerTypes.contains(device.type)
        || (port == .bluetoothA2DP && !device.profiles.contains(.hfp))
    })
  private static let airPlayChosen = Condition.isSet(
    "an AirPlay 2 speaker is connected",
    chosenDevice("an AirPlay 2 speaker is the chosen output") { port, device in
      port == .airPlay && device.profiles.contains(.airPlay2)
    })
  private static let headsetChosen = Condition.isSet(
    "a Bluetooth headset was chosen",
    chosenDevice("a Bluetooth headset is the chosen output") { port, device in
      hfpHeadset.contains(port, of: device)
    })
  private static let usbChosen = outputIs("a USB or Thunderbolt device was chosen", .usbAudio)
  private static let bridgeChosen = outputIs("a virtual driver was chosen", .streaming)
  private static let builtInChosen = Condition(
    "the device's own speaker or receiver was chosen", [output],
    .holds { $0.first?.endpoint?.port.isBuiltIn ?? false })
  private static let continuityChosen = Condition(
    "the iPhone's microphone was chosen", [input],
    .holds { $0.first?.endpoint?.port == .continuityMicrophone })
  private static let macInputChosen = Condition(
    "the Mac's own or a USB microphone was chosen", [input],
    .holds { [.builtInMic, .usbAudio].contains($0.first?.endpoint?.port) })
  private static let airPlayRoute = Condition.isAny(
    "the route goes by AirPlay", .chosenPort, [Port.airPlay])

  /// 0 where the event names no connected output, 1 for an AirPlay 2 speaker, 2 for another.
  private static let eventOutput = Fact(
    "the event's output", .word(["AirPlay 2 speaker", "another output"]), owner: .person
  ) { moment in
    guard let endpoint = moment.eventEndpoint(.output) else { return .none }
    let device = endpoint.device.flatMap { moment.world.rack.entry(of: $0)?.device }
    let isAirPlay2 = endpoint.port == .airPlay && device?.profiles.contains(.airPlay2) ?? false
    return Value(bits: isAirPlay2 ? 1 : 2)
  }
  private static let eventIsAirPlay = Condition(
    "an AirPlay 2 speaker was chosen", [eventOutput], .isOneOf([Value(bits: 1)]))
  private static let eventIsOther = Condition(
    "another output was chosen", [eventOutput], .isOneOf([Value(bits: 2)]))
  private static let eventHasInput = Condition(
    "an input was chosen",
    [
      Fact("the event names an input of its own", .flag, owner: .person) { moment in
        guard let endpoint = moment.eventEndpoint(.input) else { return .none }
        return Value(
          moment.event?.input != nil || !PortSet.outputs.contains(endpoint.port))
      }
    ], .isNoneOf([.none]))
  private static let eventIsPending = Condition.isSet(
    "it is the speaker being connected", .isOnEventDevice(connecting))
  private static let timerIsAirPlay = Condition.isAny(
    "the AirPlay timer ran out",
    Fact("the event's timer", .word(of: Timer.self), owner: .system) {
      Value($0.event?.timer)
    }, [Timer.airPlayLink])
  private static let isConnecting = Fact.memory(
    connecting, owner: .person, setBy: [.routeSelected, .linkConnected, .linkFailed])
  private static let deviceIsGone = Condition.isNotSet(
    "the event's device is gone", .eventDeviceIsConnected)

  // MARK: Versions

  private static let airPlay2Scope = Scope(
    [.ios, .ipados, .macos],
    from: [.ios: OSVersion(12, 2), .ipados: OSVersion(12, 2), .macos: OSVersion(10, 14, 4)])
  private static let headsetScope = Scope(
    [.ios, .ipados], from: [.ios: OSVersion(15), .ipados: OSVersion(15)])
  private static let headsetQuality = Quality(
    latency: 180...250, duplex: "limited (mono, compressed)", needs: "iOS 15")

  // MARK: The book

  package static let book = RuleBook(
    name: "facetime-guide", title: "A guide to FaceTime through Bluetooth speakers",
    platforms: [.ios, .ipados, .macos], versions: "as each rule says", sources: [Source(s0)],
    settlingTime: 5000, cells: [chosenOutput, chosenInput, connecting],
    rules: reactions + admission + choice + pairing + advice)

  private static let reactions: [Rule] = [
    Rule(
      "facetime.airplay2-connects", "an AirPlay 2 speaker takes 3 to 5 s to take over",
      when: [faceTimeCall, eventIsAirPlay],
      .react(
        [.routeSelected],
        [
          .set(connecting, .eventEndpoint(.output)),
          .start(.airPlayLink, milliseconds: 5000),
        ]), sources: [Source("\(s0), Workaround #1")], scope: airPlay2Scope),
    Rule(
      "facetime.airplay2-connected", "the AirPlay 2 speaker is connected",
      when: [eventIsPending],
      .react(
        [.linkConnected],
        [
          .set(chosenOutput, .selected(.remembered(connecting))), .clear(connecting),
          .cancel(.airPlayLink),
        ]), sources: [Source("\(s0), Workaround #1")]),
    Rule(
      "facetime.airplay2-waited", "after 5 s the AirPlay 2 speaker is taken to be connected",
      when: [timerIsAirPlay, .isSet("a speaker is being connected", isConnecting)],
      .react(
        [.timerFired],
        [.set(chosenOutput, .selected(.remembered(connecting))), .clear(connecting)]),
      sources: [Source("\(s0), Workaround #1, \"Wait 3–5 seconds\"")], confidence: .reading),
    Rule(
      "facetime.airplay2-failed", "an AirPlay 2 speaker that cannot be reached changes nothing",
      when: [eventIsPending],
      .react([.linkFailed], [.clear(connecting), .cancel(.airPlayLink)]),
      sources: [Source("\(s0), Workaround #1")], confidence: .reading),
    Rule(
      "facetime.choice", "a choice made in the call",
      when: [faceTimeCall, eventIsOther],
      .react(
        [.routeSelected],
        [
          .set(chosenOutput, .eventEndpoint(.output)), .clear(connecting), .cancel(.airPlayLink),
        ]),
      sources: [Source("\(s0), Workaround #2")]),
    Rule(
      "facetime.input-choice", "an input chosen in the call",
      when: [faceTimeCall, eventHasInput],
      .react([.routeSelected], [.set(chosenInput, .eventEndpoint(.input))]),
      sources: [Source("\(s0), Workaround #2")]),
    Rule(
      "facetime.output-gone", "a chosen output is forgotten with its device",
      when: [deviceIsGone, .isSet("it was the chosen output", .isOnEventDevice(chosenOutput))],
      .react([.deviceDisconnected], [.clear(chosenOutput)]), sources: [Source(s0)],
      confidence: .reading),
    Rule(
      "facetime.input-gone", "a chosen input is forgotten with its device",
      when: [deviceIsGone, .isSet("it was the chosen input", .isOnEventDevice(chosenInput))],
      .react([.deviceDisconnected], [.clear(chosenInput)]), sources: [Source(s0)],
      confidence: .reading),
    Rule(
      "facetime.connecting-gone", "a speaker that is gone is not waited for",
      when: [deviceIsGone, eventIsPending],
      .react([.deviceDisconnected], [.clear(connecting), .cancel(.airPlayLink)]),
      sources: [Source(s0)], confidence: .reading),
    Rule(
      "facetime.call-ended", "choices end with the call",
      when: [
        .isAny("the event's call is a FaceTime call", .eventCallKind, [CallKind.faceTime])
      ],
      .react(
        [.callEnded],
        [
          .clear(chosenOutput), .clear(chosenInput), .clear(connecting), .cancel(.airPlayLink),
        ]), sources: [Source(s0)], confidence: .reading),
    Rule(
      "facetime.accessibility-setting",
      "\"Allow Bluetooth Devices\" in Accessibility changes no audio route",
      when: [
        .isAny(
          "the setting is Allow Bluetooth Devices", .eventSetting,
          [Setting.allowBluetoothDevices])
      ], .react([.settingChanged], []), sources: [Source("\(s0), FAQ, first question")]),
    Rule(
      "facetime.speaker-button", "the button on a Bluetooth speaker changes no FaceTime route",
      when: [
        .isAny(
          "the device is a Bluetooth speaker", .eventDevice,
          [DeviceType.bluetoothSpeaker, .bluetoothSpeakerphone])
      ], .react([.deviceButtonPressed], []), sources: [Source("\(s0), Myth #2")]),
  ]

  private static let admission: [Rule] = [
    Rule(
      "facetime.le-audio-not-speakers", "LE Audio serves headphones, not speakers",
      .leaveOut(leSpeaker), sources: [Source("\(s0), Myth #1")]),
    Rule(
      "facetime.candidates", "every other connected port can be looked at", .admit(.any),
      sources: [Source(s0)], confidence: .reading),
  ]

  private static let choice: [Rule] = [
    Rule(
      "facetime.no-call", "the guide speaks only of FaceTime calls",
      when: [.isNone("no FaceTime call is on", .callKind, [CallKind.faceTime])], .saysNothing,
      sources: [Source(s0)], confidence: .reading),
    Rule(
      "facetime.a2dp-overridden",
      "a Bluetooth speaker chosen during FaceTime is silently overridden",
      when: [a2dpChosen], .choose(.builtIn(.builtInSpeaker)),
      sources: [Source("\(s0), The Core Technical Barrier"), table],
      quality: Quality(
        latency: 220...350, duplex: "no (microphone disabled)", needs: "nothing; it fails")),
    Rule(
      "facetime.airplay2", "an AirPlay 2 speaker takes the sound, and its microphone engages",
      when: [airPlayChosen], .choose(.remembered(chosenOutput)),
      sources: [Source("\(s0), Workaround #1"), table], scope: airPlay2Scope,
      quality: Quality(
        latency: 60...80, duplex: "full duplex", needs: "iOS 12.2 or macOS 10.14.4, 5 GHz Wi-Fi")),
    Rule(
      "facetime.mac-usb", "a USB-C or Thunderbolt device chosen in FaceTime works",
      when: [usbChosen], .choose(.remembered(chosenOutput)),
      sources: [Source("\(s0), Workaround #2"), table],
      scope: Scope([.macos], from: [.macos: OSVersion(13)]),
      quality: Quality(
        latency: 15...30, duplex: "full duplex", needs: "macOS Ventura and iOS 16")),
    Rule(
      "facetime.sip-bridge", "a virtual driver carries FaceTime's output to a SIP endpoint",
      when: [bridgeChosen], .choose(.remembered(chosenOutput)),
      sources: [Source("\(s0), Workaround #3"), table], scope: Scope([.macos]),
      quality: Quality(
        latency: 190...280, duplex: "full duplex", needs: "macOS and developer tools")),
    Rule(
      "facetime.built-in-chosen", "the device's own output, when it was chosen",
      when: [builtInChosen], .choose(.remembered(chosenOutput)), sources: [Source(s0)],
      confidence: .reading),
    Rule(
      "facetime.hfp-headset-chosen", "of several Bluetooth headsets, the one that was chosen",
      when: [headsetChosen], .choose(.remembered(chosenOutput)), sources: [table],
      scope: headsetScope, confidence: .reading, quality: headsetQuality),
    Rule(
      "facetime.hfp-headset", "a Bluetooth headset in HFP mode works, switching by itself",
      .choose(.newest(hfpHeadset)), sources: [table],
      scope: headsetScope, quality: headsetQuality),
    Rule(
      "facetime.le-audio", "iOS 17's LE Audio serves headphones",
      .choose(.newest(leHeadphones)), sources: [Source("\(s0), Myth #1")],
      scope: Scope([.ios, .ipados], from: [.ios: OSVersion(17), .ipados: OSVersion(17)])),
    Rule(
      "facetime.built-in", "FaceTime uses the built-in microphone and speaker",
      .choose(.builtIn(.builtInSpeaker)),
      sources: [Source("\(s0), The Core Technical Barrier")]),
  ]

  private static let pairing: [Rule] = [
    Rule(
      "facetime.mic-stays-internal",
      "even where sound plays through a Bluetooth speaker, the microphone is the device's own",
      when: [a2dpChosen], .pair(input: .builtIn(.builtInMic), output: .chosen),
      sources: [Source("\(s0), The Core Technical Barrier")]),
    Rule(
      "facetime.mac-continuity", "the iPhone's microphone can be the Mac's input",
      when: [continuityChosen], .pair(input: .remembered(chosenInput), output: .chosen),
      sources: [Source("\(s0), Workaround #2")],
      scope: Scope([.macos], from: [.macos: OSVersion(13)])),
    Rule(
      "facetime.mac-input", "a microphone chosen in FaceTime on the Mac",
      when: [macInputChosen], .pair(input: .remembered(chosenInput), output: .chosen),
      sources: [Source("\(s0), Workaround #2, \"as Output and Input\"")],
      scope: Scope([.macos], from: [.macos: OSVersion(13)]), confidence: .reading),
    Rule(
      "pair.same-device", "the chosen device's microphone, where it has one",
      when: [
        .isAny(
          "a two-way port was chosen", .chosenPort,
          [Port.airPlay, .usbAudio, .bluetoothHFP, .bluetoothLE])
      ],
      .pair(
        input: .firstOf([
          .sameDevice([.airPlay, .usbAudio, .bluetoothHFP, .bluetoothLE]),
          .builtIn(.builtInMic),
        ]), output: .chosen), sources: [table]),
    Rule(
      "pair.built-in", "the device's own microphone",
      .pair(input: .builtIn(.builtInMic), output: .chosen),
      sources: [Source("\(s0), The Core Technical Barrier")]),
  ]

  private static let advice: [Rule] = [
    Rule(
      "facetime.airplay2-network",
      "5 GHz Wi-Fi is mandatory for low latency, 2.4 GHz adds jitter, Bluetooth is best off",
      when: [airPlayRoute],
      .advise("use 5 GHz Wi-Fi (2.4 GHz adds jitter) and switch Bluetooth off"),
      sources: [Source("\(s0), Workaround #1, steps and tip")])
  ]
}
