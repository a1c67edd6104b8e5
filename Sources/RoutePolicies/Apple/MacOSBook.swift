package import RouteMachine
import RouteModel

/// What macOS does with calls: FaceTime's own choice, the system's devices, Bluetooth's two profiles.
package enum MacOSBook {
  package static let book = RuleBook(
    name: "macos", title: "macOS: FaceTime's own input and output, and the system's",
    platforms: [.macos], versions: "macOS 10.15 to 26, as each rule says",
    sources: ["Apple SDK, AVAudioRoutingArbiter header", fvdm, "reports, as each rule says"],
    settlingTime: 3000, cells: [ownOutput, ownInput, systemOutput, systemInput],
    rules: reactions + admission + choice + pairing + advice)

  // MARK: Memory

  private static let ownOutput = Cell(0, "FaceTime's own output", .endpoint)
  private static let ownInput = Cell(1, "FaceTime's own microphone", .endpoint)
  private static let systemOutput = Cell(2, "the system's output", .endpoint)
  private static let systemInput = Cell(3, "the system's input", .endpoint)

  // MARK: Sources

  private static let fvdm: Source = "fvdm.com, macOS FaceTime audio ignoring system settings"
  private static let radar: Source = "rdar 49758878 (lionheart/openradar-mirror#21167)"
  private static let vocamac: Source = "VocaHQ/vocamac#197: opening the microphone takes HFP"

  // MARK: Classes

  private static let any = EndpointClass(
    "output",
    [
      .headphones, .usbAudio, .bluetoothHFP, .bluetoothLE, .hearingAid, .bluetoothA2DP, .airPlay,
      .hdmi, .lineOut, .streaming,
    ], side: .output)
  private static let headset = EndpointClass(
    "headset or USB device", [.headphones, .usbAudio, .bluetoothHFP, .bluetoothLE],
    side: .output)
  private static let headphones = EndpointClass(
    "wired headphones", [.headphones], side: .output)
  private static let continuity = EndpointClass("iPhone as microphone", [.continuityMicrophone])

  // MARK: Conditions

  private static let inCallUI = Condition.isAny(
    "it was chosen in FaceTime", .eventVia, [Via.callUI])
  private static let notInCallUI = Condition.isNone(
    "it was not chosen in FaceTime", .eventVia, [Via.callUI])
  private static let ownInputNamed = Condition.isSet("an input was chosen", .eventNamesInput)
  private static let noAirPlayInput = Condition(
    "the input is not over AirPlay, which only plays",
    [
      Fact(
        "the port of the event's input", .word(of: Port.self), owner: .person
      ) { Value($0.eventEndpoint(.input)?.port) }
    ], .isNoneOf([Value(Port.airPlay)]))
  private static let headsetCame = Condition.isAny(
    "the event's device is a headset or USB device",
    Fact(
      "type of the device that came", .word(of: DeviceType.self), owner: .person
    ) { moment in
      Value(moment.event?.device.flatMap { moment.world.rack.entry(of: $0)?.device.type })
    },
    [
      DeviceType.bluetoothHeadset, .bluetooth, .leHeadset, .wiredHeadset, .wiredHeadphones,
      .usbHeadset, .usbAudio,
    ])
  private static let accessoryChosen = Condition.isSet("an accessory was chosen", .chosenDevice)
  private static let usesCallKit = Condition.isSet("the app uses CallKit", .appUsesCallKit)
  private static let ownCall = Condition.isAny(
    "the call is one that an app carries", .callKind, [CallKind.callKit, .voip])

  /// Whether a remembered microphone is connected, and on the chosen device or elsewhere.
  private static func microphone(_ cell: Cell, isElsewhere: Bool) -> Condition {
    let name = "\(cell.name) is \(isElsewhere ? "elsewhere than" : "on the device of") the output"
    return .isSet(
      name,
      Fact(name, .flag, owner: .person, setBy: [.routeSelected], readsChoice: true) { moment in
        guard let input = moment.memory[cell].endpoint else { return .none }
        if let device = input.device, !moment.world.rack.isConnected(device) { return .none }
        return Value((input.device == moment.chosen?.device) != isElsewhere)
      })
  }

  // MARK: Reactions

  private static let reactions: [Rule] =
    [
      Rule(
        "macos/react.facetime-output",
        "an output chosen in FaceTime's Video menu is FaceTime's own",
        when: [inCallUI, IOSBook.outputNamed],
        .react([.routeSelected], [.set(ownOutput, .eventEndpoint(.output))]), sources: [fvdm],
        confidence: .singleReport),
      Rule(
        "macos/react.facetime-input",
        "a microphone chosen in FaceTime's Video menu is FaceTime's own",
        when: [inCallUI, ownInputNamed, noAirPlayInput],
        .react([.routeSelected], [.set(ownInput, .eventEndpoint(.input))]), sources: [fvdm],
        confidence: .singleReport),
      Rule(
        "macos/react.system-output", "an output chosen elsewhere is the system's",
        when: [notInCallUI, IOSBook.outputNamed],
        .react([.routeSelected], [.set(systemOutput, .eventEndpoint(.output))]),
        sources: [fvdm], confidence: .singleReport),
      Rule(
        "macos/react.system-input", "a microphone chosen elsewhere is the system's",
        when: [notInCallUI, ownInputNamed, noAirPlayInput],
        .react([.routeSelected], [.set(systemInput, .eventEndpoint(.input))]), sources: [fvdm],
        confidence: .singleReport),
      Rule(
        "macos/react.headset-becomes-default",
        "a headset that connects becomes the system's output and input",
        when: [IOSBook.eventApplied, headsetCame],
        .react([.deviceConnected], [.clear(systemOutput), .clear(systemInput)]),
        sources: ["no source read; how macOS greets a headset"], confidence: .inferred),
    ]
    + zip(
      [ownOutput, ownInput, systemOutput, systemInput],
      ["facetime-output", "facetime-input", "system-output", "system-input"]
    ).map { cell, name in
      Rule(
        "macos/react.\(name)-gone", "\(cell.name) is forgotten with its port",
        when: [.isSet("\(cell.name) is gone", .isGone(cell))],
        .react([.deviceDisconnected], [.clear(cell)]), sources: [fvdm], confidence: .inferred)
    }

  // MARK: Decisions

  private static let admission: [Rule] = [
    Rule(
      "macos/admit.no-continuity-before-ventura",
      "an iPhone serves as microphone from macOS Ventura on",
      .leaveOut(continuity), sources: ["Apple, Continuity Camera (macOS 13, iOS 16)"],
      scope: Scope([.macos], before: [.macos: OSVersion(13)]), confidence: .documented),
    Rule(
      "macos/admit.all", "every connected port can be chosen", .admit(.any),
      sources: ["no audio session with categories on macOS"], confidence: .inferred),
  ]

  private static let choice: [Rule] = [
    Rule(
      "macos/control.nobody", "where nothing is in control there is no route to speak of",
      when: [.nothingInControl], .saysNothing, sources: ["the trace format, Whose route"],
      confidence: .inferred),
    Rule(
      "macos/control.ringing",
      "while a call only rings, the ring tone's route is not the call's",
      when: [IOSBook.ringing], .saysNothing, sources: ["the trace format, Whose route"],
      confidence: .inferred),
    Rule(
      "macos/choose.facetime-output", "FaceTime uses the output that was chosen in FaceTime",
      when: [.systemCallInControl],
      .choose(.firstOf([.remembered(ownOutput), .rememberedDevice(ownOutput, any)])),
      sources: [fvdm], confidence: .singleReport),
    Rule(
      "macos/choose.answered-on-mac",
      "a call answered on the Mac leaves Bluetooth out, although it is the system's output",
      when: [.systemCallInControl, .callIsIncoming, .answeredOnPhone],
      .choose(.firstOf([.newest(headphones), .builtIn(.builtInSpeaker)])),
      sources: [fvdm, radar, "both read as one rule on the place of answer, as on iOS"],
      confidence: .reported),
    Rule(
      "macos/choose.answered-on-device", "a call answered on a headset goes to that headset",
      when: [.systemCallInControl, .answeredOnDevice], .choose(.answering(any)),
      sources: ["read like iOS"], confidence: .inferred),
    Rule(
      "macos/choose.system-output", "the output that was chosen for the system",
      .choose(.firstOf([.remembered(systemOutput), .rememberedDevice(systemOutput, any)])),
      sources: [fvdm], confidence: .inferred),
    Rule(
      "macos/choose.newest", "nothing was chosen: the headset or USB device that connected last",
      .choose(.newest(headset)), sources: ["Apple SDK, AVAudioRoutingArbiter header"],
      confidence: .inferred),
    Rule(
      "macos/choose.speaker", "with no accessory, the Mac's own speaker",
      .choose(.builtIn(.builtInSpeaker)), sources: [fvdm], confidence: .inferred),
  ]

  private static let pairing: [Rule] = [
    Rule(
      "macos/pair.playback",
      "a session that only plays opens no microphone: Bluetooth stays in A2DP",
      when: [IOSBook.appInControl, IOSBook.playback],
      .pair(input: .none, output: .firstOf([.sameDevice([.bluetoothA2DP]), .chosen])),
      sources: [vocamac], confidence: .inferred),
    Rule(
      "macos/pair.facetime-microphone",
      "FaceTime's own microphone is elsewhere: a Bluetooth output stays in A2DP",
      when: [.systemCallInControl, microphone(ownInput, isElsewhere: true)],
      .pair(
        input: .remembered(ownInput), output: .firstOf([.sameDevice([.bluetoothA2DP]), .chosen])),
      sources: [fvdm, vocamac], confidence: .reported),
    Rule(
      "macos/pair.facetime-same-device",
      "FaceTime's own microphone is the output's: Bluetooth goes from A2DP to HFP",
      when: [.systemCallInControl, microphone(ownInput, isElsewhere: false)],
      .pair(
        input: .remembered(ownInput),
        output: .firstOf([.sameDevice([.bluetoothHFP]), .chosen])),
      sources: [vocamac], confidence: .reported),
    Rule(
      "macos/pair.system-microphone",
      "the system's microphone is elsewhere: a Bluetooth output stays in A2DP",
      when: [microphone(systemInput, isElsewhere: true)],
      .pair(
        input: .remembered(systemInput),
        output: .firstOf([.sameDevice([.bluetoothA2DP]), .chosen])),
      sources: [vocamac], confidence: .reported),
    Rule(
      "macos/pair.hfp", "opening the microphone of a Bluetooth device moves it from A2DP to HFP",
      when: [IOSBook.hfpChosen],
      .pair(
        input: .firstOf([.sameDevice([.bluetoothHFP]), .builtIn(.builtInMic)]),
        output: .sameDevice([.bluetoothHFP])), sources: [vocamac], confidence: .reported),
    Rule(
      "macos/pair.same-device", "the chosen device's microphone, where it has one",
      when: [accessoryChosen],
      .pair(
        input: .firstOf([
          .sameDevice([.headsetMic, .usbAudio, .bluetoothLE, .streaming]), .builtIn(.builtInMic),
        ]), output: .chosen),
      sources: ["no source; the device that connects becomes input and output"],
      confidence: .inferred),
    Rule(
      "macos/pair.built-in", "the Mac's own microphone",
      .pair(input: .builtIn(.builtInMic), output: .chosen), sources: [fvdm],
      confidence: .inferred),
  ]

  private static let advice: [Rule] = [
    Rule(
      "macos/advise.callkit-inert", "CallKit never activates an app's session on a Mac",
      when: [usesCallKit, ownCall],
      .advise("CallKit does nothing on a Mac: activate the session yourself"),
      sources: ["nextcloud/talk-ios#729"], confidence: .singleReport)
  ]
}
