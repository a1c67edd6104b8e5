package import RouteModel

/// Jitsi Meet on Android: its AudioMode module, and the connection that it has in Telecom.
///
/// What AudioMode selects is claimed. Where Jitsi goes through Telecom, `onCallAudioStateChanged`
/// prints Telecom's own state, which is observed.
package struct JitsiAudioMode: LogFamily {
  package static let name = "jitsi-audiomode"
  package static let summary = "Jitsi Meet's AudioMode and JitsiConnectionService"
  package static let platform = Platform.android
  package static let triggers = [
    "pdate audio route for mode: ", "Selected audio device: ", "User selected device set to: ",
    "Available audio devices: ", "JitsiConnectionService",
  ]

  private static let sdk = "jitsi"
  private static let conference = "conference"

  private enum Standing { case ringing, dialing, active, held }
  private var calls: [String: Standing] = [:]
  /// Whether a conference is on that Telecom knows nothing of.
  private var isInConference = false
  private var mode: Int?

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if line.tag == "JitsiConnectionService" {
      return connection(text, line, trace)
    }
    if let rest = text.after("JitsiConnectionService") { return connection(rest, line, trace) }
    guard
      line.tag == "AudioMode" || text.contains("AudioMode") || text.hasPrefix("Selected")
        || text.hasPrefix("Update audio route")
    else { return .foreign }
    return audioMode(text, line, trace)
  }

  // MARK: AudioMode

  private mutating func audioMode(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if var rest = text.after("pdate audio route for mode: ") {
      guard let mode = rest.takeNumber(), (0...2).contains(mode) else {
        return .failed("the mode is none of 0, 1 and 2")
      }
      self.mode = mode
      conference(mode, line, trace)
      return .understood
    }
    if let rest = text.after("User selected device set to: ") {
      guard let port = Self.port(rest) else { return unknown(rest) }
      claim(port, line, trace, isSelected: true)
      return .understood
    }
    if let rest = text.after("Selected audio device: ") {
      guard let port = Self.port(rest) else { return unknown(rest) }
      claim(port, line, trace, isSelected: false)
      return .understood
    }
    if let rest = text.after("Available audio devices: ") {
      let list = rest.between("[", "]") ?? rest
      var evidence = Evidence(.claimed)
      evidence.available = list.split(",").compactMap { Self.port($0) }
        .map { EndpointPattern(port: $0) }
      evidence.by = trace.symbol(Self.sdk)
      trace.add(evidence, at: line)
      return .understood
    }
    return line.tag == "AudioMode" || text.hasPrefix("AudioMode")
      ? .noise("a step of AudioMode without a route") : .foreign
  }

  private func unknown(_ text: LogText) -> Reading {
    text.trimmed.isEmpty || text.trimmed == "null"
      ? .noise("no device selected") : .failed("the device is none of AudioMode's")
  }

  private func claim(_ port: Port, _ line: LogLine, _ trace: TraceBuilder, isSelected: Bool) {
    let pattern = EndpointPattern(port: port)
    var evidence = Evidence(.claimed)
    if isSelected {
      evidence.selected = .some(pattern)
    } else {
      evidence.output = .oneOf([pattern])
    }
    evidence.by = trace.symbol(Self.sdk)
    trace.add(evidence, at: line)
  }

  /// Where no call of Telecom's is on, the mode says that a conference is, and how it ends.
  private mutating func conference(_ mode: Int, _ line: LogLine, _ trace: TraceBuilder) {
    guard calls.isEmpty else { return }
    if mode == 0 {
      guard isInConference else { return }
      trace.add(
        Event(.callEnded), call: Self.conference, at: line, assumed: true,
        note: "AudioMode is back at its default")
    } else if isInConference {
      var event = Event(.videoChanged)
      event.video = mode == 2
      trace.add(event, call: Self.conference, at: line)
    } else {
      var event = Event(.callJoined)
      event.callKind = .voip
      event.video = mode == 2
      trace.add(
        event, call: Self.conference, at: line, assumed: true,
        note: "AudioMode is set for a conference")
    }
    isInConference = mode != 0
  }

  private static func port(_ text: LogText) -> Port? {
    var rest = text
    rest.takeSpaces()
    switch rest.takeWord() {
    case "SPEAKER": return .builtInSpeaker
    case "EARPIECE": return .builtInReceiver
    case "HEADPHONES", "WIRED_HEADSET": return .headphones
    case "BLUETOOTH": return .bluetoothHFP
    default: return nil
    }
  }

  // MARK: Telecom

  private mutating func connection(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if let state = text.after("onCallAudioStateChanged: ") {
      return audioState(state, line, trace)
    }
    if var rest = text.after("onStateChanged: ") {
      let state = rest.takeWord()
      return self.state(state, Self.call(rest), line, trace)
    }
    if let rest = text.after("reportConnectedOutgoingCall") {
      begin(Self.call(rest), line, trace)
      return .understood
    }
    return .noise("a step of Jitsi's connection")
  }

  /// A call that the log shows after it began counts as dialled.
  private mutating func begin(
    _ call: String, _ line: LogLine, _ trace: TraceBuilder, as standing: Standing? = nil
  ) {
    trace.state(policy: "telecom14")
    guard calls[call] == nil else { return }
    calls[call] = standing ?? .dialing
    var event = Event(standing == .ringing ? .callIncoming : .callDialed)
    event.callKind = .telecomVoip
    trace.add(
      event, call: call, at: line, assumed: standing == nil,
      note: standing == nil ? "the log begins after it was dialled" : nil)
  }

  private mutating func state(
    _ state: LogText, _ call: String, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    trace.state(policy: "telecom14")
    switch state {
    case "INITIALIZING", "NEW", "PULLING_CALL": return .noise("a call that is being set up")
    case "RINGING": begin(call, line, trace, as: .ringing)
    case "DIALING": begin(call, line, trace, as: .dialing)
    case "ACTIVE":
      begin(call, line, trace)
      let kind: EventKind? =
        switch calls[call] {
        case .ringing: .callAnswered
        case .held: .callResumed
        case .active: nil
        default: .callConnected
        }
      calls[call] = .active
      if let kind { trace.add(Event(kind), call: call, at: line) }
    case "HOLDING":
      begin(call, line, trace)
      guard calls[call] != .held else { return .understood }
      calls[call] = .held
      trace.add(Event(.callHeld), call: call, at: line)
    case "DISCONNECTED":
      guard calls.removeValue(forKey: call) != nil else {
        return .noise("the end of a call that the log does not show")
      }
      trace.add(Event(.callEnded), call: call, at: line)
    default: return .failed("the state is none of a connection's")
    }
    return .understood
  }

  /// `[AudioState isMuted: false, route: EARPIECE, supportedRouteMask: EARPIECE, SPEAKER, …]`.
  private mutating func audioState(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    trace.state(policy: "telecom14")
    guard var route = text.after("route: "), let port = Self.telecomPort(route.takeWord()) else {
      return .failed("the route is none of Telecom's")
    }
    let active = text.between("activeBluetoothDevice: [", "]").flatMap(AndroidSink.address)
    var evidence = Evidence(.observed)
    evidence.output = .oneOf([pattern(port, active, line, trace)])
    if let mask = text.after("supportedRouteMask: ") {
      let words = mask.before(", activeBluetoothDevice") ?? mask.before("]") ?? mask
      evidence.available = words.split(",").compactMap { Self.telecomPort($0) }
        .map { $0 == .bluetoothHFP ? pattern($0, active, line, trace) : EndpointPattern(port: $0) }
    }
    evidence.muted = text.contains("isMuted: true")
    trace.add(evidence, at: line)
    return .understood
  }

  private func pattern(
    _ port: Port, _ address: String?, _ line: LogLine, _ trace: TraceBuilder
  ) -> EndpointPattern {
    guard port == .bluetoothHFP || port == .headphones else { return EndpointPattern(port: port) }
    let sighting =
      port == .headphones
      ? Sighting(.wiredHeadphones) : Sighting(.bluetooth, address: address, profiles: [.hfp])
    guard let slot = trace.device(sighting) else { return EndpointPattern(port: port) }
    trace.assumeConnected(slot, at: line)
    return EndpointPattern(port: port, device: slot)
  }

  private static func telecomPort(_ word: LogText) -> Port? {
    switch word {
    case "EARPIECE": .builtInReceiver
    case "SPEAKER": .builtInSpeaker
    case "WIRED_HEADSET": .headphones
    case "BLUETOOTH": .bluetoothHFP
    case "STREAMING": .streaming
    default: nil
    }
  }

  /// The call's identifier, which stands behind a space.
  private static func call(_ text: LogText) -> String {
    var rest = text
    rest.takeSpaces()
    let word = rest.take { LogText.isWord($0) || $0 == UInt8(ascii: "-") }
    return word.isEmpty || word.count > longestName ? conference : word.string
  }

  private static let longestName = 64
}
