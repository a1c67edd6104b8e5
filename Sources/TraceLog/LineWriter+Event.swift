internal import RouteModel

extension LineWriter {
  mutating func event(_ event: Event) {
    let spellings = LineForms.spellings
    guard let spelling = spellings.kinds[Int(event.kind.rawValue)] else { return }
    output.key(json: spelling.member)
    for place in spelling.fields {
      guard let field = spellings.fields[place] else { return }
      write(field.field, field.key, of: event)
    }
  }

  private mutating func write(_ field: Argument.Field, _ key: Piece, of event: Event) {
    switch field {
    case .device: member(key, event.device)
    case .call: member(key, event.call)
    case .profile: member(key, event.profile, Vocabulary.profile)
    case .profiles: member(key, event.profiles, Vocabulary.profile)
    case .callKind: member(key, event.callKind, Vocabulary.callKind)
    case .video: member(key, event.video)
    case .app: member(key, event.app)
    case .place: member(key, event.place)
    case .isOn: member(key, event.isOn)
    case .by: member(key, event.by, Vocabulary.actor)
    case .why: member(key, event.why, Vocabulary.endReason)
    case .setting: member(key, event.setting, Vocabulary.setting)
    case .value: member(key, event.value, Vocabulary.settingValue)
    case .port: member(key, event.port)
    case .input: member(key, event.input)
    case .output: member(key, event.output)
    case .via: member(key, event.via, Vocabulary.via)
    case .sends: member(key, event.sends)
    case .category: member(key, event.category, Vocabulary.category)
    case .mode: member(key, event.mode, Vocabulary.mode)
    case .options: member(key, event.options, Vocabulary.option)
    case .reason: member(key, event.reason, Vocabulary.interruption)
    case .shouldResume: member(key, event.shouldResume)
    case .near: member(key, event.near)
    case .audioMode: member(key, event.audioMode, Vocabulary.audioMode)
    case .permission: member(key, event.permission, Vocabulary.permission)
    case .transient: member(key, event.transient)
    case .message: member(key, event.message, Vocabulary.message)
    case .messageArgument: member(key, event.messageArgument)
    case .function: member(key, event.function)
    case .functionArgument: member(key, event.functionArgument)
    case .timer: member(key, event.timer, Vocabulary.timer)
    case .error: member(key, event.error)
    }
  }

  private mutating func member(_ key: Piece, _ slot: DeviceSlot?) {
    guard let slot else { return }
    output.key(json: key)
    output.string(name(of: slot))
  }

  private mutating func member(_ key: Piece, _ slot: CallSlot?) {
    guard let slot else { return }
    output.key(json: key)
    output.string(name(of: slot))
  }

  private mutating func member(_ key: Piece, _ symbol: Symbol?) {
    guard let symbol else { return }
    output.key(json: key)
    output.string(string(of: symbol))
  }

  private mutating func member(_ key: Piece, _ place: Place?) {
    guard let place else { return }
    output.key(json: key)
    output.string(text(place))
  }

  private mutating func member(_ key: Piece, _ flag: Bool?) {
    guard let flag else { return }
    output.key(json: key)
    output.append(flag ? "true" : "false")
  }

  private mutating func member(_ key: Piece, _ argument: PortArgument?) {
    guard let argument else { return }
    output.key(json: key)
    port(argument)
  }

  private mutating func member<Element>(
    _ key: Piece, _ word: Element?, _ table: @autoclosure () -> WordTable<Element>
  ) {
    guard let word else { return }
    output.key(json: key)
    output.append(table()[json: word])
  }

  private mutating func member<Element>(
    _ key: Piece, _ set: WordSet<Element>?, _ table: @autoclosure () -> WordTable<Element>
  ) {
    guard let set else { return }
    output.key(json: key)
    words(set, table())
  }

  func text(_ place: Place) -> String {
    switch place {
    case .phone: "phone"
    case .device(let slot): name(of: slot)
    }
  }
}
