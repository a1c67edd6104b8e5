package import RouteMachine
import RouteModel
package import TraceLog

/// What one book says at one step, in words.
package struct RouteStatement: Hashable, Sendable {
  package var policy: String
  /// The two sides of the route; nil where the book says nothing.
  package var input: String?
  package var output: String?
  /// The rule that decided what differs; nil where no rule spoke.
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

  package var kind: Kind { Kind(left: left.rule, right: right.rule, sides: sides) }

  /// What makes two differences one of a kind: the two rules, and the sides.
  package struct Kind: Hashable, Sendable {
    package var left: String?
    package var right: String?
    package var sides: [Side]
  }
}

/// Replays traces under two books side by side.
package struct CompareRun: Sendable {
  package let left: RuleBook
  package let right: RuleBook
  package private(set) var traces = 0
  /// Traces of a platform that one of the books does not serve.
  package private(set) var skipped = 0
  package private(set) var steps = 0
  package private(set) var differing = 0
  package private(set) var unreadable = 0
  /// Traces with gaps, or with words of a newer version.
  package private(set) var lost = 0

  package init(_ left: RuleBook, _ right: RuleBook) {
    self.left = left
    self.right = right
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
    traces += 1
    func player(_ book: RuleBook) -> TracePlayer {
      TracePlayer(
        header: header, book: book, file: reader.file, line: line.number)
    }
    return PlayerPair(left: player(left), right: player(right))
  }

  private mutating func finish(_ pair: PlayerPair?) {
    if let pair, pair.left.result.lost { lost += 1 }
  }
}

/// One trace under two books.
private struct PlayerPair {
  var left: TracePlayer
  var right: TracePlayer
  private var leftStep: Step
  private var rightStep: Step

  init(left: TracePlayer, right: TracePlayer) {
    self.left = left
    self.right = right
    leftStep = left.current
    rightStep = right.current
  }

  /// Takes a line; for each step nil, or how the routes differ.
  ///
  /// A timer that runs under one book only is a step too: the other book's route stays as it was.
  mutating func take(_ line: Line, _ names: NameTable) -> [RouteDifference?] {
    let leftSteps = left.take(line, names: names)
    let rightSteps = right.take(line, names: names)
    var isEvent = false
    if case .event = line.content { isEvent = true }
    let own = isEvent || !line.evidence.isEmpty ? 1 : 0
    var (first, second) = (leftSteps.dropLast(own), rightSteps.dropLast(own))
    var result: [RouteDifference?] = []
    while let t = [first.first?.t, second.first?.t].compactMap({ $0 }).min() {
      let event = first.first?.t == t ? first.first?.event : second.first?.event
      let fromLeft = first.first?.t == t ? first.popFirst() : nil
      let isBoth = second.first?.t == t && second.first?.event == event
      let fromRight = isBoth ? second.popFirst() : nil
      if let step = fromLeft?.step { leftStep = step }
      if let step = fromRight?.step { rightStep = step }
      result.append(difference(line.number, t, event, names))
    }
    if let step = leftSteps.last?.step { leftStep = step }
    if let step = rightSteps.last?.step { rightStep = step }
    if isEvent, let event = leftSteps.last?.event {
      result.append(difference(line.number, line.t, event, names))
    }
    return result
  }

  private func difference(
    _ line: Int, _ t: Int64, _ event: Event?, _ names: NameTable
  ) -> RouteDifference? {
    let (one, other) = (leftStep.state.route, rightStep.state.route)
    guard one != other else { return nil }
    let naming = Naming(names)
    let sides = Side.allCases.filter { side in
      guard let one, let other else { return true }
      return one[side] != other[side]
    }
    // Where both chose the same, it is the pairing that differs.
    let isPairing =
      leftStep.decision.chosen == rightStep.decision.chosen && leftStep.decision.chosen != nil
    func statement(_ player: TracePlayer, _ step: Step) -> RouteStatement {
      let place = isPairing ? step.decision.pairedBy : step.decision.chosenBy
      let rule = place.map { player.machine.rules[$0].rule }
      return RouteStatement(
        policy: player.machine.book.name,
        input: step.state.route.map { naming.endpoint($0.input) },
        output: step.state.route.map { naming.endpoint($0.output) },
        rule: rule?.id, source: rule?.sources.first?.text)
    }
    return RouteDifference(
      file: left.result.file, trace: left.result.id, line: line, t: t,
      event: event.map { naming.event($0) } ?? "", sides: sides,
      left: statement(left, leftStep), right: statement(right, rightStep))
  }
}
