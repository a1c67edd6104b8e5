import RouteModel

/// A rule book made ready for one trace's circumstances: its rules in the values that a step reads.
///
/// Facts and conditions are numbered. A condition is a bit, a rule the bits that it asks for; what a
/// rule does stands here without the names that only people read.
package final class Tables: Sendable {
  package let book: RuleBook
  package let facts: [Fact]
  package let conditions: [Machine.CompiledCondition]
  package let rules: [Machine.CompiledRule]
  /// The rules of each stage, as places in the book's rules.
  let stages: [[Int]]
  /// Those of them that are stated for this system.
  let asked: [[Int]]

  /// Where each fact is read; then those that stand in a cell, and those for which a function is asked.
  let readings: [Fact.Reading]
  let cellFacts: [(fact: Int, cell: Int)]
  let askedFacts: [AskedFact]
  /// The facts and conditions that have their value once something is chosen.
  let choiceFacts: [Int]
  let choiceConditions: [Int]
  let tests: [Test]
  /// The conditions of each rule: as many words for each as a set of conditions has.
  private let masks: [UInt64]
  let words: Int
  let conditionsOfRules: [[Int]]
  let actions: [Action]
  let finders: [Finder]
  let changes: [Change]
  /// The ports of classes and selectors in their order, where there are several.
  let orders: [[Port]]
  /// What the admission rules ask.
  let admission: Asked
  private let admitting: ConditionSet
  /// Whether an admission rule reads the memory by itself.
  private let admitsByMemory: Bool
  /// What each kind of event makes the reactions ask, by its code.
  let reacting: [Reacting]

  /// A fact for which a function is asked.
  ///
  /// No tuple: a function that stands in one is called by way of another, which copies the moment.
  struct AskedFact {
    var place: Int
    var ask: @Sendable (Moment) -> Value
  }

  /// Facts that can be read before anything is chosen, and the conditions over them.
  struct Asked {
    var facts: [Int] = []
    var conditions: [Int] = []
  }

  /// The rules that an event of one kind may fire.
  struct Reacting {
    var asked = Asked()
    var reactions: [Int] = []
    var consequences: [Int] = []

    var isNothing: Bool { reactions.isEmpty && consequences.isEmpty }
  }

  init(book: RuleBook, circumstances: Circumstances) {
    var builder = TablesBuilder(circumstances: circumstances)
    for rule in book.rules { builder.add(rule) }
    self.book = book
    facts = builder.facts
    conditions = builder.conditions
    rules = builder.rules
    let rules = rules
    stages = Stage.allCases.map { stage in
      rules.indices.filter { rules[$0].rule.stage == stage }
    }
    asked = stages.map { $0.filter { rules[$0].isInScope } }
    readings = facts.map(\.reading)
    cellFacts = readings.enumerated().compactMap { place, reading in
      if case .cell(let cell) = reading { (place, cell) } else { nil }
    }
    askedFacts = readings.enumerated().compactMap { [facts] place, reading in
      guard case .moment(let ask) = reading, !facts[place].readsChoice else { return nil }
      return AskedFact(place: place, ask: ask)
    }
    choiceFacts = facts.indices.filter { [facts] in facts[$0].readsChoice }
    choiceConditions = conditions.indices.filter { [conditions] in conditions[$0].readsChoice }
    tests = conditions.map(\.test)
    let words = (conditions.count + 63) / 64
    self.words = words
    masks = rules.flatMap { ConditionSet($0.conditions, words: words).words }
    conditionsOfRules = rules.map(\.conditions)
    actions = builder.actions
    finders = builder.finders
    changes = builder.changes
    orders = builder.orders
    admission = builder.asked(by: asked[Int(Stage.admission.rawValue)])
    admitting = ConditionSet(admission.conditions, words: words)
    admitsByMemory = actions.contains {
      if case .leaveOutRemembered = $0 { true } else { false }
    }
    let (reactions, consequences) = (
      asked[Int(Stage.reaction.rawValue)], asked[Int(Stage.consequence.rawValue)]
    )
    // Many kinds of events make the same rules ask.
    let kinds = rules.map(\.kinds)
    var known: [[Int]: Asked] = [:]
    reacting = EventKind.allCases.map { [builder] kind in
      let fired = reactions.filter { kinds[$0].contains(kind) }
      let asked = known[fired] ?? builder.asked(by: fired)
      known[fired] = asked
      return Reacting(
        asked: asked, reactions: fired,
        consequences: consequences.filter { kinds[$0].contains(kind) })
    }
  }

  /// Whether the admission rules say the same, whichever of these conditions hold.
  func admitsAlike(_ one: ConditionSet, _ other: ConditionSet) -> Bool {
    guard !admitsByMemory else { return false }
    for word in 0..<words {
      if (one.words[word] ^ other.words[word]) & admitting.words[word] != 0 { return false }
    }
    return true
  }

  /// Whether all conditions of a rule hold.
  @inline(__always)
  func isMet(_ place: Int, _ holding: ConditionSet) -> Bool {
    let first = place * words
    for word in 0..<words where masks[first + word] & ~holding.words[word] != 0 { return false }
    return true
  }
}

/// Which of a machine's conditions hold, one bit each.
package struct ConditionSet: Hashable, Sendable {
  fileprivate(set) var words: [UInt64]

  init(words: Int) { self.words = [UInt64](repeating: 0, count: words) }

  init(_ conditions: [Int], words: Int) {
    self.init(words: words)
    for condition in conditions { self[condition] = true }
  }

  package internal(set) subscript(condition: Int) -> Bool {
    get { words[condition >> 6] & 1 &<< UInt64(condition & 63) != 0 }
    set {
      let bit = 1 &<< UInt64(condition & 63)
      if newValue { words[condition >> 6] |= bit } else { words[condition >> 6] &= ~bit }
    }
  }
}

/// What is left of the rules when their names are gone: nothing here is counted by reference.
extension Tables {
  /// How a condition is tested.
  enum Test {
    /// The fact's value is one of these below 64, one bit each, or one of the others.
    case isOneOf(fact: Int, low: UInt64, others: Bool)
    /// The condition itself must be asked.
    case asked
  }

  /// What a rule gives.
  enum Action {
    case admit(PortScope)
    case leaveOut(PortScope)
    case leaveOutRemembered(Int)
    case choose(Range<Int>)
    case saysNothing
    case pair(input: Range<Int>, output: Range<Int>)
    case advise
    case change(Range<Int>)
  }

  /// A way to find an endpoint; cells stand as their places.
  enum Finder {
    case builtIn(Port)
    /// A port of the host device that belongs to the class.
    case ofHost(PortScope)
    /// A port of the class, in that order, of the newest such device.
    case ofDevice(Devices, PortScope, order: Int)
    /// Where it is there and admitted.
    case known(Known)
    case chosen
    case ofChosenDevice(PortSet, order: Int)
  }

  /// The devices that a finder looks at.
  enum Devices {
    case all
    case oldestFirst
    case outside(Int)
    case named
    case remembered(Int)
    case answering
    case active(Profile)
    case linked(Profile)
  }

  /// An endpoint that something names.
  enum Known {
    case remembered(Int)
    case rememberedRoute(Int, Side)
    case preferredInput
    case selected(Side)
    case requested(Actor)
    case before(Side)
  }

  /// A change of the memory.
  enum Change {
    case set(Int, Term)
    case add(Int, Term)
    case remove(Int, Term)
    case count(Int)
    case start(Timer, milliseconds: Int64)
    case cancel(Timer)
  }

  /// The value of a change.
  enum Term {
    case constant(Value)
    case eventEndpoint(Side)
    case eventActor
    case samePortOnEventDevice(Int)
    case eventDevice
    case devices(PortScope)
    case routeBefore
    case found(Range<Int>)
    case copy(Int)
    case deviceOf(Int)
  }
}
