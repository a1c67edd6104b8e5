package import RouteModel

/// Twilio's AudioSwitch, also in LiveKit and newer flutter_webrtc: tags begin with `AS/`.
///
/// It lists devices and says what a user chose; what it selects by itself it does not print. Apps print
/// the broadcasts of SCO's state beside it.
package struct AudioSwitchLog: LogFamily {
  package static let name = "audioswitch"
  package static let summary =
    "Twilio's AudioSwitch, LiveKit's fork, and SCO's broadcasts (Android)"
  package static let platform = Platform.android
  package static let triggers = [
    "Available AudioDevice list updated: ", "Current user selected AudioDevice = ",
    "Selected AudioDevice = ", "AudioSwitch", "AudioDeviceManager", "BluetoothHeadsetManager",
    "Headset state changed to ", "Bluetooth audio connected", "Bluetooth audio disconnected",
    "SCO_AUDIO_STATE_",
  ]

  private static let silent = "AudioSwitch, a step that decides nothing"

  private var picker = PickerLog(sdk: "audioswitch")
  /// The names of the Bluetooth devices in the last list; nil before the first.
  private var listed: Set<String>?
  private var hasList = false
  /// What the user chose, by the last line that said so.
  private var chosen: Item?

  /// `BluetoothHeadset(name=Anna's Buds, black (2))`.
  private struct Item: Equatable {
    var kind: PickerKind
    var name: String
  }

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let list = text.after("Available AudioDevice list updated: ") {
      return devices(list, line, trace)
    }
    if let choice = text.after("Current user selected AudioDevice = ") {
      return choose(choice, line, trace, isNew: false)
    }
    if let choice = text.after("Selected AudioDevice = ") {
      return choose(choice, line, trace, isNew: true)
    }
    if let state = text.after("SCO_AUDIO_STATE_") { return sco(state, line, trace) }
    guard line.tag.hasPrefix("AS/") || text.contains("AS/") else { return .foreign }
    return step(text.trimmed, line, trace)
  }

  package mutating func finish(into trace: TraceBuilder) { self = AudioSwitchLog() }

  // MARK: Devices

  private static func kind(_ word: LogText) -> PickerKind? {
    switch word {
    case "BluetoothHeadset": .bluetooth
    case "WiredHeadset": .wired
    case "Earpiece": .earpiece
    case "Speakerphone": .speaker
    default: nil
    }
  }

  /// One device; its name may hold commas and brackets, so it goes up to the last one.
  private static func item(_ text: LogText) -> Item? {
    var rest = text.trimmed
    guard let kind = kind(rest.takeWord()), rest.take("(name="), rest.last == UInt8(ascii: ")")
    else { return nil }
    return Item(kind: kind, name: LogText(rest.rawBytes.dropLast()).string)
  }

  /// The devices of `[Kind(name=…), Kind(name=…)]`: one ends where a bracket, a comma and the next
  /// kind stand.
  private static func items(_ text: LogText) -> [Item]? {
    var rest = text.trimmed
    guard rest.take("["), rest.last == UInt8(ascii: "]") else { return nil }
    rest = LogText(rest.rawBytes.dropLast())
    if rest.trimmed.isEmpty { return [] }
    var items: [Item] = []
    var begin = rest.rawBytes.startIndex
    let bytes = rest.rawBytes
    var place = begin
    while place < bytes.endIndex {
      let tail = LogText(bytes[place...])
      if tail.hasPrefix("), "), Self.beginsItem(LogText(bytes[(place + 3)...])) {
        guard let item = item(LogText(bytes[begin...place])) else { return nil }
        items.append(item)
        begin = place + 3
        place = begin
      } else {
        place += 1
      }
    }
    guard let last = item(LogText(bytes[begin...])) else { return nil }
    return items + [last]
  }

  private static func beginsItem(_ text: LogText) -> Bool {
    var rest = text
    return kind(rest.takeWord()) != nil && rest.hasPrefix("(name=")
  }

  private mutating func devices(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let items = Self.items(text) else { return .failed("the list of devices cannot be read") }
    picker.start(line, trace)
    let headsets = items.filter { $0.kind == .bluetooth }.map(\.name)
    for name in headsets {
      let isNew = listed.map { !$0.contains(name) } ?? false
      picker.connect(
        .bluetooth, isNew ? .now : .before, line, trace, name: name, note: "new in the list")
    }
    for name in (listed ?? []).sorted() where !headsets.contains(name) {
      picker.disconnect(.bluetooth, line, trace, name: name, note: "gone from the list")
    }
    if items.contains(where: { $0.kind == .wired }) {
      picker.connect(.wired, hasList ? .now : .before, line, trace, note: "new in the list")
    } else {
      picker.disconnect(.wired, line, trace, note: "gone from the list")
    }
    listed = Set(headsets)
    hasList = true
    var kinds: [PickerKind] = []
    for item in items where !kinds.contains(item.kind) { kinds.append(item.kind) }
    picker.claim(PickerLog.Claim(selected: nil, available: kinds), line, trace)
    return .understood
  }

  /// What the user chose: said by the function itself, or as it stands when the list is made anew.
  private mutating func choose(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder, isNew: Bool
  ) -> Reading {
    if text.trimmed == "null" {
      if chosen != nil || isNew { picker.call(.selectDevice, nil, line, trace) }
      chosen = nil
      return .understood
    }
    guard let item = Self.item(text) else { return .failed("the device cannot be read") }
    if isNew || item != chosen {
      if item.kind == .bluetooth {
        picker.connect(.bluetooth, .before, line, trace, name: item.name)
      }
      picker.call(.selectDevice, item.kind, line, trace)
    }
    chosen = item
    return .understood
  }

  // MARK: Links

  private mutating func sco(_ text: LogText, _ line: LogLine, _ trace: TraceBuilder) -> Reading {
    var rest = text
    let isKnown = picker.bluetooth != nil
    switch rest.takeWord() {
    case "CONNECTED": picker.link(.connected, line, trace)
    case "CONNECTING": picker.link(.requested, line, trace)
    case "DISCONNECTED": if isKnown { picker.link(.off, line, trace) }
    case "ERROR": picker.link(.failed, line, trace)
    default: return .failed("the state of SCO is not known")
    }
    return .understood
  }

  private mutating func step(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if let state = text.after("Headset state changed to ") {
      var rest = state
      switch rest.takeWord() {
      case "AudioActivating": picker.link(.requested, line, trace, by: .app)
      case "AudioActivated": picker.link(.connected, line, trace)
      case "AudioActivationError": picker.link(.failed, line, trace)
      case "Connected", "Disconnected":
        if picker.bluetooth != nil { picker.link(.off, line, trace) }
      default: return .failed("the headset's state is not known")
      }
      return .understood
    }
    if var rest = text.after("Bluetooth audio ") {
      switch rest.takeWord() {
      case "connected": picker.link(.connected, line, trace)
      case "disconnected": if picker.bluetooth != nil { picker.link(.off, line, trace) }
      default: return .noise(Self.silent)
      }
      return .understood
    }
    return text.hasPrefix("Bluetooth ") ? headset(text, line, trace) : .noise(Self.silent)
  }

  /// `Bluetooth Anna's Buds connected`; some versions put `headset` before the name.
  private mutating func headset(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let end = text.string.split(separator: " ").last,
      end == "connected" || end == "disconnected"
    else { return .noise(Self.silent) }
    var name = text
    _ = name.take("Bluetooth ")
    _ = name.take("headset ")
    name = LogText(name.rawBytes.dropLast(end.utf8.count)).trimmed
    guard !name.isEmpty else { return .failed("the headset has no name") }
    picker.start(line, trace)
    if end == "connected" {
      picker.connect(.bluetooth, .now, line, trace, name: name.string)
      listed?.insert(name.string)
    } else {
      picker.disconnect(.bluetooth, line, trace, name: name.string)
      listed?.remove(name.string)
    }
    return .understood
  }
}
