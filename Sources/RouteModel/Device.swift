/// A way in which an accessory carries sound.
@usableFromInline package enum Profile: UInt8, Word {
  case hfp
  case a2dp
  case le
  case airPlay
  case airPlay2

  package var meaning: String {
    switch self {
    case .hfp: "Hands-Free Profile: both directions over a SCO link, which takes time to open"
    case .a2dp: "Advanced Audio Distribution: stereo output, no input"
    case .le: "Bluetooth LE Audio, and hearing aids over LE"
    case .airPlay: "AirPlay, output only"
    case .airPlay2: "AirPlay 2: may serve a call in both directions"
    }
  }
}

package typealias ProfileSet = WordSet<Profile>

/// A kind of accessory that can be connected to the host device.
@usableFromInline package enum DeviceType: UInt8, Word {
  case bluetoothHeadset
  case bluetoothSpeaker
  case bluetoothSpeakerphone
  case bluetooth
  case carKit
  case carPlay
  case watch
  case hearingAid
  case leHeadset
  case wiredHeadset
  case wiredHeadphones
  case usbHeadset
  case usbAudio
  case airPlaySpeaker
  case homePod
  case airPlayReceiver
  case continuityCamera
  case hdmi
  case dock
  case sipEndpoint

  package var meaning: String {
    switch self {
    case .bluetoothHeadset: "headset or earbuds with a microphone"
    case .bluetoothSpeaker: "Bluetooth loudspeaker without a usable microphone"
    case .bluetoothSpeakerphone: "Bluetooth loudspeaker with a microphone"
    case .bluetooth: "Bluetooth device whose kind is not known"
    case .carKit: "car or hands-free kit over Bluetooth"
    case .carPlay: "car with CarPlay"
    case .watch: "watch that offers HFP"
    case .hearingAid: "hearing aid"
    case .leHeadset: "LE Audio headset"
    case .wiredHeadset: "wired headset with a microphone"
    case .wiredHeadphones: "wired headphones without a microphone"
    case .usbHeadset: "USB headset"
    case .usbAudio: "USB or Thunderbolt audio device"
    case .airPlaySpeaker: "AirPlay 2 loudspeaker"
    case .homePod: "HomePod"
    case .airPlayReceiver: "AirPlay receiver of the first kind"
    case .continuityCamera: "iPhone that serves a Mac or Apple TV as camera and microphone"
    case .hdmi: "display or receiver at an HDMI port"
    case .dock: "dock"
    case .sipEndpoint: "SIP endpoint behind a virtual audio driver"
    }
  }

  /// The profiles that a device of this type has unless its declaration says otherwise.
  package var profiles: ProfileSet {
    switch self {
    case .bluetoothHeadset, .bluetoothSpeakerphone, .bluetooth, .carKit: [.hfp, .a2dp]
    case .bluetoothSpeaker: [.a2dp]
    case .watch: [.hfp]
    case .hearingAid, .leHeadset: [.le]
    case .airPlaySpeaker, .homePod: [.airPlay2]
    case .airPlayReceiver: [.airPlay]
    case .carPlay, .wiredHeadset, .wiredHeadphones, .usbHeadset, .usbAudio, .continuityCamera,
      .hdmi, .dock, .sipEndpoint:
      []
    }
  }

  /// Whether a device of this type can be spoken into unless its declaration says otherwise.
  package var hasMicrophone: Bool {
    switch self {
    case .bluetoothHeadset, .bluetoothSpeakerphone, .bluetooth, .carKit, .carPlay, .watch,
      .leHeadset, .wiredHeadset, .usbHeadset, .airPlaySpeaker, .homePod, .continuityCamera,
      .sipEndpoint:
      true
    case .bluetoothSpeaker, .hearingAid, .wiredHeadphones, .usbAudio, .airPlayReceiver, .hdmi,
      .dock:
      false
    }
  }

  /// Whether the device is reached over Bluetooth.
  package var isBluetooth: Bool {
    switch self {
    case .bluetoothHeadset, .bluetoothSpeaker, .bluetoothSpeakerphone, .bluetooth, .carKit, .watch,
      .hearingAid, .leHeadset:
      true
    default: false
    }
  }
}

/// A device's number within one trace; what it is called stands in the reader's table of names.
@usableFromInline package struct DeviceSlot: Hashable, Sendable, Comparable {
  package var number: UInt8

  package init(_ number: UInt8) { self.number = number }

  @usableFromInline package static func < (left: DeviceSlot, right: DeviceSlot) -> Bool {
    left.number < right.number
  }
}

/// What a device is: all that rules may know of it.
@usableFromInline package struct Device: Hashable, Sendable {
  package var slot: DeviceSlot
  package var type: DeviceType
  package var profiles: ProfileSet
  package var hasMicrophone: Bool

  package init(
    slot: DeviceSlot, type: DeviceType, profiles: ProfileSet? = nil, hasMicrophone: Bool? = nil
  ) {
    self.slot = slot
    self.type = type
    self.profiles = profiles ?? type.profiles
    self.hasMicrophone =
      hasMicrophone ?? (type.hasMicrophone || (profiles?.contains(.hfp) ?? false))
  }

  /// The ports that sound can come in by, best first.
  package var inputs: [Port] { Port.allCases.filter { inputPorts.contains($0) } }

  /// The ports that sound can go out by, best first.
  package var outputs: [Port] { Port.allCases.filter { outputPorts.contains($0) } }

  /// The set of ports that sound can come in by.
  package var inputPorts: PortSet {
    guard hasMicrophone else { return [] }
    var ports: PortSet = []
    if profiles.contains(.hfp) { ports.insert(.bluetoothHFP) }
    if profiles.contains(.le), type != .hearingAid { ports.insert(.bluetoothLE) }
    if profiles.contains(.airPlay2) { ports.insert(.airPlay) }
    switch type {
    case .carPlay: ports.insert(.carAudio)
    case .wiredHeadset: ports.insert(.headsetMic)
    case .usbHeadset, .usbAudio: ports.insert(.usbAudio)
    case .continuityCamera: ports.insert(.continuityMicrophone)
    case .dock: ports.insert(.lineIn)
    case .sipEndpoint: ports.insert(.streaming)
    default: break
    }
    return ports
  }

  /// The set of ports that sound can go out by.
  package var outputPorts: PortSet {
    var ports: PortSet = []
    if profiles.contains(.hfp) { ports.insert(.bluetoothHFP) }
    if profiles.contains(.a2dp) { ports.insert(.bluetoothA2DP) }
    if profiles.contains(.le) { ports.insert(type == .hearingAid ? .hearingAid : .bluetoothLE) }
    if profiles.contains(.airPlay) || profiles.contains(.airPlay2) { ports.insert(.airPlay) }
    switch type {
    case .carPlay: ports.insert(.carAudio)
    case .wiredHeadset, .wiredHeadphones: ports.insert(.headphones)
    case .usbHeadset, .usbAudio: ports.insert(.usbAudio)
    case .hdmi: ports.insert(.hdmi)
    case .dock: ports.insert(.lineOut)
    case .sipEndpoint: ports.insert(.streaming)
    default: break
    }
    return ports
  }

  /// All ports of the device.
  package var ports: PortSet { inputPorts.union(outputPorts) }

  /// Whether one port of the device both takes and gives sound.
  package var isTwoWay: Bool {
    var twoWay = outputPorts
    twoWay.remove(.bluetoothA2DP)
    return !twoWay.isEmpty && !inputPorts.isEmpty
  }
}
