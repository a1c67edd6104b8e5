import RouteMachine
import RouteModel

/// A book that has every kind of rule, effect and value, for what is printed of books.
enum SmallBook {
  private static let headset = EndpointClass(
    "headset", [.bluetoothHFP, .bluetoothLE], types: [.bluetoothHeadset, .leHeadset],
    mustBeTwoWay: true)
  private static let player = EndpointClass(
    "player", [.bluetoothA2DP], mustLackHFP: true, side: .output)
  private static let builtIn = EndpointClass("own port", [.builtInMic, .builtInSpeaker])

  private static let wish = Cell(0, "the wish", .endpoint)
  private static let who = Cell(1, "who wished", .word(["app", "person"]))
  private static let there = Cell(2, "who was there", .devices)
  private static let tries = Cell(3, "tries", .count)
  private static let last = Cell(4, "the last route", .route)
  private static let isOver = Cell(5, "given up", .flag)

  private static let hasWish = Condition.isSet(
    "there is a wish | or was", .memory(wish, owner: .app, setBy: [.preferredInputSet]))
  private static let isNotRefused = Condition.isNotSet(
    "the call was not refused", Fact("refused", .flag, owner: .system) { _ in .none })

  static let book = RuleBook(
    name: "small", title: "a small book", platforms: [.ios, .android], versions: "all",
    sources: ["a paper"], settlingTime: 500, cells: [wish, who, there, tries, last, isOver],
    rules: [
      Rule(
        "wish", "the app | the *person* wishes", when: [isNotRefused, hasWish],
        .react(
          [.preferredInputSet, .routeSelected],
          [
            .set(wish, .eventEndpoint(.input)), .set(who, .constant(Value(bits: 2))),
            .add(there, .devices(headset)), .remove(there, .eventDevice), .count(tries),
            .set(last, .routeBefore), .start(.scoLink, milliseconds: 4000),
          ]),
        sources: ["a paper, \"wishes\"", "another | paper"]),
      Rule(
        "over", "it is over",
        .react(
          [.timerFired],
          [
            .clear(wish), .set(isOver, .constant(Value(true))), .cancel(.scoLink),
            .set(wish, .selected(.firstOf([.newest(headset), .before(.output)]))),
            .set(wish, .samePortOnEventDevice(wish)), .set(who, .eventActor),
          ]), sources: ["a paper"]),
      Rule("own", "the device's own", .admit(builtIn), sources: ["a paper"]),
      Rule("no-player", "no players", .leaveOut(player), sources: ["a paper"]),
      Rule(
        "quiet", "nothing is on", .saysNothing, sources: ["a paper"],
        scope: Scope([.ios], from: [.ios: OSVersion(15)]), confidence: .reading),
      Rule("wished", "as wished", when: [hasWish], .choose(.remembered(wish)), sources: []),
      Rule("any", "the newest", .choose(.newest(headset)), sources: ["a paper"]),
      Rule(
        "pair", "the same device", .pair(input: .sameDevice([.bluetoothHFP]), output: .chosen),
        sources: ["a paper"],
        quality: Quality(latency: 20...40, duplex: "full duplex", needs: "HFP 1.7")),
      Rule("slow", "what to expect", .advise("use 5 GHz <not> 2.4"), sources: ["a paper"]),
    ])
}
