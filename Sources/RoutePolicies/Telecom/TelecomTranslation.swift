import RouteMachine
package import RouteModel

/// Which of Telecom's messages an event of a trace is.
///
/// As Telecom's call audio manager, its headset and dock listeners and its Bluetooth receivers do: they
/// hear of devices and calls and tell the route machine. The first row that fits an event counts; a
/// message that a trace spells itself is that message.
package struct TelecomTranslation: Sendable {
  package var event: EventKind
  /// For people: which events of the kind.
  package var which: String
  package var message: TelecomMessage
  var fits: @Sendable (Moment) -> Bool

  init(
    _ event: EventKind, _ which: String, _ message: TelecomMessage,
    if fits: @escaping @Sendable (Moment) -> Bool = { _ in true }
  ) {
    self.event = event
    self.which = which
    self.message = message
    self.fits = fits
  }

  /// The message that the moment's event is; nil where Telecom hears nothing of it.
  static func message(_ moment: Moment) -> TelecomMessage? {
    guard let event = moment.event, event.error == nil else { return nil }
    if event.kind == .telecomMessage { return event.message }
    // What a person or the stack says counts although it says nothing new to the world.
    guard moment.verdict.isApplied || saysAgain.contains(event.kind) else { return nil }
    return ofKind[Int(event.kind.rawValue)].first { $0.fits(moment) }?.message
  }

  private static let ofKind = EventKind.allCases.map { kind in table.filter { $0.event == kind } }

  private static let saysAgain: WordSet<EventKind> = [
    .routeSelected, .speakerphoneSet, .linkRequested, .linkConnected, .linkFailed,
    .linkDisconnected,
  ]

  package static let table: [TelecomTranslation] = devices + links + calls + requests

  private static let devices: [TelecomTranslation] = [
    TelecomTranslation(.deviceConnected, "wired or USB", .connectWiredHeadset) {
      $0.eventDeviceHas(.wired, in: $0.world)
    },
    TelecomTranslation(.deviceConnected, "a dock", .connectDock) {
      $0.eventDeviceHas(.dock, in: $0.world)
    },
    TelecomTranslation(.deviceConnected, "Bluetooth for calls", .btDeviceAdded) {
      $0.eventDeviceHas(Telecom.bluetoothPorts, in: $0.world)
    },
    TelecomTranslation(.deviceDisconnected, "the last wired or USB device", .disconnectWiredHeadset)
    { moment in
      moment.eventDeviceHas(.wired, in: moment.before)
        && !moment.world.hasWired
    },
    TelecomTranslation(.deviceDisconnected, "a dock", .disconnectDock) {
      $0.eventDeviceHas(.dock, in: $0.before)
    },
    TelecomTranslation(.deviceDisconnected, "the route's Bluetooth device", .btActiveDeviceGone) {
      $0.routeBefore?.output?.device == $0.event?.device
        && $0.eventDeviceHas(Telecom.bluetoothPorts, in: $0.before)
    },
    TelecomTranslation(.deviceDisconnected, "another Bluetooth device", .btDeviceRemoved) {
      $0.eventDeviceHas(Telecom.bluetoothPorts, in: $0.before)
    },
    TelecomTranslation(.deviceActivated, "for calls", .btActiveDevicePresent) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
    TelecomTranslation(.deviceDeactivated, "for calls", .btActiveDeviceGone) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
  ]

  private static let links: [TelecomTranslation] = [
    TelecomTranslation(.linkRequested, "SCO or LE Audio, by Telecom or a person", .connectBt) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
    TelecomTranslation(.linkConnected, "SCO or LE Audio", .btAudioIsOn) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
    TelecomTranslation(.linkFailed, "SCO or LE Audio", .pendingRouteFailed) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
    TelecomTranslation(.linkDisconnected, "by Telecom", .disconnectBt) {
      $0.event?.by == .telecom && $0.event?.profile != .a2dp
    },
    TelecomTranslation(.linkDisconnected, "by anybody else", .btAudioLost) {
      $0.event?.profile == .hfp || $0.event?.profile == .le
    },
  ]

  /// The focus is that of the calls after the event (`Fact.telecomArgument`).
  private static let calls: [TelecomTranslation] = [
    TelecomTranslation(.callIncoming, "while no other call is on", .switchFocus) {
      $0.eventCallIsTelecoms && !$0.before.hasTelecomCall($0.circumstances)
    },
    TelecomTranslation(.callDialed, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.callJoined, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.callAnswered, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.callResumed, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.callHeld, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.callEnded, "that rang while another is on", .updateSystemAudioRoute) {
      $0.eventCallIsTelecoms && $0.eventCall?.state == .ringing
        && $0.world.hasTelecomCall($0.circumstances)
    },
    TelecomTranslation(.callEnded, "of Telecom", .switchFocus) { $0.eventCallIsTelecoms },
    TelecomTranslation(.videoChanged, "of Telecom", .updateSystemAudioRoute) {
      $0.eventCallIsTelecoms
    },
  ]

  private static let requests: [TelecomTranslation] = [
    TelecomTranslation(.routeSelected, "the earpiece", .userSwitchEarpiece) {
      $0.eventRoute == .earpiece
    },
    TelecomTranslation(.routeSelected, "a wired device", .userSwitchHeadset) {
      $0.eventRoute == .headset
    },
    TelecomTranslation(.routeSelected, "a Bluetooth device", .userSwitchBluetooth) {
      $0.eventRoute == .bluetooth
    },
    TelecomTranslation(.routeSelected, "the speaker", .userSwitchSpeaker) {
      $0.eventRoute == .speaker
    },
    TelecomTranslation(.speakerphoneSet, "on", .speakerOn) { $0.event?.isOn == true },
    TelecomTranslation(.speakerphoneSet, "off", .speakerOff) { $0.event?.isOn == false },
  ]
}

extension Moment {
  /// Whether the event's device has one of the ports in a world.
  fileprivate func eventDeviceHas(_ ports: PortSet, in world: World) -> Bool {
    guard let slot = event?.device, let entry = world.rack.entry(of: slot) else { return false }
    return !entry.device.outputPorts.intersection(ports).isEmpty
  }

  /// Whether the event's call, as it is or was, is one of Telecom's.
  fileprivate var eventCallIsTelecoms: Bool {
    guard let call = world.calls.call(event?.call) ?? eventCall else { return false }
    return call.isSystemCall(circumstances)
  }

  fileprivate var eventRoute: TelecomRoute? { TelecomRoute(eventEndpoint(.output)?.port) }

  /// The focus that Telecom tells the route machine for the calls that there are.
  var telecomFocus: ArgumentWord {
    let calls = world.calls.calls
    if world.hasTelecomCall(circumstances) { return .activeFocus }
    return calls.contains { $0.isSystemCall(circumstances) } ? .ringingFocus : .noFocus
  }
}

extension World {
  fileprivate func hasTelecomCall(_ circumstances: Circumstances) -> Bool {
    calls.calls.contains { $0.state != .ringing && $0.isSystemCall(circumstances) }
  }

  /// Whether a wired or USB device is plugged in.
  var hasWired: Bool {
    rack.entries.contains {
      !$0.device.outputPorts.intersection(.wired).isEmpty
    }
  }
}

extension WordSet where Element == Port {
  fileprivate static let wired: PortSet = [.headphones, .usbAudio]
  fileprivate static let dock: PortSet = [.lineOut]
}
