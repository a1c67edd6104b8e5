package import RouteMachine
import RouteModel

/// A rule book as tables, one a stage, with the classes of endpoints and the memory that it names.
package enum RulesSheet {
  package static func sheets(_ book: RuleBook) -> [Sheet] {
    let stages = Stage.allCases.compactMap { stage in
      let rules = book.rules.filter { $0.stage == stage }
      return rules.isEmpty ? nil : sheet(stage, rules)
    }
    return stages + [classes(book)].filter { !$0.rows.isEmpty }
      + [MemorySheet.cells(book)].filter { !$0.rows.isEmpty }
  }

  /// One sentence about the book as a whole.
  package static func members(_ book: RuleBook) -> [JSONTree.Member] {
    [
      .init("policy", .string(book.name)), .init("title", .string(book.title)),
      .init("platforms", .strings(book.platforms.members.map(\.name))),
      .init("versions", .string(book.versions)),
      .init("sources", .strings(book.sources.map(\.text))),
      .init("settlingTime", .number(Int(clamping: book.settlingTime))),
      .init("assumesSession", .bool(book.assumesSession)), .init("models", .strings(book.models)),
    ]
  }

  private static func sheet(_ stage: Stage, _ rules: [Rule]) -> Sheet {
    Sheet(
      stage.name, stage.meaning,
      columns: [
        "rule", "says", "when", "gives", "sources", "scope", "confidence", "quality",
      ],
      rows: rules.map { rule in
        [
          .string(rule.id), .string(rule.says), .strings(rule.when.map(\.name)),
          .string(RuleWords.action(rule.does)), .strings(rule.sources.map(\.text)),
          .string(rule.scope.text), .string(rule.confidence.name),
          .text(rule.quality.map(RuleWords.quality)),
        ]
      })
  }

  private static func classes(_ book: RuleBook) -> Sheet {
    var seen: Set<EndpointClass> = []
    let found = book.rules.flatMap { classes(in: $0.does) }.filter { seen.insert($0).inserted }
    return Sheet(
      "classes", "the classes of ports that the rules name; on one device the first port wins",
      columns: ["class", "ports", "side", "devices", "mustBeTwoWay", "mustLackHFP"],
      rows: found.map { kind in
        [
          .string(kind.name), .strings(kind.ports.map(\.name)), .text(kind.side?.name),
          kind.types == .all ? "any" : .strings(kind.types.members.map(\.name)),
          .bool(kind.mustBeTwoWay), .bool(kind.mustLackHFP),
        ]
      })
  }

  private static func classes(in action: Rule.Action) -> [EndpointClass] {
    switch action {
    case .admit(let kind), .leaveOut(let kind): [kind]
    case .choose(let selector): classes(in: selector)
    case .pair(let input, let output): classes(in: input) + classes(in: output)
    case .react(_, let effects), .follow(_, let effects): effects.flatMap(classes)
    case .saysNothing, .advise, .leaveOutRemembered: []
    }
  }

  private static func classes(in effect: Effect) -> [EndpointClass] {
    switch effect {
    case .set(_, .devices(let kind)), .add(_, .devices(let kind)), .remove(_, .devices(let kind)):
      [kind]
    case .set(_, .selected(let selector)): classes(in: selector)
    default: []
    }
  }

  private static func classes(in selector: Selector) -> [EndpointClass] {
    switch selector {
    case .preferred(let order, let classes): order.compactMap { classes[$0] }
    case .newest(let kind), .oldest(let kind), .newestOutside(_, let kind), .eventDevice(let kind),
      .answering(let kind), .activeDevice(_, let kind),
      .linked(_, let kind), .rememberedDevice(_, let kind):
      [kind]
    case .firstOf(let selectors): selectors.flatMap(classes)
    case .builtIn, .remembered, .rememberedRoute, .preferredInput, .selected, .requested, .chosen,
      .sameDevice, .before, .none:
      []
    }
  }
}
