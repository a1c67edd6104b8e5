import RouteModel
package import RouteReplay
package import TraceLog

/// A trace's line of a JSON report, as far as other reports depend on it.
package enum DecodedTrace {
  /// The result as far as totals count it, with its key; nil where the value is no such line.
  package static func found(_ value: JSONValue) -> FoundTrace? {
    guard let file = value["file"]?.string, let line = value["line"]?.integer,
      let outcome = value["outcome"]?.string.flatMap(outcome), let counts = value["counts"],
      let lost = value["lost"]?.flag, let assumed = value["assumed"]?.integer
    else { return nil }
    var result = TraceResult(file: file, line: line, id: file, policy: "", platform: .ios)
    result.hasHeader = false
    result.unreadableLine = value["unreadableLine"]?.integer
    result.outcome = outcome
    result.why = value["why"]?.string
    result.lost = lost
    result.assumedLines = assumed
    guard read(counts, &result) else { return nil }
    guard let id = value["id"]?.string else { return FoundTrace(result, nil) }
    var alone = result
    guard let policy = value["policy"]?.string, let platform = value["platform"]?.string,
      let platform = Platform.allCases.first(where: { $0.name == platform })
    else { return nil }
    result.hasHeader = true
    result.id = id
    result.policy = policy
    result.platform = platform
    result.segment = value["segment"]?.integer
    result.title = value["title"]?.string
    result.os = value["os"]?.string.flatMap { OSVersion($0) }
    let key = Digest.of(id, result.segment ?? 0)
    guard let unreadable = result.unreadableLine else { return FoundTrace(result, key) }
    alone.line = unreadable
    return FoundTrace(result, key, alone: alone)
  }

  private static func read(_ counts: JSONValue, _ result: inout TraceResult) -> Bool {
    guard let events = counts["events"]?.integer, let ignored = counts["ignored"]?.integer,
      let rejected = counts["rejected"]?.integer, let findings = counts["findings"]
    else { return false }
    result.events = events
    result.ignored = ignored
    result.rejected = rejected
    for kind in FindingKind.allCases {
      guard let count = findings[EncodedTrace.word(kind)]?.integer else { return false }
      result.counts[Int(kind.rawValue)] = count
    }
    return true
  }

  private static func outcome(_ word: String) -> Outcome? {
    Outcome.allCases.first { EncodedTrace.word($0) == word }
  }

  /// Whether a report's summary counts what was counted.
  package static func isSummary(_ value: JSONValue, of totals: Totals) -> Bool {
    let text = EncodedSummary.json(totals, elapsed: nil)
    guard let own = try? JSONValue(reading: Array(text.utf8)) else { return false }
    return isPart(own, of: value)
  }

  /// Whether every number of one value stands in another.
  private static func isPart(_ part: JSONValue, of whole: JSONValue) -> Bool {
    guard case .object(let members) = part.kind else {
      return part.integer != nil && part.integer == whole.integer
    }
    return members.allSatisfy { member in
      whole[member.key].map { isPart(member.value, of: $0) } ?? false
    }
  }
}
