package import RouteModel

/// All that a rule may look at: the event, and the world and memory before and after it.
package struct Moment: Sendable {
  package var circumstances: Circumstances
  package var before: World
  package var world: World
  package var memoryBefore: Memory
  package var memory: Memory
  package var routeBefore: Route?
  /// nil only for the moment before the first event.
  package var event: Event?
  package var verdict: Verdict
  /// In the pairing stage: what the choice gave.
  package var chosen: Endpoint?

  package init(circumstances: Circumstances, world: World = World(), memory: Memory = Memory()) {
    self.circumstances = circumstances
    before = world
    self.world = world
    memoryBefore = memory
    self.memory = memory
    verdict = .applied
  }
}

extension Moment {
  /// The system call that carries the sound: the newest phone, FaceTime or CallKit call that was
  /// answered or dialled and is not on hold.
  package var systemCall: Call? {
    world.calls.calls.last {
      ($0.state == .active || $0.state == .dialing) && $0.isSystemCall(circumstances)
    }
  }

  /// The newest ringing call.
  package var ringingCall: Call? { world.calls.calls.last { $0.state == .ringing } }

  /// The app's own call that the system does not know of, answered or dialled and not on hold.
  package var appCall: Call? {
    world.calls.calls.last {
      ($0.state == .active || $0.state == .dialing) && !$0.isSystemCall(circumstances)
        && !$0.isForeign
    }
  }

  /// The call of which an event speaks, as it stood before the event.
  package var eventCall: Call? { before.calls.call(event?.call) }

  /// Who controls the route now.
  package var control: Control {
    if systemCall != nil { return .systemCall }
    let session = world.session
    if session.hasStanding {
      if session.standing == .active { return .session }
    } else if appCall != nil, session.standing != .interrupted {
      return .appCall
    }
    return ringingCall != nil ? .ringing : .nobody
  }

  /// The call that people talk on, if any.
  package var call: Call? { systemCall ?? appCall }
}

/// Who controls the route (`trace-format`, "Whose route").
package enum Control: UInt8, Word {
  case nobody
  case ringing
  case systemCall
  case appCall
  case session

  package var meaning: String {
    switch self {
    case .nobody: "nothing is on"
    case .ringing: "a call rings and nothing else is on"
    case .systemCall: "a phone, FaceTime or CallKit call, answered or dialled"
    case .appCall: "the app's own call; its session is assumed to be active"
    case .session: "the app's audio session, active"
    }
  }
}
