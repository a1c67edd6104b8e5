/// One argument of a kind of event.
@usableFromInline package struct Argument: Hashable, Sendable {
  package var field: Field
  package var isRequired: Bool
  /// Where the field is an actor: who it can be here.
  package var actors: [Actor]

  package static func required(_ field: Field) -> Argument {
    Argument(field: field, isRequired: true, actors: [])
  }

  package static func optional(_ field: Field, actors: [Actor] = []) -> Argument {
    Argument(field: field, isRequired: false, actors: actors)
  }

  /// A field of an event record: what it is called in a trace and what it may hold.
  @usableFromInline package enum Field: UInt8, CaseIterable, Hashable, Sendable {
    case device
    case call
    case profile
    case profiles
    case callKind
    case video
    case app
    case place
    case isOn
    case by
    case why
    case setting
    case value
    case port
    case input
    case output
    case via
    case sends
    case category
    case mode
    case options
    case reason
    case shouldResume
    case near
    case audioMode
    case permission
    case transient
    case message
    case messageArgument
    case function
    case functionArgument
    case timer
    case error

    /// The key in a trace.
    package var key: String {
      switch self {
      case .callKind: "kind"
      case .place, .isOn: "on"
      case .input: "in"
      case .output: "out"
      case .audioMode: "mode"
      case .messageArgument, .functionArgument: "arg"
      case .function: "name"
      default: String(describing: self)
      }
    }

    /// What the value may be, for people.
    package var meaning: String {
      switch self {
      case .device: "a declared device"
      case .call: "a call's identifier"
      case .profile: "a profile of the device"
      case .profiles: "a list of profiles: only these came or went"
      case .callKind: "who carries the call"
      case .video: "true for a video call"
      case .app: "another app's name, where the call is not this app's"
      case .place: "\"phone\" or the device on which the call was answered"
      case .isOn: "true or false"
      case .by: "who did it"
      case .why: "why the call ended"
      case .setting: "the setting's name"
      case .value: "the setting's new value"
      case .port: "a port, a port and its device, or null for none"
      case .input: "the input that was chosen"
      case .output: "the output that was chosen"
      case .via: "the part of the system with which it was chosen"
      case .sends: "true when the user sends audio, false when only listening"
      case .category: "an AVAudioSession category"
      case .mode: "an AVAudioSession mode"
      case .options: "a list of category options"
      case .reason: "the interruption's reason"
      case .shouldResume: "whether iOS asked the app to resume"
      case .near: "true when something is near the sensor"
      case .audioMode: "an AudioManager mode"
      case .permission: "an Android permission"
      case .transient: "whether the loss is for a while"
      case .message: "a Telecom message by its name"
      case .messageArgument, .functionArgument: "the argument, a string, number or boolean"
      case .function: "the function's name"
      case .timer: "the timer's name"
      case .error: "the platform's name or number for its refusal; the call changed nothing"
      }
    }
  }
}
