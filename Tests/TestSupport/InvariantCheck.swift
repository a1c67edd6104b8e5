package import RouteMachine
import RouteModel
import RoutePolicies

/// Checks a book's invariants step after step, and keeps the first break of each.
package struct InvariantCheck {
  private let invariants: [Invariant]
  /// The name of each broken invariant, with the events that led there.
  package private(set) var broken: [String: String] = [:]

  package init(_ book: RuleBook) { invariants = Invariants.of(book) }

  package mutating func check(
    _ step: Step, _ machine: Machine, _ story: @autoclosure () -> String
  ) {
    for invariant in invariants where !invariant.holds(step, machine) {
      guard broken[invariant.name] == nil else { continue }
      broken[invariant.name] =
        "\(machine.book.name): \(invariant.says); gave \(Self.text(step.state.route)) by "
        + "\(step.decision.fired.map { machine.rules[$0].rule.id }) after \(story())"
    }
  }

  private static func text(_ route: Route?) -> String {
    guard let route else { return "no route" }
    return [route.input, route.output].map { endpoint in
      endpoint.map { "\($0.port.name)\($0.device.map { "@\($0.number)" } ?? "")" } ?? "none"
    }.joined(separator: " → ")
  }
}
