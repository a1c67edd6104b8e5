internal import RouteModel

extension LineWriter {
  mutating func event(_ event: Event) {
    output.member("event", event.kind.name)
    for argument in event.kind.arguments { write(argument.field, of: event) }
  }

  private mutating func write(_ field: Argument.Field, of event: Event) {
    let key = field.key
    switch field {
    case .device: output.member(key, event.device.map(names.name))
    case .call: output.member(key, event.call.map(names.name))
    case .profile: output.member(key, event.profile?.name)
    case .profiles: words(key, event.profiles)
    case .callKind: output.member(key, event.callKind?.name)
    case .video: output.member(key, event.video)
    case .app: output.member(key, event.app.map(names.string))
    case .place: output.member(key, event.place.map(text))
    case .isOn: output.member(key, event.isOn)
    case .by: output.member(key, event.by?.name)
    case .why: output.member(key, event.why?.name)
    case .setting: output.member(key, event.setting?.name)
    case .value: output.member(key, event.value?.name)
    case .port: port(key, event.port)
    case .input: port(key, event.input)
    case .output: port(key, event.output)
    case .via: output.member(key, event.via?.name)
    case .sends: output.member(key, event.sends)
    case .category: output.member(key, event.category?.name)
    case .mode: output.member(key, event.mode?.name)
    case .options: words(key, event.options)
    case .reason: output.member(key, event.reason?.name)
    case .shouldResume: output.member(key, event.shouldResume)
    case .near: output.member(key, event.near)
    case .audioMode: output.member(key, event.audioMode?.name)
    case .permission: output.member(key, event.permission?.name)
    case .transient: output.member(key, event.transient)
    case .message: output.member(key, event.message?.name)
    case .messageArgument: output.member(key, event.messageArgument.map(names.string))
    case .function: output.member(key, event.function.map(names.string))
    case .functionArgument: output.member(key, event.functionArgument.map(names.string))
    case .timer: output.member(key, event.timer?.name)
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
