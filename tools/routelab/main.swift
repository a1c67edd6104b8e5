import RouteCommands

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The variables that commands look at; the rest of the environment is nobody's business.
func environment() -> [String: String] {
  ["NO_COLOR", "TERM", "CI", "GITHUB_STEP_SUMMARY"].reduce(into: [:]) { variables, name in
    if let value = getenv(name) { variables[name] = String(cString: value) }
  }
}

let words = Array(CommandLine.arguments.dropFirst())
exit(EntryPoint.run(words, Console(environment: environment())).rawValue)
