import RouteModel
import TestSupport
import Testing

@testable import LogImport

/// Families that a user describes in a file.
@Suite struct LineRulesTests {
  private static let lines = """
    { "literal": "AcmeAudio", "pattern": "^headset (?<state>on|off) (?<address>[0-9A-F:]{17})",
      "words": { "state": { "on": "deviceConnected", "off": "deviceDisconnected" } },
      "device": { "type": "bluetoothHeadset", "address": "$address" },
      "line": { "event": "$state", "device": "$device" } },
    { "literal": "AcmeAudio", "pattern": "^now on (?<port>[A-Z]+)",
      "words": { "port": { "EAR": "builtInReceiver", "BT": "bluetoothHFP" } },
      "line": { "claimed": { "out": "$port", "by": "acme" } } },
    { "literal": "AcmeAudio", "pattern": "^join (?<room>.+)",
      "line": { "event": "callJoined", "call": "$room", "kind": "voip" } },
    { "literal": "AcmeAudio", "tag": "AcmeAudio", "pattern": "level", "noise": "levels" }
    """

  private static func file(_ lines: String) -> String {
    "{ \"rules\": 1, \"name\": \"acme\", \"platform\": \"android\",\n\"lines\": [\n\(lines)\n] }"
  }

  private static func read(_ text: String) throws -> LineRules {
    try LineRules(Array(text.utf8), file: "acme.json")
  }

  private static func imported(_ log: String, _ lines: String = lines) throws -> Imported {
    var options = ImportOptions()
    options.rules = [try read(file(lines))]
    return try Imported(log, options)
  }

  @Test func aRuleMakesALineOfATrace() throws {
    let imported = try Self.imported(
      """
      D/AcmeAudio( 1): headset on 02:00:5E:60:00:05
      D/AcmeAudio( 1): now on EAR
      D/AcmeAudio( 1): level 3
      D/AcmeAudio( 1): something else
      D/AcmeAudio( 1): headset off 02:00:5E:60:00:05

      """)
    #expect(imported.isAccountedFor && imported.problems.isEmpty)
    #expect(imported.report.understood == 3 && imported.report.skippedLines == 2)
    #expect(imported.lines[1] == #"{"line":1,"event":"deviceConnected","device":"bluetooth-1"}"#)
    #expect(imported.lines[2] == #"{"line":2,"claimed":{"out":"builtInReceiver","by":"acme"}}"#)
    #expect(imported.lines[3].contains("deviceDisconnected"))
    #expect(!imported.text.contains("02:00:5E"))
  }

  @Test func aWordThatTheRuleDoesNotHaveFails() throws {
    let imported = try Self.imported("D/AcmeAudio( 1): now on MOON\n")
    #expect(imported.report.failed == 1)
    #expect(imported.report.failures[0].why.contains("no word for \"MOON\""))
  }

  @Test func whatALogHoldsCannotBreakOutOfItsString() throws {
    let imported = try Self.imported("D/AcmeAudio( 1): join a\",\"kind\":\"phone\n")
    #expect(imported.problems.isEmpty && imported.isAccountedFor)
    #expect(!imported.text.contains(#""kind":"phone""#))
  }

  @Test func aLongMessageFails() throws {
    let imported = try Self.imported(
      "D/AcmeAudio( 1): " + String(repeating: "x", count: LineRules.longestMessage + 1) + "\n")
    #expect(imported.report.failed == 1)
  }

  @Test func rulesComeBeforeFamilies() throws {
    let imported = try Self.imported(
      "V/AudioManager( 1): setSpeakerphoneOn  on: true\n",
      #"{ "literal": "setSpeakerphoneOn", "noise": "mine" }"#)
    #expect(imported.report.skippedLines == 1 && imported.report.skipped[0].name == "mine")
  }

  @Test(arguments: [
    ("{", "acme.json:1:2:"), ("[1]", "an object with rules"),
    (#"{ "rules": 2, "name": "a", "platform": "ios", "lines": [] }"#, "must be 1"),
    (#"{ "rules": 1, "name": "A B", "platform": "ios", "lines": [] }"#, "lower-case"),
    (#"{ "rules": 1, "name": "apple-route", "platform": "ios", "lines": [] }"#, "already"),
    (
      #"{ "rules": 1, "name": "a", "platform": "andriod", "lines": [] }"#,
      "did you mean \"android\""
    ),
    (#"{ "rules": 1, "name": "a", "platform": "ios", "lines": [] }"#, "list of rules"),
    (file(#"{ "literal": "abc", "noise": "x" }"#), "acme.json:3:14: a literal has at least 6"),
    (file(#"{ "literal": "abcdef" }"#), "either"),
    (file(#"{ "literal": "abcdef", "nose": "x" }"#), "did you mean \"noise\""),
    (file(#"{ "literal": "abcdef", "pattern": "(", "noise": "x" }"#), "\")\" is missing"),
    (file(#"{ "literal": "abcdef", "line": { "event": "callConected" } }"#), "did you mean"),
    (file(#"{ "literal": "abcdef", "line": { "event": "$x" } }"#), "no group \"x\""),
    (
      file(
        #"{ "literal": "abcdef", "pattern": "(?<x>.)", "words": { "x": { "1": "no", "2": "deviceConnected" } }, "line": { "event": "$x" } }"#
      ), "no line of a trace"
    ),
    (file(#"{ "literal": "abcdef", "noise": "x", "device": { "type": "toaster" } }"#), "toaster"),
  ])
  func aBadFileSaysWhatIsWrongWithIt(text: String, why: String) throws {
    let fault = #expect(throws: LineRules.Fault.self) { try Self.read(text) }
    #expect(fault?.description.contains(why) ?? false, "\(String(describing: fault))")
  }
}

/// Regular expressions whose time is bounded.
@Suite struct PatternTests {
  private func match(_ pattern: String, _ text: String) throws -> [String: String]? {
    guard case .match(let groups) = try Pattern(pattern).match(LogText(text)) else { return nil }
    return groups.mapValues(\.string)
  }

  @Test func groupsAreWhatTheyFound() throws {
    #expect(
      try match(#"a=(?<a>\d+), b=(?<b>[^,]*?),"#, "x a=12, b=y z, b=q,") == ["a": "12", "b": "y z"])
    #expect(try match(#"^(?<x>a|ab)(?<y>c?)$"#, "abc") == ["x": "ab", "y": "c"])
    #expect(try match("(?<x>é+)", "aéé") == ["x": "éé"])
    #expect(try match("^b", "ab") == nil)
  }

  @Test(arguments: [
    "(", ")", "[a", "a{2,1}", "a{999}", "*a", "a**", "(?=a)", #"\q"#, #"a\"#, "(?<1 >a)",
    "(?<x>a)(?<x>b)", "[é]", "[z-a]", "a{", "((((a{200}){200}){200}){200})",
    String(repeating: "(", count: 40), String(repeating: "a", count: 2000),
  ])
  func whatIsNoneIsSaid(pattern: String) {
    #expect(throws: Pattern.Fault.self) { try Pattern(pattern) }
  }

  @Test func noExpressionTakesLong() throws {
    let text = LogText(String(repeating: "a", count: LineRules.longestMessage))
    #expect(try Pattern("(((a*)*)*)*b").match(text) != .match([:]))
    #expect(try Pattern("(?:a?){200}a{200}b").match(text) == .tooLong)
  }

  /// Swift's own engine is the peer: it backtracks, and prefers what this one prefers.
  @Test(arguments: 0..<8)
  func itFindsWhatSwiftFinds(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 31)
    func expression(_ depth: Int) -> String {
      switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &random) {
      case 0: "a"
      case 1: "b"
      case 2: "[ab]"
      case 3: "(?:\(expression(depth - 1))|\(expression(depth - 1)))"
      case 4: "(?:a\(expression(depth - 1)))*"
      case 5: "(?:b\(expression(depth - 1)))+?"
      case 6: "(?:\(expression(depth - 1)))?"
      default: expression(depth - 1) + expression(depth - 1)
      }
    }
    for _ in 0..<200 {
      let source = "(?<m>\(expression(4)))"
      guard source.utf8.count <= Pattern.longest else { continue }
      let text = String(
        (0..<Int.random(in: 0..<9, using: &random)).map { _ in
          Bool.random(using: &random) ? "a" : "b"
        })
      let peer = try Regex(source).firstMatch(in: text)?["m"]?.substring
      #expect(try match(source, text)?["m"] == peer.map(String.init), "\(source) on \(text)")
    }
  }
}
