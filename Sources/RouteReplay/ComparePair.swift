import RouteMachine
import RouteModel
import RoutePolicies
import TraceLog

/// One trace under two books.
struct PlayerPair {
  private var left: Half
  private var right: Half
  private let contrast: Contrast?
  /// Whether the routes differ, and the documented point on which they parted.
  private var isApart = false
  private var point: String?

  /// One book's replay of the trace.
  private struct Half {
    var player: TracePlayer
    var step: Step
    /// Whether the last step moved the route.
    var hasMoved = false
    /// The rules that changed the memory in the last step, as places.
    var spoke: [Int] = []
    /// The last reaction with which the route moved, or with which it stayed as the other moved.
    var mover: Int?

    init(_ player: TracePlayer) {
      self.player = player
      step = player.current
    }

    /// Takes the book's next step; nil where it has none now.
    mutating func take(_ next: Step?) {
      guard let next else {
        hasMoved = false
        spoke = []
        return
      }
      hasMoved = next.state.route != step.state.route
      spoke = next.reactions
      step = next
    }

    mutating func noteMover() {
      let reactions = spoke.filter { player.machine.rules[$0].rule.stage == .reaction }
      // Of what moved a route, what asks for something says more than what only remembers.
      let asking = reactions.last { hasMoved && player.machine.rules[$0].rule.asksForSomething }
      mover = asking ?? reactions.last ?? mover
    }

    /// The rules that spoke in the last step, without the book's name.
    var spoken: Set<String> {
      Set(spoke.map { String(player.machine.rules[$0].rule.id.drop { $0 != "/" }.dropFirst()) })
    }

    /// Whether the book waits to go where the other one is.
    func waits(for other: Half) -> Bool {
      guard let cell = player.machine.book.keeps.pending,
        let destination = step.state.memory[cell].endpoint
      else { return false }
      return destination == other.step.state.route?.output
        && destination != step.state.route?.output
    }

    /// Whether the route is one that was only kept since an earlier step.
    var isHeld: Bool {
      guard let place = step.decision.chosenBy,
        case .choose(.remembered) = player.machine.rules[place].rule.does
      else { return false }
      return true
    }

    func statement(_ naming: Naming, isPairing: Bool) -> RouteStatement {
      let chosenBy = isHeld ? mover ?? step.decision.chosenBy : step.decision.chosenBy
      let place = isPairing ? step.decision.pairedBy : chosenBy
      let rule = place.map { player.machine.rules[$0].rule }
      return RouteStatement(
        policy: player.machine.book.name,
        input: step.state.route.map { naming.endpoint($0.input) },
        output: step.state.route.map { naming.endpoint($0.output) },
        rule: rule?.id, source: rule?.sources.first?.text)
    }
  }

  init(left: TracePlayer, right: TracePlayer, _ contrast: Contrast?) {
    self.left = Half(left)
    self.right = Half(right)
    self.contrast = contrast
    // What led to the start may part the routes already.
    let starts = [left, right].map { StartState.steps(of: $0.header, $0.machine) }
    for (one, other) in zip(starts[0], starts[1]) { advance(one, other) }
    advance(left.current, right.current)
  }

  /// Whether the trace has gaps, or words of a newer version.
  var isLossy: Bool { left.player.result.lost }

  /// Takes a line; for each step nil, or how the routes differ.
  ///
  /// A timer that runs under one book only is a step too: the other book's route stays as it was.
  mutating func take(_ line: Line, _ names: NameTable) -> [RouteDifference?] {
    let leftSteps = left.player.take(line, names: names)
    let rightSteps = right.player.take(line, names: names)
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
      advance(fromLeft?.step, fromRight?.step)
      result.append(difference(line.number, t, event, names))
    }
    if isEvent, let one = leftSteps.last, let other = rightSteps.last, let event = one.event {
      advance(one.step, other.step)
      result.append(difference(line.number, line.t, event, names))
    }
    return result
  }

  private mutating func advance(_ one: Step?, _ other: Step?) {
    left.take(one)
    right.take(other)
    let hasMoved = left.hasMoved || right.hasMoved
    if hasMoved {
      left.noteMover()
      right.noteMover()
    }
    guard left.step.state.route != right.step.state.route else {
      isApart = false
      point = nil
      return
    }
    if !isApart { point = pointNow }
    isApart = true
  }

  /// The documented point on which the routes part in this step.
  ///
  /// A rule that spoke under one book alone says more than one that says something else in each.
  private var pointNow: String? {
    guard let contrast else { return nil }
    func first(_ spoken: Set<String>) -> String? {
      contrast.points.first { !spoken.isDisjoint(with: $0.rules) }?.name
    }
    let (one, other) = (left.spoken, right.spoken)
    if let point = first(one.symmetricDifference(other)) { return point }
    if left.waits(for: right) || right.waits(for: left) { return contrast.waiting }
    return first(one.intersection(other))
  }

  private func difference(
    _ line: Int, _ t: Int64, _ event: Event?, _ names: NameTable
  ) -> RouteDifference? {
    let (one, other) = (left.step.state.route, right.step.state.route)
    guard one != other else { return nil }
    let naming = Naming(names)
    let sides = Side.allCases.filter { side in
      guard let one, let other else { return true }
      return one[side] != other[side]
    }
    // Where both chose the same, it is the pairing that differs.
    let chosen = left.step.decision.chosen
    let isPairing = chosen == right.step.decision.chosen && chosen != nil
    let result = left.player.result
    return RouteDifference(
      file: result.file, trace: result.id, line: line, t: t,
      event: event.map { naming.event($0) } ?? "", sides: sides,
      left: left.statement(naming, isPairing: isPairing),
      right: right.statement(naming, isPairing: isPairing), point: point)
  }
}

extension Rule {
  /// Whether a reaction sets more than a flag.
  fileprivate var asksForSomething: Bool {
    guard case .react(_, let effects) = does else { return false }
    return effects.contains { effect in
      guard case .set(let cell, _) = effect else { return false }
      return cell.kind != .flag
    }
  }
}
