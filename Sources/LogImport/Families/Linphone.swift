package import RouteModel

/// Linphone: the routes that its sound unit prints on iOS, its sound cards and its calls.
///
/// `Previous audio route` and `New audio route` are read from `AVAudioSession`, so they are observed,
/// though ports are named as the phone's language does. What Linphone sets is claimed.
package struct Linphone: LogFamily {
  package static let name = "linphone"
  package static let summary = "Linphone: mediastreamer's audio routes, liblinphone's calls"
  package static let platform = Platform.ios
  package static let triggers = [
    "Previous audio route: ", "Current audio route output is ", "AudioDeviceBySndCard ]",
    "audio route change callback", "s input audio device is ", "s output audio device is ",
    "[Audio Manager] ", " moving from state Linphone", " moves from state LinphoneCall",
    "] notified [call_", "] notified [audio_devices_list_updated]", "' added with capabilities [",
  ]

  private static let sdk = "linphone"

  private enum Standing { case ringing, dialing, active, held }
  private var calls: [String: Standing] = [:]
  private var isActive = false
  private var route: [LogText]?
  /// Ports of the sound cards that were listed since the list was last said to be new.
  private var cards: [Port] = []

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let rest = text.after("Previous audio route: ") { return routes(rest, line, trace) }
    if let rest = text.after("Current audio route output is ") {
      return current(rest, line, trace)
    }
    if text.contains("audio route change callback") {
      return .noise("word of a route change, told on the next line")
    }
    if text.contains("AudioDeviceBySndCard ]") { return card(text, line, trace) }
    for isInput in [true, false] {
      let device =
        isInput ? text.after("s input audio device is ") : text.after("s output audio device is ")
      if let device, text.contains("Call") || text.contains("call") {
        return claim(device, isInput: isInput, line, trace)
      }
    }
    if let rest = text.after("[Audio Manager] ") { return manager(rest, line, trace) }
    if let rest = text.after(" moving from state Linphone")
      ?? text.after(" moves from state Linphone")
    {
      return moved(text, rest, line, trace)
    }
    if text.contains("' added with capabilities [") { return listed(text) }
    if text.contains("[audio_devices_list_updated]"), !cards.isEmpty {
      var evidence = Evidence(.claimed)
      evidence.available = cards.map { EndpointPattern(port: $0) }
      evidence.by = trace.symbol(Self.sdk)
      trace.add(evidence, at: line)
      cards = []
      return .understood
    }
    if text.contains("] notified [") {
      return .noise("a notification of Linphone's core without a route")
    }
    return .foreign
  }

  package mutating func finish(into trace: TraceBuilder) { self = Linphone() }

  // MARK: Routes

  /// `input=A, output=B, New audio route: input=C, output=D`.
  private mutating func routes(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let previous = text.before(", New audio route: "),
      let new = text.after(", New audio route: "), let before = Self.sides(previous),
      let now = Self.sides(new)
    else { return .failed("a route is cut short") }
    fillIn(for: now, line, trace)
    if route != before, before != now {
      state(before, line, trace, note: "the route that this change ended")
    }
    state(now, line, trace)
    return .understood
  }

  private static func sides(_ text: LogText) -> [LogText]? {
    guard let input = text.between("input=", ", output="), let output = text.after(", output=")
    else { return nil }
    return [input, output.trimmed]
  }

  private mutating func state(
    _ names: [LogText], _ line: LogLine, _ trace: TraceBuilder, note: String? = nil
  ) {
    let input = side(names[0], isInput: true, other: names[1], trace)
    let output = side(names[1], isInput: false, other: names[0], trace)
    for case .oneOf(let patterns) in [input, output] {
      for slot in patterns.compactMap(\.device) { trace.assumeConnected(slot, at: line) }
    }
    route = names
    trace.add(Evidence(.observed, input: input, output: output), at: line, note: note)
  }

  /// What the phone calls its ports is translated; only what is the same in many languages is read.
  private func side(
    _ name: LogText, isInput: Bool, other: LogText, _ trace: TraceBuilder
  ) -> SideClaim {
    if name.trimmed.isEmpty || name == "(null)" || name == "None" { return .nothing }
    let text = name.string
    if text.contains("iPhone") || text.contains("iPad") || text.contains("MacBook") {
      if text.contains("iPad") { trace.state(platform: .ipados) }
      if isInput { return .oneOf([EndpointPattern(port: .builtInMic)]) }
      return .anything
    }
    switch text {
    case "Receiver": return .oneOf([EndpointPattern(port: .builtInReceiver)])
    case "Speaker": return .oneOf([EndpointPattern(port: .builtInSpeaker)])
    case "Headphones", "Headset Microphone", "Headset":
      let slot = trace.device(
        Sighting(.wiredHeadphones, hasMicrophone: isInput || other == "Headset Microphone"))
      return .oneOf([EndpointPattern(port: isInput ? .headsetMic : .headphones, device: slot)])
    default: break
    }
    // A name on both sides is that of one accessory, which can be spoken into: a Bluetooth headset.
    guard name == other else {
      return trace.device(named: text).map { .oneOf([EndpointPattern(port: nil, device: $0)]) }
        ?? .anything
    }
    guard let slot = trace.device(Sighting(.bluetooth, name: text, profiles: [.hfp])) else {
      return .anything
    }
    return .oneOf([EndpointPattern(port: .bluetoothHFP, device: slot)])
  }

  /// `'Receiver', but we could not find the matching device in the linphone devices list`.
  private mutating func current(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let name = text.between("'", "'") ?? text.before(",") else {
      return .failed("the output's name is missing")
    }
    let output = side(name, isInput: false, other: .empty, trace)
    guard output != .anything else { return .noise("an output by a name that says no port") }
    ensureSession(output, line, trace)
    trace.add(
      Evidence(.observed, output: output), at: line,
      note: text.contains("could not find") ? "Linphone has no device that fits it" : nil)
    return .understood
  }

  private mutating func fillIn(for names: [LogText], _ line: LogLine, _ trace: TraceBuilder) {
    ensureSession(side(names[1], isInput: false, other: names[0], trace), line, trace)
  }

  /// Fills in the session that such a route stands for, where the log shows none.
  private mutating func ensureSession(
    _ output: SideClaim, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard !isActive else { return }
    isActive = true
    var event = Event(.sessionConfigured)
    event.category = .playAndRecord
    event.mode = .voiceChat
    event.options =
      output.mentions(.bluetoothHFP)
      ? [.allowBluetoothHFP] : output.mentions(.builtInSpeaker) ? [.defaultToSpeaker] : []
    event.by = .app
    trace.add(
      event, at: line, assumed: true,
      note: "category, mode and options are not in the log; these fit the route that it shows")
    var active = Event(.sessionActivated)
    active.by = .app
    trace.add(
      active, at: line, assumed: true, note: "the log begins while the session is active")
  }

  // MARK: What Linphone does

  /// `[ setOutputAudioDeviceBySndCard ] on device: [default]`.
  private func card(_ text: LogText, _ line: LogLine, _ trace: TraceBuilder) -> Reading {
    guard let device = text.after("on device: [") else { return .failed("the card is missing") }
    return claim(device, isInput: text.contains("setInputAudio"), line, trace)
  }

  /// `Card 'AU: [name] [Speaker]' added with capabilities [playback]`.
  private mutating func listed(_ text: LogText) -> Reading {
    guard let name = text.between("Card '", "' added"), var abilities = text.afterLast("[") else {
      return .failed("the card's name is missing")
    }
    let isInput = abilities.take("capture")
    guard let port = Self.port(name, isInput: isInput) else {
      return .noise("a sound card that says no port")
    }
    if !cards.contains(port) { cards.append(port) }
    return .understood
  }

  /// The port that a card's kind says: it stands in brackets behind the name, which is translated.
  private static func port(_ text: LogText, isInput: Bool) -> Port? {
    var kind = text.afterLast("[") ?? text
    switch kind.take(while: LogText.isLetter) {
    case "Microphone": return .builtInMic
    case "Speaker": return .builtInSpeaker
    case "Earpiece", "Receiver": return .builtInReceiver
    case "Bluetooth": return .bluetoothHFP
    case "Headphones", "Headset": return isInput ? .headsetMic : .headphones
    default: return nil
    }
  }

  /// A card that Linphone uses.
  private func claim(
    _ text: LogText, isInput: Bool, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let port = Self.port(text.trimmed, isInput: isInput) else {
      return .noise("a sound card that says no port")
    }
    let side = SideClaim.oneOf([EndpointPattern(port: port)])
    var evidence = Evidence(
      .claimed, input: isInput ? side : .anything, output: isInput ? .anything : side)
    evidence.by = trace.symbol(Self.sdk)
    trace.add(evidence, at: line)
    return .understood
  }

  /// The Android app's manager: `Stopping bluetooth SCO`, `Routing audio to …`.
  private func manager(_ text: LogText, _ line: LogLine, _ trace: TraceBuilder) -> Reading {
    trace.state(platform: .android)
    let isStart = text.contains("tarting bluetooth SCO")
    if isStart || text.contains("topping bluetooth SCO") {
      let headset = trace.connected.last { trace.device($0)?.type.isBluetooth ?? false }
      guard let headset else { return .noise("SCO, and no headset that the log names") }
      var event = Event.device(isStart ? .linkRequested : .linkDisconnected, headset, .hfp)
      event.by = .app
      trace.add(event, at: line)
      return .understood
    }
    return .noise("a step of Linphone's audio manager")
  }

  /// `Call [0x1] moving from state LinphoneCallIncomingReceived to LinphoneCallConnected`.
  private mutating func moved(
    _ text: LogText, _ rest: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard var target = rest.after(" to state ") ?? rest.after(" to "), target.take("Linphone")
    else { return .failed("the call's new state is missing") }
    _ = target.take("Call")
    _ = target.take("State")
    let word = target.takeWord()
    var name = text.between("Call [", "]") ?? LogText("call")
    name = name.take { LogText.isWord($0) }
    let call = name.isEmpty || name.count > 64 ? "call" : name.string
    let kind = Self.step(word.string, calls[call])
    guard let kind else { return .noise("a call's state without an event of its own") }
    switch kind {
    case .callIncoming: calls[call] = .ringing
    case .callDialed: calls[call] = .dialing
    case .callEnded: calls[call] = nil
    case .callHeld: calls[call] = .held
    default: calls[call] = .active
    }
    var event = Event(kind)
    if [.callIncoming, .callDialed, .callJoined].contains(kind) { event.callKind = .voip }
    trace.add(event, call: call, at: line)
    return .understood
  }

  private static func step(_ state: String, _ now: Standing?) -> EventKind? {
    switch (state, now) {
    case ("IncomingReceived", nil), ("PushIncomingReceived", nil): .callIncoming
    case ("OutgoingInit", nil), ("OutgoingProgress", nil), ("OutgoingRinging", nil): .callDialed
    case ("Connected", .ringing), ("StreamsRunning", .ringing): .callAnswered
    case ("Connected", .dialing), ("StreamsRunning", .dialing): .callConnected
    case ("Connected", nil), ("StreamsRunning", nil): .callJoined
    case ("Paused", .active), ("PausedByRemote", .active): .callHeld
    case ("StreamsRunning", .held): .callResumed
    case ("End", .some), ("Error", .some), ("Released", .some): .callEnded
    default: nil
    }
  }
}

extension SideClaim {
  fileprivate func mentions(_ port: Port) -> Bool {
    guard case .oneOf(let patterns) = self else { return false }
    return patterns.contains { $0.port == port }
  }
}
