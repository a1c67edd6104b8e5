import RouteMachine
import RouteModel

/// What the rules of Telecom's machines read.
extension Fact {
  /// The message that the event is.
  static let telecomMessage = Fact(
    "Telecom's message", .word(of: TelecomMessage.self), owner: .system
  ) { Value(TelecomTranslation.message($0)) }

  /// The message's argument; Telecom's logs print the number, people write the name.
  static let telecomArgument = Fact(
    "the message's argument", .word(of: ArgumentWord.self), owner: .system
  ) { moment in
    guard let event = moment.event else { return .none }
    guard event.kind == .telecomMessage else { return Value(moment.telecomFocus) }
    return Value(event.argumentWord?.meant(by: event.message))
  }

  /// Where the sound went before the event.
  static let telecomRouteBefore = Fact(
    "where the call sounded", .word(of: TelecomRoute.self), owner: .person
  ) { Value(TelecomRoute($0.routeBefore?.output?.port)) }

  /// Where the machine's route goes now.
  static let telecomRoute = Fact(
    "where the call sounds", .word(of: TelecomRoute.self), owner: .person
  ) { Value(TelecomRoute($0.memory[Telecom.route].endpoint?.port)) }

  static let telecomFocus = Fact.memory(
    Telecom.focus, owner: .system,
    setBy: [
      .telecomMessage, .callIncoming, .callDialed, .callJoined, .callAnswered, .callEnded,
    ])

  static let telecomSwitch = Fact.memory(Telecom.next, owner: .system, setBy: [])

  /// Whether the machine's own route, or the link, was in use by an active call on Bluetooth before.
  static let wasActiveOnBluetooth = Fact(
    "an active call sounded over Bluetooth", .flag, owner: .system
  ) { moment in
    Value(
      moment.memoryBefore[Telecom.focus] == Value(TelecomFocus.active)
        && TelecomRoute(moment.routeBefore?.output?.port) == .bluetooth)
  }

  /// Whether an active call's route is now a Bluetooth device.
  static let isActiveOnBluetooth = Fact(
    "an active call sounds over Bluetooth", .flag, owner: .system
  ) { moment in
    Value(
      moment.memory[Telecom.focus] == Value(TelecomFocus.active)
        && TelecomRoute(moment.memory[Telecom.route].endpoint?.port) == .bluetooth)
  }

  /// Whether the route's device, or that an active call is on it, is new with this event.
  static let cameToBluetooth = Fact(
    "the route came to a Bluetooth device", .flag, owner: .system
  ) { moment in
    Value(
      moment.memory[Telecom.focus] != moment.memoryBefore[Telecom.focus]
        || moment.memory[Telecom.route].endpoint != moment.routeBefore?.output)
  }

  static let linkState = Fact.memory(Telecom.link, owner: .system, setBy: [])

  /// Whether the link is to the route's own device.
  static let linkIsRoutes = Fact("the link is the route's", .flag, owner: .system) { moment in
    Value(
      moment.memory[Telecom.link].isSet
        && moment.memory[Telecom.linked] == moment.memory[Telecom.route])
  }

  /// Whether the event names no device, or the one that the link is to.
  static let isAboutLink = Fact("the event is about the link's device", .flag, owner: .system) {
    moment in
    let linked = moment.memoryBefore[Telecom.linked].endpoint?.device
    return Value(moment.event?.device == nil || moment.event?.device == linked)
  }

  /// Whether some device has audio, as the Bluetooth stack says.
  static let stackHasAudio = Fact("a device has audio", .flag, owner: .system) { moment in
    Value(
      moment.world.rack.entries.contains { $0.hfpLink == .connected || $0.leLink == .connected })
  }

  /// Whether the device that is asked for needs no link: a hearing aid or LE Audio device that is
  /// active has audio at once.
  static let needsNoLink = Fact(
    "the event's device has audio as soon as it is active", .flag, owner: .system
  ) {
    moment in
    guard let slot = moment.eventDevice, let entry = moment.world.rack.entry(of: slot) else {
      return .none
    }
    return Value(entry.active.contains(.le) && !entry.device.profiles.contains(.hfp))
  }

  /// Whether one of the phone's own routes is taken away, as the earpiece is by a wired headset.
  static let earpieceIsHidden = hidden("the earpiece is taken away", .builtInReceiver)
  static let speakerIsHidden = hidden("the speaker is taken away", .builtInSpeaker)

  private static func hidden(_ name: String, _ port: Port) -> Fact {
    Fact(name, .flag, owner: .person, setBy: [.deviceConnected, .deviceDisconnected]) { moment in
      Value(PortSet(bits: moment.memory[Telecom.hidden].bits).contains(port))
    }
  }

  /// Whether any call has video.
  static let anyCallIsVideo = Fact(
    "a call has video", .flag, owner: .app,
    setBy: [.callIncoming, .callDialed, .callJoined, .videoChanged, .callEnded]
  ) { Value($0.world.calls.calls.contains { $0.isVideo }) }

  static let firedTimer = Fact(
    "the timer that ran out", .word(of: Timer.self), owner: .system
  ) { Value($0.event?.kind == .timerFired ? $0.event?.timer : nil) }

  static let attempts = Fact.memory(Telecom.attempts, owner: .system, setBy: [])
}

extension ArgumentWord {
  /// The word for a number that Telecom's logs print.
  fileprivate func meant(by message: TelecomMessage?) -> ArgumentWord {
    switch (message, self) {
    case (.switchFocus, .one): .noFocus
    case (.switchFocus, .two): .activeFocus
    case (.switchFocus, .three): .ringingFocus
    case (.switchBaselineRoute, .zero), (.userSwitchBaselineRoute, .zero): .leaveBluetoothOut
    case (.switchBaselineRoute, .one), (.userSwitchBaselineRoute, .one): .includeBluetooth
    default: self
    }
  }
}

/// Conditions by the words that they test.
extension Condition {
  static func message(_ messages: [TelecomMessage]) -> Condition {
    .isAny("the message is \(list(messages))", .telecomMessage, messages)
  }

  static func argument(_ words: [ArgumentWord]) -> Condition {
    .isAny("the argument is \(list(words))", .telecomArgument, words)
  }

  static func argumentIsNot(_ words: [ArgumentWord]) -> Condition {
    .isNone("the argument is not \(list(words))", .telecomArgument, words)
  }

  static func was(on route: TelecomRoute) -> Condition {
    .isAny("the route was \(route.name)", .telecomRouteBefore, [route])
  }

  static func wasNot(on route: TelecomRoute) -> Condition {
    .isNone("the route was not \(route.name)", .telecomRouteBefore, [route])
  }

  static func isNow(on route: TelecomRoute) -> Condition {
    .isAny("the route is \(route.name)", .telecomRoute, [route])
  }

  static func focus(_ words: [TelecomFocus]) -> Condition {
    .isAny("the focus is \(list(words))", .telecomFocus, words)
  }

  static func focusIsNot(_ words: [TelecomFocus]) -> Condition {
    .isNone("the focus is not \(list(words))", .telecomFocus, words)
  }

  static func next(_ words: [TelecomSwitch]) -> Condition {
    .isAny("the switch is to \(list(words))", .telecomSwitch, words)
  }

  static func timer(_ timer: Timer) -> Condition {
    .isAny("the timer \(timer.name) ran out", .firedTimer, [timer])
  }

  private static func list(_ words: [some Word]) -> String {
    words.map(\.name).joined(separator: " or ")
  }

  static func flag(_ cell: Cell) -> Condition {
    .isSet(cell.name, Fact.memory(cell, owner: .system, setBy: []))
  }

  static func noFlag(_ cell: Cell) -> Condition {
    .isNotSet("not: \(cell.name)", Fact.memory(cell, owner: .system, setBy: []))
  }
}
