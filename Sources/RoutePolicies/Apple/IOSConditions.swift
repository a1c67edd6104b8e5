import RouteMachine
import RouteModel

/// The conditions of the book, each built once.
extension IOSBook {
  // MARK: Who is in control

  static let ringing = Condition.isAny(
    "a call rings and nothing else is on", .control, [Control.ringing])
  static let appInControl = Condition.isSet(
    "the app's own sound is in control", .appIsInControl)
  static let systemSession = Condition.isAny(
    "the system's own session is in effect", .sessionOrigin, [SessionInEffect.Origin.system])
  static let notSystemSession = Condition.isNone(
    "the system's own session is not in effect", .sessionOrigin,
    [SessionInEffect.Origin.system])
  static let sessionAssumed = Condition.isAny(
    "the trace never says how the session was configured", .sessionOrigin,
    [SessionInEffect.Origin.assumed])

  // MARK: Category, mode, options

  static let playback = Condition.isAny(
    "the category only plays", .category, [Category.ambient, .soloAmbient, .playback])
  static let record = Condition.isAny("the category only records", .category, [Category.record])
  static let playAndRecord = Condition.isAny(
    "the category is playAndRecord", .category, [Category.playAndRecord])
  static let notPlayAndRecord = Condition.isNone(
    "the category is not playAndRecord", .category, [Category.playAndRecord])
  static let multiRoute = Condition.isAny(
    "the category is multiRoute", .category, [Category.multiRoute])
  static let recordsOneRoute = Condition.isAny(
    "the category is record or playAndRecord", .category, [Category.record, .playAndRecord])
  static let takesInput = Condition.isAny(
    "the category takes input", .category, [Category.record, .playAndRecord, .multiRoute])
  static let chatMode = Condition.isAny(
    "the mode is voiceChat or videoChat", .mode, [Mode.voiceChat, .videoChat])
  static let videoChat = Condition.isAny("the mode is videoChat", .mode, [Mode.videoChat])
  static let notVoiceChat = Condition.isNone(
    "the mode is not voiceChat", .mode, [Mode.voiceChat])
  static let dualRoute = Condition.isAny("the mode is dualRoute", .mode, [Mode.dualRoute])
  static let hfpAllowed = Condition.isSet("HFP is allowed", .allowsHFP)
  static func has(_ option: CategoryOption) -> Condition {
    .isSet("option \(option.name) is set", .option(option))
  }

  // MARK: What is remembered

  static let overrideInForce = Condition.isSet(
    "a speaker override is in force",
    .memory(
      override, owner: .app,
      setBy: [.outputOverridden, .sessionConfigured, .interruptionBegan, .mediaServicesReset]))
  private static let askedFact = Fact.memory(
    asked, owner: .app, setBy: [.preferredInputSet, .routeSelected, .mediaServicesReset])
  private static let askedByFact = Fact.memory(
    askedBy, owner: .app, setBy: [.preferredInputSet, .routeSelected, .mediaServicesReset])
  private static let pickedFact = Fact.memory(
    picked, owner: .person, setBy: [.routeSelected, .callAnswered, .callDialed])

  static let askedByApp = Condition("the app asked last", [askedByFact], .isOneOf([byApp]))
  static let askedByPerson = Condition(
    "a person chose last", [askedByFact], .isOneOf([byPerson]))
  static let builtInMicAsked = Condition(
    "the built-in microphone was asked for", [askedFact],
    .isOneOf([Value(Endpoint.builtInMic)]))
  static let receiverAsked = Condition(
    "the receiver was asked for", [askedFact], .isOneOf([Value(Endpoint.builtInReceiver)]))
  static let builtInAsked = Condition(
    "a built-in port was asked for", [askedFact],
    .isOneOf([
      Value(Endpoint.builtInMic), Value(Endpoint.builtInReceiver), Value(Endpoint.builtInSpeaker),
    ]))
  static let receiverPicked = Condition(
    "the receiver was chosen in the system's call", [pickedFact],
    .isOneOf([Value(Endpoint.builtInReceiver)]))
  static let homePodPicked = Condition.isAny(
    "a HomePod was chosen",
    Fact(
      "type of the device chosen by a person", .word(of: DeviceType.self),
      owner: .person, setBy: [.routeSelected]
    ) { moment in
      let cell = moment.isForeignCallInControl ? picked : asked
      let device = moment.memory[cell].endpoint?.device
      return Value(device.flatMap { moment.world.rack.entry(of: $0)?.device.type })
    }, [DeviceType.homePod])
  static let noNewcomer = Condition.isNotSet(
    "no device has connected since the call was answered",
    .memory(newcomer, owner: .person, setBy: [.callAnswered, .deviceConnected]))

  // MARK: Settings

  static let routingIsBluetooth = Condition.isAny(
    "Call Audio Routing is Bluetooth Headset", .setting(.callAudioRouting),
    [SettingValue.bluetoothHeadset])
  static let routingIsSpeaker = Condition.isAny(
    "Call Audio Routing is Speaker", .setting(.callAudioRouting), [SettingValue.speaker])
  static let noHeadset = Condition.isNotSet(
    "no device that can take a call is connected",
    Fact(
      "a device that can take a call is connected", .flag, owner: .person,
      setBy: [.deviceConnected]
    ) { moment in
      Value(moment.world.rack.newest { !$0.outputPorts.intersection(taking).isEmpty } != nil)
    })
  private static let taking: PortSet = [
    .bluetoothHFP, .bluetoothLE, .hearingAid, .headphones, .usbAudio, .carAudio,
  ]
  static let placeUnknown = Condition.isNotSet(
    "where the call was answered is not known", .answeredOn)

  // MARK: What was chosen, for pairing

  static let inputOnlyChosen = Condition.isAny(
    "a microphone was chosen", .chosenPort, [Port.headsetMic, .lineIn])
  static let builtInMicChosen = Condition.isAny(
    "the built-in microphone was chosen", .chosenPort, [Port.builtInMic])
  static let hfpChosen = Condition.isAny("HFP was chosen", .chosenPort, [Port.bluetoothHFP])
  static let leChosen = Condition.isAny("LE Audio was chosen", .chosenPort, [Port.bluetoothLE])
  static let twoWayChosen = Condition.isAny(
    "USB or CarPlay was chosen", .chosenPort, [Port.usbAudio, .carAudio])
  static let headphonesChosen = Condition.isAny(
    "headphones were chosen", .chosenPort, [Port.headphones])
  static let outputOnlyChosen = Condition.isAny(
    "a port that only plays was chosen", .chosenPort,
    [Port.bluetoothA2DP, .airPlay, .hearingAid, .hdmi, .lineOut])
  static let homePodChosen = Condition.isAny(
    "the chosen device is a HomePod", .chosenDevice, [DeviceType.homePod])
}

/// Conditions on the event, for reactions.
extension IOSBook {
  static let notRefused = Condition.isNotSet("the call was not refused", .refused)
  static let inputNamed = Condition.isSet(
    "the event names a connected input", .eventEndpoint(.input))
  static let noInputNamed = Condition.isNotSet(
    "the event names no input", .eventEndpoint(.input))
  static let inputIsNew = Condition.isNotSet(
    "the input is not the route's already", .eventInputIsRouted)
  static let otherMicNamed = Condition(
    "an input other than the built-in microphone is named", [.eventEndpoint(.input)],
    .isNoneOf([.none, Value(Endpoint.builtInMic)]))
  static let anotherHeadsetRouted = Condition.isSet(
    "HFP of another device is in the route",
    Fact("HFP of another device than the event's is routed", .flag, owner: .person) { moment in
      guard let named = moment.eventEndpoint(.input), named.port == .bluetoothHFP,
        let routed = moment.routeBefore?.input, routed.port == .bluetoothHFP
      else { return .none }
      return Value(named.device != routed.device)
    })
  static let outputNamed = Condition.isSet(
    "the event names a connected output", .eventEndpoint(.output))
  static let noOutputNamed = Condition.isNotSet(
    "the event names no output", .eventEndpoint(.output))
  static let speakerNamed = Condition(
    "the loudspeaker is named", [.eventEndpoint(.output)],
    .isOneOf([Value(Endpoint.builtInSpeaker)]))
  static let otherOutputNamed = Condition(
    "an output other than the loudspeaker is named", [.eventEndpoint(.output)],
    .isNoneOf([.none, Value(Endpoint.builtInSpeaker)]))
  static let eventApplied = Condition.isSet("the event changed something", .eventWasApplied)
  static let deviceEligible = Condition.isSet(
    "the session can use the event's device",
    eventDeviceOffers("the session can use the event's device", .all))
  static let micEligible = Condition.isSet(
    "the session can use the event's device as a microphone",
    eventDeviceOffers(
      "the session can use the event's device as a microphone", .inputs, asInput: true))
  static let askedIsGone = Condition.isSet("the port asked for is gone", .isGone(asked))
  static let pickedIsGone = Condition.isSet("the chosen port is gone", .isGone(picked))
  static let eventIsSystemCall = Condition.isSet(
    "the event's call is a phone, FaceTime or CallKit call", .eventCallIsSystem)
  static let talkedOn = Condition.isSet(
    "people talked on the event's call", .eventCallWasTalkedOn)

  private static let admissionTable = AdmissionTable(admission)

  /// Whether the admission table admits a port of the event's device.
  private static func eventDeviceOffers(
    _ name: String, _ ports: PortSet, asInput: Bool = false
  ) -> Fact {
    Fact(name, .flag, owner: .app) { moment in
      guard moment.event?.kind == .deviceConnected,
        let slot = moment.event?.device, let entry = moment.world.rack.entry(of: slot)
      else { return .none }
      let usable = asInput ? ports.intersection(entry.device.inputPorts) : ports
      return Value(admissionTable.admits(usable, of: entry.device, at: moment))
    }
  }
}
