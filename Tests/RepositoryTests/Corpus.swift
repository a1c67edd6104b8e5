import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// The traces of the repository, read once.
struct Corpus {
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  static let files = (try? TraceFiles.expand(root + "/traces")) ?? []
  static let traces = files.flatMap(read)

  /// The books that say what a document says.
  static let documentBooks = Policies.all.filter {
    ["agora-2020", "agora-2020-android", "facetime-guide"].contains($0.name)
  }

  /// The traces in traces/documents of a book.
  static func documents(of book: RuleBook) -> [StoredTrace] {
    traces.filter { $0.header.policy == book.name && $0.file.contains("/traces/documents/") }
  }

  private static func read(_ file: String) -> [StoredTrace] {
    guard var reader = try? TraceReader(path: file) else { return [] }
    var traces: [StoredTrace] = []
    while let reading = reader.next() {
      guard case .line(let line) = reading else { continue }
      if case .header(let header) = line.content {
        traces.append(StoredTrace(file: file, header: header))
      }
      if !traces.isEmpty { traces[traces.count - 1].lines.append((line, reader.names)) }
    }
    return traces
  }
}

/// A trace in memory, to be replayed under more than one book.
struct StoredTrace: Sendable {
  var file: String
  var header: Header
  var lines: [(line: Line, names: NameTable)] = []

  init(file: String, header: Header) {
    self.file = file
    self.header = header
  }

  /// Replays the trace under a book; with each step the machine that took it.
  func replay(under book: RuleBook, onStep: (Step, Machine) -> Void = { _, _ in }) -> TraceResult? {
    guard let first = lines.first else { return nil }
    var player = TracePlayer(
      header: header, book: book, file: file, line: first.line.number)
    onStep(player.current, player.machine)
    for (line, names) in lines {
      for played in player.take(line, names: names) { onStep(played.step, player.machine) }
    }
    return player.finish()
  }

  /// The rules that fire in the trace under a book, as places in the book's rules.
  func fired(under book: RuleBook) -> Set<Int> {
    var fired: Set<Int> = []
    var isBegun = false
    _ = replay(under: book) { step, _ in
      // Before the first event nothing has fired.
      if isBegun { fired.formUnion(step.reactions + step.decision.fired) }
      isBegun = true
    }
    return fired
  }

  /// How the trace comes out under a book: its outcome, and the advice of each step.
  func outcome(under book: RuleBook) -> StoredOutcome {
    var advice: [[String]] = []
    let result = replay(under: book) { step, machine in
      advice.append(step.decision.advice.map { machine.rules[$0].rule.id })
    }
    return StoredOutcome(outcome: result?.outcome ?? .unreadable, advice: advice)
  }
}

/// What the tests of mutants compare.
struct StoredOutcome: Equatable {
  var outcome: Outcome
  var advice: [[String]]
}
