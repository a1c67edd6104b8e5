package import RouteModel
package import TraceLog

/// How a trace came out.
package enum Outcome: UInt8, Word {
  case passed
  case failed
  case expectedFailure
  case unexpectedPass
  case inconclusive
  case unjudged
  case skipped
  case unreadable

  package var meaning: String {
    switch self {
    case .passed: "everything that is judged agrees"
    case .failed: "an expectation, an observation, a claim or a strict replay failed"
    case .expectedFailure: "it failed, as its header says it would"
    case .unexpectedPass: "its header says that it fails, and it does not"
    case .inconclusive: "nothing failed, but something could not be decided"
    case .unjudged: "it states nothing that is judged: no expect, no observed"
    case .skipped: "another platform than the policy's, or filtered out"
    case .unreadable: "it could not be read"
    }
  }

  /// Whether a run with such a trace is not as expected.
  package var isFailure: Bool { self == .failed || self == .unexpectedPass }
}

/// What went wrong in a step, or is worth telling.
package enum FindingKind: UInt8, Word {
  case rejected
  case expectation
  case deviation
  case claim
  case transient
  case desynchronised
  case heard
  case undecided

  package var meaning: String {
    switch self {
    case .rejected: "the event cannot be"
    case .expectation: "expect differs from what the rules give"
    case .deviation: "the device did something else than the rules give"
    case .claim: "the SDK said something else than the book that models it gives"
    case .transient: "the device settled within the book's settling time"
    case .desynchronised: "the SDK said something else than the system"
    case .heard: "people heard something else than the rules give"
    case .undecided: "it could not be decided"
    }
  }
}

/// One finding: an episode begins here.
package struct Finding: Sendable {
  package var kind: FindingKind
  package var line: Int
  /// The line of the log that the trace was imported from.
  package var sourceLine: Int?
  package var t: Int64
  package var column: Column?
  package var differences: [Difference]
  /// In one sentence what was found, where there are no differences.
  package var sentence: String
  /// Whether a line before it was filled in by the author or an importer.
  package var restsOnAssumed: Bool
  package var explanation: Explanation
}

/// The result of one trace.
package struct TraceResult: Sendable {
  package var file: String
  /// The line of the header.
  package var line: Int
  package var id: String
  /// Whether the header was read; without it neither identifier nor platform is known.
  package var hasHeader = true
  /// The line that could not be read; nil where all could.
  package var unreadableLine: Int?
  /// The number of a recorded log's segment; nil where the header names none.
  package var segment: Int?
  package var title: String?
  package var policy: String
  package var platform: Platform
  package var os: OSVersion?
  package var outcome: Outcome
  /// Why it was skipped or could not be read, or what `xfail` says.
  package var why: String?
  package var xfail: Expected?
  package var events = 0
  package var ignored = 0
  package var rejected = 0
  /// How many columns of evidence were compared.
  package var judged = 0
  package var assumedLines = 0
  package var assumedSession = false
  package var lost = false
  /// The first wrong step; nil where nothing failed.
  package var firstWrong: Finding? {
    get { wrong.first }
    set { wrong = newValue.map { [$0] } ?? [] }
  }
  /// Apart from the rest: most traces have none, and results are handed on by the million.
  private var wrong: [Finding] = []
  /// The number of findings of each kind, episodes counted once; by `FindingKind`'s code.
  package var counts = [Int](repeating: 0, count: FindingKind.allCases.count)
  /// The first of each kind that fails nothing.
  package var notes: [Finding] = []

  package init(file: String, line: Int, id: String, policy: String, platform: Platform) {
    self.file = file
    self.line = line
    self.id = id
    self.policy = policy
    self.platform = platform
    outcome = .unjudged
  }

  /// The result of a trace with this header, of which nothing else is known yet.
  init(file: String, line: Int, _ header: Header, policy: String) {
    self.init(
      file: file, line: line, id: header.id, policy: policy,
      platform: header.circumstances.platform)
    segment = header.segment
    title = header.title
    os = header.circumstances.os
  }

  package func count(_ kind: FindingKind) -> Int { counts[Int(kind.rawValue)] }

  /// Takes over what steps that were worked out before have done.
  mutating func add(_ skipped: Skipped) {
    events += skipped.events
    ignored += skipped.ignored
    rejected += skipped.rejected
    if skipped.rejected > 0 { counts[Int(FindingKind.rejected.rawValue)] += skipped.rejected }
    judged += skipped.judged
    assumedLines += skipped.assumedLines
    if skipped.assumedSession { assumedSession = true }
  }

  /// Says how the trace came out, when all of it has been taken.
  mutating func settle() {
    if firstWrong != nil {
      outcome = xfail == nil ? .failed : .expectedFailure
    } else if count(.undecided) > 0 {
      // What could not be decided may be what `xfail` speaks of.
      outcome = .inconclusive
    } else if xfail != nil {
      outcome = .unexpectedPass
    } else {
      outcome = judged == 0 ? .unjudged : .passed
    }
    if outcome == .expectedFailure || outcome == .unexpectedPass { why = xfail?.why }
  }
}
