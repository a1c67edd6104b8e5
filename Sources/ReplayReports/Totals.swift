package import RouteReplay

/// The counts of a run.
package struct Totals: Hashable, Sendable {
  package var traces = 0
  package var events = 0
  package var ignored = 0
  package var rejected = 0
  package var assumedTraces = 0
  package var lost = 0
  /// A sentence for each recorded log that is torn or damaged.
  package var lossyLogs: [String] = []
  package var outcomes = [Int](repeating: 0, count: Outcome.allCases.count)
  package var findings = [Int](repeating: 0, count: FindingKind.allCases.count)

  package init() {}

  package mutating func add(_ result: TraceResult) {
    traces += 1
    events += result.events
    ignored += result.ignored
    rejected += result.rejected
    if result.assumedLines > 0 { assumedTraces += 1 }
    if result.lost { lost += 1 }
    outcomes[Int(result.outcome.rawValue)] += 1
    for (place, count) in result.counts.enumerated() { findings[place] += count }
  }

  /// Adds what other traces came to.
  package mutating func add(_ other: Totals) {
    traces += other.traces
    events += other.events
    ignored += other.ignored
    rejected += other.rejected
    assumedTraces += other.assumedTraces
    lost += other.lost
    lossyLogs += other.lossyLogs
    for place in outcomes.indices { outcomes[place] += other.outcomes[place] }
    for place in findings.indices { findings[place] += other.findings[place] }
  }

  package func count(_ outcome: Outcome) -> Int { outcomes[Int(outcome.rawValue)] }

  package func count(_ kind: FindingKind) -> Int { findings[Int(kind.rawValue)] }
}
