internal import RouteModel

/// A device as the pickers of Android's SDKs know it: a kind, of which each has at most one.
enum PickerKind: Hashable {
  case speaker
  case earpiece
  case wired
  case bluetooth

  var port: Port {
    switch self {
    case .speaker: .builtInSpeaker
    case .earpiece: .builtInReceiver
    case .wired: .headphones
    case .bluetooth: .bluetoothHFP
    }
  }

  /// The word that the format has for the argument of a picker's function.
  var argument: ArgumentWord {
    switch self {
    case .speaker: .speakerphone
    case .earpiece: .earpiece
    case .wired: .wiredHeadset
    case .bluetooth: .bluetoothHeadset
    }
  }
}

/// What the logs of SDKs' pickers share: devices that are known by their kind, functions that the app
/// calls, links, and what the picker says it selected, which is only ever claimed.
struct PickerLog {
  let sdk: String

  private(set) var wired: DeviceSlot?
  private(set) var bluetooth: DeviceSlot?
  private var link = LinkState.off
  private var isStarted = false
  private var lastClaim: Claim?

  struct Claim: Equatable {
    var selected: PickerKind?
    var available: [PickerKind]?
    /// A person's standing choice; nil where the line does not say.
    var chosen: PickerKind??
  }

  static let unseen = "the log does not show when it connected"

  init(sdk: String) { self.sdk = sdk }

  // MARK: Functions

  /// Makes sure that the picker was started, which many logs leave out.
  mutating func start(_ line: LogLine, _ trace: TraceBuilder, isSeen: Bool = false) {
    trace.state(library: sdk)
    if isStarted { return }
    isStarted = true
    var event = Event(.libraryCall)
    event.function = trace.symbol(PickerFunction.start.name)
    trace.add(
      event, at: line, assumed: !isSeen,
      note: isSeen ? nil : "the picker speaks, so it was started")
  }

  mutating func call(
    _ function: PickerFunction, _ kind: PickerKind? = nil, _ line: LogLine,
    _ trace: TraceBuilder, note: String? = nil
  ) {
    if function == .start { return start(line, trace, isSeen: true) }
    start(line, trace)
    call(function.name, kind?.argument.name, line, trace, note: note)
    if function == .stop { isStarted = false }
  }

  /// A step of the picker's own, under its own name.
  func call(
    _ function: String, _ argument: String?, _ line: LogLine, _ trace: TraceBuilder,
    note: String? = nil
  ) {
    var event = Event(.libraryCall)
    event.function = trace.symbol(function)
    event.functionArgument = argument.flatMap(trace.symbol)
    trace.add(event, at: line, note: note)
  }

  // MARK: Devices

  /// Whether a device was there before the line that shows it, or came with it.
  enum Arrival { case before, now }

  mutating func connect(
    _ kind: PickerKind, _ arrival: Arrival, _ line: LogLine, _ trace: TraceBuilder,
    name: String? = nil, hasMicrophone: Bool = false, note: String? = nil
  ) {
    let slot: DeviceSlot?
    switch kind {
    case .wired:
      slot = trace.device(
        Sighting(hasMicrophone ? .wiredHeadset : .wiredHeadphones, hasMicrophone: hasMicrophone))
      wired = slot
    case .bluetooth:
      slot = trace.device(Sighting(.bluetooth, name: name))
      bluetooth = slot
    case .speaker, .earpiece: return
    }
    guard let slot, !trace.isConnected(slot) else { return }
    trace.add(
      .device(.deviceConnected, slot), at: line, assumed: arrival == .before,
      note: arrival == .before ? Self.unseen : note)
  }

  mutating func disconnect(
    _ kind: PickerKind, _ line: LogLine, _ trace: TraceBuilder, name: String? = nil,
    note: String? = nil
  ) {
    let named = name.flatMap { trace.device(named: $0) }
    guard let slot = kind == .wired ? wired : named ?? bluetooth, trace.isConnected(slot) else {
      return
    }
    if kind == .bluetooth, slot == bluetooth { link = .off }
    trace.add(.device(.deviceDisconnected, slot), at: line, note: note)
    if kind == .wired { wired = nil } else if slot == bluetooth { bluetooth = nil }
  }

  /// The state of the SCO link, which comes from a broadcast that names no device.
  mutating func link(
    _ state: LinkState, _ line: LogLine, _ trace: TraceBuilder, by: Actor? = nil,
    note: String? = nil
  ) {
    guard state != link else { return }
    if bluetooth == nil { connect(.bluetooth, .before, line, trace) }
    guard let bluetooth else { return }
    link = state
    let kind: EventKind
    switch state {
    case .requested, .connecting: kind = .linkRequested
    case .connected: kind = .linkConnected
    case .failed: kind = .linkFailed
    case .off: kind = .linkDisconnected
    }
    var event = Event.device(kind, bluetooth, .hfp)
    event.by = by
    trace.add(event, at: line, note: note)
  }

  var linkState: LinkState { link }

  // MARK: Claims

  /// Tells what the picker says, unless it has said so last.
  mutating func claim(_ claim: Claim, _ line: LogLine, _ trace: TraceBuilder) {
    start(line, trace)
    for kind in (claim.available ?? []) + [claim.selected].compactMap({ $0 }) {
      let isThere = kind == .wired ? wired != nil : kind == .bluetooth ? bluetooth != nil : true
      if !isThere { connect(kind, .before, line, trace) }
    }
    if claim == lastClaim { return }
    lastClaim = claim
    var evidence = Evidence(.claimed)
    if let selected = claim.selected { evidence.output = .oneOf(patterns(selected)) }
    evidence.available = claim.available?.flatMap { patterns($0).prefix(1) }
    if let chosen = claim.chosen {
      let pattern = chosen.flatMap { patterns($0).first }
      evidence.selected = pattern.map { .some($0) } ?? PortArgument.none
    }
    evidence.by = trace.symbol(sdk)
    trace.add(evidence, at: line)
  }

  private func patterns(_ kind: PickerKind) -> [EndpointPattern] {
    switch kind {
    case .bluetooth: [EndpointPattern(port: .bluetoothHFP, device: bluetooth)]
    // A picker's wired headset may be at the USB port.
    case .wired: [EndpointPattern(port: .headphones), EndpointPattern(port: .usbAudio)]
    case .speaker, .earpiece: [EndpointPattern(port: kind.port)]
    }
  }
}
