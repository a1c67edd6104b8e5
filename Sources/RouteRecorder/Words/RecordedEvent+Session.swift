internal import RouteModel

// The words have the order of RouteModel's, so that a code is a word; a test holds them together.

extension RecordedEvent {
  /// An audio session category.
  public enum Category: UInt8, CaseIterable, Sendable {
    /// Playback that mixes.
    case ambient
    /// Playback that falls silent with the ring switch; the default.
    case soloAmbient
    /// Playback that goes on in the background.
    case playback
    /// Recording only.
    case record
    /// Recording and playback, for calls.
    case playAndRecord
    /// Several inputs and outputs at once.
    case multiRoute

    var word: RouteModel.Category? { RouteModel.Category(rawValue: rawValue) }
  }

  /// An audio session mode.
  public enum Mode: UInt8, CaseIterable, Sendable {
    /// No particular use.
    case `default`
    /// Voice over IP.
    case voiceChat
    /// Video call.
    case videoChat
    /// GameKit's voice chat.
    case gameChat
    /// Recording a film.
    case videoRecording
    /// Input with the least processing.
    case measurement
    /// Playing a film.
    case moviePlayback
    /// Podcasts and audio books.
    case spokenAudio
    /// Navigation prompts.
    case voicePrompt
    /// Short films.
    case shortFormVideo
    /// Built-in pair and one accessory at once.
    case dualRoute

    var word: RouteModel.Mode? { RouteModel.Mode(rawValue: rawValue) }
  }

  /// An audio session category option.
  public enum Option: UInt8, CaseIterable, Sendable {
    /// Other sessions go on beside this one.
    case mixWithOthers
    /// Other sessions get quieter.
    case duckOthers
    /// Bluetooth HFP can be an input (formerly `allowBluetooth`).
    case allowBluetoothHFP
    /// The loudspeaker instead of the receiver.
    case defaultToSpeaker
    /// Pauses spoken audio, mixes with the rest.
    case interruptSpokenAudioAndMixWithOthers
    /// Bluetooth A2DP can be an output beside another input.
    case allowBluetoothA2DP
    /// AirPlay can be an output in `playAndRecord`.
    case allowAirPlay
    /// No interruption when the microphone is muted.
    case overrideMutedMicrophoneInterruption
    /// Far-field microphone where the device has one.
    case farFieldInput
    /// High-quality Bluetooth recording (iOS 26).
    case bluetoothHighQualityRecording

    var word: RouteModel.CategoryOption? { RouteModel.CategoryOption(rawValue: rawValue) }
  }

  /// Why iOS interrupted a session.
  public enum InterruptionReason: UInt8, CaseIterable, Sendable {
    /// Another session took over.
    case `default`
    /// The app was suspended (before iOS 16).
    case appWasSuspended
    /// The built-in microphone was muted.
    case builtInMicMuted
    /// The app's scene went to the background.
    case sceneWasBackgrounded
    /// The route's device went away (iOS 17 and later).
    case routeDisconnected

    var word: RouteModel.InterruptionReason? { RouteModel.InterruptionReason(rawValue: rawValue) }
  }

  /// A set of category options.
  public struct Options: OptionSet, Hashable, Sendable {
    /// One bit an option, in the order of the options' declaration.
    public var rawValue: UInt16

    /// Makes a set of its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Makes a set of one option.
    public init(_ option: Option) { rawValue = 1 << UInt16(option.rawValue) }

    /// Other sessions go on beside this one.
    public static let mixWithOthers = Options(.mixWithOthers)
    /// Other sessions get quieter.
    public static let duckOthers = Options(.duckOthers)
    /// Bluetooth HFP can be an input (formerly `allowBluetooth`).
    public static let allowBluetoothHFP = Options(.allowBluetoothHFP)
    /// The loudspeaker instead of the receiver.
    public static let defaultToSpeaker = Options(.defaultToSpeaker)
    /// Pauses spoken audio, mixes with the rest.
    public static let interruptSpokenAudioAndMixWithOthers = Options(
      .interruptSpokenAudioAndMixWithOthers)
    /// Bluetooth A2DP can be an output beside another input.
    public static let allowBluetoothA2DP = Options(.allowBluetoothA2DP)
    /// AirPlay can be an output in `playAndRecord`.
    public static let allowAirPlay = Options(.allowAirPlay)
    /// No interruption when the microphone is muted.
    public static let overrideMutedMicrophoneInterruption = Options(
      .overrideMutedMicrophoneInterruption)
    /// Far-field microphone where the device has one.
    public static let farFieldInput = Options(.farFieldInput)
    /// High-quality Bluetooth recording (iOS 26).
    public static let bluetoothHighQualityRecording = Options(.bluetoothHighQualityRecording)

    var words: CategoryOptions { CategoryOptions(bits: UInt64(rawValue)).intersection(.all) }
  }
}
