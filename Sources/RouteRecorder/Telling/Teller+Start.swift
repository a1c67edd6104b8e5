internal import RouteMachine
internal import RouteModel
internal import TraceLog

extension Teller {
  /// How things stand, for the header of the log's next file.
  func start(into header: inout Header) {
    header.devices = names.devices
    header.app.sends = world.session.sends
    if world.android.permissions != .all { header.app.permissions = world.android.permissions }
    var start = Start()
    let entries = world.rack.entries.indices.compactMap { world.rack.entries[$0] }
    start.connected = entries.map(\.device.slot)
    start.active = Profile.allCases.compactMap { profile in
      world.rack.activeDevice(for: profile).map { ActiveDevice(profile: profile, device: $0.slot) }
    }
    start.links = entries.compactMap(link).sorted { $0.device < $1.device }
    start.calls = world.calls.calls.indices.compactMap { world.calls.calls[$0] }.map(call)
      .sorted { $0.call < $1.call }
    start.session = session
    start.settings = Setting.allCases.compactMap { setting in
      let value = world.host.value(of: setting)
      return value == setting.values.first ? nil : StartSetting(setting: setting, value: value)
    }
    if world.android.focus != .none { start.focus = world.android.focus }
    if let observed { start.route = route(observed) }
    header.start = start
  }

  private func link(_ entry: RackEntry) -> LinkClaim? {
    let state = [entry.hfpLink, entry.leLink, entry.airPlayLink].first { $0 != .off }
    return state.map { LinkClaim(device: entry.device.slot, state: $0) }
  }

  private func call(_ call: Call) -> StartCall {
    var start = StartCall(call: call.slot, kind: call.kind, state: call.state)
    start.place = call.answeredOn
    start.video = call.isVideo
    start.ports = call.ports
    return start
  }

  private var session: StartSession? {
    let session = world.session
    var start = StartSession()
    if session.category != nil || session.mode != .default || !session.options.isEmpty {
      start.category = session.category
      start.mode = session.mode
      start.options = session.options
    }
    if session.hasStanding || session.standing != .inactive {
      start.standing = session.standing
    }
    if let input = session.preferredInput { start.preferredInput = .some(EndpointPattern(input)) }
    if session.isOverridden {
      start.override = .some(EndpointPattern(port: .builtInSpeaker))
    }
    return start == StartSession() ? nil : start
  }

  /// The route that the system stated last, where no device in it has gone since.
  private func route(_ evidence: Evidence) -> StartRoute? {
    for side in [evidence.input, evidence.output] {
      guard case .oneOf(let patterns) = side else { continue }
      let isThere = patterns.allSatisfy { $0.device.map(world.rack.isConnected) ?? true }
      if !isThere { return nil }
    }
    return evidence.hasRoute ? StartRoute(input: evidence.input, output: evidence.output) : nil
  }

  /// What a header has no words for, as events that nobody saw happen just then.
  var carriedOver: [Event] {
    var events: [Event] = []
    func add(_ kind: EventKind, _ fill: (inout Event) -> Void = { _ in }) {
      var event = Event(kind)
      fill(&event)
      events.append(event)
    }
    for entry in world.rack.entries.indices.compactMap({ world.rack.entries[$0] }) {
      let all = names.declaration(of: entry.device.slot)?.device.profiles ?? []
      let missing = all.subtracting(entry.device.profiles)
      if missing.isEmpty { continue }
      add(.deviceDisconnected) {
        $0.device = entry.device.slot
        $0.profiles = missing
      }
    }
    if world.host.selectedInput != nil || world.host.selectedOutput != nil {
      add(.routeSelected) {
        $0.input = world.host.selectedInput.map { .some(EndpointPattern($0)) }
        $0.output = world.host.selectedOutput.map { .some(EndpointPattern($0)) }
        $0.via = world.host.selectedVia
      }
    }
    if world.host.isNear { add(.proximityChanged) { $0.near = true } }
    switch world.host.visibility {
    case .foreground: break
    case .inactive: add(.appResignedActive)
    case .background: add(.appBackgrounded)
    }
    if world.android.mode != .normal {
      add(.audioModeSet) {
        $0.audioMode = world.android.mode
        $0.by = world.android.modeOwner
      }
    }
    for client in world.android.clients.indices.compactMap({ world.android.clients[$0] }) {
      add(.communicationDeviceSet) {
        $0.port = .some(EndpointPattern(client.output))
        $0.by = client.actor
      }
    }
    return events
  }
}
