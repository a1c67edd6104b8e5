package import RouteReplay

/// To be written.
package struct JUnitReporter: Reporter {
  package static let name = "junit"
  package static let meaning = ""
  package init(options: ReportOptions) {}
  package mutating func take(_ result: TraceResult) -> String { "" }
  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String { "" }
}
