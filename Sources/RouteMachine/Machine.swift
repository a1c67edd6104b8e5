package import RouteModel

/// The whole state: what events said, what the book remembers, and the route that follows.
package struct MachineState: Hashable, Sendable {
  package var world = World()
  package var memory = Memory()
  /// nil where the book says nothing.
  package var route: Route?

  package init() {}
}

/// What a book asks the driver to do about a timer; the driver alone holds deadlines.
package enum TimerRequest: Hashable, Sendable {
  case start(Timer, milliseconds: Int64)
  case cancel(Timer)
}

/// One step: the state after an event, what became of the event, and which rules spoke.
package struct Step: Sendable {
  package var state: MachineState
  package var verdict: Verdict
  package var moment: Moment
  package var decision: Decision
  /// The reactions that fired, as places in the book's rules.
  package var reactions: [Int]
  package var timers: [TimerRequest]
}

/// A rule book made ready for one trace's circumstances.
///
/// A value; it holds no state of a replay.
/// Conditions are compiled from the rules' lists of names, each evaluated once a stage; the rules
/// stand in the book's order, sorted into stages here.
package struct Machine: Sendable {
  package let book: RuleBook
  package let circumstances: Circumstances
  package internal(set) var devices: DeviceTable
  package let facts: [Fact]
  package let conditions: [CompiledCondition]
  package let rules: [CompiledRule]
  let stages: [[Int]]
  /// The events to which any reaction is stated.
  let reactingKinds: WordSet<EventKind>

  /// A condition and the places of its facts.
  package struct CompiledCondition: Sendable {
    package let condition: Condition
    package let facts: [Int]
    let readsChoice: Bool
    /// Where one fact with small values decides: the values that satisfy, one bit each.
    private let only: (fact: Int, satisfying: UInt64)?

    init(_ condition: Condition, facts: [Int]) {
      self.condition = condition
      self.facts = facts
      readsChoice = condition.facts.contains { $0.readsChoice }
      only = facts.first.flatMap { fact in
        condition.satisfyingBits.map { (fact, $0) }
      }
    }

    /// Whether the condition holds, given the values of all facts.
    func holds(_ values: [Value]) -> Bool {
      if let only, values[only.fact].bits < 64 {
        return only.satisfying & (1 << values[only.fact].bits) != 0
      }
      return condition.holds(facts.map { values[$0] })
    }
  }

  /// A rule, the places of its conditions, and whether it is stated for this system.
  package struct CompiledRule: Sendable {
    package let rule: Rule
    package let conditions: [Int]
    package let isInScope: Bool
  }

  package init(book: RuleBook, circumstances: Circumstances, devices: DeviceTable = DeviceTable()) {
    self.book = book
    self.circumstances = circumstances
    self.devices = devices
    var facts: [Fact] = []
    var factPlaces: [String: Int] = [:]
    var conditions: [CompiledCondition] = []
    var conditionPlaces: [String: Int] = [:]
    var stages = [[Int]](repeating: [], count: Stage.allCases.count)
    var rules: [CompiledRule] = []
    for rule in book.rules {
      let places = rule.when.map { condition in
        if let place = conditionPlaces[condition.name] { return place }
        let factsOfThis = condition.facts.map { fact in
          if let place = factPlaces[fact.name] { return place }
          factPlaces[fact.name] = facts.count
          facts.append(fact)
          return facts.count - 1
        }
        conditionPlaces[condition.name] = conditions.count
        conditions.append(CompiledCondition(condition, facts: factsOfThis))
        return conditions.count - 1
      }
      stages[Int(rule.stage.rawValue)].append(rules.count)
      rules.append(
        CompiledRule(
          rule: rule, conditions: places, isInScope: rule.scope.covers(circumstances)))
    }
    self.facts = facts
    self.conditions = conditions
    self.rules = rules
    self.stages = stages
    reactingKinds = rules.reduce([]) { kinds, compiled in
      switch compiled.rule.does {
      case .react(let more, _), .follow(let more, _): return kinds.union(more)
      default: return kinds
      }
    }
  }

  package mutating func declare(_ device: Device) { devices.declare(device) }

  func rules(of stage: Stage) -> [Int] { stages[Int(stage.rawValue)] }

  /// The moment before the first event, and what the book says of it.
  package func begin(_ state: MachineState) -> Step {
    let moment = Moment(
      circumstances: circumstances, world: state.world, memory: state.memory)
    let decision = decide(moment)
    var next = state
    next.route = decision.route
    return Step(
      state: next, verdict: .applied, moment: moment, decision: decision, reactions: [],
      timers: [])
  }

  /// The one function that everything else stands on: pure and total.
  ///
  /// The world moves; conditions are evaluated over the world and memory before and the world after;
  /// every reaction that matches fires, in the book's order; then the decision is taken.
  package func advanced(_ state: MachineState, by event: Event) -> Step {
    var (world, verdict) = state.world.advanced(by: event, devices: devices)
    if event.kind == .timerFired, event.timer.map({ !state.memory.running.contains($0) }) ?? true {
      verdict = .ignored(.timerNotRunning)
    }
    var moment = Moment(circumstances: circumstances, world: world, memory: state.memory)
    moment.before = state.world
    moment.routeBefore = state.route
    moment.event = event
    moment.verdict = verdict
    var next = state
    next.world = world
    var fired: [Int] = []
    var timers: [TimerRequest] = []
    if !verdict.isRejected {
      if let timer = event.timer { moment.memory.running.remove(timer) }
      (fired, timers) = react(&moment)
    }
    let decision = decide(moment)
    next.memory = moment.memory
    next.route = decision.route
    return Step(
      state: next, verdict: verdict, moment: moment, decision: decision, reactions: fired,
      timers: timers)
  }

  /// The values of all facts at a moment; those that read the choice are none until there is one.
  func values(at moment: Moment) -> [Value] {
    facts.map { $0.readsChoice && moment.chosen == nil ? .none : $0.read(moment) }
  }

  func holds(_ values: [Value]) -> [Bool] {
    conditions.map { $0.holds(values) }
  }

  func matches(_ place: Int, _ holds: [Bool]) -> Bool {
    rules[place].isInScope && rules[place].conditions.allSatisfy { holds[$0] }
  }
}
