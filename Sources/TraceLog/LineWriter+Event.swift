internal import RouteModel

extension LineWriter {
  mutating func event(_ event: Event) {
    output.member("event", Vocabulary.event.name(event.kind))
    for slot in LineForms.form(of: event.kind).arguments {
      write(slot.argument.field, slot.key, of: event)
    }
  }

  private mutating func write(_ field: Argument.Field, _ key: String, of event: Event) {
    switch field {
    case .device: output.member(key, event.device.map(names.name))
    case .call: output.member(key, event.call.map(names.name))
    case .profile: output.member(key, Vocabulary.profile.name(event.profile))
    case .profiles: words(key, event.profiles)
    case .callKind: output.member(key, Vocabulary.callKind.name(event.callKind))
    case .video: output.member(key, event.video)
    case .app: output.member(key, event.app.map(names.string))
    case .place: output.member(key, event.place.map(text))
    case .isOn: output.member(key, event.isOn)
    case .by: output.member(key, Vocabulary.actor.name(event.by))
    case .why: output.member(key, Vocabulary.endReason.name(event.why))
    case .setting: output.member(key, Vocabulary.setting.name(event.setting))
    case .value: output.member(key, Vocabulary.settingValue.name(event.value))
    case .port: port(key, event.port)
    case .input: port(key, event.input)
    case .output: port(key, event.output)
    case .via: output.member(key, Vocabulary.via.name(event.via))
    case .sends: output.member(key, event.sends)
    case .category: output.member(key, Vocabulary.category.name(event.category))
    case .mode: output.member(key, Vocabulary.mode.name(event.mode))
    case .options: words(key, event.options)
    case .reason: output.member(key, Vocabulary.interruption.name(event.reason))
    case .shouldResume: output.member(key, event.shouldResume)
    case .near: output.member(key, event.near)
    case .audioMode: output.member(key, Vocabulary.audioMode.name(event.audioMode))
    case .permission: output.member(key, Vocabulary.permission.name(event.permission))
    case .transient: output.member(key, event.transient)
    case .message: output.member(key, Vocabulary.message.name(event.message))
    case .messageArgument: output.member(key, event.messageArgument.map(names.string))
    case .function: output.member(key, event.function.map(names.string))
    case .functionArgument: output.member(key, event.functionArgument.map(names.string))
    case .timer: output.member(key, Vocabulary.timer.name(event.timer))
    case .error: output.member(key, event.error.map(names.string))
    }
  }

  func text(_ place: Place) -> String {
    switch place {
    case .phone: "phone"
    case .device(let slot): names.name(of: slot)
    }
  }
}
