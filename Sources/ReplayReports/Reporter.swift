package import RouteReplay
package import TraceLog

/// How a report is to look.
package struct ReportOptions: Sendable {
  package var palette = Palette(isOn: false)
  /// Nothing but failures.
  package var isQuiet = false
  /// Every step of every trace.
  package var isVerbose = false
  /// What the report says of the shard that it is; nil where it is not one.
  package var shard: ShardMark?
  /// The command that a reader can run next, without its arguments.
  package var program = "routelab"

  package init() {}
}

/// Writes a run's results in one format, as they come.
package protocol Reporter: SendableMetatype {
  /// The name after `--format`.
  static var name: String { get }
  static var meaning: String { get }

  init(options: ReportOptions)

  /// What is written for a step of the trace whose result comes next.
  ///
  /// Steps come only where `isVerbose` asks for them.
  mutating func take(_ step: PlayedStep, _ player: TracePlayer, _ names: NameTable) -> String

  /// What is written for a trace wherever it stands in the report, as far as that needs work:
  /// threads work it out beside each other.
  func text(of result: TraceResult) -> String

  /// Whether nothing is written for a trace whose text was worked out, and nothing kept but its
  /// counts.
  func isSilent(on result: TraceResult, text: String) -> Bool

  /// What is written for the next trace, whose text was worked out.
  mutating func take(_ result: TraceResult, text: String) -> String

  /// What is written at the end.
  mutating func finish(_ totals: Totals, elapsed: Int64?) -> String

  /// Markdown for the page on which a CI service shows a run; nil where the format has none.
  func summaryPage(_ totals: Totals) -> String?
}

extension Reporter {
  /// What is written for the next trace.
  package mutating func take(_ result: TraceResult) -> String {
    take(result, text: text(of: result))
  }

  package mutating func take(
    _ step: PlayedStep, _ player: TracePlayer, _ names: NameTable
  ) -> String { "" }

  package func summaryPage(_ totals: Totals) -> String? { nil }

  package func isSilent(on result: TraceResult, text: String) -> Bool { false }
}

/// The formats that there are; a new one is a file and one line here.
package enum Reporters {
  package static var all: [any Reporter.Type] {
    [TextReporter.self, JSONReporter.self, JUnitReporter.self, GitHubReporter.self]
  }

  package static func named(_ name: String) -> (any Reporter.Type)? {
    all.first { $0.name == name }
  }
}
