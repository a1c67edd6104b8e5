public import RouteModel

/// All that a rule may look at: the event, and the world and memory before and after it.
package struct Moment: Sendable {
  package var circumstances: Circumstances
  package private(set) var before: World
  package private(set) var world: World
  /// The calls that mattered before the event, and those that matter now.
  package private(set) var talkBefore: Talk
  package private(set) var talk: Talk
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
    talk = Talk(world, circumstances)
    talkBefore = talk
    memoryBefore = memory
    self.memory = memory
    verdict = .applied
  }

  /// Goes to the moment of an event, with the world and the verdict that it left.
  mutating func move(
    from before: World, to state: MachineState, by event: Event, _ verdict: Verdict
  ) {
    self.before = before
    world = state.world
    talkBefore = Talk(before, circumstances)
    talk = verdict.isApplied ? Talk(world, circumstances) : talkBefore
    memoryBefore = state.memory
    memory = state.memory
    routeBefore = state.route
    self.event = event
    self.verdict = verdict
  }
}

extension Moment {
  /// The system call that carries the sound.
  package var systemCall: Call? { talk.systemCall }

  /// The call of which an event speaks, as it stood before the event.
  package var eventCall: Call? { before.calls.call(event?.call) }

  /// Who controls the route now.
  package var control: Control { talk.control }

  /// The call that people talk on, if any.
  package var call: Call? { talk.call }
}

/// The calls of a world that say who controls the route, found once for all who ask.
package struct Talk: Sendable {
  /// The system call that carries the sound: the newest phone, FaceTime or CallKit call that was
  /// answered or dialled and is not on hold.
  package private(set) var systemCall: Call?
  /// The app's own newest call that the system does not know of, answered or dialled and not on
  /// hold.
  package private(set) var appCall: Call?
  /// Who controls the route.
  package private(set) var control = Control.nobody

  package init(_ world: World, _ circumstances: Circumstances) {
    var isRinging = false
    for index in world.calls.calls.indices {
      guard let call = world.calls.calls[index] else { continue }
      switch call.state {
      case .active, .dialing:
        if call.isSystemCall(circumstances) {
          systemCall = call
        } else if !call.isForeign {
          appCall = call
        }
      case .ringing: isRinging = true
      case .held: break
      }
    }
    let session = world.session
    if systemCall != nil {
      control = .systemCall
    } else if session.hasStanding && session.standing == .active {
      control = .session
    } else if !session.hasStanding && appCall != nil && session.standing != .interrupted {
      control = .appCall
    } else if isRinging {
      control = .ringing
    }
  }

  /// The call that people talk on, if any.
  package var call: Call? { systemCall ?? appCall }
}

/// Who controls the route (`trace-format`, "Whose route").
@usableFromInline package enum Control: UInt8, Word {
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
