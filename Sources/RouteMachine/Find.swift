package import RouteModel

extension Machine {
  /// The endpoint that a selector finds; nil where it finds nothing.
  ///
  /// `side` is, in pairing, the side that is completed; the host device's own ports then need not be
  /// admitted.
  func find(
    _ selector: Selector, _ moment: Moment, _ candidates: [Candidate], pairing side: Side? = nil
  ) -> Endpoint? {
    switch selector {
    case .none: nil
    case .chosen: moment.chosen
    case .builtIn(let port):
      candidates.first { $0.endpoint == Endpoint(port) && ($0.isAdmitted || side != nil) }?.endpoint
    case .newest(let kind):
      first(kind, candidates) { _ in true }
    case .preferred(let order, let classes):
      preferred(order, moment).lazy.compactMap { classes[$0] }
        .compactMap { first($0, candidates) { _ in true } ?? builtIn($0, candidates) }.first
    case .oldest(let kind):
      first(kind, candidates.reversed()) { _ in true }
    case .newestOutside(let cell, let kind):
      first(kind, candidates) { !moment.memory[cell].contains($0.slot) }
    case .eventDevice(let kind):
      moment.eventDevice.flatMap { device in first(kind, candidates) { $0.slot == device } }
    case .remembered(let cell):
      admitted(moment.memory[cell].endpoint, candidates)
    case .rememberedDevice(let cell, let kind):
      moment.memory[cell].endpoint?.device.flatMap { device in
        first(kind, candidates) { $0.slot == device }
      }
    case .rememberedRoute(let cell, let wanted):
      admitted(moment.memory[cell].route?[wanted], candidates)
    case .preferredInput:
      admitted(moment.world.session.preferredInput, candidates)
    case .selected(let wanted):
      admitted(
        wanted == .input ? moment.world.host.selectedInput : moment.world.host.selectedOutput,
        candidates)
    case .answering(let kind):
      answeringDevice(moment).flatMap { device in
        first(kind, candidates) { $0.slot == device }
      }
    case .activeDevice(let profile, let kind):
      moment.world.rack.activeDevice(for: profile).flatMap { active in
        first(kind, candidates) { $0.slot == active.slot }
      }
    case .linked(let profile, let kind):
      first(kind, candidates) {
        moment.world.rack.entry(of: $0.slot)?.link(profile) == .connected
      }
    case .requested(let actor):
      admitted(moment.world.android.client(of: actor)?.output, candidates)
    case .sameDevice(let ports):
      sameDevice(ports, moment, side)
    case .before(let wanted):
      admitted(moment.routeBefore?[wanted], candidates)
    case .firstOf(let selectors):
      selectors.lazy.compactMap { find($0, moment, candidates, pairing: side) }.first
    }
  }

  /// The first port, in the class's order, of the newest device of the class that is admitted.
  private func first(
    _ kind: EndpointClass, _ candidates: [Candidate], where holds: (Device) -> Bool
  ) -> Endpoint? {
    var device: DeviceSlot?
    for candidate in candidates.reversed() {
      guard candidate.isAdmitted, let owner = candidate.device, holds(owner),
        kind.contains(candidate.endpoint.port, of: owner)
      else { continue }
      device = owner.slot
      break
    }
    guard let device else { return nil }
    for port in kind.ports {
      let endpoint = Endpoint(port, device)
      if let found = candidates.first(where: { $0.endpoint == endpoint }), found.isAdmitted,
        kind.contains(port, of: found.device)
      {
        return endpoint
      }
    }
    return nil
  }

  /// The app's order, then the rest of the given one.
  private func preferred(_ order: [PickerDevice], _ moment: Moment) -> [PickerDevice] {
    let configured = moment.circumstances.preferredDevices
    return configured + order.filter { !configured.contains($0) }
  }

  /// The first of the host device's own ports that is of the class and admitted.
  private func builtIn(_ kind: EndpointClass, _ candidates: [Candidate]) -> Endpoint? {
    candidates.first { candidate in
      candidate.device == nil && candidate.isAdmitted
        && kind.contains(candidate.endpoint.port, of: nil)
    }?.endpoint
  }

  private func admitted(_ endpoint: Endpoint?, _ candidates: [Candidate]) -> Endpoint? {
    guard let endpoint else { return nil }
    return candidates.contains { $0.endpoint == endpoint && $0.isAdmitted } ? endpoint : nil
  }

  private func answeringDevice(_ moment: Moment) -> DeviceSlot? {
    guard case .device(let device) = moment.call?.answeredOn else { return nil }
    return device
  }

  private func sameDevice(_ ports: [Port], _ moment: Moment, _ side: Side?) -> Endpoint? {
    guard let slot = moment.chosen?.device, let entry = moment.world.rack.entry(of: slot) else {
      return nil
    }
    let allowed =
      side == .input
      ? entry.device.inputPorts : side == .output ? entry.device.outputPorts : entry.device.ports
    return ports.first { allowed.contains($0) }.map { Endpoint($0, slot) }
  }
}

extension Moment {
  /// The device that the event names, by itself, with a port or as the place of an answer.
  package var eventDevice: DeviceSlot? {
    if let device = event?.device ?? eventEndpoint(.output)?.device { return device }
    guard case .device(let slot) = event?.place else { return nil }
    return slot
  }
}

extension Route {
  /// The endpoint on one side.
  package subscript(side: Side) -> Endpoint? {
    side == .input ? input : output
  }
}
