/// Arguments of messages and library calls that a rule may test, resolved when a line is read.
///
/// An argument that is none of these is kept as text for people, and no rule sees it.
@usableFromInline package enum ArgumentWord: UInt8, Word {
  case zero
  case one
  case two
  case three
  case no
  case yes
  case noFocus
  case activeFocus
  case ringingFocus
  case activeFocusForTone
  case leaveBluetoothOut
  case includeBluetooth
  case bluetoothHeadset
  case wiredHeadset
  case earpiece
  case speakerphone
  case watch

  package var name: String {
    switch self {
    case .zero: "0"
    case .one: "1"
    case .two: "2"
    case .three: "3"
    case .no: "false"
    case .yes: "true"
    case .noFocus: "NO_FOCUS"
    case .activeFocus: "ACTIVE_FOCUS"
    case .ringingFocus: "RINGING_FOCUS"
    case .activeFocusForTone: "ACTIVE_FOCUS_FOR_TONE"
    case .leaveBluetoothOut: "NO_INCLUDE_BLUETOOTH_IN_BASELINE"
    case .includeBluetooth: "INCLUDE_BLUETOOTH_IN_BASELINE"
    case .bluetoothHeadset: "BluetoothHeadset"
    case .wiredHeadset: "WiredHeadset"
    case .earpiece: "Earpiece"
    case .speakerphone: "Speakerphone"
    case .watch: "Watch"
    }
  }

  package var meaning: String {
    switch self {
    case .zero, .one, .two, .three: "the number"
    case .no, .yes: "the flag"
    case .noFocus: "no call holds the route (1)"
    case .activeFocus: "a call holds the route (2)"
    case .ringingFocus: "a call rings (3)"
    case .activeFocusForTone: "ACTIVE_FOCUS with a second argument of 1: only for the end tone"
    case .leaveBluetoothOut: "the baseline without Bluetooth (0)"
    case .includeBluetooth: "the baseline with Bluetooth (1)"
    case .bluetoothHeadset: "a picker's Bluetooth headset"
    case .wiredHeadset: "a picker's wired headset"
    case .earpiece: "a picker's earpiece"
    case .speakerphone: "a picker's loudspeaker"
    case .watch: "a Bluetooth endpoint that is a watch"
    }
  }

  /// The word that a text stands for; nil where it is none.
  package static func named(_ text: String) -> ArgumentWord? { words[text] }

  private static let words = Dictionary(
    allCases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}

/// Functions of device pickers that a rule may test, resolved when a line is read.
@usableFromInline package enum PickerFunction: UInt8, Word {
  case start
  case stop
  case activate
  case deactivate
  case selectDevice
  case startScoAudio
  case stopScoAudio
  case updateDevice
  case onServiceConnected
  case onServiceDisconnected
  case setDefaultAudioDevice
  case onCallEndpointChanged
  case setPreferredStart
  case requestCallEndpointChange
  case updateAudioRoute

  package var meaning: String {
    switch self {
    case .start: "the picker begins to follow devices"
    case .stop: "the picker stops, and gives back what it took"
    case .activate: "audio goes to the selected device"
    case .deactivate: "audio goes back to where it was"
    case .selectDevice: "the app or its user chooses a device"
    case .startScoAudio: "the picker asks for a SCO link"
    case .stopScoAudio: "the picker gives the SCO link up"
    case .updateDevice: "the picker looks for a headset"
    case .onServiceConnected: "the headset service can be asked"
    case .onServiceDisconnected: "the headset service is gone"
    case .setDefaultAudioDevice: "what is used where nothing else is"
    case .onCallEndpointChanged: "Telecom says where the call sounds"
    case .setPreferredStart: "the endpoint with which the app wants to start"
    case .requestCallEndpointChange: "the app asks Telecom for an endpoint"
    case .updateAudioRoute: "the picker applies its route"
    }
  }

  /// The function that a name stands for; nil where it is none.
  package static func named(_ text: String) -> PickerFunction? { words[text] }

  private static let words = Dictionary(
    allCases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}

/// A device as an SDK's picker names it in its configured order.
@usableFromInline package enum PickerDevice: UInt8, Word {
  case bluetoothHeadset
  case wiredHeadset
  case earpiece
  case speakerphone

  package var name: String {
    switch self {
    case .bluetoothHeadset: "BluetoothHeadset"
    case .wiredHeadset: "WiredHeadset"
    case .earpiece: "Earpiece"
    case .speakerphone: "Speakerphone"
    }
  }

  package var meaning: String {
    switch self {
    case .bluetoothHeadset: "the newest Bluetooth headset"
    case .wiredHeadset: "a wired or USB headset"
    case .earpiece: "the earpiece"
    case .speakerphone: "the loudspeaker"
    }
  }
}
