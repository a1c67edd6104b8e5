package import RouteModel
internal import TraceLog

/// How to import.
package struct ImportOptions: Sendable {
  /// Only these families; empty: all.
  package var families: [String] = []
  /// What the user says, against what the log says.
  package var platform: Platform?
  package var os: OSVersion?
  package var model: String?
  package var vendor: String?
  package var hasReceiver: Bool?
  package var policy: String?
  /// The rule book of a platform, where neither user nor log names one.
  package var defaultPolicy: @Sendable (Platform) -> String? = { _ in nil }
  package var keepsNames = false
  /// What the header of a trace says of where it comes from: the file's name.
  package var sourceName = ""

  package init() {}
}

/// What became of the lines of one log: understood + skipped + failed = all.
package struct ImportReport: Hashable, Sendable {
  package var file: String
  package var lines = 0
  package var bytes = 0
  package var understood = 0
  /// Lines understood, by family, in the order of the list of families.
  package var families: [Tally] = []
  /// Lines without bearing on the route, by kind, in the order of their first mention.
  package var skipped: [Tally] = []
  package var failed = 0
  /// The first of the failed lines; at most ``shownFailures``.
  package var failures: [Failure] = []
  package var traces: [ImportedTrace] = []

  /// Lines that failed and are kept with their text.
  package static let shownFailures = 1000

  package init(file: String) { self.file = file }

  package var skippedLines: Int { skipped.reduce(0) { $0 + $1.count } }

  /// A count of something named.
  package struct Tally: Hashable, Sendable {
    package var name: String
    package var count: Int
  }

  /// A line that looked like ours and could not be read.
  package struct Failure: Hashable, Sendable {
    package var line: Int
    /// The line's text, shortened.
    package var text: String
    package var why: String
  }

  mutating func skip(_ count: Int, _ kind: String) {
    if count > 0 { Self.add(count, kind, &skipped) }
  }

  mutating func understand(_ count: Int, _ family: String) {
    understood += count
    Self.add(count, family, &families)
  }

  mutating func fail(_ lines: [RecordLine], _ why: String) {
    failed += lines.count
    for line in lines where failures.count < Self.shownFailures {
      failures.append(Failure(line: line.number, text: line.text, why: why))
    }
  }

  private static func add(_ count: Int, _ name: String, _ tallies: inout [Tally]) {
    if let place = tallies.firstIndex(where: { $0.name == name }) {
      tallies[place].count += count
    } else {
      tallies.append(Tally(name: name, count: count))
    }
  }
}

/// A line that a record is made of, as far as a report needs it.
package struct RecordLine: Hashable, Sendable {
  package var number: Int
  package var text: String

  init(_ raw: RawLine) {
    number = raw.number
    text = LatinText.string(raw.bytes.prefix(200))
  }
}

/// What a trace that was written holds.
package struct ImportedTrace: Hashable, Sendable {
  package var id: String
  package var platform: String
  package var policy: String?
  /// The family that spoke first in it.
  package var family: String
  package var events = 0
  package var assumed = 0
  package var observed = 0
  package var claimed = 0
  /// Events that the format has no room for: more calls at once than it can name.
  package var lost = 0
  package var firstLine: Int?
  package var lastLine: Int?

  init(id: String, platform: String, policy: String?, family: String) {
    self.id = id
    self.platform = platform
    self.policy = policy
    self.family = family
  }

  mutating func count(_ line: Line) {
    if case .event = line.content {
      events += 1
      if line.assumed { assumed += 1 }
    }
    for evidence in line.evidence {
      if evidence.column == .observed { observed += 1 }
      if evidence.column == .claimed { claimed += 1 }
    }
    guard let source = line.sourceLine else { return }
    firstLine = min(firstLine ?? source, source)
    lastLine = max(lastLine ?? source, source)
  }
}
