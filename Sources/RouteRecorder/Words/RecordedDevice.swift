internal import RouteModel

/// An accessory, as the app knows it: a headset, a car, a loudspeaker.
///
/// The log declares it where it is first mentioned; what was said first about an identifier holds
/// until the log's next file. The identifier and the name do not reach the log as they are unless
/// ``RecorderOptions/privacy-swift.property`` asks for it.
public struct RecordedDevice: Hashable, Sendable {
  /// What tells the device from others, as its address or `AVAudioSessionPortDescription.uid`.
  public var identifier: String
  /// What kind of accessory it is.
  public var kind: Kind
  /// The profiles that it has; nil = those that are usual for the kind.
  public var profiles: Profiles?
  /// What people call it.
  public var name: String?

  /// Describes an accessory.
  public init(
    _ identifier: String, _ kind: Kind, profiles: Profiles? = nil, name: String? = nil
  ) {
    self.identifier = identifier
    self.kind = kind
    self.profiles = profiles
    self.name = name
  }

  /// The kinds of accessory.
  public enum Kind: UInt8, CaseIterable, Sendable {
    /// Headset or earbuds with a microphone.
    case bluetoothHeadset
    /// Bluetooth loudspeaker without a microphone.
    case bluetoothSpeaker
    /// Bluetooth loudspeaker with a microphone.
    case bluetoothSpeakerphone
    /// Bluetooth device whose kind is not known.
    case bluetooth
    /// Car or hands-free kit over Bluetooth.
    case carKit
    /// Car with CarPlay.
    case carPlay
    /// Watch.
    case watch
    /// Hearing aid.
    case hearingAid
    /// LE Audio headset.
    case leHeadset
    /// Wired headset with a microphone.
    case wiredHeadset
    /// Wired headphones without a microphone.
    case wiredHeadphones
    /// USB headset.
    case usbHeadset
    /// USB or Thunderbolt audio device.
    case usbAudio
    /// AirPlay 2 loudspeaker.
    case airPlaySpeaker
    /// HomePod.
    case homePod
    /// AirPlay receiver of the first kind.
    case airPlayReceiver
    /// iPhone that serves a Mac or Apple TV.
    case continuityCamera
    /// Display or receiver at an HDMI port.
    case hdmi
    /// Dock.
    case dock
    /// SIP endpoint behind a virtual audio driver.
    case sipEndpoint

    var word: DeviceType? { DeviceType(rawValue: rawValue) }
  }

  /// A way in which an accessory carries sound.
  public enum Profile: UInt8, CaseIterable, Sendable {
    /// Bluetooth Hands-Free Profile.
    case hfp
    /// Bluetooth stereo playback.
    case a2dp
    /// Bluetooth LE Audio.
    case le
    /// AirPlay, output only.
    case airPlay
    /// AirPlay 2.
    case airPlay2

    var word: RouteModel.Profile? { RouteModel.Profile(rawValue: rawValue) }
  }

  /// A set of profiles.
  public struct Profiles: OptionSet, Hashable, Sendable {
    /// One bit a profile, in the order of the profiles' declaration.
    public var rawValue: UInt8

    /// Makes a set of its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bluetooth Hands-Free Profile.
    public static let hfp = Profiles(.hfp)
    /// Bluetooth stereo playback.
    public static let a2dp = Profiles(.a2dp)
    /// Bluetooth LE Audio.
    public static let le = Profiles(.le)
    /// AirPlay, output only.
    public static let airPlay = Profiles(.airPlay)
    /// AirPlay 2.
    public static let airPlay2 = Profiles(.airPlay2)

    /// Makes a set of one profile.
    public init(_ profile: Profile) { rawValue = 1 << profile.rawValue }

    var words: ProfileSet { ProfileSet(bits: UInt64(rawValue)).intersection(.all) }
  }
}
