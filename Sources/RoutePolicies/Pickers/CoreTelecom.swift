package import RouteMachine
import RouteModel

/// androidx core-telecom: what it asks Telecom for on top of Telecom's own choice.
package enum CoreTelecom {
  private static let name = "core-telecom"
  private static let source = Source("androidx core-telecom, CallSession")
  private static let speakers = Source("androidx core-telecom, VideoCallSpeakerManager")
  /// A preferred start is defended for this long.
  private static let guardTime: Int64 = 3000

  package static let book: RuleBook = {
    var keeps = Keeping()
    keeps.pending = asked
    keeps.hidden = hidden
    return RuleBook(
      name: name, title: "androidx core-telecom, the speaker choice on top of Telecom",
      platforms: [.android], versions: "androidx of 2025 and 2026", sources: [source, speakers],
      settlingTime: guardTime, cells: [current, before, preferred, asked, hidden, byApp],
      rules: calls + consequences + admission + choice
        + Pairing.rules(name, [source], [.bluetooth, .wired, .builtIn]), keeps: keeps,
      models: ["core-telecom"])
  }()

  // MARK: Memory

  private static let current = Cell(0, "the current endpoint", .endpoint)
  private static let before = Cell(1, "the endpoint before", .endpoint)
  private static let preferred = Cell(2, "the preferred start", .endpoint)
  private static let asked = Cell(3, "the endpoint that is asked for", .endpoint)
  static let hidden = Cell(4, "the phone's own routes that are not available", .ports)
  private static let byApp = Cell(5, "the app asked for this endpoint", .endpoint)

  private static let noWatch = EndpointClass(
    "Bluetooth endpoint that is no watch", [.bluetoothHFP, .bluetoothLE, .hearingAid],
    types: WordSet(DeviceType.allCases.filter { $0 != .watch }))
  private static let watch = EndpointClass("watch", [.bluetoothHFP], types: [.watch])
  private static let events: WordSet<EventKind> = [
    .libraryCall, .deviceConnected, .deviceDisconnected, .videoChanged,
  ]

  private static let endpoints: [(id: String, word: ArgumentWord, selector: Selector)] = [
    ("earpiece", .earpiece, .builtIn(.builtInReceiver)),
    ("speaker", .speakerphone, .builtIn(.builtInSpeaker)),
    ("wired", .wiredHeadset, .newest(Picker.wired)),
    ("headset", .bluetoothHeadset, .newest(noWatch)), ("watch", .watch, .newest(watch)),
  ]

  // MARK: Calls

  private static func named(
    _ id: String, _ says: String, _ function: PickerFunction,
    _ effects: (Operand) -> [Effect]
  ) -> [Rule] {
    endpoints.map { endpoint in
      Rule(
        "\(name)/react.\(id).\(endpoint.id)", says,
        when: [Picker.calls([function]), Picker.names([endpoint.word])],
        .react([.libraryCall], effects(.selected(endpoint.selector))), sources: [source],
        confidence: .shipped)
    }
  }

  private static let calls: [Rule] =
    named("prefer", "the app names the endpoint to start with", .setPreferredStart) {
      [.set(preferred, $0), .start(.startGuard, milliseconds: guardTime)]
    }
    + named("ask", "the app or its user asks for an endpoint", .requestCallEndpointChange) {
      [.set(asked, $0), .set(byApp, $0)]
    }
    + named("told", "Telecom says where the call sounds", .onCallEndpointChanged) {
      [.set(before, .copy(current)), .set(current, $0)]
    }
    + [
      Rule(
        "\(name)/react.guard-over", "after 3 s the preferred start is not defended any more",
        when: [.timer(.startGuard)], .react([.timerFired], []), sources: [source],
        confidence: .shipped)
    ]

  // MARK: What follows

  private static let told = Picker.calls([.onCallEndpointChanged])
  private static let isSpeaker = Condition.isAny(
    "the call sounds on the speaker", .portNow(current), [Port.builtInSpeaker])

  private static let consequences: [Rule] = [
    Rule(
      "\(name)/then.answered", "what was asked for is there",
      when: [told, .isSet("the endpoint is the one that was asked for", .same(asked, current))],
      .follow([.libraryCall], [.clear(asked)]), sources: [source], confidence: .shipped),
    Rule(
      "\(name)/then.video-speaker",
      "a video call that lands on the earpiece goes to the speaker, unless a wired or non-watch "
        + "Bluetooth endpoint is there, or the app named the earpiece to start with",
      when: [
        .isAny("the call sounds on the earpiece", .portNow(current), [Port.builtInReceiver]),
        .isSet("the call has video", .isVideo),
        .isNotSet("no wired endpoint is there", .wiredIsIn),
        .isNotSet("no Bluetooth endpoint but watches is there", .headsetIsThere),
        .isNone(
          "the earpiece is not the preferred start", .portNow(preferred),
          [Port.builtInReceiver]),
        .isNotSet("the speaker is available", .speakerIsAbsent),
      ], .follow(events, [.set(asked, .selected(.builtIn(.builtInSpeaker)))]),
      sources: [speakers], confidence: .shipped),
    Rule(
      "\(name)/then.defend",
      "the preferred start is defended for 3 s against a speaker that nobody asked for",
      when: [
        told, isSpeaker, .isSet("a start is preferred", .memory(preferred, owner: .app, setBy: [])),
        .isSet("the call sounded there before", .same(preferred, before)),
        .isSet("the start is still defended", .startIsDefended),
        .isNone("the app did not ask for the speaker", .portNow(byApp), [Port.builtInSpeaker]),
      ], .follow([.libraryCall], [.set(asked, .copy(preferred))]), sources: [source],
      confidence: .shipped),
  ]

  // MARK: Stages

  private static func stage(
    _ id: String, _ says: String, when: [Condition] = [], _ action: Rule.Action
  ) -> Rule {
    Rule("\(name)/\(id)", says, when: when, action, sources: [source], confidence: .shipped)
  }

  private static let admission: [Rule] = [
    stage(
      "admit.bluetooth", "every Bluetooth endpoint, a watch too",
      .admit(EndpointClass("Bluetooth endpoint", [.bluetoothHFP, .bluetoothLE, .hearingAid]))),
    stage("admit.wired", "a wired endpoint", .admit(Picker.wired)),
    stage("admit.earpiece", "the earpiece", .admit(Picker.earpiece)),
    stage(
      "admit.speaker", "the speaker, unless Telecom does not list it",
      when: [.isNotSet("the speaker is available", .speakerIsAbsent)], .admit(Picker.speaker)),
  ]

  private static let choice: [Rule] = [
    stage(
      "choose.current", "the call sounds where Telecom says", .choose(.remembered(current)))
  ]
}

extension Fact {
  fileprivate static let startIsDefended = Fact(
    "the preferred start is defended", .flag, owner: .system
  ) { Value($0.memory.running.contains(.startGuard)) }

  fileprivate static let headsetIsThere = Fact(
    "a Bluetooth endpoint that is no watch is there", .flag, owner: .person
  ) { moment in
    Value(
      moment.world.rack.entries.contains { entry in
        entry.device.type != .watch
          && !entry.device.ports.intersection(Telecom.bluetoothPorts).isEmpty
      })
  }

  fileprivate static let speakerIsAbsent = Fact(
    "the speaker is not listed", .flag, owner: .system
  ) { moment in
    Value(PortSet(bits: moment.memory[CoreTelecom.hidden].bits).contains(.builtInSpeaker))
  }
}
