internal import RouteModel

/// A port as `AVAudioSessionPortDescription` prints itself.
struct ApplePort: Hashable {
  var port: Port
  /// Translated by the phone's language: for people, and to match what an app calls a port by.
  var name: String
  var uid: String
  var dataSource: String?

  /// All ports in a text, in their order; throws the type that is none of `AVAudioSession.Port`.
  static func all(in text: LogText) throws(UnknownPort) -> [ApplePort] {
    var rest = text
    var ports: [ApplePort] = []
    while let next = rest.after("<AVAudioSessionPortDescription:") {
      rest = next
      guard var fields = rest.take(upTo: "; selectedDataSource = "),
        fields.take(upTo: "type = ") != nil, let type = fields.take(upTo: "; name = "),
        let name = fields.take(upTo: "; UID = ")
      else { throw UnknownPort(type: nil) }
      let source = rest.take { $0 != UInt8(ascii: ">") }
      guard let port = Self.port(type.string) else { throw UnknownPort(type: type.string) }
      ports.append(
        ApplePort(
          port: port, name: name.string, uid: fields.string,
          dataSource: source == "(null)" ? nil : source.string))
    }
    return ports
  }

  /// A port that could not be read; the type where it is not known.
  struct UnknownPort: Error {
    var type: String?

    var why: String {
      type.map { "\"\($0)\" is no port that is known" } ?? "a port's description is cut short"
    }
  }

  private static func port(_ type: String) -> Port? {
    switch type {
    case "DisplayPort": .hdmi
    case "Thunderbolt", "FireWire", "PCI", "AVB": .usbAudio
    default: Port.allCases.first { $0.apple == type }
    }
  }

  /// The accessory that the port belongs to; nil where it is the phone's own.
  var sighting: Sighting? {
    switch port {
    case .builtInMic, .builtInReceiver, .builtInSpeaker: return nil
    case .headsetMic, .headphones:
      // A headset at a USB port is told by its engine's identifier; the jack has none of its own.
      return Sighting(
        .wiredHeadphones, address: uid.contains(":") ? stem : nil,
        hasMicrophone: port == .headsetMic)
    case .bluetoothHFP, .bluetoothA2DP:
      return Sighting(
        .bluetooth, address: stem, name: name,
        profiles: port == .bluetoothHFP ? [.hfp] : [.a2dp])
    case .bluetoothLE: return Sighting(.leHeadset, address: stem, name: name)
    case .hearingAid: return Sighting(.hearingAid, address: stem, name: name)
    case .usbAudio: return Sighting(.usbAudio, address: stem, name: name)
    case .carAudio: return Sighting(.carPlay, address: stem, name: name)
    case .airPlay: return Sighting(.airPlaySpeaker, address: stem, name: name)
    case .hdmi: return Sighting(.hdmi, address: stem, name: name)
    case .lineIn, .lineOut: return Sighting(.dock, address: stem, name: name)
    case .continuityMicrophone: return Sighting(.continuityCamera, address: stem, name: name)
    case .streaming: return Sighting(.sipEndpoint, address: stem, name: name)
    }
  }

  /// The identifier without what tells one device's ports apart: `-tsco`, `-tacl`, `:1`.
  private var stem: String {
    if uid.hasSuffix("-tsco") || uid.hasSuffix("-tacl") { return String(uid.dropLast(5)) }
    guard uid.hasPrefix("AppleUSBAudioEngine"), let colon = uid.lastIndex(of: ":") else {
      return uid
    }
    return String(uid[..<colon])
  }
}

/// A route as `AVAudioSessionRouteDescription` prints itself.
struct AppleRoute: Hashable {
  var inputs: [ApplePort]
  var outputs: [ApplePort]

  /// Reads a description; as part of a dictionary it may be escaped.
  init(_ text: LogText) throws(ApplePort.UnknownPort) {
    let plain = text.contains("\\\"") || text.contains("\\n") ? Self.unescaped(text) : text
    guard let inputs = plain.between("inputs = (", "outputs = ("),
      let outputs = plain.after("outputs = (")
    else { throw ApplePort.UnknownPort(type: nil) }
    self.inputs = try ApplePort.all(in: inputs)
    self.outputs = try ApplePort.all(in: outputs)
  }

  /// Text without the escapes of a property list's old style: `\n`, `\"`, `\\`, `\U9ea6`.
  private static func unescaped(_ text: LogText) -> LogText {
    var rest = text
    var units: [UInt16] = []
    while let part = rest.take(upTo: "\\") {
      units += Array(part.string.utf16)
      guard let sign = rest.first else { break }
      rest.drop(1)
      switch sign {
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "U"), UInt8(ascii: "u"):
        let digits = LogText(rest.rawBytes.prefix(4))
        rest.drop(digits.count)
        units.append(UInt16(digits.string, radix: 16) ?? 0xFFFD)
      default: units.append(UInt16(sign))
      }
    }
    units += Array(rest.string.utf16)
    return LogText(String(decoding: units, as: UTF16.self))
  }
}

/// The numbers and words with which Apple and SDKs print the reason of a route change.
enum AppleReason {
  static let words = [
    "unknown", "newDeviceAvailable", "oldDeviceUnavailable", "categoryChange", "override", "",
    "wakeFromSleep", "noSuitableRouteForCategory", "routeConfigurationChange",
  ]

  static func word(_ number: Int) -> String? {
    words.indices.contains(number) && number != 5 ? words[number] : nil
  }

  /// The reason that a word of RTCAudioSession or RNInCallManager stands for.
  static func word(_ text: LogText) -> String? {
    switch text {
    case "Unknow", "Unknown", "ReasonUnknown": words[0]
    case "NewDeviceAvailable": words[1]
    case "OldDeviceUnavailable": words[2]
    case "CategoryChange": words[3]
    case "Override": words[4]
    case "WakeFromSleep": words[6]
    case "NoSuitableRouteForCategory": words[7]
    case "RouteConfigurationChange", "ConfigurationChange": words[8]
    default: nil
    }
  }

  /// The reason behind `AVAudioSessionRouteChangeReasonKey`, however a dictionary prints it.
  static func keyed(in text: LogText) -> String? {
    guard var rest = text.after("AVAudioSessionRouteChangeReasonKey") else { return nil }
    _ = rest.take { !LogText.isDigit($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") }
    return rest.takeNumber().flatMap(word)
  }
}
