package import RouteModel

extension Machine {
  /// The endpoint that the first of these finders finds; nil where none finds anything.
  ///
  /// `side` is, in pairing, the side that is completed; the host device's own ports then need not be
  /// admitted.
  func find(
    _ finders: Range<Int>, _ moment: Moment, _ offers: [Offer], pairing side: Side? = nil
  ) -> Endpoint? {
    for finder in finders {
      if let found = find(tables.finders[finder], moment, offers, pairing: side) { return found }
    }
    return nil
  }

  private func find(
    _ finder: Tables.Finder, _ moment: Moment, _ offers: [Offer], pairing side: Side?
  ) -> Endpoint? {
    switch finder {
    case .chosen: return moment.chosen
    case .builtIn(let port):
      let host = offers[0]
      let ports = side == nil ? host.admitted : host.ports
      return ports.contains(port) ? Endpoint(port) : nil
    case .ofHost(let scope):
      return offers[0].admitted.intersection(scope.ports).first.map { Endpoint($0) }
    case .known(let known): return admitted(endpoint(known, moment), offers)
    case .ofChosenDevice(let ports, let order):
      guard let slot = moment.chosen?.device, let offer = offer(of: slot, offers) else {
        return nil
      }
      let ofSide =
        switch side {
        case nil: offer.inputs.union(offer.outputs)
        case .input: offer.inputs
        case .output: offer.outputs
        }
      return first(of: ofSide.intersection(ports), order).map { Endpoint($0, slot) }
    case .ofDevice(let devices, let scope, let order):
      return find(devices, scope, order, moment, offers)
    }
  }

  private func find(
    _ devices: Tables.Devices, _ scope: PortScope, _ order: Int, _ moment: Moment,
    _ offers: [Offer]
  ) -> Endpoint? {
    let slot: DeviceSlot?
    switch devices {
    case .all:
      return offers.indices.reversed().firstFound { port(of: offers[$0], scope, order) }
    case .oldestFirst:
      return offers.indices.firstFound { port(of: offers[$0], scope, order) }
    case .outside(let cell):
      let outside = Value(bits: moment.memory[cell])
      return offers.indices.reversed().firstFound { index in
        offers[index].device.map { outside.contains($0.slot) } ?? true
          ? nil : port(of: offers[index], scope, order)
      }
    case .linked(let profile):
      return offers.indices.reversed().firstFound { index in
        let entry = offers[index].device.flatMap { moment.world.rack.entry(of: $0.slot) }
        return entry?.link(profile) == .connected ? port(of: offers[index], scope, order) : nil
      }
    case .named: slot = moment.eventDevice
    case .remembered(let cell): slot = moment.memory.endpoint(cell)?.device
    case .answering: slot = moment.answeringDevice
    case .active(let profile): slot = moment.world.rack.activeDevice(for: profile)?.slot
    }
    return slot.flatMap { offer(of: $0, offers) }.flatMap { port(of: $0, scope, order) }
  }

  private func offer(of slot: DeviceSlot, _ offers: [Offer]) -> Offer? {
    offers.first { $0.device?.slot == slot }
  }

  /// The first admitted port, in the class's order, of a connected device.
  private func port(of offer: Offer, _ scope: PortScope, _ order: Int) -> Endpoint? {
    guard let device = offer.device else { return nil }
    let ports = offer.admitted.intersection(scope.ports(of: device))
    return first(of: ports, order).map { Endpoint($0, device.slot) }
  }

  /// The port that comes first in an order that names them all.
  private func first(of ports: PortSet, _ order: Int) -> Port? {
    guard let first = ports.first, ports.bits & (ports.bits - 1) != 0 else { return ports.first }
    return tables.orders[order].first { ports.contains($0) } ?? first
  }

  private func endpoint(_ known: Tables.Known, _ moment: Moment) -> Endpoint? {
    switch known {
    case .remembered(let cell): moment.memory.endpoint(cell)
    case .rememberedRoute(let cell, let side): Value(bits: moment.memory[cell]).route?[side]
    case .preferredInput: moment.world.session.preferredInput
    case .selected(.input): moment.world.host.selectedInput
    case .selected(.output): moment.world.host.selectedOutput
    case .requested(let actor): moment.world.android.client(of: actor)?.output
    case .before(let side): moment.routeBefore?[side]
    }
  }

  private func admitted(_ endpoint: Endpoint?, _ offers: [Offer]) -> Endpoint? {
    guard let endpoint else { return nil }
    let isAdmitted = offers.contains {
      $0.device?.slot == endpoint.device && $0.admitted.contains(endpoint.port)
    }
    return isAdmitted ? endpoint : nil
  }
}

extension Sequence {
  /// What is found first; nil where nothing is.
  @inline(__always)
  fileprivate func firstFound<Found>(_ find: (Element) -> Found?) -> Found? {
    for element in self {
      if let found = find(element) { return found }
    }
    return nil
  }
}

extension Moment {
  /// The device on which the call that people talk on was answered.
  fileprivate var answeringDevice: DeviceSlot? {
    guard case .device(let device) = call?.answeredOn else { return nil }
    return device
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
