import ReplayReports
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// `routelab compare`: where two rule books part.
enum CompareCommand: Command {
  static let name = "compare"
  static let summary = "replays traces under two rule books and shows where their routes differ"
  static let operands = "PATH…"
  static let flags = [
    Flag("--policy", value: "NAME", repeats: true, "a rule book; exactly two are compared"),
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to report"),
    Flag("--verbose", short: "-v", "show every step that differs, not one of each kind"),
    Flag("--quiet", short: "-q", "say nothing when no step differs"),
  ]
  static let details = [
    "Every trace of a platform that both books serve is replayed under both, event by event; the "
      + "others are skipped and counted, and so are traces of a policy whose own messages (Telecom's, "
      + "or the calls of an SDK's picker) neither book hears. Expectations play no part.",
    "Two steps are of one kind when the same two rules gave the same sides differently. Under json "
      + "each kind is one example and a count, with or without --verbose.",
    "Where it is documented on which points two books differ, as of telecom14 and telecom16, the steps "
      + "are sorted by these points: routes that part on one count with it until they meet again. "
      + "Steps that follow from none are listed as not documented.",
    "A trace with an error is counted up to the error, and the exit status is then 2.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    let policies = arguments.values("--policy")
    guard policies.count == 2, policies[0] != policies[1] else {
      return console.usage(self, "give --policy twice, with two different rule books")
    }
    var books: [RuleBook] = []
    for policy in policies {
      guard let book = Policies.named(policy) else {
        return console.usage(self, Policies.unknown(policy))
      }
      books.append(book)
    }
    guard !arguments.operands.isEmpty else { return console.usage(self, "a path is missing") }
    guard !books[0].platforms.intersection(books[1].platforms).isEmpty else {
      return console.usage(self, "\(policies[0]) and \(policies[1]) share no platform")
    }
    let isJSON = arguments.value("--format") == "json"
    var options = ReportOptions()
    options.isQuiet = arguments.has("--quiet")
    options.isVerbose = arguments.has("--verbose")
    let (files, isWhole) = Paths.files(arguments.operands, console)
    var run = CompareRun(books[0], books[1])
    var report = CompareText(options: options)
    for file in files where !console.isClosed {
      run.compare(
        file,
        onDifference: { difference in
          let text = report.take(difference)
          if !isJSON { console.write(text) }
        },
        onError: { console.writeError("routelab: \(Printable.text($0.description))") })
    }
    console.write(isJSON ? report.json(run) : report.finish(run))
    if !isWhole || run.unreadable > 0 { return .couldNotRun }
    if run.differing > 0 { return .differs }
    return run.lost > 0 ? .lost : .asExpected
  }
}
