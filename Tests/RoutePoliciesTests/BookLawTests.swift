import RouteMachine
import RouteModel
import RoutePolicies
import TestSupport
import Testing

/// What must hold of every rule book, whatever it says.
@Suite struct BookLawTests {
  static let names = Policies.withVariants.map(\.name)

  private func book(_ name: String) throws -> RuleBook { try #require(Policies.named(name)) }

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
  }

  @Test(arguments: names)
  func rulesHaveUniqueNamesSentencesAndSources(name: String) throws {
    let rules = try book(name).rules
    #expect(Set(rules.map(\.id)).count == rules.count)
    for rule in rules {
      #expect(!rule.says.isEmpty && !rule.sources.isEmpty, "\(rule.id)")
      #expect(rule.sources.allSatisfy { !$0.text.isEmpty }, "\(rule.id)")
      #expect(
        rule.id.allSatisfy { $0.isLowercase || $0.isNumber || "-./".contains($0) }, "\(rule.id)")
    }
  }

  /// Conditions and facts are found by name: the same name must be the same thing.
  @Test(arguments: names)
  func theSameConditionNameIsTheSameTest(name: String) throws {
    var conditions: [String: Condition] = [:]
    for condition in try book(name).rules.flatMap(\.when) {
      guard let known = conditions[condition.name] else {
        conditions[condition.name] = condition
        continue
      }
      #expect(known.facts.map(\.name) == condition.facts.map(\.name), "\(condition.name)")
      switch (known.test, condition.test) {
      case (.isOneOf(let one), .isOneOf(let other)), (.isNoneOf(let one), .isNoneOf(let other)):
        #expect(one == other, "\(condition.name)")
      case (.holds, .holds): break
      default: Issue.record("\(condition.name) is tested in two ways")
      }
    }
  }

  @Test(arguments: names)
  func theSameFactNameIsTheSameFact(name: String) throws {
    var facts: [String: Fact] = [:]
    for fact in try book(name).rules.flatMap(\.when).flatMap(\.facts) {
      if let known = facts[fact.name] {
        #expect(known.kind == fact.kind && known.owner == fact.owner, "\(fact.name)")
        #expect(known.setBy == fact.setBy, "\(fact.name)")
      }
      facts[fact.name] = fact
    }
  }

  /// A variant changes something: each rule that it names stands in its book.
  @Test func variantsChangeRulesThatThereAre() throws {
    for book in Policies.all {
      #expect(Set(book.variants.map(\.name)).count == book.variants.count)
      for variant in book.variants {
        #expect(!variant.says.isEmpty && !variant.sources.isEmpty && !variant.changes.isEmpty)
        for change in variant.changes {
          let id =
            switch change {
            case .leaveOut(let id), .replace(let id, _), .insert(_, let id): id
            }
          #expect(book.rules.contains { $0.id == id }, "\(book.name)+\(variant.name): \(id)")
        }
        let changed = try #require(Policies.named("\(book.name)+\(variant.name)"))
        #expect(changed.rules.map(\.id) != book.rules.map(\.id))
      }
    }
  }

  @Test func anUnknownVariantSaysTheNearest() {
    #expect(Policies.named("ios+speaker-last") == nil)
    #expect(
      Policies.unknown("ios+speaker-last")
        == "unknown policy \"ios+speaker-last\"; did you mean \"ios+speaker-lasts\"?")
    #expect(Policies.named("ios+speaker-lasts+speaker-lasts") == nil)
    #expect(
      Policies.named("ios+speaker-lasts+automatic-is-bluetooth")?.name
        == "ios+speaker-lasts+automatic-is-bluetooth")
  }

  @Test(arguments: names)
  func cellsFitTheMemory(name: String) throws {
    let cells = try book(name).cells
    #expect(Set(cells.map(\.index)).count == cells.count)
    #expect(Set(cells.map(\.name)).count == cells.count)
    #expect(cells.allSatisfy { (0..<Memory.capacity).contains($0.index) })
  }

  @Test(arguments: names)
  func effectsUseDeclaredCells(name: String) throws {
    let book = try book(name)
    for rule in book.rules {
      guard let (kinds, effects) = changes(rule) else { continue }
      #expect(!kinds.isEmpty, "\(rule.id)")
      for effect in effects {
        switch effect {
        case .set(let cell, _), .clear(let cell), .add(let cell, _), .remove(let cell, _),
          .count(let cell):
          #expect(book.cells.contains(cell), "\(rule.id): \(cell.name)")
        case .start(_, let milliseconds): #expect(milliseconds > 0, "\(rule.id)")
        case .cancel: break
        }
      }
    }
  }

  private func changes(_ rule: Rule) -> (WordSet<EventKind>, [Effect])? {
    switch rule.does {
    case .react(let kinds, let effects), .follow(let kinds, let effects): (kinds, effects)
    default: nil
    }
  }

  @Test(arguments: names)
  func theSameEventsGiveTheSameSteps(name: String) throws {
    let book = try book(name)
    func run() -> [MachineState] {
      var generator = EventGenerator(seed: 77)
      let platform = book.platforms.members.first ?? .ios
      let machine = Machine(
        book: book, circumstances: Circumstances(platform: platform), devices: generator.table)
      var state = machine.begin(MachineState()).state
      return (0..<1000).map { _ in
        state = machine.advanced(state, by: generator.event()).state
        return state
      }
    }
    let isSame = run() == run()
    #expect(isSame)
  }
}
