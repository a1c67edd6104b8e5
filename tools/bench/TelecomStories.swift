import RouteModel

/// What happens to an Android phone in a day, as Telecom hears of it: headsets become active, links
/// open and fail, calls ring, people switch.
struct TelecomStories {
  static let devices: [(id: String, type: DeviceType)] = [
    ("earpods", .wiredHeadset), ("usb", .usbHeadset), ("airpods", .bluetoothHeadset),
    ("jabra", .bluetoothHeadset), ("car", .carKit), ("watch", .watch), ("aid", .hearingAid),
    ("dock", .dock),
  ]
  static let calls = (1...32).map { "call-\($0)" }

  private(set) var pace: Pace
  private var connected: [Int] = []
  /// The Bluetooth device that the stack made the active one.
  private var active: Int?
  private var isLinked = false
  private var count = 0

  /// What the phone's owner has.
  private let owned: [Int]

  /// Another seed is another owner.
  init(seed: UInt64) {
    var pace = Pace(seed: seed)
    // A thing by wire, a headset, and two or three of the rest.
    var owned = [pace.below(2), 2 + pace.below(2)]
    while owned.count < 4 || (owned.count == 4 && pace.chance(50)) {
      let more = 2 + pace.below(6)
      if !owned.contains(more) { owned.append(more) }
    }
    (self.owned, self.pace) = (owned, pace)
  }

  /// Tells stories until there are so many events, then ends all that is still on.
  mutating func tell(events: Int) {
    while pace.told.count < events { story() }
    for place in connected { disconnect(place) }
    ringInBand(false)
    // A link's timers run out before the next day begins.
    pace.tell(.proximityChanged, after: 100) { $0.near = true }
    pace.tell(.proximityChanged, after: 200) { $0.near = false }
  }

  private mutating func story() {
    switch pace.below(100) {
    case 0..<35: plug()
    case 35..<65: incomingCall()
    case 65..<82: outgoingCall()
    case 82: if pace.chance(30) { ringInBand(pace.chance(50)) } else { lookAway() }
    case 83..<90: if let active { activate(active) } else { plug() }
    default: lookAway()
    }
  }

  private static func slot(_ place: Int) -> DeviceSlot { DeviceSlot(UInt8(place)) }
  private static let bluetooth = 2..<7
  private static func profile(_ place: Int) -> Profile { place == 6 ? .le : .hfp }

  // MARK: Accessories

  private mutating func plug() {
    let most = pace.chance(20) ? 3 : 2
    if connected.count >= most || (!connected.isEmpty && pace.chance(50)) {
      return disconnect(pace.pick(connected))
    }
    let place = pace.pick(owned.filter { !connected.contains($0) })
    connected.append(place)
    pace.tell(.deviceConnected, after: 4000) { $0.device = Self.slot(place) }
    if Self.bluetooth.contains(place), pace.chance(85) { activate(place) }
  }

  private mutating func activate(_ place: Int) {
    unlink()
    active = place
    pace.tell(.deviceActivated, after: 300) {
      $0.device = Self.slot(place)
      $0.profile = Self.profile(place)
    }
  }

  private mutating func disconnect(_ place: Int) {
    if active == place {
      unlink()
      active = nil
      if pace.chance(60) {
        pace.tell(.deviceDeactivated, after: 3000) {
          $0.device = Self.slot(place)
          $0.profile = Self.profile(place)
        }
      }
    }
    connected.removeAll { $0 == place }
    pace.tell(.deviceDisconnected, after: 1500) { $0.device = Self.slot(place) }
    if active == nil, let next = connected.last(where: { Self.bluetooth.contains($0) }) {
      activate(next)
    }
  }

  // MARK: Links

  /// What the stack answers to a link that Telecom asks for.
  private mutating func link() {
    guard let active, !isLinked else { return }
    if pace.chance(15) {
      return pace.tell(.linkFailed, after: 700) {
        $0.device = Self.slot(active)
        $0.profile = Self.profile(active)
      }
    }
    isLinked = true
    pace.tell(.linkConnected, after: 500) {
      $0.device = Self.slot(active)
      $0.profile = Self.profile(active)
      $0.by = .telecom
    }
  }

  private mutating func unlink() {
    guard isLinked, let active else { return }
    isLinked = false
    pace.tell(.linkDisconnected, after: 200) {
      $0.device = Self.slot(active)
      $0.profile = Self.profile(active)
    }
  }

  // MARK: Calls

  private mutating func begin(_ kind: EventKind) -> CallSlot {
    let slot = CallSlot(UInt8(count % Self.calls.count))
    count += 1
    let (callKind, video) = (
      pace.chance(70) ? CallKind.phone : .telecomVoip, pace.chance(15) ? true : nil
    )
    pace.tell(kind, after: 20_000) {
      $0.call = slot
      $0.callKind = callKind
      $0.video = video
    }
    return slot
  }

  private mutating func end(_ slot: CallSlot, _ why: EndReason? = nil) {
    let by: Actor = pace.chance(50) ? .local : .remote
    pace.tell(.callEnded, after: 30_000) {
      $0.call = slot
      $0.by = by
      $0.why = why
    }
    unlink()
  }

  private mutating func incomingCall() {
    let slot = begin(.callIncoming)
    if pace.chance(25) { return end(slot, .declined) }
    pace.tell(.callAnswered, after: 5000) { $0.call = slot }
    talk(slot)
  }

  private mutating func outgoingCall() {
    let slot = begin(.callDialed)
    if pace.chance(15) { return end(slot, .failed) }
    pace.tell(.callConnected, after: 6000) { $0.call = slot }
    talk(slot)
  }

  private mutating func talk(_ slot: CallSlot) {
    if pace.chance(90) { link() }
    for _ in 0..<pace.below(6) {
      switch pace.below(12) {
      case 0..<3: plug()
      case 3..<8: pick()
      case 8:
        pace.tell(.callHeld, after: 12_000) { $0.call = slot }
        pace.tell(.callResumed, after: 9000) { $0.call = slot }
      case 9: mute()
      case 10:
        let isOn = pace.chance(50)
        pace.tell(.speakerphoneSet, after: 5000) { $0.isOn = isOn }
      default: lookAway()
      }
    }
    end(slot)
  }

  /// The audio button of the call screen.
  private mutating func pick() {
    let headsets = connected.filter { Self.bluetooth.contains($0) }
    let port: PortArgument
    switch pace.below(headsets.isEmpty ? 3 : 5) {
    case 0: port = EndpointPattern.port(.builtInSpeaker)
    case 1: port = EndpointPattern.port(.builtInReceiver)
    case 2: port = EndpointPattern.port(.headphones)
    default:
      let place = pace.pick(headsets)
      port = EndpointPattern.port(place == 6 ? .hearingAid : .bluetoothHFP, Self.slot(place))
    }
    pace.tell(.routeSelected, after: 8000) {
      $0.port = port
      $0.via = .callUI
    }
    if pace.chance(80) { link() }
  }

  private mutating func mute() {
    pace.tell(.telecomMessage, after: 5000) { $0.message = .toggleMute }
    pace.tell(.telecomMessage, after: 15_000) { $0.message = .toggleMute }
  }

  // MARK: The rest of the day

  private mutating func ringInBand(_ isOn: Bool) {
    pace.tell(.settingChanged, after: 10_000) {
      $0.setting = .inBandRinging
      $0.value = isOn ? .on : .off
    }
  }

  private mutating func lookAway() {
    pace.tell(.proximityChanged, after: 2000) { $0.near = true }
    pace.tell(.proximityChanged, after: 15_000) { $0.near = false }
  }
}
