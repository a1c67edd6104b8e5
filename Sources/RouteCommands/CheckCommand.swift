import ReplayReports
import RouteReplay
import TraceLog

/// `routelab check`: whether traces can be read and replayed at all.
enum CheckCommand: Command {
  static let name = "check"
  static let summary = "reads traces and says all that is wrong with them, without replaying them"
  static let operands = "PATH…"
  static let flags = [
    Flag("--format", value: "NAME", allowed: ["text", "json"], "how to report"),
    Flag("--quiet", short: "-q", "say nothing when nothing is wrong"),
  ]
  static let details = [
    "Checks the form of every line, that policies exist and serve the trace's platform, that no "
      + "identifier is used twice, and that xfail names its policy. After an error in a trace the "
      + "rest of that trace is not read. The checksums of recorded logs are not verified.",
    "A trace of a newer minor version is read as far as it is understood; what is not is listed, "
      + "and the exit status is 3.",
  ]

  static func run(_ arguments: Arguments, _ console: Console) -> ExitStatus {
    guard !arguments.operands.isEmpty else { return console.usage(self, "a path is missing") }
    let isJSON = arguments.value("--format") == "json"
    var problems: [JSONTree] = []
    var newer: [JSONTree] = []
    let (files, isWhole) = Paths.files(arguments.operands, console)
    var check = TraceCheck()
    for file in files where !console.isClosed {
      check.check(
        file,
        onProblem: { problem in
          if isJSON {
            problems.append(tree(problem))
          } else {
            console.writeLine(Printable.text(problem.description))
          }
        },
        onNewer: { position, words in
          if isJSON {
            newer.append(
              [
                "file": .string(position.file), "line": .number(position.line),
                "words": .strings(words),
              ])
          } else {
            let list = words.joined(separator: ", ")
            console.writeLine(Printable.text("\(position): not known to this version: \(list)"))
          }
        })
    }
    if isJSON {
      console.write(
        JSONTree.document(
          name,
          [
            .init("files", .number(check.files)), .init("traces", .number(check.traces)),
            .init("lines", .number(check.lines)), .init("events", .number(check.events)),
            .init("problems", .list(problems)), .init("newer", .list(newer)),
          ]))
    } else if check.problems + check.newer > 0 || (isWhole && !arguments.has("--quiet")) {
      console.writeLine(summary(check))
    }
    if !isWhole || check.problems > 0 { return .couldNotRun }
    return check.newer > 0 ? .lost : .asExpected
  }

  private static func summary(_ check: TraceCheck) -> String {
    let head =
      "\(Layout.count(check.files, "file")), \(Layout.count(check.traces, "trace")), "
      + "\(Layout.count(check.events, "event")): "
    let newer =
      check.newer > 0 ? ", \(Layout.count(check.newer, "line")) not understood in full" : ""
    return head
      + (check.problems == 0 ? "nothing is wrong" : Layout.count(check.problems, "problem"))
      + newer
  }

  private static func tree(_ problem: Problem) -> JSONTree {
    [
      "file": .string(problem.position.file), "line": .number(problem.position.line),
      "column": .number(problem.position.column), "kind": .string(problem.kind),
      "message": .string(problem.message),
    ]
  }
}
