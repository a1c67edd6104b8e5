package import RouteReplay

/// To be written.
package struct JSONReporter: Reporter {
  package static let name = "json"
  package static let meaning = ""
  package init(options: ReportOptions) {}
  package mutating func take(_ result: TraceResult) -> String { "" }
  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String { "" }
}
