package import RouteModel

extension Machine {
  /// Fires every reaction that matches the moment, and gives the timers that they ask for.
  func react(_ moment: inout Moment) -> (fired: [Int], timers: [TimerRequest]) {
    guard let event = moment.event, reactingKinds.contains(event.kind) else { return ([], []) }
    var fired: [Int] = []
    var timers: [TimerRequest] = []
    let held = holds(values(at: moment))
    for place in rules(of: .reaction) {
      guard case .react(let kinds, let effects) = rules[place].rule.does,
        kinds.contains(event.kind), matches(place, held)
      else { continue }
      fired.append(place)
      for effect in effects { perform(effect, &moment, &timers) }
    }
    for place in rules(of: .consequence) {
      guard case .follow(let kinds, let effects) = rules[place].rule.does,
        kinds.contains(event.kind), rules[place].isInScope, holdsNow(place, moment)
      else { continue }
      fired.append(place)
      for effect in effects { perform(effect, &moment, &timers) }
    }
    return (fired, timers)
  }

  /// Whether a rule's conditions hold at this very moment.
  private func holdsNow(_ place: Int, _ moment: Moment) -> Bool {
    rules[place].conditions.allSatisfy { number in
      let condition = conditions[number].condition
      return condition.holds(condition.facts.map { $0.read(moment) })
    }
  }

  private func perform(_ effect: Effect, _ moment: inout Moment, _ timers: inout [TimerRequest]) {
    switch effect {
    case .set(let cell, let operand):
      moment.memory[cell] = value(of: operand, moment)
    case .clear(let cell):
      moment.memory[cell] = .none
    case .add(let cell, let operand):
      moment.memory[cell].bits |= value(of: operand, moment).bits
    case .remove(let cell, let operand):
      moment.memory[cell].bits &= ~value(of: operand, moment).bits
    case .count(let cell):
      moment.memory[cell] = Value(bits: moment.memory[cell].bits &+ 1)
    case .start(let timer, let milliseconds):
      moment.memory.running.insert(timer)
      timers.append(.start(timer, milliseconds: milliseconds))
    case .cancel(let timer):
      guard moment.memory.running.contains(timer) else { return }
      moment.memory.running.remove(timer)
      timers.append(.cancel(timer))
    }
  }

  private func value(of operand: Operand, _ moment: Moment) -> Value {
    switch operand {
    case .constant(let value): value
    case .eventEndpoint(let side): Value(moment.eventEndpoint(side))
    case .eventActor: Value(moment.event?.by ?? .app)
    case .samePortOnEventDevice(let cell):
      Value(
        moment.memory[cell].endpoint.flatMap { endpoint in
          moment.event?.device.map { Endpoint(endpoint.port, $0) }
        })
    case .eventDevice: Value(devices: moment.event?.device.map { [$0] } ?? [])
    case .devices(let kind):
      Value(
        devices: moment.world.rack.entries.elements.filter { entry in
          entry.device.ports.members.contains { kind.contains($0, of: entry.device) }
        }.map(\.device.slot))
    case .routeBefore: Value(moment.routeBefore)
    case .copy(let cell): moment.memory[cell]
    case .deviceOf(let cell):
      Value(devices: moment.memory[cell].endpoint?.device.map { [$0] } ?? [])
    case .selected(let selector): Value(find(selector, moment, candidates(at: moment).list))
    }
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
      return profile.ports.first { ports.contains($0) }.map { Endpoint($0, entry.device.slot) }
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
  fileprivate var ports: [Port] {
    switch self {
    case .hfp: [.bluetoothHFP]
    case .a2dp: [.bluetoothA2DP]
    case .le: [.bluetoothLE, .hearingAid]
    case .airPlay, .airPlay2: [.airPlay]
    }
  }
}
