import Foundation
import RouteCommands
import Testing

/// Which traces a run takes.
@Suite struct FilterTests {
  private func ids(_ filters: [String]) throws -> [String] {
    let scratch = try Scratch()
    let path = try scratch.write(
      SmallTrace.answered("one", expect: #","expect":{"out":"builtInSpeaker"}"#)
        + SmallTrace.answered("two", kind: "phone").replacingOccurrences(
          of: "\"id\":\"two\"", with: "\"id\":\"two\",\"tags\":[\"cellular\"]"))
    let flags = filters.flatMap { ["--filter", $0] }
    let ran = Ran(["replay", "-v"] + flags + [path])
    return ["one", "two"].filter { ran.output.contains("\($0) (agora-2020,") }
  }

  @Test func aPlainWordIsAboutTheIdentifier() throws {
    #expect(try ids(["tw"]) == ["two"])
    #expect(try ids(["id:one"]) == ["one"])
  }

  @Test func tagsAndPoliciesAreNamed() throws {
    #expect(try ids(["tag:cellular"]) == ["two"])
    #expect(try ids(["policy:agora-2020"]) == ["one", "two"])
    #expect(try ids(["policy:ios"]) == [])
  }

  @Test func ofOneKindAnyAndOfSeveralKindsAllMustHold() throws {
    #expect(try ids(["one", "two"]) == ["one", "two"])
    #expect(try ids(["one", "tag:cellular"]) == [])
  }
}
