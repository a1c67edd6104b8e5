package import RouteModel

/// Events that would have led to another route, tried out on the machine itself.
package struct Remedy: Hashable, Sendable {
  /// What would have to happen, in this order.
  package var events: [Event]
  /// Who can make it happen.
  package var owner: Owner
  package var route: Route?
  /// The rule that would then choose, as a place in the book's rules.
  package var rule: Int?
}

extension Machine {
  /// Finds the fewest events with which a state leads to a route for which the test holds.
  ///
  /// Nothing is guessed: each call that the app can make is fed to the machine, then each pair of
  /// them, then each choice that a person can make with the system. The first that does it is given.
  package func remedy(_ state: MachineState, accepts: (Route?) -> Bool) -> Remedy? {
    let calls = appCalls(state.world)
    if let found = first(calls, state, .app, accepts) { return found }
    let pairs = calls.flatMap { one in calls.map { one + $0 } }
    if let found = first(pairs, state, .app, accepts) { return found }
    return first(choices(state.world), state, .person, accepts)
  }

  private func first(
    _ attempts: [[Event]], _ state: MachineState, _ owner: Owner, _ accepts: (Route?) -> Bool
  ) -> Remedy? {
    for events in attempts {
      var next = state
      var rule: Int?
      var isPossible = true
      for event in events {
        let step = advanced(next, by: event)
        // An attempt with an event that does nothing is a shorter attempt, tried already.
        isPossible = isPossible && step.verdict.isApplied
        next = step.state
        rule = step.decision.chosenBy
      }
      if isPossible, accepts(next.route) {
        return Remedy(events: events, owner: owner, route: next.route, rule: rule)
      }
    }
    return nil
  }

  private func appCalls(_ world: World) -> [[Event]] {
    circumstances.platform == .android ? androidCalls(world) : appleCalls(world)
  }

  private func event(_ kind: EventKind, _ fill: (inout Event) -> Void = { _ in }) -> Event {
    var event = Event(kind)
    event.by = .app
    fill(&event)
    return event
  }

  private func port(_ endpoint: Endpoint?) -> PortArgument {
    endpoint.map { .some(EndpointPattern($0)) } ?? .none
  }

  /// Every connected endpoint that takes or gives sound, newest device first.
  private func endpoints(_ world: World, _ ports: (Device) -> PortSet) -> [Endpoint] {
    world.rack.entries.elements.reversed().flatMap { entry in
      ports(entry.device).members.map { Endpoint($0, entry.device.slot) }
    }
  }

  private func appleCalls(_ world: World) -> [[Event]] {
    let options = world.session.options
    let changes = CategoryOption.allCases.filter {
      [.allowBluetoothHFP, .allowBluetoothA2DP, .allowAirPlay, .defaultToSpeaker].contains($0)
    }.map { option in
      options.contains(option) ? options.subtracting([option]) : options.union([option])
    }
    let inputs = [Endpoint.builtInMic] + endpoints(world, \.inputPorts)
    return [
      [event(.outputOverridden) { $0.port = port(.builtInSpeaker) }],
      [event(.outputOverridden) { $0.port = PortArgument.none }],
    ]
      + inputs.map { input in [event(.preferredInputSet) { $0.port = port(input) }] }
      + [[event(.preferredInputSet) { $0.port = PortArgument.none }]]
      + changes.map { changed in
        [
          event(.sessionConfigured) {
            $0.category = world.session.category == nil ? .playAndRecord : nil
            $0.options = changed
          }
        ]
      }
      + [Mode.default, .voiceChat, .videoChat].filter { $0 != world.session.mode }.map { mode in
        [event(.sessionConfigured) { $0.mode = mode }]
      }
      + (world.session.category == .playAndRecord
        ? []
        : [
          [
            event(.sessionConfigured) {
              $0.category = .playAndRecord
              $0.options = options
            }
          ]
        ])
      + [[event(.sessionActivated)]]
  }

  private func androidCalls(_ world: World) -> [[Event]] {
    let outputs =
      [Endpoint.builtInSpeaker, .builtInReceiver] + endpoints(world, \.outputPorts)
    let requests = outputs.map { output in
      let request = event(.communicationDeviceSet) { $0.port = port(output) }
      return [request] + link(output, requested: false)
    }
    return requests
      + [[event(.communicationDeviceSet) { $0.port = PortArgument.none }]]
      + [true, false].map { isOn in [event(.speakerphoneSet) { $0.isOn = isOn }] }
      + outputs.filter { $0.port == .bluetoothHFP }.map { link($0, requested: true) }
      + [[event(.audioModeSet) { $0.audioMode = .inCommunication }]]
  }

  /// A SCO link takes time: what was asked for is there when it has come up.
  private func link(_ output: Endpoint, requested: Bool) -> [Event] {
    guard output.port == .bluetoothHFP else { return [] }
    func link(_ kind: EventKind, by actor: Actor) -> Event {
      event(kind) {
        $0.device = output.device
        $0.profile = .hfp
        $0.by = actor
      }
    }
    return (requested ? [link(.linkRequested, by: .app)] : [])
      + [link(.linkConnected, by: .system)]
  }

  private func choices(_ world: World) -> [[Event]] {
    let outputs =
      [Endpoint.builtInSpeaker, .builtInReceiver] + endpoints(world, \.outputPorts)
    let settings: [SettingValue] = [.bluetoothHeadset, .speaker, .automatic]
    return outputs.map { output in
      [
        event(.routeSelected) {
          $0.by = nil
          $0.port = port(output)
          $0.via = .callUI
        }
      ]
    }
      + settings.map { value in
        [
          event(.settingChanged) {
            $0.by = nil
            $0.setting = .callAudioRouting
            $0.value = value
          }
        ]
      }
  }
}
