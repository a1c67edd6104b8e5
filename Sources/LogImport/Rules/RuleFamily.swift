internal import RouteModel
internal import TraceLog

/// The family that a file of rules describes.
struct RuleFamily: LogFamily {
  static let name = "rules"
  static let summary = "a user's own rules"
  static let platform = Platform.android
  static let triggers: [String] = []

  private let book: LineRules

  init(_ book: LineRules) { self.book = book }

  /// A family without rules; that of a file is made with them.
  init() { self.init(LineRules.none) }

  mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    for rule in book.rules where fits(rule, line) {
      guard line.message.count <= LineRules.longestMessage else {
        return .failed("longer than the \(LineRules.longestMessage) bytes that rules read")
      }
      switch rule.pattern.match(line.message) {
      case .none: continue
      case .tooLong: return .failed("the pattern takes more than \(Pattern.mostSteps) steps")
      case .match(let groups):
        switch rule.meaning {
        case .noise(let kind): return .noise(kind)
        case .line(let template): return tell(rule, template, groups, line, trace)
        }
      }
    }
    return .foreign
  }

  private func fits(_ rule: LineRules.Rule, _ line: LogLine) -> Bool {
    if let tag = rule.tag, line.tag.string != tag { return false }
    return LogText(line.tag.rawBytes + [0x0A] + line.message.rawBytes).string.contains(rule.literal)
  }

  private func tell(
    _ rule: LineRules.Rule, _ template: JSONTemplate, _ groups: [String: LogText], _ line: LogLine,
    _ trace: TraceBuilder
  ) -> Reading {
    var unknown: String?
    let text = template.text { group in
      guard let found = groups[group] else { return nil }
      guard let words = rule.words[group] else { return JSONTemplate(string: found.string) }
      if words[found.string] == nil { unknown = found.string }
      return words[found.string]
    }
    guard let text else {
      return .failed(
        unknown.map { "the rule has no word for \"\($0)\"" } ?? "a group of the pattern is empty")
    }
    let parsed: (line: Line, names: NameTable)
    switch RuleLine.read(text, rule.device, book.platform) {
    case .success(let found): parsed = found
    case .failure(let error): return .failed("no line of a trace: \(error.why)")
    }
    var slot: DeviceSlot?
    if let device = rule.device {
      slot = trace.device(
        Sighting(
          device.type, address: device.address.flatMap { groups[$0]?.string },
          name: device.name.flatMap { groups[$0]?.string }))
    }
    RuleLine(names: parsed.names, slot: slot).tell(parsed.line, at: line, into: trace)
    return .understood
  }
}

/// A line that a rule gives: read as a line of a trace, and told with the builder's own slots.
struct RuleLine {
  let names: NameTable
  let slot: DeviceSlot?

  struct Problem: Error { var why: String }

  /// Reads a line's JSON as it would stand in a trace that declares `device`.
  static func read(
    _ text: String, _ device: LineRules.RuleDevice?, _ platform: Platform
  ) -> Result<(line: Line, names: NameTable), Problem> {
    let devices = device.map { ",\"devices\":{\"device\":{\"type\":\"\($0.type.name)\"}}" } ?? ""
    let header =
      "{\"trace\":1,\"id\":\"rules\",\"platform\":\"\(platform.name)\",\"imported\":true\(devices)}"
    var reader = TraceReader(file: "", source: MemorySource(header + "\n" + text + "\n"))
    while let reading = reader.next() {
      switch reading {
      case .failure(let error): return .failure(Problem(why: error.message))
      case .line(let line):
        switch line.content {
        case .event, .evidence: return .success((line, reader.names))
        default: continue
        }
      }
    }
    return .failure(Problem(why: "it holds neither an event nor evidence"))
  }

  /// What is wrong with a rule's line; nil where that depends on the log.
  ///
  /// Each of its words is tried, once; a group without words may be anything.
  static func problem(
    of rule: LineRules.Rule, _ template: JSONTemplate, _ platform: Platform
  ) -> String? {
    let groups = template.groups
    guard groups.allSatisfy({ rule.words[$0] != nil }) else { return nil }
    let words = rule.words.mapValues { $0.sorted { $0.key < $1.key }.map(\.value) }
    let most = groups.map { words[$0]?.count ?? 0 }.max() ?? 1
    for turn in 0..<max(1, most) {
      let text = template.text { group in
        words[group].flatMap { $0.isEmpty ? nil : $0[turn % $0.count] }
      }
      guard let text else { return "a group inside a string stands for a string" }
      if case .failure(let problem) = read(text, rule.device, platform) { return problem.why }
    }
    return nil
  }

  func tell(_ line: Line, at source: LogLine, into trace: TraceBuilder) {
    let evidence = line.evidence.map { moved($0, trace) }
    guard case .event(let event) = line.content else {
      if let slot, !evidence.isEmpty { trace.assumeConnected(slot, at: source) }
      let calls = line.evidence.first?.calls.map {
        CallStatement(names.name(of: $0.call), $0.state)
      }
      return trace.add(evidence, calls: calls ?? [], at: source, note: line.note)
    }
    if let slot, event.kind != .deviceConnected { trace.assumeConnected(slot, at: source) }
    trace.add(
      moved(event, trace), call: event.call.map { names.name(of: $0) }, evidence: evidence,
      at: source, assumed: line.assumed, note: line.note)
  }

  private func moved(_ event: Event, _ trace: TraceBuilder) -> Event {
    var event = event
    event.call = nil
    event.device = event.device.flatMap { _ in slot }
    if case .device = event.place { event.place = slot.map { .device($0) } }
    event.port = moved(event.port)
    event.input = moved(event.input)
    event.output = moved(event.output)
    event.app = moved(event.app, trace)
    event.error = moved(event.error, trace)
    event.function = moved(event.function, trace)
    event.functionArgument = moved(event.functionArgument, trace)
    event.messageArgument = moved(event.messageArgument, trace)
    return event
  }

  private func moved(_ evidence: Evidence, _ trace: TraceBuilder) -> Evidence {
    var evidence = evidence
    evidence.calls = []
    evidence.input = moved(evidence.input)
    evidence.output = moved(evidence.output)
    evidence.available = evidence.available?.map(moved)
    evidence.availableInputs = evidence.availableInputs?.map(moved)
    evidence.selected = moved(evidence.selected)
    evidence.preferredInput = moved(evidence.preferredInput)
    evidence.pending = moved(evidence.pending)
    evidence.links = evidence.links.compactMap { link in
      slot.map { LinkClaim(device: $0, state: link.state) }
    }
    evidence.by = moved(evidence.by, trace)
    evidence.reason = moved(evidence.reason, trace)
    evidence.dataSource = moved(evidence.dataSource, trace)
    return evidence
  }

  private func moved(_ symbol: Symbol?, _ trace: TraceBuilder) -> Symbol? {
    symbol.flatMap { trace.symbol(names.string(of: $0)) }
  }

  private func moved(_ pattern: EndpointPattern) -> EndpointPattern {
    EndpointPattern(
      port: pattern.port, device: pattern.device.flatMap { _ in slot },
      isNegated: pattern.isNegated)
  }

  private func moved(_ argument: PortArgument?) -> PortArgument? {
    guard case .some(.some(let pattern)) = argument else { return argument }
    return .some(moved(pattern))
  }

  private func moved(_ claim: SideClaim) -> SideClaim {
    guard case .oneOf(let patterns) = claim else { return claim }
    return .oneOf(patterns.map(moved))
  }
}
