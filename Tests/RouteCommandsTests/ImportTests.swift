import Foundation
import RouteCommands
import Testing

/// `routelab import`, and `replay` and `explain` of what is no trace.
@Suite struct ImportTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let samples =
    #filePath.split(separator: "/").dropLast(3).reduce("") {
      "\($0)/\($1)"
    } + "/traces/imported/apple-route"

  /// A log of an iPhone that does not move to the headphones.
  private static func log(_ output: String) -> String {
    func port(_ type: String, _ uid: String) -> String {
      "\"<AVAudioSessionPortDescription: 0x1, type = \(type); name = n; UID = \(uid); "
        + "selectedDataSource = (null)>\""
    }
    let microphone = port("MicrophoneBuiltIn", "Built-In Microphone")
    return """
      noise
      AVAudioSessionRouteChangeReasonKey = 1;
      Current route: <AVAudioSessionRouteDescription: 0x1,
      inputs = (
      \(microphone)
      );
      outputs = (
      \(port(output, output == "Headphones" ? "Wired Headphones" : "Built-In \(output)"))
      )>

      """
  }

  @Test func tracesGoToAFolderAndTheReportToTheOutput() throws {
    let log = try scratch.write(Self.log("Headphones"), to: "My Phone.log")
    let folder = scratch.folder.appendingPathComponent("out").path
    let ran = Ran(["import", log, "-o", folder])
    #expect(ran.status == .asExpected && ran.errors.isEmpty && ran.width <= 100)
    let words = ran.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("9 lines: 8 understood, 1 skipped, 0 failed"))
    #expect(Ran(["check", folder]).status == .asExpected)
    #expect(Ran(["replay", folder]).status == .asExpected)
    let again = Ran(["import", log, "-o", folder])
    #expect(again.status == .couldNotRun && again.errors.contains("nothing is overwritten"))
  }

  @Test func withoutAFolderTheTracesAreTheOutput() throws {
    let log = try scratch.write(Self.log("Receiver"), to: "a.txt")
    let ran = Ran([
      "import", log, "--platform", "ipados", "--os", "17.2", "--host", "model=iPad Pro",
      "--policy", "ios",
    ])
    #expect(ran.errors.contains("understood"))
    let header = ran.output.split(separator: "\n").first.map(String.init) ?? ""
    #expect(header.contains(#""platform":"ipados","os":"17.2""#))
    #expect(header.contains(#""host":{"model":"iPad Pro""#))
  }

  @Test func linesThatFailMakeTheStatusThree() throws {
    let text = Self.log("Telepathy")
    let log = try scratch.write(text, to: "a.log")
    let ran = Ran(["import", log])
    #expect(ran.status == .lost)
    #expect(ran.errors.contains("line 3") && ran.errors.contains("Telepathy"))
    let json = Ran(["import", "--format", "json", log])
    let data = Data(json.errors.utf8)
    let document = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let logs = try #require(document["logs"] as? [[String: Any]])
    #expect(logs.first?["failed"] as? Int == 7)
    #expect((document["routelab"] as? [String: Any])?["version"] as? Int == 1)
  }

  @Test func aReplayOfALogNamesItsOwnLines() throws {
    let log = try scratch.write(Self.log("Receiver"), to: "a.log")
    let ran = Ran(["replay", log])
    #expect(ran.status == .asExpected)
    let explained = Ran(["explain", log])
    #expect(explained.output.contains("Line 3,"))
    #expect(Ran(["explain", log, "--at", "3"]).output == explained.output)
    let nothing = try scratch.write("just words\n", to: "b.log")
    let refused = Ran(["replay", nothing])
    #expect(refused.status == .couldNotRun)
    #expect(refused.output.contains("neither a trace nor a log"))
  }

  @Test(arguments: ["gzip", "zip"])
  func packedLogsAreUnpacked(packer: String) throws {
    try scratch.write(Self.log("Headphones"), to: "a [1].log")
    let process = Process()
    process.currentDirectoryURL = scratch.folder
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      packer == "zip" ? ["zip", "-q", "a.zip", "a [1].log"] : ["gzip", "a [1].log"]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return }
    let name = packer == "zip" ? "a.zip" : "a [1].log.gz"
    let ran = Ran(["import", scratch.folder.appendingPathComponent(name).path])
    #expect(ran.status == .asExpected && ran.errors.contains("8 understood"))
  }

  @Test func aPackedLogThatIsDamagedIsSaid() throws {
    let path = scratch.folder.appendingPathComponent("a.gz").path
    try Data([0x1F, 0x8B, 8, 0, 1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let ran = Ran(["import", path])
    #expect(ran.status == .couldNotRun && ran.errors.contains("gzip cannot read it"))
  }

  @Test func wrongWordsAreRefused() {
    #expect(Ran(["import"]).status == .couldNotRun)
    #expect(Ran(["import", "--from", "apple-rout", "x"]).errors.contains("apple-route"))
    #expect(Ran(["import", "--os", "new", "x"]).errors.contains("--os"))
    #expect(Ran(["import", "--host", "size=1", "x"]).errors.contains("receiver=yes"))
    #expect(Ran(["import", "--policy", "io", "x"]).errors.contains("ios"))
    #expect(Ran(["import", "/nowhere.log"]).status == .couldNotRun)
  }

  @Test func samplesReplayAsTheirTracesDo() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.samples)
    for name in names where name.hasSuffix(".log") {
      let trace = String(name.dropLast(4)) + ".jsonl"
      let fromLog = Ran(["replay", "\(Self.samples)/\(name)"])
      let fromTrace = Ran(["replay", "\(Self.samples)/\(trace)"])
      #expect(fromTrace.status == .asExpected)
      #expect(fromLog.output.contains("1 trace,") && fromTrace.output.contains("1 trace,"))
    }
  }
}
