import RouteModel
package import RouteReplay

/// GitHub Actions: annotations for the most telling failures, the counts, and a page in Markdown.
package struct GitHubReporter: Reporter {
  package static let name = "github"
  package static let meaning = "annotations and a step summary for GitHub Actions"

  /// GitHub shows ten errors of a step.
  private static let most = 10
  private static let mostRows = 50

  private var annotations: [(rank: [Int], text: String)] = []
  private var rows: [String] = []
  private var failing = 0
  /// How many failures each rule had.
  private var seen: [String: Int] = [:]

  package init(options: ReportOptions) {}

  package func text(of result: TraceResult) -> String { "" }

  package mutating func take(_ result: TraceResult, text: String) -> String {
    guard result.outcome.isFailure || result.outcome == .unreadable else { return "" }
    failing += 1
    if rows.count < Self.mostRows { rows.append(row(result)) }
    let rule = result.firstWrong.map(Self.rule) ?? ""
    let key = "\(result.outcome.name) \(rule)"
    let occurrence = seen[key, default: 0]
    seen[key] = occurrence + 1
    let rank = [result.outcome == .unexpectedPass ? 1 : 0, occurrence, failing]
    annotations.append((rank, annotation(result)))
    annotations.sort { $0.rank.lexicographicallyPrecedes($1.rank) }
    if annotations.count > Self.most { annotations.removeLast() }
    return ""
  }

  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String {
    annotations.map { $0.text + "\n" }.joined()
      + TextReporter.summary(totals, elapsed: elapsed) + "\n"
  }

  package func summaryPage(_ totals: Totals) -> String? {
    var lines = ["### RouteLab", "", Markdown.strangers(TextReporter.counts(totals))]
    let notes = TextReporter.notes(totals)
    if !notes.isEmpty { lines += ["", Markdown.strangers(notes)] }
    if !rows.isEmpty {
      lines += ["", "| trace | where | found | rule |", "|---|---|---|---|"] + rows
    }
    if failing > rows.count { lines += ["", "and \(failing - rows.count) more"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func annotation(_ result: TraceResult) -> String {
    var message = ResultSentence.text(result)
    if let finding = result.firstWrong, finding.kind != .rejected {
      let why = finding.explanation
      message = "\(why.event)\n\(message)"
      if let rule = why.chosen { message += "\nby \(rule.id): \(rule.says)" }
    }
    let properties = [
      ("file", result.file), ("line", "\(Self.line(result))"), ("title", Printable.text(result.id)),
    ]
    let list = properties.map { "\($0)=\(WorkflowCommand.property($1))" }.joined(separator: ",")
    return "::error \(list)::\(WorkflowCommand.message(message))"
  }

  private static func line(_ result: TraceResult) -> Int {
    result.firstWrong?.line ?? result.unreadableLine ?? result.line
  }

  /// The rule that gave the wrong route; no rule is to blame for an event that cannot be.
  private static func rule(_ finding: Finding) -> String {
    finding.kind == .rejected ? "" : finding.explanation.chosen?.id ?? ""
  }

  private func row(_ result: TraceResult) -> String {
    let rule = result.firstWrong.map(Self.rule) ?? ""
    let place = "\(result.file):\(Self.line(result))"
    let cells = [result.id, place, ResultSentence.text(result), rule]
    return "| " + cells.map { Markdown.strangers(Printable.text($0)) }.joined(separator: " | ")
      + " |"
  }
}

/// GitHub's rules for the words of a workflow command.
enum WorkflowCommand {
  static func message(_ text: String) -> String { escaped(text, "%\r\n") }

  static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

  private static func escaped(_ text: String, _ special: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if special.unicodeScalars.contains(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      } else if Printable.isUnsafe(scalar) {
        result += Printable.text(String(scalar))
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
