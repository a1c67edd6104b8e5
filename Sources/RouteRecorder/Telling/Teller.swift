internal import RouteMachine
internal import RouteModel
internal import TraceLog

/// Turns what the app said into lines of a trace that any reader takes.
///
/// Keeps the names of the current file and how things stand, for the next one to begin with. What cannot be said in a trace is said in a note instead.
struct Teller {
  private(set) var names = NameTable()
  private(set) var standing = LogStanding()
  let pseudonyms: Pseudonyms
  private var slots: [String: DeviceSlot] = [:]
  /// The devices that were declared by the record that is told now.
  private var declared: [DeviceDeclaration] = []
  private var isFull = false

  init(_ pseudonyms: Pseudonyms) { self.pseudonyms = pseudonyms }

  /// The lines that say a record, with their names; nil where the trace has no more names to give.
  ///
  /// Then nothing has been told, and the record wants a teller that begins anew.
  mutating func tell(_ record: Record) -> [Line]? {
    let before = self
    declared = []
    isFull = false
    var line = self.line(of: record.content)
    if isFull {
      self = before
      return nil
    }
    line.t = record.time
    line.hasTime = true
    standing.take(line)
    let declarations = declared.map {
      Line(.device($0), t: record.time, hasTime: true)
    }
    return declarations + [line]
  }

  /// Frees the name of a call that has ended, once its line is written.
  mutating func forget(_ line: Line) {
    if case .event(let event) = line.content, event.kind == .callEnded, let call = event.call,
      standing.world.calls.call(call) == nil
    {
      names.free(call)
    }
  }

  private mutating func line(of content: Record.Content) -> Line {
    switch content {
    case .event(let event, let by, let error, let assumed):
      guard let told = self.event(event, by: by, error: error) else {
        return Self.note("not recorded: \(event.label)")
      }
      var line = Line(.event(told))
      line.assumed = assumed
      return line
    case .observed(let route, let reason):
      let reason = symbol(reason)
      return evidence(.observed, route) { $0.reason = reason }
    case .claimed(let route, let by):
      let by = symbol(by)
      return evidence(.claimed, route) { $0.by = by }
    case .note(let text): return Self.note(text)
    case .gap(let lost, let why): return Line(.gap(Gap(lost: lost, why: why)))
    }
  }

  /// A note of at most 4,096 characters: a line has an end.
  private static func note(_ text: String) -> Line {
    var line = Line(.note)
    line.note = Self.short(text, 4096)
    return line
  }

  static func short(_ text: String, _ most: Int) -> String {
    text.utf8.count <= most ? text : String(text.unicodeScalars.prefix(most / 4)) + "…"
  }
}

/// Names.
extension Teller {
  /// The slot of a device, declared where it is first mentioned.
  mutating func slot(_ device: RecordedDevice) -> DeviceSlot? {
    if let slot = slots[device.identifier] { return slot }
    let name = device.name.map { Self.short(pseudonyms.name($0), 1024) }
    guard let type = device.kind.word else { return nil }
    let id = pseudonyms.device(device.identifier)
    if let slot = names.slot(ofDevice: id) { return slot }
    guard
      let declaration = names.declare(
        id, type: type, profiles: device.profiles?.words, name: name)
    else {
      isFull = true
      return nil
    }
    slots[device.identifier] = declaration.device.slot
    standing.declare(declaration)
    declared.append(declaration)
    return declaration.device.slot
  }

  mutating func call(_ identifier: String) -> CallSlot? {
    let slot = names.mention(call: pseudonyms.call(identifier))
    if slot == nil { isFull = true }
    return slot
  }

  mutating func symbol(_ text: String?) -> Symbol? {
    guard let text else { return nil }
    let symbol = names.intern(Self.short(text, 1024))
    if symbol == nil { isFull = true }
    return symbol
  }

  /// An endpoint as a pattern that a reader takes on that side of a route; nil where there is none.
  ///
  /// A device that does not have the port, as far as it was declared, is left out; a port of the
  /// other side is no endpoint.
  mutating func pattern(
    _ endpoint: RecordedEndpoint, among side: PortSet
  ) -> EndpointPattern? {
    let port = endpoint.port?.word
    if let port, !side.contains(port) { return nil }
    guard let device = endpoint.device, let slot = slot(device) else {
      return port.map { EndpointPattern(port: $0) }
    }
    let has = standing.devices[slot]?.ports.intersection(side) ?? []
    guard let port else {
      return has.isEmpty ? nil : EndpointPattern(port: nil, device: slot)
    }
    return EndpointPattern(port: port, device: hasPort(slot, port, side) ? slot : nil)
  }

  private func hasPort(_ slot: DeviceSlot, _ port: Port, _ side: PortSet) -> Bool {
    guard let device = standing.devices[slot] else { return false }
    switch side {
    case .inputs: return device.inputPorts.contains(port)
    case .outputs: return device.outputPorts.contains(port)
    default: return device.ports.contains(port)
    }
  }
}

/// Evidence.
extension Teller {
  private mutating func evidence(
    _ column: Column, _ route: RecordedRoute, _ more: (inout Evidence) -> Void
  ) -> Line {
    var evidence = Evidence(
      column, input: side(route.input, .inputs), output: side(route.output, .outputs))
    if let available = route.availableInputs {
      evidence.availableInputs = available.reduce(into: []) { list, endpoint in
        if let pattern = pattern(endpoint, among: .inputs), !list.contains(pattern) {
          list.append(pattern)
        }
      }
    }
    guard evidence.hasRoute || evidence.availableInputs != nil else {
      return Self.note("\(column.name) a route whose ports are of the other side")
    }
    more(&evidence)
    var line = Line(.evidence)
    line.evidence = [evidence]
    return line
  }

  private mutating func side(_ side: RecordedRoute.Side, _ ports: PortSet) -> SideClaim {
    switch side {
    case .unsaid: .anything
    case .none: .nothing
    case .endpoint(let endpoint):
      pattern(endpoint, among: ports).map { .oneOf([$0]) } ?? .anything
    }
  }
}
