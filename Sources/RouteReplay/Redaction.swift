import RouteMachine
import RouteModel
import RoutePolicies
import TraceLog

/// A trace without what tells who recorded it, and the proof that it replays as before.
///
/// Pure: bytes in, bytes out. Devices, calls and apps get pseudonyms by the order in which the file
/// first mentions them, the same in all of its traces. Lines keep their numbers: a note that goes
/// leaves an empty one behind.
package struct Redaction: Sendable {
  /// The new file.
  package private(set) var bytes: [UInt8] = []
  package private(set) var traces = 0
  package private(set) var lines = 0
  /// Replayed steps that were found to be the same, all books together.
  package private(set) var provenSteps = 0
  /// The books under which they were.
  package private(set) var provenBooks: [String] = []
  package private(set) var pseudonyms = RedactedNames()

  private let keepsNotes: Bool

  /// Redacts a file's bytes; throws where they cannot be read, or are no ordinary trace.
  package init(file: String, bytes old: [UInt8], keepsNotes: Bool) throws(Refusal) {
    self.keepsNotes = keepsNotes
    var reader = TraceReader(file: file, source: MemorySource(old))
    var next = 1
    while let reading = reader.next() {
      switch reading {
      case .failure(let error): throw Refusal(error.description)
      case .line(let line):
        let place = "\(file):\(line.number)"
        if line.seq != nil || line.sum != nil || line.content.isSeal {
          throw Refusal("\(place): a recorded log vouches for its own bytes; adopt it first")
        }
        guard line.unknownKeys.isEmpty else {
          let words = line.unknownKeys.joined(separator: ", ")
          throw Refusal("\(place): not known here, so not redacted: \(words)")
        }
        // Blank lines count.
        for _ in next..<max(next, line.number) { bytes.append(0x0A) }
        next = line.number + 1
        take(line, reader.names)
      }
    }
  }

  /// Proves that every step gives the same under the traces' own books and all others that serve
  /// them; throws where one does not.
  package mutating func prove(file: String, before old: [UInt8]) throws(Refusal) {
    let books = [nil] + Policies.all.map { Optional($0.name) }
    for book in books {
      let before = ReplayMarks(file: file, bytes: old, policy: book)
      let after = ReplayMarks(file: file, bytes: bytes, policy: book)
      if let place = before.firstDifference(from: after) {
        throw Refusal(
          "\(file): not written: under \(book ?? "its own book") it would not replay as before, "
            + "first at \(place)")
      }
      provenSteps += before.steps.count
      if let book, !before.steps.isEmpty { provenBooks.append(book) }
    }
  }

  private mutating func take(_ old: Line, _ oldNames: NameTable) {
    var line = old
    var names = oldNames
    lines += 1
    if !keepsNotes {
      line.extras = []
      if case .note = line.content, line.evidence.isEmpty {
        line.note = ""
      } else {
        line.note = nil
      }
    }
    line.content = redacted(line.content, &names)
    line.evidence = line.evidence.map { redacted($0, &names) }
    let renamed = names.renamed(
      device: { pseudonyms.devices[$0] ?? $0 }, call: { pseudonyms.call($0) })
    bytes += TraceWriter.bytes(of: line, names: renamed)
    bytes.append(0x0A)
  }

  private mutating func redacted(_ content: Content, _ names: inout NameTable) -> Content {
    switch content {
    case .header(let header):
      traces += 1
      return .header(redacted(header))
    case .device(let declaration): return .device(pseudonyms.device(declaration))
    case .event(let event): return .event(redacted(event, &names))
    case .gap(let gap): return .gap(Gap(lost: gap.lost, why: keepsNotes ? gap.why : nil))
    case .evidence, .note, .end, .unknown: return content
    }
  }

  private mutating func redacted(_ old: Header) -> Header {
    var header = old
    header.devices = header.devices.map { pseudonyms.device($0) }
    header.app.preferredDevices = header.app.preferredDevices.map { pseudonyms.known($0) }
    if !keepsNotes {
      header.title = nil
      header.source = []
      if let xfail = header.xfail { header.xfail = Expected(why: "redacted", cause: xfail.cause) }
    }
    return header
  }

  private mutating func redacted(_ old: Event, _ names: inout NameTable) -> Event {
    var event = old
    if let app = event.app {
      let name = pseudonyms.app(names.string(of: app))
      event.app = names.intern(name) ?? app
    }
    event.functionArgument = known(event.functionArgument, &names)
    event.messageArgument = known(event.messageArgument, &names)
    return event
  }

  private func redacted(_ old: Evidence, _ names: inout NameTable) -> Evidence {
    var evidence = old
    evidence.dataSource = known(evidence.dataSource, &names)
    return evidence
  }

  /// A text that is a name which has a pseudonym becomes that.
  private func known(_ symbol: Symbol?, _ names: inout NameTable) -> Symbol? {
    guard let symbol else { return nil }
    return names.intern(pseudonyms.known(names.string(of: symbol))) ?? symbol
  }
}

/// Which name stands for which.
package struct RedactedNames: Sendable {
  /// By what the devices were called.
  fileprivate private(set) var devices: [String: String] = [:]
  private var deviceNames: [String: String] = [:]
  private var calls: [String: String] = [:]
  private var apps: [String: String] = [:]

  package var counts: (devices: Int, calls: Int, apps: Int) {
    (devices.count, calls.count, apps.count)
  }

  fileprivate mutating func device(_ old: DeviceDeclaration) -> DeviceDeclaration {
    var declaration = old
    let id = devices[old.id] ?? "device-\(devices.count + 1)"
    devices[old.id] = id
    declaration.id = id
    if let name = old.name {
      deviceNames[name] = id
      declaration.name = id
    }
    return declaration
  }

  fileprivate mutating func call(_ id: String) -> String {
    let name = calls[id] ?? "call-\(calls.count + 1)"
    calls[id] = name
    return name
  }

  fileprivate mutating func app(_ name: String) -> String {
    let new = apps[name] ?? "app-\(apps.count + 1)"
    apps[name] = new
    return new
  }

  /// The pseudonym of a text that is the name of a device, a call or an app; else the text.
  fileprivate func known(_ text: String) -> String {
    devices[text] ?? deviceNames[text] ?? calls[text] ?? apps[text] ?? text
  }
}

/// What a replay gave, step by step, without any names.
private struct ReplayMarks {
  struct Mark: Hashable {
    var line: Int
    var t: Int64
    var event: EventKind?
    var verdict: Verdict
    var route: Route?
    var rules: [Int]
    var findings: [FindingKind]
    var isCertain: Bool
  }

  struct Outcomes: Hashable {
    var line: Int
    var outcome: Outcome
    var counts: [Int]
    var judged: Int
    var firstWrong: Int?
  }

  private(set) var steps: [Mark] = []
  private var results: [Outcomes] = []

  init(file: String, bytes: [UInt8], policy: String?) {
    var options = ReplayOptions()
    options.policy = policy
    var run = ReplayRun(options)
    var reader = TraceReader(file: file, source: MemorySource(bytes))
    var steps: [Mark] = []
    var results: [Outcomes] = []
    run.replay(
      &reader,
      onStep: { played, player, _ in
        steps.append(
          Mark(
            line: played.line, t: played.t, event: played.event?.kind,
            verdict: played.step.verdict, route: played.step.state.route,
            rules: played.step.reactions + played.step.decision.fired, findings: played.findings,
            isCertain: player.isCertain))
      },
      onResult: { result in
        results.append(
          Outcomes(
            line: result.line, outcome: result.outcome, counts: result.counts,
            judged: result.judged, firstWrong: result.firstWrong?.line))
      })
    self.steps = steps
    self.results = results
  }

  /// Where two replays differ first; nil where they are the same.
  func firstDifference(from other: ReplayMarks) -> String? {
    for (step, next) in zip(steps, other.steps) where step != next { return "line \(step.line)" }
    if steps.count != other.steps.count { return "its end" }
    if results != other.results { return "its result" }
    return nil
  }
}

extension Content {
  /// Whether the line seals a recorded log.
  var isSeal: Bool {
    if case .end = self { return true }
    return false
  }
}
