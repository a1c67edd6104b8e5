import RouteMachine
import RouteModel
package import TraceLog

/// What traces have taught that later traces of the same run can use: what lines say, and for each
/// book and each kind of circumstances what steps lead to.
///
/// Not shared between threads: each has its own.
package final class QuickMemory {
  /// What a step depends on beside the situation and what a line says.
  private struct Field: Hashable {
    var book: String
    var circumstances: Circumstances
    var isOwnPolicy: Bool
    var isStrict: Bool
  }

  private static let mostFields = 64
  /// Situations of all fields together, of about 900 bytes each.
  private static let mostSituations = 1 << 15

  package let lines = LineMemory()
  private var machines: [Field: Prepared] = [:]

  private struct Prepared {
    var machine: Machine
    /// The moment before the first event, where a header says nothing of the start.
    var rest: Step
    var steps = StepMemory()
  }

  package init() {}

  /// A player for a trace, which uses and teaches this memory.
  func player(_ begun: BegunTrace) -> QuickPlayer {
    let (header, book) = (begun.header, begun.book)
    let field = Field(
      book: book.name, circumstances: header.circumstances,
      isOwnPolicy: TracePlayer.isOwnPolicy(book, header),
      isStrict: TracePlayer.isStrict(begun.strictness, header))
    let situations = machines.values.reduce(0) { $0 + $1.steps.situations.count }
    if situations >= Self.mostSituations || machines.count >= Self.mostFields {
      machines = machines.filter { $0.key == field }
    }
    let prepared: Prepared
    if let known = machines[field] {
      prepared = known
    } else {
      prepared = prepare(book, header.circumstances)
      machines[field] = prepared
    }
    let isAtRest =
      header.start == Start() && header.app.sends && header.app.permissions == nil
    let player = TracePlayer(
      header: header, machine: prepared.machine, rest: isAtRest ? prepared.rest : nil,
      file: begun.file, line: begun.line, strictness: begun.strictness)
    return QuickPlayer(player, lines, prepared.steps)
  }

  private func prepare(_ book: RuleBook, _ circumstances: Circumstances) -> Prepared {
    let machine = Machine(book: book, circumstances: circumstances)
    return Prepared(machine: machine, rest: machine.begin(MachineState()))
  }
}
