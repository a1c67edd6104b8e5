import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TestSupport
import Testing
import TraceLog

/// The invariants after every step of every trace of the corpus.
@Suite struct CorpusInvariantTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  private func broken(policy: String?) throws -> (steps: Int, texts: [String]) {
    var options = ReplayOptions()
    options.policy = policy
    var run = ReplayRun(options)
    var checks: [String: InvariantCheck] = [:]
    var steps = 0
    for file in try TraceFiles.expand(Self.root + "/traces") {
      run.replay(
        file,
        onStep: { played, player, _ in
          // Before the first event the route is what the header says that it was.
          guard played.step.moment.event != nil else { return }
          steps += 1
          let book = player.machine.book
          checks[book.name, default: InvariantCheck(book)].check(
            played.step, player.machine, "\(player.header.id), line \(played.line)")
        }, onResult: { _ in })
    }
    return (steps, checks.values.flatMap(\.broken.values).sorted())
  }

  @Test func noTraceBreaksOneUnderItsOwnBook() throws {
    let (steps, texts) = try broken(policy: nil)
    #expect(steps > 2000)
    #expect(texts.isEmpty, "\(texts.joined(separator: "\n"))")
  }

  @Test(arguments: Policies.withVariants.map(\.name))
  func noTraceBreaksOneUnderAnotherBook(name: String) throws {
    let (_, texts) = try broken(policy: name)
    #expect(texts.isEmpty, "\(texts.joined(separator: "\n"))")
  }
}
