import RouteMachine
import RouteModel
package import RouteReplay
import TraceLog

/// A finding in JSON.
enum EncodedFinding {
  static func members(_ finding: Finding, _ output: inout JSONOutput) {
    output.member("kind", EncodedTrace.word(finding.kind))
    output.member("line", finding.line)
    output.member("logLine", finding.sourceLine)
    output.member("t", finding.t)
    output.memberOrNull("column", finding.column.map { EncodedExplanation.word($0) })
    EncodedExplanation.differences(finding.differences, &output)
    output.memberOrNull("sentence", finding.sentence.isEmpty ? nil : finding.sentence)
    output.member("restsOnAssumed", finding.restsOnAssumed)
    EncodedExplanation.members(finding.explanation, &output)
  }
}

/// An explanation in JSON: the same members in a finding and in the answer of `explain`.
package enum EncodedExplanation {
  /// The whole document that `explain --format json` writes.
  package static func document(_ step: FoundStep) -> String {
    let explanation = step.explanation
    let result = step.result
    var output = JSONOutput()
    output.openObject()
    output.member("file", result.file)
    output.member("id", result.id)
    output.member("policy", result.policy)
    output.member("platform", result.platform.name)
    output.memberOrNull("os", result.os?.description)
    output.member("osAssumed", result.os == nil)
    output.member("standing", word(step.judgement.standing))
    output.memberOrNull("why", step.judgement.why)
    output.member("line", explanation.line)
    output.member("t", explanation.t)
    differences(step.judgement.differences, &output)
    members(explanation, &output)
    output.strings("admitted", explanation.admitted)
    output.objects("leftOut", explanation.leftOut) { left, output in
      output.member("port", left.endpoint)
      output.member("why", left.why)
    }
    rule("paired", explanation.paired, &output)
    output.objects("reactions", explanation.reactions) { named($0, &$1) }
    output.objects("advice", explanation.advice) { named($0, &$1) }
    output.closeObject()
    return JSONDocument.head("explain") + "\"explanation\":" + JSONDocument.text(output) + "}\n"
  }

  static func members(_ explanation: Explanation, _ output: inout JSONOutput) {
    output.member("event", explanation.event)
    output.member("eventLine", explanation.eventLine)
    output.memberOrNull("verdict", explanation.verdict)
    route("computed", explanation.computed, &output)
    output.objects("columns", explanation.columns) { column($0, &$1) }
    rule("rule", explanation.chosen, &output)
    output.objects("setBy", explanation.setBy) { setter($0, &$1) }
    if let target = explanation.target {
      output.object("target") { column(target, &$0) }
    } else {
      output.null("target")
    }
    self.whyNot("whyNot", explanation.whyNot, &output)
    if let remedy = explanation.remedy {
      output.object("remedy") { output in
        output.strings("events", remedy.events)
        output.member("owner", remedy.owner.name)
        output.memberOrNull("rule", remedy.rule)
        route("route", remedy.route, &output)
      }
    } else {
      output.null("remedy")
    }
  }

  private static func whyNot(
    _ key: String, _ whyNot: WhyNotText?, _ output: inout JSONOutput
  ) {
    guard let whyNot else {
      output.null(key)
      return
    }
    output.object(key) { output in
      output.member("kind", word(whyNot.kind))
      route("route", whyNot.route, &output)
      output.objects("stoppedBy", whyNot.stoppedBy) { condition($0, &$1) }
      output.memberOrNull("shadowedBy", whyNot.shadowedBy)
      output.member("outOfScope", whyNot.isOutOfScope)
      rule("rule", whyNot.rule, &output)
    }
  }

  static func differences(_ differences: [Difference], _ output: inout JSONOutput) {
    output.objects("differences", differences) { difference, output in
      output.member("fact", difference.fact)
      output.member("said", difference.said)
      output.member("computed", difference.computed)
    }
  }

  static func route(_ key: String, _ sides: [String]?, _ output: inout JSONOutput) {
    guard let sides, sides.count == 2 else {
      output.null(key)
      return
    }
    output.object(key) { output in
      output.member("in", sides[0])
      output.member("out", sides[1])
    }
  }

  private static func column(_ column: ColumnText, _ output: inout JSONOutput) {
    output.member("column", word(column.column))
    output.memberOrNull("in", column.input)
    output.memberOrNull("out", column.output)
    output.strings("others", column.others)
  }

  /// A rule by name only: the conditions of a reaction were read before it changed the memory.
  private static func named(_ rule: RuleText, _ output: inout JSONOutput) {
    output.member("id", rule.id)
    output.member("says", rule.says)
    output.member("advice", rule.advice)
    output.strings("sources", rule.sources)
    output.member("confidence", word(rule.confidence))
    output.member("scope", rule.scope)
    if let quality = rule.quality {
      output.object("quality") { output in
        output.member("latencyFrom", quality.latency.lowerBound)
        output.member("latencyTo", quality.latency.upperBound)
        output.member("duplex", quality.duplex)
        output.member("needs", quality.needs)
      }
    }
  }

  private static func rule(_ key: String, _ rule: RuleText?, _ output: inout JSONOutput) {
    guard let rule else {
      output.null(key)
      return
    }
    output.object(key) { output in
      named(rule, &output)
      output.objects("conditions", rule.conditions) { condition($0, &$1) }
    }
  }

  private static func condition(_ condition: ConditionText, _ output: inout JSONOutput) {
    output.member("name", condition.name)
    output.member("holds", condition.holds)
    output.member("owner", word(condition.owner))
    output.objects("facts", condition.facts) { fact, output in
      output.member("name", fact.name)
      output.member("value", fact.value)
      if let setBy = fact.setBy {
        output.object("setBy") { setter(setBy, &$0) }
      } else {
        output.null("setBy")
      }
    }
  }

  private static func setter(_ setter: Setter, _ output: inout JSONOutput) {
    output.member("line", setter.line)
    output.member("event", setter.event)
  }
}

extension EncodedExplanation {
  static func word(_ column: Column) -> String {
    switch column {
    case .expect: "expect"
    case .observed: "observed"
    case .claimed: "claimed"
    case .heard: "heard"
    case .wanted: "wanted"
    }
  }

  private static func word(_ confidence: Confidence) -> String {
    switch confidence {
    case .documented: "documented"
    case .shipped: "shipped"
    case .reported: "reported"
    case .singleReport: "singleReport"
    case .document: "document"
    case .reading: "reading"
    case .inferred: "inferred"
    }
  }

  private static func word(_ owner: Owner) -> String {
    switch owner {
    case .app: "app"
    case .person: "person"
    case .system: "system"
    }
  }

  private static func word(_ kind: WhyNot.Kind) -> String {
    switch kind {
    case .wouldDecide: "wouldDecide"
    case .isInTheWay: "isInTheWay"
    }
  }

  private static func word(_ standing: Standing) -> String {
    switch standing {
    case .agrees: "agrees"
    case .differs: "differs"
    case .undecided: "undecided"
    }
  }
}
