internal import RouteModel

/// What is known of one route change, from however many lines.
struct AppleChange {
  var begin: LogLine
  var reason: String?
  var reasonBy: String?
  var previous: (route: AppleRoute, line: LogLine)?
  var current: (route: AppleRoute, line: LogLine)?
  var inputs: (ports: [ApplePort], line: LogLine)?
  /// The session's category and mode as they were stated.
  var session: (category: Category, mode: Mode?, line: LogLine)?
  /// The preferred input as it was stated, none where there is none.
  var preferred: (port: ApplePort?, line: LogLine)?

  init(_ line: LogLine) { begin = line }
}

/// The app's session and its routes as a log tells of them: what families of Apple's logs share.
struct AppleSessionLog {
  /// Milliseconds between pieces of what is still one change.
  private static let oneChange: Int64 = 1000

  private var change: AppleChange?
  /// The route that was stated last, while nothing has changed it since.
  private var route: (input: SideClaim, output: SideClaim)?
  /// The devices of the last list of inputs; nil before the first.
  private var listed: [DeviceSlot]?
  /// Where a device connected of which no line has said yet what it is.
  private var arrival: (mark: TraceBuilder.Mark, line: LogLine)?
  private var namedPorts: [String: EndpointPattern] = [:]
  private var category: Category?
  private var mode: Mode?
  private var isSessionKnown = false

  // MARK: Pieces of a change

  mutating func reason(_ reason: String, by: String, _ line: LogLine, _ trace: TraceBuilder) {
    let isTold = change?.reason != nil
    let isSame = change?.reason == reason && change?.reasonBy != by
    if !isTold || !isSame { open(line, trace, isTaken: isTold) }
    change?.reason = reason
    if change?.reasonBy == nil || !isSame { change?.reasonBy = by }
  }

  mutating func route(
    _ route: AppleRoute, _ label: AppleRouteLabel, _ line: LogLine, _ trace: TraceBuilder
  ) {
    for port in route.inputs + route.outputs { learn(port, trace) }
    switch label {
    case .previous:
      open(line, trace, isTaken: change?.previous != nil || change?.current != nil)
      change?.previous = (route, line)
    case .current:
      open(line, trace, isTaken: change?.current != nil)
      change?.current = (route, line)
    case .none: break
    }
  }

  mutating func inputs(_ ports: [ApplePort], _ line: LogLine, _ trace: TraceBuilder) {
    for port in ports { learn(port, trace) }
    open(line, trace, isTaken: change?.inputs != nil || change?.current != nil)
    change?.inputs = (ports, line)
  }

  mutating func preferred(_ port: ApplePort?, _ line: LogLine, _ trace: TraceBuilder) {
    if let port { learn(port, trace) }
    open(line, trace, isTaken: change?.preferred != nil || change?.current != nil)
    change?.preferred = (port, line)
  }

  /// States the preferred input by a name that an earlier line gave; false where none did.
  mutating func preferred(named name: String, _ line: LogLine, _ trace: TraceBuilder) -> Bool {
    guard let pattern = namedPorts[name] else { return false }
    close(trace)
    var evidence = Evidence(.observed)
    evidence.preferredInput = .some(pattern)
    trace.add(evidence, at: line)
    return true
  }

  /// Begins a change, unless one is open that still lacks the piece.
  private mutating func open(_ line: LogLine, _ trace: TraceBuilder, isTaken: Bool) {
    if change != nil {
      if !isTaken, elapsed(line) <= Self.oneChange { return }
      close(trace)
    }
    change = AppleChange(line)
  }

  private mutating func learn(_ port: ApplePort, _ trace: TraceBuilder) {
    if port.port == .builtInMic {
      if port.name.contains("iPad") { trace.state(platform: .ipados) }
      if port.name.contains("iPhone") { trace.state(platform: .ios) }
    }
    if let pattern = pattern(port, trace), PortSet.inputs.contains(port.port) {
      namedPorts[port.name] = pattern
    }
  }

  // MARK: What apps do

  mutating func session(
    category: LogText, mode: LogText?, _ line: LogLine, _ trace: TraceBuilder
  ) {
    let category = Self.word(category, "AVAudioSessionCategory", Category.self)
    let mode = mode.flatMap { Self.word($0, "AVAudioSessionMode", Mode.self) }
    guard let category else { return }
    if var open = change, elapsed(line) <= Self.oneChange {
      open.session = (category, mode ?? open.session?.mode, line)
      change = open
      return
    }
    close(trace)
    tellSession(category, mode, at: line, trace)
  }

  private func elapsed(_ line: LogLine) -> Int64 {
    line.time.flatMap { now in change?.begin.time.map { now - $0 } } ?? 0
  }

  /// Tells how the session is configured, where that is news.
  private mutating func tellSession(
    _ category: Category, _ mode: Mode?, at line: LogLine, _ trace: TraceBuilder,
    for route: AppleRoute? = nil
  ) {
    guard category != self.category || (mode != nil && mode != self.mode) else { return }
    configure(category, mode ?? self.mode, at: line, trace, for: route)
    var evidence = Evidence(.observed)
    evidence.category = category
    evidence.mode = mode
    trace.add(evidence, at: line)
  }

  mutating func override(
    _ port: Port?, isRefused: Bool, _ line: LogLine, _ trace: TraceBuilder
  ) {
    close(trace)
    ensureSession(at: line, trace)
    var event = Event.port(
      .outputOverridden, port.map { EndpointPattern(port: $0) }, by: .app)
    if isRefused { event.error = trace.symbol("failed") }
    trace.add(event, at: line)
    if !isRefused { route = nil }
  }

  /// The app asks for an input by the name that the system gives it.
  mutating func prefer(_ name: String, _ line: LogLine, _ trace: TraceBuilder) {
    close(trace)
    var note: String?
    let pattern: EndpointPattern?
    if let known = namedPorts[name] {
      pattern = known
    } else if name == "nil" {
      pattern = nil
    } else if name.contains("iPhone") || name.contains("iPad") || name == "Phone" {
      pattern = EndpointPattern(port: .builtInMic)
    } else {
      note = "no list names this input: that it is a Bluetooth headset is assumed"
      let slot = trace.device(Sighting(.bluetooth, name: name))
      if let slot { trace.assumeConnected(slot, at: line) }
      pattern = EndpointPattern(port: .bluetoothHFP, device: slot)
    }
    ensureSession(at: line, trace)
    trace.add(.port(.preferredInputSet, pattern, by: .app), at: line, note: note)
    route = nil
  }

  mutating func activation(_ isActive: Bool, _ line: LogLine, _ trace: TraceBuilder) {
    close(trace)
    var event = Event(isActive ? .sessionActivated : .sessionDeactivated)
    event.by = .callKit
    trace.add(event, at: line)
    isSessionKnown = true
    route = nil
  }

  // MARK: A change, told

  /// Tells the change that is open.
  mutating func close(_ trace: TraceBuilder) {
    guard let change else { return }
    self.change = nil
    if let previous = change.previous { tellPrevious(previous.route, previous.line, trace) }
    tellDevices(change, trace)
    if let session = change.session {
      tellSession(
        session.category, session.mode, at: session.line, trace,
        for: change.current?.route ?? change.previous?.route)
    }
    var evidence = Evidence(.observed)
    let line = change.current?.line ?? change.inputs?.line ?? change.begin
    if let current = change.current?.route {
      let sides = claims(current, trace)
      ensureSession(at: line, trace, for: current)
      evidence.input = sides.input
      evidence.output = sides.output
      evidence.dataSource = current.inputs.first?.dataSource.flatMap(trace.symbol)
    }
    if let inputs = change.inputs {
      evidence.availableInputs = inputs.ports.compactMap { pattern($0, trace) }
    }
    if let preferred = change.preferred {
      evidence.preferredInput =
        preferred.port.flatMap { pattern($0, trace) }.map { .some($0) } ?? PortArgument.none
    }
    evidence.reason = change.reason.flatMap(trace.symbol)
    trace.add(evidence, at: line)
    route = change.current.map { claims($0.route, trace) }
  }

  /// The route that a change ended; known already where the last statement said it.
  private mutating func tellPrevious(
    _ previous: AppleRoute, _ line: LogLine, _ trace: TraceBuilder
  ) {
    let devices = slots(previous.inputs + previous.outputs, trace)
    for slot in devices where !trace.isConnected(slot) {
      if let arrival {
        trace.add(.device(.deviceConnected, slot), at: arrival.mark, of: arrival.line)
        self.arrival = nil
      } else {
        trace.assumeConnected(slot, at: line)
      }
    }
    let sides = claims(previous, trace)
    if let route, route == sides { return }
    ensureSession(at: line, trace, for: previous)
    trace.add(
      Evidence(.observed, input: sides.input, output: sides.output), at: line,
      note: "the route that this change ended")
  }

  /// The devices that came and went, by the reason or by the list of inputs.
  private mutating func tellDevices(_ change: AppleChange, _ trace: TraceBuilder) {
    let current = change.current?.route
    let now = slots((current?.inputs ?? []) + (current?.outputs ?? []), trace)
    let list = change.inputs.map { slots($0.ports, trace) }
    let seen = now + (list ?? []).filter { !now.contains($0) }
    if change.reason == AppleReason.words[1] {
      for slot in seen where !trace.isConnected(slot) {
        trace.add(.device(.deviceConnected, slot), at: change.begin)
      }
      if change.current == nil, list == nil {
        arrival = (trace.reserve(at: change.begin), change.begin)
      }
    }
    if change.reason == AppleReason.words[2] {
      let before = change.previous?.route
      for slot in slots((before?.inputs ?? []) + (before?.outputs ?? []), trace)
      where trace.isConnected(slot) && !seen.contains(slot) {
        trace.add(.device(.deviceDisconnected, slot), at: change.begin)
      }
    }
    guard let list else {
      for slot in seen { trace.assumeConnected(slot, at: change.begin) }
      return
    }
    let line = change.inputs?.line ?? change.begin
    for slot in seen where !trace.isConnected(slot) {
      if listed == nil {
        trace.assumeConnected(slot, at: line)
      } else {
        trace.add(.device(.deviceConnected, slot), at: line, note: "new in the list of inputs")
      }
    }
    for slot in listed ?? []
    where !list.contains(slot) && !now.contains(slot) && trace.isConnected(slot) {
      trace.add(
        .device(.deviceDisconnected, slot), at: line, note: "gone from the list of inputs")
    }
    listed = list
  }

  // MARK: The session

  /// Fills in a session where the log shows a route, and never how the session was configured.
  private mutating func ensureSession(
    at line: LogLine, _ trace: TraceBuilder, for route: AppleRoute? = nil
  ) {
    if isSessionKnown { return }
    isSessionKnown = true
    if category == nil, let route {
      configure(
        route.inputs.isEmpty ? .playback : .playAndRecord, nil, at: line, trace, for: route,
        isStated: false)
    }
    var event = Event(.sessionActivated)
    event.by = .app
    trace.add(
      event, at: line, assumed: true, note: "the log begins while the session is active")
  }

  private mutating func configure(
    _ category: Category, _ mode: Mode?, at line: LogLine, _ trace: TraceBuilder,
    for route: AppleRoute?, isStated: Bool = true
  ) {
    var event = Event(.sessionConfigured)
    event.category = category
    event.mode = mode ?? .default
    event.options = Self.options(category, mode, route, trace.platform)
    event.by = .app
    trace.add(event, at: line, assumed: true, note: Self.filledIn(isStated, hasRoute: route != nil))
    self.category = category
    self.mode = mode
  }

  private static func filledIn(_ isStated: Bool, hasRoute: Bool) -> String {
    let what = isStated ? "the options are" : "category, mode and options are"
    return "\(what) not in the log" + (hasRoute ? "; these fit the route that it shows" : "")
  }

  /// The options without which a route could not be as it is.
  private static func options(
    _ category: Category, _ mode: Mode?, _ route: AppleRoute?, _ platform: Platform?
  ) -> CategoryOptions {
    guard category == .playAndRecord else { return [] }
    var options: CategoryOptions = []
    for port in (route?.inputs ?? []) + (route?.outputs ?? []) {
      switch port.port {
      case .bluetoothHFP: options.insert(.allowBluetoothHFP)
      case .bluetoothA2DP: options.insert(.allowBluetoothA2DP)
      case .airPlay: options.insert(.allowAirPlay)
      case .builtInSpeaker where platform != .ipados && mode != .videoChat:
        options.insert(.defaultToSpeaker)
      default: break
      }
    }
    return options
  }

  private static func word<Element: Word>(
    _ text: LogText, _ prefix: String, _ type: Element.Type
  ) -> Element? {
    let name = text.string
    guard name.hasPrefix(prefix) else { return nil }
    let rest = name.dropFirst(prefix.count)
    let spelled = rest.prefix(1).lowercased() + rest.dropFirst()
    return Element.allCases.first { $0.name == spelled }
  }

  // MARK: Ports

  private func slots(_ ports: [ApplePort], _ trace: TraceBuilder) -> [DeviceSlot] {
    var slots: [DeviceSlot] = []
    for port in ports {
      guard let sighting = port.sighting, let slot = trace.device(sighting),
        !slots.contains(slot)
      else { continue }
      slots.append(slot)
    }
    return slots
  }

  private func pattern(_ port: ApplePort, _ trace: TraceBuilder) -> EndpointPattern? {
    EndpointPattern(port: port.port, device: port.sighting.flatMap { trace.device($0) })
  }

  private func claims(
    _ route: AppleRoute, _ trace: TraceBuilder
  ) -> (input: SideClaim, output: SideClaim) {
    func claim(_ ports: [ApplePort], _ allowed: PortSet) -> SideClaim {
      let patterns = ports.filter { allowed.contains($0.port) }.compactMap { pattern($0, trace) }
      return patterns.isEmpty ? .nothing : .oneOf(patterns)
    }
    return (claim(route.inputs, .inputs), claim(route.outputs, .outputs))
  }
}
