package import RouteMachine
package import RouteModel

/// Makes events over a small world from a seed: most of them possible, some not.
///
/// Half of them come in the orders in which apps, SDKs and people bring them (`EventStory`), one
/// mixed into the other; the rest is any event with any arguments that its kind takes.
package struct EventGenerator {
  var random: SplitMix64
  /// The devices of the small world.
  package let devices: [Device]
  /// What is left of the story that is being told, first event last.
  private var story: [Event] = []

  private static let types: [DeviceType] = [
    .bluetoothHeadset, .bluetoothHeadset, .bluetoothSpeaker, .wiredHeadset, .homePod, .watch,
    .hearingAid, .usbAudio, .carPlay, .leHeadset, .wiredHeadphones, .airPlayReceiver, .carKit,
    .usbHeadset, .hdmi, .dock, .airPlaySpeaker, .continuityCamera,
  ]

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    var devices = Self.types.enumerated().map { place, type in
      Device(slot: DeviceSlot(UInt8(place)), type: type)
    }
    // A headset that can only be heard, as some hands-free devices are.
    devices.append(
      Device(
        slot: DeviceSlot(UInt8(devices.count)), type: .bluetooth, profiles: [.hfp, .a2dp],
        hasMicrophone: false))
    self.devices = devices
  }

  package var table: DeviceTable { DeviceTable(devices) }

  /// The next event.
  package mutating func event() -> Event {
    if random.next() % 2 == 0 { return anyEvent() }
    if let next = story.popLast() { return next }
    if random.next() % 2 == 0 {
      story = EventStory.tell(&self).reversed()
      if let next = story.popLast() { return next }
    }
    return anyEvent()
  }

  /// An event of any kind, with any arguments that the kind takes.
  private mutating func anyEvent() -> Event {
    var event = Event(pick(EventKind.allCases))
    for argument in event.kind.arguments where argument.isRequired || random.next() % 3 != 0 {
      // Refusals are rare, so that most calls have an effect.
      if argument.field == .error, random.next() % 8 != 0 { continue }
      fill(argument, &event)
    }
    return event
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(random.next() % UInt64(elements.count))]
  }

  mutating func flag() -> Bool { random.next() % 2 == 0 }

  mutating func slot() -> DeviceSlot { pick(devices).slot }

  mutating func call() -> CallSlot { CallSlot(UInt8(random.next() % 3)) }

  mutating func options() -> CategoryOptions {
    CategoryOptions(CategoryOption.allCases.filter { _ in random.next() % 4 == 0 })
  }

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

  mutating func port(_ side: PortSet) -> PortArgument {
    random.next() % 5 == 0 ? .none : .some(pattern(side))
  }

  private mutating func fill(_ argument: Argument, _ event: inout Event) {
    switch argument.field {
    case .device: event.device = slot()
    case .call: event.call = call()
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
    case .options: event.options = options()
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
