import RouteMachine
import RouteModel

/// What holds of every book: promises of the engine and of the trace format.
extension Invariants {
  private static let format: Source = "the trace format, Events"
  private static let routes: Source = "the trace format, Routes and other facts"

  static let everywhere: [Invariant] = [
    Invariant(
      "route-is-there", "a route leads only to ports that the host or a connected device has",
      source: routes
    ) { step, machine in
      step.state.route.map { route in
        [route.input, route.output].allSatisfy { isThere($0, step.state.world, machine) }
      } ?? true
    },
    Invariant(
      "input-takes-sound", "the input of a route is a port that takes sound", source: routes
    ) {
      step, _ in
      step.state.route?.input.map { PortSet.inputs.contains($0.port) } ?? true
    },
    Invariant(
      "output-gives-sound", "the output of a route is a port that gives sound", source: routes
    ) { step, _ in
      step.state.route?.output.map { PortSet.outputs.contains($0.port) } ?? true
    },
    Invariant(
      "rejected-changes-nothing", "an event that cannot be leaves all as it was", source: format
    ) { step, _ in
      guard step.verdict.isRejected else { return true }
      return step.state.world == step.moment.before
        && step.state.memory == step.moment.memoryBefore
        && step.state.route == step.moment.routeBefore && step.reactions.isEmpty
        && step.timers.isEmpty
    },
    Invariant(
      "ignored-leaves-the-world", "an event that changes nothing leaves the world as it was",
      source: format
    ) { step, _ in
      step.verdict.isApplied || step.state.world == step.moment.before
    },
    Invariant(
      "timers-are-asked-for", "a timer runs only if it ran before or a reaction asked for it",
      source: "the trace format: time is an input"
    ) { step, _ in
      let started = step.timers.reduce(into: step.moment.memoryBefore.running) { running, request in
        if case .start(let timer, _) = request { running.insert(timer) }
      }
      return started.contains(all: step.state.memory.running)
    },
    Invariant(
      "chosen-was-admitted", "what a rule chose was admitted, and the route holds it or its device",
      source: "the architecture: admission, choice, pairing"
    ) { step, _ in
      guard let chosen = step.decision.chosen, let route = step.state.route else {
        return step.state.route == nil
      }
      return step.decision.candidates.contains { $0.endpoint == chosen && $0.isAdmitted }
        && [route.input, route.output].contains { $0?.device == chosen.device }
    },
    Invariant(
      "connected-once", "a device stands in the rack once, and a call on the board once",
      source: "the architecture: the rack and the board"
    ) { step, _ in
      let devices = step.state.world.rack.entries.elements.map(\.device.slot)
      let calls = step.state.world.calls.calls.elements.map(\.slot)
      return Set(devices).count == devices.count && Set(calls).count == calls.count
    },
    Invariant(
      "links-have-devices", "a link is up only over a profile that its device is connected with",
      source: format
    ) { step, _ in
      step.state.world.rack.entries.elements.allSatisfy { entry in
        (entry.hfpLink == .off || entry.device.profiles.contains(.hfp))
          && (entry.leLink == .off || entry.device.profiles.contains(.le))
          && entry.device.profiles.contains(all: entry.active)
      }
    },
  ]

  /// Whether the host or a connected device has the port.
  private static func isThere(_ endpoint: Endpoint?, _ world: World, _ machine: Machine) -> Bool {
    guard let endpoint else { return true }
    guard let slot = endpoint.device else {
      return endpoint.port.isBuiltIn
        && (endpoint.port != .builtInReceiver || machine.circumstances.hasReceiver)
    }
    return world.rack.entries.elements.contains {
      $0.device.slot == slot && $0.device.ports.contains(endpoint.port)
    }
  }
}
