import RouteMachine
import RouteModel
package import RouteReplay

/// The answer of `explain` as people read it.
package struct ExplanationText: Sendable {
  private let palette: Palette
  /// Where the details of a section begin.
  private static let margin = 13

  package init(palette: Palette) { self.palette = palette }

  package func text(_ step: FoundStep) -> String {
    let why = step.explanation
    var lines = heading(step) + [""]
    lines += route(why)
    for difference in step.judgement.differences where !["in", "out"].contains(difference.fact) {
      lines += section(
        "Differs", "\(difference.fact): said \(difference.said), computed \(difference.computed)")
    }
    if let why = step.judgement.why { lines += section("Undecided", why) }
    lines += rules(why)
    if let target = why.target { lines += [""] + wayTo(target, why) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ step: FoundStep) -> [String] {
    let why = step.explanation
    let event = why.eventLine == why.line ? why.event : "after \(why.event) (line \(why.eventLine))"
    let lines = Layout.wrapped(
      "Line \(why.line), \(Layout.time(why.t)): \(event)", to: Layout.width)
    let result = step.result
    let system =
      result.os.map { "\(result.platform.name) \($0)" }
      ?? "\(result.platform.name), version not known: the newest is assumed"
    return lines.map(palette.bold)
      + Layout.wrapped("\(result.id), under \(result.policy) (\(system))", to: Layout.width)
  }

  private func route(_ why: Explanation) -> [String] {
    var lines: [String] = []
    if let verdict = why.verdict { lines += section("Event", verdict) }
    lines += section("Route", why.computed.map(Self.arrow) ?? "none: the book says nothing")
    for column in why.columns where column.input != nil || column.output != nil {
      let sides = Self.arrow([column.input ?? "any", column.output ?? "any"])
      let name = column.column.name
      lines += section(
        name.prefix(1).uppercased() + name.dropFirst(),
        ([sides] + column.others).joined(separator: "; "))
    }
    let admitted = why.admitted.isEmpty ? "nothing" : why.admitted.joined(separator: ", ")
    lines += section("Admitted", admitted)
    for left in why.leftOut { lines += detail("\(left.endpoint) left out: \(left.why)") }
    return lines
  }

  private func rules(_ why: Explanation) -> [String] {
    var lines: [String] = []
    if let chosen = why.chosen {
      lines += section("Chosen", head(chosen)) + detail(chosen.says)
      lines += conditions(chosen.conditions)
      let named = Set(chosen.conditions.flatMap { $0.facts.compactMap(\.setBy) })
      for setter in why.setBy where !named.contains(setter) {
        lines += detail("what it found was set on line \(setter.line) by \(setter.event)")
      }
    } else {
      lines += section("Chosen", "by no rule")
    }
    if let paired = why.paired {
      lines += section("Paired", head(paired)) + detail(paired.says)
      lines += conditions(paired.conditions)
    }
    for rule in why.reactions { lines += section("Remembered", "\(rule.id): \(rule.says)") }
    for rule in why.advice {
      lines += section("Advice", "\(rule.advice ?? rule.says) (\(rule.id))")
    }
    if let quality = why.chosen?.quality ?? why.paired?.quality {
      let range = "\(quality.latency.lowerBound) to \(quality.latency.upperBound) ms"
      lines += section(
        "Quality", "latency \(range); duplex: \(quality.duplex); needs \(quality.needs)")
    }
    return lines + (why.chosen.map(source) ?? [])
  }

  private func source(_ rule: RuleText) -> [String] {
    let lines = rule.sources.enumerated().flatMap { index, text in
      section(index == 0 ? "Source" : "", text)
    }
    return lines
      + section("Confidence", "\(rule.confidence.name): \(rule.confidence.meaning); \(rule.scope)")
  }

  /// What would have given the route that was said or wanted.
  private func wayTo(_ target: ColumnText, _ why: Explanation) -> [String] {
    let sides = Self.arrow([target.input ?? "any", target.output ?? "any"])
    var lines = section("To get", sides)
    guard let whyNot = why.whyNot else {
      return lines + detail("no single rule of this book would give it here") + remedy(why)
    }
    let rule = whyNot.rule
    if whyNot.kind == .isInTheWay {
      lines += section("without", head(rule), indent: 2) + detail(rule.says)
      return lines + conditions(rule.conditions, ownersOf: true) + remedy(why)
    }
    lines += would("by", rule)
    if whyNot.isOutOfScope { lines += detail("it is stated for \(rule.scope)") }
    if let first = whyNot.shadowedBy, first != rule.id {
      let chosen = whyNot.stoppedBy.isEmpty ? [why.chosen, why.paired] : []
      let deciding = chosen.compactMap { $0 }.first { $0.id == first }?.conditions ?? []
      lines += detail("it comes after \(first), which decides" + (deciding.isEmpty ? "" : " while"))
      lines += conditions(deciding, ownersOf: true)
    }
    lines += rule.sources.flatMap { section("source", $0, indent: 2) }
    return lines + remedy(why)
  }

  private func remedy(_ why: Explanation) -> [String] {
    why.remedy.map { section("remedy", RemedySentence.text($0), indent: 2) } ?? []
  }

  /// A rule that would have decided, and what it asks for.
  private func would(_ label: String, _ rule: RuleText) -> [String] {
    section(label, head(rule), indent: 2) + detail(rule.says)
      + conditions(rule.conditions, ownersOf: false)
  }

  /// A rule's name and how many of its conditions hold.
  private func head(_ rule: RuleText) -> String {
    let all = rule.conditions.count
    guard all > 0 else { return "\(rule.id), which has no conditions" }
    let met = rule.conditions.count { $0.holds }
    return "\(rule.id), \(met) of \(Layout.count(all, "condition")) \(all == 1 ? "holds" : "hold")"
  }

  /// Each condition: whether it holds, what it read, and what set that.
  ///
  /// Who can change a condition is said of those that do not hold, or of those that do. Side by side
  /// where every row fits on a line, else one under the other.
  private func conditions(_ all: [ConditionText], ownersOf holding: Bool = false) -> [String] {
    let rows = all.map { condition in
      let mark = condition.holds ? palette.green("✓") : palette.red("✗")
      let owner = condition.holds == holding ? [condition.owner.meaning] : []
      return (mark, condition.name, (facts(condition) + owner).joined(separator: "; "))
    }
    let room = Layout.width - Self.margin - 2
    let width = (rows.map { Layout.columns($0.1) }.max() ?? 0) + 2
    let isTable = rows.allSatisfy { width + Layout.columns($0.2) <= room }
    let margin = String(repeating: " ", count: Self.margin)
    return rows.flatMap { mark, name, facts in
      if isTable { return ["\(margin)\(mark) \(Layout.padded(name, to: width))\(facts)"] }
      let names = Layout.wrapped(name, to: room).enumerated().map { $0 == 0 ? $1 : "  " + $1 }
      return ["\(margin)\(mark) \(names[0])"] + names.dropFirst().map { margin + $0 }
        + Layout.wrapped(facts, to: room - 4).map { margin + "      " + $0 }
    }
  }

  private func facts(_ condition: ConditionText) -> [String] {
    condition.facts.map { fact in
      let isFlag = fact.value == "yes" || fact.value == "no"
      let value =
        isFlag && condition.facts.count == 1
        ? "" : condition.facts.count == 1 ? "\(fact.value), " : "\(fact.name): \(fact.value), "
      return value
        + (fact.setBy.map { "set on line \($0.line) by \($0.event)" } ?? "so from the start")
    }
  }

  private func section(_ label: String, _ text: String, indent: Int = 0) -> [String] {
    Layout.hanging(label, text, indent: indent, labelWidth: 11 - indent)
  }

  private func detail(_ text: String) -> [String] {
    Layout.hanging("", text, indent: 2, labelWidth: 11)
  }

  private static func arrow(_ sides: [String]) -> String { sides.joined(separator: " → ") }
}
