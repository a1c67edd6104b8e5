import RouteMachine
import RouteModel
import RoutePolicies
import TraceLog

/// A line whose `expect` is to be written anew.
package struct AcceptedLine: Hashable, Sendable {
  package var line: Int
  /// The event; nil on a line of evidence.
  package var event: String?
  /// What was expected, in words; nil where nothing was.
  package var before: String?
  package var after: String
  /// The line's new bytes, without its newline.
  package var bytes: [UInt8]
}

/// Why a file is left as it is.
package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  package var message: String

  package var description: String { message }

  package init(_ message: String) { self.message = message }
}

/// Works out what a file's expectations would be if what the rules give were right.
///
/// Pure: bytes in, bytes out. Only the facts that an expectation names are written, and only where
/// they differ. Traces with `xfail` keep their expectations: those say what would be right.
package struct Acceptance: Sendable {
  package private(set) var lines: [AcceptedLine] = []
  package private(set) var traces = 0
  /// The identifiers of traces that are left alone because they are known to fail.
  package private(set) var expectedFailures: [String] = []
  /// Lines whose expectation differs and cannot be written, each with the reason.
  package private(set) var undecided: [String] = []

  private let writesAll: Bool
  private let file: String

  /// Reads a file's bytes; throws where the file must not be changed.
  package init(file: String, bytes: [UInt8], all: Bool) throws(Refusal) {
    self.file = file
    writesAll = all
    var reader = TraceReader(file: file, source: MemorySource(bytes))
    var player: TracePlayer?
    while let reading = reader.next() {
      switch reading {
      case .failure(let error): throw Refusal(error.description)
      case .line(let line):
        if case .header(let header) = line.content { player = try begin(header, line, reader) }
        try Self.refuseRecorded(line, file)
        guard var running = player else { continue }
        player = nil
        _ = running.take(line, names: reader.names)
        try take(line, running, reader)
        player = running
      }
    }
  }

  /// The file with the new lines; every other line keeps its bytes.
  package func bytes(of file: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = lines[...]
    let old = file.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in old.enumerated() {
      if index > 0 { result.append(0x0A) }
      if rest.first?.line == index + 1, let new = rest.popFirst() {
        result += new.bytes
        if line.last == 0x0D { result.append(0x0D) }
      } else {
        result += line
      }
    }
    return result
  }

  private static func refuseRecorded(_ line: Line, _ file: String) throws(Refusal) {
    var isSealed = false
    if case .end = line.content { isSealed = true }
    if line.seq != nil || line.sum != nil || isSealed {
      throw Refusal("\(file):\(line.number): a recorded log is evidence and is not changed")
    }
  }

  private mutating func begin(
    _ header: Header, _ line: Line, _ reader: TraceReader
  ) throws(Refusal) -> TracePlayer? {
    traces += 1
    let place = "\(file):\(line.number)"
    let platform = header.circumstances.platform
    if header.xfail != nil {
      expectedFailures.append(header.id)
      return nil
    }
    guard let name = header.policy ?? Policies.default(for: platform)?.name else {
      throw Refusal("\(place): no policy, and there is no default for \(platform.name)")
    }
    guard let book = Policies.named(name) else {
      throw Refusal("\(place): \(Policies.unknown(name))")
    }
    guard book.serves(platform) else {
      throw Refusal("\(place): \(name) does not serve \(platform.name)")
    }
    return TracePlayer(
      header: header, book: book, file: file, line: line.number)
  }

  private mutating func take(
    _ line: Line, _ player: TracePlayer, _ reader: TraceReader
  ) throws(Refusal) {
    let place = line.evidence.firstIndex { $0.column == .expect }
    let before = place.map { line.evidence[$0] }
    let comparer = Comparer(machine: player.machine, naming: Naming(reader.names))
    guard let after = comparer.accepted(before, line, player.current, all: writesAll) else {
      return
    }
    let left = comparer.others(after, player.current).differences.map(\.fact)
    if !left.isEmpty {
      undecided.append(
        "\(file):\(line.number): \(left.joined(separator: ", ")) differs and cannot be written")
    }
    guard after != before else { return }
    guard player.isCertain else {
      undecided.append("\(file):\(line.number): a gap in the log leaves the route open")
      return
    }
    guard line.unknownKeys.isEmpty else {
      throw Refusal(
        "\(file):\(line.number): a newer version of the format; writing would lose "
          + line.unknownKeys.joined(separator: ", "))
    }
    var new = line
    if let place { new.evidence[place] = after } else { new.evidence.insert(after, at: 0) }
    let bytes = TraceWriter.bytes(of: new, names: reader.names)
    guard bytes.count <= Limits.lineBytes else {
      throw Refusal("\(file):\(line.number): the new line would be too long")
    }
    var event: String?
    if case .event(let happened) = line.content { event = Naming(reader.names).event(happened) }
    lines.append(
      AcceptedLine(
        line: line.number, event: event, before: before.map(comparer.words),
        after: comparer.words(after), bytes: bytes))
  }
}

extension Comparer {
  /// An expectation with what differs replaced by what was computed; nil where there is none.
  ///
  /// With `all` an event's line expects the whole computed route, named exactly.
  fileprivate func accepted(
    _ expect: Evidence?, _ line: Line, _ step: Step, all: Bool
  ) -> Evidence? {
    let route = step.state.route
    var isEvent = false
    if case .event = line.content { isEvent = true }
    let isWhole = all && isEvent && (expect != nil || route != nil)
    guard var new = expect ?? (isWhole ? Evidence(.expect) : nil) else { return nil }
    if isWhole || !new.input.accepts(route?.input) { new.input = .exactly(route?.input) }
    if isWhole || !new.output.accepts(route?.output) { new.output = .exactly(route?.output) }
    let differing = Set(others(new, step).differences.map(\.fact))
    let world = step.state.world
    let admitted = step.decision.admitted
    func ports(_ set: PortSet) -> [EndpointPattern] {
      admitted.filter { set.contains($0.port) }.map { EndpointPattern($0) }
    }
    func port(_ endpoint: Endpoint?) -> PortArgument {
      endpoint.map { .some(EndpointPattern($0)) } ?? PortArgument.none
    }
    for fact in differing {
      switch fact {
      case "available": new.available = ports(.outputs)
      case "availableInputs": new.availableInputs = ports(.inputs)
      case "selected": new.selected = port(selected(step.state))
      case "pending": new.pending = port(pending(step.state))
      case "muted": new.muted = muted(step.state)
      case "preferredInput": new.preferredInput = port(world.session.preferredInput)
      case "links":
        new.links = new.links.map {
          LinkClaim(device: $0.device, state: link($0.device, step.state))
        }
      case "calls":
        new.calls = new.calls.map {
          CallClaim(call: $0.call, state: world.calls.call($0.call)?.state)
        }
      case "session": new.session = standing(step)
      case "category": new.category = world.session.category ?? new.category
      case "mode": new.mode = world.session.mode
      case "options": new.options = world.session.options
      case "audioMode": new.audioMode = world.android.mode
      case "focus": new.focus = world.android.focus
      default: break
      }
    }
    return new
  }

  /// An expectation as one short line.
  fileprivate func words(_ evidence: Evidence) -> String {
    var parts: [String] = []
    if evidence.input != .anything { parts.append("in \(naming.claim(evidence.input))") }
    if evidence.output != .anything { parts.append("out \(naming.claim(evidence.output))") }
    func add(_ fact: String, _ text: String?) { if let text { parts.append("\(fact) \(text)") } }
    func list(_ ports: [EndpointPattern]?) -> String? {
      ports.map { $0.isEmpty ? "none" : $0.map(naming.pattern).joined(separator: ", ") }
    }
    add("available", list(evidence.available))
    add("availableInputs", list(evidence.availableInputs))
    add("selected", evidence.selected.map(naming.port))
    add("preferredInput", evidence.preferredInput.map(naming.port))
    for link in evidence.links { add(naming.device(link.device), link.state.name) }
    for call in evidence.calls { add(naming.call(call.call), call.state?.name ?? "ended") }
    add("session", evidence.session?.name)
    add("category", evidence.category?.name)
    add("mode", evidence.mode?.name)
    add("options", evidence.options.map { naming.list($0) })
    add("audioMode", evidence.audioMode?.name)
    add("focus", evidence.focus?.name)
    return parts.joined(separator: ", ")
  }
}

extension SideClaim {
  /// The claim that only this endpoint fulfils; null where there is none.
  fileprivate static func exactly(_ endpoint: Endpoint?) -> SideClaim {
    endpoint.map { .oneOf([EndpointPattern($0)]) } ?? .nothing
  }
}
