import RouteMachine
import RouteModel
import RoutePolicies
package import TraceLog

/// Which step of a file is to be explained; nothing named means its first wrong one.
package struct StepChoice: Sendable {
  package var line: Int?
  /// The identifier of the trace.
  package var id: String?
  /// A book to replay under instead of the trace's own.
  package var policy: String?

  package init(line: Int? = nil, id: String? = nil, policy: String? = nil) {
    self.line = line
    self.id = id
    self.policy = policy
  }
}

/// A step that was found, explained.
package struct FoundStep: Sendable {
  package var explanation: Explanation
  package var result: TraceResult
  package var judgement: Judgement
}

/// Why no step was found, in a sentence.
package struct StepNotFound: Error, Sendable {
  package var message: String

  package init(message: String) { self.message = message }
}

/// Finds the step of a file that is to be explained.
///
/// Without a line: the first wrong step, else the first undecided one, else the last one that says
/// what was wanted, else the last one; of several traces the first with the strongest of these.
package struct StepFinder {
  private let choice: StepChoice
  private var file = ""
  private var running: Running?
  private var best: (strength: Strength, step: FoundStep)?
  /// What was wrong with traces that could have been meant.
  private var problem: String?
  /// The first and last lines of the traces that were read.
  private var extents: [(first: Int, last: Int)] = []

  private enum Strength: Int {
    case last
    case wanted
    case undecided
    case wrong
  }

  /// A trace that is being replayed, and the moments of it that may be asked about.
  private struct Running {
    var player: TracePlayer
    var wanted: Moment?
    var last: Moment?
  }

  private struct Moment {
    var player: TracePlayer
    var line: Line
    var names: NameTable

    var wantedEvidence: Evidence? { line.evidence.first { $0.column == .wanted } }

    func explained(against target: Evidence?, _ judgement: Judgement? = nil) -> FoundStep {
      FoundStep(
        explanation: player.explain(line, names, against: target), result: player.result,
        judgement: judgement ?? Judgement(standing: .agrees))
    }
  }

  package init(_ choice: StepChoice) { self.choice = choice }

  /// Reads the file up to the step.
  package mutating func find(in reader: inout TraceReader) throws(StepNotFound) -> FoundStep {
    file = reader.file
    while let reading = reader.next() {
      switch reading {
      case .failure(let error): fail(error)
      case .line(let line):
        if case .header(let header) = line.content {
          end()
          begin(header, line)
        }
        guard let step = take(line, reader.names) else { continue }
        // Of an imported log, several lines stand for one.
        guard reader.numbersLinesAsTheirSource else { return step }
        keep(step)
      }
      if let best, best.strength == .wrong { return best.step }
    }
    end()
    if let best { return best.step }
    throw StepNotFound(message: reason())
  }

  private mutating func fail(_ error: TraceError) {
    if error.beginsTrace {
      end()
    } else if running == nil {
      return
    }
    running = nil
    if problem == nil { problem = error.description }
  }

  private mutating func begin(_ header: Header, _ line: Line) {
    if let id = choice.id, id != header.id { return }
    let platform = header.circumstances.platform
    let name = choice.policy ?? header.policy ?? Policies.default(for: platform)?.name ?? ""
    guard let book = Policies.named(name) else {
      problem = problem ?? "\(file):\(line.number): \(Policies.unknown(name))"
      return
    }
    guard book.serves(platform) else {
      problem = problem ?? "\(file):\(line.number): \(name) does not serve \(platform.name)"
      return
    }
    running = Running(
      player: TracePlayer(
        header: header, book: book, file: file, line: line.number))
    extents.append((line.number, line.number))
  }

  /// Takes a line; gives the step where the line is the one that was asked for.
  private mutating func take(_ line: Line, _ names: NameTable) -> FoundStep? {
    guard var trace = running else { return nil }
    running = nil
    defer { running = trace }
    if let index = extents.indices.last { extents[index].last = line.number }
    let isStep = !trace.player.take(line, names: names).isEmpty
    let wanted = line.evidence.first { $0.column == .wanted && $0.hasRoute }
    if choice.line == line.number {
      let moment = Moment(player: trace.player, line: line, names: names)
      let judgement = trace.player.judgement(line, names)
      let target = judgement.evidence ?? wanted ?? trace.wanted?.wantedEvidence
      return moment.explained(against: target, judgement)
    }
    guard isStep, choice.line == nil || wanted != nil else { return nil }
    let moment = Moment(player: trace.player, line: line, names: names)
    if wanted != nil { trace.wanted = moment }
    trace.last = moment
    return nil
  }

  /// Ends the running trace and remembers the step of it that weighs most.
  private mutating func end() {
    guard var trace = running else { return }
    running = nil
    guard choice.line == nil else { return }
    let result = trace.player.finish()
    if let finding = result.firstWrong {
      let judgement = Judgement(standing: .differs, differences: finding.differences)
      offer(
        .wrong,
        FoundStep(explanation: finding.explanation, result: result, judgement: judgement))
    } else if let note = result.notes.first(where: { $0.kind == .undecided }) {
      let judgement = Judgement(standing: .undecided, why: note.sentence)
      offer(
        .undecided,
        FoundStep(explanation: note.explanation, result: result, judgement: judgement))
    } else if let wanted = trace.wanted {
      offer(.wanted, wanted.explained(against: wanted.wantedEvidence))
    } else if let last = trace.last {
      offer(.last, last.explained(against: nil))
    }
  }

  private mutating func offer(_ strength: Strength, _ step: @autoclosure () -> FoundStep) {
    if let best, best.strength.rawValue >= strength.rawValue { return }
    best = (strength, step())
  }

  /// Remembers a step of the line that was asked for: the last, unless one was wrong or undecided.
  private mutating func keep(_ step: FoundStep) {
    let strength: Strength =
      switch step.judgement.standing {
      case .differs: .wrong
      case .undecided: .undecided
      case .agrees: .last
      }
    if let best, best.strength.rawValue > strength.rawValue { return }
    best = (strength, step)
  }

  private func reason() -> String {
    if let problem { return problem }
    let traces = choice.id.map { "trace \"\($0)\" in \(file)" } ?? file
    guard !extents.isEmpty else {
      return choice.id == nil ? "\(file) holds no trace" : "there is no \(traces)"
    }
    let lines = extents.prefix(5).map { "\($0.first) to \($0.last)" }.joined(separator: ", ")
    let more = extents.count > 5 ? ", …" : ""
    guard let line = choice.line else { return "\(traces) holds no event and no evidence" }
    return "line \(line) is no line of \(traces), which has lines \(lines)\(more)"
  }
}
