import RouteMachine
import RouteModel

/// Pending routes: destinations, what is owed, and what pays it.
extension Telecom16 {
  private static let up: [TelecomMessage] = [.btAudioConnected, .btAudioIsOn]
  private static let down: [TelecomMessage] = [.btAudioDisconnected, .btAudioLost]
  private static let wasOnLinked = Condition.isSet("the route was the link's", .routeWasLinks)
  private static let wasNotOnLinked = Condition.isNotSet(
    "the route was not the link's", .routeWasLinks)
  private static let isNotOwedDown = Condition.isNotSet("its audio was not to end", .isOwedDown)
  private static let isOwedDown = Condition.isSet("its audio was to end", .isOwedDown)

  // MARK: Answers

  static let answers: [Rule] = [
    rules.react(
      "answer.speaker-on", "the speaker is on", [.speakerOn],
      when: [speakerOwes(.on)], [.clear(owedBySpeaker)]),
    rules.react(
      "answer.speaker-off", "the speaker is off", [.speakerOff],
      when: [speakerOwes(.off)], [.clear(owedBySpeaker)]),
    rules.react(
      "answer.audio-on", "the link that was asked for is up", up,
      when: [Telecom.connecting, Telecom.aboutLink],
      [Telecom.set(Telecom.link, LinkState.connected)]),
    rules.react(
      "answer.adopt", "a device that opens audio itself is adopted", up,
      when: [.isNotSet("no link was asked for", .linkState), isNotOwedDown, Telecom.notStreaming],
      [
        .set(Telecom.linked, .selected(anyBluetooth)),
        Telecom.set(Telecom.link, LinkState.connected), Telecom.go(.bluetooth),
      ]),
    rules.react(
      "answer.late", "a link that was given up and comes up after all is still to end", up,
      when: [isOwedDown], []),
    rules.react(
      "answer.never", "a link that was given up and fails owes nothing", [.pendingRouteFailed],
      when: [isOwedDown], [.clear(owedByLink)]),
    rules.react(
      "answer.audio-off", "the device that was left has no audio any more", down,
      when: [isOwedDown], [.clear(owedByLink)]),
    rules.react(
      "answer.dropped", "audio that drops by itself: the baseline without that device", down,
      when: [
        Telecom.aboutLink, Telecom.connected, wasOnLinked, isNotOwedDown,
      ],
      [
        .add(failed, .deviceOf(Telecom.linked)), .clear(Telecom.link), .clear(Telecom.linked),
        .clear(Telecom.activeDevice), Telecom.go(.baseline),
      ]),
    rules.react(
      "answer.failed", "a device that cannot be connected: the baseline without it",
      [.pendingRouteFailed], when: [Telecom.aboutLink],
      [
        .add(failed, .eventDevice), .clear(Telecom.activeDevice), .clear(Telecom.link),
        .clear(Telecom.linked), Telecom.go(.baseline),
      ]),
    rules.react(
      "answer.device-gone", "a device that went away owes nothing", on: [.deviceDisconnected],
      when: [Telecom.aboutLink], [.clear(Telecom.link), .clear(Telecom.linked)]),
    rules.react(
      "answer.left-device-gone", "nor does the one that was left", on: [.deviceDisconnected],
      when: [isOwedDown], [.clear(owedByLink)]),
  ]

  private static func speakerOwes(_ answer: SpeakerAnswer) -> Condition {
    .isAny(
      "SPEAKER_\(answer.name.uppercased()) is awaited",
      Fact.memory(owedBySpeaker, owner: .system, setBy: []), [answer])
  }

  // MARK: Destinations

  private static func to(_ selectors: Selector...) -> Effect {
    .set(pending, .selected(.firstOf(selectors + [.remembered(Telecom.route)])))
  }

  private static let destinations: [Rule] =
    [
      rules.then(
        "hold", "the route stays while it is available, else it is found afresh",
        [.set(Telecom.route, .selected(.firstOf([.before(.output), first])))]),
      rules.then(
        "destination.gone", "a destination that is not available any more is none",
        [.set(pending, .selected(.firstOf([.remembered(pending), .remembered(Telecom.route)])))]),
      rules.then(
        "first", "the first route: what the audio framework has, else wired, earpiece, speaker",
        when: [.next([.first])], [to(.requested(.system), first)]),
      rules.then(
        "bluetooth", "to the Bluetooth device that is named, or was chosen while it rang",
        when: [.next([.bluetooth])],
        [to(.eventDevice(Telecom.bluetooth), .remembered(chosenWhileRinging), anyBluetooth)]),
      rules.then(
        "baseline.bluetooth",
        "the baseline: the active Bluetooth device, or the newest that is no watch",
        when: [.next([.baseline])],
        [
          to(
            .remembered(Telecom.activeDevice), .newestOutside(failed, Telecom.noWatch),
            Telecom.builtInFirst)
        ]),
      rules.then(
        "baseline.video", "the speaker instead of the earpiece if the foreground call has video",
        when: [
          .next([.baseline]), .isSet("the foreground call has video", .isVideo),
          .noFlag(Telecom.asked),
        ],
        [
          to(
            .remembered(Telecom.activeDevice), .newestOutside(failed, Telecom.noWatch),
            .newest(Telecom.wired), .builtIn(.builtInSpeaker))
        ]),
      rules.then(
        "baseline", "the baseline without Bluetooth: wired or earpiece, speaker",
        when: [.next([.baselineWithoutBluetooth])], [to(Telecom.builtInFirst)]),
      rules.then(
        "baseline.video-without", "the same for a foreground call with video",
        when: [
          .next([.baselineWithoutBluetooth]), .isSet("the foreground call has video", .isVideo),
          .noFlag(Telecom.asked),
        ], [to(.newest(Telecom.wired), .builtIn(.builtInSpeaker))]),
    ] + rules.targets(into: pending)

  // MARK: What is owed

  private static let switching = Condition.isSet("a switch is due", .telecomSwitch)
  private static let active = Condition.focus([.active, .ringingActive])
  private static let opens = Condition.isSet(
    "the destination needs a link that is not up", .destinationNeedsLink)
  private static let isFinal = Condition.isSet("nothing is owed", .nothingIsOwed)

  private static let debts: [Rule] = [
    rules.then(
      "owe.speaker-off", "an active call that leaves the speaker waits until it is off",
      when: [
        switching, active, .isNow(on: .speaker),
        .isSet("a call held the route before", .telecomWasActive),
        .isNone("the destination is not the speaker", .destination, [TelecomRoute.speaker]),
        .isNone(
          "the speaker did not go off by itself", .telecomMessage, [TelecomMessage.speakerOff]),
      ], [Telecom.set(owedBySpeaker, SpeakerAnswer.off)]),
    rules.then(
      "owe.speaker-on", "an active call that comes to the speaker waits until it is on",
      when: [
        switching, active,
        .isAny("the destination is the speaker", .destination, [TelecomRoute.speaker]),
        .isNone("the route is not speaker", .telecomRoute, [TelecomRoute.speaker]),
        .isNone(
          "the speaker did not come on by itself", .telecomMessage, [TelecomMessage.speakerOn]),
      ], [Telecom.set(owedBySpeaker, SpeakerAnswer.on)]),
    rules.then(
      "owe.audio-off", "a call that leaves a SCO device waits until its audio has ended",
      when: [
        switching, Telecom.connected, .isSet("the destination is another device", .leavesLinked),
      ],
      [.set(owedByLink, .copy(Telecom.linked)), .clear(Telecom.link), .clear(Telecom.linked)]),
    rules.then(
      "owe.given-up", "a link that is not up yet is given up, and its end is awaited",
      when: [
        switching, Telecom.connecting, .isSet("the destination is another device", .leavesLinked),
      ],
      [.set(owedByLink, .copy(Telecom.linked)), .clear(Telecom.link), .clear(Telecom.linked)]),
    rules.then(
      "owe.audio-on", "an active call that comes to a SCO device waits until its audio is on",
      when: [
        active, opens, .isNone("the link is not being opened", .linkState, [LinkState.connecting]),
      ],
      [.set(Telecom.linked, .copy(pending)), Telecom.set(Telecom.link, LinkState.connecting)]),
    rules.then(
      "arrive", "nothing is owed: the destination is the route", when: [isFinal],
      [.set(Telecom.route, .copy(pending))]),
    rules.then(
      "was-on-speaker", "an active call on the speaker is remembered",
      when: [.isNow(on: .speaker), active], [Telecom.raise(Telecom.wasOnSpeaker)]),
    rules.then("done", "the switch is done", [.clear(Telecom.next), .clear(Telecom.asked)]),
  ]

  static let consequences = destinations + debts
}

extension Fact {
  /// Whether the route was switched for a call already before the event.
  fileprivate static let telecomWasActive = Fact(
    "a call held the route before", .flag, owner: .system
  ) { moment in
    let focus = moment.memoryBefore[Telecom.focus]
    return Value(
      focus == Value(TelecomFocus.active) || focus == Value(TelecomFocus.ringingActive))
  }

  fileprivate static let destination = Fact(
    "where the destination is", .word(of: TelecomRoute.self), owner: .system
  ) { Value(TelecomRoute($0.memory[Telecom16.pending].endpoint?.port)) }

  fileprivate static let destinationNeedsLink = Fact(
    "the destination needs a link that is not up", .flag, owner: .system
  ) { Value($0.destinationNeedsLink) }

  /// Whether a link's device is left for another destination, or for one without audio.
  fileprivate static let leavesLinked = Fact(
    "the destination is another device", .flag, owner: .system
  ) { moment in
    let isDeactivated = Fact.telecomWasActive.read(moment).isSet && !moment.isTelecomActive
    return Value(
      moment.memory[Telecom.linked] != moment.memory[Telecom16.pending] || isDeactivated)
  }

  fileprivate static let nothingIsOwed = Fact("nothing is owed", .flag, owner: .system) { moment in
    let memory = moment.memory
    return Value(
      memory[Telecom16.pending].isSet && !memory[Telecom16.owedBySpeaker].isSet
        && !memory[Telecom16.owedByLink].isSet
        && !(moment.isTelecomActive && moment.destinationNeedsLink))
  }

  /// Whether the event names no device, or the one whose audio was to end.
  fileprivate static let isOwedDown = Fact(
    "the event is about the device whose audio was to end", .flag, owner: .system
  ) { moment in
    guard let owed = moment.memoryBefore[Telecom16.owedByLink].endpoint?.device else {
      return .none
    }
    return Value(moment.event?.device == nil || moment.event?.device == owed)
  }

  fileprivate static let routeWasLinks = Fact("the route was the link's", .flag, owner: .system) {
    moment in
    Value(
      moment.routeBefore?.output != nil
        && moment.routeBefore?.output == moment.memoryBefore[Telecom.linked].endpoint)
  }
}

extension Moment {
  fileprivate var isTelecomActive: Bool {
    let focus = memory[Telecom.focus]
    return focus == Value(TelecomFocus.active) || focus == Value(TelecomFocus.ringingActive)
  }

  /// Only SCO takes time; LE Audio and hearing aids are switched like the phone's own routes.
  fileprivate var destinationNeedsLink: Bool {
    guard let endpoint = memory[Telecom16.pending].endpoint, endpoint.port == .bluetoothHFP else {
      return false
    }
    return memory[Telecom.link] != Value(LinkState.connected)
      || memory[Telecom.linked].endpoint != endpoint
  }
}
