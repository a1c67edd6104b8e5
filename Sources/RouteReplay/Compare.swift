package import RouteMachine
import RouteModel
package import RoutePolicies
package import TraceLog

/// What one book says at one step, in words.
package struct RouteStatement: Hashable, Sendable {
  package var policy: String
  /// The two sides of the route; nil where the book says nothing.
  package var input: String?
  package var output: String?
  /// The rule that decided what differs.
  ///
  /// Where a route is only remembered it is the one that brought it there, or that kept it as the other
  /// moved. nil where no rule spoke.
  package var rule: String?
  /// The first source of that rule.
  package var source: String?

  package func text(of side: Side) -> String? { side == .input ? input : output }
}

/// A step at which two books give different routes.
package struct RouteDifference: Sendable {
  package var file: String
  package var trace: String
  package var line: Int
  package var t: Int64
  package var event: String
  /// The sides that differ.
  package var sides: [Side]
  package var left: RouteStatement
  package var right: RouteStatement
  /// The documented point that it follows from; nil where none does.
  package var point: String?

  package var kind: Kind {
    Kind(point: point, left: left.rule, right: right.rule, sides: sides)
  }

  /// What makes two differences one of a kind: the point, the two rules, and the sides.
  package struct Kind: Hashable, Sendable {
    package var point: String?
    package var left: String?
    package var right: String?
    package var sides: [Side]
  }
}

/// Replays traces under two books side by side.
package struct CompareRun: Sendable {
  package let left: RuleBook
  package let right: RuleBook
  /// What is documented of how the two differ.
  package let contrast: Contrast?
  package private(set) var traces = 0
  /// Traces of a platform that one of the books does not serve.
  package private(set) var skipped = 0
  /// Traces of a policy whose own messages neither book hears.
  package private(set) var unheard = 0
  package private(set) var steps = 0
  package private(set) var differing = 0
  package private(set) var unreadable = 0
  /// Traces with gaps, or with words of a newer version.
  package private(set) var lost = 0
  private let heard: WordSet<EventKind>

  /// Compares with what the policies know of how the two differ.
  package init(_ left: RuleBook, _ right: RuleBook) {
    self.init(left, right, contrast: Policies.contrast(left.name, right.name))
  }

  package init(_ left: RuleBook, _ right: RuleBook, contrast: Contrast?) {
    self.left = left
    self.right = right
    self.contrast = contrast
    heard = left.ownMessages.union(right.ownMessages)
  }

  /// Compares the traces of one file; a bad trace is told, counted up to its error, and hides no
  /// other.
  package mutating func compare(
    _ file: String, onDifference: (RouteDifference) -> Void, onError: (TraceError) -> Void
  ) {
    do throws(TraceError) {
      var reader = try TraceReader(path: file)
      compare(&reader, onDifference: onDifference, onError: onError)
    } catch {
      unreadable += 1
      onError(error)
    }
  }

  /// Compares the traces that a reader gives.
  package mutating func compare(
    _ reader: inout TraceReader, onDifference: (RouteDifference) -> Void,
    onError: (TraceError) -> Void
  ) {
    var pair: PlayerPair?
    while let reading = reader.next() {
      switch reading {
      case .failure(let error):
        finish(pair)
        pair = nil
        unreadable += 1
        onError(error)
      case .line(let line):
        if case .header(let header) = line.content {
          finish(pair)
          pair = begin(header, line, reader)
        }
        guard var running = pair else { continue }
        pair = nil
        for difference in running.take(line, reader.names) {
          steps += 1
          guard let difference else { continue }
          differing += 1
          onDifference(difference)
        }
        pair = running
      }
    }
    finish(pair)
  }

  private mutating func begin(
    _ header: Header, _ line: Line, _ reader: TraceReader
  ) -> PlayerPair? {
    let platform = header.circumstances.platform
    guard left.serves(platform), right.serves(platform) else {
      skipped += 1
      return nil
    }
    let own = header.policy.flatMap { Policies.named($0) }?.ownMessages ?? []
    guard heard.contains(all: own) else {
      unheard += 1
      return nil
    }
    traces += 1
    func player(_ book: RuleBook) -> TracePlayer {
      TracePlayer(
        header: header, book: book, file: reader.file, line: line.number)
    }
    return PlayerPair(left: player(left), right: player(right), contrast)
  }

  private mutating func finish(_ pair: PlayerPair?) {
    if let pair, pair.isLossy { lost += 1 }
  }
}

extension RuleBook {
  /// The messages of a family of books that this one hears: Telecom's, or calls of an SDK's picker.
  fileprivate var ownMessages: WordSet<EventKind> {
    rules.reduce([]) { heard, rule in
      guard case .react(let kinds, _) = rule.does else { return heard }
      return heard.union(kinds.intersection([.telecomMessage, .libraryCall]))
    }
  }
}
