import RouteModel

extension Diagram {
  /// The machines in a book's memory: each cell that holds a word, its words as states, and the rules
  /// that move it as edges.
  ///
  /// Read from the rules, not run: an edge leaves every state that the rule's own conditions on the
  /// cell allow. A cell that is cleared after every event is no machine. A book without a cell of words
  /// stands where its endpoints are: what rules set them to are then the states.
  package static func machines(of book: RuleBook) -> [Diagram] {
    let cells = book.cells.filter { !isPassing($0, book) }
    let machines = cells.compactMap { cell in
      if case .word(let words) = cell.kind { machine(cell, words.all, book) } else { nil }
    }.filter { !$0.edges.isEmpty }
    guard machines.isEmpty else { return machines }
    return cells.filter { $0.kind == .endpoint }.map { places(of: $0, book) }
      .filter { !$0.edges.isEmpty }
  }

  private static let unset = "unset"
  private static let anywhere = "any"

  private static func machine(_ cell: Cell, _ words: [String], _ book: RuleBook) -> Diagram {
    let states =
      [State(name: unset, meaning: "before anything set it, or cleared")]
      + words.map { State(name: $0, meaning: "\(cell.name): \($0)") }
    var diagram = Diagram(name: identifier(cell.name), states: states, moves: [])
    for rule in book.rules {
      guard let bits = target(of: rule, cell), bits < states.count else { continue }
      for place in states.indices where place != bits && allows(rule, cell, place) {
        diagram.move(states[place].name, rule.id, states[bits].name)
      }
    }
    diagram.states.removeAll { state in
      !diagram.edges.contains { $0.from == state.name && $0.to != unset || $0.to == state.name }
        && state.name != unset
    }
    diagram.edges.removeAll { edge in !diagram.states.contains { $0.name == edge.from } }
    return diagram
  }

  // MARK: Cells that hold endpoints

  /// Where an endpoint cell's value comes from, and the ports that it can then have; nil = any.
  private struct Place: Hashable {
    var name: String
    var ports: [Port]?
  }

  private static func places(of cell: Cell, _ book: RuleBook) -> Diagram {
    var places = [Place(name: unset)]
    var moves: [(rule: Rule, to: [Place])] = []
    for rule in book.rules {
      guard let targets = targets(of: rule, cell), !targets.isEmpty else { continue }
      moves.append((rule, targets))
      for place in targets where !places.contains(place) { places.append(place) }
    }
    let states = places.map { place in
      State(
        name: place.name,
        meaning: place.name == unset ? "nothing set it, or cleared" : "\(cell.name): \(place.name)")
    }
    var diagram = Diagram(name: identifier(cell.name), states: states, moves: [])
    for (rule, targets) in moves {
      for target in targets {
        let others = places.filter { $0 != target }
        let from = others.filter { allows(rule, cell, $0) }
        // One arrow says it where the rule asks for nothing of the cell.
        let names = from.count == others.count && from.count > 1 ? [anywhere] : from.map(\.name)
        for name in names { diagram.move(name, rule.id, target.name) }
      }
    }
    if diagram.edges.contains(where: { $0.from == anywhere }) {
      diagram.states.insert(State(name: anywhere, meaning: "whatever it was before"), at: 0)
    }
    return diagram
  }

  /// What a rule may leave in the cell; nil where it does not touch it.
  private static func targets(of rule: Rule, _ cell: Cell) -> [Place]? {
    effects(of: rule).reduce(nil) { result, effect in
      switch effect {
      case .set(cell, let operand): targets(of: operand, cell)
      case .clear(cell): [Place(name: unset)]
      default: result
      }
    }
  }

  private static func targets(of operand: Operand, _ cell: Cell) -> [Place] {
    switch operand {
    case .constant(let value):
      [value.endpoint.map { Place(name: $0.port.name, ports: [$0.port]) } ?? Place(name: unset)]
    case .eventEndpoint(let side): [Place(name: "the event's \(side.name)")]
    case .samePortOnEventDevice: [Place(name: "the same port of the event's device")]
    case .routeBefore: [Place(name: "the route before")]
    case .copy(let other): other == cell ? [] : [Place(name: other.name)]
    case .selected(let selector): targets(of: selector, cell)
    case .eventActor, .eventDevice, .devices, .deviceOf: []
    }
  }

  private static func targets(of selector: Selector, _ cell: Cell) -> [Place] {
    switch selector {
    case .firstOf(let selectors): selectors.flatMap { targets(of: $0, cell) }
    case .builtIn(let port): [Place(name: selector.name, ports: [port])]
    case .newest(let kind), .oldest(let kind), .newestOutside(_, let kind):
      [Place(name: selector.name, ports: kind.ports)]
    case .remembered(cell): []
    default: [Place(name: selector.name)]
    }
  }

  /// Whether a rule's own conditions on the cell's port may hold there.
  private static func allows(_ rule: Rule, _ cell: Cell, _ place: Place) -> Bool {
    rule.when.allSatisfy { condition in
      guard condition.facts.map(\.name) == [Fact.portNow(cell).name] else { return true }
      if place.name == unset { return condition.holds([.none]) }
      return place.ports?.contains { condition.holds([Value($0)]) } ?? true
    }
  }

  private mutating func move(_ from: String, _ rule: String, _ to: String) {
    if let place = edges.firstIndex(where: { $0.from == from && $0.to == to }) {
      edges[place].rules.append(rule)
    } else {
      edges.append(Edge(from: from, events: [], to: to, rules: [rule]))
    }
  }

  private static func effects(of rule: Rule) -> [Effect] {
    switch rule.does {
    case .react(_, let effects), .follow(_, let effects): effects
    default: []
    }
  }

  /// The word, by its place among the states, that the rule leaves in the cell.
  private static func target(of rule: Rule, _ cell: Cell) -> Int? {
    effects(of: rule).reduce(nil) { result, effect in
      switch effect {
      case .set(cell, .constant(let value)): Int(clamping: value.bits)
      case .clear(cell): 0
      default: result
      }
    }
  }

  private static func allows(_ rule: Rule, _ cell: Cell, _ place: Int) -> Bool {
    rule.when.allSatisfy { condition in
      guard condition.facts.map(\.name) == [cell.name] else { return true }
      return condition.holds([Value(bits: UInt64(place))])
    }
  }

  private static func isPassing(_ cell: Cell, _ book: RuleBook) -> Bool {
    book.rules.contains { rule in
      rule.stage == .consequence && rule.when.isEmpty && effects(of: rule).contains(.clear(cell))
    }
  }

  private static func identifier(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
