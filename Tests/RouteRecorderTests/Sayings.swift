import RouteRecorder
import TestSupport

/// What an app might say, sensible and not, from a seed.
struct Sayings {
  private var random: SplitMix64
  private static let devices = [
    RecordedDevice("a", .bluetoothHeadset, name: "A"),
    RecordedDevice("b", .bluetoothSpeaker),
    RecordedDevice("c", .wiredHeadset),
    RecordedDevice("d", .homePod),
    RecordedDevice("e", .leHeadset, profiles: [.le, .hfp]),
  ]

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// One call to a recorder.
  enum Saying {
    case event(RecordedEvent, by: RecordedEvent.Actor?, error: String?)
    case route(RecordedRoute)
    case claim(RecordedRoute)
    case note(String)

    func say(to recorder: Recorder) {
      switch self {
      case .event(let event, let by, let error): recorder.record(event, by: by, error: error)
      case .route(let route): recorder.observe(route, reason: "unknown")
      case .claim(let route): recorder.claim(route, by: "sdk \u{1}\"")
      case .note(let text): recorder.note(text)
      }
    }
  }

  mutating func next() -> Saying {
    switch below(12) {
    case 0: return .route(route())
    case 1: return .claim(below(2) == 0 ? route() : RecordedRoute(output: endpoint()))
    case 2: return .note("\u{7F}\u{202E} \(below(1000))\n")
    default:
      let by = below(3) == 0 ? pick(RecordedEvent.Actor.allCases) : nil
      return .event(event(), by: by, error: below(9) == 0 ? "560557684" : nil)
    }
  }

  private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  private mutating func bool() -> Bool { below(2) == 0 }

  private mutating func device() -> RecordedDevice { pick(Self.devices) }

  private mutating func call() -> String { "call \(below(4))" }

  private mutating func endpoint() -> RecordedEndpoint? {
    switch below(6) {
    case 0: nil
    case 1: RecordedEndpoint(device())
    case 2: RecordedEndpoint(pick(RecordedPort.allCases))
    default: RecordedEndpoint(pick(RecordedPort.allCases), device())
    }
  }

  private mutating func route() -> RecordedRoute {
    var route = RecordedRoute(input: endpoint(), output: endpoint())
    if bool() { route.availableInputs = (0..<below(4)).compactMap { _ in endpoint() } }
    return route
  }

  private mutating func event() -> RecordedEvent {
    switch below(26) {
    case 0, 1: .deviceConnected(device())
    case 2: .deviceConnected(device(), profiles: bool() ? .hfp : [.a2dp, .le])
    case 3: .deviceDisconnected(device())
    case 4: .deviceDisconnected(device(), profiles: .a2dp)
    case 5: .callIncoming(call(), pick(RecordedEvent.CallKind.allCases), video: bool())
    case 6: .callJoined(call(), .voip)
    case 7: .callAnswered(call(), on: bool() ? .phone : .device(device()))
    case 8: .callEnded(call(), why: .hungUp)
    case 9: .callHeld(call())
    case 10: .callResumed(call())
    case 11: .videoChanged(call(), video: bool())
    case 12:
      .sessionConfigured(
        category: pick(RecordedEvent.Category.allCases),
        mode: bool() ? pick(RecordedEvent.Mode.allCases) : nil, options: bool() ? .duckOthers : nil)
    case 13: .sessionActivated
    case 14: .sessionDeactivated
    case 15: .preferredInputSet(endpoint())
    case 16: .outputOverridden(toSpeaker: bool())
    case 17: bool() ? .interruptionBegan(.default) : .interruptionEnded(shouldResume: true)
    case 18: .routeSelected(endpoint(), via: .controlCenter)
    case 19:
      .settingChanged(
        pick(RecordedEvent.Setting.allCases), pick(RecordedEvent.SettingValue.allCases))
    case 20: bool() ? .appBackgrounded : .appForegrounded
    case 21: .proximityChanged(near: bool())
    case 22: .audioModeSet(pick(RecordedEvent.AudioMode.allCases))
    case 23: .permissionRevoked(pick(RecordedEvent.Permission.allCases))
    case 24: bool() ? .audioFocusGained : .audioFocusLost(transient: true)
    default: .libraryCall("selectDevice", argument: bool() ? "\"@!" : nil)
    }
  }
}
