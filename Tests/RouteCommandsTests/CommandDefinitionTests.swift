import Foundation
import RouteCommands
import Testing

/// Every command says how it is used, and its definition holds together.
@Suite struct CommandDefinitionTests {
  private static let names = Commands.all.map { $0.name }

  @Test func commandsHaveDifferentNames() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Self.names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
  }

  @Test(arguments: names)
  func aDefinitionHoldsTogether(name: String) throws {
    let command = try #require(Commands.named(name))
    #expect(!command.summary.isEmpty)
    #expect(!command.summary.hasSuffix("."))
    let flags = command.flags
    let spellings = flags.map(\.name) + flags.compactMap(\.short) + ["--help", "-h"]
    #expect(Set(spellings).count == spellings.count)
    for flag in flags {
      #expect(!flag.meaning.isEmpty, "\(flag.name)")
      #expect(flag.name.hasPrefix("--") && flag.name.count > 3, "\(flag.name)")
      #expect(flag.short.map { $0.count == 2 && $0.hasPrefix("-") } ?? true, "\(flag.name)")
      #expect(flag.allowed.isEmpty || flag.value != nil, "\(flag.name) takes no value")
      #expect(!flag.repeats || flag.value != nil, "\(flag.name) takes no value")
      #expect(Set(flag.allowed).count == flag.allowed.count, "\(flag.name)")
    }
  }

  @Test(arguments: names)
  func helpSaysAll(name: String) throws {
    let command = try #require(Commands.named(name))
    let help = Ran([name, "--help"])
    #expect(help.status == .asExpected)
    #expect(help.errors.isEmpty)
    #expect(help.width <= 100)
    #expect(help.output == Ran(["help", name]).output)
    for flag in command.flags {
      #expect(help.output.contains(flag.name), "\(flag.name)")
      for value in flag.allowed { #expect(help.output.contains(value), "\(value)") }
    }
    let words = help.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains(command.summary.split(separator: " ").joined(separator: " ")))
  }

  @Test(arguments: names)
  func whatIsNoFlagIsRefused(name: String) {
    let ran = Ran([name, "--nonsense"])
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("--nonsense") && ran.errors.contains("usage: routelab \(name)"))
    #expect(ran.output.isEmpty)
  }

  @Test(arguments: ["policies", "rules", "machine", "vocabulary"])
  func whatTakesNoPathsRefusesThem(name: String) {
    #expect(Ran([name, "traces"]).status == .couldNotRun)
  }

  @Test func theOverviewNamesEveryCommand() {
    let overview = Ran(["--help"])
    #expect(overview.status == .asExpected && overview.width <= 100)
    for name in Self.names { #expect(overview.output.contains("  \(name) ")) }
    #expect(Ran([]).status == .couldNotRun)
    #expect(Ran(["explian"]).errors.contains("did you mean \"explain\"?"))
  }
}
