internal import RouteModel

/// A place where sound goes in or comes out, named as `AVAudioSession.Port` spells it.
public enum RecordedPort: UInt8, CaseIterable, Sendable {
  /// The host device's own microphone.
  case builtInMic
  /// The earpiece.
  case builtInReceiver
  /// The host device's own loudspeaker.
  case builtInSpeaker
  /// The microphone of a wired headset.
  case headsetMic
  /// A wired headset or headphones.
  case headphones
  /// Bluetooth Hands-Free Profile.
  case bluetoothHFP
  /// Bluetooth stereo playback.
  case bluetoothA2DP
  /// Bluetooth LE Audio.
  case bluetoothLE
  /// AirPlay.
  case airPlay
  /// CarPlay.
  case carAudio
  /// USB or Thunderbolt audio.
  case usbAudio
  /// HDMI.
  case hdmi
  /// Line input of a dock.
  case lineIn
  /// Line output of a dock.
  case lineOut
  /// A hearing aid.
  case hearingAid
  /// The microphone of an iPhone that serves a Mac or Apple TV.
  case continuityMicrophone
  /// Call audio streamed to another device.
  case streaming

  var word: Port? { Port(rawValue: rawValue) }
}

/// A port, the accessory that it belongs to, or both.
public struct RecordedEndpoint: Hashable, Sendable {
  /// The port; nil = any port of the device.
  public var port: RecordedPort?
  /// The accessory; nil for the host device's own ports, and where it is not known.
  public var device: RecordedDevice?

  /// Names a port, and the accessory that it belongs to.
  public init(_ port: RecordedPort, _ device: RecordedDevice? = nil) {
    self.port = port
    self.device = device
  }

  /// Names an accessory, whatever its port.
  public init(_ device: RecordedDevice) { self.device = device }
}

/// Where sound comes in and goes out, as somebody states it.
public struct RecordedRoute: Hashable, Sendable {
  /// What is said of the input.
  public var input: Side
  /// What is said of the output.
  public var output: Side
  /// The inputs that could be chosen, where they are known.
  public var availableInputs: [RecordedEndpoint]?

  /// States both sides; nil says that a side has no port.
  public init(input: RecordedEndpoint?, output: RecordedEndpoint?) {
    self.input = input.map(Side.endpoint) ?? .none
    self.output = output.map(Side.endpoint) ?? .none
  }

  /// States the output only; nil says that there is none.
  public init(output: RecordedEndpoint?) {
    input = .unsaid
    self.output = output.map(Side.endpoint) ?? .none
  }

  /// States the input only; nil says that there is none.
  public init(input: RecordedEndpoint?) {
    self.input = input.map(Side.endpoint) ?? .none
    output = .unsaid
  }

  /// What is said of one side of a route.
  public enum Side: Hashable, Sendable {
    /// Nothing is said.
    case unsaid
    /// There is no port.
    case none
    /// This port.
    case endpoint(RecordedEndpoint)
  }
}
