package import RouteMachine
import RouteModel

/// Android's Telecom from Android 15 on: the call-audio route controller.
///
/// Every switch enters a pending route: it names a destination and the answers that are owed (speaker
/// on or off, audio up or down); when none is owed any more, the destination is the route. A second
/// request replaces the destination and keeps what is owed.
package enum Telecom16 {
  static let name = "telecom16"
  static let source = Telecom.t16

  package static let book = RuleBook(
    name: name, title: "Android Telecom, the route controller of Android 15 and 16",
    platforms: [.android], versions: "Android 15 and 16; read from Android 16",
    sources: [Telecom.t16, "PendingAudioRoute.java, Android 16", Telecom.audioManager],
    settlingTime: 5000,
    cells: [
      Telecom.route, Telecom.focus, Telecom.next, Telecom.wasOnSpeaker, pending, Telecom.muted,
      Telecom.streaming, Telecom.link, Telecom.linked, owedBySpeaker, Telecom.activeDevice,
      Telecom.asked, chosenWhileRinging, Telecom.hidden, owedByLink, failed,
    ],
    rules: reactions + consequences + Telecom.admission(name, source)
      + Telecom.choice(name, source, first: first) + Telecom.pairing(name, source),
    keeps: keeps)

  private static var keeps: Keeping {
    var keeps = Keeping()
    keeps.muted = Telecom.muted
    keeps.hidden = Telecom.hidden
    keeps.pending = pending
    keeps.link = (Telecom.link, Telecom.linked)
    keeps.activity = (
      Telecom.focus, [Value(TelecomFocus.active), Value(TelecomFocus.ringingActive)]
    )
    return keeps
  }

  // MARK: Memory of its own

  static let pending = Cell(4, "the destination", .endpoint)
  static let owedBySpeaker = Cell(
    9, "what the speaker owes", .word(SpeakerAnswer.allCases.map(\.name)))
  static let chosenWhileRinging = Cell(12, "the device chosen while it rang", .endpoint)
  static let owedByLink = Cell(14, "the device whose audio is to end", .endpoint)
  static let failed = Cell(15, "devices that could not be connected", .devices)

  /// What a pending route waits for from the speaker.
  enum SpeakerAnswer: UInt8, Word {
    case on
    case off

    var meaning: String { self == .on ? "SPEAKER_ON is awaited" : "SPEAKER_OFF is awaited" }
  }

  /// Wired, earpiece, speaker; Bluetooth comes by its messages.
  static let first = Selector.firstOf([
    .newest(Telecom.wired), .builtIn(.builtInReceiver), .builtIn(.builtInSpeaker),
  ])

  /// The device that Bluetooth means: the one that is named, the active one, then any.
  static let anyBluetooth = Selector.firstOf([
    .eventDevice(Telecom.bluetooth), .remembered(Telecom.activeDevice),
    .newest(Telecom.noWatch), .newest(Telecom.bluetooth),
  ])

  static func react(
    _ id: String, _ says: String, _ messages: [TelecomMessage], when: [Condition] = [],
    _ effects: [Effect]
  ) -> Rule {
    Rule(
      "\(name)/react.\(id)", says, when: [.message(messages)] + when,
      .react(Telecom.events, effects), sources: [source], confidence: .shipped)
  }

  static let reactions =
    Telecom.devices(name, source) + devices + Telecom.switches(name, source)
    + [Telecom.leavesSpeaker(name, source)] + ringing + focuses + Telecom.mutes(name, source)
    + answers

  static let ringingFocus: [TelecomFocus] = [.ringing, .ringingActive]

  // MARK: Devices

  private static let devices: [Rule] = [
    react(
      "active-device.present", "a Bluetooth device that becomes active takes the route, always",
      [.btActiveDevicePresent], when: [Telecom.notStreaming],
      [.remove(failed, .eventDevice), Telecom.go(.bluetooth)]),
    react(
      "dock-in", "a dock takes the speaker's place and the route", [.connectDock],
      when: [Telecom.notStreaming], [Telecom.go(.speaker)]),
    react(
      "speaker-on", "a speaker that others switch on takes the route", [.speakerOn],
      when: [.noFlag(owedBySpeaker), Telecom.notStreaming], [Telecom.go(.speaker)]),
    react(
      "speaker-off", "a speaker that others switch off: the baseline with Bluetooth",
      [.speakerOff], when: [.noFlag(owedBySpeaker), .was(on: .speaker)], [Telecom.go(.baseline)]),
  ]

  // MARK: While it rings

  private static let ringing: [Rule] = [
    react(
      "ringing.bluetooth", "while it rings, a device that does not ring in band is not opened",
      [.switchBluetooth, .userSwitchBluetooth, .btActiveDevicePresent],
      when: [.focus(ringingFocus), Telecom.noInBandRinging],
      [Telecom.set(Telecom.focus, TelecomFocus.ringing)]),
    react(
      "ringing.chosen", "a device that is chosen while it rings is kept for the answer",
      [.switchBluetooth, .userSwitchBluetooth], when: [.focus(ringingFocus)],
      [.set(chosenWhileRinging, .selected(anyBluetooth))]),
  ]

  // MARK: Focus

  private static let activates = Condition.argument([.activeFocus])
  private static let deviceIsSet = Condition.isSet(
    "the audio framework has a communication device", .systemDevice)
  private static let noDeviceIsSet = Condition.isNotSet(
    "the audio framework has no communication device", .systemDevice)

  private static let focuses: [Rule] = [
    react(
      "focus.active", "a call holds the route", [.switchFocus],
      when: [.argument([.activeFocus, .activeFocusForTone])],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    react(
      "focus.active.again", "a new active call finds the baseline again: a choice is lost",
      [.switchFocus],
      when: [activates, .focus([.active]), Telecom.notStreaming], [Telecom.go(.baseline)]),
    react(
      "focus.active.baseline", "the first active call finds the baseline", [.switchFocus],
      when: [
        activates, .focusIsNot([.active]), noDeviceIsSet,
        .noFlag(chosenWhileRinging), Telecom.notStreaming,
      ], [Telecom.go(.baseline)]),
    react(
      "focus.active.device", "or takes the communication device that the audio framework has",
      [.switchFocus],
      when: [
        activates, .focusIsNot([.active]), deviceIsSet, .noFlag(chosenWhileRinging),
        Telecom.notStreaming,
      ], [Telecom.go(.first), .set(pending, .selected(.requested(.system)))]),
    react(
      "focus.active.chosen", "or the Bluetooth device that was chosen while it rang",
      [.switchFocus], when: [activates, .flag(chosenWhileRinging), Telecom.notStreaming],
      [Telecom.go(.bluetooth)]),
    react(
      "focus.none", "no call: unmuted, nothing is owed, and the call's choices are forgotten",
      [.switchFocus], when: [.argument([.noFocus])],
      [
        Telecom.set(Telecom.focus, TelecomFocus.quiescent), .clear(Telecom.muted),
        .clear(Telecom.wasOnSpeaker), .clear(owedBySpeaker), .clear(owedByLink),
        .clear(chosenWhileRinging), .clear(failed), .clear(Telecom.link), .clear(Telecom.linked),
      ]),
    react(
      "focus.none.afresh", "the baseline without Bluetooth, except on Bluetooth, where it stays",
      [.switchFocus],
      when: [.argument([.noFocus]), .wasNot(on: .bluetooth), Telecom.notStreaming],
      [Telecom.go(.baselineWithoutBluetooth)]),
    react(
      "focus.none.bluetooth", "a Bluetooth route stays when the call ends", [.switchFocus],
      when: [.argument([.noFocus]), .was(on: .bluetooth)],
      [.clear(pending)]),
    react(
      "focus.ringing", "ringing switches the route as a call does", [.switchFocus],
      when: [.argument([.ringingFocus]), .wasNot(on: .bluetooth)],
      [Telecom.set(Telecom.focus, TelecomFocus.ringingActive)]),
    react(
      "focus.ringing.in-band", "also Bluetooth, where the headset rings in band", [.switchFocus],
      when: [.argument([.ringingFocus]), .was(on: .bluetooth), Telecom.inBandRinging],
      [Telecom.set(Telecom.focus, TelecomFocus.ringingActive)]),
    react(
      "focus.ringing.bluetooth", "without in-band ring the Bluetooth route is not active",
      [.switchFocus],
      when: [.argument([.ringingFocus]), .was(on: .bluetooth), Telecom.noInBandRinging],
      [Telecom.set(Telecom.focus, TelecomFocus.ringing)]),
  ]
}

extension Fact {
  /// The communication device that the audio framework has by itself.
  static let systemDevice = Fact(
    "the audio framework's communication device", .endpoint, owner: .system,
    setBy: [.communicationDeviceSet]
  ) { Value($0.world.android.client(of: .system)?.output) }
}
