import RouteMachine
package import RouteModel

/// Where a route of Telecom's machines goes.
package enum TelecomRoute: UInt8, Word {
  case earpiece
  case headset
  case bluetooth
  case speaker
  case streaming

  package var meaning: String {
    switch self {
    case .earpiece: "ROUTE_EARPIECE"
    case .headset: "ROUTE_WIRED_HEADSET: wired or USB"
    case .bluetooth: "ROUTE_BLUETOOTH: SCO, LE Audio or a hearing aid"
    case .speaker: "ROUTE_SPEAKER, also a dock"
    case .streaming: "ROUTE_STREAMING: the call sounds on another device"
    }
  }

  package init?(_ port: Port?) {
    switch port {
    case .builtInReceiver: self = .earpiece
    case .headphones, .usbAudio: self = .headset
    case .bluetoothHFP, .bluetoothLE, .hearingAid: self = .bluetooth
    case .builtInSpeaker: self = .speaker
    case .streaming: self = .streaming
    default: return nil
    }
  }
}

/// Whether a call holds the route.
package enum TelecomFocus: UInt8, Word {
  case quiescent
  case active
  case ringing
  case ringingActive

  package var meaning: String {
    switch self {
    case .quiescent: "no call holds the route: it is kept, but nothing is switched"
    case .active: "a call holds the route: speaker, SCO and communication device are switched"
    case .ringingActive: "a call rings, and the route is switched as for a call (Android 15, 16)"
    case .ringing: "a call rings on a Bluetooth route without in-band ring: SCO is not opened"
    }
  }
}

/// A switch that a machine sends to itself, at the front of its queue.
package enum TelecomSwitch: UInt8, Word {
  case earpiece
  case headset
  case bluetooth
  case speaker
  case baseline
  case baselineWithoutBluetooth
  case first
  case streaming

  package var meaning: String {
    switch self {
    case .earpiece: "SWITCH_EARPIECE"
    case .headset: "SWITCH_HEADSET"
    case .bluetooth: "SWITCH_BLUETOOTH"
    case .speaker: "SWITCH_SPEAKER"
    case .baseline: "SWITCH_BASELINE_ROUTE, Bluetooth included"
    case .baselineWithoutBluetooth: "SWITCH_BASELINE_ROUTE, Bluetooth left out"
    case .first: "the route is found afresh, as when the machine starts"
    case .streaming: "the route goes to streaming"
    }
  }
}
