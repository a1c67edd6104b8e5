internal import RouteModel

/// A sink or source as Android's audio framework names it, in words or as a mask's bit.
struct AndroidSink: Hashable {
  var port: Port
  /// What kind of accessory it is; nil where it is the phone's own.
  var type: DeviceType?
  var profile: Profile?

  private init(_ port: Port, _ type: DeviceType? = nil, _ profile: Profile? = nil) {
    self.port = port
    self.type = type
    self.profile = profile
  }

  /// By `AudioSystem.getDeviceName`, as in `type:bt_sco_hs`.
  static func named(_ text: LogText) -> AndroidSink? {
    switch text {
    case "earpiece": AndroidSink(.builtInReceiver)
    case "speaker", "speaker_safe": AndroidSink(.builtInSpeaker)
    case "headset": AndroidSink(.headphones, .wiredHeadset)
    case "headphone", "headphones": AndroidSink(.headphones, .wiredHeadphones)
    case "bt_sco", "bt_sco_hs", "bt_sco_headset":
      AndroidSink(.bluetoothHFP, .bluetooth, .hfp)
    case "bt_sco_carkit": AndroidSink(.bluetoothHFP, .carKit, .hfp)
    case "bt_a2dp", "bt_a2dp_hp": AndroidSink(.bluetoothA2DP, .bluetooth, .a2dp)
    case "bt_a2dp_spk": AndroidSink(.bluetoothA2DP, .bluetoothSpeaker, .a2dp)
    case "ble_headset", "ble_speaker", "ble_broadcast":
      AndroidSink(.bluetoothLE, .leHeadset, .le)
    case "hearing_aid", "hearing_aid_out": AndroidSink(.hearingAid, .hearingAid, .le)
    case "usb_headset": AndroidSink(.usbAudio, .usbHeadset)
    case "usb_device", "usb_accessory": AndroidSink(.usbAudio, .usbAudio)
    case "hdmi", "aux_digital", "hdmi_arc", "hdmi_earc": AndroidSink(.hdmi, .hdmi)
    case "line", "aux_line", "analog_dock", "anlg_dock", "digital_dock":
      AndroidSink(.lineOut, .dock)
    default: nil
    }
  }

  /// By a device's mask; the highest bit says that it is a source.
  static func mask(_ mask: UInt32) -> AndroidSink? {
    switch mask {
    case 0x1: AndroidSink(.builtInReceiver)
    case 0x2, 0x40_0000: AndroidSink(.builtInSpeaker)
    case 0x4: AndroidSink(.headphones, .wiredHeadset)
    case 0x8: AndroidSink(.headphones, .wiredHeadphones)
    case 0x10, 0x20: AndroidSink(.bluetoothHFP, .bluetooth, .hfp)
    case 0x40: AndroidSink(.bluetoothHFP, .carKit, .hfp)
    case 0x80, 0x100: AndroidSink(.bluetoothA2DP, .bluetooth, .a2dp)
    case 0x200: AndroidSink(.bluetoothA2DP, .bluetoothSpeaker, .a2dp)
    case 0x400: AndroidSink(.hdmi, .hdmi)
    case 0x800, 0x1000, 0x2_0000: AndroidSink(.lineOut, .dock)
    case 0x2000, 0x4000: AndroidSink(.usbAudio, .usbAudio)
    case 0x400_0000: AndroidSink(.usbAudio, .usbHeadset)
    case 0x800_0000: AndroidSink(.hearingAid, .hearingAid, .le)
    case 0x2000_0000, 0x2000_0001: AndroidSink(.bluetoothLE, .leHeadset, .le)
    case 0x8000_0004, 0x8000_0080: AndroidSink(.builtInMic)
    case 0x8000_0008: AndroidSink(.bluetoothHFP, .bluetooth, .hfp)
    case 0x8000_0010: AndroidSink(.headsetMic, .wiredHeadset)
    case 0x8000_0800, 0x8000_1000: AndroidSink(.usbAudio, .usbAudio)
    case 0x8200_0000: AndroidSink(.usbAudio, .usbHeadset)
    case 0xA000_0000: AndroidSink(.bluetoothLE, .leHeadset, .le)
    default: nil
    }
  }

  /// The accessory, by the address that the line gives it.
  func sighting(address: LogText? = nil) -> Sighting? {
    guard let type else { return nil }
    return Sighting(
      type, address: type.isBluetooth ? address.flatMap(Self.address) : nil,
      profiles: profile.map { [$0] } ?? [], hasMicrophone: port == .headsetMic)
  }

  /// A Bluetooth address, some of whose digits may be hidden; nil where the text is none.
  static func address(_ text: LogText) -> String? {
    var rest = text
    let word = rest.take { LogText.isWord($0) || $0 == UInt8(ascii: ":") }
    guard word.count == 17, word.rawBytes.count(where: { $0 == UInt8(ascii: ":") }) == 5 else {
      return nil
    }
    return word.string
  }

  /// `AudioDeviceAttributes: role:output type:bt_sco addr:02:00:… name:…`.
  static func attributes(_ text: LogText) -> (sink: AndroidSink, address: LogText?)? {
    guard var type = text.after("type:") else { return nil }
    let word = type.take { LogText.isWord($0) || $0 == UInt8(ascii: "-") }
    return named(word).map { ($0, type.after("addr:")) }
  }
}

/// Which apps speak in an Android log: the one that the trace is about, and all others.
struct AndroidApps {
  /// The first app that sets a call's mode, or asks for what only calls ask for.
  private(set) var subject: String?
  private var processes: [Int: String] = [:]

  /// What an app is called: its package, as far as the log gives it.
  mutating func identity(package: String?, process: Int?) -> String? {
    guard let process else { return package }
    let number = "pid \(process)"
    if let package {
      if subject == number { subject = package }
      processes[process] = package
    }
    return processes[process] ?? number
  }

  mutating func beSubject(_ identity: String?) {
    guard let identity, subject == nil, Self.systemActor(identity) == nil else { return }
    subject = identity
  }

  func actor(_ identity: String?) -> Actor? {
    guard let identity else { return nil }
    return Self.systemActor(identity) ?? (identity == subject ? .app : .otherApp)
  }

  static func systemActor(_ identity: String) -> Actor? {
    switch identity {
    case "android", "system_server": .system
    case "com.android.server.telecom", "com.android.phone": .telecom
    default: nil
    }
  }
}
