#if canImport(AVFAudio) && !os(macOS)
  internal import AVFAudio

  /// The accessories that the session's ports belong to.
  struct AppleDevices {
    private var known: [RecordedDevice] = []

    /// Takes the ports that the session shows now; says which devices are new and which are gone.
    ///
    /// A device that is not shown may only be out of use, except where the system says that one went.
    mutating func update(
      ports: [AVAudioSessionPortDescription], isLoss: Bool
    ) -> (new: [RecordedDevice], gone: [RecordedDevice]) {
      var shown: [RecordedDevice] = []
      // Inputs last in the list say best what a device is: the first to be seen holds.
      for port in ports.reversed() {
        guard let device = device(port), !shown.contains(where: { Self.same($0, device) })
        else { continue }
        shown.append(device)
      }
      let gone =
        isLoss ? known.filter { old in !shown.contains { Self.same($0, old) } } : []
      let new = shown.filter { device in !known.contains { Self.same($0, device) } }
      known.removeAll { old in gone.contains { Self.same($0, old) } }
      known += new
      return (new, gone)
    }

    /// The port in the recorder's words; nil where they have none for it.
    func endpoint(_ port: AVAudioSessionPortDescription) -> RecordedEndpoint? {
      guard let word = AppleWords.port(port.portType) else { return nil }
      guard let device = device(port) else { return RecordedEndpoint(word) }
      return RecordedEndpoint(word, known.first { Self.same($0, device) } ?? device)
    }

    private static func same(_ left: RecordedDevice, _ right: RecordedDevice) -> Bool {
      left.identifier == right.identifier
    }

    /// The accessory of a port; nil for the host device's own.
    private func device(_ port: AVAudioSessionPortDescription) -> RecordedDevice? {
      let kind: RecordedDevice.Kind
      switch AppleWords.port(port.portType) {
      case .bluetoothHFP, .bluetoothA2DP: kind = .bluetooth
      case .bluetoothLE: kind = .leHeadset
      case .headsetMic: kind = .wiredHeadset
      case .headphones: kind = .wiredHeadphones
      case .airPlay: kind = .airPlaySpeaker
      case .carAudio: kind = .carPlay
      case .usbAudio: kind = .usbHeadset
      case .hdmi: kind = .hdmi
      case .lineIn, .lineOut: kind = .dock
      case .continuityMicrophone: kind = .continuityCamera
      case .builtInMic, .builtInReceiver, .builtInSpeaker, .hearingAid, .streaming, nil: return nil
      }
      return RecordedDevice(Self.identifier(port, kind), kind, name: port.portName)
    }

    /// One identifier for the ports of one device: the system gives each port its own.
    private static func identifier(
      _ port: AVAudioSessionPortDescription, _ kind: RecordedDevice.Kind
    ) -> String {
      switch kind {
      case .wiredHeadset, .wiredHeadphones: return "wired"
      case .dock: return "dock"
      default: break
      }
      for suffix in ["-tsco", "-tacl"] where port.uid.hasSuffix(suffix) {
        return String(port.uid.dropLast(suffix.count))
      }
      return port.uid
    }
  }
#endif
