/// A place where sound goes in or comes out, named as `AVAudioSession.Port` spells it.
@usableFromInline package enum Port: UInt8, Word {
  case builtInMic
  case builtInReceiver
  case builtInSpeaker
  case headsetMic
  case headphones
  case bluetoothHFP
  case bluetoothA2DP
  case bluetoothLE
  case airPlay
  case carAudio
  case usbAudio
  case hdmi
  case lineIn
  case lineOut
  case hearingAid
  case continuityMicrophone
  case streaming

  package var meaning: String {
    switch self {
    case .builtInMic: "the device's own microphone"
    case .builtInReceiver: "the earpiece, held to the ear"
    case .builtInSpeaker: "the device's own loudspeaker"
    case .headsetMic: "the microphone of a wired headset"
    case .headphones: "a wired headset or headphones"
    case .bluetoothHFP: "Bluetooth Hands-Free Profile over SCO: both directions, mono"
    case .bluetoothA2DP: "Bluetooth stereo playback: output only"
    case .bluetoothLE: "Bluetooth LE Audio"
    case .airPlay: "AirPlay; output, and input where a HomePod or AirPlay 2 speaker serves a call"
    case .carAudio: "CarPlay"
    case .usbAudio: "USB or Thunderbolt audio"
    case .hdmi: "HDMI"
    case .lineIn: "line input of a dock"
    case .lineOut: "line output of a dock"
    case .hearingAid: "a hearing aid (ASHA): output, the phone's microphone beside it"
    case .continuityMicrophone: "the microphone of an iPhone that serves a Mac or Apple TV"
    case .streaming: "call audio streamed to another device or a SIP endpoint"
    }
  }

  /// The `AVAudioSession.Port` or Core Audio counterpart; nil where Apple has none.
  package var apple: String? {
    switch self {
    case .builtInMic: "MicrophoneBuiltIn"
    case .builtInReceiver: "Receiver"
    case .builtInSpeaker: "Speaker"
    case .headsetMic: "MicrophoneWired"
    case .headphones: "Headphones"
    case .bluetoothHFP: "BluetoothHFP"
    case .bluetoothA2DP: "BluetoothA2DPOutput"
    case .bluetoothLE: "BluetoothLE"
    case .airPlay: "AirPlay"
    case .carAudio: "CarAudio"
    case .usbAudio: "USBAudio"
    case .hdmi: "HDMIOutput"
    case .lineIn: "LineIn"
    case .lineOut: "LineOut"
    case .continuityMicrophone: "ContinuityMicrophone"
    case .hearingAid, .streaming: nil
    }
  }

  /// The `AudioDeviceInfo` type or Telecom route; nil where Android has none.
  package var android: String? {
    switch self {
    case .builtInMic: "TYPE_BUILTIN_MIC"
    case .builtInReceiver: "TYPE_BUILTIN_EARPIECE"
    case .builtInSpeaker: "TYPE_BUILTIN_SPEAKER"
    case .headsetMic: "TYPE_WIRED_HEADSET (source)"
    case .headphones: "TYPE_WIRED_HEADSET, TYPE_WIRED_HEADPHONES"
    case .bluetoothHFP: "TYPE_BLUETOOTH_SCO"
    case .bluetoothA2DP: "TYPE_BLUETOOTH_A2DP"
    case .bluetoothLE: "TYPE_BLE_HEADSET"
    case .usbAudio: "TYPE_USB_HEADSET, TYPE_USB_DEVICE"
    case .hdmi: "TYPE_HDMI"
    case .lineIn: "TYPE_LINE_ANALOG (source)"
    case .lineOut: "TYPE_DOCK, TYPE_LINE_ANALOG"
    case .hearingAid: "TYPE_HEARING_AID"
    case .streaming: "ROUTE_STREAMING"
    case .airPlay, .carAudio, .continuityMicrophone: nil
    }
  }

  /// Whether the port belongs to the host device itself and is always there.
  package var isBuiltIn: Bool {
    self == .builtInMic || self == .builtInReceiver || self == .builtInSpeaker
  }
}

package typealias PortSet = WordSet<Port>

extension WordSet where Element == Port {
  /// Ports that can take sound in on some device.
  package static let inputs: PortSet = [
    .builtInMic, .headsetMic, .bluetoothHFP, .bluetoothLE, .airPlay, .carAudio, .usbAudio, .lineIn,
    .continuityMicrophone, .streaming,
  ]
  /// Ports that can give sound out on some device.
  package static let outputs: PortSet = [
    .builtInReceiver, .builtInSpeaker, .headphones, .bluetoothHFP, .bluetoothA2DP, .bluetoothLE,
    .airPlay, .carAudio, .usbAudio, .hdmi, .lineOut, .hearingAid, .streaming,
  ]
}
