import RouteMachine
import RouteModel
package import TraceLog

/// What traces have taught that later traces of the same run can use: what lines say, and for each
/// book and each kind of circumstances what steps lead to.
///
/// Not shared between threads: each has its own, and may teach others by a `SharedMemory`.
package final class QuickMemory: LinePlayers {
  /// What a step depends on beside the situation and what a line says.
  struct Field: Hashable {
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
  /// What the trace whose header was read last has in common with those after it.
  private var last: QuickStart?

  private struct Prepared {
    var machine: Machine
    /// The moment before the first event, where a header says nothing of the start.
    var rest: Step
    var steps: StepMemory
  }

  private let shared: SharedMemory?

  /// A memory, and what its steps are shared by with those of other threads.
  package init(sharing shared: SharedMemory? = nil) { self.shared = shared }

  /// Steps that are known now, and those that other threads had worked out.
  package var steps: Int { machines.values.reduce(0) { $0 + $1.steps.count } }
  package var stepsTakenOver: Int { machines.values.reduce(0) { $0 + $1.steps.takenOver } }

  func player(_ begun: BegunTrace) -> QuickPlayer {
    let header = begun.header
    let strictness = begun.options.strictness
    let prepared = prepared(
      Field(
        book: begun.book.name, circumstances: header.circumstances,
        isOwnPolicy: TracePlayer.isOwnPolicy(begun.book, header),
        isStrict: TracePlayer.isStrict(strictness, header)),
      begun)
    let isAtRest =
      header.start == Start() && header.app.sends && header.app.permissions == nil
    let player = TracePlayer(
      header: header, machine: prepared.machine, rest: isAtRest ? prepared.rest : nil,
      file: begun.file, line: begun.line, strictness: strictness)
    let start = QuickStart(player, prepared.steps, begun.options, headers: lines.headers)
    last = start
    return QuickPlayer(player, start, lines)
  }

  func next(
    _ reader: inout TraceReader, _ options: ReplayOptions
  ) -> NextTrace<QuickPlayer>? {
    guard let last, last.serves(options), let known = reader.nextKnownHeader(headers: last.headers)
    else { return nil }
    return NextTrace(
      line: known.number, key: Digest.of(known.id, last.result.segment ?? 0),
      player: QuickPlayer(known, in: reader.file, last, lines))
  }

  private func prepared(_ field: Field, _ begun: BegunTrace) -> Prepared {
    let situations = machines.values.reduce(0) { $0 + $1.steps.situations.count }
    if situations >= Self.mostSituations || machines.count >= Self.mostFields {
      machines = machines.filter { $0.key == field }
    }
    if let known = machines[field] { return known }
    let machine = Machine(book: begun.book, circumstances: begun.header.circumstances)
    let prepared = Prepared(
      machine: machine, rest: machine.begin(MachineState()),
      steps: StepMemory(shared.flatMap { School($0, field, lines) }))
    machines[field] = prepared
    return prepared
  }
}

/// What traces have in common whose headers differ in names only.
final class QuickStart {
  private let player: TracePlayer
  let memory: StepMemory
  /// How many headers had been read when this one was.
  let headers: Int
  private let policy: String?
  private let strictness: Strictness
  private let hasFilter: Bool
  /// The number of the situation in which they begin, in the memory of a generation.
  private var situation: (number: Int32, generation: Int)

  init(_ player: TracePlayer, _ memory: StepMemory, _ options: ReplayOptions, headers: Int) {
    self.player = player
    self.memory = memory
    self.headers = headers
    policy = options.policy
    strictness = options.strictness
    hasFilter = !options.filter.isEmpty
    situation = (-1, -1)
  }

  /// What is known of the first trace's result before its first line.
  var result: TraceResult { player.result }
  var clock: Clock { player.header.clock }

  /// Whether they are all replayed, and in the same way.
  func serves(_ options: ReplayOptions) -> Bool {
    !hasFilter && policy == options.policy && strictness == options.strictness
  }

  /// Where each of them begins.
  func begin() -> Int32 {
    if situation.generation != memory.generation {
      let here = Situation(player.current, observed: nil)
      situation = (memory.number(of: here), memory.generation)
    }
    return situation.number
  }

  /// The player of another one at its beginning; the names are those after its header.
  func player(_ result: TraceResult, _ names: NameTable) -> TracePlayer {
    var header = player.header
    header.id = result.id
    header.devices = Array(names.devices.prefix(header.devices.count))
    return player.again(header, result)
  }
}
