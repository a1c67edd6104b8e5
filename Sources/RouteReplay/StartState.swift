package import RouteMachine
import RouteModel
package import TraceLog

/// Builds the state that a trace's header describes, by the events that would have led to it.
///
/// So a book's memory is what it would be, and what cannot be is left out as any such event is.
package enum StartState {
  /// The world that a header describes; no book is asked.
  package static func world(of header: Header) -> World {
    let devices = DeviceTable(header.devices.map(\.device))
    var world = World()
    world.session.sends = header.app.sends
    if let permissions = header.app.permissions { world.android.permissions = permissions }
    for event in events(of: header.start) { world = world.advanced(by: event, devices: devices).0 }
    for call in header.start.calls { world.calls.limit(call.call, to: call.ports) }
    if let focus = header.start.focus { world.android.focus = focus }
    return world
  }

  static func state(of header: Header, _ machine: Machine) -> MachineState {
    var state = steps(of: header, machine).last?.state ?? before(header)
    for call in header.start.calls { state.world.calls.limit(call.call, to: call.ports) }
    if let focus = header.start.focus { state.world.android.focus = focus }
    if let hidden = machine.book.keeps.hidden, let available = header.start.available {
      let outputs: [Port] = [.builtInReceiver, .builtInSpeaker]
      let absent = outputs.filter { port in !available.contains { $0.matches(Endpoint(port)) } }
      state.memory[hidden] = Value(ports: PortSet(absent))
    }
    return state
  }

  /// The steps by which the events lead to the start.
  static func steps(of header: Header, _ machine: Machine) -> [Step] {
    var state = before(header)
    return events(of: header.start).map { event in
      let step = machine.advanced(state, by: event)
      state = step.state
      return step
    }
  }

  /// What holds before anything happened.
  private static func before(_ header: Header) -> MachineState {
    var state = MachineState()
    state.world.session.sends = header.app.sends
    if let permissions = header.app.permissions { state.world.android.permissions = permissions }
    return state
  }

  /// The endpoints that a start route names; nil where it leaves something open.
  static func route(_ start: StartRoute) -> Route? {
    guard let input = endpoint(start.input), let output = endpoint(start.output) else {
      return nil
    }
    return Route(input: input, output: output)
  }

  private static func endpoint(_ claim: SideClaim) -> Endpoint?? {
    switch claim {
    case .anything: return nil
    case .nothing: return .some(nil)
    case .oneOf(let patterns):
      guard let pattern = patterns.first, let port = pattern.port, !pattern.isNegated else {
        return nil
      }
      return .some(Endpoint(port, pattern.device))
    }
  }

  private static func events(of start: Start) -> [Event] {
    start.settings.map { entry in
      event(.settingChanged) {
        $0.setting = entry.setting
        $0.value = entry.value
      }
    }
      + start.connected.map { slot in event(.deviceConnected) { $0.device = slot } }
      + start.active.map { entry in
        event(.deviceActivated) {
          $0.device = entry.device
          $0.profile = entry.profile
        }
      }
      + start.calls.flatMap { events(of: $0, connected: start.connected) }
      + (start.session.map(events) ?? [])
      + start.links.flatMap(events)
  }

  private static func event(_ kind: EventKind, _ fill: (inout Event) -> Void) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }

  private static func events(of call: StartCall, connected: [DeviceSlot]) -> [Event] {
    func on(_ kind: EventKind) -> Event {
      event(kind) {
        $0.call = call.call
        $0.callKind =
          kind == .callIncoming || kind == .callDialed || kind == .callJoined
          ? call.kind : nil
        $0.video = $0.callKind == nil ? nil : call.video
        $0.place = kind == .callAnswered ? call.place : nil
      }
    }
    var begun = call.place == nil ? [on(.callJoined)] : [on(.callIncoming), on(.callAnswered)]
    // Answered on a device that is gone by now: it was there then.
    if case .device(let slot) = call.place, !connected.contains(slot) {
      begun.insert(event(.deviceConnected) { $0.device = slot }, at: 0)
      begun.append(event(.deviceDisconnected) { $0.device = slot })
    }
    switch call.state {
    case .ringing: return [on(.callIncoming)]
    case .dialing: return [on(.callDialed)]
    case .active: return begun
    case .held: return begun + [on(.callHeld)]
    }
  }

  private static func events(of session: StartSession) -> [Event] {
    var events: [Event] = []
    if session.category != nil || session.mode != nil || session.options != nil {
      events.append(
        event(.sessionConfigured) {
          $0.category = session.category
          $0.mode = session.mode
          $0.options = session.options
        })
    }
    switch session.standing {
    case .active: events.append(Event(.sessionActivated))
    case .inactive: events.append(Event(.sessionDeactivated))
    case .interrupted: events += [Event(.sessionActivated), Event(.interruptionBegan)]
    case nil: break
    }
    if let port = session.preferredInput {
      events.append(event(.preferredInputSet) { $0.port = port })
    }
    if let port = session.override {
      events.append(event(.outputOverridden) { $0.port = port })
    }
    return events
  }

  private static func events(of link: LinkClaim) -> [Event] {
    func on(_ kind: EventKind, _ profile: Profile) -> Event {
      event(kind) {
        $0.device = link.device
        $0.profile = profile
      }
    }
    // A claim names no profile: the first that the device has is moved, the others reject it.
    return [Profile.hfp, .le, .airPlay2, .airPlay].flatMap { profile in
      switch link.state {
      case .off: [Event]()
      case .requested, .connecting: [on(.linkRequested, profile)]
      case .connected: [on(.linkConnected, profile)]
      case .failed: [on(.linkRequested, profile), on(.linkFailed, profile)]
      }
    }
  }
}
