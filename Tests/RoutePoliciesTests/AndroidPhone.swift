import RouteMachine
import RouteModel
import RoutePolicies

/// A phone under the book `android-voip`, driven event by event.
struct AndroidPhone {
  private(set) var machine: Machine
  private(set) var state: MachineState
  private(set) var decision: Decision
  /// The reactions to the newest event.
  private(set) var reactions: [String] = []

  /// The devices get their slots in their order.
  init(
    _ os: OSVersion? = nil, devices: [DeviceType] = [], permissions: Permissions = .all,
    book: RuleBook, set: (inout Circumstances) -> Void = { _ in }
  ) {
    var circumstances = Circumstances(platform: .android, os: os)
    set(&circumstances)
    let declared = devices.enumerated().map { place, type in
      Device(slot: DeviceSlot(UInt8(place)), type: type)
    }
    machine = Machine(
      book: book, circumstances: circumstances, devices: DeviceTable(declared))
    state = MachineState()
    state.world.android.permissions = permissions
    let step = machine.begin(state)
    state = step.state
    decision = step.decision
  }

  var input: Endpoint? { state.route?.input }
  var output: Endpoint? { state.route?.output }
  var rule: String? { decision.chosenBy.map { machine.rules[$0].rule.id } }
  var advice: [String] { decision.advice.map { machine.rules[$0].rule.id } }

  mutating func take(_ kind: EventKind, _ fill: (inout Event) -> Void = { _ in }) {
    var event = Event(kind)
    fill(&event)
    let step = machine.advanced(state, by: event)
    state = step.state
    decision = step.decision
    reactions = step.reactions.map { machine.rules[$0].rule.id }
  }

  mutating func connect(_ slot: UInt8, active profile: Profile? = nil) {
    take(.deviceConnected) { $0.device = DeviceSlot(slot) }
    guard let profile else { return }
    take(.deviceActivated) {
      $0.device = DeviceSlot(slot)
      $0.profile = profile
    }
  }

  mutating func disconnect(_ slot: UInt8) {
    take(.deviceDisconnected) { $0.device = DeviceSlot(slot) }
  }

  /// The app joins a VoIP call and sets the mode.
  mutating func join(_ kind: CallKind = .voip, mode: AudioMode? = .inCommunication) {
    take(.callJoined) {
      $0.call = CallSlot(0)
      $0.callKind = kind
    }
    if let mode { set(mode) }
  }

  mutating func set(_ mode: AudioMode, by actor: Actor = .app) {
    take(.audioModeSet) {
      $0.audioMode = mode
      $0.by = actor
    }
  }

  mutating func speaker(_ isOn: Bool, by actor: Actor = .app) {
    take(.speakerphoneSet) {
      $0.isOn = isOn
      $0.by = actor
    }
  }

  mutating func ask(_ port: Port?, of slot: UInt8? = nil, by actor: Actor = .app) {
    take(.communicationDeviceSet) {
      $0.port =
        port.map { .some(EndpointPattern(port: $0, device: slot.map { DeviceSlot($0) })) }
        ?? PortArgument.none
      $0.by = actor
    }
  }

  mutating func link(_ kind: EventKind, _ slot: UInt8 = 0, by actor: Actor = .app) {
    take(kind) {
      $0.device = DeviceSlot(slot)
      $0.profile = .hfp
      $0.by = actor
    }
  }

  /// A phone call rings and is answered, with telephony's modes.
  mutating func answerPhoneCall() {
    take(.callIncoming) {
      $0.call = CallSlot(1)
      $0.callKind = .phone
    }
    set(.ringtone, by: .telecom)
    take(.callAnswered) {
      $0.call = CallSlot(1)
      $0.place = .phone
    }
    set(.inCall, by: .telecom)
  }

  mutating func endPhoneCall() {
    take(.callEnded) { $0.call = CallSlot(1) }
    set(.normal, by: .telecom)
  }
}
