import Foundation
import RouteLab
import Testing

/// The documentation's own examples are code and traces that work.
@Suite struct DocumentationTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: repositoryRoot + "/" + path, encoding: .utf8)
  }

  /// The blocks between the fences of one language.
  private func blocks(_ language: String, in text: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func theExampleTestIsCompiledAsItStands() throws {
    let article = try text("Sources/RouteLab/RouteLab.docc/RouteLab.md")
    let example = try #require(blocks("swift", in: article).first)
    #expect(try text("Tests/RouteLabTests/ExampleTests.swift") == example + "\n")
  }

  @Test func theExampleTraceReplays() throws {
    let article = try text("Sources/RouteLab/RouteLab.docc/WritingATrace.md")
    let trace = try #require(blocks("json", in: article).first)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-\(ProcessInfo.processInfo.processIdentifier)-example.jsonl")
    try (trace + "\n").write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let results = try TraceCorpus(file.path).replay()
    #expect(results.map(\.outcome) == [.passed], "\(results.map(\.report))")
  }
}
