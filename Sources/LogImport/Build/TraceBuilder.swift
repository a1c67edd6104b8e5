package import RouteModel
internal import TraceLog

/// Turns what families read into traces.
///
/// A family names devices and calls as the log does; slots, declarations, times and pseudonyms are
/// this builder's. What a trace holds is written when it ends, or when it has grown long.
package final class TraceBuilder {
  /// Entries that are held back, so that what is learnt late can still be put in its place.
  private static let longest = 65_536
  /// Milliseconds without a line of ours after which a new trace begins: a night.
  package static let longSilence: Int64 = 6 * 3_600_000

  /// A place in the trace that can be filled in later.
  package struct Mark: Hashable, Sendable { fileprivate var number: Int }

  private struct Entry {
    var line: Line
    var time: Int64?
    var topic: Int
    var call: String?
    var claims: [CallStatement] = []
    var mark: Int?
  }

  private let options: ImportOptions
  private let stem: String
  private let pseudonyms: Pseudonyms
  private let sink: ([UInt8]) -> Void

  private var said = Said()
  private var entries: [Entry] = []
  private var shelf = DeviceShelf()
  private var connectedDevices: [DeviceSlot] = []
  private var names = NameTable()
  private var topic = 0
  private var marks = 0
  /// What is known of the trace whose header is written; nil before.
  private var written: Written?
  package private(set) var traces: [ImportedTrace] = []
  private var lastTime: Int64?

  /// What the log says of the phone and the app that it comes from.
  private struct Said {
    var platform: Platform?
    var os: OSVersion?
    var model: String?
    var policy: String?
    var library: String?
    var usesCallKit = false
    var began: String?
    var family: (name: String, platform: Platform)?
  }

  private struct Written {
    var origin: Int64?
    var t: Int64 = 0
    var held = 0
  }

  init(
    options: ImportOptions, stem: String, pseudonyms: Pseudonyms,
    sink: @escaping ([UInt8]) -> Void
  ) {
    self.options = options
    self.stem = stem
    self.pseudonyms = pseudonyms
    self.sink = sink
  }

  // MARK: What the log says of itself

  /// The first statement holds: a log comes from one phone.
  package func state(platform: Platform) { said.platform = said.platform ?? platform }

  package func state(os: OSVersion) { said.os = said.os ?? os }

  package func state(model: String) { said.model = said.model ?? model }

  /// The rule book of what speaks in the log, such as Telecom's.
  package func state(policy: String) { said.policy = said.policy ?? policy }

  /// The SDK whose device picker speaks in the log.
  package func state(library: String) { said.library = said.library ?? library }

  package func stateCallKit() { said.usesCallKit = true }

  /// The trace's platform, as far as it is known by now.
  package var platform: Platform? { options.platform ?? said.platform ?? said.family?.platform }

  // MARK: Devices

  /// The slot of a device that a line shows; nil where the trace can hold no more devices.
  package func device(_ sighting: Sighting) -> DeviceSlot? { shelf.slot(sighting) }

  /// The device of a name that an earlier line gave.
  package func device(named name: String) -> DeviceSlot? { shelf.slot(named: name) }

  /// What a slot stands for, as it is known by now.
  package func device(_ slot: DeviceSlot) -> Device? { shelf.device(slot) }

  /// Oldest first.
  package var connected: [DeviceSlot] { connectedDevices }

  package func isConnected(_ slot: DeviceSlot) -> Bool { connectedDevices.contains(slot) }

  /// Makes sure that a device that is in use is connected, by an event that is marked as assumed.
  package func assumeConnected(_ slot: DeviceSlot, at line: LogLine) {
    guard !isConnected(slot) else { return }
    add(
      .device(.deviceConnected, slot), at: line, assumed: true,
      note: "the log does not show when it connected")
  }

  // MARK: Lines

  /// Adds an event, and what is stated of the moment after it.
  package func add(
    _ event: Event, call: String? = nil, evidence: [Evidence] = [], at line: LogLine,
    assumed: Bool = false, note: String? = nil
  ) {
    follow(event)
    append(entry(.event(event), evidence, line, call: call, assumed: assumed, note: note))
  }

  /// Adds what is stated of a moment.
  package func add(
    _ evidence: [Evidence], calls: [CallStatement] = [], at line: LogLine, note: String? = nil
  ) {
    var entry = entry(.evidence, evidence, line, call: nil, assumed: false, note: note)
    entry.claims = calls
    append(entry)
  }

  package func add(_ evidence: Evidence, at line: LogLine, note: String? = nil) {
    add([evidence], at: line, note: note)
  }

  /// Adds that events are missing.
  package func addGap(lost: Int? = nil, why: String, at line: LogLine) {
    append(
      entry(.gap(Gap(lost: lost, why: why)), [], line, call: nil, assumed: false, note: nil))
  }

  /// Keeps a place for an event that is known to have happened, and is not yet known in full.
  package func reserve(at line: LogLine) -> Mark {
    marks += 1
    var entry = entry(.note, [], line, call: nil, assumed: false, note: nil)
    entry.mark = marks
    append(entry)
    return Mark(number: marks)
  }

  /// Adds an event at a place that was kept; at the end where the place is written already.
  package func add(
    _ event: Event, at mark: Mark, of line: LogLine, assumed: Bool = false, note: String? = nil
  ) {
    follow(event)
    let place = entries.lastIndex { $0.mark == mark.number } ?? entries.endIndex
    var entry = entry(.event(event), [], line, call: nil, assumed: assumed, note: note)
    if place < entries.endIndex {
      entry.topic = entries[place].topic
      entry.time = entries[place].time
    }
    entries.insert(entry, at: place)
  }

  /// A part of a dump begins whose times start anew; the parts are merged by time.
  package func beginTopic() { topic += 1 }

  /// A string of the open kinds: the name of a function, an error, an app.
  package func symbol(_ text: String) -> Symbol? {
    names.intern(String(text.unicodeScalars.prefix(200).filter { !Self.isControl($0) }))
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  private func follow(_ event: Event) {
    guard let device = event.device else { return }
    switch event.kind {
    case .deviceConnected:
      if !isConnected(device) { connectedDevices.append(device) }
    case .deviceDisconnected:
      if event.profiles == nil { connectedDevices.removeAll { $0 == device } }
    default: break
    }
  }

  private func entry(
    _ content: Content, _ evidence: [Evidence], _ source: LogLine, call: String?, assumed: Bool,
    note: String?
  ) -> Entry {
    var line = Line(content, number: 0)
    line.sourceLine = source.number
    line.evidence = evidence.sorted { $0.column.rawValue < $1.column.rawValue }
    line.assumed = assumed
    line.note = note
    return Entry(line: line, time: source.time, topic: topic, call: call)
  }

  private func append(_ entry: Entry) {
    if entries.count >= Self.longest { flush() }
    entries.append(entry)
  }

  // MARK: The driver's

  /// Takes note of which family reads a line, and when it was said.
  func speak(family: String, _ platform: Platform, at time: Int64?) {
    said.family = said.family ?? (family, platform)
    if let time { lastTime = max(time, lastTime ?? time) }
  }

  func state(began: String?) { said.began = said.began ?? began }

  /// Whether a line comes so late that it begins a new trace.
  func isLongSilence(before time: Int64?) -> Bool {
    guard topic == 0, let time, let lastTime else { return false }
    return time - lastTime > Self.longSilence
  }

  var isEmpty: Bool { entries.isEmpty && written == nil }

  /// Writes the trace to its end; what comes after begins another.
  func endTrace() {
    flush()
    said.began = nil
    said.policy = nil
    said.library = nil
    said.usesCallKit = false
    shelf = DeviceShelf()
    connectedDevices = []
    names = NameTable()
    topic = 0
    written = nil
    lastTime = nil
  }

  // MARK: Writing

  private func flush() {
    entries.removeAll { $0.mark != nil }
    guard !entries.isEmpty else { return }
    order()
    let declarations = shelf.declare(in: &names, pseudonyms)
    var state = written ?? begin(declarations)
    if written != nil {
      for declaration in declarations { write(Line(.device(declaration))) }
    }
    for entry in entries { write(entry, &state) }
    entries.removeAll(keepingCapacity: true)
    written = state
  }

  /// Gives every entry a time that is never less than the one before it in its topic, and merges
  /// topics by it, stably.
  private func order() {
    var last = written?.origin.map { $0 + (written?.t ?? 0) }
    var current = entries[0].topic
    var isHeld = false
    for place in entries.indices {
      if entries[place].topic != current {
        current = entries[place].topic
        last = nil
        isHeld = false
      }
      guard let time = entries[place].time else {
        entries[place].time = last
        continue
      }
      if let before = last, time < before {
        entries[place].time = before
        if !isHeld { hold(place) }
        isHeld = true
      } else {
        last = time
        isHeld = false
      }
    }
    guard current > 0 else { return }
    let placed = entries.enumerated().sorted { left, right in
      (left.element.time ?? .min, left.offset) < (right.element.time ?? .min, right.offset)
    }
    entries = placed.map(\.element)
  }

  private func hold(_ place: Int) {
    let words = "the log's times run backwards here; its order is kept, and the time held"
    entries[place].line.note = entries[place].line.note.map { "\($0); \(words)" } ?? words
  }

  private func begin(_ declarations: [DeviceDeclaration]) -> Written {
    let platform = platform ?? .ios
    var header = Header(
      id: traces.isEmpty ? stem : "\(stem)-\(traces.count + 1)",
      circumstances: Circumstances(platform: platform, os: options.os ?? said.os))
    header.policy = options.policy ?? said.policy ?? options.defaultPolicy(platform)
    header.circumstances.appUsesCallKit = said.usesCallKit
    header.host.model = options.model ?? said.model
    header.circumstances.hasReceiver = options.hasReceiver ?? platform.hasReceiver
    header.circumstances.vendor = options.vendor.flatMap(symbol)
    header.app.library = said.library
    header.devices = declarations
    header.imported = true
    header.began = said.began
    header.source = [options.sourceName]
    let times = entries.compactMap(\.time)
    if times.isEmpty { header.clock = .order }
    write(Line(.header(header)))
    traces.append(
      ImportedTrace(
        id: header.id, platform: platform.name, policy: header.policy,
        family: said.family?.name ?? ""))
    return Written(origin: times.first)
  }

  private func write(_ entry: Entry, _ state: inout Written) {
    var line = entry.line
    if let time = entry.time {
      let origin = state.origin ?? time
      state.origin = origin
      let t = min(max(time - origin, state.t), Limits.milliseconds)
      line.hasTime = true
      line.t = t
      state.t = t
    }
    let fitting = Fitting(names: names)
    var ended: CallSlot?
    if case .event(var event) = line.content {
      if let call = entry.call {
        guard let slot = names.mention(call: call) else { return lose() }
        event.call = slot
        if event.kind == .callEnded { ended = slot }
      }
      if let fitted = fitting.event(event) {
        line.content = .event(fitted)
      } else {
        lose()
        line.content = .evidence
      }
    }
    if !entry.claims.isEmpty, !line.evidence.isEmpty {
      line.evidence[0].calls = entry.claims.compactMap { claim in
        names.mention(call: claim.call).map { CallClaim(call: $0, state: claim.state) }
      }
    }
    line.evidence = line.evidence.compactMap(fitting.evidence)
    if line.content == .evidence, line.evidence.isEmpty { return }
    traces[traces.count - 1].count(line)
    write(line)
    if let ended { names.free(ended) }
  }

  private func write(_ line: Line) { sink(TraceWriter.bytes(of: line, names: names)) }

  private func lose() { traces[traces.count - 1].lost += 1 }
}

/// What a log says of where a call stands; a nil state says that it has ended.
package struct CallStatement: Hashable, Sendable {
  /// The call, as the log names it.
  package var call: String
  package var state: CallState?

  package init(_ call: String, _ state: CallState?) {
    self.call = call
    self.state = state
  }
}

extension Event {
  /// An event of a device.
  package static func device(
    _ kind: EventKind, _ device: DeviceSlot, _ profile: Profile? = nil
  ) -> Event {
    var event = Event(kind)
    event.device = device
    event.profile = profile
    return event
  }

  /// An event that names a port, or none.
  package static func port(_ kind: EventKind, _ port: EndpointPattern?, by: Actor? = nil) -> Event {
    var event = Event(kind)
    event.port = port.map { .some($0) } ?? PortArgument.none
    event.by = by
    return event
  }
}
