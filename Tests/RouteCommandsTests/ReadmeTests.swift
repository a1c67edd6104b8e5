import Foundation
import RouteCommands
import Testing

/// What the README shows is what the program does.
@Suite struct ReadmeTests {
  private func readme() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
  }

  private func block(_ language: String, of text: String) throws -> String {
    let parts = text.components(separatedBy: "```\(language)\n")
    return try #require(parts.dropFirst().first?.components(separatedBy: "\n```").first)
  }

  @Test func theFailingExampleIsReal() throws {
    let text = try readme()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-readme-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("speaker.jsonl")
    try (try block("json", of: text) + "\n").write(to: file, atomically: true, encoding: .utf8)
    let console = Console(keeping: [:])
    #expect(EntryPoint.run(["replay", file.path], console) == .differs)
    // The file's place and the run's time are not the README's; white space depends on the place.
    func words(_ output: String) -> [Substring] {
      output.replacingOccurrences(of: folder.path + "/", with: "").split { $0.isWhitespace }
    }
    let shown = try block("text", of: text)
    let printed = console.kept.output.components(separatedBy: "\n")
      .filter { !$0.hasPrefix("1 trace,") }.joined(separator: "\n")
    #expect(words(printed) == words(shown))
  }

  @Test func theFiguresOfTheAgreementAreThoseOfTheCorpus() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    let console = Console(keeping: [:])
    #expect(EntryPoint.run(["agreement", root + "/traces/reported"], console) == .differs)
    let parts = console.kept.output.components(separatedBy: "\n\n")
    let figures = try #require(parts.first)
    #expect(try readme().contains("```text\n\(figures)\n```"), "\(figures)")
    #expect(try readme().contains("Left out: 3 of the 86 traces"))
    #expect(
      parts.last?.hasPrefix("86 traces with evidence: 5 red, of 4 causes; 3 left out") == true)
  }

  @Test func theComparisonIsThatOfTheCorpus() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    let console = Console(keeping: [:])
    let policies = ["--policy", "telecom14", "--policy", "telecom16"]
    let ran = EntryPoint.run(["compare"] + policies + [root + "/traces/conformance"], console)
    #expect(ran == .differs)
    let printed = console.kept.output.components(separatedBy: "\n\n")
    #expect(!console.kept.output.contains("not documented"))
    let dock = try #require(printed.first { $0.hasPrefix("dock,") })
    let summary = try #require(printed.last)
    #expect(try readme().contains("```text\n\(dock)\n\n\(summary)```"), "\(dock)\n\n\(summary)")
  }

  @Test func everyCommandOfTheReadmeExists() throws {
    let text = try readme()
    for command in Commands.all {
      #expect(text.contains("`\(command.name)"), "\(command.name) is not in the README")
    }
  }
}
