import RouteModel

/// Numbers the facts and conditions of rules, and takes the rules apart into tables.
struct TablesBuilder {
  private let circumstances: Circumstances
  private(set) var facts: [Fact] = []
  private(set) var conditions: [Machine.CompiledCondition] = []
  private(set) var rules: [Machine.CompiledRule] = []
  private(set) var actions: [Tables.Action] = []
  private(set) var finders: [Tables.Finder] = []
  private(set) var changes: [Tables.Change] = []
  private(set) var orders: [[Port]] = []
  private var factPlaces: [String: Int] = [:]
  private var conditionPlaces: [String: Int] = [:]

  init(circumstances: Circumstances) { self.circumstances = circumstances }

  mutating func add(_ rule: Rule) {
    let places = rule.when.map { place(of: $0) }
    rules.append(
      Machine.CompiledRule(
        rule: rule, conditions: places, isInScope: rule.scope.covers(circumstances)))
    actions.append(action(of: rule))
  }

  private mutating func place(of condition: Condition) -> Int {
    if let place = conditionPlaces[condition.name] { return place }
    let factsOfThis = condition.facts.map { fact in
      if let place = factPlaces[fact.name] { return place }
      factPlaces[fact.name] = facts.count
      facts.append(fact)
      return facts.count - 1
    }
    conditionPlaces[condition.name] = conditions.count
    conditions.append(Machine.CompiledCondition(condition, facts: factsOfThis))
    return conditions.count - 1
  }

  /// What rules ask before anything is chosen, each fact and condition once.
  func asked(by places: [Int]) -> Tables.Asked {
    let conditions = Set(places.flatMap { rules[$0].conditions }).sorted()
    let facts = Set(conditions.flatMap { self.conditions[$0].facts })
    return Tables.Asked(
      facts: facts.filter { !self.facts[$0].readsChoice }.sorted(), conditions: conditions)
  }

  private mutating func action(of rule: Rule) -> Tables.Action {
    switch rule.does {
    case .admit(let kind): .admit(kind.scope)
    case .leaveOut(let kind): .leaveOut(kind.scope)
    case .leaveOutRemembered(let cell): .leaveOutRemembered(cell.index)
    case .choose(let selector): .choose(add(selector))
    case .saysNothing: .saysNothing
    case .pair(let input, let output): .pair(input: add(input), output: add(output))
    case .advise: .advise
    case .react(_, let effects), .follow(_, let effects): .change(add(effects))
    }
  }

  private mutating func add(_ effects: [Effect]) -> Range<Int> {
    let changes = effects.map { change(of: $0) }
    self.changes += changes
    return self.changes.count - changes.count..<self.changes.count
  }

  private mutating func change(of effect: Effect) -> Tables.Change {
    switch effect {
    case .set(let cell, let operand): .set(cell.index, term(of: operand))
    case .clear(let cell): .set(cell.index, .constant(.none))
    case .add(let cell, let operand): .add(cell.index, term(of: operand))
    case .remove(let cell, let operand): .remove(cell.index, term(of: operand))
    case .count(let cell): .count(cell.index)
    case .start(let timer, let milliseconds): .start(timer, milliseconds: milliseconds)
    case .cancel(let timer): .cancel(timer)
    }
  }

  private mutating func term(of operand: Operand) -> Tables.Term {
    switch operand {
    case .constant(let value): .constant(value)
    case .eventEndpoint(let side): .eventEndpoint(side)
    case .eventActor: .eventActor
    case .samePortOnEventDevice(let cell): .samePortOnEventDevice(cell.index)
    case .eventDevice: .eventDevice
    case .devices(let kind): .devices(kind.scope)
    case .routeBefore: .routeBefore
    case .selected(let selector): .found(add(selector))
    case .copy(let cell): .copy(cell.index)
    case .deviceOf(let cell): .deviceOf(cell.index)
    }
  }

  private mutating func add(_ selector: Selector) -> Range<Int> {
    let finders = finders(of: selector)
    self.finders += finders
    return self.finders.count - finders.count..<self.finders.count
  }

  private mutating func finders(of selector: Selector) -> [Tables.Finder] {
    switch selector {
    case .none: []
    case .chosen: [.chosen]
    case .builtIn(let port): [.builtIn(port)]
    case .newest(let kind): [of(.all, kind)]
    case .preferred(let order, let classes):
      preferred(order).compactMap { classes[$0] }.flatMap { [of(.all, $0), .ofHost($0.scope)] }
    case .oldest(let kind): [of(.oldestFirst, kind)]
    case .newestOutside(let cell, let kind): [of(.outside(cell.index), kind)]
    case .eventDevice(let kind): [of(.named, kind)]
    case .remembered(let cell): [.known(.remembered(cell.index))]
    case .rememberedDevice(let cell, let kind): [of(.remembered(cell.index), kind)]
    case .rememberedRoute(let cell, let side): [.known(.rememberedRoute(cell.index, side))]
    case .preferredInput: [.known(.preferredInput)]
    case .selected(let side): [.known(.selected(side))]
    case .answering(let kind): [of(.answering, kind)]
    case .activeDevice(let profile, let kind): [of(.active(profile), kind)]
    case .linked(let profile, let kind): [of(.linked(profile), kind)]
    case .requested(let actor): [.known(.requested(actor))]
    case .sameDevice(let ports): [.ofChosenDevice(PortSet(ports), order: order(ports))]
    case .before(let side): [.known(.before(side))]
    case .firstOf(let selectors): selectors.flatMap { finders(of: $0) }
    }
  }

  private mutating func of(_ devices: Tables.Devices, _ kind: EndpointClass) -> Tables.Finder {
    .ofDevice(devices, kind.scope, order: order(kind.ports))
  }

  private mutating func order(_ ports: [Port]) -> Int {
    if let known = orders.firstIndex(of: ports) { return known }
    orders.append(ports)
    return orders.count - 1
  }

  /// The app's order, then the rest of the given one.
  private func preferred(_ order: [PickerDevice]) -> [PickerDevice] {
    let configured = circumstances.preferredDevices
    return configured + order.filter { !configured.contains($0) }
  }
}
