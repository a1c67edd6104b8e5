import ReplayReports
import RouteModel

/// The command line's entry: finds the command, checks its words, runs it.
package enum EntryPoint {
  /// Runs a command line, the program's own name left out.
  package static func run(_ words: [String], _ console: Console) -> ExitStatus {
    finish(dispatch(words, console), console)
  }

  /// Runs `routelab replay` with the work cut in another way; the outcome is the same.
  package static func replay(
    _ words: [String], _ console: Console, sizes: ReplaySizes
  ) -> ExitStatus {
    do throws(UsageError) {
      let arguments = try Arguments.parse(words, for: ReplayCommand.self)
      return finish(ReplayCommand.run(arguments, console, sizes: sizes), console)
    } catch {
      return console.usage(ReplayCommand.self, error.message)
    }
  }

  private static func finish(_ status: ExitStatus, _ console: Console) -> ExitStatus {
    console.flush()
    if let why = console.outputFailure {
      console.writeError("routelab: the output cannot be written: \(why)")
      return .couldNotRun
    }
    return status
  }

  private static func dispatch(_ words: [String], _ console: Console) -> ExitStatus {
    guard let name = words.first else {
      console.write(Help.overview())
      return .couldNotRun
    }
    if name == "--help" || name == "-h" || name == "help" {
      if words.count > 1, let command = Commands.named(words[1]) {
        console.write(Help.text(of: command))
      } else {
        console.write(Help.overview())
      }
      return .asExpected
    }
    guard let command = Commands.named(name) else {
      let near = Spelling.nearest(to: name, among: Commands.all.map { $0.name })
      console.writeError(
        "routelab: unknown command \"\(Shell.quoted(name))\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? "; see routelab --help"))
      return .couldNotRun
    }
    do throws(UsageError) {
      let arguments = try Arguments.parse(Array(words.dropFirst()), for: command)
      if arguments.has("--help") {
        console.write(Help.text(of: command))
        return .asExpected
      }
      return command.run(arguments, console)
    } catch {
      return console.usage(command, error.message)
    }
  }
}

/// Help texts, made from the commands' own descriptions.
package enum Help {
  package static func usage(of command: any Command.Type) -> String {
    "routelab \(command.name)\(command.flags.isEmpty ? "" : " [flags]") \(command.operands)"
  }

  package static func overview() -> String {
    var lines = ["RouteLab replays audio-route traces and says where a route went wrong, and why."]
    lines += ["", "usage: routelab COMMAND [flags] PATH…", ""]
    for command in Commands.all {
      lines += Layout.hanging(command.name, command.summary, labelWidth: 12)
    }
    lines += ["", "exit status:"]
    for status in ExitStatus.allCases {
      lines += Layout.hanging("\(status.rawValue)", status.meaning, labelWidth: 12)
    }
    lines += ["", "routelab COMMAND --help says more."]
    return lines.joined(separator: "\n") + "\n"
  }

  package static func text(of command: any Command.Type) -> String {
    var lines = Layout.wrapped(command.summary, to: Layout.width)
    lines += ["", "usage: \(usage(of: command))"]
    for paragraph in command.details { lines += [""] + Layout.wrapped(paragraph, to: Layout.width) }
    let flags = command.flags + Arguments.common
    lines += ["", "flags:"]
    let labels = flags.map { flag in
      (flag.short.map { "\($0), " } ?? "") + flag.name + (flag.value.map { " \($0)" } ?? "")
    }
    let width = (labels.map { Layout.columns($0) }.max() ?? 0) + 2
    for (flag, label) in zip(flags, labels) {
      let values = flag.allowed.isEmpty ? "" : ": " + flag.allowed.joined(separator: ", ")
      let more = flag.repeats ? "; can be given again" : ""
      lines += Layout.hanging(label, flag.meaning + values + more, labelWidth: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
