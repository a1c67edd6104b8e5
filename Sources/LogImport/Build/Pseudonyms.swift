internal import RouteModel

/// The names that stand for devices: the same device has the same one throughout an import.
final class Pseudonyms {
  private let keepsNames: Bool
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]
  private var taken: Set<String> = []

  init(keepsNames: Bool) { self.keepsNames = keepsNames }

  /// The identifier of a device, and its name where names are kept.
  func identifier(
    for key: String, _ type: DeviceType, name: String?, address: String?
  ) -> (id: String, name: String?) {
    if let known = names[key] { return (known, keepsNames ? name.map(Self.bounded) : nil) }
    let id: String
    if keepsNames, let spelled = (name ?? address).flatMap(Self.identifier),
      !taken.contains(spelled)
    {
      id = spelled
    } else {
      let stem = Self.stem(type)
      var number = counts[stem, default: 0]
      repeat { number += 1 } while taken.contains("\(stem)-\(number)")
      counts[stem] = number
      id = "\(stem)-\(number)"
    }
    names[key] = id
    taken.insert(id)
    return (id, keepsNames ? name.map(Self.bounded) : nil)
  }

  private static func stem(_ type: DeviceType) -> String {
    switch type {
    case .wiredHeadset, .wiredHeadphones: "wired"
    case .usbHeadset, .usbAudio: "usb"
    case .carPlay: "car"
    case .airPlaySpeaker, .homePod, .airPlayReceiver: "airplay"
    case .hdmi: "hdmi"
    case .dock: "dock"
    case .continuityCamera, .sipEndpoint: "device"
    default: "bluetooth"
    }
  }

  /// A name as an identifier of a trace, where that is possible.
  private static func identifier(_ name: String) -> String? {
    let scalars = name.unicodeScalars.filter {
      $0 != "@" && $0 != "!" && $0.properties.generalCategory != .control
        && $0.properties.generalCategory != .format
    }
    let text = String(String.UnicodeScalarView(scalars))
    return text.isEmpty || text.utf8.count > 128 || text == "phone" ? nil : text
  }

  private static func bounded(_ name: String) -> String { String(name.prefix(100)) }
}
