package import RouteMachine
import RouteModel

/// WebRTC's AppRTC audio and Bluetooth managers, from which many apps and SDKs descend.
package enum AppRTC {
  private static let name = "apprtc"
  private static let source = Source("jbg/libwebrtc@51ed638e, AppRTCBluetoothManager.java")
  private static let manager = Source("jbg/libwebrtc@51ed638e, AppRTCAudioManager.java")
  /// A SCO link gets this long, and two attempts.
  static let timeout: Int64 = 4000
  private static let attemptsAllowed = 2

  package static let book: RuleBook = {
    var keeps = Keeping()
    keeps.link = (link, linked)
    return RuleBook(
      name: name, title: "AppRTC's device picker", platforms: [.android],
      versions: "WebRTC's Android example", sources: [source, manager], settlingTime: timeout,
      cells: [state, link, linked, attempts, user, defaultDevice],
      rules: calls + links + consequences + admission + choice
        + Pairing.rules(name, [manager], [.bluetooth, .wired, .builtIn]), keeps: keeps,
      models: ["apprtc"])
  }()

  // MARK: Memory

  private static let state = Cell(0, "Bluetooth state", .word(of: State.self))
  private static let link = Cell(1, "link", .word(of: LinkState.self))
  private static let linked = Cell(2, "the link's device", .endpoint)
  private static let attempts = Cell(3, "attempts to open the link", .count)
  private static let user = Cell(4, "the user's choice", .word(of: PickerDevice.self))
  private static let defaultDevice = Cell(
    5, "the default device", .word(of: PickerDevice.self))

  /// Where the Bluetooth manager stands.
  enum State: UInt8, Word {
    case uninitialized
    case headsetUnavailable
    case headsetAvailable
    case scoDisconnecting
    case scoConnecting
    case scoConnected

    var meaning: String {
      switch self {
      case .uninitialized: "not started, or Bluetooth may not be used"
      case .headsetUnavailable: "no headset is connected, as far as the manager looked"
      case .headsetAvailable: "a headset is connected, without SCO"
      case .scoDisconnecting: "SCO was given up"
      case .scoConnecting: "SCO was asked for"
      case .scoConnected: "SCO is up"
      }
    }
  }

  private static let headset = EndpointClass("Bluetooth headset", [.bluetoothHFP])
  private static let events: WordSet<EventKind> = [
    .libraryCall, .deviceConnected, .deviceDisconnected, .linkConnected, .timerFired,
  ]

  private static func react(
    _ id: String, _ says: String, on events: WordSet<EventKind> = [.libraryCall],
    when: [Condition], _ effects: [Effect]
  ) -> Rule {
    Rule(
      "\(name)/react.\(id)", says, when: when, .react(events, effects), sources: [source],
      confidence: .shipped)
  }

  private static func go(_ next: State) -> Effect { Picker.set(state, next) }

  private static let canUse = Condition.isSet("Bluetooth may be used off call", .mayUseSCO)
  private static let looks: [State] = [.headsetUnavailable, .headsetAvailable, .scoDisconnecting]
  private static let isThere = Condition.isSet("a headset is connected", .hfpIsConnected)
  private static let isNotThere = Condition.isNotSet("no headset is connected", .hfpIsConnected)
  private static let down: [Effect] = [.clear(link), .clear(linked), .cancel(.scoLink)]

  // MARK: The app's calls

  private static let calls: [Rule] =
    [
      react(
        "start", "with the permission and SCO off call; no headset is known yet",
        when: [Picker.calls([.start]), canUse], [go(.headsetUnavailable), .clear(attempts)]),
      react(
        "start.refused", "else Bluetooth is left alone",
        when: [
          Picker.calls([.start]), .isNotSet("Bluetooth may not be used off call", .mayUseSCO),
        ], []),
      react(
        "stop", "everything is given back", when: [Picker.calls([.stop])],
        down + [go(.uninitialized), .clear(attempts), .clear(user)]),
      react(
        "service-gone", "without the headset service there is no headset",
        when: [
          Picker.calls([.onServiceDisconnected]), Picker.isNone(state, [State.uninitialized]),
        ],
        down + [go(.headsetUnavailable)]),
      react(
        "sco.start", "SCO is asked for, twice at most",
        when: [
          Picker.calls([.startScoAudio, .updateAudioRoute]),
          Picker.isAny(state, [State.headsetAvailable]),
          mayTry, Picker.isNone(user, [PickerDevice.speakerphone, .earpiece, .wiredHeadset]),
        ],
        [
          go(.scoConnecting), .count(attempts), Picker.set(link, LinkState.connecting),
          .set(linked, .selected(.newest(headset))), .start(.scoLink, milliseconds: timeout),
        ]),
      react(
        "sco.start.refused", "not a third time",
        when: [
          Picker.calls([.startScoAudio, .updateAudioRoute]),
          Picker.isAny(state, [State.headsetAvailable]),
          mayNotTry,
        ], []),
      react(
        "sco.stop", "SCO is given up",
        when: [
          Picker.calls([.stopScoAudio]), Picker.isAny(state, [State.scoConnecting, .scoConnected]),
        ], down + [go(.scoDisconnecting)]),
      react(
        "sco.not-chosen", "a user who chose another device stops Bluetooth",
        when: [
          Picker.calls([.updateAudioRoute, .selectDevice]),
          Picker.isAny(state, [State.scoConnecting, .scoConnected]),
          Picker.names([.speakerphone, .earpiece, .wiredHeadset]),
        ], down + [go(.scoDisconnecting)]),
    ] + choices

  private static let choices: [Rule] =
    [
      ("bluetooth", ArgumentWord.bluetoothHeadset, PickerDevice.bluetoothHeadset),
      ("wired", .wiredHeadset, .wiredHeadset), ("earpiece", .earpiece, .earpiece),
      ("speakerphone", .speakerphone, .speakerphone),
    ].map { (id: String, word: ArgumentWord, device: PickerDevice) in
      react(
        "select.\(id)", "the user's choice",
        when: [Picker.calls([.selectDevice]), Picker.names([word])], [Picker.set(user, device)])
    } + [
      react(
        "default.earpiece", "the earpiece where nothing else is",
        when: [Picker.calls([.setDefaultAudioDevice]), Picker.names([.earpiece])],
        [Picker.set(defaultDevice, PickerDevice.earpiece)]),
      react(
        "default.speakerphone", "the speaker where nothing else is",
        when: [Picker.calls([.setDefaultAudioDevice]), Picker.names([.speakerphone])],
        [Picker.set(defaultDevice, PickerDevice.speakerphone)]),
      react(
        "wired-out", "a wired headset that a user chose and pulls out: the speaker",
        on: [.deviceDisconnected],
        when: [
          Picker.isAny(user, [PickerDevice.wiredHeadset]),
          .isNotSet("no wired headset is plugged in", .wiredIsIn),
        ], [Picker.set(user, PickerDevice.speakerphone)]),
    ]

  // MARK: The link

  private static let mayTry = attemptsAre("an attempt is left", [0, 1])
  private static let mayNotTry = attemptsAre("no attempt is left", [2])

  private static func attemptsAre(_ name: String, _ counts: [Int]) -> Condition {
    Condition(
      name, [.memory(attempts, owner: .app, setBy: [])],
      .isOneOf(Set(counts.map { Value(count: $0) })))
  }

  private static let connecting = Picker.isAny(state, [State.scoConnecting])

  private static let links: [Rule] = [
    react(
      "sco.up", "SCO that was asked for is up", on: [.linkConnected],
      when: [connecting, .isAny("the link is SCO", .eventProfile, [Profile.hfp])],
      [
        go(.scoConnected), Picker.set(link, LinkState.connected), .clear(attempts),
        .cancel(.scoLink),
      ]),
    react(
      "sco.up.unexpected", "SCO that nobody asked for here is noted only", on: [.linkConnected],
      when: [
        Picker.isNone(state, [State.scoConnecting]),
        .isAny("the link is SCO", .eventProfile, [Profile.hfp]),
      ], []),
    react(
      "sco.timeout.up", "after 4 s: the stack has audio after all", on: [.timerFired],
      when: [.timer(.scoLink), connecting, .isSet("SCO is up", .scoIsUp)],
      [go(.scoConnected), Picker.set(link, LinkState.connected), .clear(attempts)]),
    react(
      "sco.timeout", "after 4 s without SCO it is given up", on: [.timerFired],
      when: [.timer(.scoLink), connecting, .isNotSet("no SCO link is up", .scoIsUp)],
      down + [go(.scoDisconnecting)]),
    react(
      "headset-in", "a headset that connects may be tried afresh", on: [.deviceConnected],
      when: [isThere], [.clear(attempts)]),
    react(
      "headset-out", "the last headset that goes takes SCO along", on: [.deviceDisconnected],
      when: [isNotThere, Picker.isAny(state, [State.scoConnecting, .scoConnected])],
      down + [go(.scoDisconnecting)]),
  ]

  // MARK: Looking

  private static func look(_ id: String, _ says: String, _ condition: Condition, _ next: State)
    -> [Rule]
  {
    [
      Rule(
        "\(name)/then.\(id)", says, when: [Picker.isAny(state, looks), condition],
        .follow([.deviceConnected, .deviceDisconnected], [go(next)]), sources: [source],
        confidence: .shipped),
      Rule(
        "\(name)/then.\(id).asked", says,
        when: [
          Picker.isAny(state, looks), condition,
          Picker.calls([.updateDevice, .onServiceConnected, .updateAudioRoute]),
        ], .follow([.libraryCall], [go(next)]), sources: [source], confidence: .shipped),
    ]
  }

  private static let consequences: [Rule] =
    look(
      "available", "a connected headset is available, while SCO is not in question", isThere,
      .headsetAvailable)
    + look("unavailable", "no headset is available", isNotThere, .headsetUnavailable)

  // MARK: Stages

  private static func stage(
    _ id: String, _ says: String, when: [Condition] = [], _ action: Rule.Action
  ) -> Rule {
    Rule("\(name)/\(id)", says, when: when, action, sources: [manager], confidence: .shipped)
  }

  private static let noWire = Condition.isNotSet("no wired headset is plugged in", .wiredIsIn)

  private static let admission: [Rule] = [
    stage(
      "admit.bluetooth", "a headset that is available, being connected or connected",
      when: [Picker.isAny(state, [State.headsetAvailable, .scoConnecting, .scoConnected])],
      .admit(headset)),
    stage("admit.wired", "a wired headset, and only it beside Bluetooth", .admit(Picker.wired)),
    stage("admit.earpiece", "the earpiece", when: [noWire], .admit(Picker.earpiece)),
    stage("admit.speaker", "the speaker", when: [noWire], .admit(Picker.speaker)),
  ]

  private static let choice: [Rule] = [
    stage(
      "choose.not-started", "before start the picker says nothing",
      when: [.isNotSet("the picker was never started", .memory(state, owner: .app, setBy: []))],
      .saysNothing),
    stage(
      "choose.bluetooth", "the headset while SCO is up",
      when: [Picker.isAny(state, [State.scoConnected])], .choose(.newest(headset))),
    stage("choose.wired", "else a wired headset", .choose(.newest(Picker.wired))),
    stage(
      "choose.default-earpiece", "else the default: the earpiece, by preference",
      when: [Picker.isAny(defaultDevice, [PickerDevice.earpiece])],
      .choose(.builtIn(.builtInReceiver))),
    stage("choose.default", "else the speaker", .choose(.builtIn(.builtInSpeaker))),
  ]
}

extension Fact {
  /// Whether a device with the Hands-Free Profile is connected.
  fileprivate static let hfpIsConnected = Fact(
    "a headset is connected", .flag, owner: .person,
    setBy: [.deviceConnected, .deviceDisconnected]
  ) { moment in
    Value(moment.world.rack.entries.contains { $0.device.profiles.contains(.hfp) })
  }

  /// Whether the permission is held and the phone supports SCO off call.
  fileprivate static let mayUseSCO = Fact(
    "Bluetooth may be used off call", .flag, owner: .app
  ) { moment in
    Value(Fact.mayUseBluetooth.read(moment).isSet && moment.circumstances.scoOffCall)
  }
}
