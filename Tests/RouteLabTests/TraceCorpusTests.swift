import RouteLab
import Testing

/// The example's traces: a folder of the project's own corpus, whatever the current folder is.
let exampleTraces = repositoryRoot + "/traces/documents/agora-2020"

/// The repository that holds this file.
let repositoryRoot = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

@Suite struct TraceCorpusTests {
  @Test func findsTheFilesInTheOrderOfTheirBytes() throws {
    let files = try TraceCorpus(exampleTraces).files
    #expect(!files.isEmpty)
    #expect(files == files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test func saysWhyAPathCannotBeRead() {
    #expect(throws: TraceCorpusError.self) { try TraceCorpus("/nowhere/at/all") }
  }

  @Test func refusesAPolicyThatIsNone() throws {
    let corpus = try TraceCorpus(exampleTraces)
    #expect(
      throws: TraceCorpusError(
        message: "unknown policy \"agora-2002\"; did you mean \"agora-2020\"?")
    ) { try corpus.replay(policy: "agora-2002") }
  }

  @Test func leavesOutTracesOfOtherPlatforms() throws {
    let corpus = try TraceCorpus(exampleTraces)
    #expect(try corpus.replay(policy: "agora-2020-android").isEmpty)
    #expect(try corpus.replay(policy: "agora-2020").count == corpus.replay().count)
  }
}
