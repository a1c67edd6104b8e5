import ReplayReports
import RoutePolicies
import RouteReplay

/// `routelab agreement`: how well a rule book agrees with what devices did.
enum AgreementCommand: Command {
  static let name = "agreement"
  static let summary = "measures how well the rules agree with what devices did and people heard"
  static let operands = "PATH…"
  static let flags =
    [
      Flag("--format", value: "NAME", allowed: ["text", "json"], "how to report"),
      ReplayCommand.policy,
    ] + [ReplayCommand.filter] + [
      Flag("--verbose", short: "-v", "also every trace, and every disagreement")
    ]
  static let details = [
    "Every sample counts that states a side of the route, in and out apart: observed is what the "
      + "system stated, heard is what people heard, and the two are never added up. The figure is "
      + "the share of those sides that the computed route has. A side that differs at first and "
      + "agrees within the book's settling time counts as agreement, and is noted.",
    "Left out of the figure and printed beside it: traces that are known to fail through a fault "
      + "of an SDK or of a device (xfail), sides that a gap leaves open, and sides at which nothing "
      + "is in control. A trace that is known to fail because the book is wrong counts.",
    "Disagreements are grouped by cause: the same rule, and the same condition that stops the "
      + "nearest rule that would have given what the device did. Exit status 1: some side differs.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a path is missing") }
    var options = ReplayOptions()
    do throws(UsageError) {
      options = try ReplayCommand.replayOptions(arguments)
    } catch {
      return console.usage(self, error.message)
    }
    let (files, isWhole) = Paths.files(arguments.operands, console)
    var run = AgreementRun(options)
    for file in files where !console.isClosed { run.take(file) }
    for why in run.unreadable { console.writeError("routelab: \(Printable.text(why))") }
    let report = AgreementReport(run, isVerbose: arguments.has("--verbose"))
    console.write(arguments.value("--format") == "json" ? report.json() : report.text())
    if !isWhole || !run.unreadable.isEmpty { return .couldNotRun }
    if !run.disagreements.isEmpty { return .differs }
    return run.lost > 0 ? .lost : .asExpected
  }
}
