import RouteModel

/// What became of an event.
package enum Verdict: Hashable, Sendable {
  /// The world took the event in.
  case applied
  /// The event changes nothing in the world; a book's reactions may still take note of it.
  case ignored(Reason)
  /// The event cannot be; everything stays as it was.
  case rejected(Reason)

  package var isApplied: Bool { self == .applied }

  package var isRejected: Bool {
    if case .rejected = self { return true }
    return false
  }

  package var reason: Reason? {
    switch self {
    case .applied: nil
    case .ignored(let reason), .rejected(let reason): reason
    }
  }
}

/// Why an event was ignored or rejected.
package enum Reason: UInt8, Word {
  case missingArgument
  case refusedBySystem
  case alreadyConnected
  case notConnected
  case tooManyConnected
  case lacksProfile
  case alreadyActive
  case notActive
  case alreadyLinked
  case noLink
  case linkNotPending
  case linkNotUp
  case callExists
  case callUnknown
  case tooManyCalls
  case notRinging
  case notDialing
  case notOnCall
  case alreadyHeld
  case notHeld
  case alreadyResumed
  case sameValue
  case portAbsent
  case alreadyInterrupted
  case notInterrupted
  case timerNotRunning
  case tooManyClients
  case notAnsweringDevice

  package var meaning: String {
    switch self {
    case .missingArgument: "an argument that the event needs is missing"
    case .refusedBySystem: "the system refused the call"
    case .alreadyConnected: "the device is already connected"
    case .notConnected: "the device is not connected"
    case .tooManyConnected: "more than \(Limits.connected) devices would be connected"
    case .lacksProfile: "the device is not connected with that profile"
    case .alreadyActive: "that is already active"
    case .notActive: "that is not active"
    case .alreadyLinked: "the link is already up or asked for"
    case .noLink: "this profile has no link that takes time"
    case .linkNotPending: "no link is being opened"
    case .linkNotUp: "the link is not up"
    case .callExists: "a call with this identifier is already on the board"
    case .callUnknown: "no call with this identifier is on the board"
    case .tooManyCalls: "more than \(Limits.callsAtOnce) calls would be on the board"
    case .notRinging: "the call is not ringing"
    case .notDialing: "the call is not being dialled"
    case .notOnCall: "the call has not been answered"
    case .alreadyHeld: "the call is already on hold"
    case .notHeld: "the call is not on hold"
    case .alreadyResumed: "the call is not on hold any more"
    case .sameValue: "that is how it already is"
    case .portAbsent: "no connected device has that port"
    case .alreadyInterrupted: "the session is already interrupted"
    case .notInterrupted: "the session is not interrupted"
    case .timerNotRunning: "the timer is not running"
    case .tooManyClients: "more apps ask for a device than can be told apart"
    case .notAnsweringDevice: "the device on which the call was answered is not connected"
    }
  }
}
