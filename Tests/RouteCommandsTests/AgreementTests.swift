import Foundation
import RouteCommands
import Testing

/// The agreement of a small corpus, in which each thing that can become of a side happens once.
@Suite struct AgreementTests {
  private static let corpus = #"""
    {"trace":1,"id":"small/agrees","platform":"ios","os":"16.0","policy":"ios","devices":{"airpods":{"type":"bluetoothHeadset"}}}
    {"t":1000,"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat","options":[]}
    {"t":2000,"event":"sessionActivated","observed":{"in":"builtInMic","out":"builtInReceiver"}}
    {"t":3000,"event":"deviceConnected","device":"airpods","observed":{"out":"builtInReceiver"}}
    {"t":4000,"observed":{"in":"bluetoothHFP@airpods","out":"bluetoothHFP@airpods"},"heard":{"out":"bluetoothHFP"}}
    {"t":5000,"event":"sessionDeactivated","observed":{"out":"builtInSpeaker"}}
    {"trace":1,"id":"small/differs","platform":"ios","os":"16.0","policy":"ios","devices":{"airpods":{"type":"bluetoothHeadset"}},"xfail":{"why":"nobody knows yet","cause":"book"}}
    {"t":1000,"event":"deviceConnected","device":"airpods"}
    {"t":2000,"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat","options":[]}
    {"t":3000,"event":"sessionActivated","observed":{"in":"builtInMic","out":"builtInReceiver"}}
    {"t":9000,"note":"still so","observed":{"out":"builtInReceiver"},"heard":{"out":"builtInSpeaker"}}
    {"trace":1,"id":"small/differs-too","platform":"ios","policy":"ios","devices":{"sony":{"type":"bluetoothHeadset"}}}
    {"t":1000,"event":"deviceConnected","device":"sony"}
    {"t":2000,"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat","options":[]}
    {"t":3000,"event":"sessionActivated","observed":{"in":"builtInMic","out":"builtInReceiver"}}
    {"trace":1,"id":"small/gap","platform":"ios","policy":"ios"}
    {"t":1000,"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat","options":[]}
    {"t":2000,"event":"sessionActivated"}
    {"t":3000,"gap":{"lost":3,"why":"buffer full"}}
    {"t":4000,"observed":{"out":"builtInSpeaker"}}
    {"trace":1,"id":"small/sdk","platform":"ios","policy":"ios","source":["somebody/some-sdk#1"],"xfail":{"why":"the SDK undoes it","cause":"sdk"}}
    {"t":1000,"event":"sessionConfigured","category":"playAndRecord","mode":"voiceChat","options":[]}
    {"t":2000,"event":"sessionActivated","observed":{"out":"builtInSpeaker"}}
    {"trace":1,"id":"small/silent","platform":"ios","policy":"ios"}
    {"t":1000,"event":"appBackgrounded"}
    """#

  private func run(_ flags: [String]) throws -> (status: RouteCommands.ExitStatus, output: String) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-agreement-\(ProcessInfo.processInfo.processIdentifier)-\(flags.count).jsonl")
    try (Self.corpus + "\n").write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let console = Console(keeping: [:])
    let status = EntryPoint.run(["agreement"] + flags + [file.path], console)
    #expect(console.kept.errors.isEmpty, "\(console.kept.errors)")
    return (status, console.kept.output.replacingOccurrences(of: file.path, with: "corpus.jsonl"))
  }

  @Test func thePageIsAsItWas() throws {
    let (status, output) = try run([])
    #expect(status == .differs)
    try Golden.expect(output, is: "agreement")
  }

  @Test func theDocumentCountsEverySideOnce() throws {
    let (status, output) = try run(["--format", "json"])
    #expect(status == .differs)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    let policy = try #require((document["policies"] as? [[String: Any]])?.first)
    let observed = try #require(policy["observed"] as? [String: Any])
    #expect(observed["permille"] as? Int == 500)
    #expect(
      observed["out"] as? [String: Int]
        == ["agreed": 2, "differed": 3, "settled": 1, "undecided": 1, "unspoken": 1])
    #expect((policy["heard"] as? [String: Any])?["permille"] as? Int == 500)
    let traces = try #require(document["traces"] as? [[String: Any]])
    #expect(
      traces.filter { $0["leftOut"] as? Bool == true }.compactMap { $0["trace"] as? String } == [
        "small/sdk"
      ])
    let causes = try #require(document["causes"] as? [[String: Any]])
    #expect(causes.map { $0["smallest"] as? String } == ["small/differs-too", "small/differs"])
    #expect(document["silent"] as? Int == 1)
    #expect(document["red"] as? Int == 2)
  }

  /// Under a variant a trace's own `expect` is not judged, but what devices did still is.
  @Test func aVariantIsMeasuredLikeABook() throws {
    let (status, output) = try run(["--policy", "ios+speaker-lasts"])
    #expect(status == .differs)
    #expect(output.contains("ios+speaker-lasts"))
    let console = Console(keeping: [:])
    #expect(EntryPoint.run(["agreement", "--policy", "ios+speaker", "x"], console) == .couldNotRun)
    #expect(console.kept.errors.contains("unknown policy"))
  }
}
