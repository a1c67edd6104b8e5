package import RouteMachine
import RouteModel

/// Android's Telecom up to Android 14: the call-audio route machine and its Bluetooth route manager.
///
/// The machine keeps a route for ever; messages move it. The newest message wins: there is no fixed
/// order between a wired headset that comes in and a Bluetooth device that becomes active. A baseline
/// order counts only where a message asks for it.
package enum Telecom14 {
  static let name = "telecom14"
  static let source = Telecom.t14

  package static let book = RuleBook(
    name: name, title: "Android Telecom, the route machine up to Android 14",
    platforms: [.android], versions: "Android 8 to 14; read from Android 14",
    sources: [Telecom.t14, Telecom.manager14, Telecom.audioManager], settlingTime: 5000,
    cells: [
      Telecom.route, Telecom.focus, Telecom.next, Telecom.wasOnSpeaker, Telecom.leftBluetooth,
      Telecom.muted, Telecom.streaming, Telecom.link, Telecom.linked, Telecom.attempts,
      Telecom.activeDevice, Telecom.asked, Telecom.linkedBefore, Telecom.hidden,
    ],
    rules: reactions + consequences + Telecom.admission(name, source)
      + Telecom.choice(name, source, first: first) + Telecom.pairing(name, source),
    keeps: keeps)

  private static var keeps: Keeping {
    var keeps = Keeping()
    keeps.muted = Telecom.muted
    keeps.hidden = Telecom.hidden
    keeps.link = (Telecom.link, Telecom.linked)
    keeps.activity = (Telecom.focus, [Value(TelecomFocus.active)])
    return keeps
  }

  /// Bluetooth only with an active device, then wired, earpiece, speaker.
  static let first = Selector.firstOf([
    .remembered(Telecom.activeDevice), .newest(Telecom.wired), .builtIn(.builtInReceiver),
    .builtIn(.builtInSpeaker),
  ])

  /// The device that Bluetooth means: the one that is named, the active one, then any, watches last.
  static let anyBluetooth = Selector.firstOf([
    .eventDevice(Telecom.bluetooth), .remembered(Telecom.activeDevice),
    .oldest(Telecom.noWatch), .oldest(Telecom.bluetooth),
  ])

  static func react(
    _ id: String, _ says: String, _ messages: [TelecomMessage], when: [Condition] = [],
    _ effects: [Effect], source: Source = source
  ) -> Rule {
    Rule(
      "\(name)/react.\(id)", says, when: [.message(messages)] + when,
      .react(Telecom.events, effects), sources: [source], confidence: .shipped)
  }

  static func then(
    _ id: String, _ says: String, when: [Condition] = [], _ effects: [Effect],
    source: Source = source
  ) -> Rule {
    Rule(
      "\(name)/then.\(id)", says, when: when, .follow(Telecom.events, effects),
      sources: [source], confidence: .shipped)
  }

  static let reactions =
    Telecom.devices(name, source) + devices + Telecom.switches(name, source)
    + [Telecom.leavesSpeaker(name, source)] + users + focuses + Telecom.mutes(name, source)
    + Telecom14Link.reactions

  // MARK: Devices

  private static let devices: [Rule] = [
    react(
      "active-device.present", "a Bluetooth device that becomes active takes the route",
      [.btActiveDevicePresent], when: [.noFlag(Telecom.leftBluetooth), Telecom.notStreaming],
      [Telecom.go(.bluetooth)]),
    react(
      "active-device.left", "unless the user explicitly left Bluetooth in this call",
      [.btActiveDevicePresent], when: [.flag(Telecom.leftBluetooth)], []),
    react(
      "dock-in", "a dock moves the earpiece's route to the speaker", [.connectDock],
      when: [.was(on: .earpiece), Telecom.notStreaming], [Telecom.go(.speaker)]),
    react(
      "speaker-on", "a speaker that others switch on during a call takes the route",
      [.speakerOn], when: [.focus([.active, .ringing]), Telecom.notStreaming],
      [Telecom.go(.speaker)]),
    react(
      "speaker-on.quiescent", "without a call it does not", [.speakerOn],
      when: [.focusIsNot([.active, .ringing])], []),
    react(
      "speaker-off", "a speaker that others switch off: the baseline with Bluetooth",
      [.speakerOff],
      when: [.was(on: .speaker), .isNotSet("no link is up or asked for", .linkState)],
      [Telecom.go(.baseline)]),
    react(
      "speaker-off.ignored", "ignored while Bluetooth audio is connected or pending",
      [.speakerOff], when: [.was(on: .speaker), .isSet("a link is up or asked for", .linkState)],
      []),
  ]

  // MARK: What the user asked for

  private static let users: [Rule] = [
    react(
      "user-left-bluetooth", "a user who switches away from Bluetooth has left it for this call",
      [.userSwitchEarpiece, .userSwitchHeadset, .userSwitchSpeaker],
      when: [.was(on: .bluetooth)], [Telecom.raise(Telecom.leftBluetooth)]),
    react(
      "user-left-bluetooth.baseline", "also with a baseline that leaves Bluetooth out",
      [.userSwitchBaselineRoute],
      when: [.was(on: .bluetooth), .argumentIsNot([.includeBluetooth])],
      [Telecom.raise(Telecom.leftBluetooth)]),
    react(
      "user-took-bluetooth", "a user who switches to Bluetooth takes that back",
      [.userSwitchBluetooth], [.clear(Telecom.leftBluetooth)]),
  ]

  // MARK: Focus

  private static let focuses: [Rule] = [
    react(
      "focus.active", "a call holds the route: it stays, and is really switched", [.switchFocus],
      when: [.argument([.activeFocus, .activeFocusForTone])],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    react(
      "focus.none", "no call: unmuted, and what was remembered of the call is forgotten",
      [.switchFocus], when: [.argument([.noFocus])],
      [
        Telecom.set(Telecom.focus, TelecomFocus.quiescent), .clear(Telecom.muted),
        .clear(Telecom.leftBluetooth), .clear(Telecom.wasOnSpeaker),
      ]),
    react(
      "focus.none.afresh", "the route is found afresh, except on Bluetooth, where it stays",
      [.switchFocus],
      when: [.argument([.noFocus]), .wasNot(on: .bluetooth), Telecom.notStreaming],
      [Telecom.go(.first)]),
    react(
      "focus.ringing", "ringing switches earpiece, headset and speaker like a call",
      [.switchFocus], when: [.argument([.ringingFocus]), .wasNot(on: .bluetooth)],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    react(
      "focus.ringing.in-band", "and Bluetooth, where the headset plays the ringtone itself",
      [.switchFocus],
      when: [
        .argument([.ringingFocus]), .was(on: .bluetooth), Telecom.inBandRinging,
      ], [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    react(
      "focus.ringing.bluetooth",
      "without in-band ring the route says Bluetooth, but SCO is not opened until the answer",
      [.switchFocus],
      when: [
        .argument([.ringingFocus]), .was(on: .bluetooth), Telecom.noInBandRinging,
      ], [Telecom.set(Telecom.focus, TelecomFocus.ringing)]),
  ]

  // MARK: What the machine then tells itself

  static let consequences: [Rule] =
    [
      then(
        "hold", "the route stays while it is available, else it is found afresh",
        [.set(Telecom.route, .selected(.firstOf([.before(.output), first])))]),
      then(
        "first", "the first route: Bluetooth only with an active device, wired, earpiece, speaker",
        when: [.next([.first])], [.set(Telecom.route, .selected(first))]),
      then(
        "bluetooth", "to the named Bluetooth device, the active one, another; watches last",
        when: [.next([.bluetooth])], [Telecom.move(anyBluetooth)]),
      then(
        "baseline.bluetooth", "Bluetooth comes first in the baseline; a watch only if it is active",
        when: [
          .next([.baseline]), .noFlag(Telecom.leftBluetooth),
          .isNotSet("no call has video", .anyCallIsVideo),
        ],
        [
          Telecom.move(
            .remembered(Telecom.activeDevice), .oldest(Telecom.noWatch), Telecom.builtInFirst)
        ]),
      then(
        "baseline.bluetooth.video", "the same, with the earpiece skipped while a call has video",
        when: [
          .next([.baseline]), .noFlag(Telecom.leftBluetooth),
          .isSet("a call has video", .anyCallIsVideo),
        ],
        [
          Telecom.move(
            .remembered(Telecom.activeDevice), .oldest(Telecom.noWatch), .newest(Telecom.wired),
            .builtIn(.builtInSpeaker))
        ]),
      then(
        "baseline.left", "Bluetooth is skipped once the user left it",
        when: [.next([.baseline]), .flag(Telecom.leftBluetooth)],
        [Telecom.go(.baselineWithoutBluetooth)]),
      then(
        "baseline", "without Bluetooth: earpiece, wired, speaker",
        when: [.next([.baselineWithoutBluetooth])], [Telecom.move(Telecom.builtInFirst)]),
      then(
        "baseline.video", "the earpiece is skipped if any call has video, unless the user asked",
        when: [
          .next([.baselineWithoutBluetooth]), .isSet("a call has video", .anyCallIsVideo),
          .noFlag(Telecom.asked),
        ],
        [Telecom.move(.newest(Telecom.wired), .builtIn(.builtInSpeaker))]),
    ] + Telecom.targets(name, source)
    + [
      then(
        "was-on-speaker", "an active call on the speaker is remembered",
        when: [.isNow(on: .speaker), .focus([.active])], [Telecom.raise(Telecom.wasOnSpeaker)])
    ] + Telecom14Link.consequences
    + [
      then(
        "done", "the switch is done", [.clear(Telecom.next), .clear(Telecom.asked)])
    ]
}
