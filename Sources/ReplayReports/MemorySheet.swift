package import RouteMachine
import RouteModel

/// What a book remembers: its cells, timers and the reactions that change them.
package enum MemorySheet {
  package static func sheets(_ book: RuleBook) -> [Sheet] {
    [cells(book), timers(book), reactions(book)].filter { !$0.rows.isEmpty }
  }

  /// Each cell, and the rules that change it.
  package static func cells(_ book: RuleBook) -> Sheet {
    Sheet(
      "memory", "what \(book.name) remembers, and the rules that change it",
      columns: ["cell", "holds", "changedBy", "clearedBy"],
      rows: book.cells.map { cell in
        [
          .string(cell.name), .string(RuleWords.kind(cell.kind)),
          .strings(rules(book) { changed(by: $0) == cell }),
          .strings(rules(book) { $0 == .clear(cell) }),
        ]
      })
  }

  private static func timers(_ book: RuleBook) -> Sheet {
    let rows = Timer.allCases.compactMap { timer -> [JSONTree]? in
      let started = rules(book) { effect in
        if case .start(timer, _) = effect { true } else { false }
      }
      let cancelled = rules(book) { $0 == .cancel(timer) }
      if started.isEmpty, cancelled.isEmpty { return nil }
      return [
        .string(timer.name), .string(timer.meaning), .strings(started), .strings(cancelled),
      ]
    }
    return Sheet(
      "timers", "the timers that \(book.name) asks for",
      columns: ["timer", "meaning", "startedBy", "cancelledBy"], rows: rows)
  }

  private static func reactions(_ book: RuleBook) -> Sheet {
    let rows = book.rules.compactMap { rule -> [JSONTree]? in
      guard let (events, effects) = changes(rule) else { return nil }
      return [
        .string(rule.id), .strings(events.members.map(\.name)),
        .strings(rule.when.map(\.name)), .strings(effects.map(RuleWords.effect)),
      ]
    }
    return Sheet(
      "reactions", Stage.reaction.meaning, columns: ["rule", "on", "when", "does"], rows: rows)
  }

  private static func rules(_ book: RuleBook, where matches: (Effect) -> Bool) -> [String] {
    book.rules.compactMap { rule in
      guard let (_, effects) = changes(rule), effects.contains(where: matches) else {
        return nil
      }
      return rule.id
    }
  }

  private static func changes(_ rule: Rule) -> (WordSet<EventKind>, [Effect])? {
    switch rule.does {
    case .react(let events, let effects), .follow(let events, let effects): (events, effects)
    default: nil
    }
  }

  private static func changed(by effect: Effect) -> Cell? {
    switch effect {
    case .set(let cell, _), .add(let cell, _), .remove(let cell, _), .count(let cell): cell
    case .clear, .start, .cancel: nil
    }
  }
}
