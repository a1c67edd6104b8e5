package import RouteMachine
package import RouteModel

/// Makes events over a small world, most of them possible, some not, from a seed.
package struct EventGenerator {
  private var random: SplitMix64
  /// The devices of the small world.
  package let devices: [Device]

  private static let types: [DeviceType] = [
    .bluetoothHeadset, .bluetoothHeadset, .bluetoothSpeaker, .wiredHeadset, .homePod, .watch,
    .hearingAid, .usbAudio, .carPlay, .leHeadset,
  ]

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    devices = Self.types.enumerated().map { place, type in
      Device(slot: DeviceSlot(UInt8(place)), type: type)
    }
  }

  package var table: DeviceTable { DeviceTable(devices) }

  /// The next event: of any kind, with any arguments that the kind takes.
  package mutating func event() -> Event {
    var event = Event(pick(EventKind.allCases))
    for argument in event.kind.arguments where argument.isRequired || random.next() % 3 != 0 {
      // Refusals are rare, so that most calls have an effect.
      if argument.field == .error, random.next() % 8 != 0 { continue }
      fill(argument, &event)
    }
    return event
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.next() % UInt64(elements.count))]
  }

  private mutating func flag() -> Bool { random.next() % 2 == 0 }

  private mutating func slot() -> DeviceSlot { pick(devices).slot }

  private mutating func pattern(_ side: PortSet) -> EndpointPattern {
    let device = pick(devices)
    let ports = device.ports.intersection(side).members
    switch random.next() % 4 {
    case 0: return EndpointPattern(port: pick(side.members))
    case 1: return EndpointPattern(port: nil, device: device.slot)
    default:
      guard !ports.isEmpty else { return EndpointPattern(port: pick(side.members)) }
      return EndpointPattern(port: pick(ports), device: device.slot)
    }
  }

  private mutating func port(_ side: PortSet) -> PortArgument {
    random.next() % 5 == 0 ? .none : .some(pattern(side))
  }

  private mutating func fill(_ argument: Argument, _ event: inout Event) {
    switch argument.field {
    case .device: event.device = slot()
    case .call: event.call = CallSlot(UInt8(random.next() % 3))
    case .profile: event.profile = pick(Profile.allCases)
    case .profiles: event.profiles = WordSet([pick(Profile.allCases)])
    case .callKind: event.callKind = pick(CallKind.allCases)
    case .video: event.video = flag()
    case .app: event.app = flag() ? Symbol(0) : nil
    case .place: event.place = flag() ? .phone : .device(slot())
    case .isOn: event.isOn = flag()
    case .by: event.by = argument.actors.isEmpty ? nil : pick(argument.actors)
    case .why: event.why = pick(EndReason.allCases)
    case .setting: event.setting = pick(Setting.allCases)
    case .value: event.value = event.setting.map { pick($0.values) }
    case .port: event.port = port(event.kind == .preferredInputSet ? .inputs : .all)
    case .input: event.input = flag() ? port(.inputs) : nil
    case .output: event.output = flag() ? port(.outputs) : nil
    case .via: event.via = pick(Via.allCases)
    case .sends: event.sends = flag()
    case .category: event.category = pick(Category.allCases)
    case .mode: event.mode = pick(Mode.allCases)
    case .options: event.options = WordSet([pick(CategoryOption.allCases)])
    case .reason: event.reason = pick(InterruptionReason.allCases)
    case .shouldResume: event.shouldResume = flag()
    case .near: event.near = flag()
    case .audioMode: event.audioMode = pick(AudioMode.allCases)
    case .permission: event.permission = pick(Permission.allCases)
    case .transient: event.transient = flag()
    case .message: event.message = pick(TelecomMessage.allCases)
    case .messageArgument:
      event.messageArgument = Symbol(0)
      event.argumentWord = pick(ArgumentWord.allCases)
    case .function:
      event.function = Symbol(0)
      event.functionWord = pick(PickerFunction.allCases)
    case .functionArgument:
      event.functionArgument = Symbol(0)
      event.argumentWord = pick(ArgumentWord.allCases)
    case .timer: event.timer = pick(Timer.allCases)
    case .error: event.error = Symbol(0)
    }
  }
}
