package import RouteMachine
package import RouteModel

extension Circumstances {
  /// The API level of the system; an unknown version counts as the newest.
  package var apiLevel: Int {
    guard let os else { return Self.newestAPILevel }
    return Self.apiLevels.last { os >= $0.from }?.level ?? 1
  }

  /// The API level that the app targets; that of the system where the trace does not say.
  package var targetLevel: Int { targetSdk ?? apiLevel }

  private static let newestAPILevel = 37

  /// Android's versions from 4.0 on, oldest first.
  private static let apiLevels: [(from: OSVersion, level: Int)] = [
    (OSVersion(4), 14), (OSVersion(4, 0, 3), 15), (OSVersion(4, 1), 16), (OSVersion(4, 2), 17),
    (OSVersion(4, 3), 18), (OSVersion(4, 4), 19), (OSVersion(5), 21), (OSVersion(5, 1), 22),
    (OSVersion(6), 23), (OSVersion(7), 24), (OSVersion(7, 1), 25), (OSVersion(8), 26),
    (OSVersion(8, 1), 27), (OSVersion(9), 28), (OSVersion(10), 29), (OSVersion(11), 30),
    (OSVersion(12), 31), (OSVersion(12, 1), 32), (OSVersion(13), 33), (OSVersion(14), 34),
    (OSVersion(15), 35), (OSVersion(16), 36), (OSVersion(17), newestAPILevel),
  ]
}

/// Facts that Android's books read.
extension Fact {
  private static let actors = ValueKind.word(of: Actor.self)
  private static let modes = ValueKind.word(of: AudioMode.self)

  /// `AudioManager`'s mode.
  package static let audioMode = Fact(
    "the audio mode", modes, owner: .app, setBy: [.audioModeSet]
  ) { Value($0.world.android.mode) }

  /// The permissions that the app holds.
  package static let permissions = Fact(
    "the app's permissions", .permissions, owner: .app,
    setBy: [.permissionGranted, .permissionRevoked]
  ) { Value(bits: $0.world.android.permissions.bits) }

  /// Whether the app may speak with Bluetooth devices: `BLUETOOTH`, or `BLUETOOTH_CONNECT` where
  /// both the system and the app's target are at API level 31 or above.
  package static let mayUseBluetooth = Fact(
    "the app may use Bluetooth", .flag, owner: .app,
    setBy: [.permissionGranted, .permissionRevoked]
  ) { moment in
    let isNew = moment.circumstances.apiLevel >= 31 && moment.circumstances.targetLevel >= 31
    return Value(
      moment.world.android.permissions.contains(isNew ? .bluetoothConnect : .bluetooth))
  }

  /// Whether the app targets an API level below 32.
  package static let targetsBelow32 = Fact(
    "the app targets an API level below 32", .flag, owner: .app
  ) { Value($0.circumstances.targetLevel < 32) }

  /// Whether the phone can use SCO off call.
  package static let scoOffCall = Fact("SCO off call", .flag, owner: .system) {
    Value($0.circumstances.scoOffCall)
  }

  /// Whether any device's SCO link is up; an app can ask for one.
  package static let scoIsUp = Fact(
    "SCO is up", .flag, owner: .app, setBy: [.linkConnected, .linkDisconnected, .linkFailed]
  ) { moment in
    Value(moment.world.rack.entries.contains { $0.hfpLink == .connected })
  }

  private static let wired: PortSet = [.headphones, .usbAudio, .lineOut]

  /// What was connected last for media: the port of the active A2DP device, or a wired one's.
  package static let newestMediaPort = Fact(
    "the newest device for media", .word(of: Port.self), owner: .person,
    setBy: [.deviceActivated, .deviceDeactivated]
  ) { moment in
    let newest = moment.world.rack.entries.last { entry in
      entry.active.contains(.a2dp) || !entry.device.ports.intersection(wired).isEmpty
    }
    return Value(
      newest.flatMap { entry in
        entry.active.contains(.a2dp)
          ? .bluetoothA2DP : entry.device.ports.intersection(wired).first
      })
  }

  // MARK: Facts of the event itself, for reactions

  /// Who did it; the app where the event does not say.
  package static let asker = Fact("who did it", actors, owner: .app) {
    Value($0.event.map { $0.by ?? .app })
  }

  /// The mode that the event sets.
  package static let eventMode = Fact("the event's audio mode", modes, owner: .app) {
    Value($0.event?.audioMode)
  }

  /// The profile of which the event speaks.
  package static let eventProfile = Fact(
    "the event's profile", .word(of: Profile.self), owner: .app
  ) { Value($0.event?.profile) }

  /// What the event asks the speaker to be.
  package static let eventIsOn = Fact("the event switches it on", .flag, owner: .app) {
    Value($0.event?.isOn ?? false)
  }

  /// Whether the system has made some device its active one for HFP: that one gets the SCO link.
  package static let hasActiveHeadset = Fact(
    "the system has an active HFP device", .flag, owner: .system
  ) { Value($0.world.rack.activeDevice(for: .hfp) != nil) }

  /// Whether telephony takes the audio mode: it sets `MODE_IN_CALL`, or a phone call begins.
  package static let telephonyTakesMode = Fact(
    "telephony takes the mode", .flag, owner: .person
  ) { moment in
    switch moment.event?.kind {
    case .audioModeSet: Value(moment.event?.audioMode == .inCall)
    case .callAnswered, .callDialed, .callJoined: Value(moment.systemCall?.kind == .phone)
    default: .none
    }
  }

  /// Whether the event takes back what a cell remembers as asked for.
  package static func takesBack(_ cell: Cell) -> Fact {
    Fact("the event takes back \(cell.name)", .flag, owner: .app) { moment in
      guard let event = moment.event, let asked = moment.memoryBefore[cell].endpoint else {
        return .none
      }
      switch event.kind {
      case .communicationDeviceSet: return Value(event.port == PortArgument.none)
      case .speakerphoneSet: return Value(event.isOn == false && asked == .builtInSpeaker)
      case .linkDisconnected: return Value(asked.port == .bluetoothHFP)
      default: return .none
      }
    }
  }

  /// Whether the event's device has the port that a cell remembers, while its own device is away.
  package static func replaces(_ cell: Cell) -> Fact {
    Fact("the event's device can stand for \(cell.name)", .flag, owner: .person) { moment in
      guard let asked = moment.memoryBefore[cell].endpoint, let away = asked.device,
        !moment.world.rack.isConnected(away),
        let entry = moment.event?.device.flatMap({ moment.world.rack.entry(of: $0) })
      else { return .none }
      return Value(entry.device.outputPorts.contains(asked.port))
    }
  }

  /// The port of the endpoint that a cell remembers.
  package static func port(of cell: Cell, owner: Owner) -> Fact {
    Fact(
      "the port of \(cell.name)", .word(of: Port.self), owner: owner,
      setBy: [.communicationDeviceSet, .speakerphoneSet, .linkRequested, .linkDisconnected]
    ) { Value($0.memory[cell].endpoint?.port) }
  }
}
