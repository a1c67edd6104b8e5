internal import RouteModel

/// What Telecom's log says of routes: its machine's messages, and where the call sounds.
struct TelecomRoutes {
  private typealias Told = TelecomLog.Told

  /// The beginning of the trace, where what held before its first line is put.
  private var start: (mark: TraceBuilder.Mark, line: LogLine)?
  /// Whether it is known where the call sounded when the log began.
  private var isStartKnown = false
  /// Whether something was told that moves the route.
  private var hasMoved = false
  /// Whether a call's event was told, which brings the route to no device by itself.
  private var hasCalls = false
  /// Whether the machine itself speaks, and not only apps that are told of its state.
  private var isMachine = false
  /// A message about Bluetooth whose device the next lines may name.
  private var waiting: Waiting?
  /// Whether this line says where the call sounds, behind which its device may still be named.
  private var isAboutRoute = false
  /// The messages that were told last, by their sessions, so that no line tells one again.
  private var causes: [String] = []
  /// The Bluetooth device that was named last, while it is connected.
  private var lastDevice: (slot: DeviceSlot, profile: Profile)?
  /// Devices whose connection is being made, by address.
  private var connecting: Set<String> = []
  private var wired: DeviceSlot?

  private struct Waiting {
    var event: Event
    var mark: TraceBuilder.Mark
    var line: LogLine
    var note: String?
  }

  private static let mostAddresses = 64
  private static let mostCauses = 16
  private static let before = "so it was when the log began"

  // MARK: Frame

  mutating func begin(_ told: TelecomLog.Told) {
    isAboutRoute = false
    if start == nil { start = (told.trace.reserve(at: told.line), told.line) }
  }

  mutating func speaks(isController: Bool, _ trace: TraceBuilder) {
    isMachine = true
    trace.state(policy: isController ? "telecom16" : "telecom14")
  }

  /// Takes note that a call's event was told.
  mutating func hears() { hasCalls = true }

  /// Whether the first place that is stated must be that of the beginning.
  private func isOfStart(_ place: TelecomPlace) -> Bool {
    !isStartKnown && !hasMoved && (!hasCalls || place.isBluetooth || place == .wired)
  }

  /// A message whose device the lines on the route have not named goes without, unless it is this
  /// line's.
  mutating func settle(_ told: TelecomLog.Told) {
    guard let waiting, waiting.line.number != told.line.number, !isAboutRoute else { return }
    tell(waiting, nil, told.trace)
  }

  mutating func finish(_ trace: TraceBuilder) {
    if let waiting { tell(waiting, nil, trace) }
  }

  // MARK: Messages

  private static let messages = Dictionary(
    uniqueKeysWithValues: TelecomMessage.allCases.map { ($0.name, $0) })

  /// What releases before Android 9 called a message.
  private static let older: [String: TelecomMessage] = [
    "CONNECT_BLUETOOTH": .btActiveDevicePresent, "DISCONNECT_BLUETOOTH": .btActiveDeviceGone,
    "CONNECT_HFP": .connectBt, "DISCONNECT_HFP": .disconnectBt, "HFP_IS_ON": .btAudioIsOn,
    "HFP_LOST": .btAudioLost,
  ]

  /// Messages that are about a Bluetooth device, which they do not print.
  private static let aboutDevice: Set<TelecomMessage> = [
    .btActiveDevicePresent, .btDeviceAdded, .switchBluetooth, .userSwitchBluetooth,
    .btAudioConnected, .btAudioPending, .connectBt, .btAudioIsOn,
  ]

  /// Messages that are not told from a path alone: it does not print their argument, or the machine
  /// sends them to itself.
  private static let notFromPaths: Set<TelecomMessage> = [
    .switchFocus, .switchBaselineRoute, .userSwitchBaselineRoute, .updateSystemAudioRoute,
    .exitPendingRoute,
  ]

  /// Messages that bring the route to no other device by themselves.
  private static let staying: Set<TelecomMessage> = [
    .switchFocus, .updateSystemAudioRoute, .exitPendingRoute, .bluetoothDeviceListChanged, .muteOn,
    .muteOff, .toggleMute, .muteExternallyChanged,
  ]

  /// `SWITCH_FOCUS=4001, arg1=3`.
  mutating func message(_ text: LogText, _ told: TelecomLog.Told) -> Reading {
    var rest = text
    let name = rest.takeWord()
    guard !name.isEmpty else { return .failed("the message has no name") }
    guard let message = Self.messages[name.string] ?? Self.older[name.string] else {
      return .noise("a message that moves no route")
    }
    var argument = rest.after("arg1=") ?? .empty
    var second = rest.after("arg2=") ?? .empty
    remember(told.session?.cause)
    tell(message, argument.takeInteger(), second.takeInteger(), told)
    return .understood
  }

  /// `name=BluetoothRouteManager state=Connected:… received message: HFP_IS_ON`.
  mutating func managerMessage(_ text: LogText, _ told: TelecomLog.Told) -> Reading {
    var rest = text
    let word = rest.takeWord().string
    if let state = told.text.after("state="), let address = Self.address(in: state) {
      name(.device(.bluetoothHFP, address), told)
    }
    switch word {
    case "CONNECTION_TIMEOUT", "RETRY_BT_CONNECTION", "RETRY_HFP_CONNECTION":
      var event = Event(.timerFired)
      event.timer = word == "CONNECTION_TIMEOUT" ? .scoLink : .scoRetry
      told.trace.add(event, at: told.line)
    default:
      guard let message = Self.messages[word] ?? Self.older[word] else {
        return .noise("a message that moves no route")
      }
      tell(message, nil, nil, told)
    }
    hasMoved = true
    return .understood
  }

  /// `Connected:AA:BB:CC:00:00:01 …`.
  private static func address(in state: LogText) -> String? {
    var rest = state
    _ = rest.take(while: LogText.isLetter)
    guard rest.take(":") else { return nil }
    let address = rest.take { LogText.isWord($0) || $0 == UInt8(ascii: ":") }
    return address.count == 17 ? address.string : nil
  }

  private mutating func tell(
    _ message: TelecomMessage, _ argument: Int?, _ second: Int?, _ told: Told
  ) {
    if Self.staying.contains(message) { hasCalls = true } else { hasMoved = true }
    switch message {
    case .connectWiredHeadset, .connectDock:
      let slot = told.trace.device(Sighting(message == .connectDock ? .dock : .wiredHeadset))
      if message == .connectWiredHeadset { wired = slot }
      if let slot, !told.trace.isConnected(slot) {
        return told.trace.add(.device(.deviceConnected, slot), at: told.line, note: note(told))
      }
    case .disconnectWiredHeadset, .disconnectDock:
      let isDock = message == .disconnectDock
      if let slot = told.trace.device(Sighting(isDock ? .dock : .wiredHeadset)) {
        connectBefore(slot, told.trace)
        if !isDock { wired = nil }
        return told.trace.add(.device(.deviceDisconnected, slot), at: told.line, note: note(told))
      }
    default: break
    }
    var event = Event(.telecomMessage)
    event.message = message
    event.messageArgument = Self.argument(of: message, argument, second).flatMap(told.trace.symbol)
    let waiting = Waiting(
      event: event, mark: told.trace.reserve(at: told.line), line: told.line, note: note(told))
    if Self.aboutDevice.contains(message) {
      if let old = self.waiting { tell(old, nil, told.trace) }
      self.waiting = waiting
    } else {
      told.trace.add(event, at: waiting.mark, of: told.line, note: waiting.note)
    }
  }

  private func note(_ told: Told) -> String? { told.session?.note }

  private static func argument(
    of message: TelecomMessage, _ argument: Int?, _ second: Int?
  ) -> String? {
    switch (message, argument) {
    case (.switchFocus, 1): ArgumentWord.noFocus.name
    case (.switchFocus, 2): (second == 1 ? ArgumentWord.activeFocusForTone : .activeFocus).name
    case (.switchFocus, 3): ArgumentWord.ringingFocus.name
    case (.switchBaselineRoute, 0), (.userSwitchBaselineRoute, 0):
      ArgumentWord.leaveBluetoothOut.name
    case (.switchBaselineRoute, 1), (.userSwitchBaselineRoute, 1):
      ArgumentWord.includeBluetooth.name
    default: nil
    }
  }

  /// Tells a message that waited, with the device that was named since, or the last one.
  private mutating func tell(_ waiting: Waiting, _ slot: DeviceSlot?, _ trace: TraceBuilder) {
    self.waiting = nil
    var event = waiting.event
    event.device = slot ?? knownDevice(trace)
    if event.device == nil { event.device = trace.device(Sighting(.bluetooth)) }
    if let device = event.device, !trace.isConnected(device) {
      trace.add(
        .device(.deviceConnected, device), at: waiting.mark, of: waiting.line, assumed: true,
        note: "the log does not show when it connected")
    }
    trace.add(event, at: waiting.mark, of: waiting.line, note: waiting.note)
  }

  // MARK: Devices

  /// The Bluetooth device that a line means without naming it, if one is connected.
  private func knownDevice(_ trace: TraceBuilder) -> DeviceSlot? {
    if let lastDevice, trace.isConnected(lastDevice.slot) { return lastDevice.slot }
    return trace.connected.last { trace.device($0)?.type.isBluetooth ?? false }
  }

  /// The Bluetooth device that a line means without naming it; one is assumed where none is known.
  mutating func bluetoothDevice(_ told: TelecomLog.Told) -> DeviceSlot? {
    if let known = knownDevice(told.trace) { return known }
    let slot = told.trace.device(Sighting(.bluetooth))
    if let slot { connectBefore(slot, told.trace) }
    return slot
  }

  func wiredInUse(_ told: TelecomLog.Told) -> DeviceSlot? {
    wired.flatMap { told.trace.isConnected($0) ? $0 : nil }
  }

  /// Fills in that a device was connected before the log began.
  private func connectBefore(_ slot: DeviceSlot, _ trace: TraceBuilder) {
    guard let start, !trace.isConnected(slot) else { return }
    trace.add(
      .device(.deviceConnected, slot), at: start.mark, of: start.line, assumed: true,
      note: "the log does not show when it connected")
  }

  private func sighted(_ address: String, _ port: Port, _ trace: TraceBuilder) -> DeviceSlot? {
    let type: DeviceType =
      switch port {
      case .bluetoothLE: .leHeadset
      case .hearingAid: .hearingAid
      default: .bluetooth
      }
    return trace.device(Sighting(type, address: address))
  }

  private static func profile(_ port: Port) -> Profile { port == .bluetoothHFP ? .hfp : .le }

  /// A line names the device that the call goes to.
  mutating func name(_ place: TelecomPlace, _ told: TelecomLog.Told) {
    guard case .device(let port, let address) = place,
      let slot = sighted(address, port, told.trace)
    else { return }
    lastDevice = (slot, Self.profile(port))
    if let waiting {
      tell(waiting, slot, told.trace)
    } else {
      told.trace.assumeConnected(slot, at: told.line)
    }
  }

  /// A profile's connection, 0 to 3, or its audio, 10 to 12; false where it is neither.
  mutating func bluetooth(
    _ address: String, _ port: Port, state: Int, _ told: TelecomLog.Told
  ) -> Bool {
    guard let slot = sighted(address, port, told.trace) else { return (0...3).contains(state) }
    let trace = told.trace
    let profile = Self.profile(port)
    switch state {
    case 0:
      // A connection that was being made and was not is no device that went away.
      if connecting.remove(address) != nil, !trace.isConnected(slot) { return true }
      connectBefore(slot, trace)
      trace.add(.device(.deviceDisconnected, slot), at: told.line, note: told.session?.note)
    case 1, 3:
      if state == 1, connecting.count < Self.mostAddresses { connecting.insert(address) }
      return true
    case 2:
      connecting.remove(address)
      lastDevice = (slot, profile)
      if trace.isConnected(slot) { return true }
      trace.add(.device(.deviceConnected, slot), at: told.line, note: told.session?.note)
    case 10, 11, 12:
      lastDevice = (slot, profile)
      connectBefore(slot, trace)
      let kind: EventKind =
        state == 10 ? .linkDisconnected : state == 11 ? .linkRequested : .linkConnected
      trace.add(.device(kind, slot, profile), at: told.line, note: told.session?.note)
    default: return false
    }
    hasMoved = true
    return true
  }

  mutating func activated(_ address: String, _ port: Port, _ told: TelecomLog.Told) {
    guard let slot = sighted(address, port, told.trace) else { return }
    lastDevice = (slot, Self.profile(port))
    told.trace.assumeConnected(slot, at: told.line)
    told.trace.add(
      .device(.deviceActivated, slot, Self.profile(port)), at: told.line,
      note: told.session?.note)
    hasMoved = true
  }

  // MARK: Routes

  /// The call sounded there up to this line: news only where the log begins with it.
  mutating func was(
    at place: TelecomPlace, _ focus: TelecomRouteState.Focus?, _ told: TelecomLog.Told
  ) {
    cause(told)
    if isStartKnown { return }
    assume(place, focus, told)
  }

  /// Telecom says that the call now sounds there.
  mutating func entered(
    _ place: TelecomPlace, _ focus: TelecomRouteState.Focus?, _ told: TelecomLog.Told
  ) {
    cause(told)
    if isOfStart(place) { assume(place, focus, told) }
    isStartKnown = true
    name(place, told)
    ensure(place, told)
    var evidence = Evidence(.observed)
    evidence.output = claim(place, told)
    switch focus {
    case .active: evidence.session = .active
    case .quiescent: evidence.session = .inactive
    case .ringing, nil: break
    }
    told.trace.add(evidence, at: told.line)
    // A dump's events say nothing of the link, whose end would have moved the route.
    if told.isDump, focus == .active, place.isBluetooth, let slot = bluetoothDevice(told) {
      told.trace.add(
        .device(.linkConnected, slot, .hfp), at: told.line, assumed: true,
        note: "a dump of calls does not show links; the route stayed")
    }
  }

  /// A `CallAudioState`, as Telecom tells it to whoever shows the call.
  mutating func state(_ state: TelecomAudioState, _ told: TelecomLog.Told) {
    if let path = told.session?.text {
      if path.contains("CARSM.") { speaks(isController: false, told.trace) }
      if path.contains("CARC.") { speaks(isController: true, told.trace) }
    }
    cause(told)
    var device: DeviceSlot?
    if let address = state.activeDevice {
      name(.device(.bluetoothHFP, address), told)
      device = sighted(address, .bluetoothHFP, told.trace)
    }
    if isOfStart(state.route) { assume(state.route, nil, told) }
    isStartKnown = true
    ensure(state.route, told)
    var evidence = Evidence(.observed)
    evidence.output = claim(state.route, told)
    if state.route == .bluetooth, let device {
      evidence.output = .oneOf([EndpointPattern(port: nil, device: device)])
    }
    evidence.muted = state.isMuted
    evidence.available = state.supported.flatMap { place -> [EndpointPattern] in
      if place.isBluetooth, let devices = state.devices, !devices.isEmpty {
        return devices.compactMap { sighted($0, .bluetoothHFP, told.trace) }.map { slot in
          told.trace.assumeConnected(slot, at: told.line)
          return EndpointPattern(port: nil, device: slot)
        }
      }
      if place == .wired { ensure(place, told) }
      return place == .bluetooth
        ? [EndpointPattern(port: .bluetoothHFP)] : patterns(place, told).prefix(1).map { $0 }
    }
    told.trace.add(evidence, at: told.line)
  }

  /// A route that is being made; what it will replace still holds.
  mutating func waits(for place: TelecomPlace, _ told: TelecomLog.Told) {
    name(place, told)
    ensure(place, told)
    guard let pattern = patterns(place, told).first else { return }
    var evidence = Evidence(.observed)
    evidence.pending = .some(pattern)
    told.trace.add(evidence, at: told.line)
  }

  mutating func mute(_ isMuted: Bool, _ told: TelecomLog.Told) {
    cause(told)
    var evidence = Evidence(.observed)
    evidence.muted = isMuted
    told.trace.add(evidence, at: told.line)
  }

  /// Tells the message that a line's path names, where the log did not hold its own line.
  private mutating func cause(_ told: Told) {
    isAboutRoute = true
    guard let session = told.session, let cause = session.cause, !causes.contains(cause),
      let message = Self.messages[session.posted.string] ?? Self.older[session.posted.string]
    else { return }
    remember(cause)
    if !Self.notFromPaths.contains(message) { tell(message, nil, nil, told) }
  }

  private mutating func remember(_ cause: String?) {
    guard let cause else { return }
    causes.append(cause)
    if causes.count > Self.mostCauses { causes.removeFirst() }
  }

  /// Makes sure that the device of a route is there.
  private mutating func ensure(_ place: TelecomPlace, _ told: Told) {
    switch place {
    // A message that waits for its device brings one.
    case .bluetooth: if waiting == nil { _ = bluetoothDevice(told) }
    case .wired:
      let slot = wired ?? told.trace.device(Sighting(.wiredHeadset))
      wired = slot
      if let slot { told.trace.assumeConnected(slot, at: told.line) }
    case .streaming:
      if let slot = told.trace.device(Sighting(.sipEndpoint)) {
        told.trace.assumeConnected(slot, at: told.line)
      }
    default: break
    }
  }

  private func claim(_ place: TelecomPlace, _ told: Told) -> SideClaim {
    .oneOf(patterns(place, told))
  }

  private func patterns(_ place: TelecomPlace, _ told: Told) -> [EndpointPattern] {
    switch place {
    case .earpiece: return [EndpointPattern(port: .builtInReceiver)]
    case .speaker: return [EndpointPattern(port: .builtInSpeaker)]
    case .wired: return [EndpointPattern(port: .headphones), EndpointPattern(port: .usbAudio)]
    case .dock: return [EndpointPattern(port: .lineOut), EndpointPattern(port: .builtInSpeaker)]
    case .streaming: return [EndpointPattern(port: .streaming)]
    case .bluetooth:
      return [.bluetoothHFP, .bluetoothLE, .hearingAid].map { EndpointPattern(port: $0) }
    case .device(let port, let address):
      return [EndpointPattern(port: port, device: sighted(address, port, told.trace))]
    }
  }

  // MARK: What held before

  /// Fills in what a machine that is there already must have been told.
  private mutating func assume(
    _ place: TelecomPlace, _ focus: TelecomRouteState.Focus?, _ told: Told
  ) {
    isStartKnown = true
    guard let start else { return }
    let trace = told.trace
    func fill(_ event: Event, _ note: String) {
      trace.add(event, at: start.mark, of: start.line, assumed: true, note: note)
    }
    func message(_ message: TelecomMessage, _ argument: ArgumentWord? = nil) {
      guard isMachine else { return }
      var event = Event(.telecomMessage)
      event.message = message
      event.messageArgument = argument.flatMap { trace.symbol($0.name) }
      fill(event, Self.before)
    }
    switch place {
    case .bluetooth, .device:
      let slot: DeviceSlot?
      if case .device(let port, let address) = place {
        slot = sighted(address, port, trace)
        lastDevice = slot.map { ($0, Self.profile(port)) }
        if let slot { connectBefore(slot, trace) }
      } else {
        slot = bluetoothDevice(told)
      }
      guard let slot else { return }
      let profile = lastDevice?.profile ?? .hfp
      fill(.device(.deviceActivated, slot, profile), Self.before)
      if focus == .active {
        message(.switchFocus, .activeFocus)
        fill(.device(.linkConnected, slot, profile), Self.before)
      }
    case .wired:
      wired = trace.device(Sighting(.wiredHeadset))
      if let wired { connectBefore(wired, trace) }
      if focus == .active { message(.switchFocus, .activeFocus) }
    case .earpiece, .speaker, .dock, .streaming:
      if focus == .active { message(.switchFocus, .activeFocus) }
      if place == .speaker { message(.userSwitchSpeaker) }
    }
  }
}
