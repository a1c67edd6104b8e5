package import RouteModel

/// The whole state: what events said, what the book remembers, and the route that follows.
package struct MachineState: Hashable, Sendable {
  package var world: World
  package var memory: Memory
  /// nil where the book says nothing.
  package var route: Route?

  package init() { self.init(world: World(), memory: Memory(), route: nil) }

  init(world: World, memory: Memory, route: Route?) {
    self.world = world
    self.memory = memory
    self.route = route
  }
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
/// A value; it holds no state of a replay. What a step reads of the book stands in its tables.
package struct Machine: Sendable {
  package let circumstances: Circumstances
  package internal(set) var devices: DeviceTable
  @usableFromInline let tables: Tables

  @inlinable package var book: RuleBook { tables.book }
  @inlinable package var facts: [Fact] { tables.facts }
  @inlinable package var conditions: [CompiledCondition] { tables.conditions }
  @inlinable package var rules: [CompiledRule] { tables.rules }
  /// Whether the book assumes a configured session where a trace never says how it was.
  @inlinable package var assumesSession: Bool { tables.book.assumesSession }

  /// A condition and the places of its facts.
  package struct CompiledCondition: Sendable {
    package let condition: Condition
    package let facts: [Int]
    let readsChoice: Bool
    let test: Tables.Test

    init(_ condition: Condition, facts: [Int]) {
      self.condition = condition
      self.facts = facts
      readsChoice = condition.facts.contains { $0.readsChoice }
      test = facts.first.map { Tables.Test(condition, fact: $0) } ?? .asked
    }
  }

  /// A rule, the places of its conditions, and whether it is stated for this system.
  package struct CompiledRule: Sendable {
    package let rule: Rule
    package let conditions: [Int]
    package let isInScope: Bool

    /// The events after which the rule may change what is remembered.
    var kinds: WordSet<EventKind> {
      switch rule.does {
      case .react(let kinds, _), .follow(let kinds, _): kinds
      default: []
      }
    }
  }

  package init(book: RuleBook, circumstances: Circumstances, devices: DeviceTable = DeviceTable()) {
    self.circumstances = circumstances
    self.devices = devices
    tables = Tables(book: book, circumstances: circumstances)
  }

  package mutating func declare(_ device: Device) { devices.declare(device) }

  func rules(of stage: Stage) -> [Int] { tables.stages[Int(stage.rawValue)] }

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
    var step = Step(
      state: state, verdict: .applied,
      moment: Moment(circumstances: circumstances, world: state.world, memory: state.memory),
      decision: Decision(tables), reactions: [], timers: [])
    advance(&step, by: event)
    return step
  }

  /// The same, from the state of a step of this machine, which becomes the next one: whatever else
  /// it held is forgotten, only its room is used again.
  package func advance(_ step: inout Step, by event: Event) {
    let before = step.state.world
    step.verdict = step.state.world.take(event, devices: devices)
    if !step.verdict.isApplied { step.state.world = before }
    if event.kind == .timerFired, !step.state.memory.isRunning(event.timer) {
      step.verdict = .ignored(.timerNotRunning)
    }
    step.moment.move(from: before, to: step.state, by: event, step.verdict)
    step.reactions.removeAll(keepingCapacity: true)
    step.timers.removeAll(keepingCapacity: true)
    step.decision.forget(tables)
    var admitted: ConditionSet?
    if !step.verdict.isRejected {
      if let timer = event.timer { step.moment.memory.running.remove(timer) }
      admitted = react(&step)
    }
    decide(&step.decision, &step.moment, admitted: admitted)
    step.state.memory = step.moment.memory
    step.state.route = step.decision.route
  }
}

/// Facts and conditions at a moment.
extension Machine {
  /// Reads all facts; those that read the choice are none until there is one.
  func read(_ moment: Moment, into values: inout [Value]) {
    for (place, cell) in tables.cellFacts { values[place] = Value(bits: moment.memory[cell]) }
    for fact in tables.askedFacts { values[fact.place] = fact.ask(moment) }
    for place in tables.choiceFacts { values[place] = .none }
  }

  func read(_ facts: [Int], _ moment: Moment, into values: inout [Value]) {
    for place in facts { values[place] = tables.readings[place].value(moment) }
  }

  /// Tests conditions over the values of their facts.
  func test(_ places: some Sequence<Int>, _ values: [Value], into holding: inout ConditionSet) {
    let tests = tables.tests
    for place in places { holding[place] = holds(tests[place], place, values) }
  }

  @inline(__always)
  private func holds(_ test: Tables.Test, _ place: Int, _ values: [Value]) -> Bool {
    switch test {
    case .isOneOf(let fact, let low, let others):
      let bits = values[fact].bits
      return bits < 64 ? low & (1 &<< bits) != 0 : others
    case .asked:
      let condition = tables.conditions[place]
      return condition.condition.holds(condition.facts.map { values[$0] })
    }
  }

  /// Whether a rule's conditions hold at this very moment of a step.
  @inline(__always)  // a call would copy the moment for each rule
  func holdsNow(_ place: Int, _ step: inout Step) -> Bool {
    for number in tables.conditionsOfRules[place] {
      switch tables.tests[number] {
      case .isOneOf(let fact, let low, let others):
        let bits: UInt64
        switch tables.readings[fact] {
        case .cell(let cell): bits = step.moment.memory[cell]
        case .moment(let ask): bits = ask(step.moment).bits
        }
        guard bits < 64 ? low & (1 &<< bits) != 0 : others else { return false }
      case .asked:
        guard tables.conditions[number].condition.holds(at: step.moment) else { return false }
      }
    }
    return true
  }
}

extension Tables.Test {
  /// The test of a condition by the bits of its fact, where its values say all.
  init(_ condition: Condition, fact: Int) {
    let values: Set<Value>
    let isExcluding: Bool
    switch condition.test {
    case .isOneOf(let allowed): (values, isExcluding) = (allowed, false)
    case .isNoneOf(let excluded): (values, isExcluding) = (excluded, true)
    case .holds:
      self = .asked
      return
    }
    guard values.allSatisfy({ $0.bits < 64 }) else {
      self = .asked
      return
    }
    let low = values.reduce(UInt64(0)) { $0 | 1 &<< $1.bits }
    self = .isOneOf(fact: fact, low: isExcluding ? ~low : low, others: isExcluding)
  }
}
