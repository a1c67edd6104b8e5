package import RouteModel

/// The history that Android's Bluetooth stack keeps: the HFP and A2DP state machines, and Samsung's
/// plain one, all in `dumpsys bluetooth_manager`.
///
/// The best source of when SCO was up, which carries voice to that device and so is observed.
package struct BluetoothStack: LogFamily {
  package static let name = "bluetooth-stack"
  package static let summary = "dumpsys bluetooth_manager: HFP and A2DP state machines"
  package static let platform = Platform.android
  package static let triggers = [
    "A2dpStateMachine", "HeadsetStateMachine", "StateMachine for ", " processed=",
    "HFSM-enter ", "HFSM-processAnswerCall", "connect_audio(", "SCO Disc Req",
  ]

  private enum Machine { case headset, a2dp, other }
  /// The machine whose part of the dump is being read, and since which line.
  private var machine: (kind: Machine, line: Int)?
  private var device: DeviceSlot?
  private var profiles: [DeviceSlot: ProfileSet] = [:]
  private var links: [DeviceSlot: ProfileSet] = [:]
  private var isAnswered = false

  private static let call = "headset-call"
  /// Lines after its title in which a part's records are looked for.
  private static let longestPart = 2000

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if line.container == .record { return record(text, line, trace) }
    if text.contains("HFSM-") || text.contains("connect_audio(") || text.contains("SCO Disc Req") {
      return plain(text, line, trace)
    }
    return title(text, line, trace)
  }

  package mutating func finish(into trace: TraceBuilder) { self = BluetoothStack() }

  // MARK: State machines

  /// `=== A2dpStateMachine for A ===`, `==== StateMachine for A ====`, `HeadsetStateMachine:`.
  private mutating func title(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let kind: Machine =
      text.contains("A2dp") ? .a2dp : text.contains("HeadsetStateMachine") ? .headset : .other
    if let rest = text.after("StateMachine for ") {
      guard let address = AndroidSink.address(rest) else { return .foreign }
      let isOther = kind == .other && !text.trimmed.hasPrefix("==== StateMachine for")
      machine = (isOther ? .other : kind == .other ? .headset : kind, line.number)
      if isOther { return .foreign }
      device = trace.device(Sighting(.bluetooth, address: address))
      trace.beginTopic()
      return .noise(Self.titles)
    }
    guard kind != .other, line.container == .bare else { return .foreign }
    machine = (kind, line.number)
    return .noise(Self.titles)
  }

  private static let titles = "the title of a part of a dump"

  /// `processed=Connected org=Connected dest=<null> what=101(0x65) STACK_EVENT: … obj=…`.
  private mutating func record(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let kind = kind(of: text, line)
    guard kind != .other else { return .foreign }
    guard let org = text.between(" org=", " "), let dest = text.between(" dest=", " ") else {
      return .failed("the record is cut short")
    }
    let address =
      text.after("device:").flatMap { AndroidSink.address($0.trimmed) }
      ?? text.after("device=").flatMap(AndroidSink.address)
      ?? text.after("obj=").flatMap(AndroidSink.address)
    if let address { device = trace.device(Sighting(.bluetooth, address: address)) }
    guard let slot = device else {
      return .noise("a record of a device that the log does not name")
    }
    let profile: Profile = kind == .a2dp ? .a2dp : .hfp
    if kind == .a2dp, let value = text.after("EVENT_TYPE_AUDIO_STATE_CHANGED")?.after("value1:") {
      stream(value, slot, line, trace)
    }
    if kind == .headset, text.contains("EVENT_TYPE_ANSWER_CALL") { answer(slot, line, trace) }
    if dest == "<null>" { return .understood }
    guard let from = Step(org), let to = Step(dest) else {
      return .failed("the state is none that is known")
    }
    move(slot, profile, from, to, line, trace)
    return .understood
  }

  private func kind(of text: LogText, _ line: LogLine) -> Machine {
    if text.contains("A2dpStackEvent") { return .a2dp }
    if text.contains("HeadsetStackEvent") || text.contains("=AudioOn")
      || text.contains("=AudioConnecting") || text.contains("=AudioDisconnecting")
    {
      return .headset
    }
    guard let machine, line.number - machine.line <= Self.longestPart,
      let state = text.between(" org=", " "), Step(state) != nil
    else { return .other }
    return machine.kind
  }

  /// The states of both machines.
  private enum Step {
    case off, connecting, connected, audioConnecting, audioOn, audioDisconnecting

    init?(_ text: LogText) {
      switch text {
      case "Disconnected": self = .off
      case "Connecting", "Disconnecting": self = .connecting
      case "Connected": self = .connected
      case "AudioConnecting": self = .audioConnecting
      case "AudioOn": self = .audioOn
      case "AudioDisconnecting": self = .audioDisconnecting
      default: return nil
      }
    }
  }

  private mutating func move(
    _ slot: DeviceSlot, _ profile: Profile, _ from: Step, _ to: Step, _ line: LogLine,
    _ trace: TraceBuilder
  ) {
    switch to {
    case .off:
      if from == .connecting, !has(slot, profile) { return }
      ensure(slot, profile, line, trace)
      close(slot, profile, line, trace)
      profiles[slot]?.remove(profile)
      var event = Event.device(.deviceDisconnected, slot)
      event.profiles = [profile]
      trace.add(event, at: line)
    case .connecting: break
    case .connected:
      if from == .audioConnecting {
        trace.add(.device(.linkFailed, slot, profile), at: line)
      } else if from == .audioOn || from == .audioDisconnecting {
        ensure(slot, profile, line, trace)
        close(slot, profile, line, trace)
      } else if !has(slot, profile) {
        profiles[slot, default: []].insert(profile)
        var event = Event.device(.deviceConnected, slot)
        event.profiles = [profile]
        trace.add(event, at: line)
      }
    case .audioConnecting:
      ensure(slot, profile, line, trace)
      var event = Event.device(.linkRequested, slot, profile)
      event.by = .system
      trace.add(event, at: line)
    case .audioOn: open(slot, line, trace)
    case .audioDisconnecting: break
    }
  }

  /// A2DP's stream starts and stops.
  private mutating func stream(
    _ value: LogText, _ slot: DeviceSlot, _ line: LogLine, _ trace: TraceBuilder
  ) {
    if value.hasPrefix("STARTED") {
      ensure(slot, .a2dp, line, trace)
      guard !(links[slot]?.contains(.a2dp) ?? false) else { return }
      links[slot, default: []].insert(.a2dp)
      var event = Event.device(.linkConnected, slot, .a2dp)
      event.by = .system
      trace.add(event, at: line)
    } else if links[slot]?.contains(.a2dp) ?? false {
      close(slot, .a2dp, line, trace)
    }
  }

  // MARK: Samsung's history

  /// `btif_hf.cc -- connect_audio([0] A)`, `HFSM-enter AUDIO (1/1)`, `HFSM-processAnswerCall`.
  private mutating func plain(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if var rest = text.after("connect_audio(") {
      // The plain word, not `disconnect_audio(`.
      if text.contains("disconnect_audio(") { return .noise("SCO is told to end") }
      if rest.take("[") { _ = rest.take(upTo: "]") }
      guard let address = AndroidSink.address(rest.trimmed) else {
        return .failed("the device's address is missing")
      }
      device = trace.device(Sighting(.bluetooth, address: address, profiles: [.hfp]))
      guard let slot = device else { return .understood }
      ensure(slot, .hfp, line, trace)
      var event = Event.device(.linkRequested, slot, .hfp)
      event.by = .system
      trace.add(event, at: line)
      return .understood
    }
    guard let slot = device ?? trace.device(Sighting(.bluetooth, profiles: [.hfp])) else {
      return .understood
    }
    if text.contains("HFSM-processAnswerCall") {
      answer(slot, line, trace)
      return .understood
    }
    if text.contains("SCO Disc Req") {
      guard isOpen(slot) else { return .noise("the end of a link that the log does not show") }
      close(slot, .hfp, line, trace)
      return .understood
    }
    guard var rest = text.after("HFSM-enter ") else { return .noise("a step of the stack") }
    switch rest.takeWord() {
    case "AUDIO", "AudioOn": open(slot, line, trace)
    case "Connected":
      if isOpen(slot) {
        close(slot, .hfp, line, trace)
      } else if !has(slot, .hfp) {
        profiles[slot, default: []].insert(.hfp)
        var event = Event.device(.deviceConnected, slot)
        event.profiles = [.hfp]
        trace.add(event, at: line)
      }
    case "Disconnected": move(slot, .hfp, .connected, .off, line, trace)
    default: return .noise("a step of the stack")
    }
    return .understood
  }

  // MARK: What both say

  private func has(_ slot: DeviceSlot, _ profile: Profile) -> Bool {
    profiles[slot]?.contains(profile) ?? false
  }

  private func isOpen(_ slot: DeviceSlot) -> Bool { links[slot]?.contains(.hfp) ?? false }

  private mutating func ensure(
    _ slot: DeviceSlot, _ profile: Profile, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard !has(slot, profile) else { return }
    profiles[slot, default: []].insert(profile)
    var event = Event.device(.deviceConnected, slot)
    event.profiles = [profile]
    trace.add(event, at: line, assumed: true, note: "the log does not show when it connected")
  }

  /// SCO is up, and voice is on that device.
  private mutating func open(_ slot: DeviceSlot, _ line: LogLine, _ trace: TraceBuilder) {
    ensure(slot, .hfp, line, trace)
    guard !isOpen(slot) else { return }
    links[slot, default: []].insert(.hfp)
    var event = Event.device(.linkConnected, slot, .hfp)
    event.by = .system
    let side = SideClaim.oneOf([EndpointPattern(port: .bluetoothHFP, device: slot)])
    trace.add(event, evidence: [Evidence(.observed, input: side, output: side)], at: line)
  }

  private mutating func close(
    _ slot: DeviceSlot, _ profile: Profile, _ line: LogLine, _ trace: TraceBuilder
  ) {
    guard links[slot]?.contains(profile) ?? false else { return }
    links[slot]?.remove(profile)
    trace.add(.device(.linkDisconnected, slot, profile), at: line)
  }

  /// Answered with the headset's button; that it rang is filled in.
  private mutating func answer(_ slot: DeviceSlot, _ line: LogLine, _ trace: TraceBuilder) {
    ensure(slot, .hfp, line, trace)
    if isAnswered {
      trace.add(
        Event(.callEnded), call: Self.call, at: line, assumed: true,
        note: "another call is answered")
    }
    isAnswered = true
    var ringing = Event(.callIncoming)
    ringing.callKind = .phone
    trace.add(
      ringing, call: Self.call, at: line, assumed: true,
      note: "the log shows only that it was answered")
    var event = Event(.callAnswered)
    event.place = .device(slot)
    trace.add(event, call: Self.call, at: line)
  }
}
