package import RouteModel

extension Machine {
  /// Fires every reaction that matches the step's moment.
  ///
  /// Gives the conditions for which it found what devices offer, if it had to.
  func react(_ step: inout Step) -> ConditionSet? {
    guard let kind = step.moment.event?.kind else { return nil }
    let reacting = tables.reacting[Int(kind.rawValue)]
    guard !reacting.isNothing else { return nil }
    read(reacting.asked.facts, step.moment, into: &step.decision.values)
    test(reacting.asked.conditions, step.decision.values, into: &step.decision.holds)
    var admitted: ConditionSet?
    for place in reacting.reactions where tables.isMet(place, step.decision.holds) {
      fire(place, &step, &admitted)
    }
    for place in reacting.consequences where holdsNow(place, &step) {
      fire(place, &step, &admitted)
    }
    return admitted
  }

  private func fire(_ place: Int, _ step: inout Step, _ admitted: inout ConditionSet?) {
    step.reactions.append(place)
    guard case .change(let changes) = tables.actions[place] else { return }
    for change in changes {
      switch tables.changes[change] {
      case .set(let cell, let term):
        step.moment.memory[cell] = value(of: term, &step, &admitted).bits
      case .add(let cell, let term):
        step.moment.memory[cell] |= value(of: term, &step, &admitted).bits
      case .remove(let cell, let term):
        step.moment.memory[cell] &= ~value(of: term, &step, &admitted).bits
      case .count(let cell):
        step.moment.memory[cell] &+= 1
      case .start(let timer, let milliseconds):
        step.moment.memory.running.insert(timer)
        step.timers.append(.start(timer, milliseconds: milliseconds))
      case .cancel(let timer):
        guard step.moment.memory.running.contains(timer) else { continue }
        step.moment.memory.running.remove(timer)
        step.timers.append(.cancel(timer))
      }
    }
  }

  private func value(
    of term: Tables.Term, _ step: inout Step, _ admitted: inout ConditionSet?
  ) -> Value {
    switch term {
    case .constant(let value): return value
    case .eventEndpoint(let side): return Value(step.moment.eventEndpoint(side))
    case .eventActor: return Value(step.moment.event?.by ?? .app)
    case .samePortOnEventDevice(let cell):
      guard let port = step.moment.memory.endpoint(cell)?.port,
        let device = step.moment.event?.device
      else {
        return .none
      }
      return Value(Endpoint(port, device))
    case .eventDevice: return Value(device: step.moment.event?.device)
    case .devices(let scope): return Value(devices: step.moment.world.rack.slots(of: scope))
    case .routeBefore: return Value(step.moment.routeBefore)
    case .copy(let cell): return Value(bits: step.moment.memory[cell])
    case .deviceOf(let cell): return Value(device: step.moment.memory.endpoint(cell)?.device)
    case .found(let finders):
      admit(&step.decision.offers, step.moment, &step.decision.values, &admitted)
      return Value(find(finders, step.moment, step.decision.offers.list))
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
