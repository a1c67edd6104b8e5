import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// On which points Telecom's two route machines differ, over their conformance corpus.
@Suite struct TelecomDifferenceTests {
  /// What a rule that spoke under one machine alone stands for.
  static let points: [String: String] = [
    "react.focus.active.again": "a new active call finds the baseline again",
    "react.focus.active.baseline": "the start of a call",
    "react.focus.active.device": "the start of a call",
    "react.active-device.left": "what is remembered of a user who left Bluetooth",
    "then.baseline.bluetooth.video": "video calls",
    "react.ringing.bluetooth": "ringing without in-band ring",
    "react.dock-in": "docks",
    "react.answer.failed": "a link that fails",
    "react.answer.dropped": "a link that drops",
    "react.speaker-on": "a speaker that others switch on",
    "react.answer.adopt": "audio that a headset opens",
    "react.link.on.route": "audio that a headset opens",
    "react.link.on.call": "audio that a headset opens",
  ]
  static let pending = "pending routes"
  /// A trace of the Bluetooth route manager, which only the older machine has.
  static let manager = "the Bluetooth route manager"

  private struct Side {
    var step: Step
    var machine: Machine

    var output: Endpoint? { step.state.route?.output }

    /// The rules that spoke, without the book's name.
    var rules: Set<String> {
      Set(
        step.reactions.map { machine.rules[$0].rule.id.drop { $0 != "/" }.dropFirst() }.map(
          String.init))
    }

    var destination: Endpoint? {
      machine.book.keeps.pending.flatMap { step.state.memory[$0].endpoint }
    }
  }

  private func sides(_ trace: StoredTrace, _ book: RuleBook) -> [Side] {
    var sides: [Side] = []
    _ = trace.replay(under: book) { sides.append(Side(step: $0, machine: $1)) }
    return sides
  }

  @Test func theMachinesDifferWhereTheyAreDocumentedToAndNowhereElse() throws {
    let older = try #require(Policies.named("telecom14"))
    let newer = try #require(Policies.named("telecom16"))
    var seen: Set<String> = []
    for trace in Corpus.traces where trace.file.contains("/traces/conformance/") {
      guard ["telecom14", "telecom16"].contains(trace.header.policy) else { continue }
      let (left, right) = (sides(trace, older), sides(trace, newer))
      // A timer that runs under one machine only shifts the steps of that trace.
      guard left.count == right.count,
        let place = left.indices.first(where: { left[$0].output != right[$0].output })
      else { continue }
      let (one, other) = (left[place], right[place])
      let own = one.rules.symmetricDifference(other.rules)
      var found = Set(own.compactMap { Self.points[$0] })
      if other.destination == one.output { found.insert(Self.pending) }
      if trace.header.id.contains("/bluetooth-route-") { found.insert(Self.manager) }
      #expect(!found.isEmpty, "\(trace.header.id): \(own.sorted())")
      seen.formUnion(found)
    }
    let unseen = Set(Self.points.values).union([Self.pending, Self.manager]).subtracting(seen)
    #expect(unseen.isEmpty, "no trace shows \(unseen.sorted())")
  }

  /// Every pair of `differences` differs in what it expects, under its own machine.
  @Test func everyDocumentedDifferenceIsAPairOfTraces() {
    let traces = Corpus.traces.filter { $0.file.contains("/conformance/differences/") }
    let pairs = Dictionary(grouping: traces) { $0.header.group ?? "" }
    #expect(pairs.count >= 12)
    for (group, pair) in pairs {
      #expect(Set(pair.compactMap(\.header.policy)) == ["telecom14", "telecom16"], "\(group)")
      let statements = pair.map { trace in trace.lines.flatMap { $0.line.evidence } }
      #expect(Set(statements).count == pair.count, "\(group) expects the same of both")
    }
  }
}
