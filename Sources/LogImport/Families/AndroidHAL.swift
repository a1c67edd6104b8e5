package import RouteModel

/// Android below its framework: the audio policy's lines, and those of Qualcomm's audio HAL.
///
/// `select_devices` says to what the hardware is switched: the hardest observed route there is.
package struct AndroidHAL: LogFamily {
  package static let name = "android-hal"
  package static let summary = "Android's audio policy and HAL: select_devices, phone state"
  package static let platform = Platform.android
  package static let triggers = [
    "select_devices: ", "adev_set_mode: mode", "setPhoneState() state",
    "setDeviceConnectionState() device", "setForceUse() usage",
  ]

  private var mode: AudioMode?
  private var headset: DeviceSlot?
  private var isLinkUp = false
  private var isInCall = false
  private var isSpeakerForced = false
  private static let call = "phone-call"

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let rest = text.after("select_devices: ") ?? Self.tagged(line, "select_devices") {
      return devices(rest, line, trace)
    }
    if let rest = text.after("adev_set_mode: mode") ?? text.after("setPhoneState() state") {
      return phoneState(rest, line, trace)
    }
    if let rest = text.after("setDeviceConnectionState() device") {
      return connection(rest, line, trace)
    }
    if let rest = text.after("setForceUse() usage") { return forceUse(rest, line, trace) }
    return .foreign
  }

  package mutating func finish(into trace: TraceBuilder) { self = AndroidHAL() }

  private static func tagged(_ line: LogLine, _ tag: StaticString) -> LogText? {
    line.tag == tag ? line.message : nil
  }

  // MARK: The hardware

  /// `changing use case U output device from(20: A, acdb 7) to (34: B, acdb -1)`, or
  /// `out_snd_device(34: B) in_snd_device(145: C)`.
  private mutating func devices(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard var rest = text.after("changing use case ") else { return pair(text, line, trace) }
    guard let use = rest.take(upTo: " "), let side = rest.take(upTo: " device from"),
      let before = Self.name(rest), let after = rest.after(" to ").flatMap(Self.name)
    else { return .failed("the change of devices is cut short") }
    guard side == "output" || side == "input" else { return .failed("neither output nor input") }
    let isInput = side == "input"
    guard counts(use) else { return .noise("the devices of another sound than the call's") }
    guard !Self.isNone(after) else { return .noise("a use that begins or ends") }
    guard let ports = Self.ports(after, isInput: isInput) else {
      return .noise("a device by a word that says no port")
    }
    begin(use, line, trace)
    if !isInput, let old = Self.ports(before, isInput: false), old != ports {
      if !old.contains(.bluetoothHFP) {
        state(old, isInput: false, line, trace, note: "the route that this change ended")
      }
    }
    follow(ports, isInput: isInput, line, trace)
    state(ports, isInput: isInput, line, trace)
    return .understood
  }

  private mutating func pair(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let output = text.after("out_snd_device").flatMap(Self.name)
    let input = text.after("in_snd_device").flatMap(Self.name)
    if output == nil, input == nil { return .noise("a step of the HAL without devices") }
    let outputs = output.flatMap { Self.isNone($0) ? nil : Self.ports($0, isInput: false) }
    let inputs = input.flatMap { Self.isNone($0) ? nil : Self.ports($0, isInput: true) }
    if outputs == nil, inputs == nil { return .noise("a device by a word that says no port") }
    if let outputs { follow(outputs, isInput: false, line, trace) }
    var evidence = Evidence(.observed)
    if let outputs { evidence.output = claim(outputs) }
    if let inputs { evidence.input = claim(inputs) }
    trace.add(evidence, at: line)
    return .understood
  }

  /// While a call is on, only its own use counts.
  private func counts(_ use: LogText) -> Bool {
    if Self.isVoice(use) || use.contains("voip") { return true }
    return !isInCall && mode != .inCall && mode != .inCommunication
  }

  private static func isVoice(_ use: LogText) -> Bool {
    use.hasPrefix("voice") || use.hasPrefix("volte") || use.hasPrefix("vowlan")
      || use.hasPrefix("qchat")
  }

  /// A use of the modem's is a phone call.
  private mutating func begin(_ use: LogText, _ line: LogLine, _ trace: TraceBuilder) {
    guard Self.isVoice(use), !isInCall else { return }
    isInCall = true
    var event = Event(.callJoined)
    event.callKind = .phone
    trace.add(
      event, call: Self.call, at: line, assumed: true,
      note: "the hardware serves a call of the modem's")
  }

  /// What must be connected for such a route.
  private mutating func follow(
    _ ports: [Port], isInput: Bool, _ line: LogLine, _ trace: TraceBuilder
  ) {
    if ports.contains(.bluetoothHFP) {
      let slot = headset ?? trace.device(Sighting(.bluetooth, profiles: [.hfp]))
      headset = slot
      guard let slot, !isLinkUp else { return }
      trace.assumeConnected(slot, at: line)
      isLinkUp = true
      var event = Event.device(.linkConnected, slot, .hfp)
      event.by = .system
      trace.add(event, at: line, assumed: true, note: "the hardware is switched to SCO")
    } else if !isInput, isLinkUp, let slot = headset {
      isLinkUp = false
      trace.add(
        .device(.linkDisconnected, slot, .hfp), at: line, assumed: true,
        note: "the hardware is switched away from SCO")
    }
  }

  private mutating func state(
    _ ports: [Port], isInput: Bool, _ line: LogLine, _ trace: TraceBuilder, note: String? = nil
  ) {
    let side = claim(ports)
    trace.add(
      Evidence(
        .observed, input: isInput ? side : .anything, output: isInput ? .anything : side),
      at: line, note: note)
  }

  private func claim(_ ports: [Port]) -> SideClaim {
    .oneOf(
      ports.map { EndpointPattern(port: $0, device: $0 == .bluetoothHFP ? headset : nil) })
  }

  /// `(34: bt-sco-headset-wb, acdb -1)`, `(34: bt-sco-headset-wb)`.
  private static func name(_ text: LogText) -> LogText? {
    guard let inner = text.between("(", ")") else { return nil }
    let behind = inner.after(": ") ?? inner
    return (behind.before(",") ?? behind).trimmed
  }

  private static func isNone(_ name: LogText) -> Bool { name == "none" || name.isEmpty }

  /// The ports that Qualcomm's names of sound devices stand for.
  private static func ports(_ name: LogText, isInput: Bool) -> [Port]? {
    if name.contains("bt-sco") { return [.bluetoothHFP] }
    if name.contains("usb") { return [.usbAudio] }
    if isInput {
      if name.contains("headset-mic") { return [.headsetMic] }
      if name.contains("hdmi") { return nil }
      return name.contains("mic") || name.contains("handset") ? [.builtInMic] : nil
    }
    var ports: [Port] = []
    if name.contains("a2dp") { ports.append(.bluetoothA2DP) }
    if name.contains("ble") { ports.append(.bluetoothLE) }
    if name.contains("hdmi") { ports.append(.hdmi) }
    if name.contains("headphones") || name.contains("headset") { ports.append(.headphones) }
    if name.contains("speaker") { ports.append(.builtInSpeaker) }
    if name.contains("handset") { ports.append(.builtInReceiver) }
    if name.hasPrefix("line") { ports.append(.lineOut) }
    return ports.isEmpty ? nil : ports
  }

  // MARK: The policy

  private mutating func phoneState(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text
    _ = rest.take(":")
    rest.takeSpaces()
    guard let number = rest.takeInteger(), AudioMode.allCases.indices.contains(number) else {
      return .failed("the mode is none of 0 to 6")
    }
    let mode = AudioMode.allCases[number]
    // The policy and the HAL both say it.
    guard mode != self.mode else { return .understood }
    self.mode = mode
    var event = Event(.audioModeSet)
    event.audioMode = mode
    trace.add(event, at: line)
    if mode == .normal, isInCall {
      isInCall = false
      trace.add(
        Event(.callEnded), call: Self.call, at: line, assumed: true,
        note: "the mode is back to normal")
    }
    return .understood
  }

  /// `: 0x10, state 1, address A name N …`.
  private mutating func connection(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard var mask = text.after("0x"), let bits = UInt32(mask.takeWord().string, radix: 16),
      var state = text.after("state "), let value = state.takeNumber(), value <= 1
    else { return .failed("device or state is missing") }
    guard let sink = AndroidSink.mask(bits),
      let sighting = sink.sighting(address: text.after("address ")),
      let slot = trace.device(sighting)
    else { return .noise("a device of the phone's own") }
    if sink.profile == .hfp { headset = slot }
    if value == 1 {
      if !trace.isConnected(slot) { trace.add(.device(.deviceConnected, slot), at: line) }
    } else if trace.isConnected(slot) {
      if sink.profile == .hfp || sink.profile == .a2dp {
        // The other profile may stay.
        var event = Event.device(.deviceDisconnected, slot)
        event.profiles = sink.profile.map { [$0] }
        trace.add(event, at: line)
      } else {
        trace.add(.device(.deviceDisconnected, slot), at: line)
      }
    }
    return .understood
  }

  /// ` 0, config 1, …`: usage 0 is communication; configuration 1 the speaker, 3 SCO.
  private mutating func forceUse(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text
    _ = rest.take(":")
    rest.takeSpaces()
    guard let usage = rest.takeNumber(), var value = text.after("config "),
      let config = value.takeNumber()
    else { return .failed("usage or configuration is missing") }
    guard usage == 0 else { return .noise("a forced use that is not communication's") }
    let isForced = config == 1
    guard isForced != isSpeakerForced else { return .noise("a forced use that changes nothing") }
    isSpeakerForced = isForced
    var event = Event(.speakerphoneSet)
    event.isOn = isForced
    trace.add(event, at: line)
    return .understood
  }
}
