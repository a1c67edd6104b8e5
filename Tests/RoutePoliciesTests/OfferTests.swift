import RouteMachine
import RouteModel
import RoutePolicies
import TestSupport
import Testing

/// What devices offer, as bits.
@Suite struct OfferTests {
  /// A decision keeps a rule for each port, and admitted ports below a device's slot.
  @Test func portsFitIntoThirtyTwoBits() {
    #expect(Port.allCases.allSatisfy { $0.rawValue < 32 })
  }

  /// Who remembers only the bits forgets nothing about what can be chosen.
  @Test(arguments: BookLawTests.names)
  func theSameBitsAreTheSameEndpoints(name: String) throws {
    let book = try #require(Policies.named(name))
    var generator = EventGenerator(seed: 5)
    var known: [SIMD16<UInt64>: [Endpoint]] = [:]
    for platform in book.platforms.members {
      let machine = Machine(
        book: book, circumstances: Circumstances(platform: platform), devices: generator.table)
      var step = machine.begin(MachineState())
      for _ in 0..<1500 {
        machine.advance(&step, by: generator.event())
        let bits = step.decision.offers.admittedBits
        #expect(known[bits] ?? step.decision.admitted == step.decision.admitted)
        known[bits] = step.decision.admitted
      }
    }
    #expect(known.count > 1)
  }
}
