import Foundation
import RouteCommands
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What strangers chose reaches no terminal, document or annotation unescaped.
@Suite struct HostileNameTests {
  private static let evil = "\u{1B}[31m<&>\"'::error::x\n::stop-commands::\u{202E}%0A|`]]>\u{FFFE}"
  private static let device = "<&>\"'::error[31m|`%0A]]>"

  private let workshop: Workshop
  private let path: String

  init() throws {
    workshop = try Workshop()
    let header = """
      {"trace":1,"id":"a","platform":"ios","policy":"agora-2020","title":\(Self.json(Self.evil)),\
      "devices":{\(Self.json(Self.device)):{"type":"bluetoothHeadset","name":\(Self.json(Self.evil))}}}
      """
    let known = header.replacingOccurrences(of: "\"id\":\"a\"", with: "\"id\":\"b\"").dropLast()
    path = try workshop.write(
      "::error::,\n<&>\"'%\u{1B}[31m\u{202E}.jsonl",
      [
        header, #"{"event":"deviceConnected","device":\#(Self.json(Self.device))}"#,
        """
        {"t":5,"event":"callJoined","call":"v\\"<&>'::","kind":"voip",\
        "observed":{"out":"builtInSpeaker","reason":\(Self.json(Self.evil))},\
        "claimed":{"out":"builtInReceiver","by":\(Self.json(Self.evil))},\
        "expect":{"in":\(Self.json("bluetoothHFP@" + Self.device)),"out":"builtInReceiver"}}
        """,
        known + #","xfail":{"why":\#(Self.json(Self.evil)),"cause":"sdk"}}"#,
        #"{"trace":1,"id":"d","platform":"ios","policy":\#(Self.json(Self.evil))}"#,
        header, #"{"trace":1,"id":\#(Self.json(Self.evil))}"#,
      ])
  }

  private static func json(_ text: String) -> String {
    let data = (try? JSONEncoder().encode(text)) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  private static let runs = [
    ["replay"], ["replay", "-v"], ["replay", "--format", "json"],
    ["replay", "-v", "--format", "json"], ["replay", "--format", "junit"],
    ["replay", "--format", "github"], ["explain"], ["explain", "--format", "json"],
    ["explain", "--id", "c"],
  ]

  @Test(arguments: runs)
  func nothingSteersATerminal(words: [String]) {
    let said = workshop.run(words + [path])
    let text = said.output + said.errors
    #expect(!text.isEmpty)
    let unsafe = text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(unsafe.isEmpty)
  }

  @Test(arguments: runs)
  func nothingIsACommandOfTheCIService(words: [String]) {
    let own = words.contains("github")
    for line in workshop.run(words + [path]).output.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      #expect(!text.hasPrefix("::") || (own && text.hasPrefix("::error file=")), "\(line)")
    }
  }

  @Test(arguments: [["replay"], ["replay", "-v"], ["explain"]])
  func jsonIsJSON(words: [String]) throws {
    let said = workshop.run(words + ["--format", "json", path])
    let object = try JSONSerialization.jsonObject(with: Data(said.output.utf8))
    let document = try #require(object as? [String: Any])
    let head = try #require(document["routelab"] as? [String: Any])
    #expect(head["version"] as? Int == 1)
    if let traces = document["traces"] as? [[String: Any]] {
      #expect(traces.count == 5)
      #expect(traces.first?["title"] as? String == Self.evil)
      #expect(traces.first?["file"] as? String == path)
    } else {
      #expect(document["explanation"] != nil)
    }
  }

  @Test func xmlIsXML() {
    let said = workshop.run(["replay", "--format", "junit", path])
    let parser = XMLParser(data: Data(said.output.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))\n\(said.output)")
  }

  @Test func annotationsNameTheFile() throws {
    let said = workshop.run(["replay", "--format", "github", path])
    let first = try #require(said.output.split(separator: "\n").first)
    #expect(first.hasPrefix("::error file=/tmp/routelab-"))
    #expect(first.contains("%3A%3Aerror%3A%3A%2C%0A<&>\"'%25"))
  }

  @Test func theSummaryPageHoldsNoMarkup() throws {
    _ = workshop.run(["replay", "--format", "github", path])
    let page = try String(contentsOfFile: workshop.summaryFile, encoding: .utf8)
    #expect(!page.contains("<") && !page.contains("`") && !page.contains("&>"))
    for row in page.split(separator: "\n") where row.hasPrefix("| ") {
      #expect(row.filter { $0 == "|" }.count == 5, "\(row)")
    }
  }

  @Test(arguments: [
    ["replay", "--\u{1B}[31m"], ["replay", "--format", "\u{1B}[31m", "a"],
    ["explain", "--policy", "\u{1B}[31m", "a"], ["\u{1B}[31m"],
  ])
  func aWrongWordIsSaidSafely(words: [String]) {
    let ran = Ran(words)
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("\\u{1b}[31m"))
    #expect(!ran.errors.contains("\u{1B}"))
  }
}
