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

  private static let mostFields = 32

  package let lines = LineMemory()
  private var machines: [Field: (machine: Machine, steps: StepMemory)] = [:]

  package init() {}

  /// A player for a trace, which uses and teaches this memory.
  func player(
    header: Header, book: RuleBook, file: String, line: Int, strictness: Strictness
  ) -> QuickPlayer {
    let field = Field(
      book: book.name, circumstances: header.circumstances,
      isOwnPolicy: TracePlayer.isOwnPolicy(book, header),
      isStrict: TracePlayer.isStrict(strictness, header))
    if machines.count >= Self.mostFields, machines[field] == nil { machines = [:] }
    let (machine, steps) =
      machines[field] ?? (Machine(book: book, circumstances: header.circumstances), StepMemory())
    machines[field] = (machine, steps)
    let player = TracePlayer(
      header: header, machine: machine, file: file, line: line, strictness: strictness)
    return QuickPlayer(player, lines, steps)
  }
}
