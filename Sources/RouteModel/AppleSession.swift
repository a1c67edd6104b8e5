/// An audio session category, by its Swift name.
@usableFromInline package enum Category: UInt8, Word {
  case ambient
  case soloAmbient
  case playback
  case record
  case playAndRecord
  case multiRoute

  package var meaning: String {
    switch self {
    case .ambient: "playback that mixes and falls silent with the ring switch"
    case .soloAmbient: "playback that falls silent with the ring switch; the default"
    case .playback: "playback that goes on in the background"
    case .record: "recording only"
    case .playAndRecord: "recording and playback, for calls"
    case .multiRoute: "several inputs and outputs at once"
    }
  }
}

/// An audio session mode, by its Swift name (spelled `default` for the mode of no particular use).
@usableFromInline package enum Mode: UInt8, Word {
  case `default`
  case voiceChat
  case videoChat
  case gameChat
  case videoRecording
  case measurement
  case moviePlayback
  case spokenAudio
  case voicePrompt
  case shortFormVideo
  case dualRoute

  package var meaning: String {
    switch self {
    case .default: "no particular use"
    case .voiceChat: "voice over IP; allows Bluetooth HFP"
    case .videoChat: "video call; allows Bluetooth HFP and prefers the loudspeaker"
    case .gameChat: "GameKit's voice chat"
    case .videoRecording: "recording a film"
    case .measurement: "input with the least processing"
    case .moviePlayback: "playing a film"
    case .spokenAudio: "podcasts and audio books"
    case .voicePrompt: "navigation prompts"
    case .shortFormVideo: "short films"
    case .dualRoute: "built-in pair and one accessory at once (multiRoute)"
    }
  }
}

/// An audio session category option, by its Swift name.
@usableFromInline package enum CategoryOption: UInt8, Word {
  case mixWithOthers
  case duckOthers
  case allowBluetoothHFP
  case defaultToSpeaker
  case interruptSpokenAudioAndMixWithOthers
  case allowBluetoothA2DP
  case allowAirPlay
  case overrideMutedMicrophoneInterruption
  case farFieldInput
  case bluetoothHighQualityRecording

  package var aliases: [String] { self == .allowBluetoothHFP ? ["allowBluetooth"] : [] }

  package var meaning: String {
    switch self {
    case .mixWithOthers: "other sessions go on beside this one"
    case .duckOthers: "other sessions get quieter"
    case .allowBluetoothHFP: "Bluetooth HFP can be an input (formerly allowBluetooth)"
    case .defaultToSpeaker: "the loudspeaker instead of the receiver"
    case .interruptSpokenAudioAndMixWithOthers: "pauses spoken audio, mixes with the rest"
    case .allowBluetoothA2DP: "Bluetooth A2DP can be an output beside another input"
    case .allowAirPlay: "AirPlay can be an output in playAndRecord"
    case .overrideMutedMicrophoneInterruption: "no interruption when the microphone is muted"
    case .farFieldInput: "far-field microphone where the device has one"
    case .bluetoothHighQualityRecording: "high-quality Bluetooth recording (iOS 26)"
    }
  }
}

package typealias CategoryOptions = WordSet<CategoryOption>

/// Why iOS interrupted a session.
@usableFromInline package enum InterruptionReason: UInt8, Word {
  case `default`
  case appWasSuspended
  case builtInMicMuted
  case sceneWasBackgrounded
  case routeDisconnected

  package var meaning: String {
    switch self {
    case .default: "another session took over"
    case .appWasSuspended: "the app was suspended (before iOS 16)"
    case .builtInMicMuted: "the built-in microphone was muted, as by a closed cover"
    case .sceneWasBackgrounded: "the app's scene went to the background"
    case .routeDisconnected: "the route's device went away (iOS 17 and later)"
    }
  }
}

/// How a person made a choice with the system.
@usableFromInline package enum Via: UInt8, Word {
  case callUI
  case controlCenter
  case routePicker
  case systemSettings

  package var meaning: String {
    switch self {
    case .callUI: "the audio button of the call screen"
    case .controlCenter: "Control Center"
    case .routePicker: "a route picker inside an app"
    case .systemSettings: "the system's sound settings"
    }
  }
}

/// A setting of the host device that routing depends on.
@usableFromInline package enum Setting: UInt8, Word {
  case callAudioRouting
  case allowBluetoothDevices
  case bluetooth
  case wifi
  case callDisplay
  case inBandRinging

  package var meaning: String {
    switch self {
    case .callAudioRouting: "iOS: Accessibility, Touch, Call Audio Routing"
    case .allowBluetoothDevices: "iPadOS: Accessibility, Allow Bluetooth Devices"
    case .bluetooth: "the Bluetooth radio"
    case .wifi: "the Wi-Fi network in use"
    case .callDisplay: "iOS: how an incoming call is shown"
    case .inBandRinging: "Android: the headset plays the phone's own ring tone"
    }
  }

  /// The values that the setting takes; the first is the default.
  package var values: [SettingValue] {
    switch self {
    case .callAudioRouting: [.automatic, .bluetoothHeadset, .speaker]
    case .allowBluetoothDevices, .inBandRinging: [.off, .on]
    case .bluetooth: [.on, .off]
    case .wifi: [.unknown, .band5GHz, .band2GHz, .off]
    case .callDisplay: [.banner, .fullScreen]
    }
  }
}

/// A value of a setting.
@usableFromInline package enum SettingValue: UInt8, Word {
  case automatic
  case bluetoothHeadset
  case speaker
  case on
  case off
  case unknown
  case band5GHz
  case band2GHz
  case banner
  case fullScreen

  package var name: String {
    switch self {
    case .band5GHz: "5GHz"
    case .band2GHz: "2.4GHz"
    default: String(describing: self)
    }
  }

  package var meaning: String {
    switch self {
    case .automatic: "the system decides"
    case .bluetoothHeadset: "calls go to the Bluetooth headset"
    case .speaker: "calls go to the loudspeaker"
    case .on: "switched on"
    case .off: "switched off"
    case .unknown: "not known"
    case .band5GHz: "5 GHz"
    case .band2GHz: "2.4 GHz"
    case .banner: "a banner at the top of the screen"
    case .fullScreen: "the whole screen"
    }
  }
}
