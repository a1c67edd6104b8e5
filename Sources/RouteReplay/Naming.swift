package import RouteMachine
package import RouteModel
package import TraceLog

/// Turns slots into the words of the trace that they come from, safe to print anywhere.
package struct Naming: Sendable {
  package var names: NameTable

  package init(_ names: NameTable) { self.names = names }

  package func device(_ slot: DeviceSlot) -> String { Printable.text(names.name(of: slot)) }

  package func call(_ slot: CallSlot) -> String { Printable.text(names.name(of: slot)) }

  package func symbol(_ symbol: Symbol) -> String { Printable.text(names.string(of: symbol)) }

  package func endpoint(_ endpoint: Endpoint?) -> String {
    guard let endpoint else { return "none" }
    return endpoint.port.name + (endpoint.device.map { "@" + device($0) } ?? "")
  }

  package func pattern(_ pattern: EndpointPattern) -> String {
    (pattern.isNegated ? "!" : "") + (pattern.port?.name ?? "")
      + (pattern.device.map { "@" + device($0) } ?? "")
  }

  package func claim(_ claim: SideClaim) -> String {
    switch claim {
    case .anything: "any"
    case .nothing: "none"
    case .oneOf(let patterns): patterns.map(pattern).joined(separator: " or ")
    }
  }

  package func port(_ argument: PortArgument) -> String {
    switch argument {
    case .none: "none"
    case .some(let pattern): self.pattern(pattern)
    }
  }

  package func place(_ place: Place) -> String {
    switch place {
    case .phone: "phone"
    case .device(let slot): device(slot)
    }
  }

  /// An event as one short line: its name, then its arguments in the order of the format.
  ///
  /// `callName` is the call's identifier where its slot no longer stands for it.
  package func event(_ event: Event, callName: String? = nil) -> String {
    let words = event.kind.arguments.compactMap { argument in
      if argument.field == .call, let callName { return Printable.text(callName) }
      return value(of: argument.field, in: event)
    }
    return ([event.kind.name] + words).joined(separator: " ")
  }

  private func value(of field: Argument.Field, in event: Event) -> String? {
    switch field {
    case .device: event.device.map(device)
    case .call: event.call.map(call)
    case .profile: event.profile?.name
    case .profiles: event.profiles.map { list($0) }
    case .callKind: event.callKind?.name
    case .video: event.video.map { $0 ? "video" : "audio" }
    case .app: event.app.map { "app " + symbol($0) }
    case .place: event.place.map { "on " + place($0) }
    case .isOn: event.isOn.map { $0 ? "on" : "off" }
    case .by: event.by.map { "by " + $0.name }
    case .why: event.why?.name
    case .setting: event.setting?.name
    case .value: event.value?.name
    case .port: event.port.map(port)
    case .input: event.input.map { "in " + port($0) }
    case .output: event.output.map { "out " + port($0) }
    case .via: event.via.map { "via " + $0.name }
    case .sends: event.sends.map { $0 ? "sends" : "listens" }
    case .category: event.category?.name
    case .mode: event.mode?.name
    case .options: event.options.map { $0.isEmpty ? "without options" : list($0) }
    case .reason: event.reason?.name
    case .shouldResume: event.shouldResume.map { $0 ? "should resume" : "should not resume" }
    case .near: event.near.map { $0 ? "near" : "far" }
    case .audioMode: event.audioMode?.name
    case .permission: event.permission?.name
    case .transient: event.transient.map { $0 ? "transient" : "for good" }
    case .message: event.message?.name
    case .messageArgument: event.messageArgument.map(symbol)
    case .function: event.function.map(symbol)
    case .functionArgument: event.functionArgument.map(symbol)
    case .timer: event.timer?.name
    case .error: event.error.map { "refused: " + symbol($0) }
    }
  }

  /// A set of words, in the order of their declaration.
  package func list(_ set: WordSet<some Word>) -> String {
    set.isEmpty ? "none" : set.members.map(\.name).joined(separator: "+")
  }

  /// A fact's or cell's value in words.
  package func value(_ value: Value, _ kind: ValueKind) -> String {
    switch kind {
    case .flag: return value.isSet ? "yes" : "no"
    case .count: return String(value.bits)
    case .word(let names):
      let words = names.all
      let place = Int(clamping: value.bits) - 1
      return words.indices.contains(place) ? words[place] : "none"
    case .endpoint: return endpoint(value.endpoint)
    case .route:
      guard let route = value.route else { return "none" }
      return "\(endpoint(route.input)) → \(endpoint(route.output))"
    case .devices:
      let slots = (0..<UInt8(Limits.devices)).map { DeviceSlot($0) }.filter { value.contains($0) }
      return slots.isEmpty ? "none" : slots.map(device).joined(separator: ", ")
    case .ports: return list(PortSet(bits: value.bits))
    case .permissions: return list(Permissions(bits: value.bits))
    }
  }
}

/// Text that a stranger chose, made safe for a terminal.
package enum Printable {
  /// Replaces what could move a cursor, change a colour or reorder a line by its escaped form.
  package static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
    default: false
    }
  }
}
