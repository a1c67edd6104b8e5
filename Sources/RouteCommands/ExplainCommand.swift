import ReplayReports
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// `routelab explain`: why one step came out as it did.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "says why a step came out as it did, and what would have given another route"
  static let operands = "TRACE"
  static let details = [
    """
    Without --at it explains the first wrong step; where nothing is wrong, the last step that says \
    what was wanted, or else the last step. A file may hold many traces: --at and --id say which one \
    is meant. A file that is no trace is taken for a phone's log, and imported; --at is then a line \
    of the log.
    """
  ]
  static let flags = [
    Flag("--at", value: "LINE", "the line of the file to explain"),
    Flag("--id", value: "ID", "the trace with this identifier"),
    Flag("--policy", value: "NAME", "replay under this book"),
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to answer"),
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard arguments.operands.count == 1, let path = arguments.operands.first else {
      return console.usage(self, "one trace file is needed")
    }
    var choice = StepChoice(id: arguments.value("--id"), policy: arguments.value("--policy"))
    if let policy = choice.policy, Policies.named(policy) == nil {
      return console.usage(self, Policies.unknown(policy))
    }
    if let text = arguments.value("--at") {
      guard let line = Int(text), line > 0 else {
        return console.usage(self, "--at needs a line number, from 1")
      }
      choice.line = line
    }
    do throws(StepNotFound) {
      let step = try find(choice, path, console)
      if arguments.value("--format") == "json" {
        console.write(EncodedExplanation.document(step))
      } else {
        console.write(ExplanationText(palette: console.palette).text(step))
      }
      return status(step.judgement.standing)
    } catch {
      console.writeError("routelab: \(Printable.text(error.message))")
      return .couldNotRun
    }
  }

  private static func find(
    _ choice: StepChoice, _ path: String, _ console: Console
  ) throws(StepNotFound) -> FoundStep {
    var finder = StepFinder(choice)
    do {
      var logs = ImportedLogs(console: console)
      var reader =
        LogInput.isLog(path) ? try logs.reader(of: path) : try TraceReader(path: path)
      return try finder.find(in: &reader)
    } catch let error as StepNotFound {
      throw error
    } catch let error as SourceError {
      throw StepNotFound(message: "\(path): \(error.message)")
    } catch {
      throw StepNotFound(message: "\(error)")
    }
  }

  private static func status(_ standing: Standing) -> ExitStatus {
    switch standing {
    case .agrees: .asExpected
    case .differs: .differs
    case .undecided: .lost
    }
  }
}
