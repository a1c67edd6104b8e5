/// A string that only people and SDK books read, as a number in the reader's table of names.
@usableFromInline package struct Symbol: Hashable, Sendable {
  package var number: UInt16

  package init(_ number: UInt16) { self.number = number }
}

/// One event: its kind and the arguments that the kind takes; the others are nil.
///
/// A flat record rather than an enumeration with payloads: reading, writing, the vocabulary and the
/// JSON Schema all walk `EventKind.arguments`, and only the handlers know what an argument does.
@usableFromInline package struct Event: Hashable, Sendable {
  package var kind: EventKind
  package var device: DeviceSlot?
  package var call: CallSlot?
  package var profile: Profile?
  package var profiles: ProfileSet?
  package var callKind: CallKind?
  package var video: Bool?
  package var app: Symbol?
  package var place: Place?
  package var isOn: Bool?
  package var by: Actor?
  package var why: EndReason?
  package var setting: Setting?
  package var value: SettingValue?
  package var port: PortArgument?
  package var input: PortArgument?
  package var output: PortArgument?
  package var via: Via?
  package var sends: Bool?
  package var category: Category?
  package var mode: Mode?
  package var options: CategoryOptions?
  package var reason: InterruptionReason?
  package var shouldResume: Bool?
  package var near: Bool?
  package var audioMode: AudioMode?
  package var permission: Permission?
  package var transient: Bool?
  package var message: TelecomMessage?
  package var messageArgument: Symbol?
  /// The argument of a message or library call, where a rule may test it.
  package var argumentWord: ArgumentWord?
  package var function: Symbol?
  /// The function, where a rule may test it.
  package var functionWord: PickerFunction?
  package var functionArgument: Symbol?
  package var timer: Timer?
  package var error: Symbol?

  package init(_ kind: EventKind) { self.kind = kind }
}

/// A timer that a rule book starts; its name and delay stand in the book.
@usableFromInline package enum Timer: UInt8, Word {
  case airPlayLink
  case scoLink
  case scoRetry
  case scoGiveUp
  case clientActivity
  case startGuard
  case routeRetry
  case modeIdle

  package var meaning: String {
    switch self {
    case .airPlayLink: "an AirPlay 2 speaker that a person chose is connected by now"
    case .scoLink: "a SCO link that was asked for is up or has failed by now"
    case .scoRetry: "the next attempt to open a SCO link is due"
    case .scoGiveUp: "no more attempts to open a SCO link are made"
    case .clientActivity: "an app's activity is looked at again"
    case .startGuard: "the preferred start route is no longer defended"
    case .routeRetry: "the next attempt to create a route is due"
    case .modeIdle: "an audio mode without sound is given up"
    }
  }
}
