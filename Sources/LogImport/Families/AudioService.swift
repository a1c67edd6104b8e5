package import RouteModel

/// Android's AudioService: the event logs and the state of `dumpsys audio`, and the lines in logcat.
///
/// The logs in a dump are rings of their own, one a topic, whose times start anew. What the dump says
/// of its own moment stands above them, and is told at the trace's end.
package struct AudioService: LogFamily {
  package static let name = "audio-service"
  package static let summary = "AudioService: dumpsys audio, and its and AudioManager's lines"
  package static let platform = Platform.android
  package static let triggers = [
    "udio event log: ", "Events log: ", "setMode(MODE_", "setMode(mode=", "BT connected: addr=",
    " device addr=", "onUpdateCommunicationRoute", "requestAudioFocus() ", "abandonAudioFocus() ",
    "focus requester:", "onAudioServerDied", "setWiredDeviceConnectionState", "setSpeakerphoneOn ",
    "setForceUse(FOR_", "BluetoothSco() ", "BluetoothScoVirtualCall() ", "setBluetoothScoOn(",
    "Active communication device: ", "STREAM_VOICE_CALL:", "STREAM_MUSIC:", "mScoAudioState: ",
    "mAudioModeOwner: ", "Actual mode = ", " internal type: 0x", "DeviceInfo: type:0x",
    "mBluetoothHeadsetDevice: ",
  ]

  private var apps = AndroidApps()
  private var profiles: [DeviceSlot: ProfileSet] = [:]
  var latest: Int64?
  private var lastReset: Int64??
  private var speakerphone: (isOn: Bool, time: Int64?)?
  private var isSpeakerForced = false
  private var openLink: DeviceSlot?
  private var focus = FocusStack()
  var dump = Dump()
  /// The section on a stream that is being read.
  var section: (stream: Stream, begin: LogLine)?

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message.trimmed
    if let time = line.time { latest = max(time, latest ?? time) }
    if text.hasPrefix("Audio event log: ") || text.hasPrefix("Events log: ") {
      trace.beginTopic()
      return .noise("the title of a part of a dump")
    }
    return event(text, line, trace) ?? state(text, line, trace)
  }

  package mutating func finish(into trace: TraceBuilder) {
    focus.settle(&apps, trace, isOver: true)
    tellDump(trace)
    self = AudioService()
  }

  // MARK: What happened

  private mutating func event(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading? {
    if let rest = text.after("setMode(") { return mode(rest, line, trace) }
    if let rest = text.after("BT connected: addr=") { return profile(rest, line, trace) }
    if text.contains(" device addr=") { return sink(text, line, trace) }
    if let rest = text.after("onUpdateCommunicationRoute") {
      return communicationRoute(rest, line, trace)
    }
    if text.contains("AudioFocus() ") || text.hasPrefix("focus requester:") {
      return focus(text, line, trace)
    }
    if let rest = text.after("setWiredDeviceConnectionState") { return wired(rest, line, trace) }
    if let rest = text.after("setForceUse(FOR_") { return forceUse(rest, line, trace) }
    if text.contains("onAudioServerDied") { return serverDied(line, trace) }
    if let rest = text.after("setSpeakerphoneOn ") {
      return speakerphone(rest, line, trace)
    }
    return sco(text, line, trace)
  }

  /// `MODE_X) from package=P pid=N selected mode=MODE_Y by pid=M`, or in logcat
  /// `mode=3, pid=N, uid=U, caller=P)`.
  private mutating func mode(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text
    if rest.take("mode=") {
      guard let number = rest.takeInteger() else { return .failed("the mode is no number") }
      guard let mode = Self.mode(number) else {
        return number == -1 ? .noise("a mode that stays") : .failed("\(number) is no mode")
      }
      var package = rest.after("caller=") ?? .empty
      let identity = apps.identity(
        package: Self.package(&package), process: Self.number(rest.after("pid=")))
      if mode != .normal { apps.beSubject(identity) }
      tell(mode, identity, line, trace)
      return .understood
    }
    let asked = rest.takeWord()
    guard let askedMode = Self.mode(asked), var package = rest.after("package="),
      let chosen = rest.between("selected mode=", " "), let mode = Self.mode(chosen)
    else { return .failed("the mode is none that is known, or is cut short") }
    let process = Self.number(rest.after(" pid="))
    let identity = apps.identity(package: Self.package(&package), process: process)
    let ownerProcess = Self.number(rest.after(" by pid="))
    var owner = identity
    if let ownerProcess, ownerProcess != 0, ownerProcess != process {
      owner = apps.identity(package: nil, process: ownerProcess)
    }
    if mode == .inCommunication || mode == .inCall { apps.beSubject(owner) }
    let note: String? =
      askedMode == mode ? nil : "asked for was \(askedMode.name), by \(identity ?? "an app")"
    tell(mode, owner, line, trace, note: note)
    return .understood
  }

  private mutating func tell(
    _ mode: AudioMode, _ identity: String?, _ line: LogLine, _ trace: TraceBuilder,
    note: String? = nil
  ) {
    var event = Event(.audioModeSet)
    event.audioMode = mode
    event.by = apps.actor(identity)
    trace.add(event, at: line, note: note ?? identity.map { "by \($0)" })
    focus.settle(&apps, trace, isOver: false)
  }

  /// `A profile=2 state=2 codec=C`: the words before it are the same where the device went away.
  private mutating func profile(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let number = Self.number(text.after("profile=")),
      let state = Self.number(text.after("state=")), (0...3).contains(state)
    else { return .failed("profile or state is missing") }
    guard let profile = Self.profile(number) else {
      return .noise("a Bluetooth profile without a route")
    }
    guard let address = AndroidSink.address(text) else { return .noise(Self.nameless) }
    let slot = trace.device(Sighting(Self.type(profile), address: address, profiles: [profile]))
    switch state {
    case 2: connect(slot, profile, line, trace)
    case 0: disconnect(slot, profile, line, trace)
    default: break
    }
    return .understood
  }

  static let nameless = "a device without an address"

  /// `A2DP device addr=A now available`; newer ones say `A2DP sink` and `LE Audio sink`.
  private mutating func sink(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let isThere = text.contains("now available")
    guard isThere || text.contains("made unavailable") else {
      return .noise("a device's codec, and what the policy made of it")
    }
    let profile: Profile
    if text.contains("A2DP") {
      profile = .a2dp
    } else if text.contains("LE Audio") || text.contains("earing") {
      profile = .le
    } else if text.contains("SCO") || text.contains("HFP") {
      profile = .hfp
    } else {
      return .noise("a device of a kind without a route")
    }
    if text.contains("failed to") { return .noise("a device that the policy refused") }
    guard let address = text.after(" addr=").flatMap(AndroidSink.address) else {
      return .noise(Self.nameless)
    }
    let type: DeviceType = text.contains("earing") ? .hearingAid : Self.type(profile)
    guard let slot = trace.device(Sighting(type, address: address, profiles: [profile])) else {
      return .understood
    }
    if isThere {
      connect(slot, profile, line, trace)
      trace.add(.device(.deviceActivated, slot, profile), at: line)
    } else {
      disconnect(slot, profile, line, trace)
    }
    return .understood
  }

  private mutating func connect(
    _ slot: DeviceSlot?, _ profile: Profile, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard let slot, !has(slot, profile) else { return }
    profiles[slot, default: []].insert(profile)
    var event = Event.device(.deviceConnected, slot)
    event.profiles = [profile]
    trace.add(event, at: line)
  }

  private func has(_ slot: DeviceSlot, _ profile: Profile) -> Bool {
    profiles[slot]?.contains(profile) ?? false
  }

  private mutating func disconnect(
    _ slot: DeviceSlot?, _ profile: Profile, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard let slot else { return }
    if profiles[slot] == nil {
      // The ring begins while it is connected.
      var event = Event.device(.deviceConnected, slot)
      event.profiles = [profile]
      trace.add(
        event, at: line, assumed: true, note: "the log does not show when it connected")
    } else if !has(slot, profile) {
      return
    }
    profiles[slot, default: []].remove(profile)
    var event = Event.device(.deviceDisconnected, slot)
    event.profiles = [profile]
    trace.add(event, at: line)
  }

  /// `, preferredCommunicationDevice: D eventSource: S`; null is the default, not no device.
  private mutating func communicationRoute(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let device = text.after("preferredCommunicationDevice: ") else {
      return .failed("the preferred device is missing")
    }
    let source = device.after("eventSource: ") ?? .empty
    let described = device.before("eventSource: ") ?? device
    var pattern: EndpointPattern?
    if !described.hasPrefix("null") {
      guard let (sink, address) = AndroidSink.attributes(described) else {
        return .failed("the device is of no type that is known")
      }
      let found = self.pattern(sink, address, trace)
      if let slot = found.device { ensure(slot, sink.profile, line, trace) }
      pattern = found
    }
    request(source, pattern, line, trace)
    followLink(pattern, line, trace)
    if let pattern {
      trace.add(Evidence(.observed, output: .oneOf([pattern])), at: line)
    }
    return .understood
  }

  /// SCO is preferred while it is up, and only then (AudioDeviceBroker, Android 12 and later).
  private mutating func followLink(
    _ pattern: EndpointPattern?, _ line: LogLine, _ trace: TraceBuilder
  ) {
    let headset = pattern?.port == .bluetoothHFP ? pattern?.device : nil
    guard headset != openLink else { return }
    let before = openLink
    openLink = headset
    guard let slot = headset ?? before else { return }
    var event = Event.device(headset == nil ? .linkDisconnected : .linkConnected, slot, .hfp)
    event.by = .system
    trace.add(
      event, at: line, assumed: true, note: "SCO is the preferred device only while it is up")
  }

  /// What an app asked for, as the cause of what the system did: `setSpeakerphoneOn(true) from
  /// u/pid:10166/2790`, `setCommunicationDevice(…) from …`, `startBluetoothSco() from …`.
  @discardableResult
  private mutating func request(
    _ source: LogText, _ pattern: EndpointPattern?, _ line: LogLine, _ trace: TraceBuilder
  ) -> Bool {
    var process = source.after("u/pid:") ?? source.after("pid:") ?? .empty
    _ = process.take(upTo: "/")
    let identity = process.takeNumber().flatMap { apps.identity(package: nil, process: $0) }
    var rest = source
    if rest.take("setSpeakerphoneOn(") {
      apps.beSubject(identity)
      var event = Event(.speakerphoneSet)
      event.isOn = rest.hasPrefix("true")
      event.by = apps.actor(identity)
      trace.add(event, at: line)
      return true
    }
    if rest.take("clearCommunicationDevice(") {
      trace.add(.port(.communicationDeviceSet, nil, by: apps.actor(identity)), at: line)
      return true
    }
    if rest.take("setCommunicationDevice("), let pattern {
      apps.beSubject(identity)
      trace.add(.port(.communicationDeviceSet, pattern, by: apps.actor(identity)), at: line)
      return true
    }
    if rest.hasPrefix("startBluetoothSco") {
      return link(.linkRequested, identity, line, trace)
    }
    if rest.hasPrefix("stopBluetoothSco") {
      return link(.linkDisconnected, identity, line, trace)
    }
    return false
  }

  /// A SCO link is the newest headset's.
  private func link(
    _ kind: EventKind, _ identity: String?, _ line: LogLine, _ trace: TraceBuilder
  ) -> Bool {
    let headset = trace.connected.last { trace.device($0)?.ports.contains(.bluetoothHFP) ?? false }
    guard let headset else { return false }
    var event = Event.device(kind, headset, .hfp)
    event.by = apps.actor(identity)
    trace.add(event, at: line)
    return true
  }

  private mutating func sco(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading? {
    let noHeadset = Reading.noise("SCO, and no headset that the log names")
    if text.contains("startBluetoothSco") || text.contains("stopBluetoothSco") {
      let source = (text.contains("startBluetoothSco") ? "start" : "stop") + "BluetoothSco "
      let process = text.afterLast("pid").map { "u/pid:/\(Self.digits($0))" } ?? ""
      return request(LogText(source + process), nil, line, trace) ? .understood : noHeadset
    }
    guard let rest = text.after("setBluetoothScoOn(") else { return nil }
    guard let isOn = Self.flag(rest.after("on: ") ?? rest) else {
      return .noise("a question about SCO")
    }
    // The Bluetooth service (user 1002) says what is; an app only what it wants.
    let isStated = rest.contains("pid:1002/") || rest.contains("pid 1002/")
    let kind: EventKind = isOn ? (isStated ? .linkConnected : .linkRequested) : .linkDisconnected
    return link(kind, isStated ? "android" : nil, line, trace) ? .understood : noHeadset
  }

  private mutating func wired(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text
    let isHex = rest.take("(")
    rest.takeSpaces()
    guard rest.take("type:") else { return .foreign }
    rest.takeSpaces()
    let mask: UInt32?
    if isHex || rest.hasPrefix("0x") {
      _ = rest.take("0x")
      mask = UInt32(rest.takeWord().string, radix: 16)
    } else {
      mask = rest.takeInteger().map { UInt32(truncatingIfNeeded: $0) }
    }
    guard let mask, var state = rest.after("state:") else {
      return .failed("type or state is missing")
    }
    state.takeSpaces()
    guard let isThere = Self.connection(state.takeWord()) else {
      return .failed("the state is none that is known")
    }
    guard let sighting = AndroidSink.mask(mask)?.sighting(), let slot = trace.device(sighting)
    else { return .noise("a device of a kind without a route") }
    // One headset comes as a sink and as a source.
    if isThere {
      if !trace.isConnected(slot) { trace.add(.device(.deviceConnected, slot), at: line) }
    } else if trace.isConnected(slot) || profiles[slot] == nil {
      trace.assumeConnected(slot, at: line)
      trace.add(.device(.deviceDisconnected, slot), at: line)
    }
    profiles[slot] = []
    return .understood
  }

  private static func connection(_ word: LogText) -> Bool? {
    let name = word.string
    if name == "0" || name.contains("DISCONNECTED") || name.contains("UNAVAILABLE") {
      return false
    }
    return name == "1" || name.contains("CONNECTED") || name.contains("AVAILABLE") ? true : nil
  }

  /// Before Android 12 the speakerphone is a use that is forced on communication.
  private mutating func forceUse(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if text.contains("onAudioServerDied") { return serverDied(line, trace) }
    guard text.hasPrefix("COMMUNICATION,") else {
      return .noise("a forced use that is not communication's")
    }
    let isForced = text.contains("FORCE_SPEAKER")
    defer { isSpeakerForced = isForced }
    let source = text.after("due to ") ?? .empty
    if request(source, nil, line, trace) { return .understood }
    guard isForced != isSpeakerForced else {
      return .noise("a forced use that changes nothing")
    }
    var event = Event(.speakerphoneSet)
    event.isOn = isForced
    event.by = .system
    trace.add(event, at: line)
    return .understood
  }

  private mutating func serverDied(_ line: LogLine, _ trace: TraceBuilder) -> Reading {
    // Each forced use is set again, and each says so.
    if let last = lastReset, let now = line.time, let last, now - last < 5000 {
      return .understood
    }
    if lastReset != nil, line.time == nil { return .understood }
    lastReset = .some(line.time)
    trace.add(Event(.mediaServicesReset), at: line, note: "the audio server died")
    return .understood
  }

  /// `on: true`, `on:true`, `true`; some phones print a call twice.
  private mutating func speakerphone(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text.trimmed
    _ = rest.take("on:")
    rest.takeSpaces()
    guard let isOn = Self.flag(rest) else { return .foreign }
    let before = speakerphone
    speakerphone = (isOn, line.time)
    if let before, before.isOn == isOn, let now = line.time, let then = before.time,
      now - then < 100
    {
      return .noise("a call that is printed twice")
    }
    let identity = apps.identity(package: nil, process: line.process)
    apps.beSubject(identity)
    var event = Event(.speakerphoneSet)
    event.isOn = isOn
    event.by = apps.actor(identity) ?? .app
    trace.add(event, at: line)
    return .understood
  }

  private mutating func focus(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var step = FocusStack.Step(line: line)
    if text.contains("requestAudioFocus() ") {
      guard let client = text.after("clientId=") else { return .failed("the client is missing") }
      step.client = Self.upToSpace(client)
      var package = text.after("callingPack=") ?? .empty
      var process = text.after("uid/pid ") ?? .empty
      let isSystem = process.take(upTo: "/").map { $0 == "1000" } ?? false
      var name = Self.package(&package)
      if isSystem, name == nil {
        // Telecom's own client, for calls and for ringing, and the system's others.
        name = step.client.contains("Phone") ? "com.android.server.telecom" : "android"
      }
      step.app =
        isSystem ? name : apps.identity(package: name, process: process.takeNumber())
      guard let kind = Self.number(text.after(" req=")) else {
        return .failed("what was asked for is missing")
      }
      step.gain = kind
      if text.contains("USAGE_VOICE_COMMUNICATION") { apps.beSubject(step.app) }
    } else if let client = text.after("focus requester:") {
      step.client = Self.upToSpace(client)
    } else if let client = text.after("clientId=") {
      step.client = Self.upToSpace(client)
    } else {
      return .failed("the client is missing")
    }
    focus.take(step, &apps, trace)
    return .understood
  }

  // MARK: Words

  /// The port of a sink; a Bluetooth one without an address is any device's.
  func pattern(
    _ sink: AndroidSink, _ address: LogText?, _ trace: TraceBuilder
  ) -> EndpointPattern {
    guard let sighting = sink.sighting(address: address),
      sighting.address != nil || !sighting.type.isBluetooth, let slot = trace.device(sighting)
    else { return EndpointPattern(port: sink.port) }
    return EndpointPattern(port: sink.port, device: slot)
  }

  mutating func ensure(
    _ slot: DeviceSlot, _ profile: Profile?, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard let profile else { return trace.assumeConnected(slot, at: line) }
    guard !has(slot, profile) else { return }
    profiles[slot, default: []].insert(profile)
    var event = Event.device(.deviceConnected, slot)
    event.profiles = [profile]
    trace.add(event, at: line, assumed: true, note: "the log does not show when it connected")
  }
}
