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

  func eachRule(_ take: (Int) -> Void) {
    var decided = ports.subtracting(open)
    while let port = decided.popFirst() { take(Int(rules[Int(port.rawValue)])) }
  }
}

/// What all devices offer at a moment, and for which conditions that was found.
struct Offers {
  fileprivate(set) var list: [Offer] = []
  fileprivate var holding: ConditionSet?
}

extension Machine {
  /// Finds what devices offer, as the admission rules have it at this very moment.
  ///
  /// Within a step only conditions and the memory can differ from one time to the next.
  func admit(_ offers: inout Offers, _ moment: Moment, _ values: inout [Value]) {
    var holding = ConditionSet(words: tables.words)
    read(tables.admission.facts, moment, into: &values)
    test(tables.admission.conditions, values, into: &holding)
    admit(&offers, moment, holding, nil)
  }

  func admit(
    _ offers: inout Offers, _ moment: Moment, _ holding: ConditionSet, _ forcing: Forcing?
  ) {
    if forcing == nil, let known = offers.holding, tables.admitsAlike(known, holding) { return }
    offers.holding = holding
    begin(&offers.list, moment)
    for place in order(.admission, forcing) where speaks(place, holding, forcing) {
      switch tables.actions[place] {
      case .admit(let scope):
        for index in offers.list.indices {
          let ports = scope.ports(of: offers.list[index].device)
          offers.list[index].decide(ports, by: place, admits: true)
        }
      case .leaveOut(let scope):
        for index in offers.list.indices {
          let ports = scope.ports(of: offers.list[index].device)
          offers.list[index].decide(ports, by: place, admits: false)
        }
      case .leaveOutRemembered(let cell):
        let devices = Value(bits: moment.memory[cell])
        for index in offers.list.indices {
          guard let device = offers.list[index].device, devices.contains(device.slot) else {
            continue
          }
          offers.list[index].decide(.all, by: place, admits: false)
        }
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
