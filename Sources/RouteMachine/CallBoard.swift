public import RouteModel

/// A call on the board.
@usableFromInline package struct Call: Hashable, Sendable {
  package var slot: CallSlot
  package var kind: CallKind
  package var state: CallState
  package var origin: Origin
  package var isVideo: Bool
  /// Where it was answered, where the trace says so.
  package var answeredOn: Place?
  /// Whether the call belongs to another app than the trace's.
  package var isForeign: Bool
  /// The only ports that the call can use; nil = all.
  package var ports: PortSet?

  /// How the call came about.
  @usableFromInline package enum Origin: UInt8, Word {
    case incoming
    case outgoing
    case joined

    package var meaning: String {
      switch self {
      case .incoming: "it rang here"
      case .outgoing: "it was placed here"
      case .joined: "it was on at once"
      }
    }
  }

  /// Whether the system itself carries the call's audio, as for phone, FaceTime and CallKit calls.
  package func isSystemCall(_ circumstances: Circumstances) -> Bool {
    switch kind {
    case .phone, .faceTime, .callKit, .telecomVoip: true
    case .voip: circumstances.appUsesCallKit && !isForeign
    }
  }
}

/// The calls that there are, oldest first; an ended call leaves the board.
package struct CallBoard: Hashable, Sendable {
  package var calls = FixedList<Call>()

  package init() {}

  package func call(_ slot: CallSlot?) -> Call? {
    calls.last { $0.slot == slot }
  }

  /// Limits a call to the ports that it can use.
  package mutating func limit(_ slot: CallSlot, to ports: PortSet?) {
    guard let index = calls.firstIndex(where: { $0.slot == slot }) else { return }
    calls[index]?.ports = ports
  }

  mutating func begin(_ event: Event, _ state: CallState, _ origin: Call.Origin) -> Verdict {
    guard let slot = event.call, let kind = event.callKind else {
      return .rejected(.missingArgument)
    }
    guard call(slot) == nil else { return .rejected(.callExists) }
    let call = Call(
      slot: slot, kind: kind, state: state, origin: origin, isVideo: event.video ?? false,
      isForeign: event.app != nil)
    return calls.append(call) ? .applied : .rejected(.tooManyCalls)
  }

  /// Moves a call that is on the board; `answeredOn` says which devices are connected.
  mutating func move(_ event: Event, rack: Rack) -> Verdict {
    guard let index = calls.firstIndex(where: { $0.slot == event.call }),
      var call = calls[index]
    else { return .rejected(.callUnknown) }
    if event.kind == .callEnded {
      calls.remove(at: index)
      return .applied
    }
    if case .device(let device) = event.place, !rack.isConnected(device) {
      return .rejected(.notAnsweringDevice)
    }
    let verdict = call.move(event)
    guard verdict.isApplied else { return verdict }
    // The newest answered or resumed call is the one that people talk on: it moves to the top.
    if event.kind == .callAnswered || event.kind == .callResumed {
      calls.remove(at: index)
      _ = calls.append(call)
    } else {
      calls[index] = call
    }
    return .applied
  }
}

extension Call {
  /// Moves the call by one event.
  mutating func move(_ event: Event) -> Verdict {
    switch event.kind {
    case .callAnswered:
      guard state == .ringing else { return .rejected(.notRinging) }
      state = .active
      answeredOn = event.place
    case .callConnected:
      guard state == .dialing else { return .rejected(.notDialing) }
      state = .active
      if let video = event.video { isVideo = video }
    case .callHeld:
      switch state {
      case .active: state = .held
      case .held: return .ignored(.alreadyHeld)
      case .ringing, .dialing: return .rejected(.notOnCall)
      }
    case .callResumed:
      switch state {
      case .held: state = .active
      case .active: return .ignored(.alreadyResumed)
      case .ringing, .dialing: return .rejected(.notHeld)
      }
    case .videoChanged:
      guard let video = event.video else { return .rejected(.missingArgument) }
      guard video != isVideo else { return .ignored(.sameValue) }
      isVideo = video
    default: return .ignored(.sameValue)
    }
    return .applied
  }
}
