internal import RouteModel

/// What holds at the moment of a dump: it stands above the rings, and is told at the trace's end.
extension AudioService {
  enum Stream { case voice, media }

  /// What holds at the moment of the dump.
  struct Dump {
    var mode: AudioMode?
    var communication: EndpointPattern?
    var voice: [EndpointPattern]?
    var media: [EndpointPattern]?
    var link: LinkState?
    var headset: DeviceSlot?
    var devices: [(slot: DeviceSlot, profile: Profile?)] = []
    var line: LogLine?
  }

  mutating func state(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if text.contains("STREAM_VOICE_CALL:") || text.contains("STREAM_MUSIC:") {
      guard text.hasPrefix("- STREAM_") else { return .foreign }
      section = (text.contains("STREAM_MUSIC:") ? .media : .voice, line)
      return .open
    }
    if let rest = text.after("Active communication device: ") {
      if rest.hasPrefix("null") || rest.hasPrefix("None") { return .understood }
      guard let (sink, address) = AndroidSink.attributes(rest) else {
        return .failed("the device is of no type that is known")
      }
      dump.communication = dumped(sink, address, trace)
      dump.line = line
      return .understood
    }
    if var rest = text.after("mAudioModeOwner: ")?.after("mMode=") ?? text.after("Actual mode = ") {
      guard let mode = Self.mode(rest.takeWord()) else {
        return .failed("the mode is none that is known")
      }
      dump.mode = mode
      dump.line = dump.line ?? line
      return .understood
    }
    if var rest = text.after("mScoAudioState: ") {
      guard let state = Self.link(rest.takeWord()) else {
        return .failed("the state of SCO is none that is known")
      }
      dump.link = state
      dump.line = dump.line ?? line
      return .understood
    }
    if let rest = text.after("mBluetoothHeadsetDevice: ") {
      guard let address = AndroidSink.address(rest) else { return .understood }
      dump.headset = trace.device(Sighting(.bluetooth, address: address, profiles: [.hfp]))
      if let slot = dump.headset { dump.devices.append((slot, .hfp)) }
      dump.line = dump.line ?? line
      return .understood
    }
    if var mask = text.after("DeviceInfo: type:0x") ?? text.after(" internal type: 0x") {
      guard let bits = UInt32(mask.takeWord().string, radix: 16) else {
        return .failed("the type is no number")
      }
      guard let sink = AndroidSink.mask(bits), sink.type != nil else {
        return .noise("a device of the phone's own")
      }
      dump.line = dump.line ?? line
      return dumped(sink, mask.after("addr:")?.trimmed, trace).device == nil
        ? .noise(Self.nameless) : .understood
    }
    return .foreign
  }

  package mutating func resume(_ line: LogLine, into trace: TraceBuilder) -> Part {
    guard let open = section else { return .ended(.foreign) }
    let text = line.message.trimmed
    guard line.mayContinue(open.begin) else { return .foreign }
    if text.hasPrefix("- STREAM_") || text.isEmpty {
      section = nil
      return .ended(.noise("a stream without its devices"))
    }
    guard var rest = text.after("Devices: ") else { return .more }
    section = nil
    var patterns: [EndpointPattern] = []
    while true {
      rest.takeSpaces()
      let word = rest.takeWord()
      if word.isEmpty { break }
      if let sink = AndroidSink.named(word) { patterns.append(dumped(sink, nil, trace)) }
      if rest.take("(") { _ = rest.take(upTo: ")") }
    }
    switch open.stream {
    case .voice: dump.voice = patterns
    case .media: dump.media = patterns
    }
    dump.line = dump.line ?? line
    return .last(.understood)
  }

  /// Tells the route at the dump: the voice's in a call's mode, else the media's.
  mutating func tellDump(_ trace: TraceBuilder) {
    guard var line = dump.line else { return }
    line.time = latest ?? line.time
    for (slot, profile) in dump.devices.prefix(Self.mostDevices) {
      ensure(slot, profile, line, trace)
    }
    let voice = dump.communication.map { [$0] } ?? dump.voice
    let isMedia = dump.mode == .normal && !(dump.media ?? []).isEmpty
    var evidence = Evidence(.observed)
    evidence.audioMode = dump.mode
    if let chosen = isMedia ? dump.media : voice, !chosen.isEmpty {
      evidence.output = .oneOf(chosen)
    }
    if let state = dump.link, let headset = dump.headset {
      evidence.links = [LinkClaim(device: headset, state: state)]
    }
    if evidence == Evidence(.observed) { return }
    var note = "at the moment of the dump"
    if isMedia, let port = voice?.first?.port { note += "; a call would sound from \(port.name)" }
    trace.add(evidence, at: line, note: note)
  }

  /// The port of a sink in a dump, whose logs are still to come.
  private mutating func dumped(
    _ sink: AndroidSink, _ address: LogText?, _ trace: TraceBuilder
  ) -> EndpointPattern {
    let pattern = pattern(sink, address, trace)
    if let slot = pattern.device { dump.devices.append((slot, sink.profile)) }
    return pattern
  }

  private static let mostDevices = 64

  private static func link(_ word: LogText) -> LinkState? {
    switch word {
    case "SCO_STATE_INACTIVE": .off
    case "SCO_STATE_ACTIVATE_REQ": .requested
    case "SCO_STATE_ACTIVE_INTERNAL", "SCO_STATE_ACTIVE_EXTERNAL": .connected
    case "SCO_STATE_DEACTIVATE_REQ", "SCO_STATE_DEACTIVATING": .connected
    default: nil
    }
  }
}
