import RouteMachine
import RouteModel
package import RouteReplay
import TraceLog

/// How well the rules agree with what devices did, for people and for machines.
package struct AgreementReport: Sendable {
  let run: AgreementRun
  let isVerbose: Bool

  package init(_ run: AgreementRun, isVerbose: Bool = false) {
    self.run = run
    self.isVerbose = isVerbose
  }

  // MARK: Figures

  /// A figure in tenths of a percent, never rounded up; nil where nothing counts.
  static func permille(_ tally: SideTally) -> Int? {
    tally.counted == 0 ? nil : tally.agreeing * 1000 / tally.counted
  }

  static func percent(_ tally: SideTally) -> String {
    permille(tally).map { "\($0 / 10).\($0 % 10) %" } ?? "-"
  }

  private static func share(_ tally: SideTally) -> String {
    tally.counted == 0
      ? "-" : "\(Layout.count(tally.agreeing)) of \(Layout.count(tally.counted))"
  }

  /// A row a column of evidence that says something, under what the table is of.
  private func rows(_ label: String, _ table: AgreementTable) -> [[JSONTree]] {
    AgreementTable.columns.filter { table[$0] != SideTally() }.map { column in
      let both = table[column]
      return [
        .string(label), .string(column.name), .string(Self.share(table[column, .input])),
        .string(Self.share(table[column, .output])), .string(Self.share(both)),
        .string(Self.percent(both)), .number(both[.settled]), .number(both[.undecided]),
        .number(both[.unspoken]),
      ]
    }
  }

  private func sheet(
    _ name: String, _ title: String, _ first: String, _ tables: [(String, AgreementTable)]
  ) -> Sheet {
    Sheet(
      name, title,
      columns: [first, "column", "in", "out", "both", "agree", "settled", "gap", "no route"],
      rows: tables.flatMap { rows($0.0, $0.1) })
  }

  private func tables(_ key: (TraceAgreement) -> String) -> [(String, AgreementTable)] {
    let counted = run.traces.filter { !$0.isLeftOut }
    return Set(counted.map(key)).sorted(by: Self.inOrder).map { name in
      (name, run.table { !$0.isLeftOut && key($0) == name })
    }
  }

  /// "ios 9" before "ios 10".
  private static func inOrder(_ left: String, _ right: String) -> Bool {
    func parts(_ text: String) -> (String, Int) {
      let words = text.split(separator: " ", maxSplits: 1)
      return (String(words.first ?? ""), words.dropFirst().first.flatMap { Int($0) } ?? -1)
    }
    let (one, other) = (parts(left), parts(right))
    return (one.0, one.1, left) < (other.0, other.1, right)
  }

  private var policies: [(String, AgreementTable)] { tables { $0.policy } }

  private var leftOut: [TraceAgreement] { run.traces.filter(\.isLeftOut) }

  /// The traces with a side that differs.
  private var red: Set<String> { Set(run.disagreements.map(\.trace)) }

  // MARK: For people

  package func text() -> String {
    var parts = [
      sheet("agreement", "sides on which the computed route is what was stated", "policy", policies)
        .text(), sheet("versions", "by system", "system", tables { $0.system }).text(),
      ruleSheet.text(),
    ]
    if isVerbose {
      parts.append(
        sheet("traces", "by trace", "trace", run.traces.map { ($0.id, $0.table) }).text())
    }
    parts += causeTexts
    if isVerbose { parts += run.disagreements.map(lines) }
    if !leftOut.isEmpty { parts.append(leftOutText) }
    parts.append(Layout.wrapped(summary, to: Layout.width))
    return parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private var ruleSheet: Sheet {
    Sheet(
      "rules", "what devices did where the rule decided",
      columns: ["rule", "observed", "heard", "instead"],
      rows: run.rules.sorted { $0.rule < $1.rule }.map { rule in
        [
          .string(rule.rule), .string(Self.share(rule.table[.observed])),
          .string(Self.share(rule.table[.heard])), .string(Self.instead(rule)),
        ]
      })
  }

  private static func instead(_ rule: RuleAgreement) -> String {
    rule.instead.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
  }

  private var causeTexts: [[String]] {
    run.causes.map { group in
      let head =
        "\(Layout.count(group.traces.count, "trace")), \(Layout.count(group.sides, "side")): "
        + group.cause.rule
      var lines = Layout.wrapped(head, to: Layout.width)
      if let nearest = group.cause.nearest {
        let stop = group.cause.stoppedBy.map { "\"\($0)\"" }.joined(separator: ", ")
        lines += Layout.hanging(
          "why not", nearest + (stop.isEmpty ? "" : "; stopped by \(stop)"))
      } else {
        lines += Layout.hanging("why not", "no single rule gives what the device did")
      }
      return lines + self.lines(group.smallest)
    }
  }

  private func lines(_ found: Disagreement) -> [String] {
    Layout.hanging(
      "example", "\(Printable.text(found.trace)), line \(found.line): \(found.event)")
      + found.differences.flatMap { difference in
        Layout.hanging(
          "",
          "\(difference.fact): \(found.column.name) \(difference.said), computed "
            + difference.computed)
      }
  }

  private var leftOutText: [String] {
    leftOut.reduce(into: ["left out: traces in which an SDK or a device broke the rules"]) {
      lines, trace in
      let sides = AgreementTable.columns.map { trace.table[$0].counted }.reduce(0, +)
      let cause = trace.xfail.map { "\($0.cause.name): \($0.why)" } ?? ""
      lines += Layout.hanging(
        "", Printable.text("\(trace.id) (\(Layout.count(sides, "side"))), \(cause)"), indent: 2,
        labelWidth: 0)
      lines += Layout.hanging(
        "", Printable.text(trace.sources.joined(separator: "; ")), indent: 4, labelWidth: 0)
    }
  }

  private var summary: String {
    var text = "\(Layout.count(run.traces.count, "trace")) with evidence: "
    text += "\(Layout.count(red.count)) red, of \(Layout.count(run.causes.count, "cause")); "
    let share = run.traces.isEmpty ? 0 : leftOut.count * 1000 / run.traces.count
    text += "\(Layout.count(leftOut.count)) left out (\(share / 10).\(share % 10) %)"
    if run.silent > 0 { text += "; \(Layout.count(run.silent)) state no side of a route" }
    if run.skipped > 0 { text += "; \(Layout.count(run.skipped)) skipped" }
    if !run.unreadable.isEmpty { text += "; \(Layout.count(run.unreadable.count)) unreadable" }
    if run.lost > 0 { text += "; \(Layout.count(run.lost)) with gaps" }
    return text
  }

  // MARK: For machines

  package func json() -> String {
    JSONTree.document(
      "agreement",
      [
        .init("withEvidence", .number(run.traces.count)), .init("silent", .number(run.silent)),
        .init("skipped", .number(run.skipped)), .init("unreadable", .number(run.unreadable.count)),
        .init("lost", .number(run.lost)), .init("red", .number(red.count)),
        .init("policies", .list(policies.map { Self.tree("policy", $0.0, $0.1) })),
        .init("versions", .list(tables { $0.system }.map { Self.tree("system", $0.0, $0.1) })),
        .init("rules", .list(run.rules.sorted { $0.rule < $1.rule }.map(Self.tree))),
        .init("traces", .list(run.traces.map(Self.tree))),
        .init("causes", .list(run.causes.map(tree))),
      ])
  }

  private static func tree(_ table: AgreementTable) -> [JSONTree.Member] {
    AgreementTable.columns.map { column in
      JSONTree.Member(
        column.name,
        .object(
          Side.allCases.map { side in
            JSONTree.Member(
              side == .input ? "in" : "out",
              .object(
                SideStanding.allCases.map { standing in
                  JSONTree.Member(standing.name, .number(table[column, side][standing]))
                }))
          } + [
            JSONTree.Member(
              "permille", permille(table[column]).map { .number($0) } ?? .null)
          ]))
    }
  }

  private static func tree(_ key: String, _ name: String, _ table: AgreementTable) -> JSONTree {
    .object([JSONTree.Member(key, .string(name))] + tree(table))
  }

  private static func tree(_ rule: RuleAgreement) -> JSONTree {
    .object(
      [JSONTree.Member("rule", .string(rule.rule))] + tree(rule.table) + [
        JSONTree.Member(
          "instead",
          .object(
            rule.instead.sorted { $0.key < $1.key }.map {
              JSONTree.Member($0.key, .number($0.value))
            }
          ))
      ])
  }

  private static func tree(_ trace: TraceAgreement) -> JSONTree {
    .object(
      [
        JSONTree.Member("trace", .string(trace.id)), .init("file", .string(trace.file)),
        .init("policy", .string(trace.policy)), .init("system", .string(trace.system)),
        .init("leftOut", .bool(trace.isLeftOut)), .init("sources", .strings(trace.sources)),
        .init(
          "xfail",
          trace.xfail.map { ["cause": .string($0.cause.name), "why": .string($0.why)] } ?? .null),
      ] + tree(trace.table))
  }

  private func tree(_ group: CauseGroup) -> JSONTree {
    let members = run.disagreements.filter { $0.cause == group.cause }
    return [
      "rule": .string(group.cause.rule), "nearest": .text(group.cause.nearest),
      "stoppedBy": .strings(group.cause.stoppedBy), "traces": .number(group.traces.count),
      "sides": .number(group.sides), "smallest": .string(group.smallest.trace),
      "disagreements": .list(
        members.map { found in
          [
            "trace": .string(found.trace), "file": .string(found.file),
            "line": .number(found.line), "t": .number(Int(clamping: found.t)),
            "event": .string(found.event), "column": .string(found.column.name),
            "differences": .list(
              found.differences.map { difference in
                [
                  "side": .string(difference.fact), "said": .string(difference.said),
                  "computed": .string(difference.computed),
                ]
              }),
          ]
        }),
    ]
  }
}
