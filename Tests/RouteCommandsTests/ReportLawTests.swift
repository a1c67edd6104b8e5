import Foundation
import ReplayReports
import RouteCommands
import Testing

/// What holds for reports over any trace.
@Suite struct ReportLawTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  @Test(arguments: [["replay"], ["replay", "-v"], ["explain"], ["explain", "--at", "3"]])
  func noLineIsWiderThanATerminal(words: [String]) throws {
    let device = String(repeating: "wide-耳机-", count: 9)
    let id = String(repeating: "a-long-identifier/", count: 9) + "x"
    let folder = "\(workshop.folder)/\(String(repeating: "long-folder-", count: 12))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let name = "\(String(repeating: "long-folder-", count: 12))/trace.jsonl"
    let header = """
      {"trace":1,"id":"\(id)","platform":"ios","policy":"agora-2020",\
      "devices":{"\(device)":{"type":"bluetoothHeadset"}}}
      """
    let path = try workshop.write(
      name,
      [
        header, #"{"event":"deviceConnected","device":"\#(device)"}"#,
        """
        {"t":5,"event":"callJoined","call":"\(device)","kind":"voip",\
        "expect":{"in":"builtInMic","out":["builtInReceiver","headphones","usbAudio","!@\(device)"]},\
        "claimed":{"out":"builtInReceiver","by":"\(device) \(device)"}}
        """, header,
        Samples.header("other", #","xfail":{"why":"\#(id) \#(id)","cause":"book"}"#),
      ])
    let said = workshop.run(words + [path])
    #expect(said.output.contains("✗") || words.contains("explain"))
    for line in said.output.split(separator: "\n") {
      #expect(Layout.columns(String(line)) <= Layout.width, "\(line)")
    }
  }

  @Test func aTracesLineIsIndependentOfTheTracesBesideIt() throws {
    let one = try workshop.write("one.jsonl", Samples.failing)
    let other = try workshop.write("other.jsonl", Samples.passing)
    let words = ["replay", "--format", "json"]
    func line(_ paths: [String]) -> String? {
      workshop.run(words + paths).output.split(separator: "\n")
        .first { $0.contains("one.jsonl") }
        .map { String($0.hasSuffix(",") ? $0.dropLast() : $0) }
    }
    #expect(line([one]) != nil)
    #expect(line([one]) == line([other, one]))
    #expect(line([one]) == line([one, other]))
  }

  @Test func annotationsAreTenAndEveryRuleComesFirst() throws {
    for number in 0..<14 {
      var lines = Samples.failing
      lines[0] = Samples.header("case-\(number)")
      try workshop.write("a\(number + 10).jsonl", lines)
    }
    try workshop.write(
      "b.jsonl",
      [
        Samples.header("other-rule"), Samples.connected,
        Samples.joined("expect", out: "builtInSpeaker"),
      ])
    let said = workshop.run(["replay", "--format", "github", workshop.folder])
    let annotations = said.output.split(separator: "\n").filter { $0.hasPrefix("::error") }
    #expect(annotations.count == 10)
    #expect(annotations[0].contains("case-0"))
    #expect(annotations[1].contains("other-rule"))
    let page = try String(contentsOfFile: workshop.summaryFile, encoding: .utf8)
    #expect(page.split(separator: "\n").filter { $0.hasPrefix("| ") }.count == 16)
  }

  @Test func explainNeedsOneTraceAndALineNumber() throws {
    let path = try workshop.write("one.jsonl", Samples.failing)
    #expect(workshop.run(["explain"]).status == .couldNotRun)
    #expect(workshop.run(["explain", "--at", "x", path]).status == .couldNotRun)
    #expect(workshop.run(["explain", "--policy", "none", path]).status == .couldNotRun)
    #expect(workshop.run(["explain", path + ".none"]).status == .couldNotRun)
  }
}
