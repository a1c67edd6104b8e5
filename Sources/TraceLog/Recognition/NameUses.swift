internal import RouteModel

/// Which devices, calls and symbols a line names, and how often.
///
/// nil where it names some in places that a shape does not find.
struct NameUses {
  private var devices: [Int: Int] = [:]
  private var calls: [Int: Int] = [:]
  private(set) var symbols: [Symbol] = []

  var isEmpty: Bool {
    devices.values.allSatisfy { $0 == 0 } && calls.values.allSatisfy { $0 == 0 }
  }

  init?(_ line: Line) {
    switch line.content {
    case .event(let event): take(event)
    case .evidence, .note: break
    case .header, .device, .gap, .end, .unknown: return nil
    }
    for evidence in line.evidence {
      guard evidence.links.isEmpty, evidence.calls.isEmpty else { return nil }
      take(evidence)
    }
    var copy = line
    Self.renumber(&copy) { symbol in
      symbols.append(symbol)
      return symbol
    }
  }

  /// Takes one use away; false where there is none left.
  mutating func remove(device: Int) -> Bool { Self.remove(device, from: &devices) }
  mutating func remove(call: Int) -> Bool { Self.remove(call, from: &calls) }

  private static func remove(_ slot: Int, from uses: inout [Int: Int]) -> Bool {
    guard let count = uses[slot], count > 0 else { return false }
    uses[slot] = count - 1
    return true
  }

  private mutating func take(_ event: Event) {
    add(event.device)
    if let call = event.call { calls[Int(call.number), default: 0] += 1 }
    if case .device(let device) = event.place { add(device) }
    for port in [event.port, event.input, event.output] { add(port) }
  }

  private mutating func take(_ evidence: Evidence) {
    for side in [evidence.input, evidence.output] {
      if case .oneOf(let patterns) = side {
        for pattern in patterns { add(pattern.device) }
      }
    }
    for list in [evidence.available, evidence.availableInputs] {
      for pattern in list ?? [] { add(pattern.device) }
    }
    for port in [evidence.selected, evidence.preferredInput, evidence.pending] { add(port) }
  }

  private mutating func add(_ port: PortArgument?) {
    if case .some(.some(let pattern)) = port { add(pattern.device) }
  }

  private mutating func add(_ device: DeviceSlot?) {
    if let device { devices[Int(device.number), default: 0] += 1 }
  }

  /// Gives every symbol of a line another number, in an order that is always the same.
  static func renumber(_ line: inout Line, _ number: (Symbol) -> Symbol) {
    if case .event(var event) = line.content {
      event.app = event.app.map(number)
      event.messageArgument = event.messageArgument.map(number)
      event.function = event.function.map(number)
      event.functionArgument = event.functionArgument.map(number)
      event.error = event.error.map(number)
      line.content = .event(event)
    }
    for index in line.evidence.indices {
      line.evidence[index].dataSource = line.evidence[index].dataSource.map(number)
      line.evidence[index].by = line.evidence[index].by.map(number)
      line.evidence[index].reason = line.evidence[index].reason.map(number)
    }
  }
}
