internal import RouteModel

extension LineDecoder {
  /// Reads the columns of a line, in the order of `Column`.
  mutating func evidence(_ line: Fields) throws(Fault) -> [Evidence] {
    var result: [Evidence] = []
    for form in LineForms.columns {
      guard let value = line[form.name] else { continue }
      result.append(try evidence(form, value))
    }
    return result
  }

  private mutating func evidence(
    _ form: LineForms.ColumnForm, _ value: JSONValue
  ) throws(Fault) -> Evidence {
    let fields = try object(value, form.owner, form.keys, path: form.name)
    if fields.members.isEmpty, !isNewer {
      throw Fault(.missingKey, at: value.offset, "\(form.owner) says nothing")
    }
    var evidence = Evidence(form.column)
    if let value = fields["in"] { evidence.input = try claim(value, "in", .input) }
    if let value = fields["out"] { evidence.output = try claim(value, "out", .output) }
    if let value = fields["available"] {
      evidence.available = try patterns(value, "available", .either)
    }
    if let value = fields["availableInputs"] {
      evidence.availableInputs = try patterns(value, "availableInputs", .input)
    }
    if let value = fields["selected"] {
      evidence.selected = try portArgument(value, "selected", .either, mayNegate: true)
    }
    if let value = fields["preferredInput"] {
      evidence.preferredInput = try portArgument(
        value, "preferredInput", .input, mayNegate: true)
    }
    if let value = fields["pending"] {
      evidence.pending = try portArgument(value, "pending", .either, mayNegate: true)
    }
    if let value = fields["links"] {
      evidence.links = try links(value)
      try refuseEmpty(evidence.links, "links", value)
    }
    if let value = fields["calls"] {
      evidence.calls = try calls(value)
      try refuseEmpty(evidence.calls, "calls", value)
    }
    try sessionFacts(fields, into: &evidence)
    return evidence
  }

  /// Refuses an object that would be lost when it is written.
  private func refuseEmpty(
    _ claims: [some Any], _ key: String, _ value: JSONValue
  ) throws(Fault) {
    if claims.isEmpty, !isNewer {
      throw Fault(.valueNotAllowed, at: value.offset, "an empty \"\(key)\" says nothing")
    }
  }

  private mutating func sessionFacts(
    _ fields: Fields, into evidence: inout Evidence
  ) throws(Fault) {
    if let value = fields["session"] {
      evidence.session = try word(value, Vocabulary.standing, key: "session")
    }
    if let value = fields["category"] {
      evidence.category = try word(value, Vocabulary.category, key: "category")
    }
    if let value = fields["mode"] {
      evidence.mode = try word(value, Vocabulary.mode, key: "mode")
    }
    if let value = fields["options"] {
      evidence.options = try set(value, Vocabulary.option, key: "options")
    }
    if let value = fields["audioMode"] {
      evidence.audioMode = try word(value, Vocabulary.audioMode, key: "audioMode")
    }
    if let value = fields["focus"] {
      evidence.focus = try word(value, Vocabulary.focus, key: "focus")
    }
    if let value = fields["muted"] { evidence.muted = try bool(value, "muted") }
    if let value = fields["dataSource"] { evidence.dataSource = try symbol(value, "dataSource") }
    if let value = fields["by"], evidence.column == .claimed {
      evidence.by = try symbol(value, "by")
    }
    if let value = fields["reason"], evidence.column == .observed {
      evidence.reason = try symbol(value, "reason")
    }
    if let value = fields["audio"], evidence.column == .heard {
      evidence.audio = try word(value, Vocabulary.sound, key: "audio")
    }
  }

  /// One side of a route: null, a port, or a list of ports.
  private mutating func claim(
    _ value: JSONValue, _ key: String, _ side: Side
  ) throws(Fault) -> SideClaim {
    switch value.kind {
    case .null: return .nothing
    case .string:
      guard let pattern = try pattern(value, key, side, mayNegate: true) else { return .anything }
      return .oneOf([pattern])
    case .array(let elements):
      var patterns: [EndpointPattern] = []
      for element in elements {
        guard let pattern = try pattern(element, key, side, mayNegate: true) else {
          return .anything
        }
        if patterns.contains(pattern) {
          throw listedTwice(try string(element, key), at: element.offset, key)
        }
        patterns.append(pattern)
      }
      if patterns.isEmpty {
        throw Fault(
          .valueNotAllowed, at: value.offset,
          "an empty list of ports matches nothing; null says that there is none")
      }
      return .oneOf(patterns)
    default: throw wrongType(value, key, "a port, a list of ports or null")
    }
  }

  /// Links by device, in the order of device slots.
  mutating func links(_ value: JSONValue) throws(Fault) -> [LinkClaim] {
    var result: [LinkClaim] = []
    for member in try members(value, "\"links\"") {
      let device = try device(member.key, at: member.offset)
      guard let state = try word(member.value, Vocabulary.linkState, key: "links") else {
        continue
      }
      result.append(LinkClaim(device: device, state: state))
    }
    return result.sorted { $0.device < $1.device }
  }

  /// Calls by identifier, in the order of call slots; a call that only evidence knows has its slot
  /// for this line.
  private mutating func calls(_ value: JSONValue) throws(Fault) -> [CallClaim] {
    var result: [CallClaim] = []
    for member in try members(value, "\"calls\"") {
      let isNew = names.slot(ofCall: member.key) == nil
      let call = try call(member.key, at: member.offset)
      if isNew { passing.append(call) }
      if case .string("ended") = member.value.kind {
        result.append(CallClaim(call: call, state: nil))
        continue
      }
      let text = try string(member.value, "calls")
      let allowed = Vocabulary.callState.names + ["ended"]
      if let state = Vocabulary.callState[text] {
        result.append(CallClaim(call: call, state: state))
      } else if isNewer {
        unknown.append("calls=\(text)")
      } else {
        throw unknownWord(
          text, at: member.value.offset, "call state", allowed, fault: .unknownWord)
      }
    }
    return result.sorted { $0.call < $1.call }
  }
}
