internal import RouteModel
internal import TraceLog

/// Makes what families say of ports fit the format: logs can say anything, a trace cannot.
///
/// A device that is written as one without the port loses its place in the pattern; a port on the
/// wrong side, and one said twice, is left out; a statement that then says nothing is none.
struct Fitting {
  let names: NameTable

  /// The event with ports that can stand in it; nil where a port that it needs cannot.
  func event(_ event: Event) -> Event? {
    var event = event
    switch event.kind {
    case .preferredInputSet: event.port = argument(event.port, .inputs)
    case .communicationDeviceSet: event.port = argument(event.port, .outputs)
    case .outputOverridden: event.port = argument(event.port, [.builtInSpeaker])
    default: event.port = argument(event.port, .all)
    }
    event.input = argument(event.input, .inputs)
    event.output = argument(event.output, .outputs)
    if event.kind == .routeSelected {
      return event.port == nil && event.input == nil && event.output == nil ? nil : event
    }
    let needsPort = event.kind.arguments.contains { $0.field == .port && $0.isRequired }
    if needsPort, event.port == nil { return nil }
    let needsDevice = event.kind.arguments.contains { $0.field == .device && $0.isRequired }
    if needsDevice, event.device == nil { return nil }
    return event
  }

  /// The statement with ports that can stand in it; nil where it says nothing.
  func evidence(_ evidence: Evidence) -> Evidence? {
    var fitted = evidence
    fitted.input = claim(evidence.input, .inputs)
    fitted.output = claim(evidence.output, .outputs)
    fitted.available = evidence.available.map { list($0, .all, mayNegate: false) }
    fitted.availableInputs = evidence.availableInputs.map { list($0, .inputs, mayNegate: false) }
    fitted.selected = argument(evidence.selected, .all, mayNegate: true)
    fitted.preferredInput = argument(evidence.preferredInput, .inputs, mayNegate: true)
    fitted.pending = argument(evidence.pending, .all, mayNegate: true)
    fitted.links = distinct(evidence.links.sorted { $0.device < $1.device }, by: \.device)
    fitted.calls = distinct(evidence.calls.sorted { $0.call < $1.call }, by: \.call)
    if fitted.column != .claimed { fitted.by = nil }
    if fitted.column != .observed { fitted.reason = nil }
    return fitted == Evidence(evidence.column) ? nil : fitted
  }

  private func pattern(
    _ pattern: EndpointPattern, _ side: PortSet, mayNegate: Bool
  ) -> EndpointPattern? {
    if pattern.isNegated, !mayNegate { return nil }
    let device = pattern.device.flatMap { names.declaration(of: $0) }?.device
    let ports: PortSet? =
      switch side {
      case .inputs: device?.inputPorts
      case .outputs: device?.outputPorts
      default: device?.ports
      }
    guard let port = pattern.port else { return ports?.isEmpty ?? true ? nil : pattern }
    guard side.contains(port) else { return nil }
    if pattern.device == nil || ports?.contains(port) ?? false { return pattern }
    return EndpointPattern(port: port, isNegated: pattern.isNegated)
  }

  private func argument(
    _ argument: PortArgument?, _ side: PortSet, mayNegate: Bool = false
  ) -> PortArgument? {
    guard case .some(.some(let pattern)) = argument else { return argument }
    return self.pattern(pattern, side, mayNegate: mayNegate).map { .some($0) }
  }

  private func list(
    _ patterns: [EndpointPattern], _ side: PortSet, mayNegate: Bool
  ) -> [EndpointPattern] {
    var fitted: [EndpointPattern] = []
    for pattern in patterns {
      guard let fit = self.pattern(pattern, side, mayNegate: mayNegate), !fitted.contains(fit)
      else { continue }
      fitted.append(fit)
    }
    return fitted
  }

  private func claim(_ claim: SideClaim, _ side: PortSet) -> SideClaim {
    guard case .oneOf(let patterns) = claim else { return claim }
    let fitted = list(patterns, side, mayNegate: true)
    return fitted.isEmpty ? .anything : .oneOf(fitted)
  }

  private func distinct<Element, Key: Hashable>(
    _ elements: [Element], by key: KeyPath<Element, Key>
  ) -> [Element] {
    var seen: Set<Key> = []
    return elements.filter { seen.insert($0[keyPath: key]).inserted }
  }
}
