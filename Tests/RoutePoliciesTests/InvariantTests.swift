import Foundation
import RouteMachine
import RouteModel
import RoutePolicies
import TestSupport
import Testing

/// The invariants over seeded random sequences of events.
///
/// `ROUTELAB_LONG=1 swift test -c release --filter InvariantTests` takes 10 million steps over all
/// books; without it every run of the tests checks some: 300,000, or 60,000 in a debug build.
@Suite struct InvariantTests {
  private static let isLong = ProcessInfo.processInfo.environment["ROUTELAB_LONG"] != nil
  #if DEBUG
    private static let steps = isLong ? 10_000_000 : 60_000
  #else
    private static let steps = isLong ? 10_000_000 : 300_000
  #endif
  /// A sequence begins anew after so many steps, so that early states are seen often too.
  private static let length = 500

  private static let names = Policies.withVariants.map(\.name)

  @Test func namesAreUniqueAndAllIsSaid() {
    let all = Invariants.all
    #expect(Set(all.map(\.name)).count == all.count)
    for invariant in all {
      #expect(!invariant.says.isEmpty && !invariant.source.text.isEmpty, "\(invariant.name)")
      for book in invariant.books ?? [] { #expect(Policies.named(book) != nil, "\(book)") }
    }
  }

  /// Every platform of the book, with old, middle, new and unknown versions, with and without CallKit.
  private static func machines(_ book: RuleBook, _ devices: DeviceTable) -> [Machine] {
    book.platforms.members.flatMap { platform in
      [nil, OSVersion(9), OSVersion(11), OSVersion(14), OSVersion(26)].flatMap { os in
        [false, true].map { callKit in
          var circumstances = Circumstances(platform: platform, os: os)
          circumstances.appUsesCallKit = callKit
          return Machine(book: book, circumstances: circumstances, devices: devices)
        }
      }
    }
  }

  @Test(arguments: names)
  func randomSequencesBreakNone(name: String) throws {
    let book = try #require(Policies.named(name))
    let machines = Self.machines(book, EventGenerator(seed: 0).table)
    var check = InvariantCheck(book)
    var generator = EventGenerator(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    let sequences = Self.steps / Self.names.count / Self.length + 1
    for sequence in 0..<sequences {
      let machine = machines[sequence % machines.count]
      var state = MachineState()
      state.world.android.permissions = sequence % 3 == 0 ? [] : .all
      state = machine.begin(state).state
      var last: [EventKind] = []
      for number in 0..<Self.length {
        let event = generator.event()
        let step = machine.advanced(state, by: event)
        last = last.suffix(9) + [event.kind]
        check.check(step, machine, last.map(\.name).joined(separator: ", "))
        if number % 64 == 0 { try isTheSameAgain(step, machine, state, event) }
        state = step.state
      }
    }
    #expect(check.broken.isEmpty, "\(check.broken.values.sorted().joined(separator: "\n"))")
  }

  /// The same state and event give the same state; equal states have equal hashes.
  private func isTheSameAgain(
    _ step: Step, _ machine: Machine, _ state: MachineState, _ event: Event
  ) throws {
    let again = machine.advanced(state, by: event)
    let isSame =
      again.state == step.state && again.state.hashValue == step.state.hashValue
      && again.reactions == step.reactions && again.decision == step.decision
    #expect(isSame, "\(event.kind.name)")
  }
}
