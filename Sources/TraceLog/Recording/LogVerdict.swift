/// What a log is worth: whether it is whole, and where it is not.
package struct LogVerdict: Hashable, Sendable {
  /// The verdicts, the best first.
  package enum Grade: String, CaseIterable, Hashable, Sendable {
    /// All lines are whole, and the log was closed in order.
    case sealed
    /// All lines are whole; the log is still written, or its process died between two records.
    case open
    /// The last line was cut short, or space was set aside after it; all before is whole.
    case torn
    /// A line does not vouch for itself or for its place.
    case damaged
  }

  package var grade: Grade
  /// Lines that vouch for themselves.
  package var lines: Int64
  /// The log's length in bytes.
  package var bytes: Int64
  /// Bytes up to the end of the last whole line: what a writer keeps that goes on.
  package var wholeBytes: Int64
  /// Headers that vouch for themselves.
  package var segments: Int64
  /// The first places where the log is damaged, in order, at most `maximumDamages`.
  package var damages: [Damage]
  /// All places where it is.
  package var damageCount: Int64
  /// The `id` of the last header.
  package var id: String?
  /// The number of the last segment.
  package var segment: Int?
  /// The checksum of the last line, where it vouches for itself.
  package var lastSum: UInt32?
  /// The `seq` of the last line that vouches for itself.
  package var lastSeq: Int64?

  /// The first header that vouches for itself; nil where none does.
  package var beginning: Beginning?

  /// How a file begins: which segment of which log, and the sum that it continues.
  package struct Beginning: Hashable, Sendable {
    package var id: String
    package var segment: Int
    package var continues: UInt32?
  }

  /// How a file ends: in which segment of which log, and with which sum where that is known.
  package struct Ending: Hashable, Sendable {
    package var id: String
    package var segment: Int
    package var sum: UInt32?
  }

  package var ending: Ending? {
    guard let id, let segment else { return nil }
    return Ending(id: id, segment: segment, sum: lastSum)
  }

  package static let maximumDamages = 1000

  /// What stands after the last whole line; nil where nothing does.
  package var tornTail: TornTail?

  /// Whether nothing is lost: the exit status is 0, not 3.
  package var isLossless: Bool { grade == .sealed || grade == .open }
}

/// What a log ends in that is no whole line.
package enum TornTail: Hashable, Sendable {
  /// A line that was cut short.
  case cutLine
  /// NUL bytes only, where a writer would have put its next lines: nothing is known to be missing.
  case spaceSetAside

  init(_ bytes: [UInt8]) { self = bytes.allSatisfy { $0 == 0 } ? .spaceSetAside : .cutLine }

  /// What a log does that has it.
  package var meaning: String {
    switch self {
    case .cutLine: "its last line was cut short and is left out"
    case .spaceSetAside: "it ends in space set aside for more lines"
    }
  }
}

/// A place where a log does not vouch for itself.
package struct Damage: Hashable, Sendable {
  /// The line's number in the file, from 1.
  package var line: Int64
  /// The byte at which it begins, from 0.
  package var offset: Int64
  package var kind: Kind

  package init(line: Int64, offset: Int64, kind: Kind) {
    self.line = line
    self.offset = offset
    self.kind = kind
  }

  /// What is wrong with a line.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The sum is not that of the line after the line before it.
    case sum
    /// The line does not end in a sum.
    case noSum
    /// The line is too short to be one.
    case cutShort
    /// The line is longer than any line.
    case tooLong
    /// The sum is right, the `seq` is not.
    case order
    /// The log does not begin with a header.
    case noHeader
    /// A header does not continue the segment before it.
    case notContinued

    package var meaning: String {
      switch self {
      case .sum: "the line is not what was written here, or not after the line before it"
      case .noSum: "the line does not end in a checksum"
      case .cutShort: "the line is cut short"
      case .tooLong: "the line is longer than a line can be"
      case .order: "the line's number does not follow from the line before"
      case .noHeader: "the log does not begin with a header"
      case .notContinued: "lines are missing before this header: it continues another line"
      }
    }
  }
}
