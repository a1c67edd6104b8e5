import RouteMachine
import RouteModel

/// What Android Telecom's two route machines share: the one up to Android 14 (`telecom14`) and the
/// controller of Android 15 and 16 (`telecom16`).
enum Telecom {
  static let t14 = Source("CallAudioRouteStateMachine.java, Android 14")
  static let manager14 = Source("BluetoothRouteManager.java, Android 14")
  static let t16 = Source("CallAudioRouteController.java, Android 16")
  static let audioManager = Source("CallAudioManager.java, Android 14")

  // MARK: Memory

  static let route = Cell(0, "the machine's route", .endpoint)
  static let focus = Cell(1, "focus", .word(of: TelecomFocus.self))
  static let next = Cell(2, "the switch that is due", .word(of: TelecomSwitch.self))
  static let wasOnSpeaker = Cell(3, "an active call was on the speaker", .flag)
  static let leftBluetooth = Cell(4, "the user left Bluetooth", .flag)
  static let muted = Cell(5, "muted", .flag)
  static let streaming = Cell(6, "streaming is forced", .flag)
  static let link = Cell(7, "link", .word(of: LinkState.self))
  static let linked = Cell(8, "the link's device", .endpoint)
  static let attempts = Cell(9, "attempts to open the link", .count)
  static let activeDevice = Cell(10, "the active Bluetooth device", .endpoint)
  static let asked = Cell(11, "a person asked", .flag)
  static let hidden = Cell(13, "the phone's own routes that are not available", .ports)
  static let linkedBefore = Cell(12, "the device that had audio before", .endpoint)

  // MARK: Classes

  static let bluetoothPorts: PortSet = [.bluetoothHFP, .bluetoothLE, .hearingAid]
  static let bluetooth = EndpointClass("Bluetooth device", bluetoothPorts.members)
  static let noWatch = EndpointClass(
    "Bluetooth device that is no watch", bluetoothPorts.members,
    types: WordSet(DeviceType.allCases.filter { $0 != .watch }))
  static let wired = EndpointClass("wired headset", [.headphones, .usbAudio])
  static let stream = EndpointClass("streaming", [.streaming])
  static let allButStream = EndpointClass(
    "route other than streaming", Port.allCases.filter { $0 != .streaming })
  static let earpiece = EndpointClass("earpiece", [.builtInReceiver])
  static let speaker = EndpointClass("speaker", [.builtInSpeaker])

  // MARK: Events

  /// The events that may be messages, or that the Bluetooth route manager hears of.
  static let events = TelecomTranslation.table.reduce(
    WordSet<EventKind>([.telecomMessage, .timerFired, .linkFailed, .settingChanged])
  ) { $0.union([$1.event]) }

  static let notStreaming = Condition.noFlag(streaming)

  static func set(_ cell: Cell, _ word: some Word) -> Effect { .set(cell, .constant(Value(word))) }

  static func raise(_ cell: Cell) -> Effect { .set(cell, .constant(Value(true))) }

  static func go(_ target: TelecomSwitch) -> Effect { set(next, target) }

  /// Moves the route to what the first of the selectors finds; where none does, it stays.
  static func move(into cell: Cell = route, _ selectors: Selector...) -> Effect {
    .set(cell, .selected(.firstOf(selectors + [.remembered(route)])))
  }

  // MARK: The link

  static let aboutLink = Condition.isSet("the event is about the link's device", .isAboutLink)
  static let aboutOther = Condition.isNotSet("the event is about another device", .isAboutLink)
  static let connecting = Condition.isAny(
    "the link is being opened", .linkState, [LinkState.connecting])
  static let connected = Condition.isAny("the link is up", .linkState, [LinkState.connected])

  // MARK: What rules of both ask and find

  static let inBandRinging = Condition.isAny(
    "the headset rings in band", .setting(.inBandRinging), [SettingValue.on])
  static let noInBandRinging = Condition.isNone(
    "the headset does not ring in band", .setting(.inBandRinging), [SettingValue.on])

  /// Earpiece, wired, speaker: a wired headset takes the earpiece away, so their order is idle.
  static let builtInFirst = Selector.firstOf([
    .builtIn(.builtInReceiver), .newest(wired), .builtIn(.builtInSpeaker),
  ])
}
