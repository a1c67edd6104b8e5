package import RouteMachine
internal import RouteModel
package import TraceLog

/// How things stand after the lines of a log so far: what its next segment begins with.
package struct LogStanding: Sendable {
  private(set) var world = World()
  private(set) var devices = DeviceTable()
  /// The route as the system stated it last, where nothing has happened since.
  private var observed: Evidence?
  /// Whether lines are missing, so that the world may not be as it is here.
  private var isUncertain = false

  init() {}

  /// Takes the state that a header describes.
  ///
  /// What stands in a header's `start` was never an event: it is kept in the world as if it had.
  package init(_ header: Header, startingWith world: World) {
    devices = DeviceTable(header.devices.map(\.device))
    self.world = world
    guard let route = header.start.route else { return }
    observed = Evidence(.observed, input: route.input, output: route.output)
  }

  package mutating func take(_ line: Line) {
    switch line.content {
    case .event(let event):
      let next = world.advanced(by: event, devices: devices).0
      // Where the route goes now, the system has not said yet.
      if next != world { observed = nil }
      world = next
    case .device(let declaration): declare(declaration)
    case .gap: isUncertain = true
    default: break
    }
    if let evidence = line.evidence.first(where: { $0.column == .observed }), evidence.hasRoute {
      observed = evidence
    }
  }

  mutating func declare(_ declaration: DeviceDeclaration) { devices.declare(declaration.device) }

  /// Describes in the header of the log's next segment how things stand now.
  package func describe(in header: inout Header, names: NameTable) {
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
    start.route = route
    header.start = start
  }

  /// The lines after that header that say what it has no words for.
  package func carriedOver(names: NameTable) -> [Line] {
    let gap = isUncertain ? [Line(.gap(Gap(why: "before this file")), hasTime: true)] : []
    return gap
      + events(names).map { event in
        var line = Line(.event(event), hasTime: true)
        line.assumed = true
        return line
      }
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
    if session.hasStanding || session.standing != .inactive { start.standing = session.standing }
    if let input = session.preferredInput { start.preferredInput = .some(EndpointPattern(input)) }
    if session.isOverridden {
      start.override = .some(EndpointPattern(port: .builtInSpeaker))
    }
    return start == StartSession() ? nil : start
  }

  /// The route that the system stated last, where no device in it has gone since.
  private var route: StartRoute? {
    guard let observed, observed.hasRoute else { return nil }
    for case .oneOf(let patterns) in [observed.input, observed.output] {
      // A start route names one port a side, and no "any but".
      guard patterns.count == 1, let pattern = patterns.first, !pattern.isNegated else {
        return nil
      }
      if let device = pattern.device, !world.rack.isConnected(device) { return nil }
    }
    return StartRoute(input: observed.input, output: observed.output)
  }

  /// What a header has no words for, as events that nobody saw happen just then.
  private func events(_ names: NameTable) -> [Event] {
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
