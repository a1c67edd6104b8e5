import Foundation
import ReplayReports
import RouteCommands
import RouteMachine
import RoutePolicies
import Testing

/// Commands that compare, check and print.
@Suite struct OtherCommandsTests {
  private static let two = ["--policy", "agora-2020", "--policy", "facetime-guide"]

  private func compared() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(SmallTrace.answered("a"))
    try scratch.write(SmallTrace.answered("b") + SmallTrace.android, to: "b.jsonl")
    return scratch
  }

  // MARK: compare

  @Test func compareShowsOneExampleOfEachKind() throws {
    let scratch = try compared()
    let ran = Ran(["compare", scratch.folder.path] + Self.two)
    #expect(ran.status == .differs)
    #expect(ran.width <= 100)
    try Golden.expect(ran.output, is: "compare.txt")
    try Golden.expect(
      Ran(["compare", scratch.folder.path, "-v"] + Self.two).output, is: "compare-verbose.txt")
    let json = Ran(["compare", scratch.folder.path, "--format", "json"] + Self.two)
    #expect(json.status == .differs)
    try Golden.expect(json.output(in: scratch), is: "compare.json")
  }

  @Test func compareOfWhatAgreesIsQuiet() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      #"{"trace":1,"id":"a","platform":"ios"}"# + "\n" + #"{"event":"appBackgrounded"}"# + "\n")
    let ran = Ran(["compare", path] + Self.two)
    #expect(ran.status == .asExpected)
    #expect(ran.output == "0 of 1 step differs\n")
    #expect(Ran(["compare", path, "--quiet"] + Self.two).output.isEmpty)
  }

  @Test func compareSaysWhatItCannotRead() throws {
    let scratch = try compared()
    try scratch.write(SmallTrace.answered("c") + "{\n", to: "c.jsonl")
    let ran = Ran(["compare", scratch.folder.path] + Self.two)
    #expect(ran.status == .couldNotRun)
    #expect(ran.errors.contains("c.jsonl:6"))
    #expect(ran.output.contains("1 unreadable"))
  }

  @Test func aGapIsALoss() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      #"{"trace":1,"id":"a","platform":"ios"}"# + "\n" + #"{"gap":{"lost":2}}"# + "\n")
    let ran = Ran(["compare", path] + Self.two)
    #expect(ran.status == .lost)
    #expect(ran.output == "0 of 0 steps differ; 1 trace with gaps\n")
  }

  @Test(arguments: [
    ["--policy", "agora-2020"], ["--policy", "agora-2020", "--policy", "agora-2020"],
    ["--policy", "agora-2020", "--policy", "nobody"],
    ["--policy", "agora-2020", "--policy", "agora-2020-android"], two,
  ])
  func compareNeedsTwoBooksOfOnePlatformAndAPath(flags: [String]) throws {
    let scratch = try compared()
    let path = flags == Self.two ? [] : [scratch.folder.path]
    #expect(Ran(["compare"] + flags + path).status == .couldNotRun)
  }

  // MARK: check

  @Test func checkCountsWhatIsWell() throws {
    let scratch = try compared()
    let ran = Ran(["check", scratch.folder.path])
    #expect(ran.status == .asExpected)
    #expect(ran.output == "2 files, 3 traces, 9 events: nothing is wrong\n")
    #expect(Ran(["check", scratch.folder.path, "-q"]).output.isEmpty)
  }

  @Test func checkSaysAllThatIsWrong() throws {
    let scratch = try Scratch()
    let header = #"{"trace":1,"id":"x","platform":"ios""#
    try scratch.write(
      """
      \(header),"policy":"agora-2021"}
      \(header),"policy":"agora-2020-android"}
      \(header.replacingOccurrences(of: "x", with: "y")),"xfail":{"why":"w","cause":"sdk"}}
      {"event":"deviceConected","device":"airpods"}

      """)
    let ran = Ran(["check", scratch.folder.path])
    #expect(ran.status == .couldNotRun)
    try Golden.expect(ran.output(in: scratch), is: "check.txt")
    let json = Ran(["check", scratch.folder.path, "--format", "json"])
    #expect(json.status == .couldNotRun)
    try Golden.expect(json.output(in: scratch), is: "check.json")
  }

  @Test func wordsOfANewerVersionAreALoss() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      #"{"trace":1.7,"id":"a","platform":"ios","policy":"agora-2020","mood":"good"}"# + "\n")
    let ran = Ran(["check", path])
    #expect(ran.status == .lost)
    #expect(ran.output.contains(":1: not known to this version: mood"))
    #expect(Ran(["check", "/nowhere"]).status == .couldNotRun)
    #expect(Ran(["check"]).status == .couldNotRun)
  }

  // MARK: what is printed

  @Test func policiesAreAllListed() throws {
    let text = Ran(["policies"])
    let json = Ran(["policies", "--format", "json"])
    #expect(text.status == .asExpected && json.status == .asExpected)
    #expect(text.width <= 100)
    let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    let rows = (document as? [String: Any])?["policies"] as? [[String: Any]]
    #expect(rows?.compactMap { $0["name"] as? String } == Policies.all.map(\.name))
    for book in Policies.all {
      #expect(text.output.contains(book.name) && text.output.contains(book.title))
    }
  }

  @Test func aRuleBookIsPrinted() throws {
    let sheets = RulesSheet.sheets(SmallBook.book)
    try Golden.expect(Sheets.markdown("small: a small book", sheets), is: "rules.md")
    try Golden.expect(
      JSONTree.document("rules", RulesSheet.members(SmallBook.book) + sheets.map(\.member)),
      is: "rules.json")
    try Golden.expect(Sheets.text(MemorySheet.sheets(SmallBook.book)), is: "memory.txt")
    #expect(Ran(["rules"]).status == .couldNotRun)
    #expect(Ran(["rules", "--policy", "nobody"]).status == .couldNotRun)
  }

  @Test(arguments: Policies.all.map(\.name))
  func everyRuleIsPrinted(policy: String) throws {
    let book = try #require(Policies.named(policy))
    let markdown = Ran(["rules", "--policy", policy]).output
    let json = Ran(["rules", "--policy", policy, "--format", "json"]).output
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
    for rule in book.rules { #expect(markdown.contains("| \(rule.id) |"), "\(rule.id)") }
    // Every row has as many cells as its table's head.
    var cells = 0
    for line in markdown.split(separator: "\n") where line.hasPrefix("|") {
      let count = line.replacingOccurrences(of: "\\|", with: "").filter { $0 == "|" }.count
      if line.hasPrefix("| rule |") || line.hasPrefix("| class |") || line.hasPrefix("| cell |") {
        cells = count
      }
      #expect(count == cells, "\(line)")
    }
    let memory = Ran(["machine", "--policy", policy])
    #expect(memory.status == .asExpected && memory.width <= 100)
    for cell in book.cells {
      #expect(json.contains(cell.name))
    }
  }

  @Test(arguments: ["text", "mermaid", "dot", "json"])
  func theMachinesAreDrawn(format: String) throws {
    let ran = Ran(["machine", "--format", format, "--only", "call"])
    #expect(ran.status == .asExpected)
    try Golden.expect(ran.output, is: "machine-call.\(format)")
    let all = Ran(["machine", "--format", format]).output
    for diagram in Diagram.all {
      #expect(all.contains(diagram.name))
      for state in diagram.states { #expect(all.contains(state.name)) }
    }
  }

  /// Every book that remembers anything has a drawing.
  @Test(arguments: Policies.withVariants.filter { !$0.cells.isEmpty }.map(\.name))
  func aBooksMachinesAreDrawn(policy: String) throws {
    let book = try #require(Policies.named(policy))
    let machines = Diagram.machines(of: book)
    #expect(!machines.isEmpty)
    for machine in machines {
      let names = Set(machine.states.map(\.name))
      #expect(machine.edges.allSatisfy { names.contains($0.from) && names.contains($0.to) })
      #expect(machine.edges.allSatisfy { !$0.rules.isEmpty && $0.from != $0.to })
    }
    for format in ["text", "mermaid", "dot", "json"] {
      let ran = Ran(["machine", "--policy", policy, "--format", format])
      #expect(ran.status == .asExpected && (format != "text" || ran.width <= 100))
      let drawn = ran.output
      for machine in machines {
        #expect(drawn.contains(machine.name))
        for rule in machine.edges.flatMap(\.rules) { #expect(drawn.contains(rule)) }
      }
    }
  }

  /// core-telecom's machine: what it asks Telecom for, read from its rules.
  @Test func whatCoreTelecomAsksForIsDrawn() throws {
    let ran = Ran(["machine", "--policy", "core-telecom", "--format", "mermaid"])
    #expect(ran.status == .asExpected)
    try Golden.expect(ran.output, is: "machine-core-telecom.mermaid")
  }

  @Test func aBookWithoutMemoryHasNoDrawing() {
    let words = ["machine", "--policy", "agora-2020-android", "--format"]
    #expect(Ran(words + ["dot"]).status == .couldNotRun)
    #expect(Ran(words + ["mermaid"]).status == .couldNotRun)
    #expect(Ran(words + ["json"]).status == .asExpected)
    #expect(Ran(["machine", "--policy", "nobody"]).status == .couldNotRun)
    #expect(Ran(["machine", "--only", "nothing"]).status == .couldNotRun)
  }
}
