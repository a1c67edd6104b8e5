import ReplayReports
import RouteModel
import RouteReplay
import TraceLog

/// `routelab replay --follow`: verdicts while a log grows.
enum FollowRun {
  private static let pollMilliseconds: Int32 = 100

  static func run(
    _ file: String, _ options: ReplayOptions, _ report: ReportOptions, _ console: Console
  ) -> ExitStatus {
    Interruption.listen()
    let state = State()
    let source: FollowedSource
    do throws(SourceError) {
      source = try FollowedSource(path: file) {
        // What has been found is seen before anything is waited for.
        console.flush()
        if state.isSealed || Interruption.isAsked || console.isClosed { return false }
        Interruption.sleep(milliseconds: pollMilliseconds)
        return true
      }
    } catch {
      console.writeError("routelab replay: \(Printable.text("\(file): \(error.message)"))")
      return .couldNotRun
    }
    var reporter = TextReporter(options: report)
    var reader = TraceReader(file: file, source: source, verifies: true)
    var run = ReplayRun(options)
    var totals = Totals()
    let begun = Console.milliseconds()
    run.replay(
      &reader,
      onLine: { line in state.take(line) },
      onStep: { step, player, names in
        if report.isVerbose || !step.findings.isEmpty {
          console.write(reporter.take(step, player, names))
          console.write(differences(step, player, names))
        }
      },
      onResult: { result in
        totals.add(result)
        console.write(reporter.take(result))
      })
    console.write(reporter.finish(totals, elapsed: Console.milliseconds() - begun))
    let isLossless = ReplayCommand.tell(run.lossy, console)
    return ReplayCommand.status(totals, isWhole: true, isLossless: isLossless)
  }

  /// What was said of a step that differs, beside what the rules give.
  private static func differences(
    _ step: PlayedStep, _ player: TracePlayer, _ names: NameTable
  ) -> String {
    if step.findings.isEmpty { return "" }
    let naming = Naming(names)
    return step.evidence.filter(\.hasRoute).map { evidence in
      let route = "\(naming.claim(evidence.input)) → \(naming.claim(evidence.output))"
      return Layout.hanging("", "\(evidence.column.name) \(route)", labelWidth: 13)
        .joined(separator: "\n") + "\n"
    }.joined()
  }

  /// Whether the last line seals the log.
  private final class State {
    private(set) var isSealed = false

    func take(_ line: Line) {
      if case .end = line.content { isSealed = true } else { isSealed = false }
    }
  }
}
