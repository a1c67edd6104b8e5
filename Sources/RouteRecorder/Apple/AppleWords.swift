#if canImport(AVFAudio) && !os(macOS)
  internal import AVFAudio

  /// The recorder's words for the session's.
  ///
  /// By their raw values, so that words of newer systems need no newer SDK.
  enum AppleWords {
    static func category(_ category: AVAudioSession.Category) -> RecordedEvent.Category? {
      word(category.rawValue, after: "AVAudioSessionCategory")
    }

    static func mode(_ mode: AVAudioSession.Mode) -> RecordedEvent.Mode? {
      word(mode.rawValue, after: "AVAudioSessionMode")
    }

    /// `AVAudioSessionCategoryPlayAndRecord` is `playAndRecord`.
    private static func word<Word: CaseIterable>(_ name: String, after prefix: String) -> Word? {
      guard name.hasPrefix(prefix) else { return nil }
      let rest = name.dropFirst(prefix.count)
      let spelled = rest.prefix(1).lowercased() + rest.dropFirst()
      return Word.allCases.first { String(describing: $0) == spelled }
    }

    static func options(_ options: AVAudioSession.CategoryOptions) -> RecordedEvent.Options {
      let bits: [(UInt, RecordedEvent.Options)] = [
        (0x1, .mixWithOthers), (0x2, .duckOthers), (0x4, .allowBluetoothHFP),
        (0x8, .defaultToSpeaker), (0x10, .interruptSpokenAudioAndMixWithOthers),
        (0x20, .allowBluetoothA2DP), (0x40, .allowAirPlay),
        (0x80, .overrideMutedMicrophoneInterruption), (0x4_0000, .farFieldInput),
        (0x8_0000, .bluetoothHighQualityRecording),
      ]
      return bits.reduce(into: []) { words, bit in
        if options.rawValue & bit.0 != 0 { words.insert(bit.1) }
      }
    }

    static func port(_ port: AVAudioSession.Port) -> RecordedPort? {
      switch port {
      case .builtInMic: .builtInMic
      case .builtInReceiver: .builtInReceiver
      case .builtInSpeaker: .builtInSpeaker
      case .headsetMic: .headsetMic
      case .headphones: .headphones
      case .bluetoothHFP: .bluetoothHFP
      case .bluetoothA2DP: .bluetoothA2DP
      case .bluetoothLE: .bluetoothLE
      case .airPlay: .airPlay
      case .carAudio: .carAudio
      case .usbAudio: .usbAudio
      case .HDMI: .hdmi
      case .lineIn: .lineIn
      case .lineOut: .lineOut
      default: port.rawValue == "ContinuityMicrophone" ? .continuityMicrophone : nil
      }
    }

    static func reason(_ reason: AVAudioSession.RouteChangeReason) -> String {
      switch reason {
      case .newDeviceAvailable: "newDeviceAvailable"
      case .oldDeviceUnavailable: "oldDeviceUnavailable"
      case .categoryChange: "categoryChange"
      case .override: "override"
      case .wakeFromSleep: "wakeFromSleep"
      case .noSuitableRouteForCategory: "noSuitableRouteForCategory"
      case .routeConfigurationChange: "routeConfigurationChange"
      default: "unknown"
      }
    }
  }
#endif
