package import RouteModel

/// The app's audio session on an Apple system, as the app's own calls and the system's notices left
/// it.
///
/// Three standings: inactive; active, by `sessionActivated`; interrupted, by `interruptionBegan`,
/// left by `interruptionEnded` or a new activation. What a book concludes, as that an override has
/// ended, is not here but in that book's memory.
package struct AppSession: Hashable, Sendable {
  /// nil: the trace never said how the session was configured.
  package var category: Category?
  package var mode: Mode = .default
  package var options: CategoryOptions = []
  package var standing: SessionStanding = .inactive
  package var activatedBy: Actor?
  /// Whether the trace ever said that the session was activated or deactivated.
  package var hasStanding = false
  package var preferredInput: Endpoint?
  package var isOverridden = false
  /// Whether the user sends audio; a listener only receives.
  package var sends = true

  package init() {}

  mutating func configure(_ event: Event) -> Verdict {
    let before = self
    if let category = event.category {
      self.category = category
      // "should reassert the options": a category without options clears them (Apple).
      options = event.options ?? []
    } else if let options = event.options {
      self.options = options
    }
    if let mode = event.mode { self.mode = mode }
    return self == before ? .ignored(.sameValue) : .applied
  }

  mutating func activate(_ event: Event) -> Verdict {
    guard standing != .active || !hasStanding else { return .ignored(.alreadyActive) }
    standing = .active
    hasStanding = true
    activatedBy = event.by ?? .app
    return .applied
  }

  mutating func deactivate() -> Verdict {
    guard standing != .inactive || !hasStanding else { return .ignored(.notActive) }
    standing = .inactive
    hasStanding = true
    activatedBy = nil
    return .applied
  }

  mutating func interrupt() -> Verdict {
    guard standing != .interrupted else { return .ignored(.alreadyInterrupted) }
    standing = .interrupted
    return .applied
  }

  /// An interruption's end makes the session free to be active again, not active: the app must
  /// activate it, except that a trace without any activation never said that it was inactive.
  mutating func endInterruption() -> Verdict {
    guard standing == .interrupted else { return .ignored(.notInterrupted) }
    standing = .inactive
    return .applied
  }

  mutating func prefer(_ event: Event, rack: Rack) -> Verdict {
    switch event.port {
    case nil: return .rejected(.missingArgument)
    case PortArgument.none?:
      guard preferredInput != nil else { return .ignored(.sameValue) }
      preferredInput = nil
    case .some(.some(let pattern)):
      guard let endpoint = rack.resolve(pattern, among: .inputs) else {
        return .rejected(.portAbsent)
      }
      guard endpoint != preferredInput else { return .ignored(.sameValue) }
      preferredInput = endpoint
    }
    return .applied
  }

  mutating func override(_ event: Event) -> Verdict {
    guard let port = event.port else { return .rejected(.missingArgument) }
    let speaker = port != PortArgument.none
    guard speaker != isOverridden else { return .ignored(.sameValue) }
    isOverridden = speaker
    return .applied
  }

  mutating func setRole(_ event: Event) -> Verdict {
    guard let sends = event.sends else { return .rejected(.missingArgument) }
    guard sends != self.sends else { return .ignored(.sameValue) }
    self.sends = sends
    return .applied
  }
}
