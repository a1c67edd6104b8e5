import RouteMachine
import RouteModel
import RoutePolicies
package import RouteReplay

/// Where two books differ, for people and for machines.
///
/// Keeps one example a kind, so that memory grows with the rules and not with the traces.
package struct CompareText: Sendable {
  private let options: ReportOptions
  private var examples: [(example: RouteDifference, count: Int)] = []
  private var places: [RouteDifference.Kind: Int] = [:]

  package init(options: ReportOptions) { self.options = options }

  /// Takes a step that differs; the text to write at once, where every step is to be seen.
  package mutating func take(_ difference: RouteDifference) -> String {
    if let place = places[difference.kind] {
      examples[place].count += 1
    } else {
      places[difference.kind] = examples.count
      examples.append((difference, 1))
    }
    guard options.isVerbose else { return "" }
    let point = difference.point.map { ["   point       \($0)"] } ?? []
    return (lines(difference) + point).joined(separator: "\n") + "\n"
  }

  /// The examples of each kind, unless they were written already, and the counts; where it is
  /// documented how the books differ, by its points.
  package func finish(_ run: CompareRun) -> String {
    if options.isQuiet, run.differing == 0 { return "" }
    var text = options.isVerbose && run.differing > 0 ? "\n" : ""
    if let contrast = run.contrast {
      text += points(contrast)
    } else if !options.isVerbose {
      text += examples.map { kind($0.example, $0.count) }.joined()
    }
    return text + Layout.wrapped(summary(run), to: Layout.width).joined(separator: "\n") + "\n"
  }

  private func kind(_ example: RouteDifference, _ count: Int) -> String {
    var lines = lines(example)
    if count > 1 { lines.append("   and \(Layout.count(count - 1)) more of this kind") }
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// Each point with what is documented of it, one example, and how many steps follow from it; then
  /// every kind that follows from none.
  private func points(_ contrast: Contrast) -> String {
    var text = ""
    for point in contrast.points {
      let ofPoint = examples.filter { $0.example.point == point.name }
      guard let example = ofPoint.first?.example else { continue }
      let count = ofPoint.reduce(0) { $0 + $1.count }
      let width = max(contrast.left.count, contrast.right.count) + 3
      var lines = ["\(point.name), \(Layout.count(count, "step"))"]
      lines += Layout.hanging(contrast.left, point.says.left, indent: 3, labelWidth: width)
      lines += Layout.hanging(contrast.right, point.says.right, indent: 3, labelWidth: width)
      if !options.isVerbose { lines += self.lines(example) }
      text += lines.joined(separator: "\n") + "\n\n"
    }
    let rest = examples.filter { $0.example.point == nil }
    if !rest.isEmpty {
      text += "not documented, \(Layout.count(Self.undocumented(examples), "step"))\n"
      text += options.isVerbose ? "\n" : rest.map { kind($0.example, $0.count) }.joined()
    }
    return text
  }

  private static func undocumented(_ examples: [(example: RouteDifference, count: Int)]) -> Int {
    examples.reduce(0) { $0 + ($1.example.point == nil ? $1.count : 0) }
  }

  /// All of it as one document.
  package func json(_ run: CompareRun) -> String {
    let documented = run.contrast.map { contrast in
      contrast.points.map { point in
        JSONTree.object([
          .init("point", .string(point.name)),
          .init(
            "steps",
            .number(examples.reduce(0) { $0 + ($1.example.point == point.name ? $1.count : 0) })),
          .init(contrast.left, .string(point.says.left)),
          .init(contrast.right, .string(point.says.right)),
          .init("sources", .strings(point.sources.map(\.text))),
        ])
      }
    }
    return JSONTree.document(
      "compare",
      [
        .init("policies", .strings([run.left.name, run.right.name])),
        .init("traces", .number(run.traces)), .init("skipped", .number(run.skipped)),
        .init("unheard", .number(run.unheard)),
        .init("unreadable", .number(run.unreadable)), .init("lost", .number(run.lost)),
        .init("steps", .number(run.steps)), .init("differing", .number(run.differing)),
        .init("documented", documented.map { .list($0) } ?? .null),
        .init(
          "undocumented", run.contrast.map { _ in .number(Self.undocumented(examples)) } ?? .null),
        .init("kinds", .list(examples.map { Self.tree($0.example, $0.count) })),
      ])
  }

  private func summary(_ run: CompareRun) -> String {
    var text = "\(Layout.count(run.differing)) of \(Layout.count(run.steps, "step")) "
    text += run.differing == 1 || run.steps == 1 ? "differs" : "differ"
    if run.differing > 0 { text += run.contrast.map(coverage) ?? ", in \(kinds)" }
    if run.skipped > 0 {
      text += "; \(Layout.count(run.skipped, "trace")) skipped: of a platform that "
      text += "\(run.left.name) or \(run.right.name) does not serve"
    }
    if run.unheard > 0 {
      text += "; \(Layout.count(run.unheard, "trace")) skipped: of a policy whose messages neither "
      text += "hears"
    }
    if run.unreadable > 0 { text += "; \(Layout.count(run.unreadable)) unreadable" }
    if run.lost > 0 { text += "; \(Layout.count(run.lost, "trace")) with gaps" }
    return text
  }

  private var kinds: String { Layout.count(examples.count, "kind") }

  /// How the steps that differ lie on the documented points.
  private func coverage(_ contrast: Contrast) -> String {
    let found = Set(examples.compactMap(\.example.point))
    let unseen = contrast.points.map(\.name).filter { !found.contains($0) }
    let undocumented = Self.undocumented(examples)
    let points =
      (unseen.isEmpty ? "" : "\(found.count) of ")
      + Layout.count(contrast.points.count, "documented point")
    return (undocumented == 0 ? ", all on \(points)" : ", \(undocumented) not on \(points)")
      + (unseen.isEmpty ? "" : " (not seen: \(unseen.joined(separator: ", ")))")
  }

  private func lines(_ difference: RouteDifference) -> [String] {
    let place = Printable.text("\(difference.trace):\(difference.line)")
    let head = "\(place)   \(difference.event)"
    let heading =
      Layout.columns(head) <= Layout.width
      ? [head]
      : Layout.wrapped(place, to: Layout.width)
        + Layout.hanging("", difference.event, indent: 3, labelWidth: 0)
    let statements = [difference.left, difference.right]
    let routes = statements.map { route($0, difference.sides) }
    let rules = statements.map { statement in
      (statement.rule ?? "no rule") + (statement.source.map { " (\($0))" } ?? "")
    }
    let nameWidth = (statements.map { Layout.columns($0.policy) }.max() ?? 0) + 3
    let routeWidth = (routes.map { Layout.columns($0) }.max() ?? 0) + 3
    let margin = 3 + nameWidth + routeWidth
    let fits = rules.allSatisfy { margin + Layout.columns($0) <= Layout.width }
    return heading
      + statements.indices.flatMap { place in
        let name = Layout.padded(statements[place].policy, to: nameWidth)
        let head = name + Layout.padded(routes[place], to: routeWidth)
        if fits { return Layout.hanging(head, rules[place], indent: 3, labelWidth: margin - 3) }
        let isWide = Layout.columns(routes[place]) + nameWidth + 3 > Layout.width
        let first =
          isWide
          ? Layout.hanging(name, routes[place], indent: 3, labelWidth: nameWidth)
          : ["   " + name + routes[place]]
        return first + Layout.hanging("", rules[place], indent: 3, labelWidth: nameWidth)
      }
  }

  private func route(_ statement: RouteStatement, _ sides: [Side]) -> String {
    guard statement.output != nil else { return "no route" }
    return sides.map { side in
      "\(side == .input ? "in" : "out") \(statement.text(of: side) ?? "none")"
    }.joined(separator: "  ")
  }

  private static func tree(_ example: RouteDifference, _ count: Int) -> JSONTree {
    func statement(_ statement: RouteStatement) -> JSONTree {
      [
        "policy": .string(statement.policy), "in": .text(statement.input),
        "out": .text(statement.output), "rule": .text(statement.rule),
        "source": .text(statement.source),
      ]
    }
    return [
      "count": .number(count), "point": .text(example.point),
      "sides": .strings(example.sides.map(\.name)),
      "example": [
        "file": .string(example.file), "trace": .string(example.trace),
        "line": .number(example.line), "t": .number(Int(clamping: example.t)),
        "event": .string(example.event),
        "routes": .list([statement(example.left), statement(example.right)]),
      ],
    ]
  }
}
