package import RouteMachine
import RouteModel

/// Android's Telecom up to Android 14: the call-audio route machine and its Bluetooth route manager.
///
/// The machine keeps a route for ever; messages move it. The newest message wins: there is no fixed
/// order between a wired headset that comes in and a Bluetooth device that becomes active. A baseline
/// order counts only where a message asks for it.
package enum Telecom14 {
  static let rules = Telecom.Book(name: "telecom14", source: Telecom.t14, first: first)

  package static let book = rules.book(
    "Android Telecom, the route machine up to Android 14",
    versions: "Android 8 to 14; read from Android 14", sources: [Telecom.t14, Telecom.manager14],
    cells: [
      Telecom.leftBluetooth, Telecom.attempts, Telecom.linkedBefore,
    ], rules: reactions + consequences, active: [.active])

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

  static let reactions =
    rules.devices + devices + rules.switches + [rules.leavesSpeaker] + users + focuses + rules.mutes
    + Telecom14Link.reactions

  // MARK: Devices

  private static let devices: [Rule] = [
    rules.react(
      "active-device.present", "a Bluetooth device that becomes active takes the route",
      [.btActiveDevicePresent], when: [.noFlag(Telecom.leftBluetooth), Telecom.notStreaming],
      [Telecom.go(.bluetooth)]),
    rules.react(
      "active-device.left", "unless the user explicitly left Bluetooth in this call",
      [.btActiveDevicePresent], when: [.flag(Telecom.leftBluetooth)], []),
    rules.react(
      "dock-in", "a dock moves the earpiece's route to the speaker", [.connectDock],
      when: [.was(on: .earpiece), Telecom.notStreaming], [Telecom.go(.speaker)]),
    rules.react(
      "speaker-on", "a speaker that others switch on during a call takes the route",
      [.speakerOn], when: [.focus([.active, .ringing]), Telecom.notStreaming],
      [Telecom.go(.speaker)]),
    rules.react(
      "speaker-on.quiescent", "without a call it does not", [.speakerOn],
      when: [.focusIsNot([.active, .ringing])], []),
    rules.react(
      "speaker-off", "a speaker that others switch off: the baseline with Bluetooth",
      [.speakerOff],
      when: [.was(on: .speaker), .isNotSet("no link is up or asked for", .linkState)],
      [Telecom.go(.baseline)]),
    rules.react(
      "speaker-off.ignored", "ignored while Bluetooth audio is connected or pending",
      [.speakerOff], when: [.was(on: .speaker), .isSet("a link is up or asked for", .linkState)],
      []),
  ]

  // MARK: What the user asked for

  private static let users: [Rule] = [
    rules.react(
      "user-left-bluetooth", "a user who switches away from Bluetooth has left it for this call",
      [.userSwitchEarpiece, .userSwitchHeadset, .userSwitchSpeaker],
      when: [.was(on: .bluetooth)], [Telecom.raise(Telecom.leftBluetooth)]),
    rules.react(
      "user-left-bluetooth.baseline", "also with a baseline that leaves Bluetooth out",
      [.userSwitchBaselineRoute],
      when: [.was(on: .bluetooth), .argumentIsNot([.includeBluetooth])],
      [Telecom.raise(Telecom.leftBluetooth)]),
    rules.react(
      "user-took-bluetooth", "a user who switches to Bluetooth takes that back",
      [.userSwitchBluetooth], [.clear(Telecom.leftBluetooth)]),
  ]

  // MARK: Focus

  private static let focuses: [Rule] = [
    rules.react(
      "focus.active", "a call holds the route: it stays, and is really switched", [.switchFocus],
      when: [.argument([.activeFocus, .activeFocusForTone])],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    rules.react(
      "focus.none", "no call: unmuted, and what was remembered of the call is forgotten",
      [.switchFocus], when: [.argument([.noFocus])],
      [
        Telecom.set(Telecom.focus, TelecomFocus.quiescent), .clear(Telecom.muted),
        .clear(Telecom.leftBluetooth), .clear(Telecom.wasOnSpeaker),
      ]),
    rules.react(
      "focus.none.afresh", "the route is found afresh, except on Bluetooth, where it stays",
      [.switchFocus],
      when: [.argument([.noFocus]), .wasNot(on: .bluetooth), Telecom.notStreaming],
      [Telecom.go(.first)]),
    rules.react(
      "focus.ringing", "ringing switches earpiece, headset and speaker like a call",
      [.switchFocus], when: [.argument([.ringingFocus]), .wasNot(on: .bluetooth)],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    rules.react(
      "focus.ringing.in-band", "and Bluetooth, where the headset plays the ringtone itself",
      [.switchFocus],
      when: [
        .argument([.ringingFocus]), .was(on: .bluetooth), Telecom.inBandRinging,
      ], [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    rules.react(
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
      rules.then(
        "hold", "the route stays while it is available, else it is found afresh",
        [.set(Telecom.route, .selected(.firstOf([.before(.output), first])))]),
      rules.then(
        "first", "the first route: Bluetooth only with an active device, wired, earpiece, speaker",
        when: [.next([.first])], [.set(Telecom.route, .selected(first))]),
      rules.then(
        "bluetooth", "to the named Bluetooth device, the active one, another; watches last",
        when: [.next([.bluetooth])], [Telecom.move(anyBluetooth)]),
      rules.then(
        "baseline.bluetooth", "Bluetooth comes first in the baseline; a watch only if it is active",
        when: [
          .next([.baseline]), .noFlag(Telecom.leftBluetooth),
          .isNotSet("no call has video", .anyCallIsVideo),
        ],
        [
          Telecom.move(
            .remembered(Telecom.activeDevice), .oldest(Telecom.noWatch), Telecom.builtInFirst)
        ]),
      rules.then(
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
      rules.then(
        "baseline.left", "Bluetooth is skipped once the user left it",
        when: [.next([.baseline]), .flag(Telecom.leftBluetooth)],
        [Telecom.go(.baselineWithoutBluetooth)]),
      rules.then(
        "baseline", "without Bluetooth: earpiece, wired, speaker",
        when: [.next([.baselineWithoutBluetooth])], [Telecom.move(Telecom.builtInFirst)]),
      rules.then(
        "baseline.video", "the earpiece is skipped if any call has video, unless the user asked",
        when: [
          .next([.baselineWithoutBluetooth]), .isSet("a call has video", .anyCallIsVideo),
          .noFlag(Telecom.asked),
        ],
        [Telecom.move(.newest(Telecom.wired), .builtIn(.builtInSpeaker))]),
    ] + rules.targets()
    + [
      rules.then(
        "was-on-speaker", "an active call on the speaker is remembered",
        when: [.isNow(on: .speaker), .focus([.active])], [Telecom.raise(Telecom.wasOnSpeaker)])
    ] + Telecom14Link.consequences
    + [
      rules.then(
        "done", "the switch is done", [.clear(Telecom.next), .clear(Telecom.asked)])
    ]
}
