import RouteMachine
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// No rule of a platform book stands there without a trace in which it speaks.
@Suite struct RuleCoverageTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  @Test func everyRuleFiresInATraceOfItsBook() throws {
    var run = ReplayRun(ReplayOptions())
    var fired: Set<String> = []
    for file in try TraceFiles.expand(Self.root + "/traces") {
      run.replay(
        file,
        onStep: { played, player, _ in
          let places = played.step.reactions + played.step.decision.fired
          fired.formUnion(places.map { player.machine.book.rules[$0].id })
        }, onResult: { _ in })
    }
    for book in Policies.withVariants {
      let silent = book.rules.map(\.id).filter { !fired.contains($0) }
      #expect(silent.isEmpty, "\(book.name): \(silent)")
    }
  }
}
