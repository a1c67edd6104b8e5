import RouteMachine
import RouteModel
import TraceLog

/// How things stand after the lines of a log so far: what its next segment begins with.
struct LogStanding {
  private var world = World()
  private var devices = DeviceTable()
  /// The route as the system stated it last.
  private var observed: Evidence?

  /// Takes the state that a header describes.
  ///
  /// What stands in a header's `start` was never an event: it is kept in the world as if it had.
  init(_ header: Header, startingWith world: World) {
    devices = DeviceTable(header.devices.map(\.device))
    self.world = world
    guard let route = header.start.route else { return }
    observed = Evidence(.observed, input: route.input, output: route.output)
  }

  mutating func take(_ line: Line) {
    switch line.content {
    case .event(let event): world = world.advanced(by: event, devices: devices).0
    case .device(let declaration): devices.declare(declaration.device)
    default: break
    }
    if let evidence = line.evidence.first(where: { $0.column == .observed }), evidence.hasRoute {
      observed = evidence
    }
  }

  /// A header of the same log that says how things stand now.
  func header(after old: Header, names: NameTable) -> Header {
    var header = old
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
    return header
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
}
