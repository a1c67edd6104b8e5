import RouteMachine
import RouteModel
import RouteReplay
import TraceLog

/// The timeline of every step: time, event, route, rule.
struct TimelineText: Sendable {
  private var trace = ""
  private var isOpen = false

  /// One step as a line or two; a heading where a new trace begins.
  mutating func text(
    _ step: PlayedStep, _ player: TracePlayer, _ names: NameTable
  ) -> String {
    let naming = Naming(names)
    var lines: [String] = []
    let place = "\(player.result.file):\(player.result.line)"
    if trace != place {
      if isOpen { lines.append("") }
      trace = place
      isOpen = true
      lines += Layout.wrapped(
        Printable.text("\(player.result.id)  (\(player.result.policy), \(place))"),
        to: Layout.width)
    }
    let event =
      step.event.map { naming.event($0) }
      ?? step.evidence.map(\.column.name).joined(separator: ", ")
    lines += Layout.hanging(Layout.time(step.t), event)
    if step.event != nil, let reason = step.step.verdict.reason {
      let word = step.step.verdict.isRejected ? "rejected" : "ignored"
      lines += Layout.hanging("", "\(word): \(reason.meaning)")
    }
    let rule = step.step.decision.chosenBy.map { player.machine.rules[$0].rule.id }
    let route =
      step.step.state.route.map { route in
        "\(naming.endpoint(route.input)) → \(naming.endpoint(route.output))"
      } ?? "no route"
    lines += Layout.hanging("", "\(route)  by \(rule ?? "no rule")", labelWidth: 13)
    for finding in step.findings {
      lines += Layout.hanging("", "✗ \(finding.name): \(finding.meaning)", labelWidth: 13)
    }
    if !step.findings.isEmpty {
      for evidence in step.evidence where evidence.hasRoute {
        let route = "in \(naming.claim(evidence.input))  out \(naming.claim(evidence.output))"
        lines += Layout.hanging("", "\(evidence.column.name)  \(route)", labelWidth: 15)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What sets the steps shown so far apart from what follows.
  mutating func end() -> String {
    defer { isOpen = false }
    return isOpen ? "\n" : ""
  }
}
