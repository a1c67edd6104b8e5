import RouteModel

extension Diagram {
  /// The machines in a book's memory: each cell that holds a word, its words as states, and the rules
  /// that move it as edges.
  ///
  /// Read from the rules, not run: an edge leaves every state that the rule's own conditions on the
  /// cell allow. A cell that is cleared after every event is no machine.
  package static func machines(of book: RuleBook) -> [Diagram] {
    book.cells.compactMap { cell in
      guard case .word(let words) = cell.kind, !isPassing(cell, book) else { return nil }
      return machine(cell, words, book)
    }.filter { !$0.edges.isEmpty }
  }

  private static let unset = "unset"

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
