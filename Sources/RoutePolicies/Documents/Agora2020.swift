package import RouteMachine
import RouteModel

/// What Agora's FAQ of 2020 says of iPhones and iPads, as it says it.
///
/// S1 is the page of February 2020, S2 its successor of September 2020. Where the two differ, S1 is
/// encoded and the difference noted in the rule's source.
package enum Agora2020 {
  static let s1 = "001_9f4f090b560ab11f.txt"
  static let both = "001_9f4f090b560ab11f.txt and 002_9a239f62ef10e291.txt"

  // MARK: Memory

  static let answeredSince = Cell(0, "devices there when a phone call was answered", .devices)
  static let lastCallRoute = Cell(1, "the last call's route", .route)
  static let inCallChoice = Cell(2, "the choice made in the call", .endpoint)
  static let voipChoice = Cell(3, "the route asked for before the VoIP call", .endpoint)
  static let voipChoiceBy = Cell(
    4, "how that route was asked for", .word(["setPreferredInput", "Control Center"]))
  static let resumeOn = Cell(5, "the route to resume", .route)
  static let routingAtAnswer = Cell(
    6, "Call Audio Routing was Bluetooth Headset at the answer", .flag)

  private static let byPreferredInput = Value(bits: 1)
  private static let byControlCenter = Value(bits: 2)

  // MARK: Classes

  private static let speakerTypes: WordSet<DeviceType> = [
    .bluetoothSpeaker, .bluetoothSpeakerphone,
  ]
  private static let headsetTypes = WordSet(DeviceType.allCases.filter(\.isBluetooth))
    .subtracting(speakerTypes)

  static let speakerPorts = EndpointClass(
    "Bluetooth speaker", [.bluetoothHFP, .bluetoothLE, .bluetoothA2DP], types: speakerTypes)
  static let speakerTwoWay = EndpointClass(
    "Bluetooth speaker's two-way port", [.bluetoothHFP, .bluetoothLE], types: speakerTypes,
    mustBeTwoWay: true)
  static let speakerPlayback = EndpointClass(
    "Bluetooth speaker's playback port", [.bluetoothA2DP], types: speakerTypes)
  static let headset = EndpointClass(
    "Bluetooth headset", [.bluetoothHFP, .bluetoothLE], types: headsetTypes, mustBeTwoWay: true)

  // MARK: Conditions

  private static let memoryEvents: WordSet<EventKind> = [.callAnswered, .callEnded]

  private static let voipInControl = Condition.isAny(
    "a VoIP call without CallKit is in control", .control, [Control.appCall, .session])
  private static let userSends = Condition.isSet("the user sends audio", .sends)
  private static let bluetoothIsConnected = Condition.isSet(
    "a Bluetooth device is connected", .hasBluetooth)
  private static let routingIsBluetooth = Condition.isAny(
    "Call Audio Routing is Bluetooth Headset", .setting(.callAudioRouting),
    [SettingValue.bluetoothHeadset])
  private static let routingWasBluetooth = Condition.isSet(
    "Call Audio Routing was Bluetooth Headset when the call was answered",
    .memory(routingAtAnswer, owner: .person, setBy: [.callAnswered]))
  private static let choiceIsPreferredInput = Condition(
    "the app set a preferred input last", [asked], .isOneOf([byPreferredInput]))
  private static let choiceIsControlCenter = Condition(
    "Control Center was used last", [asked], .isOneOf([byControlCenter]))
  private static let answeredSinceFact = Fact(
    "a phone call was answered since", .flag, owner: .person, setBy: [.callAnswered]
  ) { moment in
    // The device in question is the one that the VoIP call could use: a newer one that it could
    // not use says nothing about the older.
    let sends = moment.world.session.sends
    let device = moment.world.rack.newest { device in
      device.ports.members.contains { port in
        headset.contains(port, of: device) || (!sends && speakerPlayback.contains(port, of: device))
      }
    }
    return Value(device.map { moment.memory[answeredSince].contains($0.slot) } ?? false)
  }
  private static let answeredSinceConnected = Condition.isSet(
    "a phone call was answered since the Bluetooth device connected", answeredSinceFact)
  private static let notAnsweredSince = Condition.isNotSet(
    "no phone call was answered since the Bluetooth device connected", answeredSinceFact)
  private static let asked = Fact.memory(
    voipChoiceBy, owner: .app, setBy: [.preferredInputSet, .routeSelected])
  private static let eventIsSystemCall = Condition.isSet(
    "the event's call is a phone, FaceTime or CallKit call", .eventCallIsSystem)
  private static let eventIsVoIPCall = Condition.isNotSet(
    "the event's call is a VoIP call without CallKit", .eventCallIsSystem)
  private static let begunCallIsSystem = Condition.isSet(
    "the call that begins is a phone, FaceTime or CallKit call",
    Fact("the call that begins is a system call", .flag, owner: .app) { moment in
      Value(
        moment.world.calls.call(moment.event?.call)?.isSystemCall(moment.circumstances) ?? false)
    })
  private static let answeredOnItsDevice = Fact(
    "the phone call is answered on the device that the sound was on", .flag, owner: .person
  ) { moment in
    guard case .device(let device) = moment.event?.place else { return .none }
    return Value(moment.routeBefore?.output?.device == device)
  }
  private static let answeredOnResumeDevice = Fact(
    "the phone call is answered on the device to resume on", .flag, owner: .person
  ) { moment in
    guard case .device(let device) = moment.event?.place else { return .none }
    return Value(resumeDevice(moment) == device)
  }
  private static let resumeDeviceIsGone = Condition.isSet(
    "the device to resume on is gone",
    Fact("the route to resume is on the event's device", .flag, owner: .person) { moment in
      Value(resumeDevice(moment).map { $0 == moment.event?.device } ?? false)
    })

  private static func resumeDevice(_ moment: Moment) -> DeviceSlot? {
    moment.memoryBefore[resumeOn].route?.output?.device
  }

  private static let talkedOn = Condition.isSet(
    "people talked on the event's call", .eventCallWasTalkedOn)
  private static let hadRoute = Condition.isSet("there was a route", .outputBefore)
  private static let lastCallSource = Source(
    "\(both), Reason 1, \"the one used by the last phone or VoIP call\"")
  private static let endpointNamed = Condition.isSet(
    "the event names a connected output", .eventEndpoint(.output))
  private static let notRefused = Condition.isNotSet("the call was not refused", .refused)

  // MARK: The book

  package static let book = RuleBook(
    name: "agora-2020", title: "Agora FAQ of 2020, iOS: answering calls through Bluetooth",
    platforms: [.ios, .ipados], versions: "as of 2020, no version named",
    sources: [Source(s1), "002_9a239f62ef10e291.txt"], settlingTime: 3000,
    cells: [
      answeredSince, lastCallRoute, inCallChoice, voipChoice, voipChoiceBy, resumeOn,
      routingAtAnswer,
    ],
    rules: reactions + admission + choice + pairing)

  private static let reactions: [Rule] = [
    Rule(
      "memory.phone-call-answered", "a phone call was answered while the device was connected",
      when: [eventIsSystemCall],
      .react(
        [.callAnswered],
        [
          .add(answeredSince, .devices(.bluetooth)), .clear(inCallChoice), .clear(routingAtAnswer),
        ]), sources: [Source("\(both), Reason 1; S2 leaves out \"after connecting\"")]),
    Rule(
      "memory.call-audio-routing", "the setting counts as it stands when the call is answered",
      when: [eventIsSystemCall, routingIsBluetooth],
      .react([.callAnswered], [.set(routingAtAnswer, .constant(Value(true)))]),
      sources: [Source("\(both), Solution, \"Before answering a phone call\"")]),
    Rule(
      "memory.call-began", "a choice made in another call is not for this one",
      when: [begunCallIsSystem], .react([.callDialed, .callJoined], [.clear(inCallChoice)]),
      sources: [Source("\(both), Solution, \"During a phone call\"")], confidence: .reading),
    Rule(
      "memory.device-gone", "a reconnection starts the count of answered calls again",
      when: [.isNotSet("the event's device is gone", .eventDeviceIsConnected)],
      .react([.deviceDisconnected], [.remove(answeredSince, .eventDevice)]),
      sources: [Source("\(s1), Reason 1, \"after connecting\"")], confidence: .reading),
    Rule(
      "memory.choice-gone", "a choice is forgotten with its device",
      when: [
        .isNotSet("the event's device is gone", .eventDeviceIsConnected),
        .isSet("the route asked for was on it", .isOnEventDevice(voipChoice)),
      ],
      .react([.deviceDisconnected], [.clear(voipChoice), .clear(voipChoiceBy)]),
      sources: [Source("\(both), Solution")], confidence: .reading),
    Rule(
      "memory.resume-gone", "there is nothing to resume on when the device is gone",
      when: [
        .isNotSet("the event's device is gone", .eventDeviceIsConnected),
        resumeDeviceIsGone,
      ],
      .react([.deviceDisconnected], [.clear(resumeOn)]),
      sources: [Source("\(both), Solution")], confidence: .reading),
    Rule(
      "memory.choice-ended", "a choice made in a call ends with it",
      when: [talkedOn], .react([.callEnded], [.clear(inCallChoice)]),
      sources: [Source("\(both), Solution, \"During a phone call\"")], confidence: .reading),
    Rule(
      "memory.call-ended", "the route that the call ended on is the last call's route",
      when: [talkedOn, hadRoute], .react([.callEnded], [.set(lastCallRoute, .routeBefore)]),
      sources: [lastCallSource], confidence: .reading),
    Rule(
      "memory.call-held", "a call on hold may be the last one: its route is the one it had",
      when: [talkedOn, hadRoute], .react([.callHeld], [.set(lastCallRoute, .routeBefore)]),
      sources: [lastCallSource], confidence: .reading),
    Rule(
      "memory.session-ended", "a VoIP call's route is the one that its session ended on",
      when: [.isAny("the app's session was in control", .controlBefore, [Control.session])],
      .react([.sessionDeactivated], [.set(lastCallRoute, .routeBefore)]),
      sources: [lastCallSource], confidence: .reading),
    Rule(
      "memory.in-call-choice", "a choice made in a phone call holds for that call",
      when: [.systemCallInControl, endpointNamed],
      .react([.routeSelected], [.set(inCallChoice, .eventEndpoint(.output))]),
      sources: [Source("\(both), Solution, Phone call")]),
    Rule(
      "memory.control-center", "a choice made outside a phone call is for VoIP calls",
      when: [
        .isNone(
          "no phone, FaceTime or CallKit call is in control", .control, [Control.systemCall]),
        endpointNamed,
      ],
      .react(
        [.routeSelected],
        [
          .set(voipChoice, .eventEndpoint(.output)),
          .set(voipChoiceBy, .constant(byControlCenter)),
        ]),
      sources: [Source("\(both), Solution, VoIP call")]),
    Rule(
      "memory.preferred-input", "the app asked for an input",
      when: [.isSet("the event names a connected input", .eventEndpoint(.input)), notRefused],
      .react(
        [.preferredInputSet],
        [
          .set(voipChoice, .eventEndpoint(.input)),
          .set(voipChoiceBy, .constant(byPreferredInput)),
        ]),
      sources: [Source("\(both), Solution, VoIP call")]),
    Rule(
      "memory.preferred-input-cleared", "the app took its request back",
      when: [
        .isNotSet("the event names no input", .eventEndpoint(.input)), notRefused,
        choiceIsPreferredInput,
      ],
      .react([.preferredInputSet], [.clear(voipChoice), .clear(voipChoiceBy)]),
      sources: [Source("\(both), Solution, VoIP call")], confidence: .reading),
    Rule(
      "memory.answered-elsewhere",
      "a phone call answered elsewhere than on the device resumes nothing there",
      when: [
        eventIsSystemCall,
        .isNotSet("the phone call is answered elsewhere", answeredOnResumeDevice),
      ],
      .react([.callAnswered], [.clear(resumeOn)]),
      sources: [Source("\(both), Solution, VoIP call, second point")], confidence: .reading),
    Rule(
      "memory.interrupted-on-bluetooth",
      "a phone call was answered on the device that a VoIP call was on",
      when: [
        eventIsSystemCall,
        .isAny(
          "a VoIP call was in control before", .controlBefore, [Control.appCall, .session]),
        .isSet("the phone call is answered on the VoIP call's device", answeredOnItsDevice),
        .isAny(
          "the VoIP call was on Bluetooth", .outputBefore,
          [Port.bluetoothHFP, .bluetoothLE, .bluetoothA2DP]),
      ],
      .react([.callAnswered], [.set(resumeOn, .routeBefore)]),
      sources: [Source("\(both), Solution, VoIP call, second point")]),
    Rule(
      "memory.voip-ended", "an ended VoIP call is not resumed",
      when: [eventIsVoIPCall],
      .react([.callEnded], [.clear(resumeOn)]),
      sources: [Source("\(both), Solution, VoIP call, second point")], confidence: .reading),
  ]

  private static let admission: [Rule] = [
    Rule(
      "speaker.sender-silent",
      "without CallKit, a user who sends can neither record nor play through a Bluetooth speaker",
      when: [voipInControl, userSends], .leaveOut(speakerPorts),
      sources: [Source("\(both), Reason 3")]),
    Rule(
      "speaker.system-call-only",
      "a Bluetooth speaker records only in a phone, FaceTime or CallKit call",
      when: [.systemCallInControl], .admit(speakerTwoWay),
      sources: [Source("\(both), Reason 3")]),
    Rule(
      "speaker.listener-admitted",
      "without CallKit, a user who only listens can play through a Bluetooth speaker",
      when: [voipInControl], .admit(speakerPlayback),
      sources: [Source("\(both), Reason 3")]),
    Rule(
      "bluetooth.headset", "a Bluetooth device that can be heard and spoken into can be chosen",
      .admit(headset), sources: [Source("\(both), Solution, \"Bluetooth Headset\"")],
      confidence: .reading),
    Rule(
      "built-in.always", "the device's own ports can always be chosen", .admit(.builtIn),
      sources: [Source("\(both), Solution, \"Handset, or Speaker\"")]),
  ]

  private static let choice: [Rule] = [
    Rule(
      "control.nothing", "the documents speak only of calls that are on",
      when: [
        .isAny("no call is on", .control, [Control.nobody, .ringing])
      ], .saysNothing, sources: [Source(both)], confidence: .reading),
    Rule(
      "phone.in-call-choice", "during a phone call the person can switch the route",
      when: [.systemCallInControl], .choose(.remembered(inCallChoice)),
      sources: [Source("\(both), Solution, Phone call")]),
    Rule(
      "phone.call-audio-routing",
      "Call Audio Routing sends the call to the Bluetooth device, wherever it is answered",
      when: [.systemCallInControl, .callIsIncoming, routingWasBluetooth],
      .choose(.newest(.bluetoothTwoWay)), sources: [Source("\(both), Solution, Phone call")]),
    Rule(
      "phone.answered-on-phone",
      "a call answered by tapping on the iPhone goes to the iPhone's speaker",
      when: [.systemCallInControl, .answeredOnPhone, bluetoothIsConnected],
      .choose(.builtIn(.builtInSpeaker)),
      sources: [
        Source("\(both), Reason 1; \"the iPhone speaker\" is read as the loudspeaker")
      ]),
    Rule(
      "phone.answered-on-device", "a call answered on the Bluetooth device goes to that device",
      when: [.systemCallInControl, .answeredOnDevice], .choose(.answering(.bluetoothTwoWay)),
      sources: [Source("\(both), Reason 1")]),
    Rule(
      "fallback.phone-call", "the documents say nothing but \"default\": the built-in pair",
      when: [.systemCallInControl], .choose(.builtIn(.builtInSpeaker)),
      sources: [Source("\(both), Reason 1")], confidence: .reading),
    Rule(
      "voip.preferred-input", "setPreferredInput changes the route of a VoIP call",
      when: [choiceIsPreferredInput], .choose(.remembered(voipChoice)),
      sources: [Source("\(both), Solution, VoIP call")]),
    Rule(
      "voip.control-center", "the route chosen in Control Center before the VoIP call",
      when: [choiceIsControlCenter], .choose(.remembered(voipChoice)),
      sources: [Source("\(both), Solution, VoIP call")]),
    Rule(
      "voip.resumed-after-phone-call",
      "after a phone call that was answered on the Bluetooth device, VoIP goes on there",
      when: [
        .isSet(
          "VoIP was on Bluetooth and the phone call was answered there",
          .memory(resumeOn, owner: .person, setBy: memoryEvents))
      ], .choose(.rememberedRoute(resumeOn, .output)),
      sources: [Source("\(both), Solution, VoIP call, second point")]),
    Rule(
      "voip.last-call-route",
      "a phone call was answered since connecting: the route of the last phone or VoIP call",
      when: [answeredSinceConnected], .choose(.rememberedRoute(lastCallRoute, .output)),
      sources: [
        Source("\(both), Reason 1; S1 says \"after connecting\", S2 leaves the words out")
      ]),
    Rule(
      "voip.bluetooth-first", "no phone call answered since connecting: the Bluetooth device",
      when: [notAnsweredSince], .choose(.newest(.bluetooth)),
      sources: [Source("\(both), Reason 1")]),
    Rule(
      "fallback.voip",
      "no Bluetooth device can be used, or the last call's route is gone: the built-in pair",
      .choose(.builtIn(.builtInSpeaker)), sources: [Source("\(both), Reason 1")],
      confidence: .reading),
  ]

  private static let pairing: [Rule] = [
    Rule(
      "speaker.listener-plays",
      "a listener hears through the Bluetooth speaker and records nothing",
      when: [
        .isAny("playback on a Bluetooth speaker was chosen", .chosenPort, [Port.bluetoothA2DP])
      ],
      .pair(input: .none, output: .chosen), sources: [Source("\(both), Reason 3")]),
    Rule(
      "route.same-device", "input and output are on the same device",
      when: [.isSet("an accessory was chosen", .chosenDevice)],
      .pair(
        input: .sameDevice([.bluetoothHFP, .bluetoothLE]),
        output: .sameDevice([.bluetoothHFP, .bluetoothLE])),
      sources: [Source("\(both), Reason 2")]),
    Rule(
      "pair.microphone", "the built-in microphone goes with the built-in speaker",
      when: [.isAny("the built-in microphone was chosen", .chosenPort, [Port.builtInMic])],
      .pair(input: .chosen, output: .builtIn(.builtInSpeaker)),
      sources: [Source("\(both), Reason 2")], confidence: .reading),
    Rule(
      "pair.built-in", "the built-in output goes with the built-in microphone",
      .pair(input: .builtIn(.builtInMic), output: .chosen), sources: [Source("\(both), Reason 2")],
      confidence: .reading),
  ]
}
