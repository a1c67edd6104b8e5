import RouteMachine
import RouteModel
package import RouteReplay

/// A wrong step as people read it: what happened, what was said, what the rules say, and why.
package struct FindingText: Sendable {
  private let options: ReportOptions

  package init(options: ReportOptions) { self.options = options }

  package func lines(_ finding: Finding, _ result: TraceResult) -> [String] {
    let why = finding.explanation
    var lines = Layout.hanging(Layout.time(finding.t), event(finding))
    if finding.kind == .rejected {
      lines += Layout.hanging("", "rejected: \(reason(finding))")
    }
    if finding.kind != .rejected { lines += columns(why, result) }
    let said = finding.column?.name ?? "said"
    for difference in finding.differences where !["in", "out"].contains(difference.fact) {
      lines += Layout.hanging(
        "", "\(difference.fact): \(said) \(difference.said), computed \(difference.computed)")
    }
    lines.append("")
    if finding.kind != .rejected { lines += reasons(why, result) }
    if finding.restsOnAssumed {
      lines += Layout.hanging(
        "assumed", "this line or one before it was filled in; nobody saw that")
    }
    if let source = finding.sourceLine {
      lines += Layout.hanging("log", "line \(source) of the log that was imported")
    }
    return lines + Layout.hanging("next", command(finding, result))
  }

  private func command(_ finding: Finding, _ result: TraceResult) -> String {
    "\(options.program) explain \(Shell.quoted(result.file)) --at \(finding.line)"
  }

  private func event(_ finding: Finding) -> String {
    let why = finding.explanation
    return why.eventLine == finding.line ? why.event : "\(why.event) (line \(why.eventLine))"
  }

  private func reason(_ finding: Finding) -> String {
    finding.explanation.verdict.map { verdict in
      verdict.hasPrefix("rejected: ") ? String(verdict.dropFirst(10)) : verdict
    } ?? finding.sentence
  }

  /// The route as each column says it and as the rules give it, side under side.
  private func columns(_ why: Explanation, _ result: TraceResult) -> [String] {
    var rows: [(name: String, input: String, output: String, rest: String)] = []
    for column in why.columns where column.input != nil || column.output != nil {
      let system =
        column.column == .observed ? result.os.map { " (\(result.platform.name) \($0))" } : nil
      rows.append(
        (
          column.column.name, column.input ?? "any", column.output ?? "any",
          (system ?? "") + column.others.map { "  \($0)" }.joined()
        ))
    }
    let computed = why.computed ?? ["no route", "no route"]
    let place = rows.first?.name == Column.expect.name ? 1 : 0
    rows.insert(("computed", computed[0], computed[1], ""), at: min(place, rows.count))
    let first = rows.map { Layout.columns($0.input) }.max() ?? 0
    return rows.flatMap { row in
      Layout.padded("", to: 13).appendingRow(row.name, row.input, first, row.output, row.rest)
    }
  }

  private func reasons(_ why: Explanation, _ result: TraceResult) -> [String] {
    var lines: [String] = []
    if let rule = why.chosen {
      lines += Layout.hanging("why", "\(rule.id): \(rule.says)")
      for source in rule.sources { lines += Layout.hanging("source", source) }
    } else {
      lines += Layout.hanging("why", "no rule of \(result.policy) gives a route here")
    }
    for setter in why.setBy.prefix(3) {
      lines += Layout.hanging("set by", "line \(setter.line): \(setter.event)")
    }
    if let whyNot = why.whyNot { lines += Layout.hanging("why not", sentence(whyNot)) }
    if let remedy = why.remedy {
      lines += Layout.hanging("remedy", RemedySentence.text(remedy))
    }
    if result.os == nil {
      lines += Layout.hanging(
        "version", "the trace names none; the newest that the book covers was assumed")
    }
    if result.assumedSession {
      lines += Layout.hanging(
        "session", "the trace never says how it was configured; the book's default was assumed")
    }
    return lines
  }

  private func sentence(_ whyNot: WhyNotText) -> String {
    if whyNot.kind == .isInTheWay { return "without \(whyNot.rule.id) the route would be that" }
    let head = "\(whyNot.rule.id) would have given it"
    if whyNot.isOutOfScope { return "\(head); it is stated for \(whyNot.rule.scope)" }
    if whyNot.stoppedBy.isEmpty {
      return head + (whyNot.shadowedBy.map { "; \($0) comes before it" } ?? "")
    }
    let names = whyNot.stoppedBy.map { "\"\($0.name)\"" }.joined(separator: " and ")
    return "\(head); it asks that \(names)"
  }
}

extension String {
  /// A row of the table of columns, on two lines where it is too wide for one.
  fileprivate func appendingRow(
    _ name: String, _ input: String, _ width: Int, _ output: String, _ rest: String
  ) -> [String] {
    let head = self + Layout.padded(name, to: 10)
    let line =
      head + "in \(Layout.padded(input, to: width))  out \(output)"
      + rest
    if Layout.columns(line) <= Layout.width { return [line] }
    let margin = Layout.columns(head)
    let inputs = Layout.wrapped("in  \(input)", to: Layout.width - margin)
    let outputs = Layout.wrapped("out \(output)\(rest)", to: Layout.width - margin)
    return (inputs + outputs).enumerated().map { index, text in
      (index == 0 ? head : String(repeating: " ", count: margin)) + text
    }
  }
}

/// Words for a shell.
package enum Shell {
  /// Quotes a path that a shell would otherwise take apart.
  package static func quoted(_ text: String) -> String {
    let safe = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "-_./:@%+=,".utf8.contains(byte)
      }
    }
    if safe, !text.isEmpty { return text }
    let inner = Printable.text(text).split(separator: "'", omittingEmptySubsequences: false)
    return "'" + inner.joined(separator: "'\\''") + "'"
  }
}
