import RouteMachine
import RouteModel
import RoutePolicies
package import TraceLog

/// What is wrong with a trace before anybody replays it.
package struct Problem: Hashable, Sendable {
  package var position: Position
  /// A `TraceError.Kind` or a `Problem.Kind`, by its name.
  package var kind: String
  package var message: String

  package var description: String { "\(position): \(message)" }

  /// What a reader cannot know, because it concerns rule books or other files.
  package enum Kind: String, CaseIterable, Sendable {
    case unknownPolicy
    case noDefaultPolicy
    case policyDoesNotServe
    case xfailWithoutPolicy
    case repeatedIdentifier
  }
}

/// Reads traces without replaying them, and says all that is wrong with them.
package struct TraceCheck {
  package private(set) var files = 0
  package private(set) var traces = 0
  package private(set) var lines = 0
  package private(set) var events = 0
  package private(set) var problems = 0
  /// Lines with words of a newer minor version, which this version does not know.
  package private(set) var newer = 0
  private var seen = SeenTraces()

  package init() {}

  /// Checks one file.
  package mutating func check(
    _ file: String, onProblem: (Problem) -> Void, onNewer: (Position, [String]) -> Void
  ) {
    do throws(TraceError) {
      var reader = try TraceReader(path: file)
      check(&reader, onProblem: onProblem, onNewer: onNewer)
    } catch {
      tell(Self.problem(error), onProblem)
    }
  }

  /// Checks what a reader gives.
  package mutating func check(
    _ reader: inout TraceReader, onProblem: (Problem) -> Void,
    onNewer: (Position, [String]) -> Void
  ) {
    files += 1
    seen.begin(reader.file)
    while let reading = reader.next() {
      switch reading {
      case .failure(let error): tell(Self.problem(error), onProblem)
      case .line(let line):
        let position = Position(file: reader.file, line: line.number, column: 0)
        lines += 1
        if !line.unknownKeys.isEmpty {
          newer += 1
          onNewer(position, line.unknownKeys)
        }
        switch line.content {
        case .header(let header):
          traces += 1
          for problem in check(header, position) { tell(problem, onProblem) }
        case .event: events += 1
        default: break
        }
      }
    }
  }

  private mutating func check(_ header: Header, _ position: Position) -> [Problem] {
    var problems: [Problem] = []
    func add(_ kind: Problem.Kind, _ message: String) {
      problems.append(Problem(position: position, kind: kind.rawValue, message: message))
    }
    if let first = seen.place(of: header.key, line: position.line) {
      add(
        .repeatedIdentifier,
        "the identifier \"\(header.id)\" was already used at \(first)")
    }
    let platform = header.circumstances.platform
    if let policy = header.policy {
      if let book = Policies.named(policy) {
        if !book.serves(platform) {
          let served = book.platforms.members.map(\.name).joined(separator: ", ")
          add(
            .policyDoesNotServe,
            "policy \(policy) does not serve \(platform.name); it serves \(served)")
        }
      } else {
        add(.unknownPolicy, Policies.unknown(policy))
      }
    } else if header.xfail != nil {
      add(
        .xfailWithoutPolicy,
        "\"xfail\" says that a trace fails under its policy; the header names none")
    } else if Policies.default(for: platform) == nil {
      add(.noDefaultPolicy, "no \"policy\", and there is no default for \(platform.name)")
    }
    return problems
  }

  private mutating func tell(_ problem: Problem, _ onProblem: (Problem) -> Void) {
    problems += 1
    onProblem(problem)
  }

  private static func problem(_ error: TraceError) -> Problem {
    Problem(position: error.position, kind: error.kind.rawValue, message: error.message)
  }
}
