internal import RouteModel

/// The path of calls inside Telecom that led to a line, as its logs print it behind the last colon:
/// `ICA.sAR->CARSM.pM_USER_SWITCH_SPEAKER@AJQ_0`.
struct TelecomSession {
  /// The whole path with its number: the same on every line of one cause.
  var text: LogText

  /// Splits a message into what is said and its path; no path where none is printed.
  static func split(_ message: LogText) -> (said: LogText, session: TelecomSession?) {
    guard let tail = message.afterLast(":") else { return (message, nil) }
    let path = tail.trimmed
    guard path.contains("@"), !path.rawBytes.contains(where: LogText.isSpace),
      path.contains(".") || path.contains("->")
    else { return (message, nil) }
    let said = LogText(message.rawBytes.dropLast(tail.count + 1))
    return (said, TelecomSession(text: path))
  }

  /// Where the path begins: the class and function that were called from outside, shortened.
  private var origin: LogText {
    let path = text.before("@") ?? text
    return path.before("->") ?? path
  }

  /// The message that the path posted to the route machine; empty where it posted none.
  var posted: LogText {
    var rest = text.afterLast("CARSM.pM_") ?? text.afterLast("CARC.pM_") ?? .empty
    return rest.takeWord()
  }

  /// The message with the number of the session in which it was posted: the same on every line of
  /// one cause, also of its parts; nil where the path posted none.
  var cause: String? {
    if posted.isEmpty { return nil }
    var number = text.afterLast("@") ?? .empty
    while number.take("E-") {}
    let session = number.take { $0 != UInt8(ascii: "_") }
    return "\(session.string) \(posted.string)"
  }

  /// Who asked, as far as the path tells; what stands in parentheses abbreviates the caller's package.
  enum Asker {
    case screen
    case bluetooth
    case headsetButton
  }

  var asker: Asker? {
    if origin.hasPrefix("BPSI.") { return .bluetooth }
    if origin.hasPrefix("HMB") { return .headsetButton }
    guard origin.hasPrefix("ICA.") else { return nil }
    // com.android.bluetooth answers as an in-call screen since Android 12.
    let caller = origin.between("(", ")") ?? .empty
    return caller == "cab" || caller == "cgab" ? .bluetooth : .screen
  }

  /// What the path says of the cause, for people.
  var note: String? {
    let path = String(origin.string.prefix(60))
    if path.isEmpty || path == "..." { return nil }
    switch asker {
    case .screen: return "asked on the call's screen (\(path))"
    case .bluetooth: return "asked over Bluetooth (\(path))"
    case .headsetButton: return "asked with a headset's button (\(path))"
    case nil: break
    }
    if path.hasPrefix("CSW.") { return "told by the call's own service (\(path))" }
    if path.hasPrefix("BSR.") { return "told by Bluetooth (\(path))" }
    return "by way of \(path)"
  }
}

/// Where Telecom says that a call sounds.
enum TelecomPlace: Equatable {
  case earpiece
  case speaker
  case wired
  case dock
  case streaming
  /// Any Bluetooth device, where none is named.
  case bluetooth
  case device(Port, String)

  /// The word of a `CallAudioState`, and of the names of states, whatever their letters' case.
  init?(word: LogText) {
    switch word {
    case "EARPIECE", "Earpiece": self = .earpiece
    case "SPEAKER", "Speaker": self = .speaker
    case "WIRED_HEADSET", "Headset": self = .wired
    case "BLUETOOTH", "Bluetooth": self = .bluetooth
    case "STREAMING", "Streaming": self = .streaming
    default: return nil
    }
  }

  var isBluetooth: Bool {
    switch self {
    case .bluetooth, .device: true
    default: false
    }
  }

  /// The place that follows a label, `AudioRoute[Type=TYPE_…, Address=…]`; nil behind it where the
  /// route is none, as `Type=null`.
  static func audioRoute(_ text: LogText) throws(UnknownRoute) -> TelecomPlace? {
    guard var rest = text.after("AudioRoute[Type=") else { return nil }
    let type = rest.takeWord()
    let address = rest.between("Address=", "]") ?? .empty
    switch type {
    case "null", "TYPE_INVALID": return nil
    case "TYPE_EARPIECE": return .earpiece
    case "TYPE_SPEAKER": return .speaker
    case "TYPE_WIRED": return .wired
    case "TYPE_DOCK": return .dock
    case "TYPE_STREAMING": return .streaming
    case "TYPE_BLUETOOTH_SCO": return .device(.bluetoothHFP, address.string)
    case "TYPE_BLUETOOTH_LE": return .device(.bluetoothLE, address.string)
    case "TYPE_BLUETOOTH_HA": return .device(.hearingAid, address.string)
    default: throw UnknownRoute(why: "the type of route \"\(type.string.prefix(40))\" is not known")
    }
  }

  struct UnknownRoute: Error { var why: String }
}

/// What `CallAudioState` prints of itself.
struct TelecomAudioState {
  var isMuted: Bool
  var route: TelecomPlace
  var supported: [TelecomPlace] = []
  /// The address of the Bluetooth device in use.
  var activeDevice: String?
  /// The addresses of all that could be used; nil where they are not printed.
  var devices: [String]?

  static let label: StaticString = "[AudioState isMuted: "

  /// The states that a line prints: before and after, or one alone; nil where one cannot be read.
  static func all(in text: LogText) -> [TelecomAudioState]? {
    var rest = text
    var states: [TelecomAudioState] = []
    while rest.take(upTo: label) != nil {
      guard let state = TelecomAudioState(&rest) else { return nil }
      states.append(state)
    }
    return states
  }

  private init?(_ text: inout LogText) {
    switch text.takeWord() {
    case "true": isMuted = true
    case "false": isMuted = false
    default: return nil
    }
    guard text.take(", route: "), let route = TelecomPlace(word: text.takeWord()),
      text.take(", supportedRouteMask: ")
    else { return nil }
    self.route = route
    repeat {
      if let place = TelecomPlace(word: text.takeWord()) { supported.append(place) }
      guard text[2].map(LogText.isUpper) ?? false else { break }
    } while text.take(", ")
    if text.take(", activeBluetoothDevice: ["), let address = text.take(upTo: "]") {
      activeDevice = address == "null" || address.isEmpty ? nil : address.string
    }
    if text.take(", supportedBluetoothDevices: ["), let list = text.take(upTo: "]") {
      devices = list.split(",").map(\.string)
    }
  }
}

/// The state of the machine up to Android 14: `ActiveBluetoothRoute`.
struct TelecomRouteState {
  enum Focus { case quiescent, ringing, active }

  var focus: Focus
  var place: TelecomPlace

  init?(_ text: LogText) {
    var rest = text
    if rest.take("Quiescent") {
      focus = .quiescent
    } else if rest.take("Ringing") {
      focus = .ringing
    } else if rest.take("Active") || text.hasPrefix("Streaming") {
      focus = .active
    } else {
      return nil
    }
    let word = rest.takeWord()
    guard let place = TelecomPlace(word: word.before("Route") ?? word.before("State") ?? word)
    else { return nil }
    self.place = place
  }
}
