import RouteMachine
import RouteModel

/// What holds of the books that say what platforms do; a document may say otherwise.
extension Invariants {
  private static let header: Source = "Apple SDK, AVAudioSession headers"
  private static let books: Set<String> = ["ios", "macos", "android-voip"]

  static let platforms: [Invariant] = [
    Invariant(
      "hfp-pairs", "input and output over HFP are one device's",
      source:
        "Apple, AVAudioSession.CategoryOptions allowBluetoothHFP; on Android SCO has both ways",
      books: ["ios", "android-voip"]
    ) { step, _ in
      guard let route = step.state.route else { return true }
      let hasMicrophone = step.state.world.rack.entries.elements.contains {
        $0.device.slot == route.output?.device && $0.device.inputPorts.contains(.bluetoothHFP)
      }
      if route.input?.port == .bluetoothHFP, let output = route.output {
        return output == route.input
      }
      if route.output?.port == .bluetoothHFP {
        return route.input == route.output || !hasMicrophone
      }
      return true
    },
    Invariant(
      "a2dp-is-no-input", "A2DP never brings sound in", source: header, books: books
    ) { step, _ in step.state.route?.input?.port != .bluetoothA2DP },
    Invariant(
      "airplay-is-no-input",
      "AirPlay never brings sound in, but for a HomePod that a call was handed to",
      source: "Apple QA1803; techvaz.com on handing calls to a HomePod", books: books
    ) { step, _ in
      guard let input = step.state.route?.input, input.port == .airPlay else { return true }
      let world = step.state.world
      return world.calls.calls.elements.contains { $0.state == .active || $0.state == .dialing }
        && world.rack.entries.elements.contains {
          $0.device.slot == input.device && $0.device.type == .homePod
        }
    },
    Invariant(
      "silence-has-no-route", "there is no route while nothing is active",
      source: "the trace format, Whose route", books: books
    ) { step, _ in
      let world = step.state.world
      let isOnCall = world.calls.calls.elements.contains {
        $0.state == .active || $0.state == .dialing
      }
      let mode = world.android.mode
      return step.state.route == nil || isOnCall || world.session.standing == .active
        || mode == .inCall || mode == .inCommunication
    },
  ]

  static let android: [Invariant] = [
    Invariant(
      "sco-is-open", "sound goes over SCO only with a link that is up, or in a phone call",
      source: "BtHelper.java, Android 16", books: ["android-voip"]
    ) { step, _ in
      guard step.state.route?.output?.port == .bluetoothHFP else { return true }
      let world = step.state.world
      return world.rack.entries.elements.contains { $0.hfpLink == .connected }
        || world.android.mode == .inCall
        || world.calls.calls.elements.contains { $0.kind == .phone && $0.state != .ringing }
    },
    Invariant(
      "a2dp-is-media", "A2DP carries no sound while a call's mode is set",
      source: "AudioDeviceBroker.java, VALID_COMMUNICATION_DEVICE_TYPES", books: ["android-voip"]
    ) { step, _ in
      step.state.route?.output?.port != .bluetoothA2DP
        || step.state.world.android.mode == .normal
    },
    Invariant(
      "le-needs-android-12", "LE Audio carries calls from Android 12 on",
      source: "AudioDeviceBroker.java, VALID_COMMUNICATION_DEVICE_TYPES", books: ["android-voip"]
    ) { step, machine in
      step.state.route?.output?.port != .bluetoothLE
        || machine.circumstances.os.map { $0 >= OSVersion(12) } ?? true
    },
  ]
}
