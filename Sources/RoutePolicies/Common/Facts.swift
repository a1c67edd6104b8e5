package import RouteMachine
package import RouteModel

/// Facts that several books read.
extension Fact {
  private static let callEvents: WordSet<EventKind> = [
    .callIncoming, .callDialed, .callConnected, .callJoined, .callAnswered, .callHeld,
    .callResumed, .callEnded,
  ]

  /// Who controls the route.
  package static let control = Fact(
    "who is in control", .word(of: Control.self), owner: .person,
    setBy: callEvents.union([
      .sessionActivated, .sessionDeactivated, .interruptionBegan, .interruptionEnded,
    ])
  ) { Value($0.control) }

  /// The kind of the call that people talk on.
  package static let callKind = Fact(
    "the call's kind", .word(of: CallKind.self), owner: .person, setBy: callEvents
  ) { Value($0.call?.kind) }

  /// How the call that people talk on came about.
  package static let callOrigin = Fact(
    "how the call came about", .word(of: Call.Origin.self), owner: .person,
    setBy: callEvents
  ) { Value($0.call?.origin) }

  /// Where the call in control was answered.
  package static let answeredOn = Fact(
    "where the call was answered", .word(["phone", "device"]), owner: .person,
    setBy: [.callAnswered]
  ) { moment in
    switch moment.call?.answeredOn {
    case nil: .none
    case .phone: Value(bits: 1)
    case .device: Value(bits: 2)
    }
  }

  /// Whether the call has video.
  package static let isVideo = Fact(
    "video", .flag, owner: .app, setBy: callEvents.union([.videoChanged])
  ) { Value($0.call?.isVideo ?? false) }

  /// Whether the app reports its calls to CallKit.
  package static let appUsesCallKit = Fact("the app uses CallKit", .flag, owner: .app) {
    Value($0.circumstances.appUsesCallKit)
  }

  /// Whether the user sends audio.
  package static let sends = Fact(
    "the user sends audio", .flag, owner: .app, setBy: [.roleChanged]
  ) { Value($0.world.session.sends) }

  /// A setting of the host device.
  package static func setting(_ setting: Setting) -> Fact {
    Fact(
      "setting \(setting.name)", .word(of: SettingValue.self), owner: .person,
      setBy: [.settingChanged]
    ) { Value($0.world.host.value(of: setting)) }
  }

  /// The type of the device that the choice gave.
  package static let chosenDevice = Fact(
    "type of the chosen device", .word(of: DeviceType.self), owner: .person,
    readsChoice: true
  ) { moment in
    Value(moment.chosen?.device.flatMap { moment.world.rack.entry(of: $0)?.device.type })
  }

  /// The port that the choice gave.
  package static let chosenPort = Fact(
    "the chosen port", .word(of: Port.self), owner: .person, readsChoice: true
  ) { Value($0.chosen?.port) }

  // MARK: Facts of the event itself, for reactions

  /// The kind of the event's call.
  package static let eventCallKind = Fact(
    "the event's call kind", .word(of: CallKind.self), owner: .person
  ) { Value($0.eventCall?.kind) }

  /// Whether the event's call is carried by the system.
  package static let eventCallIsSystem = Fact(
    "the event's call is a system call", .flag, owner: .app
  ) { moment in
    Value(moment.eventCall?.isSystemCall(moment.circumstances) ?? false)
  }

  /// Where the event says that the call was answered.
  package static let eventPlace = Fact(
    "where the event answers the call", .word(["phone", "device"]), owner: .person
  ) { moment in
    switch moment.event?.place {
    case nil: .none
    case .phone: Value(bits: 1)
    case .device: Value(bits: 2)
    }
  }

  /// Who was in control before the event.
  package static let controlBefore = Fact(
    "who was in control before", .word(of: Control.self), owner: .person
  ) { Value($0.talkBefore.control) }

  /// The port of the route's output before the event.
  package static let outputBefore = Fact(
    "the output port before", .word(of: Port.self), owner: .person
  ) { Value($0.routeBefore?.output?.port) }

  /// The endpoint that the event names.
  package static func eventEndpoint(_ side: Side) -> Fact {
    Fact("the event's \(side.name)", .endpoint, owner: .app) { Value($0.eventEndpoint(side)) }
  }

  /// The setting of which the event speaks.
  package static let eventSetting = Fact(
    "the event's setting", .word(of: Setting.self), owner: .person
  ) { Value($0.event?.setting) }

  /// The type of the event's device.
  package static let eventDevice = Fact(
    "type of the event's device", .word(of: DeviceType.self), owner: .person
  ) { moment in
    Value(moment.event?.device.flatMap { moment.before.rack.entry(of: $0)?.device.type })
  }
}

/// Facts about memory and about what an event touches, shared by name.
extension Fact {
  /// Whether the platform refused the app's call.
  package static let refused = Fact("the call was refused", .flag, owner: .system) {
    Value($0.event?.error != nil)
  }

  /// Whether the event's device is still connected after the event.
  package static let eventDeviceIsConnected = Fact(
    "the event's device is connected", .flag, owner: .person
  ) { moment in
    Value(moment.event?.device.map { moment.world.rack.isConnected($0) } ?? false)
  }

  /// Whether people talked on the event's call before the event.
  package static let eventCallWasTalkedOn = Fact(
    "people talked on the event's call", .flag, owner: .person
  ) { moment in
    Value(moment.talkBefore.call.map { $0.slot == moment.event?.call } ?? false)
  }

  /// Whether a remembered endpoint is on the event's device.
  package static func isOnEventDevice(_ cell: Cell) -> Fact {
    Fact("\(cell.name) is on the event's device", .flag, owner: .person) { moment in
      guard let device = moment.memoryBefore[cell].endpoint?.device else { return .none }
      return Value(device == moment.event?.device)
    }
  }

  /// The newest connected Bluetooth device that can be heard and spoken into.
  package static let hasBluetooth = Fact(
    "a Bluetooth device is connected", .flag, owner: .person, setBy: []
  ) { moment in
    Value(moment.world.rack.newest { $0.type.isBluetooth } != nil)
  }
}

/// Facts about what an event did, shared by name.
extension Fact {
  /// Whether the event changed the world.
  package static let eventWasApplied = Fact("the event changed something", .flag, owner: .person) {
    Value($0.verdict.isApplied)
  }

  /// Whether the input that the event names is already the route's.
  package static let eventInputIsRouted = Fact(
    "the event's input is the route's already", .flag, owner: .app
  ) { moment in
    guard let input = moment.eventEndpoint(.input) else { return .none }
    return Value(moment.routeBefore?.input == input)
  }

  /// Whether the event names an input that is not just the other side of an output.
  package static let eventNamesInput = Fact(
    "the event names an input of its own", .flag, owner: .person
  ) { moment in
    guard let endpoint = moment.eventEndpoint(.input) else { return .none }
    return Value(moment.event?.input != nil || !PortSet.outputs.contains(endpoint.port))
  }

  /// With what a person chose.
  package static let eventVia = Fact(
    "with what the person chose", .word(of: Via.self), owner: .person
  ) { Value($0.event?.via) }

  /// Whether a remembered endpoint is no longer there.
  package static func isGone(_ cell: Cell) -> Fact {
    Fact("\(cell.name) is gone", .flag, owner: .person) { moment in
      guard let endpoint = moment.memoryBefore[cell].endpoint, let device = endpoint.device else {
        return .none
      }
      let ports = moment.world.rack.entry(of: device)?.device.ports ?? []
      return Value(!ports.contains(endpoint.port))
    }
  }
}
