import RouteMachine
import RouteModel
import TestSupport
import Testing

/// A remedy is tried out: what it says would happen does.
@Suite struct RemedyTests {
  private static let speaker = Endpoint.builtInSpeaker

  /// A book of three rules: the output that the app overrode, else the newest headset, else the
  /// receiver.
  private static let book: RuleBook = {
    let headset = EndpointClass("headset", [.bluetoothHFP])
    let overridden = Condition.isSet(
      "an override is in force",
      Fact("override", .flag, owner: .app, setBy: [.outputOverridden]) {
        Value($0.world.session.isOverridden)
      })
    let ports = EndpointClass("port", Port.allCases)
    return RuleBook(
      name: "three", title: "Three rules", platforms: [.ios], versions: "all", sources: ["test"],
      settlingTime: 0, cells: [],
      rules: [
        Rule("admit", "all", .admit(ports), sources: ["test"]),
        Rule(
          "override", "the speaker", when: [overridden], .choose(.builtIn(.builtInSpeaker)),
          sources: ["test"]),
        Rule("newest", "the headset", .choose(.newest(headset)), sources: ["test"]),
        Rule("receiver", "the receiver", .choose(.builtIn(.builtInReceiver)), sources: ["test"]),
        Rule(
          "pair", "the microphone", .pair(input: .builtIn(.builtInMic), output: .chosen),
          sources: ["test"]),
      ])
  }()

  private let generator = EventGenerator(seed: 1)

  private var machine: Machine {
    Machine(
      book: Self.book, circumstances: Circumstances(platform: .ios), devices: generator.table)
  }

  @Test func theCallThatGivesTheRouteIsFound() throws {
    let start = machine.begin(MachineState()).state
    let remedy = try #require(machine.remedy(start) { $0?.output == Self.speaker })
    #expect(remedy.events.map(\.kind) == [.outputOverridden])
    #expect(remedy.owner == .app)
    #expect(remedy.rule.map { machine.rules[$0].rule.id } == "override")
  }

  @Test func thereIsNoneForWhatNobodyCanBringAbout() {
    let start = machine.begin(MachineState()).state
    #expect(machine.remedy(start) { $0?.output?.port == .bluetoothHFP } == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatARemedySaysIsWhatItsEventsGive(seed: UInt64) {
    var generator = EventGenerator(seed: seed)
    let machine = self.machine
    var state = machine.begin(MachineState()).state
    var found = 0
    for _ in 0..<300 {
      state = machine.advanced(state, by: generator.event()).state
      for port in [Port.builtInSpeaker, .builtInReceiver, .bluetoothHFP] {
        guard let remedy = machine.remedy(state, accepts: { $0?.output?.port == port }) else {
          continue
        }
        found += 1
        let end = remedy.events.reduce(state) { machine.advanced($0, by: $1).state }
        #expect(end.route == remedy.route)
        #expect(end.route?.output?.port == port)
      }
    }
    #expect(found > 50)
  }
}
