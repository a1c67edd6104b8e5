import ReplayReports
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// On which points Telecom's two route machines differ: in their tables, and over their corpus.
@Suite struct TelecomDifferenceTests {
  private static let folder = Corpus.root + "/traces/conformance"

  private static func books() throws -> (older: RuleBook, newer: RuleBook, contrast: Contrast) {
    (
      try #require(Policies.named("telecom14")), try #require(Policies.named("telecom16")),
      try #require(Policies.contrast("telecom14", "telecom16"))
    )
  }

  /// What a rule does and when, by its identifier without the book's name.
  private static func table(_ book: RuleBook) -> [String: String] {
    book.rules.reduce(into: [:]) { table, rule in
      let id = String(rule.id.drop { $0 != "/" }.dropFirst())
      table[id] = "\(rule.when.map(\.name)) \(rule.does)"
    }
  }

  private static func steps(
    by point: Contrast?, in folder: String = folder
  ) throws -> (run: CompareRun, points: [String?: Int]) {
    let (older, newer, _) = try books()
    var run = CompareRun(older, newer, contrast: point)
    var points: [String?: Int] = [:]
    for file in try TraceFiles.expand(folder) {
      run.compare(
        file, onDifference: { points[$0.point, default: 0] += 1 },
        onError: { Issue.record("\($0.description)") })
    }
    return (run, points)
  }

  /// Nothing in which the tables differ is without a point, and nothing that is the same has one.
  @Test func everyRuleThatTheMachinesDoNotShareStandsForAPoint() throws {
    let (older, newer, contrast) = try Self.books()
    let (one, other) = (Self.table(older), Self.table(newer))
    let different = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    let named = contrast.points.flatMap(\.rules) + contrast.means
    #expect(Set(named).count == named.count, "a rule stands twice")
    #expect(different.subtracting(named) == [], "without a point")
    #expect(Set(named).subtracting(different) == [], "the same in both, or no rule")
    #expect(Set(contrast.points.map(\.name)).count == contrast.points.count)
  }

  @Test func theMachinesDifferWhereTheyAreDocumentedToAndNowhereElse() throws {
    let (_, _, contrast) = try Self.books()
    let (run, points) = try Self.steps(by: contrast)
    #expect(points[String?.none] == nil, "steps without a point")
    #expect(points.values.reduce(0, +) == run.differing)
    for point in contrast.points { #expect(points[point.name] != nil, "no trace: \(point.name)") }
    let others = Corpus.traces.filter { trace in
      trace.file.contains("/conformance/")
        && !["telecom14", "telecom16"].contains(trace.header.policy ?? "")
    }
    #expect(run.unheard == others.count && run.skipped == 0)
  }

  /// With one point alone, what the others explain is not documented.
  @Test func whatIsNotDocumentedIsFound() throws {
    let (_, _, contrast) = try Self.books()
    for point in contrast.points {
      var one = contrast
      one.points = [point]
      if one.waiting != point.name { one.waiting = nil }
      let (run, points) = try Self.steps(by: one, in: Self.folder + "/differences")
      #expect(points[point.name, default: 0] > 0, "\(point.name)")
      #expect(points[String?.none, default: 0] > run.differing / 3, "\(point.name)")
    }
  }

  @Test func whatIsNotDocumentedIsListed() throws {
    let (older, newer, contrast) = try Self.books()
    var none = contrast
    none.points = []
    none.waiting = nil
    var run = CompareRun(older, newer, contrast: none)
    var report = CompareText(options: ReportOptions())
    run.compare(
      Self.folder + "/differences/dock.telecom14.jsonl", onDifference: { _ = report.take($0) },
      onError: { Issue.record("\($0.description)") })
    let text = report.finish(run)
    #expect(text.hasPrefix("not documented, 1 step\nconformance/differences/dock.telecom14:2"))
    #expect(text.hasSuffix("1 of 1 step differs, 1 not on 0 documented points\n"), "\(text)")
    #expect(report.json(run).contains(#""undocumented": 1"#))
  }

  /// Every pair of `differences` differs in what it expects, under its own machine, and together
  /// they show every point.
  @Test func everyDocumentedDifferenceIsAPairOfTraces() throws {
    let (_, _, contrast) = try Self.books()
    let traces = Corpus.traces.filter { $0.file.contains("/conformance/differences/") }
    let pairs = Dictionary(grouping: traces) { $0.header.group ?? "" }
    for (group, pair) in pairs {
      #expect(Set(pair.compactMap(\.header.policy)) == ["telecom14", "telecom16"], "\(group)")
      let statements = pair.map { trace in trace.lines.flatMap { $0.line.evidence } }
      #expect(Set(statements).count == pair.count, "\(group) expects the same of both")
    }
    let shown = try Self.steps(by: contrast, in: Self.folder + "/differences").points
    let missing = contrast.points.map(\.name).filter { shown[$0] == nil }
    #expect(missing == [], "without a pair")
  }
}
