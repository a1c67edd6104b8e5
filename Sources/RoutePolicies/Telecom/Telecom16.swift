package import RouteMachine
import RouteModel

/// Android's Telecom from Android 15 on: the call-audio route controller.
///
/// Every switch enters a pending route: it names a destination and the answers that are owed (speaker
/// on or off, audio up or down); when none is owed any more, the destination is the route. A second
/// request replaces the destination and keeps what is owed.
package enum Telecom16 {
  static let rules = Telecom.Book(name: "telecom16", source: Telecom.t16, first: first)

  package static let book = rules.book(
    "Android Telecom, the route controller of Android 15 and 16",
    versions: "Android 15 and 16; read from Android 16",
    sources: [Telecom.t16, "PendingAudioRoute.java, Android 16"],
    cells: [pending, owedBySpeaker, chosenWhileRinging, owedByLink, failed],
    rules: reactions + consequences, active: [.active, .ringingActive], pending: pending)

  // MARK: Memory of its own

  static let pending = Cell(4, "the destination", .endpoint)
  static let owedBySpeaker = Cell(
    9, "what the speaker owes", .word(of: SpeakerAnswer.self))
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

  static let reactions =
    rules.devices + devices + rules.switches + [rules.leavesSpeaker] + ringing + focuses
    + rules.mutes
    + answers

  static let ringingFocus: [TelecomFocus] = [.ringing, .ringingActive]

  // MARK: Devices

  private static let devices: [Rule] = [
    rules.react(
      "active-device.present", "a Bluetooth device that becomes active takes the route, always",
      [.btActiveDevicePresent], when: [Telecom.notStreaming],
      [.remove(failed, .eventDevice), Telecom.go(.bluetooth)]),
    rules.react(
      "dock-in", "a dock takes the speaker's place and the route", [.connectDock],
      when: [Telecom.notStreaming], [Telecom.go(.speaker)]),
    rules.react(
      "speaker-on", "a speaker that others switch on takes the route", [.speakerOn],
      when: [.noFlag(owedBySpeaker), Telecom.notStreaming], [Telecom.go(.speaker)]),
    rules.react(
      "speaker-off", "a speaker that others switch off: the baseline with Bluetooth",
      [.speakerOff], when: [.noFlag(owedBySpeaker), .was(on: .speaker)], [Telecom.go(.baseline)]),
  ]

  // MARK: While it rings

  private static let ringing: [Rule] = [
    rules.react(
      "ringing.bluetooth", "while it rings, a device that does not ring in band is not opened",
      [.switchBluetooth, .userSwitchBluetooth, .btActiveDevicePresent],
      when: [.focus(ringingFocus), Telecom.noInBandRinging],
      [Telecom.set(Telecom.focus, TelecomFocus.ringing)]),
    rules.react(
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
    rules.react(
      "focus.active", "a call holds the route", [.switchFocus],
      when: [.argument([.activeFocus, .activeFocusForTone])],
      [Telecom.set(Telecom.focus, TelecomFocus.active)]),
    rules.react(
      "focus.active.again", "a new active call finds the baseline again: a choice is lost",
      [.switchFocus],
      when: [activates, .focus([.active]), Telecom.notStreaming], [Telecom.go(.baseline)]),
    rules.react(
      "focus.active.baseline", "the first active call finds the baseline", [.switchFocus],
      when: [
        activates, .focusIsNot([.active]), noDeviceIsSet,
        .noFlag(chosenWhileRinging), Telecom.notStreaming,
      ], [Telecom.go(.baseline)]),
    rules.react(
      "focus.active.device", "or takes the communication device that the audio framework has",
      [.switchFocus],
      when: [
        activates, .focusIsNot([.active]), deviceIsSet, .noFlag(chosenWhileRinging),
        Telecom.notStreaming,
      ], [Telecom.go(.first), .set(pending, .selected(.requested(.system)))]),
    rules.react(
      "focus.active.chosen", "or the Bluetooth device that was chosen while it rang",
      [.switchFocus], when: [activates, .flag(chosenWhileRinging), Telecom.notStreaming],
      [Telecom.go(.bluetooth)]),
    rules.react(
      "focus.none", "no call: unmuted, nothing is owed, and the call's choices are forgotten",
      [.switchFocus], when: [.argument([.noFocus])],
      [
        Telecom.set(Telecom.focus, TelecomFocus.quiescent), .clear(Telecom.muted),
        .clear(Telecom.wasOnSpeaker), .clear(owedBySpeaker), .clear(owedByLink),
        .clear(chosenWhileRinging), .clear(failed), .clear(Telecom.link), .clear(Telecom.linked),
      ]),
    rules.react(
      "focus.none.afresh", "the baseline without Bluetooth, except on Bluetooth, where it stays",
      [.switchFocus],
      when: [.argument([.noFocus]), .wasNot(on: .bluetooth), Telecom.notStreaming],
      [Telecom.go(.baselineWithoutBluetooth)]),
    rules.react(
      "focus.none.bluetooth", "a Bluetooth route stays when the call ends", [.switchFocus],
      when: [.argument([.noFocus]), .was(on: .bluetooth)],
      [.clear(pending)]),
    rules.react(
      "focus.ringing", "ringing switches the route as a call does", [.switchFocus],
      when: [.argument([.ringingFocus]), .wasNot(on: .bluetooth)],
      [Telecom.set(Telecom.focus, TelecomFocus.ringingActive)]),
    rules.react(
      "focus.ringing.in-band", "also Bluetooth, where the headset rings in band", [.switchFocus],
      when: [.argument([.ringingFocus]), .was(on: .bluetooth), Telecom.inBandRinging],
      [Telecom.set(Telecom.focus, TelecomFocus.ringingActive)]),
    rules.react(
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
