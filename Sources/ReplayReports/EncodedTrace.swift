import RouteMachine
import RouteModel
import RouteReplay
import TraceLog

/// A trace's result in JSON: the names here are the format's, whatever the code calls them.
enum EncodedTrace {
  static func json(_ result: TraceResult, steps: [String]?) -> String {
    var output = JSONOutput()
    output.openObject()
    identity(result, &output)
    output.member("outcome", word(result.outcome))
    output.memberOrNull("why", result.why)
    if let xfail = result.xfail {
      output.object("xfail") { output in
        output.member("why", xfail.why)
        output.member("cause", word(xfail.cause))
      }
    } else {
      output.null("xfail")
    }
    output.object("counts") { counts(result, &$0) }
    output.member("assumed", result.assumedLines)
    output.member("assumedSession", result.assumedSession)
    output.member("lost", result.lost)
    if let finding = result.firstWrong {
      output.object("firstWrong") { EncodedFinding.members(finding, &$0) }
    } else {
      output.null("firstWrong")
    }
    output.objects("notes", result.notes) { EncodedFinding.members($0, &$1) }
    if let steps {
      output.key("steps")
      output.list(steps) { $1.append($0) }
    }
    output.closeObject()
    return JSONDocument.text(output)
  }

  private static func identity(_ result: TraceResult, _ output: inout JSONOutput) {
    let isKnown = result.hasHeader
    output.member("file", result.file)
    output.member("line", result.line)
    output.member("unreadableLine", result.unreadableLine)
    output.memberOrNull("id", isKnown ? result.id : nil)
    output.member("segment", result.segment)
    output.memberOrNull("title", result.title)
    output.memberOrNull("policy", isKnown ? result.policy : nil)
    output.memberOrNull("platform", isKnown ? result.platform.name : nil)
    output.memberOrNull("os", result.os?.description)
    output.member("osAssumed", isKnown && result.os == nil)
  }

  private static func counts(_ result: TraceResult, _ output: inout JSONOutput) {
    output.member("events", result.events)
    output.member("ignored", result.ignored)
    output.member("rejected", result.rejected)
    output.member("judged", result.judged)
    output.object("findings") { output in
      for kind in FindingKind.allCases { output.member(word(kind), result.count(kind)) }
    }
  }

  static func word(_ outcome: Outcome) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed: "failed"
    case .expectedFailure: "expectedFailure"
    case .unexpectedPass: "unexpectedPass"
    case .inconclusive: "inconclusive"
    case .unjudged: "unjudged"
    case .skipped: "skipped"
    case .unreadable: "unreadable"
    }
  }

  static func word(_ kind: FindingKind) -> String {
    switch kind {
    case .rejected: "rejected"
    case .expectation: "expectation"
    case .deviation: "deviation"
    case .claim: "claim"
    case .transient: "transient"
    case .desynchronised: "desynchronised"
    case .heard: "heard"
    case .undecided: "undecided"
    }
  }

  private static func word(_ cause: Expected.Cause) -> String {
    switch cause {
    case .sdk: "sdk"
    case .device: "device"
    case .book: "book"
    }
  }
}

/// The counts of a run in JSON.
enum EncodedSummary {
  static func json(_ totals: Totals, elapsed: Int64?) -> String {
    var output = JSONOutput()
    output.openObject()
    output.member("traces", totals.traces)
    output.member("events", totals.events)
    output.member("ignored", totals.ignored)
    output.member("rejected", totals.rejected)
    output.object("outcomes") { output in
      for outcome in Outcome.allCases {
        output.member(EncodedTrace.word(outcome), totals.count(outcome))
      }
    }
    output.object("findings") { output in
      for kind in FindingKind.allCases {
        output.member(EncodedTrace.word(kind), totals.count(kind))
      }
    }
    output.member("tracesWithAssumedLines", totals.assumedTraces)
    output.member("tracesWithGaps", totals.lost)
    output.member("elapsedMilliseconds", elapsed)
    output.closeObject()
    return JSONDocument.text(output)
  }
}

/// A step in JSON.
enum EncodedStep {
  static func json(_ step: PlayedStep, _ player: TracePlayer, _ names: NameTable) -> String {
    let naming = Naming(names)
    var output = JSONOutput()
    output.openObject()
    output.member("line", step.line)
    output.member("t", step.t)
    output.memberOrNull("event", step.event.map { naming.event($0) })
    let reason = step.event == nil ? nil : step.step.verdict.reason
    output.memberOrNull("verdict", step.event == nil ? nil : verdict(step.step.verdict))
    output.memberOrNull("reason", reason?.name)
    EncodedExplanation.route(
      "route",
      step.step.state.route.map { [naming.endpoint($0.input), naming.endpoint($0.output)] },
      &output)
    output.memberOrNull(
      "rule", step.step.decision.chosenBy.map { player.machine.rules[$0].rule.id })
    output.strings("findings", step.findings.map { EncodedTrace.word($0) })
    output.closeObject()
    return JSONDocument.text(output)
  }

  private static func verdict(_ verdict: Verdict) -> String {
    switch verdict {
    case .applied: "applied"
    case .ignored: "ignored"
    case .rejected: "rejected"
    }
  }
}
