package import RouteMachine
import RouteModel

/// Twilio's AudioSwitch, and LiveKit's fork of it: what they list, what they select, and how they ask
/// for SCO.
///
/// The fork takes its devices from Android's device callback, so that an A2DP device without a call
/// profile is listed as a headset too, and cannot be reached.
package enum AudioSwitch {
  package static let book = make(
    "audioswitch", "Twilio AudioSwitch", "AudioSwitch 1.2.5",
    Source("twilio/audioswitch@70ce7958, AbstractAudioSwitch and BluetoothHeadsetManager"),
    EndpointClass("Bluetooth headset", [.bluetoothHFP]), [.bluetooth, .wired, .builtIn],
    models: ["audioswitch"])

  /// `livekit` is LiveKit's Android SDK, which selects with this commit of the fork
  /// (livekit/client-sdk-android@02e7eb55, gradle/libs.versions.toml).
  package static let liveKit = make(
    "audioswitch-livekit", "LiveKit's fork of AudioSwitch", "davidliu/audioswitch@89582c47",
    Source("davidliu/audioswitch@89582c47, ModernAudioSwitch"),
    EndpointClass("Bluetooth device", [.bluetoothHFP, .bluetoothLE, .bluetoothA2DP]),
    [.bluetooth, .wired, .builtIn], models: ["audioswitch-livekit", "livekit"])

  /// SCO is asked for every 500 ms, and given up after 5 s.
  static let retry: Int64 = 500
  static let giveUp: Int64 = 5000

  // MARK: Memory

  static let state = Cell(0, "state", .word(of: State.self))
  static let user = Cell(1, "the user's choice", .word(of: PickerDevice.self))
  static let selected = Cell(2, "the selected device", .endpoint)
  static let link = Cell(3, "link", .word(of: LinkState.self))
  static let linked = Cell(4, "the link's device", .endpoint)
  static let newest = Cell(5, "the newest headset", .endpoint)
  static let older = Cell(6, "older headsets", .devices)
  static let hasFailed = Cell(7, "Bluetooth could not be activated", .flag)

  /// Where the switch stands.
  enum State: UInt8, Word {
    case stopped
    case started
    case activated

    var meaning: String {
      switch self {
      case .stopped: "follows no devices"
      case .started: "lists and selects devices, and touches no audio"
      case .activated: "audio goes to the selected device"
      }
    }
  }

  static let events: WordSet<EventKind> = [
    .libraryCall, .deviceConnected, .deviceDisconnected, .linkConnected, .linkDisconnected,
    .timerFired, .permissionGranted, .permissionRevoked,
  ]

  private static func make(
    _ name: String, _ title: String, _ versions: String, _ source: Source,
    _ bluetooth: EndpointClass, _ pairs: [Pairing], models: [String]
  ) -> RuleBook {
    var keeps = Keeping()
    keeps.selected = selected
    keeps.link = (link, linked)
    keeps.activity = (state, [Value(State.activated)])
    let rules = AudioSwitchRules(name: name, source: source, bluetooth: bluetooth)
    return RuleBook(
      name: name, title: title, platforms: [.android], versions: versions, sources: [source],
      settlingTime: giveUp,
      cells: [state, user, selected, link, linked, newest, older, hasFailed],
      rules: rules.all + Pairing.rules(name, [source], pairs), keeps: keeps, models: models)
  }
}
