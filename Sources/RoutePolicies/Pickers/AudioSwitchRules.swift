import RouteMachine
import RouteModel

/// The rules of AudioSwitch, for the devices that one of its versions calls Bluetooth headsets.
struct AudioSwitchRules {
  let name: String
  let source: Source
  let bluetooth: EndpointClass

  private typealias Book = AudioSwitch
  private typealias State = AudioSwitch.State

  var all: [Rule] {
    calls + links + consequences + admission + choice
  }

  private func react(
    _ id: String, _ says: String, on events: WordSet<EventKind> = [.libraryCall],
    when: [Condition] = [], _ effects: [Effect]
  ) -> Rule {
    Rule(
      "\(name)/react.\(id)", says, when: when, .react(events, effects), sources: [source],
      confidence: .shipped)
  }

  private func then(
    _ id: String, _ says: String, when: [Condition] = [], _ effects: [Effect]
  ) -> Rule {
    Rule(
      "\(name)/then.\(id)", says, when: when, .follow(AudioSwitch.events, effects),
      sources: [source], confidence: .shipped)
  }

  private static let cancel: [Effect] = [.cancel(.scoRetry), .cancel(.scoGiveUp)]
  private static let unlink: [Effect] = [.clear(Book.link), .clear(Book.linked)] + cancel

  // MARK: The app's calls

  private var calls: [Rule] {
    [
      react(
        "start", "devices are followed",
        when: [
          Picker.calls([.start]), Picker.isNone(Book.state, [State.started, .activated]),
        ], [Picker.set(Book.state, State.started)]),
      react(
        "activate", "audio goes to the selected device",
        when: [
          Picker.calls([.activate]), Picker.isAny(Book.state, [State.started, .activated]),
        ], [Picker.set(Book.state, State.activated), .clear(Book.hasFailed)]),
      react(
        "deactivate", "audio is given back",
        when: [Picker.calls([.deactivate]), Picker.isAny(Book.state, [State.activated])],
        [Picker.set(Book.state, State.started)]),
      react(
        "stop", "nothing is followed, listed or chosen any more", when: [Picker.calls([.stop])],
        [Picker.set(Book.state, State.stopped), .clear(Book.user), .clear(Book.hasFailed)]),
      react(
        "select.none", "no choice: the order counts again",
        when: [
          Picker.calls([.selectDevice]), .isNotSet("it names nothing", .pickerArgument),
        ], [.clear(Book.user)]),
    ] + choices + [
      react(
        "changed", "what comes or goes gives Bluetooth another chance",
        on: [.deviceConnected, .deviceDisconnected], [.clear(Book.hasFailed)])
    ]
  }

  private var choices: [Rule] {
    let choices: [(PickerDevice, ArgumentWord, String)] = [
      (.bluetoothHeadset, .bluetoothHeadset, "bluetooth"), (.wiredHeadset, .wiredHeadset, "wired"),
      (.earpiece, .earpiece, "earpiece"), (.speakerphone, .speakerphone, "speakerphone"),
    ]
    return choices.map { device, word, id in
      react(
        "select.\(id)", "the user chooses it; a Bluetooth choice means the newest headset",
        when: [Picker.calls([.selectDevice]), Picker.names([word])],
        [Picker.set(Book.user, device)])
    }
  }

  // MARK: The link

  private static let connecting = Picker.isAny(Book.link, [LinkState.connecting])
  private static let scoIsEvents = Condition.isAny("the link is SCO", .eventProfile, [Profile.hfp])

  private var links: [Rule] {
    [
      react(
        "sco.on", "SCO is on, whoever asked for it", on: [.linkConnected],
        when: [Self.scoIsEvents],
        [
          .set(Book.linked, .selected(.eventDevice(bluetooth))),
          Picker.set(Book.link, LinkState.connected), .clear(Book.hasFailed),
        ] + Self.cancel),
      react(
        "sco.off", "SCO is off", on: [.linkDisconnected], when: [Self.scoIsEvents], Self.unlink),
      react(
        "sco.retry", "SCO is asked for again every 500 ms", on: [.timerFired],
        when: [.timer(.scoRetry), Self.connecting],
        [.start(.scoRetry, milliseconds: Book.retry)]),
      react(
        "sco.give-up", "after 5 s without SCO, Bluetooth is skipped until something changes",
        on: [.timerFired], when: [.timer(.scoGiveUp), Self.connecting],
        Self.unlink + [Picker.raise(Book.hasFailed)]),
    ]
  }

  // MARK: What follows

  private var order: [PickerDevice] { PickerDevice.allCases }

  private var classes: [PickerDevice: EndpointClass] {
    [
      .bluetoothHeadset: bluetooth, .wiredHeadset: Picker.wired, .earpiece: Picker.earpiece,
      .speakerphone: Picker.speaker,
    ]
  }

  private var consequences: [Rule] {
    let preferred = Selector.preferred(order, classes)
    let others = Selector.preferred(
      order, classes.filter { $0.key != .bluetoothHeadset })
    let chosen: [(PickerDevice, Selector)] = [
      (.bluetoothHeadset, .newest(bluetooth)), (.wiredHeadset, .newest(Picker.wired)),
      (.earpiece, .builtIn(.builtInReceiver)), (.speakerphone, .builtIn(.builtInSpeaker)),
    ]
    return [
      then(
        "newest", "only the newest headset is listed",
        [
          .clear(Book.older), .set(Book.newest, .selected(.newest(bluetooth))),
          .set(Book.older, .devices(bluetooth)), .remove(Book.older, .deviceOf(Book.newest)),
        ]),
      then(
        "select", "the app's order, then headset, wired, earpiece, speakerphone",
        [.set(Book.selected, .selected(preferred))]),
      then(
        "select.without-bluetooth", "Bluetooth that failed is skipped",
        when: [Picker.flag(Book.hasFailed)], [.set(Book.selected, .selected(others))]),
    ]
      + chosen.map { device, selector in
        then(
          "select.\(device == .wiredHeadset ? "wired" : device == .bluetoothHeadset ? "bluetooth" : device.name.lowercased())",
          "the user's choice while it is available, else the order",
          when: [Picker.isAny(Book.user, [device]), Picker.noFlag(Book.hasFailed)],
          [.set(Book.selected, .selected(.firstOf([selector, preferred])))])
      } + selection + opening
  }

  private var selection: [Rule] {
    [
      then(
        "forget", "a choice whose device is gone is forgotten",
        when: [.isSet("the user's choice is not there", .userChoiceIsGone)], [.clear(Book.user)]),
      then(
        "nothing", "before start and after stop nothing is selected",
        when: [Picker.isNone(Book.state, [State.started, .activated])], [.clear(Book.selected)]),
    ]
  }

  private var opening: [Rule] {
    let needs = Condition.isAny(
      "the selected device needs SCO", .portNow(Book.selected), [Port.bluetoothHFP])
    let activated = Picker.isAny(Book.state, [State.activated])
    let other = Condition.isNotSet(
      "the link is to another device", .same(Book.linked, Book.selected))
    return [
      then(
        "sco.moves", "a newer headset: the old one's link is given up",
        when: [activated, needs, other, Picker.flag(Book.link)], Self.unlink),
      then(
        "sco.asked", "an activated headset without SCO: it is asked for",
        when: [activated, needs, Picker.noFlag(Book.link)],
        [
          .set(Book.linked, .copy(Book.selected)), Picker.set(Book.link, LinkState.connecting),
          .start(.scoRetry, milliseconds: Book.retry),
          .start(.scoGiveUp, milliseconds: Book.giveUp),
        ]),
      then(
        "sco.stopped", "no activated headset: SCO is stopped",
        when: [.isSet("a link is not needed", .audioSwitchNeedsNoLink), Picker.flag(Book.link)],
        Self.unlink),
    ]
  }

  // MARK: Stages

  private var admission: [Rule] {
    func rule(_ id: String, _ says: String, when: [Condition], _ action: Rule.Action) -> Rule {
      Rule(
        "\(name)/admit.\(id)", says, when: when, action, sources: [source], confidence: .shipped)
    }
    let follows = Picker.isAny(Book.state, [State.started, .activated])
    return [
      rule(
        "newest-only", "an older headset is not listed", when: [], .leaveOutRemembered(Book.older)),
      rule(
        "bluetooth", "a connected headset, with the Bluetooth permission",
        when: [follows, .isSet("the Bluetooth permission is held", .mayUseBluetooth)],
        .admit(bluetooth)),
      rule("wired", "a wired headset", when: [follows], .admit(Picker.wired)),
      rule(
        "earpiece", "the earpiece, while no wired headset is plugged in",
        when: [follows, .isNotSet("no wired headset is plugged in", .wiredIsIn)],
        .admit(Picker.earpiece)),
      rule("speaker", "the speaker always", when: [follows], .admit(Picker.speaker)),
    ]
  }

  private var choice: [Rule] {
    func rule(_ id: String, _ says: String, when: [Condition], _ action: Rule.Action) -> Rule {
      Rule(
        "\(name)/choose.\(id)", says, when: when, action, sources: [source], confidence: .shipped)
    }
    return [
      rule(
        "not-activated", "audio is touched only once activated",
        when: [Picker.isNone(Book.state, [State.activated])], .saysNothing),
      rule(
        "waiting", "until SCO is up, the sound stays with wire or phone",
        when: [
          .isAny(
            "the selected device is a Bluetooth one", .portNow(Book.selected),
            [Port.bluetoothHFP, .bluetoothLE, .bluetoothA2DP]),
          .isNone("the link is not up", .linkOf(Book.link), [LinkState.connected]),
        ],
        .choose(
          .firstOf([
            .newest(Picker.wired), .builtIn(.builtInReceiver), .builtIn(.builtInSpeaker),
          ]))),
      rule("selected", "the selected device", when: [], .choose(.remembered(Book.selected))),
    ]
  }
}

extension Fact {
  fileprivate static func linkOf(_ cell: Cell) -> Fact { .memory(cell, owner: .app, setBy: []) }

  /// Whether the user's choice is of a kind of which nothing is there.
  fileprivate static let userChoiceIsGone = Fact(
    "the user's choice is not there", .flag, owner: .person
  ) { moment in
    let port = moment.memory[AudioSwitch.selected].endpoint?.port
    let ports: [Port]
    switch moment.memory[AudioSwitch.user] {
    case Value(PickerDevice.bluetoothHeadset):
      guard !moment.memory[AudioSwitch.hasFailed].isSet else { return .none }
      ports = [.bluetoothHFP, .bluetoothLE, .bluetoothA2DP]
    case Value(PickerDevice.wiredHeadset): ports = [.headphones, .usbAudio]
    case Value(PickerDevice.earpiece): ports = [.builtInReceiver]
    default: return .none
    }
    return Value(port.map { !ports.contains($0) } ?? false)
  }

  fileprivate static let audioSwitchNeedsNoLink = Fact(
    "no activated headset needs a link", .flag, owner: .app
  ) { moment in
    Value(
      moment.memory[AudioSwitch.state] != Value(AudioSwitch.State.activated)
        || moment.memory[AudioSwitch.selected].endpoint?.port != .bluetoothHFP)
  }
}
