import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing

/// Changes each document book in one place: the corpus must notice.
@Suite struct MutantTests {
  /// Mutants that no trace can notice, and why.
  static let survivors: [String: String] = [
    "agora-2020 without phone.answered-on-phone": sameAsFallback,
    "agora-2020 phone.answered-on-phone unless a Bluetooth device is connected": sameAsFallback,
    "facetime-guide facetime.airplay2 on every system":
      "facetime.airplay2-connects has the same bounds: no speaker is ever connected below them",
    "facetime-guide without facetime.accessibility-setting": noEffect,
    "facetime-guide facetime.accessibility-setting unless the setting is Allow Bluetooth Devices":
      noEffect,
    "facetime-guide without facetime.speaker-button": noEffect,
    "facetime-guide facetime.speaker-button unless the device is a Bluetooth speaker": noEffect,
  ]
  private static let sameAsFallback =
    "the iPhone's speaker is also what the fall-back gives; the rule is there to be cited"
  private static let noEffect =
    "the document says that this changes nothing: the rule fires and has no effect"

  struct Mutant {
    var name: String
    var place: Int
    var book: RuleBook
  }

  static func mutants(of book: RuleBook) -> [Mutant] {
    book.rules.indices.flatMap { place in
      let rule = book.rules[place]
      var without = book
      without.rules.remove(at: place)
      return [Mutant(name: "\(book.name) without \(rule.id)", place: place, book: without)]
        + rule.when.indices.map { number in
          let condition = rule.when[number]
          // A machine compiles a condition once a name: the negated one needs its own.
          var negated = book
          negated.rules[place].when[number] = Condition(
            "not: \(condition.name)", condition.facts, .holds { !condition.holds($0) })
          return Mutant(
            name: "\(book.name) \(rule.id) unless \(condition.name)", place: place, book: negated)
        } + everywhere(book, place)
    }
  }

  /// A rule that is stated for some systems only, stated for all.
  private static func everywhere(_ book: RuleBook, _ place: Int) -> [Mutant] {
    guard book.rules[place].scope != .everywhere else { return [] }
    var widened = book
    widened.rules[place].scope = .everywhere
    return [
      Mutant(
        name: "\(book.name) \(book.rules[place].id) on every system", place: place, book: widened)
    ]
  }

  @Test(arguments: Corpus.documentBooks.map(\.name))
  func theCorpusNoticesEveryChange(name: String) throws {
    let book = try #require(Policies.named(name))
    let traces = Corpus.documents(of: book).map { trace in
      (
        trace: trace, outcome: trace.outcome(under: book),
        fired: trace.fired(under: book)
      )
    }
    var living: [String] = []
    for mutant in Self.mutants(of: book) {
      // Those first in which the rule fires: they are the likeliest to notice.
      let ordered =
        traces.filter { $0.fired.contains(mutant.place) }
        + traces.filter { !$0.fired.contains(mutant.place) }
      let isNoticed = ordered.contains { $0.trace.outcome(under: mutant.book) != $0.outcome }
      if !isNoticed { living.append(mutant.name) }
    }
    let unexplained = living.filter { Self.survivors[$0] == nil }
    #expect(unexplained.isEmpty, "not noticed:\n\(unexplained.joined(separator: "\n"))")
    let outdated = Self.survivors.keys.filter {
      $0.hasPrefix("\(name) ") && !living.contains($0)
    }
    #expect(outdated.isEmpty, "noticed after all: \(outdated.sorted())")
  }
}
