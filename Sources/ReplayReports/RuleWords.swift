package import RouteMachine
import RouteModel
import RouteReplay
import TraceLog

/// What the parts of a rule say, in words.
package enum RuleWords {
  /// What a rule gives when its conditions hold.
  package static func action(_ action: Rule.Action) -> String {
    switch action {
    case .admit(let kind): "admits every \(kind.name)"
    case .leaveOut(let kind): "leaves out every \(kind.name)"
    case .leaveOutRemembered(let cell): "leaves out every device of \(quoted(cell))"
    case .choose(let selector): "chooses \(selector.name)"
    case .saysNothing: "says nothing: no route"
    case .pair(let input, let output): "in \(input.name), out \(output.name)"
    case .advise(let text): text
    case .react(let events, let effects):
      "on \(events.members.map(\.name).joined(separator: ", ")): "
        + effects.map(effect).joined(separator: "; ")
    case .follow(_, let effects): "then: " + effects.map(effect).joined(separator: "; ")
    }
  }

  package static func effect(_ effect: Effect) -> String {
    switch effect {
    case .set(let cell, let value): "sets \(quoted(cell)) to \(operand(value, cell.kind))"
    case .clear(let cell): "clears \(quoted(cell))"
    case .add(let cell, let value): "adds \(operand(value, cell.kind)) to \(quoted(cell))"
    case .remove(let cell, let value): "removes \(operand(value, cell.kind)) from \(quoted(cell))"
    case .count(let cell): "counts \(quoted(cell)) up by one"
    case .start(let timer, let milliseconds): "starts timer \(timer.name) (\(milliseconds) ms)"
    case .cancel(let timer): "cancels timer \(timer.name)"
    }
  }

  /// The value of an effect; a constant is read as the cell's kind of value.
  package static func operand(_ operand: Operand, _ kind: ValueKind) -> String {
    switch operand {
    case .constant(let value): Naming(NameTable()).value(value, kind)
    case .eventEndpoint(let side): "the event's \(side.name)"
    case .eventActor: "who did it"
    case .samePortOnEventDevice(let cell): "the port of \(quoted(cell)) on the event's device"
    case .eventDevice: "the event's device"
    case .devices(let kind): "the device of every connected \(kind.name)"
    case .routeBefore: "the route before"
    case .selected(let selector): selector.name
    case .copy(let cell): quoted(cell)
    case .deviceOf(let cell): "the device of \(quoted(cell))"
    }
  }

  /// What a cell of memory can hold.
  package static func kind(_ kind: ValueKind) -> String {
    switch kind {
    case .flag: "yes or no"
    case .count: "a number"
    case .word(let words): words.all.joined(separator: ", ")
    case .endpoint: "a port and its device"
    case .route: "a route"
    case .devices: "a set of devices"
    case .ports: "a set of ports"
    case .permissions: "a set of permissions"
    }
  }

  package static func quality(_ quality: Quality) -> String {
    let (from, to) = (quality.latency.lowerBound, quality.latency.upperBound)
    let latency = from == to ? "\(from)" : "\(from) to \(to)"
    let more = [quality.duplex, quality.needs].filter { !$0.isEmpty }
    return (["latency \(latency) ms"] + more).joined(separator: "; ")
  }

  private static func quoted(_ cell: Cell) -> String { "\"\(cell.name)\"" }
}
