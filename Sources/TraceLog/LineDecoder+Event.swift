internal import RouteModel

extension LineDecoder {
  /// Reads an event's arguments; nil where a newer minor version says a required one in a word
  /// that this reader does not know.
  mutating func event(_ kind: EventKind, _ fields: Fields) throws(Fault) -> Event? {
    var event = Event(kind)
    var isUnknown = false
    for slot in LineForms.form(of: kind).arguments {
      let argument = slot.argument
      let key = slot.key
      guard let value = fields[key] else {
        if argument.isRequired { _ = try fields.required(key) }
        continue
      }
      let isKnown = try read(argument, key, value, into: &event)
      if !isKnown, argument.isRequired { isUnknown = true }
    }
    if kind == .callEnded, let call = event.call { passing.append(call) }
    if isUnknown { return nil }
    try checkTogether(event, fields)
    return event
  }

  /// Reads one argument; false where a newer minor version may know its word.
  private mutating func read(
    _ argument: Argument, _ key: String, _ value: JSONValue, into event: inout Event
  ) throws(Fault) -> Bool {
    switch argument.field {
    case .device: event.device = try device(value, key)
    case .call: event.call = try call(value, key)
    case .video: event.video = try bool(value, key)
    case .place: event.place = try place(value, key)
    case .isOn: event.isOn = try bool(value, key)
    case .sends: event.sends = try bool(value, key)
    case .shouldResume: event.shouldResume = try bool(value, key)
    case .near: event.near = try bool(value, key)
    case .transient: event.transient = try bool(value, key)
    case .app: event.app = try symbol(value, key)
    case .function:
      let function = try symbol(value, key)
      event.function = function
      event.functionWord = PickerFunction.named(names.string(of: function))
    case .error: event.error = try symbol(value, key, takesNumber: true)
    case .messageArgument:
      let argument = try symbol(value, key, takesNumber: true, takesBool: true)
      event.messageArgument = argument
      event.argumentWord = ArgumentWord.named(names.string(of: argument))
    case .functionArgument:
      let argument = try symbol(value, key, takesNumber: true, takesBool: true)
      event.functionArgument = argument
      event.argumentWord = ArgumentWord.named(names.string(of: argument))
    case .profiles: event.profiles = try set(value, Vocabulary.profile, key: key)
    case .options: event.options = try set(value, Vocabulary.option, key: key)
    default: return try readWord(argument, key, value, into: &event)
    }
    return true
  }

  private mutating func readWord(
    _ argument: Argument, _ key: String, _ value: JSONValue, into event: inout Event
  ) throws(Fault) -> Bool {
    func keep<Value>(_ value: Value?, _ field: WritableKeyPath<Event, Value?>) -> Bool {
      event[keyPath: field] = value
      return value != nil
    }
    switch argument.field {
    case .profile: return keep(try word(value, Vocabulary.profile, key: key), \.profile)
    case .callKind: return keep(try word(value, Vocabulary.callKind, key: key), \.callKind)
    case .by: return keep(try actor(value, argument.actors, key), \.by)
    case .why: return keep(try word(value, Vocabulary.endReason, key: key), \.why)
    case .setting: return keep(try word(value, Vocabulary.setting, key: key), \.setting)
    case .value:
      guard let setting = event.setting else {
        unknown.append(key)
        return false
      }
      return keep(try settingValue(value, of: setting, key), \.value)
    case .port:
      return keep(try portArgument(value, key, side(of: event.kind)), \.port)
    case .input: return keep(try portArgument(value, key, .input), \.input)
    case .output: return keep(try portArgument(value, key, .output), \.output)
    case .via: return keep(try word(value, Vocabulary.via, key: key), \.via)
    case .category: return keep(try word(value, Vocabulary.category, key: key), \.category)
    case .mode: return keep(try word(value, Vocabulary.mode, key: key), \.mode)
    case .reason: return keep(try word(value, Vocabulary.interruption, key: key), \.reason)
    case .audioMode: return keep(try word(value, Vocabulary.audioMode, key: key), \.audioMode)
    case .permission: return keep(try word(value, Vocabulary.permission, key: key), \.permission)
    case .message: return keep(try word(value, Vocabulary.message, key: key), \.message)
    case .timer: return keep(try word(value, Vocabulary.timer, key: key), \.timer)
    case .device, .call, .video, .place, .isOn, .sends, .shouldResume, .near, .transient, .app,
      .function, .error, .messageArgument, .functionArgument, .profiles, .options:
      return true
    }
  }

  private func side(of kind: EventKind) -> Side {
    switch kind {
    case .preferredInputSet: .input
    case .outputOverridden, .communicationDeviceSet: .output
    default: .either
    }
  }

  private mutating func actor(
    _ value: JSONValue, _ allowed: [Actor], _ key: String
  ) throws(Fault) -> Actor? {
    let text = try string(value, key)
    guard let actor = Vocabulary.actor[text] else {
      if isNewer { return try word(value, Vocabulary.actor, key: key) }
      throw unknownWord(
        text, at: value.offset, "actor", allowed.map(\.name), fault: .unknownWord)
    }
    guard allowed.contains(actor) else {
      let names = allowed.map(\.name)
      throw Fault(
        .valueNotAllowed, at: value.offset,
        "\"\(text)\" does not do this; allowed: \(names.joined(separator: ", "))")
    }
    return actor
  }

  mutating func settingValue(
    _ value: JSONValue, of setting: Setting, _ key: String
  ) throws(Fault) -> SettingValue? {
    let text = try string(value, key)
    guard let word = Vocabulary.settingValue[text] else {
      if isNewer { return try self.word(value, Vocabulary.settingValue, key: key) }
      throw unknownWord(
        text, at: value.offset, "value", setting.values.map(\.name), fault: .unknownWord)
    }
    guard setting.values.contains(word) else {
      let names = setting.values.map(\.name)
      throw Fault(
        .valueNotAllowed, at: value.offset,
        "\"\(text)\" is not a value of \(setting.name); allowed: \(names.joined(separator: ", "))")
    }
    return word
  }

  /// What the arguments must be together.
  private func checkTogether(_ event: Event, _ fields: Fields) throws(Fault) {
    if event.kind == .routeSelected {
      let hasSides = event.input != nil || event.output != nil
      if event.port == nil, !hasSides, !isNewer {
        throw Fault(
          .missingKey, at: fields.offset, "\(fields.owner) needs \"port\", \"in\" or \"out\"")
      }
      if event.port != nil, hasSides, let port = fields["port"] {
        throw Fault(
          .valueNotAllowed, at: port.offset, "\"port\" cannot stand beside \"in\" and \"out\"")
      }
    }
    if event.kind == .outputOverridden, let override = event.port,
      override != PortArgument.none,
      override != PortArgument.some(EndpointPattern(port: .builtInSpeaker)),
      let port = fields["port"]
    {
      throw Fault(
        .valueNotAllowed, at: port.offset,
        "an output is overridden with \"builtInSpeaker\" or null only")
    }
  }
}
