import RouteMachine
import RouteModel

/// The Bluetooth route manager up to Android 14: AudioOff, Connecting, Connected.
///
/// "Connecting" is told to the route machine as "Telecom.connected" already, so the route says Bluetooth for up
/// to five seconds before there is sound.
enum Telecom14Link {
  static let source = Telecom.manager14
  /// Telecom gives a link this long.
  static let pendingTimeout: Int64 = 5000
  /// A refused link is asked for again after this time, twice.
  static let retryBackoff: Int64 = 500

  private static let cancel: [Effect] = [.cancel(.scoLink), .cancel(.scoRetry)]
  private static let off: [Effect] =
    [
      .clear(Telecom.link), .clear(Telecom.linked), .clear(Telecom.linkedBefore),
      .clear(Telecom.attempts),
    ] + cancel

  private static let notConnected = Condition.isNone(
    "the link is not up", .linkState, [LinkState.connected])
  private static let activeOnBluetooth = Condition.isSet(
    "an active call sounded over Bluetooth", .wasActiveOnBluetooth)
  private static let isActiveOnBluetooth = Condition.isSet(
    "an active call sounds over Bluetooth", .isActiveOnBluetooth)

  private static func rule(
    _ id: String, _ says: String, on events: WordSet<EventKind> = Telecom.events,
    when: [Condition], _ effects: [Effect], sources: [Source] = [source]
  ) -> Rule {
    Telecom14.rules.react(
      "link.\(id)", says, on: events, when: when, effects, sources: sources)
  }

  static let reactions: [Rule] = asked + told + failed + timers

  private static let asks: [Effect] = [
    .set(Telecom.linked, .selected(Telecom14.anyBluetooth)),
    Telecom.set(Telecom.link, LinkState.connecting),
    .set(Telecom.attempts, .constant(Value(count: 1))), .cancel(.scoRetry),
    .start(.scoLink, milliseconds: pendingTimeout),
  ]

  private static let asked: [Rule] = [
    rule(
      "asked", "a link is asked for: of the named device, the active one, another; watches last",
      when: [
        .message([.connectBt]), notConnected,
        .isNotSet("the device needs a link", .needsNoLink),
      ], asks),
    rule(
      "switched", "another device: the one that has audio is disconnected first",
      when: [.message([.connectBt]), Telecom.connected, Telecom.aboutOther],
      [.set(Telecom.linkedBefore, .copy(Telecom.linked))] + asks),
    rule(
      "asked-again", "the device that has audio already is not asked again",
      when: [.message([.connectBt]), Telecom.connected, Telecom.aboutLink], []),
    rule(
      "on-already", "a hearing aid or LE Audio device that is active has audio already",
      when: [
        .message([.connectBt]), notConnected,
        .isSet("the device has audio as soon as it is active", .needsNoLink),
      ],
      [
        .set(Telecom.linked, .selected(.eventDevice(Telecom.bluetooth))),
        Telecom.set(Telecom.link, LinkState.connected),
      ]),
    rule(
      "given-up", "Telecom gives the link up", when: [.message([.disconnectBt])], off),
  ]

  private static let told: [Rule] = [
    rule(
      "on", "a device has audio, whether it was asked or not: the stack's word counts",
      when: [.message([.btAudioIsOn, .btAudioConnected])],
      [
        .set(
          Telecom.linked,
          .selected(
            .firstOf([
              .eventDevice(Telecom.bluetooth), .remembered(Telecom.linked), Telecom14.anyBluetooth,
            ]))),
        Telecom.set(Telecom.link, LinkState.connected), .clear(Telecom.linkedBefore),
        .clear(Telecom.attempts),
      ] + cancel),
    rule(
      "on.route", "and the route machine goes to active Bluetooth, from every state",
      when: [.message([.btAudioConnected]), Telecom.notStreaming],
      [Telecom.set(Telecom.focus, TelecomFocus.active), Telecom.go(.bluetooth)],
      sources: [Telecom.t14]),
    rule(
      "on.call", "outside a call, what the stack says of audio is not passed on",
      when: [
        .message([.btAudioIsOn]), .focus([.active, .ringing]), Telecom.notStreaming,
      ],
      [Telecom.set(Telecom.focus, TelecomFocus.active), Telecom.go(.bluetooth)],
      sources: ["BluetoothStateReceiver.java, Android 14"]),
    rule(
      "lost", "audio is lost on the device in use: off, and no other headset takes over",
      when: [.message([.btAudioLost, .btAudioDisconnected]), Telecom.aboutLink], off),
    rule(
      "lost.route", "an active call on it goes to the baseline without Bluetooth",
      when: [
        .message([.btAudioLost, .btAudioDisconnected]), Telecom.aboutLink, activeOnBluetooth,
      ],
      [Telecom.go(.baselineWithoutBluetooth)], sources: [Telecom.t14]),
    rule(
      "lost.other", "what another device loses is noted only",
      when: [.message([.btAudioLost, .btAudioDisconnected]), Telecom.aboutOther], []),
    rule(
      "device-gone", "the link's device went away: off, and no other headset takes over",
      on: [.deviceDisconnected], when: [Telecom.aboutLink], off),
  ]

  private static let failed: [Rule] = [
    rule(
      "refused", "a refused link is asked for again after 500 ms, twice", on: [.linkFailed],
      when: [
        Telecom.connecting, Telecom.aboutLink,
        attemptsAre("the link may be asked for again", [1, 2]),
      ],
      [.start(.scoRetry, milliseconds: retryBackoff)]),
    rule(
      "refused.back", "after three attempts, back to the device that had audio",
      on: [.linkFailed],
      when: [
        Telecom.connecting, Telecom.aboutLink,
        attemptsAre("the link was asked for three times", [3]),
        .flag(Telecom.linkedBefore),
      ],
      [
        .set(Telecom.linked, .copy(Telecom.linkedBefore)),
        Telecom.set(Telecom.link, LinkState.connected), .clear(Telecom.linkedBefore),
        .clear(Telecom.attempts),
      ] + cancel),
    rule(
      "refused.off", "or off, where none had", on: [.linkFailed],
      when: [
        Telecom.connecting, Telecom.aboutLink,
        attemptsAre("the link was asked for three times", [3]),
        .noFlag(Telecom.linkedBefore),
      ], off),
    rule(
      "refused.route", "an active call then goes to the baseline without Bluetooth",
      on: [.linkFailed],
      when: [
        Telecom.connecting, Telecom.aboutLink,
        attemptsAre("the link was asked for three times", [3]),
        .noFlag(Telecom.linkedBefore), activeOnBluetooth,
      ], [Telecom.go(.baselineWithoutBluetooth)], sources: [Telecom.t14]),
  ]

  private static let timers: [Rule] = [
    rule(
      "retry", "the link is asked for again", on: [.timerFired], when: [.timer(.scoRetry)],
      [.count(Telecom.attempts)]),
    rule(
      "timeout", "after 5 s without an answer: whichever device has audio",
      on: [.timerFired],
      when: [.timer(.scoLink), .isSet("a device has audio", .stackHasAudio)],
      [
        .set(
          Telecom.linked,
          .selected(
            .firstOf([.linked(.hfp, Telecom.bluetooth), .linked(.le, Telecom.bluetooth)]))),
        Telecom.set(Telecom.link, LinkState.connected), .clear(Telecom.linkedBefore),
        .clear(Telecom.attempts), .cancel(.scoRetry),
      ]),
    rule(
      "timeout.off", "or none", on: [.timerFired],
      when: [.timer(.scoLink), .isNotSet("no device has audio", .stackHasAudio)], off),
    rule(
      "timeout.route", "an active call then goes to the baseline without Bluetooth",
      on: [.timerFired],
      when: [
        .timer(.scoLink), .isNotSet("no device has audio", .stackHasAudio), activeOnBluetooth,
      ], [Telecom.go(.baselineWithoutBluetooth)], sources: [Telecom.t14]),
  ]

  private static func attemptsAre(_ name: String, _ counts: [Int]) -> Condition {
    Condition(name, [.attempts], .isOneOf(Set(counts.map { Value(count: $0) })))
  }

  // MARK: What the route does to the link

  private static func then(_ id: String, _ says: String, when: [Condition], _ effects: [Effect])
    -> Rule
  {
    Telecom14.rules.then("link.\(id)", says, when: when, effects, source: source)
  }

  static let consequences: [Rule] = [
    then(
      "before", "a call that goes to another headset leaves the first",
      when: [
        isActiveOnBluetooth, Telecom.connected,
        .isNotSet("the link is not the route's", .linkIsRoutes),
      ],
      [.set(Telecom.linkedBefore, .copy(Telecom.linked))]),
    then(
      "opens", "an active call that comes to Bluetooth asks for the link",
      when: [
        isActiveOnBluetooth, .isNotSet("the link is not the route's", .linkIsRoutes), opensNow,
      ],
      [
        .set(Telecom.linked, .copy(Telecom.route)),
        Telecom.set(Telecom.link, LinkState.connecting),
        .set(Telecom.attempts, .constant(Value(count: 1))), .cancel(.scoRetry),
        .start(.scoLink, milliseconds: pendingTimeout),
      ]),
    then(
      "closes", "an active call that leaves Bluetooth gives the link up",
      when: [
        activeOnBluetooth, .isNotSet("no active call sounds over Bluetooth", .isActiveOnBluetooth),
      ], off),
  ]

  /// The route's device changed, or an active call came to it.
  private static let opensNow = Condition.isSet(
    "the route came to a Bluetooth device", .cameToBluetooth)
}
