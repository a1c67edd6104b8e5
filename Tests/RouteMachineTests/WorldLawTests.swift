import RouteMachine
import RouteModel
import TestSupport
import Testing

/// Laws of the world over generated events; the seeds are printed by their arguments.
@Suite struct WorldLawTests {
  private static let steps = 5000

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func theSameEventsGiveTheSameWorld(seed: UInt64) {
    func run() -> [World] {
      var generator = EventGenerator(seed: seed)
      var world = World()
      return (0..<Self.steps).map { _ in
        world = world.advanced(by: generator.event(), devices: generator.table).0
        return world
      }
    }
    let isSame = run() == run()
    #expect(isSame)
  }

  @Test(arguments: [11, 12, 13, 14] as [UInt64])
  func aRejectedOrIgnoredEventChangesNothing(seed: UInt64) {
    var generator = EventGenerator(seed: seed)
    var world = World()
    var counts = (applied: 0, ignored: 0, rejected: 0)
    for _ in 0..<Self.steps {
      let (next, verdict) = world.advanced(by: generator.event(), devices: generator.table)
      switch verdict {
      case .applied: counts.applied += 1
      case .ignored:
        counts.ignored += 1
      case .rejected:
        counts.rejected += 1
      }
      let isKept = verdict.isApplied || next == world
      #expect(isKept)
      world = next
    }
    // The law says nothing unless all three happen often.
    #expect(counts.applied > 500 && counts.ignored > 500 && counts.rejected > 200)
  }

  @Test(arguments: [21, 22] as [UInt64])
  func anAppliedEventThatIsNoMomentChangesTheWorld(seed: UInt64) {
    let moments: Set<EventKind> = [
      .mediaServicesReset, .telecomMessage, .libraryCall, .timerFired, .deviceButtonPressed,
    ]
    var generator = EventGenerator(seed: seed)
    var world = World()
    for _ in 0..<Self.steps {
      let event = generator.event()
      let (next, verdict) = world.advanced(by: event, devices: generator.table)
      if verdict.isApplied, !moments.contains(event.kind) {
        let hasChanged = next != world
        #expect(hasChanged, "\(event.kind.name)")
      }
      world = next
    }
  }

  @Test(arguments: [31, 32] as [UInt64])
  func whatTheWorldHoldsIsConnected(seed: UInt64) {
    var generator = EventGenerator(seed: seed)
    var world = World()
    for _ in 0..<Self.steps {
      world = world.advanced(by: generator.event(), devices: generator.table).0
      let slots = world.rack.entries.elements.map(\.device.slot)
      #expect(Set(slots).count == slots.count)
      for endpoint in [world.host.selectedInput, world.host.selectedOutput].compactMap({ $0 }) {
        if let device = endpoint.device { #expect(world.rack.isConnected(device)) }
      }
      let calls = world.calls.calls.elements.map(\.slot)
      #expect(Set(calls).count == calls.count)
    }
  }

  @Test func aCallMovesOnlyAsItsDiagramSays() throws {
    let diagram = try #require(Diagram.all.first { $0.name == "call" })
    let moves = Set(diagram.edges.map { "\($0.from) → \($0.to)" })
    #expect(
      moves == [
        "none → ringing", "none → dialing", "none → active", "ringing → active", "ringing → none",
        "dialing → active", "dialing → none", "active → held", "active → none", "held → active",
        "held → none",
      ])
  }

  @Test func everyStateOfADiagramIsEnteredAndLeft() {
    for diagram in Diagram.all {
      for state in diagram.states {
        #expect(diagram.edges.contains { $0.from == state.name }, "\(diagram.name).\(state.name)")
        #expect(diagram.edges.contains { $0.to == state.name }, "\(diagram.name).\(state.name)")
      }
    }
  }
}

/// The list of fixed size behind the rack and the board.
@Suite struct FixedListTests {
  @Test func equalListsAreEqualWhateverHappenedBefore() {
    var first = FixedList<Int>()
    for number in 0..<8 { _ = first.append(number) }
    for _ in 0..<6 { first.remove(at: 2) }
    var second = FixedList<Int>()
    _ = second.append(0)
    _ = second.append(1)
    #expect(first == second)
    #expect(first.elements == [0, 1])
    #expect(first.hashValue == second.hashValue)
  }

  @Test func aFullListTakesNothingMore() {
    var list = FixedList<Int>()
    let taken = (0..<9).map { list.append($0) }
    #expect(taken == [true, true, true, true, true, true, true, true, false])
    #expect(list.elements == Array(0..<8))
    list.remove(at: 9)
    #expect(list.count == 8)
  }
}
