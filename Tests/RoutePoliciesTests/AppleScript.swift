import RouteMachine
import RouteModel
import RoutePolicies

/// A device under a book of rules, driven event by event.
struct AppleScript {
  static let airpods = DeviceSlot(0)
  static let sony = DeviceSlot(1)
  static let wired = DeviceSlot(2)
  static let headphones = DeviceSlot(3)
  static let speaker = DeviceSlot(4)
  static let homePod = DeviceSlot(5)
  static let mirror = DeviceSlot(6)

  private static let devices = DeviceTable([
    Device(slot: airpods, type: .bluetoothHeadset), Device(slot: sony, type: .bluetoothHeadset),
    Device(slot: wired, type: .wiredHeadset), Device(slot: headphones, type: .wiredHeadphones),
    Device(slot: speaker, type: .bluetoothSpeaker), Device(slot: homePod, type: .homePod),
    Device(slot: mirror, type: .airPlayReceiver),
  ])

  private let machine: Machine
  private var state = MachineState()
  private var step: Step

  init(
    _ book: RuleBook = IOSBook.book, on platform: Platform = .ios, os: OSVersion? = nil,
    callKit: Bool = false
  ) {
    var circumstances = Circumstances(platform: platform, os: os)
    circumstances.appUsesCallKit = callKit
    machine = Machine(book: book, circumstances: circumstances, devices: Self.devices)
    step = machine.begin(state)
  }

  /// Feeds events, one after the other, and gives the route after the last of them.
  @discardableResult
  mutating func after(_ events: Event...) -> Route? {
    for event in events {
      step = machine.advanced(state, by: event)
      state = step.state
    }
    return state.route
  }

  /// The identifiers of the rules that spoke in the last step.
  var spoke: [String] {
    (step.reactions + step.decision.fired).map { machine.rules[$0].rule.id }
  }

  /// The rule with which the last step would have given another route.
  func wouldDecide(_ route: Route) -> String? {
    machine.whyNot(step.moment, step.decision) { $0 == route }.first.map {
      machine.rules[$0.rule].rule.id
    }
  }
}

extension Route {
  static let receiver = Route(input: .builtInMic, output: .builtInReceiver)
  static let loudspeaker = Route(input: .builtInMic, output: .builtInSpeaker)

  static func hfp(_ device: DeviceSlot) -> Route {
    Route(input: Endpoint(.bluetoothHFP, device), output: Endpoint(.bluetoothHFP, device))
  }

  static func beside(_ port: Port, _ device: DeviceSlot) -> Route {
    Route(input: .builtInMic, output: Endpoint(port, device))
  }

  static let wired = Route(
    input: Endpoint(.headsetMic, AppleScript.wired),
    output: Endpoint(.headphones, AppleScript.wired))
}

extension Event {
  private static func make(_ kind: EventKind, _ fill: (inout Event) -> Void = { _ in }) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }

  private static func argument(_ port: Port?, _ device: DeviceSlot?) -> PortArgument {
    port == nil && device == nil ? .none : .some(EndpointPattern(port: port, device: device))
  }

  static func connect(_ device: DeviceSlot) -> Event {
    make(.deviceConnected) { $0.device = device }
  }

  static func disconnect(_ device: DeviceSlot) -> Event {
    make(.deviceDisconnected) { $0.device = device }
  }

  static func configure(
    _ category: RouteModel.Category, _ mode: Mode = .default, _ options: CategoryOptions = []
  ) -> Event {
    make(.sessionConfigured) {
      $0.category = category
      $0.mode = mode
      $0.options = options
    }
  }

  static let activate = make(.sessionActivated) { $0.by = .app }
  static let deactivate = make(.sessionDeactivated) { $0.by = .app }
  static let interrupt = make(.interruptionBegan) { $0.by = .alarm }
  static let endInterruption = make(.interruptionEnded) { $0.by = .alarm }
  static let reset = make(.mediaServicesReset)

  static func override(_ isOn: Bool = true, error: Bool = false) -> Event {
    make(.outputOverridden) {
      $0.port = argument(isOn ? .builtInSpeaker : nil, nil)
      if error { $0.error = Symbol(0) }
    }
  }

  static func prefer(_ port: Port?, _ device: DeviceSlot? = nil) -> Event {
    make(.preferredInputSet) { $0.port = argument(port, device) }
  }

  static func pick(
    _ port: Port?, _ device: DeviceSlot? = nil, via: Via = .callUI
  ) -> Event {
    make(.routeSelected) {
      $0.port = argument(port, device)
      $0.via = via
    }
  }

  static func pickMicrophone(_ port: Port, via: Via) -> Event {
    make(.routeSelected) {
      $0.input = argument(port, nil)
      $0.via = via
    }
  }

  static func ring(_ kind: CallKind, _ call: UInt8 = 0, video: Bool = false) -> Event {
    make(.callIncoming) {
      $0.call = CallSlot(call)
      $0.callKind = kind
      $0.video = video
    }
  }

  static func dial(_ kind: CallKind, _ call: UInt8 = 0, video: Bool = false) -> Event {
    make(.callDialed) {
      $0.call = CallSlot(call)
      $0.callKind = kind
      $0.video = video
    }
  }

  static func join(_ call: UInt8 = 0, video: Bool = false) -> Event {
    make(.callJoined) {
      $0.call = CallSlot(call)
      $0.callKind = .voip
      $0.video = video
    }
  }

  static func answer(_ call: UInt8 = 0, on place: Place? = nil) -> Event {
    make(.callAnswered) {
      $0.call = CallSlot(call)
      $0.place = place
    }
  }

  static func hold(_ call: UInt8 = 0) -> Event {
    make(.callHeld) { $0.call = CallSlot(call) }
  }

  static func resume(_ call: UInt8 = 0) -> Event {
    make(.callResumed) { $0.call = CallSlot(call) }
  }

  static func end(_ call: UInt8 = 0) -> Event {
    make(.callEnded) { $0.call = CallSlot(call) }
  }

  static func routing(_ value: SettingValue) -> Event {
    make(.settingChanged) {
      $0.setting = .callAudioRouting
      $0.value = value
    }
  }
}
