internal import RouteMachine
internal import RouteModel
internal import TraceLog

/// Runs the state machine beside the recording, on the writer's thread.
///
/// Judges `observed` as a replay does: a difference that is put right within the book's settling
/// time is none, one episode is reported once, and nothing is said where a gap leaves the computed
/// route open.
struct Watcher {
  private var teller: Teller
  private let pseudonyms: Pseudonyms
  private var machine: Machine
  private let circumstances: Circumstances
  private var current: Step
  private var unknown = Unknown()
  private var deadlines: [Timer: Int64] = [:]
  /// Where the difference began that is not settled yet.
  private var pending: (divergence: RouteDivergence, time: Int64)?
  private var isDiffering = false
  private let start: Int64
  private let report: @Sendable (RouteDivergence) -> Void

  init?(_ options: RecorderOptions, _ pseudonyms: Pseudonyms, start: Int64) {
    guard let book = options.rules, let report = options.onDivergence,
      book.serves(options.platform.word)
    else { return nil }
    self.report = report
    self.pseudonyms = pseudonyms
    self.start = start
    circumstances = options.circumstances
    teller = Teller(pseudonyms)
    machine = Machine(book: book, circumstances: circumstances)
    current = machine.begin(MachineState())
  }

  /// The next time at which something happens though nothing was recorded.
  func due(at now: Int64) -> Int64? {
    let settled = pending.map { $0.time + machine.book.settlingTime + 1 }
    return ([settled] + deadlines.values.map { $0 }).compactMap { $0 }.min().map {
      max(0, $0 - now)
    }
  }

  mutating func take(_ record: Record) {
    advance(to: record.time)
    if record.lostBefore > 0 { unknown = machine.unknownAfterGap() }
    guard let lines = teller.tell(record) else {
      startAnew()
      return
    }
    for line in lines {
      switch line.content {
      case .device(let declaration): machine.declare(declaration.device)
      case .event(let event): advance(event, at: record.time)
      case .gap: unknown = machine.unknownAfterGap()
      default: break
      }
      for evidence in line.evidence where evidence.column == .observed {
        judge(evidence, at: record.time)
      }
      teller.forget(line)
    }
  }

  /// Lets timers run out, and a difference become a divergence.
  mutating func advance(to now: Int64) {
    while let next = deadlines.min(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    ), next.value <= now {
      deadlines[next.key] = nil
      var event = Event(.timerFired)
      event.timer = next.key
      advance(event, at: next.value)
    }
    expire(at: now)
  }

  private mutating func advance(_ event: Event, at time: Int64) {
    expire(at: time)
    current = machine.advanced(current.state, by: event)
    machine.settle(&unknown, by: event)
    for request in current.timers {
      switch request {
      case .start(let timer, let milliseconds): deadlines[timer] = time + milliseconds
      case .cancel(let timer): deadlines[timer] = nil
      }
    }
  }

  private mutating func judge(_ evidence: Evidence, at time: Int64) {
    guard evidence.hasRoute, let route = current.state.route else { return }
    let agrees = evidence.input.accepts(route.input) && evidence.output.accepts(route.output)
    if agrees {
      unknown = Unknown()
      if let since = pending?.time, time - since > machine.book.settlingTime { settle() }
      pending = nil
      isDiffering = false
      return
    }
    guard machine.isCertain(current.decision, given: unknown), !isDiffering else { return }
    isDiffering = true
    settle()
    let rule = current.decision.chosenBy.map { machine.rules[$0].rule.id }
    pending = (
      RouteDivergence(
        milliseconds: time - start, observed: text(evidence), computed: text(route), rule: rule),
      time
    )
  }

  private mutating func expire(at now: Int64) {
    if let time = pending?.time, now - time > machine.book.settlingTime { settle() }
  }

  private mutating func settle() {
    guard let divergence = pending?.divergence else { return }
    pending = nil
    report(divergence)
  }

  /// Begins again where the trace has no more names: nothing is certain then.
  private mutating func startAnew() {
    settle()
    teller = Teller(pseudonyms)
    machine = Machine(book: machine.book, circumstances: circumstances)
    current = machine.begin(MachineState())
    deadlines = [:]
    isDiffering = false
    unknown = machine.unknownAfterGap()
  }

  private func text(_ evidence: Evidence) -> String {
    "\(text(evidence.input)) → \(text(evidence.output))"
  }

  private func text(_ side: SideClaim) -> String {
    switch side {
    case .anything: "?"
    case .nothing: "none"
    case .oneOf(let patterns): patterns.map(text).joined(separator: " or ")
    }
  }

  private func text(_ route: Route) -> String {
    func side(_ endpoint: Endpoint?) -> String {
      endpoint.map { text(EndpointPattern($0)) } ?? "none"
    }
    return "\(side(route.input)) → \(side(route.output))"
  }

  private func text(_ pattern: EndpointPattern) -> String {
    (pattern.port?.name ?? "") + (pattern.device.map { "@\(teller.names.name(of: $0))" } ?? "")
  }
}
