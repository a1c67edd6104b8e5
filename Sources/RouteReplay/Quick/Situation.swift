import RouteMachine
import RouteModel
import TraceLog

/// All that the outcome of a line depends on beside what the line says: where states recur, so do
/// these.
///
/// The deadlines are not part of it, and a player stands in none while a finding is open.
struct Situation: Hashable {
  var state: MachineState
  /// What was observed since the last event; its sides are all that a claim is compared with.
  var observedInput: SideClaim?
  var observedOutput: SideClaim?
  /// Of the last decision what evidence on a later line is compared with.
  var admitted: SIMD16<UInt64>
  var control: Control

  init(_ step: Step, observed: Evidence?) {
    state = step.state
    observedInput = observed?.input
    observedOutput = observed?.output
    admitted = step.decision.offers.admittedBits
    control = step.moment.control
  }

  /// Not what can be chosen: it mostly follows from the state.
  func hash(into hasher: inout Hasher) {
    hasher.combine(state)
    hasher.combine(observedInput)
    hasher.combine(observedOutput)
    hasher.combine(control)
  }

  var observed: Evidence? {
    guard let observedInput, let observedOutput else { return nil }
    return Evidence(.observed, input: observedInput, output: observedOutput)
  }
}

/// A situation that is kept: once for all threads that teach each other.
final class KeptSituation: Hashable, @unchecked Sendable {
  let situation: Situation
  /// Situations of other fields are others.
  private let field: Int
  let hash: Int
  /// Its number on its shelf of those that all threads know, set before any other thread sees it; -1
  /// where it is not one of these.
  var number: Int32 = -1

  init(_ situation: Situation, field: Int) {
    self.situation = situation
    self.field = field
    hash = situation.hashValue
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  static func == (left: KeptSituation, right: KeptSituation) -> Bool {
    left === right
      || left.hash == right.hash && left.field == right.field && left.situation == right.situation
  }
}
