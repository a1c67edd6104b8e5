package import RouteMachine
package import RouteModel

/// The audio session by whose rules the route is found now.
///
/// Not always the one that the app configured: a phone or FaceTime call, or a call of another app,
/// brings a session of its own, and a trace may never say how the app's was configured.
package struct SessionInEffect: Hashable, Sendable {
  package var origin: Origin
  package var category: Category
  /// The mode that is in effect: one that the category does not support acts as `default`.
  package var mode: Mode
  package var options: CategoryOptions

  /// Whose configuration it is.
  package enum Origin: UInt8, Word {
    case system
    case configured
    case assumed

    package var meaning: String {
      switch self {
      case .system: "the system's own, of a phone or FaceTime call or another app's call"
      case .configured: "as the app configured it"
      case .assumed: "never configured in the trace: what apps that call usually configure"
      }
    }
  }
}

extension Moment {
  /// Whether the call that carries the sound is the system's or another app's.
  package var isForeignCallInControl: Bool {
    guard let call = systemCall else { return false }
    return call.isForeign || (call.kind != .callKit && call.kind != .voip)
  }

  /// The session in effect.
  package var sessionInEffect: SessionInEffect {
    let session = world.session
    let usual: Mode = call?.isVideo ?? false ? .videoChat : .voiceChat
    if isForeignCallInControl {
      return SessionInEffect(origin: .system, category: .playAndRecord, mode: usual, options: [])
    }
    guard let category = session.category, systemCall == nil || category == .playAndRecord else {
      let isModeKnown = session.category == nil && session.mode != .default
      return SessionInEffect(
        origin: .assumed, category: .playAndRecord, mode: isModeKnown ? session.mode : usual,
        options: session.category == nil ? session.options : [])
    }
    return SessionInEffect(
      origin: .configured, category: category,
      mode: session.mode.isSupported(by: category) ? session.mode : .default,
      options: session.options)
  }
}

extension Mode {
  /// Whether the mode has its effect in a category, as Apple's header lists them.
  ///
  /// Apple's web page on `videoChat` also names `record`; the header and QA1803 do not.
  package func isSupported(by category: Category) -> Bool {
    switch self {
    case .default: true
    case .voiceChat, .videoChat, .gameChat: category == .playAndRecord
    case .videoRecording: category == .playAndRecord || category == .record
    case .measurement:
      category == .playAndRecord || category == .record || category == .playback
    case .moviePlayback, .spokenAudio, .shortFormVideo: category == .playback
    case .voicePrompt: category == .playAndRecord || category == .playback
    case .dualRoute: category == .multiRoute
    }
  }
}

/// Facts about the session in effect.
extension Fact {
  private static let configuring: WordSet<EventKind> = [.sessionConfigured]

  package static let sessionOrigin = Fact(
    "whose session is in effect", .word(of: SessionInEffect.Origin.self),
    owner: .person, setBy: configuring.union([.callAnswered, .callDialed, .callEnded])
  ) { Value($0.sessionInEffect.origin) }

  package static let category = Fact(
    "the session's category", .word(of: Category.self), owner: .app,
    setBy: configuring
  ) { Value($0.sessionInEffect.category) }

  package static let mode = Fact(
    "the session's mode", .word(of: Mode.self), owner: .app, setBy: configuring
  ) { Value($0.sessionInEffect.mode) }

  package static func option(_ option: CategoryOption) -> Fact {
    Fact("option \(option.name)", .flag, owner: .app, setBy: configuring) {
      Value($0.sessionInEffect.options.contains(option))
    }
  }

  /// Whether the app's session has a mode that its category does not support.
  package static let modeIsUnsupported = Fact(
    "the mode does not fit the category", .flag, owner: .app, setBy: configuring
  ) { moment in
    let session = moment.world.session
    return Value(session.category.map { !session.mode.isSupported(by: $0) } ?? false)
  }

  /// Whether HFP can be used: an option, what a mode implies, or the system's own call.
  package static let allowsHFP = Fact("HFP is allowed", .flag, owner: .app, setBy: configuring) {
    moment in
    let session = moment.sessionInEffect
    guard session.category == .playAndRecord || session.category == .record else { return .none }
    return Value(
      session.options.contains(.allowBluetoothHFP) || session.origin == .system
        || session.mode == .voiceChat || session.mode == .videoChat)
  }

  /// Whether the app's own sound is in control: its session, its call, its CallKit call.
  package static let appIsInControl = Fact(
    "the app's own sound is in control", .flag, owner: .app,
    setBy: [
      .callDialed, .callJoined, .callAnswered, .callHeld, .callResumed, .callEnded,
      .sessionActivated, .sessionDeactivated, .interruptionBegan, .interruptionEnded,
    ]
  ) { moment in
    switch moment.control {
    case .session, .appCall: Value(true)
    case .systemCall: Value(!moment.isForeignCallInControl)
    case .nobody, .ringing: .none
    }
  }
}
