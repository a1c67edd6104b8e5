package import RouteMachine
package import RouteModel
package import TraceLog

/// How one side of a route that evidence states stands to the computed one.
package enum SideStanding: UInt8, Word {
  case agreed
  case differed
  case settled
  case undecided
  case unspoken

  package var meaning: String {
    switch self {
    case .agreed: "the rules give what was stated"
    case .differed: "the rules give something else"
    case .settled: "it differed and agreed within the book's settling time; counts as agreement"
    case .undecided: "a gap in the log leaves the route open; left out of the figure"
    case .unspoken: "nothing was in control, so the book gives no route; left out of the figure"
    }
  }
}

/// How many sides stand how.
package struct SideTally: Hashable, Sendable {
  private var counts = [Int](repeating: 0, count: SideStanding.allCases.count)

  package init() {}

  package subscript(standing: SideStanding) -> Int {
    get { counts[Int(standing.rawValue)] }
    set { counts[Int(standing.rawValue)] = newValue }
  }

  /// The sides that agree, at once or once the route had settled.
  package var agreeing: Int { self[.agreed] + self[.settled] }

  /// The sides that the figure is made of.
  package var counted: Int { agreeing + self[.differed] }

  package static func + (left: SideTally, right: SideTally) -> SideTally {
    var sum = left
    for standing in SideStanding.allCases { sum[standing] += right[standing] }
    return sum
  }
}

/// The sides of some traces, by what stated them and by side; `observed` and `heard` stay apart.
package struct AgreementTable: Hashable, Sendable {
  /// The columns of evidence that say what a device did.
  package static let columns: [Column] = [.observed, .heard]

  private var tallies = [SideTally](
    repeating: SideTally(), count: columns.count * Side.allCases.count)

  package init() {}

  package subscript(column: Column, side: Side) -> SideTally {
    get { tallies[Self.place(column, side)] }
    set { tallies[Self.place(column, side)] = newValue }
  }

  /// Both sides of a column.
  package subscript(column: Column) -> SideTally { self[column, .input] + self[column, .output] }

  package var isEmpty: Bool { self == AgreementTable() }

  private static func place(_ column: Column, _ side: Side) -> Int {
    (column == .heard ? Side.allCases.count : 0) + Int(side.rawValue)
  }

  package static func + (left: AgreementTable, right: AgreementTable) -> AgreementTable {
    var sum = left
    for place in sum.tallies.indices {
      sum.tallies[place] = sum.tallies[place] + right.tallies[place]
    }
    return sum
  }
}

/// What one trace adds to the figure.
package struct TraceAgreement: Sendable {
  package var file: String
  package var id: String
  package var policy: String
  /// The system by its main version: "ios 15".
  package var system: String
  /// How long it is, in lines.
  package var lines = 0
  package var table = AgreementTable()
  /// Set where the trace is known to fail under this book, or under the one that it is a variant of.
  package var xfail: Expected?
  /// What the header cites.
  package var sources: [String]

  /// An SDK's or a device's own fault says nothing of the book: printed beside the figure.
  package var isLeftOut: Bool { xfail.map { $0.cause != .book } ?? false }
}

/// Why a book and a device part: what makes two disagreements one of a kind.
package struct AgreementCause: Hashable, Sendable {
  /// The rule that gave what was computed.
  package var rule: String
  /// The nearest rule that would have given what the device did; nil where no single one would.
  package var nearest: String?
  /// What stops that rule, in words.
  package var stoppedBy: [String]
}

/// A line of evidence on which the book and a device part.
package struct Disagreement: Sendable {
  package var trace: String
  package var file: String
  package var line: Int
  package var t: Int64
  /// The last event.
  package var event: String
  package var column: Column
  package var differences: [Difference]
  package var cause: AgreementCause
  /// How long the trace is, in lines.
  package var lines = 0
}

/// The disagreements of one cause.
package struct CauseGroup: Sendable {
  package var cause: AgreementCause
  package var traces: Set<String>
  package var sides: Int
  /// The one whose trace has the fewest lines.
  package var smallest: Disagreement
}

/// What devices did where one rule decided.
package struct RuleAgreement: Sendable {
  package var rule: String
  package var table = AgreementTable()
  /// What was stated instead, and how often.
  package var instead: [String: Int] = [:]
}
