package import RouteModel

/// A small machine as people draw it: its states and what moves it, found by running its handler.
package struct Diagram: Hashable, Sendable {
  package var name: String
  package var states: [State]
  package var edges: [Edge]

  /// A state and who can be in it.
  package struct State: Hashable, Sendable {
    package var name: String
    package var meaning: String
  }

  /// A move: from a state, by these events, to another.
  package struct Edge: Hashable, Sendable {
    package var from: String
    package var events: [EventKind]
    package var to: String
    /// In a book's machine: the rules that move it so, by identifier.
    package var rules: [String] = []
  }

  init(name: String, states: [State], moves: [(from: String, event: EventKind, to: String)]) {
    self.name = name
    self.states = states
    edges = []
    for move in moves {
      if let place = edges.firstIndex(where: { $0.from == move.from && $0.to == move.to }) {
        edges[place].events.append(move.event)
      } else {
        edges.append(Edge(from: move.from, events: [move.event], to: move.to))
      }
    }
  }

  /// The machines of the world, each drawn by feeding every kind of event to every state.
  package static var all: [Diagram] { [device, link, call, session, interruptedApp] }

  private static let slot = DeviceSlot(0)
  private static let table = DeviceTable([Device(slot: slot, type: .bluetoothHeadset)])

  private static func event(_ kind: EventKind) -> Event {
    var event = Event(kind)
    event.device = slot
    event.profile = .hfp
    event.call = CallSlot(0)
    event.callKind = .voip
    event.video = false
    event.category = .playAndRecord
    event.place = .phone
    return event
  }

  /// Feeds every kind of event to a world in each state, and keeps the moves between states.
  private static func draw(
    _ name: String, _ states: [State], worlds: [World], read: (World) -> String
  ) -> Diagram {
    var moves: [(from: String, event: EventKind, to: String)] = []
    for world in worlds {
      for kind in EventKind.allCases {
        let (next, verdict) = world.advanced(by: event(kind), devices: table)
        guard verdict.isApplied, read(next) != read(world) else { continue }
        moves.append((read(world), kind, read(next)))
      }
    }
    return Diagram(name: name, states: states, moves: moves)
  }

  private static func world(after kinds: [EventKind]) -> World {
    kinds.reduce(World()) { $0.advanced(by: event($1), devices: table).0 }
  }

  private static var device: Diagram {
    draw(
      "device",
      [
        State(name: "absent", meaning: "not connected"),
        State(name: "connected", meaning: "in the rack; the newest stands on top"),
        State(name: "activeDevice", meaning: "connected, and the system's active one (Android)"),
      ],
      worlds: [[], [.deviceConnected], [.deviceConnected, .deviceActivated]].map(world)
    ) { world in
      guard let entry = world.rack.entry(of: slot) else { return "absent" }
      return entry.active.isEmpty ? "connected" : "activeDevice"
    }
  }

  private static var link: Diagram {
    // Evidence tells "connecting" from "requested"; no event does, and so no state of the world.
    let states = LinkState.allCases.filter { $0 != .connecting }
    return draw(
      "link", states.map { State(name: $0.name, meaning: $0.meaning) },
      worlds: states.map { state in
        var world = world(after: [.deviceConnected])
        world.rack.entries[0]?.setLink(.hfp, to: state)
        return world
      }
    ) { ($0.rack.entry(of: slot)?.link(.hfp) ?? .off).name }
  }

  private static var call: Diagram {
    let none = State(name: "none", meaning: "not on the board: not begun, or ended")
    return draw(
      "call", [none] + CallState.allCases.map { State(name: $0.name, meaning: $0.meaning) },
      worlds: [
        [], [.callIncoming], [.callDialed], [.callJoined], [.callJoined, .callHeld],
      ].map(world)
    ) { $0.calls.call(CallSlot(0))?.state.name ?? "none" }
  }

  private static var session: Diagram {
    draw(
      "session", SessionStanding.allCases.map { State(name: $0.name, meaning: $0.meaning) },
      worlds: [
        [.sessionActivated], [.sessionDeactivated], [.sessionActivated, .interruptionBegan],
      ].map(world)
    ) { $0.session.standing.name }
  }

  private static var interruptedApp: Diagram {
    draw(
      "app",
      HostState.Visibility.allCases.map { State(name: $0.name, meaning: $0.meaning) },
      worlds: [[], [.appResignedActive], [.appBackgrounded]].map(world)
    ) { $0.host.visibility.name }
  }
}
