import RouteModel

/// The orders in which events really come: what an SDK calls, what a system sends, what people do.
enum EventStory {
  /// One of the stories, with devices, calls and values from the generator.
  static func tell(_ generator: inout EventGenerator) -> [Event] {
    switch generator.random.next() % 9 {
    case 0: incomingCall(&generator)
    case 1: appJoins(&generator)
    case 2: outgoingCall(&generator)
    case 3: interruption(&generator)
    case 4: androidCall(&generator)
    case 5: deviceComesAndGoes(&generator)
    case 6: speakerButton(&generator)
    case 7: holdAndSwap(&generator)
    default: mediaReset(&generator)
    }
  }

  private static func event(_ kind: EventKind, _ change: (inout Event) -> Void = { _ in }) -> Event
  {
    var event = Event(kind)
    change(&event)
    return event
  }

  private static func call(
    _ kind: EventKind, _ call: CallSlot, _ change: (inout Event) -> Void = { _ in }
  ) -> Event {
    event(kind) {
      $0.call = call
      change(&$0)
    }
  }

  /// What an SDK sets up before it talks: category, mode, options, then the activation.
  private static func session(_ generator: inout EventGenerator, by: Actor) -> [Event] {
    let (mode, options) = (generator.pick(Mode.allCases), generator.options())
    let category = generator.pick(
      [Category.playAndRecord, .playAndRecord, .playAndRecord, .playback, .record, .multiRoute])
    return [
      event(.sessionConfigured) {
        $0.category = category
        $0.mode = mode
        $0.options = options
      }, event(.sessionActivated) { $0.by = by },
    ]
  }

  private static func incomingCall(_ generator: inout EventGenerator) -> [Event] {
    let (slot, device) = (generator.call(), generator.slot())
    let kind = generator.pick(CallKind.allCases)
    let (video, onPhone) = (generator.flag(), generator.flag())
    let choice = generator.port(.outputs)
    return [
      event(.deviceConnected) { $0.device = device },
      call(.callIncoming, slot) {
        $0.callKind = kind
        $0.video = video
      }, call(.callAnswered, slot) { $0.place = onPhone ? .phone : .device(device) },
    ] + session(&generator, by: .callKit) + [
      event(.routeSelected) {
        $0.port = choice
        $0.via = .callUI
      }, call(.callEnded, slot), event(.sessionDeactivated),
    ]
  }

  private static func outgoingCall(_ generator: inout EventGenerator) -> [Event] {
    let slot = generator.call()
    let kind = generator.pick(CallKind.allCases)
    return session(&generator, by: .app) + [
      call(.callDialed, slot) { $0.callKind = kind }, call(.callConnected, slot),
      call(.videoChanged, slot) { $0.video = true }, call(.callEnded, slot),
    ]
  }

  private static func appJoins(_ generator: inout EventGenerator) -> [Event] {
    let (slot, input) = (generator.call(), generator.port(.inputs))
    return session(&generator, by: .app) + [
      call(.callJoined, slot) { $0.callKind = .voip },
      event(.preferredInputSet) { $0.port = input },
      event(.outputOverridden) { $0.port = .some(EndpointPattern(port: .builtInSpeaker)) },
      event(.outputOverridden) { $0.port = PortArgument.none }, call(.callEnded, slot),
    ]
  }

  /// A phone call in the middle of the app's own sound.
  private static func interruption(_ generator: inout EventGenerator) -> [Event] {
    let (own, phone) = (CallSlot(1), CallSlot(2))
    let ends = generator.flag()
    return session(&generator, by: .app) + [
      call(.callJoined, own) { $0.callKind = .voip },
      call(.callIncoming, phone) { $0.callKind = .phone },
      event(.interruptionBegan) { $0.by = .phone },
      call(.callAnswered, phone) { $0.place = .phone }, call(.callEnded, phone),
    ] + (ends ? [event(.interruptionEnded) { $0.shouldResume = true }] : []) + [
      event(.sessionActivated) { $0.by = .app }, call(.callEnded, own),
    ]
  }

  private static func androidCall(_ generator: inout EventGenerator) -> [Event] {
    let (slot, device) = (generator.call(), generator.slot())
    let profile = generator.pick([Profile.hfp, .hfp, .le, .a2dp])
    let asked = generator.port(.outputs)
    return [
      event(.deviceConnected) { $0.device = device },
      event(.deviceActivated) {
        $0.device = device
        $0.profile = profile
      }, call(.callJoined, slot) { $0.callKind = .voip },
      event(.audioModeSet) { $0.audioMode = .inCommunication },
      event(.linkRequested) {
        $0.device = device
        $0.profile = .hfp
      },
      event(.linkConnected) {
        $0.device = device
        $0.profile = .hfp
      }, event(.communicationDeviceSet) { $0.port = asked },
      event(.speakerphoneSet) { $0.isOn = true }, event(.speakerphoneSet) { $0.isOn = false },
      event(.linkDisconnected) {
        $0.device = device
        $0.profile = .hfp
      }, call(.callEnded, slot), event(.audioModeSet) { $0.audioMode = .normal },
    ]
  }

  private static func deviceComesAndGoes(_ generator: inout EventGenerator) -> [Event] {
    let (first, second) = (generator.slot(), generator.slot())
    return session(&generator, by: .app) + [
      event(.deviceConnected) { $0.device = first },
      event(.deviceConnected) { $0.device = second },
      event(.deviceDisconnected) {
        $0.device = second
        $0.profiles = [.hfp]
      }, event(.deviceDisconnected) { $0.device = second },
      event(.deviceDisconnected) { $0.device = first },
    ]
  }

  private static func speakerButton(_ generator: inout EventGenerator) -> [Event] {
    let device = generator.slot()
    return session(&generator, by: .app) + [
      event(.outputOverridden) { $0.port = .some(EndpointPattern(port: .builtInSpeaker)) },
      event(.deviceConnected) { $0.device = device },
      event(.routeSelected) {
        $0.port = .some(EndpointPattern(port: nil, device: device))
        $0.via = .controlCenter
      },
      event(.routeSelected) {
        $0.port = .some(EndpointPattern(port: .builtInSpeaker))
        $0.via = .routePicker
      },
    ]
  }

  private static func holdAndSwap(_ generator: inout EventGenerator) -> [Event] {
    let kind = generator.pick(CallKind.allCases)
    return [
      call(.callDialed, CallSlot(0)) { $0.callKind = .callKit },
      call(.callConnected, CallSlot(0)),
      call(.callIncoming, CallSlot(1)) { $0.callKind = kind }, call(.callHeld, CallSlot(0)),
      call(.callAnswered, CallSlot(1)) { $0.place = .phone }, call(.callHeld, CallSlot(1)),
      call(.callResumed, CallSlot(0)), call(.callEnded, CallSlot(1)),
      call(.callEnded, CallSlot(0)),
    ]
  }

  private static func mediaReset(_ generator: inout EventGenerator) -> [Event] {
    session(&generator, by: .app) + [
      event(.outputOverridden) { $0.port = .some(EndpointPattern(port: .builtInSpeaker)) },
      event(.mediaServicesReset),
    ] + session(&generator, by: .app)
  }
}
