internal import RouteModel

/// Devices, calls and ports.
extension LineDecoder {
  /// Declares a device from the keys of its declaration.
  mutating func declare(
    _ id: String, at offset: Int, _ fields: Fields
  ) throws(Fault) -> DeviceDeclaration {
    try checkIdentifier(id, at: offset, "device")
    if id == "phone" {
      throw Fault(
        .malformed, at: offset, "\"phone\" is the host device itself and cannot be declared")
    }
    if names.slot(ofDevice: id) != nil {
      throw Fault(.declaredTwice, at: offset, "device \(Phrase.quoted(id)) is declared twice")
    }
    let type = try knownWord(
      try fields.required("type"), Vocabulary.deviceType, key: "type")
    let profiles = try fields["profiles"].map { value throws(Fault) in
      try set(value, Vocabulary.profile, key: "profiles")
    }
    let microphone = try fields["microphone"].map { value throws(Fault) in
      try bool(value, "microphone")
    }
    let name = try fields["name"].map { value throws(Fault) in try string(value, "name") }
    guard
      let declaration = names.declare(
        id, type: type, profiles: profiles, hasMicrophone: microphone, name: name)
    else {
      throw Fault(.limit, at: offset, "more than \(Limits.devices) devices in one trace")
    }
    return declaration
  }

  /// Identifiers are free, but for what would make a port's name or a message unclear.
  private func checkIdentifier(_ id: String, at offset: Int, _ what: String) throws(Fault) {
    let isGood =
      !id.isEmpty && id.utf8.count <= 128
      && id.unicodeScalars.allSatisfy { !Phrase.isUnprintable($0) && $0 != "@" && $0 != "!" }
    guard isGood else {
      throw Fault(
        .malformed, at: offset,
        "\(Phrase.quoted(id)) cannot name a \(what): 1 to 128 bytes without @, ! and control characters"
      )
    }
  }

  func device(_ value: JSONValue, _ key: String) throws(Fault) -> DeviceSlot {
    try device(try string(value, key), at: value.offset)
  }

  func device(_ id: String, at offset: Int) throws(Fault) -> DeviceSlot {
    if let slot = names.slot(ofDevice: id) { return slot }
    let declared = names.devices.map(\.id)
    let list =
      declared.isEmpty
      ? "; none is" : "; declared here: \(declared.prefix(16).joined(separator: ", "))"
    let more = declared.count > 16 ? ", …" : ""
    throw Fault(
      .undeclaredDevice, at: offset,
      "device \(Phrase.quoted(id)) is not declared\(list)\(more)")
  }

  /// The slot of a call, the lowest free one where the call is new.
  mutating func call(_ value: JSONValue, _ key: String) throws(Fault) -> CallSlot {
    try call(try string(value, key), at: value.offset)
  }

  mutating func call(_ id: String, at offset: Int) throws(Fault) -> CallSlot {
    try checkIdentifier(id, at: offset, "call")
    guard let slot = names.mention(call: id) else {
      throw Fault(.limit, at: offset, "more than \(Limits.calls) calls that have not ended")
    }
    return slot
  }

  func place(_ value: JSONValue, _ key: String) throws(Fault) -> Place {
    let text = try string(value, key)
    return text == "phone" ? .phone : .device(try device(text, at: value.offset))
  }

  /// Which ports a key takes.
  enum Side {
    case input
    case output
    case either

    var ports: PortSet {
      switch self {
      case .input: .inputs
      case .output: .outputs
      case .either: .all
      }
    }

    func ports(of device: Device) -> PortSet {
      switch self {
      case .input: device.inputPorts
      case .output: device.outputPorts
      case .either: device.ports
      }
    }

    var noun: String {
      switch self {
      case .input: "input"
      case .output: "output"
      case .either: "port"
      }
    }
  }

  /// A port, or null for none; nil where a newer minor version may know the port.
  mutating func portArgument(
    _ value: JSONValue, _ key: String, _ side: Side, mayNegate: Bool = false
  ) throws(Fault) -> PortArgument? {
    if case .null = value.kind { return PortArgument.none }
    guard let pattern = try pattern(value, key, side, mayNegate: mayNegate) else { return nil }
    return PortArgument.some(pattern)
  }

  /// A port, a port and its device, or `@` and a device.
  mutating func pattern(
    _ value: JSONValue, _ key: String, _ side: Side, mayNegate: Bool
  ) throws(Fault) -> EndpointPattern? {
    guard case .string(let text) = value.kind else {
      throw wrongType(value, key, "the name of a port")
    }
    var rest = Substring(text)
    let isNegated = rest.first == "!"
    if isNegated {
      guard mayNegate else {
        throw Fault(
          .valueNotAllowed, at: value.offset,
          "\"\(key)\" is one port; \"!\" (any but this) is for routes in evidence")
      }
      rest = rest.dropFirst()
    }
    let (name, device) = Self.halves(of: rest)
    var pattern = EndpointPattern(port: nil, isNegated: isNegated)
    if device == nil || !name.isEmpty {
      guard let port = Vocabulary.port[name] else {
        if isNewer {
          unknown.append("\(key)=\(text)")
          return nil
        }
        throw unknownWord(
          name, at: value.offset, "port", side.ports.members.map(\.name), fault: .unknownWord)
      }
      pattern.port = port
    }
    if let device { pattern.device = try self.device(device, at: value.offset) }
    try check(pattern, at: value.offset, side)
    return pattern
  }

  /// What stands before and behind the first "@".
  private static func halves(of text: Substring) -> (port: String, device: String?) {
    // In ASCII a byte is a character, and nothing has to be put together to find out.
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else { return (String(text), nil) }
      return (String(text[..<at]), String(text[text.utf8.index(after: at)...]))
    }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts.first ?? ""), parts.count == 2 ? String(parts[1]) : nil)
  }

  private func check(
    _ pattern: EndpointPattern, at offset: Int, _ side: Side
  ) throws(Fault) {
    if let port = pattern.port, !side.ports.contains(port) {
      let list = side.ports.members.map(\.name).joined(separator: ", ")
      throw Fault(
        .wrongSide, at: offset, "\"\(port.name)\" is not an \(side.noun); allowed: \(list)")
    }
    guard let slot = pattern.device, let declaration = names.declaration(of: slot) else { return }
    let ports = side.ports(of: declaration.device)
    if let port = pattern.port, ports.contains(port) { return }
    if pattern.port == nil, !ports.isEmpty { return }
    let what = pattern.port.map { "\(side.noun) \"\($0.name)\"" } ?? side.noun
    let list = ports.isEmpty ? "none" : ports.members.map(\.name).joined(separator: ", ")
    throw Fault(
      .missingPort, at: offset,
      "device \(Phrase.quoted(declaration.id)) has no \(what); it has: \(list)")
  }

  /// A list of different ports.
  mutating func patterns(
    _ value: JSONValue, _ key: String, _ side: Side
  ) throws(Fault) -> [EndpointPattern] {
    var result: [EndpointPattern] = []
    for element in try list(value, key) {
      guard let pattern = try pattern(element, key, side, mayNegate: false) else { continue }
      if result.contains(pattern) {
        throw listedTwice(try string(element, key), at: element.offset, key)
      }
      result.append(pattern)
    }
    return result
  }
}
