import RouteModel

/// What happens to an iPhone in a day, as its events: accessories come and go, calls, an app's own
/// session, a person's choices.
///
/// One person's: four accessories, one app with three ways to configure its session.
/// Only what the machine of the peers knows too (`peers/README.md`), and nothing that cannot be.
struct PhoneStories {
  static let devices: [(id: String, type: DeviceType)] = [
    ("earpods", .wiredHeadset), ("airpods", .bluetoothHeadset), ("jbl", .bluetoothSpeaker),
    ("car", .carKit),
  ]
  /// Calls of the phone come first, the app's own after them.
  static let calls =
    (1...16).map { "phone-\($0)" } + (1...16).map { "room-\($0)" }

  private(set) var pace: Pace
  private var connected: [Int] = []
  private var standing = SessionStanding.inactive
  private var category: Category?
  private var room: CallSlot?
  private var isOverridden = false
  private var hasPreference = false
  private var phoneCalls = 0
  private var rooms = 0

  init(seed: UInt64) { pace = Pace(seed: seed) }

  /// Tells stories until there are so many events, then ends all that is still on.
  mutating func tell(events: Int) {
    while pace.told.count < events { story() }
    if standing != .inactive || room != nil { leaveRoom() }
    changeRouting()
    for place in connected { disconnect(place) }
    pace.tell(.settingChanged) {
      $0.setting = .callAudioRouting
      $0.value = .automatic
    }
  }

  private mutating func story() {
    switch pace.below(100) {
    case 0..<18: plug()
    case 18..<34: incomingCall()
    case 34..<42: outgoingCall()
    case 42..<70: if standing == .active { appAdjusts() } else { appBegins() }
    case 70..<82: if standing == .active { leaveRoom() } else { appBegins() }
    case 82..<88: siri()
    default: lookAway()
    }
  }

  // MARK: Accessories

  private static let wired = 0..<1
  private static let handsFree = [1, 3]

  private static func slot(_ place: Int) -> DeviceSlot { DeviceSlot(UInt8(place)) }

  /// Something comes, or something goes; there is one socket, and few carry more than three things.
  private mutating func plug() {
    let leaves = connected.count >= 2 || (!connected.isEmpty && pace.chance(80))
    if leaves { return disconnect(pace.pick(connected)) }
    let hasWired = connected.contains { Self.wired.contains($0) }
    let free = Self.devices.indices.filter {
      !connected.contains($0) && !(hasWired && Self.wired.contains($0))
    }
    let place = pace.pick(free)
    connected.append(place)
    pace.tell(.deviceConnected, after: 4000) { $0.device = Self.slot(place) }
  }

  private mutating func disconnect(_ place: Int) {
    connected.removeAll { $0 == place }
    pace.tell(.deviceDisconnected, after: 5000) { $0.device = Self.slot(place) }
  }

  // MARK: The phone's calls

  private mutating func nextPhoneCall() -> CallSlot {
    defer { phoneCalls += 1 }
    return CallSlot(UInt8(phoneCalls % 16))
  }

  private mutating func incomingCall() {
    let slot = nextPhoneCall()
    let kind: CallKind = pace.chance(80) ? .phone : .faceTime
    pace.tell(.callIncoming, after: 20_000) {
      $0.call = slot
      $0.callKind = kind
    }
    let interrupts = interrupt(by: .phone)
    if pace.chance(25) {
      pace.tell(.callEnded, after: 6000) {
        $0.call = slot
        $0.by = .local
        $0.why = .declined
      }
    } else {
      let headsets = connected.filter { Self.handsFree.contains($0) || $0 == 0 }
      let place: Place =
        headsets.isEmpty || pace.chance(55) ? .phone : .device(Self.slot(pace.pick(headsets)))
      pace.tell(.callAnswered, after: 5000) {
        $0.call = slot
        $0.place = place
      }
      talk(slot)
    }
    if interrupts { resume(.phone) }
  }

  private mutating func outgoingCall() {
    let slot = nextPhoneCall()
    pace.tell(.callDialed, after: 15_000) {
      $0.call = slot
      $0.callKind = .phone
    }
    let interrupts = interrupt(by: .phone)
    if pace.chance(85) {
      pace.tell(.callConnected, after: 7000) { $0.call = slot }
      talk(slot)
    } else {
      pace.tell(.callEnded, after: 9000) {
        $0.call = slot
        $0.by = .remote
        $0.why = .failed
      }
    }
    if interrupts { resume(.phone) }
  }

  /// What people do while they talk on the phone.
  private mutating func talk(_ slot: CallSlot) {
    for _ in 0..<pace.below(5) {
      switch pace.below(10) {
      case 0..<3: plug()
      case 3..<7: pickInCall()
      case 7:
        pace.tell(.callHeld, after: 12_000) { $0.call = slot }
        if pace.chance(30) { plug() }
        pace.tell(.callResumed, after: 9000) { $0.call = slot }
      default: lookAway()
      }
    }
    let by: Actor = pace.chance(50) ? .local : .remote
    pace.tell(.callEnded, after: 40_000) {
      $0.call = slot
      $0.by = by
    }
  }

  /// The audio button of the call screen.
  private mutating func pickInCall() {
    let headsets = connected.filter { Self.handsFree.contains($0) }
    let port: PortArgument
    switch pace.below(headsets.isEmpty ? 2 : 4) {
    case 0: port = EndpointPattern.port(.builtInSpeaker)
    case 1: port = EndpointPattern.port(.builtInReceiver)
    default: port = EndpointPattern.port(.bluetoothHFP, Self.slot(pace.pick(headsets)))
    }
    pace.tell(.routeSelected, after: 8000) {
      $0.port = port
      $0.via = .callUI
    }
  }

  /// Interrupts the app's session where it is active.
  private mutating func interrupt(by actor: Actor) -> Bool {
    guard standing == .active else { return false }
    standing = .interrupted
    pace.tell(.interruptionBegan, after: 40) { $0.by = actor }
    return true
  }

  private mutating func resume(_ actor: Actor) {
    pace.tell(.interruptionEnded, after: 120) {
      $0.by = actor
      $0.shouldResume = true
    }
    standing = .active
    pace.tell(.sessionActivated, after: 300) { $0.by = .app }
  }

  // MARK: The app

  private mutating func configure(_ category: Category, after milliseconds: Int) {
    self.category = category
    let mode: Mode
    var options: [CategoryOption] = []
    if category == .playAndRecord {
      mode = pace.chance(70) ? .voiceChat : .videoChat
      options =
        mode == .videoChat
        ? [.allowBluetoothHFP, .defaultToSpeaker]
        : pace.chance(60) ? [.allowBluetoothHFP] : [.allowBluetoothHFP, .allowBluetoothA2DP]
    } else {
      mode = .default
    }
    pace.tell(.sessionConfigured, after: milliseconds) {
      $0.category = category
      $0.mode = mode
      $0.options = options.isEmpty ? nil : WordSet(options)
    }
  }

  /// The app joins a room, or plays something.
  private mutating func appBegins() {
    let plays = pace.chance(20)
    configure(plays ? .playback : .playAndRecord, after: 15_000)
    standing = .active
    pace.tell(.sessionActivated, after: 150) { $0.by = .app }
    if plays { return }
    rooms += 1
    let slot = CallSlot(UInt8(16 + rooms % 16))
    room = slot
    pace.tell(.callJoined, after: 600) {
      $0.call = slot
      $0.callKind = .voip
    }
  }

  private mutating func leaveRoom() {
    if let slot = room {
      pace.tell(.callEnded, after: 30_000) {
        $0.call = slot
        $0.by = .local
      }
    }
    if isOverridden { override(nil) }
    if hasPreference { prefer(.none) }
    room = nil
    standing = .inactive
    pace.tell(.sessionDeactivated, after: 200) { $0.by = .app }
  }

  /// What an app does with its route while it talks or plays.
  private mutating func appAdjusts() {
    guard category == .playAndRecord else { return configure(.playAndRecord, after: 9000) }
    switch pace.below(12) {
    case 0..<4:
      override(.builtInSpeaker)
      if pace.chance(10) { plug() }
      if pace.chance(80) { override(nil) }
    case 4..<8: preferInput()
    default: lookAway()
    }
  }

  private mutating func override(_ port: Port?) {
    isOverridden = port != nil
    pace.tell(.outputOverridden, after: 6000) {
      $0.port = port.map { EndpointPattern.port($0) } ?? PortArgument.none
    }
  }

  private mutating func prefer(_ port: PortArgument) {
    hasPreference = port != PortArgument.none
    pace.tell(.preferredInputSet, after: 4000) { $0.port = port }
  }

  private static let inputs: [Int: Port] = [
    0: .headsetMic, 1: .bluetoothHFP, 3: .bluetoothHFP,
  ]

  private mutating func preferInput() {
    let microphones = connected.filter { Self.inputs[$0] != nil }
    let port: PortArgument
    switch pace.below(microphones.isEmpty ? 2 : 6) {
    case 0: port = .none
    case 1: port = EndpointPattern.port(.builtInMic)
    default:
      let place = pace.pick(microphones)
      port = EndpointPattern.port(Self.inputs[place] ?? .builtInMic, Self.slot(place))
    }
    prefer(port)
  }

  // MARK: The rest of the day

  private mutating func siri() {
    guard interrupt(by: .siri) else { return lookAway() }
    resume(.siri)
  }

  private mutating func changeRouting() {
    let value = pace.pick([SettingValue.automatic, .bluetoothHeadset, .speaker])
    pace.tell(.settingChanged, after: 20_000) {
      $0.setting = .callAudioRouting
      $0.value = value
    }
  }

  /// What changes no route, and fills logs.
  private mutating func lookAway() {
    if pace.chance(50) {
      pace.tell(.appBackgrounded, after: 9000)
      pace.tell(.appForegrounded, after: 30_000)
    } else {
      pace.tell(.proximityChanged, after: 2000) { $0.near = true }
      pace.tell(.proximityChanged, after: 15_000) { $0.near = false }
    }
  }
}
