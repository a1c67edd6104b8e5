package import RouteModel

extension Machine {
  /// Fires every reaction that matches the moment, with the timers that they ask for.
  ///
  /// `decision` and `offers` lend their room.
  func react(
    _ moment: inout Moment, _ decision: inout Decision, _ offers: inout Offers,
    _ fired: inout [Int], _ timers: inout [TimerRequest]
  ) {
    guard let kind = moment.event?.kind else { return }
    let reacting = tables.reacting[Int(kind.rawValue)]
    guard !reacting.isNothing else { return }
    read(reacting.asked.facts, moment, into: &decision.values)
    test(reacting.asked.conditions, decision.values, into: &decision.holds)
    for place in reacting.reactions where tables.isMet(place, decision.holds) {
      fired.append(place)
      perform(place, &moment, &decision.values, &offers, &timers)
    }
    for place in reacting.consequences where holdsNow(place, moment) {
      fired.append(place)
      perform(place, &moment, &decision.values, &offers, &timers)
    }
  }

  private func perform(
    _ place: Int, _ moment: inout Moment, _ values: inout [Value], _ offers: inout Offers,
    _ timers: inout [TimerRequest]
  ) {
    guard case .change(let changes) = tables.actions[place] else { return }
    for change in changes {
      switch tables.changes[change] {
      case .set(let cell, let term):
        moment.memory[cell] = value(of: term, moment, &values, &offers).bits
      case .add(let cell, let term):
        moment.memory[cell] |= value(of: term, moment, &values, &offers).bits
      case .remove(let cell, let term):
        moment.memory[cell] &= ~value(of: term, moment, &values, &offers).bits
      case .count(let cell):
        moment.memory[cell] &+= 1
      case .start(let timer, let milliseconds):
        moment.memory.running.insert(timer)
        timers.append(.start(timer, milliseconds: milliseconds))
      case .cancel(let timer):
        guard moment.memory.running.contains(timer) else { continue }
        moment.memory.running.remove(timer)
        timers.append(.cancel(timer))
      }
    }
  }

  private func value(
    of term: Tables.Term, _ moment: Moment, _ values: inout [Value], _ offers: inout Offers
  ) -> Value {
    switch term {
    case .constant(let value): return value
    case .eventEndpoint(let side): return Value(moment.eventEndpoint(side))
    case .eventActor: return Value(moment.event?.by ?? .app)
    case .samePortOnEventDevice(let cell):
      guard let port = moment.memory.endpoint(cell)?.port, let device = moment.event?.device else {
        return .none
      }
      return Value(Endpoint(port, device))
    case .eventDevice: return Value(device: moment.event?.device)
    case .devices(let scope): return Value(devices: moment.world.rack.slots(of: scope))
    case .routeBefore: return Value(moment.routeBefore)
    case .copy(let cell): return Value(bits: moment.memory[cell])
    case .deviceOf(let cell): return Value(device: moment.memory.endpoint(cell)?.device)
    case .found(let finders):
      admit(&offers, moment, &values)
      return Value(find(finders, moment, offers.list))
    }
  }
}

extension Value {
  /// A device as a set of one; none as an empty one.
  fileprivate init(device: DeviceSlot?) {
    bits = device.map { 1 << UInt64($0.number & 63) } ?? 0
  }
}

extension Rack {
  /// The devices that have a port of a class.
  fileprivate func slots(of scope: PortScope) -> [DeviceSlot] {
    entries.elements.map(\.device).filter { device in
      !scope.ports(of: device).intersection(device.ports).isEmpty
    }.map(\.slot)
  }
}

extension Moment {
  /// The endpoint that the event names, resolved among the connected devices.
  ///
  /// `setSpeakerphoneOn(true)` names the speaker, and an event about a link the device's port for
  /// that profile.
  package func eventEndpoint(_ side: Side) -> Endpoint? {
    guard let event else { return nil }
    let allowed = side == .input ? PortSet.inputs : PortSet.outputs
    if event.kind == .speakerphoneSet {
      return event.isOn == true && side == .output ? .builtInSpeaker : nil
    }
    if let profile = event.profile {
      guard let entry = event.device.flatMap({ world.rack.entry(of: $0) }) else { return nil }
      let ports = side == .input ? entry.device.inputPorts : entry.device.outputPorts
      return ports.intersection(profile.ports).first.map { Endpoint($0, entry.device.slot) }
    }
    let argument = (side == .input ? event.input : event.output) ?? event.port
    guard case .some(.some(let pattern)) = argument else { return nil }
    guard let endpoint = world.rack.resolve(pattern, among: allowed),
      allowed.contains(endpoint.port)
    else { return nil }
    return endpoint
  }
}

extension Profile {
  /// The ports by which a device is heard or spoken into over this profile; a device has one of them.
  fileprivate var ports: PortSet {
    switch self {
    case .hfp: .hfp
    case .a2dp: .a2dp
    case .le: .lowEnergy
    case .airPlay, .airPlay2: .airPlay
    }
  }
}

extension WordSet where Element == Port {
  fileprivate static let hfp: PortSet = [.bluetoothHFP]
  fileprivate static let a2dp: PortSet = [.bluetoothA2DP]
  fileprivate static let lowEnergy: PortSet = [.bluetoothLE, .hearingAid]
  fileprivate static let airPlay: PortSet = [.airPlay]
}
