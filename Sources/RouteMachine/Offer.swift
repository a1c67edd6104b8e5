package import RouteModel

/// What a connected device, or the host device itself, offers at a moment.
package struct Offer: Hashable, Sendable {
  /// nil: the host device.
  package let device: Device?
  let inputs: PortSet
  let outputs: PortSet
  /// The ports that are there, and those of them that can be chosen.
  package let ports: PortSet
  package private(set) var admitted: PortSet = []
  /// The ports that no rule spoke of.
  private(set) var open: PortSet
  /// By a port's code, the rule that admitted it or left it out.
  private var rules = SIMD32<UInt16>(repeating: 0)

  init(host ports: PortSet) {
    device = nil
    (inputs, outputs) = (ports, ports)
    self.ports = ports
    open = ports
  }

  init(_ device: Device, only: PortSet?) {
    self.device = device
    inputs = device.inputPorts
    outputs = device.outputPorts
    let all = inputs.union(outputs)
    ports = only.map { all.intersection($0) } ?? all
    open = ports
  }

  /// Decides about ports that no rule spoke of yet.
  mutating func decide(_ some: PortSet, by rule: Int, admits: Bool) {
    var decided = some.intersection(open)
    guard !decided.isEmpty else { return }
    open = open.subtracting(decided)
    if admits { admitted = admitted.union(decided) }
    while let port = decided.popFirst() {
      rules[Int(port.rawValue)] = UInt16(truncatingIfNeeded: rule)
    }
  }

  /// The rule that admitted a port or left it out; nil where no rule spoke of it.
  func rule(for port: Port) -> Int? {
    open.contains(port) ? nil : Int(rules[Int(port.rawValue)])
  }
}

/// What all devices offer at a moment: the host device, then the others, oldest first.
package struct Offers: Hashable, Sendable {
  fileprivate(set) var list: [Offer] = []

  /// The ports that can be chosen, device by device, with each device's slot: as bits, for those who
  /// only ask whether they are the same.
  package var admittedBits: SIMD16<UInt64> {
    var bits = SIMD16<UInt64>()
    for index in list.indices.prefix(SIMD16<UInt64>.scalarCount) {
      let slot = list[index].device.map { UInt64($0.slot.number) + 1 } ?? 0
      bits[index] = list[index].admitted.bits | slot << 32
    }
    return bits
  }

  fileprivate mutating func decide(_ scope: PortScope, by rule: Int, admits: Bool) {
    for index in list.indices {
      list[index].decide(scope.ports(of: list[index].device), by: rule, admits: admits)
    }
  }

  fileprivate mutating func leaveOut(_ devices: Value, by rule: Int) {
    for index in list.indices where list[index].device.map({ devices.contains($0.slot) }) ?? false {
      list[index].decide(list[index].ports, by: rule, admits: false)
    }
  }
}

extension Machine {
  /// Finds what devices offer, as the admission rules have it at this very moment.
  ///
  /// `admitted` are the conditions for which the offers were found before in this step: only these and
  /// the memory can differ since.
  func admit(
    _ offers: inout Offers, _ moment: Moment, _ values: inout [Value],
    _ admitted: inout ConditionSet?
  ) {
    var holding = ConditionSet(words: tables.words)
    read(tables.admission.facts, moment, into: &values)
    test(tables.admission.conditions, values, into: &holding)
    if let admitted, tables.admitsAlike(admitted, holding) { return }
    admit(&offers, moment, holding, nil)
    admitted = holding
  }

  func admit(
    _ offers: inout Offers, _ moment: Moment, _ holding: ConditionSet, _ forcing: Forcing?
  ) {
    begin(&offers.list, moment)
    for place in order(.admission, forcing) where speaks(place, holding, forcing) {
      switch tables.actions[place] {
      case .admit(let scope): offers.decide(scope, by: place, admits: true)
      case .leaveOut(let scope): offers.decide(scope, by: place, admits: false)
      case .leaveOutRemembered(let cell):
        offers.leaveOut(Value(bits: moment.memory[cell]), by: place)
      default: continue
      }
    }
  }

  /// Every device that is there: the host device, then each connected one, oldest first.
  private func begin(_ list: inout [Offer], _ moment: Moment) {
    let only = moment.call?.ports
    list.removeAll(keepingCapacity: true)
    list.reserveCapacity(moment.world.rack.entries.count + 1)
    let own = circumstances.hasReceiver ? PortSet.ofPhone : .ofPhoneWithoutReceiver
    list.append(Offer(host: only.map { own.intersection($0) } ?? own))
    for index in moment.world.rack.entries.indices {
      guard let entry = moment.world.rack.entries[index] else { continue }
      list.append(Offer(entry.device, only: only))
    }
  }
}

extension WordSet where Element == Port {
  fileprivate static let ofPhone: PortSet = [.builtInMic, .builtInReceiver, .builtInSpeaker]
  fileprivate static let ofPhoneWithoutReceiver: PortSet = [.builtInMic, .builtInSpeaker]
}
