package import RouteModel

/// What events say, and nothing that a policy concludes: a product of small machines.
package struct World: Hashable, Sendable {
  package var rack = Rack()
  package var calls = CallBoard()
  package var session = AppSession()
  package var host = HostState()
  package var android = AndroidState()

  package init() {}

  /// The world after an event, and what became of the event.
  ///
  /// Pure and total: a rejected or ignored event gives the same world back. `devices` says what each
  /// declared device is; an event of an undeclared one is rejected.
  package func advanced(by event: Event, devices: DeviceTable) -> (World, Verdict) {
    var next = self
    let verdict = next.take(event, devices: devices)
    return verdict.isApplied ? (next, verdict) : (self, verdict)
  }

  /// Takes an event; one that is not applied may leave its traces, and the caller puts the world back.
  mutating func take(_ event: Event, devices: DeviceTable) -> Verdict {
    if event.error != nil { return .ignored(.refusedBySystem) }
    switch event.kind {
    case .deviceConnected:
      guard let device = devices[event.device] else { return .rejected(.missingArgument) }
      return rack.connect(device, only: event.profiles)
    case .deviceDisconnected:
      guard let slot = event.device else { return .rejected(.missingArgument) }
      let verdict = rack.disconnect(slot, only: event.profiles)
      if !rack.isConnected(slot) { host.forget(slot) }
      return verdict
    case .deviceActivated, .deviceDeactivated:
      guard let slot = event.device, let profile = event.profile else {
        return .rejected(.missingArgument)
      }
      return event.kind == .deviceActivated
        ? rack.activate(slot, for: profile) : rack.deactivate(slot, for: profile)
    case .linkRequested, .linkConnected, .linkFailed, .linkDisconnected:
      return rack.moveLink(event)
    case .callIncoming: return calls.begin(event, .ringing, .incoming)
    case .callDialed: return calls.begin(event, .dialing, .outgoing)
    case .callJoined: return calls.begin(event, .active, .joined)
    case .callAnswered, .callConnected, .callHeld, .callResumed, .callEnded, .videoChanged:
      return calls.move(event, rack: rack)
    case .settingChanged: return host.change(event)
    case .routeSelected: return host.select(event, rack: rack)
    case .roleChanged: return session.setRole(event)
    case .sessionConfigured: return session.configure(event)
    case .sessionActivated: return session.activate(event)
    case .sessionDeactivated: return session.deactivate()
    case .preferredInputSet: return session.prefer(event, rack: rack)
    case .outputOverridden: return session.override(event)
    case .interruptionBegan: return session.interrupt()
    case .interruptionEnded: return session.endInterruption()
    case .appBackgrounded: return host.show(.background)
    case .appForegrounded: return host.show(.foreground)
    case .appResignedActive: return host.show(.inactive)
    case .proximityChanged: return host.sense(event)
    case .audioModeSet: return android.setMode(event)
    case .communicationDeviceSet: return android.request(event, rack: rack)
    case .speakerphoneSet: return android.setSpeakerphone(event)
    case .permissionGranted, .permissionRevoked: return android.setPermission(event)
    case .audioFocusLost, .audioFocusGained: return android.setFocus(event)
    case .deviceButtonPressed:
      guard let slot = event.device else { return .rejected(.missingArgument) }
      return rack.isConnected(slot) ? .applied : .rejected(.notConnected)
    // Moments: they happened, and what follows from them is each book's own.
    case .mediaServicesReset, .telecomMessage, .libraryCall, .timerFired: return .applied
    }
  }
}

/// What each declared device of a trace is.
package struct DeviceTable: Hashable, Sendable {
  package private(set) var devices: [Device] = []

  package init(_ devices: [Device] = []) {
    for device in devices { declare(device) }
  }

  package subscript(slot: DeviceSlot?) -> Device? {
    guard let slot, Int(slot.number) < devices.count else { return nil }
    return devices[Int(slot.number)]
  }

  /// Adds a device; slots are given in the order of declaration.
  package mutating func declare(_ device: Device) {
    if Int(device.slot.number) == devices.count { devices.append(device) }
  }
}
