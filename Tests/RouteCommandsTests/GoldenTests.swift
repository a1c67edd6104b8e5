import Testing

/// What commands say, word for word.
@Suite struct GoldenTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func expect(
    _ words: [String], over lines: [String], is name: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = try workshop.write("trace.jsonl", lines)
    let text = workshop.transcript(words + [path])
    try Golden.expect(text, is: name, sourceLocation: sourceLocation)
  }

  @Test func replayOfAPassingTrace() throws {
    try expect(["replay"], over: Samples.passing, is: "replay-passing")
  }

  @Test func replayOfAFailingTrace() throws {
    try expect(["replay"], over: Samples.failing, is: "replay-failing")
  }

  @Test func replayOfADeviatingTrace() throws {
    try expect(["replay"], over: Samples.deviating, is: "replay-deviating")
  }

  @Test func replayStepByStep() throws {
    try expect(["replay", "-v"], over: Samples.failing, is: "replay-verbose")
  }

  @Test(arguments: ["text", "json", "junit", "github"])
  func replayOfEveryOutcome(format: String) throws {
    try expect(
      ["replay", "--format", format], over: Samples.mixed, is: "replay-mixed-\(format)")
  }

  @Test(arguments: ["text", "json", "junit", "github"])
  func replayOfAClaimThatItsBookDenies(format: String) throws {
    try expect(
      ["replay", "--format", format], over: Samples.claiming, is: "replay-claim-\(format)")
  }

  @Test func explanationOfAClaim() throws {
    try expect(["explain", "--at", "6"], over: Samples.claiming, is: "explain-claim")
  }

  @Test func replayStepByStepAsJSON() throws {
    try expect(
      ["replay", "-v", "--format", "json"], over: Samples.failing, is: "replay-verbose-json")
  }

  @Test(arguments: ["text", "json", "junit", "github"])
  func replayOfNothing(format: String) throws {
    try expect(
      ["replay", "--format", format, "--filter", "none"], over: Samples.passing,
      is: "replay-filtered-\(format)")
  }

  @Test func explanationOfAFailure() throws {
    try expect(["explain"], over: Samples.failing, is: "explain-failing")
  }

  @Test func explanationOfALine() throws {
    try expect(["explain", "--at", "4"], over: Samples.failing, is: "explain-line")
  }

  @Test func explanationOfTheHeader() throws {
    try expect(["explain", "--at", "1"], over: Samples.failing, is: "explain-header")
  }

  @Test func explanationOfALineThatIsNotThere() throws {
    try expect(["explain", "--at", "7"], over: Samples.failing, is: "explain-no-line")
  }

  @Test func explanationOfWhatWasWanted() throws {
    try expect(["explain"], over: Samples.wanted, is: "explain-wanted")
  }

  @Test func explanationOfTheLastStep() throws {
    try expect(["explain"], over: Samples.passing, is: "explain-passing")
  }

  @Test func explanationOfAnUndecidedTrace() throws {
    try expect(["explain", "--id", "voip/gap"], over: Samples.mixed, is: "explain-undecided")
  }

  @Test func explanationOfARejectedEvent() throws {
    try expect(["explain", "--id", "voip/rejected"], over: Samples.mixed, is: "explain-rejected")
  }

  @Test func explanationOfABrokenTrace() throws {
    try expect(["explain", "--id", "voip/broken"], over: Samples.mixed, is: "explain-broken")
  }

  @Test func explanationOfAnUnknownTrace() throws {
    try expect(["explain", "--id", "voip/none"], over: Samples.mixed, is: "explain-unknown-id")
  }

  @Test func explanationOfADeviation() throws {
    try expect(["explain"], over: Samples.deviating, is: "explain-deviating")
  }

  @Test func explanationOfARouteWithQualityAndAdvice() throws {
    try expect(["explain"], over: Samples.airPlay, is: "explain-airplay")
  }

  @Test func explanationAsJSON() throws {
    try expect(["explain", "--format", "json"], over: Samples.failing, is: "explain-failing-json")
  }
}
