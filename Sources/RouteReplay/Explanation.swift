package import RouteMachine
package import RouteModel
import TraceLog

/// Why a step came out as it did: all in words, nothing left to look up.
package struct Explanation: Sendable {
  package var line: Int
  /// Milliseconds since the trace's start.
  package var t: Int64
  /// The event of the step; for a line of evidence the last event before it.
  package var event: String
  package var eventLine: Int
  package var verdict: String?
  /// The two sides of the computed route; nil where the book says nothing.
  package var computed: [String]?
  package var columns: [ColumnText]
  package var admitted: [String]
  package var leftOut: [LeftOutText]
  /// The rule that chose; nil where no rule did.
  package var chosen: RuleText?
  package var paired: RuleText?
  package var reactions: [RuleText]
  package var advice: [RuleText]
  package var setBy: [Setter]
  /// The route that was said or wanted, where the computed one is another.
  package var target: ColumnText?
  /// nil where no single rule would have given that route.
  package var whyNot: WhyNotText?
  /// What somebody could have done to get it, tried out on the machine.
  package var remedy: RemedyText?
}

/// What a column says of the two sides.
package struct ColumnText: Hashable, Sendable {
  package var column: Column
  package var input: String?
  package var output: String?
  package var others: [String]
}

/// An endpoint that could not be chosen, and why.
package struct LeftOutText: Hashable, Sendable {
  package var endpoint: String
  package var why: String
}

/// A rule, in words.
package struct RuleText: Hashable, Sendable {
  package var id: String
  package var says: String
  package var sources: [String]
  package var confidence: Confidence
  package var scope: String
  package var quality: Quality?
  /// What a row of advice advises; nil for every other rule.
  package var advice: String?
  package var conditions: [ConditionText]
}

/// A condition of a rule at one moment.
package struct ConditionText: Hashable, Sendable {
  package var name: String
  package var holds: Bool
  package var facts: [FactText]
  package var owner: Owner
}

/// A fact's value at one moment, and what set it.
package struct FactText: Hashable, Sendable {
  package var name: String
  package var value: String
  /// nil: it is so from the start of the trace.
  package var setBy: Setter?
}

/// The line that last changed a fact.
package struct Setter: Hashable, Sendable {
  package var line: Int
  package var event: String
}

/// The nearest rule that would have given the wanted route, in words.
package struct WhyNotText: Sendable {
  package var rule: RuleText
  package var kind: WhyNot.Kind
  package var stoppedBy: [ConditionText]
  package var shadowedBy: String?
  package var isOutOfScope: Bool
  package var route: [String]
}

/// An event that happened, kept until somebody asks for its words.
struct Happened: Sendable {
  var line: Int
  var event: Event
  /// The call's identifier as it was then: its slot may stand for another call later.
  var callName: String?

  init(_ event: Event, line: Int, names: NameTable) {
    self.init(event, line: line, callName: event.call.map { names.name(of: $0) })
  }

  init(_ event: Event, line: Int, callName: String?) {
    self.event = event
    self.line = line
    self.callName = callName
  }

  func text(_ naming: Naming) -> String { naming.event(event, callName: callName) }

  func setter(_ naming: Naming) -> Setter { Setter(line: line, event: text(naming)) }
}

/// Events that would have led to the wanted route, in words.
package struct RemedyText: Hashable, Sendable {
  package var events: [String]
  package var owner: Owner
  /// The rule that would then choose.
  package var rule: String?
  package var route: [String]
}

/// Remembers which event last changed each fact.
struct Blame {
  private var values: [Value] = []
  private var setters: [Happened?] = []
  private var memory = Memory()
  private var cells: [Happened?] = []
  /// Which event brought each connected device, by slot.
  private var devices: [UInt8: Happened] = [:]

  /// Takes the facts and the memory as they are before the first event.
  init(_ step: Step) {
    values = step.decision.values
    memory = step.state.memory
  }

  /// Makes room for who set what, once somebody does: most traces of a corpus are never explained.
  private mutating func makeRoom() {
    guard setters.isEmpty else { return }
    setters = [Happened?](repeating: nil, count: values.count)
    cells = [Happened?](repeating: nil, count: Memory.capacity)
  }

  /// Takes what a step left: its facts' values and the memory.
  mutating func take(
    _ values: [Value], _ memory: Memory, _ verdict: Verdict, _ happened: Happened
  ) {
    makeRoom()
    if verdict.isApplied, happened.event.kind == .deviceConnected { connect(happened) }
    if memory != self.memory {
      for place in cells.indices where memory[place] != self.memory[place] {
        cells[place] = happened
      }
      self.memory = memory
    }
    guard values.count == self.values.count else { return }
    for place in values.indices where values[place] != self.values[place] {
      self.values[place] = values[place]
      setters[place] = happened
    }
  }

  // MARK: Steps worked out before

  /// The facts and cells of which it is not known yet who set them last.
  struct Places {
    fileprivate var facts: [Bool]
    fileprivate var cells = [Bool](repeating: true, count: Memory.capacity)

    init(_ values: [Value]) { facts = [Bool](repeating: true, count: values.count) }
  }

  /// Blames an event for the facts that had other values before it than at the end.
  mutating func set(
    _ open: inout Places, where left: [Value], differs values: [Value], by setter: () -> Happened
  ) {
    guard left.count == values.count, values.count == open.facts.count else { return }
    makeRoom()
    Self.set(&setters, &open.facts, where: { left[$0] != values[$0] }, by: setter)
  }

  /// Blames an event for the cells that held something else before it than at the end.
  mutating func set(
    _ open: inout Places, where left: Memory, differs memory: Memory, by setter: () -> Happened
  ) {
    guard left != memory else { return }
    makeRoom()
    Self.set(&cells, &open.cells, where: { left[$0] != memory[$0] }, by: setter)
  }

  @inline(__always)
  private static func set(
    _ setters: inout [Happened?], _ open: inout [Bool], where differs: (Int) -> Bool,
    by setter: () -> Happened
  ) {
    var happened: Happened?
    for place in open.indices where differs(place) && open[place] {
      let by = happened ?? setter()
      happened = by
      setters[place] = by
      open[place] = false
    }
  }

  /// Takes over what steps ended with; what else differs from before them, the first of them set.
  mutating func end(
    _ open: inout Places, _ values: [Value], _ memory: Memory, first: () -> Happened
  ) {
    set(&open, where: self.values, differs: values, by: first)
    set(&open, where: self.memory, differs: memory, by: first)
    self.values = values
    self.memory = memory
  }

  /// Takes note of who brought a device.
  mutating func connect(_ happened: Happened) {
    if let slot = happened.event.device { devices[slot.number] = happened }
  }

  func setter(of cell: Cell) -> Happened? {
    cells.indices.contains(cell.index) ? cells[cell.index] : nil
  }

  func setter(of device: DeviceSlot) -> Happened? { devices[device.number] }

  func setter(of fact: Int) -> Happened? {
    setters.indices.contains(fact) ? setters[fact] : nil
  }
}

/// Builds explanations from a step.
struct Explainer {
  let machine: Machine
  let naming: Naming
  let blame: Blame

  func rule(_ place: Int, _ decision: Decision) -> RuleText {
    let compiled = machine.rules[place]
    var advice: String?
    if case .advise(let words) = compiled.rule.does { advice = words }
    return RuleText(
      id: compiled.rule.id, says: compiled.rule.says, sources: compiled.rule.sources.map(\.text),
      confidence: compiled.rule.confidence, scope: compiled.rule.scope.text,
      quality: compiled.rule.quality, advice: advice,
      conditions: compiled.conditions.map { condition($0, decision) })
  }

  func condition(_ place: Int, _ decision: Decision) -> ConditionText {
    let compiled = machine.conditions[place]
    return ConditionText(
      name: compiled.condition.name, holds: decision.holds[place],
      facts: compiled.facts.map { fact in
        FactText(
          name: machine.facts[fact].name,
          value: naming.value(decision.values[fact], machine.facts[fact].kind),
          setBy: blame.setter(of: fact)?.setter(naming))
      }, owner: compiled.condition.owner)
  }

  func leftOut(_ decision: Decision) -> [LeftOutText] {
    machine.leftOut(decision).map { left in
      var why = "no rule of this book admits it"
      if let rule = left.rule.map({ machine.rules[$0].rule }) {
        why =
          left.condition.map { "\(rule.id) asks that \(machine.conditions[$0].condition.name)" }
          ?? "\(rule.id): \(rule.says)"
        if left.condition == nil, case .admit = rule.does {
          why = "\(rule.id) is stated for \(rule.scope.text)"
        }
      }
      return LeftOutText(endpoint: naming.endpoint(left.endpoint), why: why)
    }
  }

  /// The nearest rule that would have given a route for which the test holds.
  func whyNot(_ step: Step, accepts: (Route?) -> Bool) -> WhyNotText? {
    machine.whyNot(step.moment, step.decision, accepts: accepts).first.map { text(of: $0, step) }
  }

  /// What somebody could have done to get a route for which the test holds.
  func remedy(_ step: Step, accepts: (Route?) -> Bool) -> RemedyText? {
    machine.remedy(step.state, accepts: accepts).map { remedy in
      RemedyText(
        events: remedy.events.map { event in
          // Who does it is said once, for all of them.
          var event = event
          if event.by == .app { event.by = nil }
          return naming.event(event)
        }, owner: remedy.owner,
        rule: remedy.rule.map { machine.rules[$0].rule.id },
        route: [naming.endpoint(remedy.route?.input), naming.endpoint(remedy.route?.output)])
    }
  }

  private func text(of answer: WhyNot, _ step: Step) -> WhyNotText {
    WhyNotText(
      rule: rule(answer.rule, step.decision), kind: answer.kind,
      stoppedBy: answer.stoppedBy.map { condition($0, step.decision) },
      shadowedBy: answer.shadowedBy.map { machine.rules[$0].rule.id },
      isOutOfScope: answer.isOutOfScope,
      route: [naming.endpoint(answer.route?.input), naming.endpoint(answer.route?.output)])
  }

  /// The lines that last changed what the deciding rule read, the latest first: the facts of its
  /// conditions, what its selector remembered, and the device that it found.
  func setters(_ decision: Decision) -> [Setter] {
    guard let place = decision.chosenBy else { return [] }
    let rule = machine.rules[place]
    var happened = rule.conditions.flatMap { machine.conditions[$0].facts }
      .compactMap { blame.setter(of: $0) }
    if case .choose(let selector) = rule.rule.does {
      happened += selector.cells.compactMap { blame.setter(of: $0) }
    }
    if let device = decision.chosen?.device, let connected = blame.setter(of: device) {
      happened.append(connected)
    }
    let setters = Set(happened.map { $0.setter(naming) })
    return setters.sorted { ($0.line, $0.event) > ($1.line, $1.event) }
  }
}
