import Foundation
import RouteCommands
import RouteModel
import Testing
import TraceLog

/// The vocabulary is complete, and the schema takes what the reader takes.
@Suite struct VocabularyTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: ["text", "markdown", "json"])
  func everyWordIsListed(format: String) throws {
    let ran = Ran(["vocabulary", "--format", format])
    #expect(ran.status == .asExpected)
    if format == "text" { #expect(ran.width <= 100) }
    func expect<W: Word>(_ type: W.Type) {
      for word in W.allCases { #expect(ran.output.contains(word.name), "\(word.name)") }
    }
    expect(EventKind.self)
    expect(Port.self)
    expect(DeviceType.self)
    expect(Profile.self)
    expect(Category.self)
    expect(Mode.self)
    expect(CategoryOption.self)
    expect(Setting.self)
    expect(SettingValue.self)
    expect(Permission.self)
    expect(AudioMode.self)
    expect(TelecomMessage.self)
    expect(Column.self)
    expect(RouteModel.Timer.self)
    expect(InterruptionReason.self)
    for message in TelecomMessage.allCases { #expect(ran.output.contains("\(message.number)")) }
  }

  @Test func oneTableAlone() throws {
    try Golden.expect(Ran(["vocabulary", "--only", "ports"]).output, is: "ports.txt")
    try Golden.expect(
      Ran(["vocabulary", "--only", "settings", "--format", "json"]).output, is: "settings.json")
    try Golden.expect(
      Ran(["vocabulary", "--only", "options", "--format", "markdown"]).output, is: "options.md")
    #expect(
      Ran(["vocabulary", "--only", "ports", "--format", "schema"]).status == .couldNotRun)
  }

  private static let schema = Ran(["vocabulary", "--format", "schema"]).output

  private func validator() throws -> SchemaValidator { try SchemaValidator(Self.schema) }

  @Test func theSchemaTakesEveryTrace() throws {
    let validator = try validator()
    let files = try TraceFiles.expand(Self.root.appendingPathComponent("traces").path)
    #expect(!files.isEmpty)
    for file in files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n").enumerated() {
        let problem = try validator.problem(String(line))
        #expect(problem == nil, "\(file): line \(number + 1)")
      }
    }
  }

  /// Lines that a reader refuses for their own form.
  private static let wrong = [
    #"{}"#, #"[]"#, #"{"t":-1,"note":"x"}"#, #"{"note":"x","colour":"red"}"#,
    #"{"trace":1,"id":"A","platform":"ios"}"#, #"{"trace":1,"id":"a"}"#,
    #"{"trace":1,"id":"a","platform":"ios","os":"x"}"#,
    #"{"event":"deviceConected","device":"a"}"#, #"{"event":"deviceConnected"}"#,
    #"{"event":"roleChanged","sends":"yes"}"#, #"{"event":"roleChanged","sends":1}"#,
    #"{"event":"settingChanged","setting":"bluetooth","value":"speaker"}"#,
    #"{"event":"routeSelected"}"#,
    #"{"event":"routeSelected","port":"builtInSpeaker","out":"builtInSpeaker"}"#,
    #"{"event":"outputOverridden","port":"builtInReceiver"}"#,
    #"{"event":"preferredInputSet","port":"builtInSpeaker"}"#,
    #"{"event":"callEnded","call":"c","by":"siri"}"#, #"{"expect":{}}"#,
    #"{"expect":{"in":"builtInSpeaker"}}"#, #"{"expect":{"out":[]}}"#,
    #"{"expect":{"by":"app"}}"#, #"{"device":"a"}"#, #"{"gap":{"lost":-1}}"#,
    #"{"device":"a","type":"toaster"}"#, #"{"note":"x","sum":"XYZ"}"#,
  ]

  private func isRead(_ line: String) -> Bool {
    let header = #"{"trace":1,"id":"z","platform":"ios","devices":{"a":{"type":"bluetooth"}}}"#
    var reader = TraceReader(
      file: "t", source: MemorySource(line.contains("\"trace\"") ? line : header + "\n" + line))
    while let reading = reader.next() {
      if case .failure = reading { return false }
    }
    return true
  }

  @Test(arguments: wrong)
  func theSchemaRefusesWhatTheReaderRefuses(line: String) throws {
    #expect(!isRead(line))
    #expect(try validator().problem(line) != nil)
  }

  @Test(arguments: [
    #"{"t":0,"note":"x","x-mine":{"a":[1]}}"#, #"{"gap":{"lost":null}}"#,
    #"{"event":"sessionConfigured","options":["allowBluetooth"],"error":-50}"#,
    #"{"event":"audioModeSet","mode":"inCall"}"#,
    #"{"expect":{"in":null,"out":["!builtInSpeaker","@a"]},"observed":{"reason":"x"}}"#,
    #"{"event":"routeSelected","in":null}"#, #"{"device":"b","type":"carKit","profiles":[]}"#,
    #"{"event":"telecomMessage","message":"SWITCH_FOCUS","arg":true}"#,
  ])
  func theSchemaTakesWhatTheReaderTakes(line: String) throws {
    #expect(isRead(line))
    #expect(try validator().problem(line) == nil)
  }
}
