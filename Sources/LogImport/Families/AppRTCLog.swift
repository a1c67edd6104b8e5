package import RouteModel

/// WebRTC's AppRTC audio manager and what descends from it.
///
/// That is InCallManager, flutter_webrtc's RTCAudioManager, Conversations, Nextcloud Talk and many apps.
/// The tag is each one's own; the words are the same.
///
/// It prints what went into each decision and what came out; the route itself it never prints, so what
/// it selected is claimed.
package struct AppRTCLog: LogFamily {
  package static let name = "apprtc"
  package static let summary =
    "AppRTC's audio manager: InCallManager, flutter_webrtc, Conversations and kin (Android)"
  package static let platform = Platform.android
  package static let triggers = [
    "updateAudioDeviceState", "evice status: available=[", "setAudioDeviceInternal(",
    "onAudioManagerDevicesChanged: ", "onAudioDeviceChanged", "WiredHeadsetReceiver.onReceive",
    "chooseAudioRoute()", "HEADSET profile state: ", "done: BT state=", "Proximity sensor => ",
    "WiredHeadset: ", "isPlugged", "setDefaultAudioDevice(device=", "AudioManager start",
    "AudioManager stopped", "startScoAudio: BT state=", "stopScoAudio: BT state=",
    "bluetoothTimeout: BT state=", "BluetoothHeadsetBroadcastReceiver.onReceive",
  ]

  private static let silent = "a step of the audio manager that decides nothing"

  private var picker = PickerLog(sdk: "apprtc")
  private var bluetooth: State?
  private var hasSnapshot = false
  /// The status before a decision, told where none follows.
  private var before: (claim: PickerLog.Claim, line: LogLine)?
  private var record: Record?

  /// Where the manager's Bluetooth part stands.
  private enum State: String {
    case uninitialized = "UNINITIALIZED"
    case error = "ERROR"
    case unavailable = "HEADSET_UNAVAILABLE"
    case available = "HEADSET_AVAILABLE"
    case disconnecting = "SCO_DISCONNECTING"
    case connecting = "SCO_CONNECTING"
    case connected = "SCO_CONNECTED"

    var hasHeadset: Bool {
      switch self {
      case .uninitialized, .error, .unavailable: false
      case .available, .disconnecting, .connecting, .connected: true
      }
    }
  }

  /// A record that goes on in the next lines: an object of JavaScript's, or a line that was wrapped.
  private struct Record {
    var begin: LogLine
    var text: [UInt8]
    var isObject: Bool
  }

  private static let longestRecord = 1 << 14

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    if Self.mayBeWrapped(line.message) { return begin(line, isObject: false, trace) }
    return readWhole(line, trace)
  }

  /// Whether a status ends before the device that is selected, as where a paste was wrapped.
  private static func mayBeWrapped(_ text: LogText) -> Bool {
    guard
      let status = text.after("evice status: available=[")
        ?? text.after("onAudioManagerDevicesChanged: ")
    else { return false }
    if status.contains("Object {") { return false }
    guard status.contains("]"),
      let tail = status.afterLast("selected=") ?? status.afterLast("selected:")
    else { return true }
    return tail.trimmed.isEmpty
  }

  private mutating func readWhole(_ line: LogLine, _ trace: TraceBuilder) -> Reading {
    let text = line.message
    if let device = Self.argument(of: "setAudioDeviceInternal(device=", text) {
      guard let kind = Self.kind(device) else { return unknown(device) }
      picker.start(line, trace)
      picker.call("setAudioDeviceInternal", kind?.argument.name, line, trace)
      return .understood
    }
    if let status = text.after("New device status: available=[") {
      before = nil
      return tell(status, line, trace)
    }
    if let status = text.after("evice status: available=[") { return hold(status, line, trace) }
    if text.contains("--- updateAudioDeviceState") {
      return snapshot(text, line, trace)
    }
    if text.contains("WiredHeadsetReceiver.onReceive") { return plug(text, line, trace) }
    if text.contains("onAudioManagerDevicesChanged: ") || text.contains("onAudioDeviceChanged") {
      return callback(text, line, trace)
    }
    if let object = text.after("WiredHeadset"), object.contains("{"),
      !object.contains("}") || object.contains("isPlugged")
    {
      return begin(line, isObject: true, trace)
    }
    return step(text, line, trace)
  }

  package mutating func finish(into trace: TraceBuilder) {
    flush(trace)
    self = AppRTCLog()
  }

  private func unknown(_ device: LogText) -> Reading {
    .failed("the device \"\(device.string.prefix(40))\" is none of the manager's")
  }

  // MARK: Words

  /// The kind that a word stands for; nil in it where it stands for none, nil where it is unknown.
  private static func kind(_ word: LogText) -> PickerKind?? {
    switch word {
    case "SPEAKER_PHONE", "SPEAKERPHONE": .some(.speaker)
    case "EARPIECE": .some(.earpiece)
    case "WIRED_HEADSET": .some(.wired)
    case "BLUETOOTH", "BLUETOOTH_HEADSET": .some(.bluetooth)
    case "NONE", "null", "": .some(nil)
    default: nil
    }
  }

  private static func argument(of label: StaticString, _ text: LogText) -> LogText? {
    guard var rest = text.after(label) else { return nil }
    return rest.takeWord()
  }

  /// The kinds of a list, whatever stands around the words; nil where one is unknown.
  private static func kinds(_ list: LogText) -> [PickerKind]? {
    var rest = list
    var kinds: [PickerKind] = []
    while !rest.isEmpty {
      _ = rest.take { !LogText.isWord($0) }
      let word = rest.takeWord()
      if word.isEmpty { break }
      guard let kind = Self.kind(word) else { return nil }
      if let kind, !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  // MARK: A decision

  /// `--- updateAudioDeviceState: wired headset=true, BT state=SCO_CONNECTED`: what goes in.
  private mutating func snapshot(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard var rest = text.after("wired headset=") else {
      guard text.contains("done") else { return .noise(Self.silent) }
      flush(trace, at: line.time)
      return .understood
    }
    flush(trace)
    let isWired: Bool
    switch rest.takeWord() {
    case "true": isWired = true
    case "false": isWired = false
    default: return .failed("whether a headset is wired cannot be read")
    }
    guard let word = Self.argument(of: "BT state=", text), let state = State(rawValue: word.string)
    else { return .failed("the Bluetooth state is not known") }
    picker.start(line, trace)
    let note = "seen by the audio manager"
    if isWired {
      picker.connect(.wired, hasSnapshot ? .now : .before, line, trace, note: note)
    } else {
      picker.disconnect(.wired, line, trace, note: note)
    }
    enter(state, line, trace)
    hasSnapshot = true
    return .understood
  }

  /// Follows the Bluetooth part from one state to the next.
  private mutating func enter(_ state: State, _ line: LogLine, _ trace: TraceBuilder) {
    let last = bluetooth
    bluetooth = state
    guard state != last else { return }
    if state.hasHeadset {
      let isNew = last == .unavailable && picker.bluetooth == nil
      picker.connect(
        .bluetooth, isNew ? .now : .before, line, trace, note: "found by the audio manager")
    } else if state == .unavailable, last?.hasHeadset ?? false {
      picker.disconnect(.bluetooth, line, trace, note: "not found any more by the audio manager")
    }
    switch state {
    case .connecting: picker.link(.requested, line, trace, by: .app)
    case .connected: picker.link(.connected, line, trace)
    case .disconnecting: picker.link(.off, line, trace, by: .app)
    case .available where picker.linkState == .connected: picker.link(.off, line, trace)
    default: break
    }
  }

  /// `available=[…], selected=…, user selected=…`, after the first bracket.
  private static func claim(_ text: LogText) -> PickerLog.Claim? {
    var rest = text
    guard let list = rest.take(upTo: "]"), let available = kinds(list),
      let word = argument(of: "selected=", rest), let selected = kind(word)
    else { return nil }
    var claim = PickerLog.Claim(selected: selected, available: available)
    if let user = argument(of: "user selected=", rest), let chosen = kind(user) {
      claim.chosen = .some(chosen)
    }
    return claim
  }

  private mutating func tell(
    _ status: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let claim = Self.claim(status) else { return .failed("the status cannot be read") }
    picker.claim(claim, line, trace)
    return .understood
  }

  private mutating func hold(
    _ status: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    flush(trace)
    guard let claim = Self.claim(status) else { return .failed("the status cannot be read") }
    before = (claim, line)
    return .understood
  }

  /// A status after which nothing new was said still holds.
  private mutating func flush(_ trace: TraceBuilder, at time: Int64? = nil) {
    guard let (claim, line) = before else { return }
    before = nil
    var place = line
    place.time = time ?? line.time
    picker.claim(claim, place, trace)
  }

  // MARK: What is told to the app

  private mutating func callback(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if text.after("onAudioDeviceChanged")?.contains("{") ?? false {
      return begin(line, isObject: true, trace)
    }
    if let list = text.after("onAudioManagerDevicesChanged: ") {
      return devicesChanged(list, line, trace)
    }
    guard let word = Self.argument(of: "selected:", Self.unspaced(text)) else { return .foreign }
    guard let selected = Self.kind(word),
      let available = Self.kinds(text.after("available:")?.between("[", "]") ?? .empty)
    else { return unknown(word) }
    picker.claim(
      PickerLog.Claim(selected: selected, available: available), line, trace)
    return .understood
  }

  /// The text with no space behind `selected:`.
  private static func unspaced(_ text: LogText) -> LogText {
    guard let rest = text.after("selected:") else { return text }
    return LogText(Array("selected:".utf8) + rest.trimmed.rawBytes)
  }

  /// `[WIRED_HEADSET], selected: WIRED_HEADSET`.
  private mutating func devicesChanged(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let available = Self.kinds(text.between("[", "]") ?? .empty),
      let word = Self.argument(of: "selected:", Self.unspaced(text)),
      let selected = Self.kind(word)
    else { return .failed("the devices cannot be read") }
    picker.claim(PickerLog.Claim(selected: selected, available: available), line, trace)
    return .understood
  }

  private mutating func begin(
    _ line: LogLine, isObject: Bool, _ trace: TraceBuilder
  ) -> Reading {
    let record = Record(begin: line, text: Array(line.message.rawBytes), isObject: isObject)
    if isObject, line.message.contains("}") { return end(record, trace) }
    self.record = record
    return .open
  }

  package mutating func resume(_ line: LogLine, into trace: TraceBuilder) -> Part {
    guard var open = record else { return .ended(.failed("the record has no end")) }
    if !open.isObject {
      record = nil
      var whole = open.begin
      guard line.container == .bare, !line.message.trimmed.isEmpty else {
        return .ended(readWhole(whole, trace))
      }
      whole.message = LogText(open.text + line.message.rawBytes)
      return .last(readWhole(whole, trace))
    }
    guard line.mayContinue(open.begin) else { return .foreign }
    open.text += line.message.rawBytes
    guard open.text.count <= Self.longestRecord else {
      record = nil
      return .ended(.failed("the object is longer than any"))
    }
    record = open
    guard line.message.contains("}") else { return .more }
    record = nil
    return .last(end(open, trace))
  }

  /// An object of JavaScript's: the devices, or a plug.
  private mutating func end(_ record: Record, _ trace: TraceBuilder) -> Reading {
    let text = LogText(record.text)
    if let plug = text.after("isPlugged") {
      let has = text.after("hasMic").map(Self.flag) ?? nil
      guard let isPlugged = Self.flag(plug) else { return .failed("the plug cannot be read") }
      picker.start(record.begin, trace)
      if isPlugged {
        picker.connect(.wired, .now, record.begin, trace, hasMicrophone: has ?? false)
      } else {
        picker.disconnect(.wired, record.begin, trace)
      }
      return .understood
    }
    guard let rest = text.after("availableAudioDeviceList"), let list = rest.between("[", "]"),
      var tail = text.after("selectedAudioDevice"), let available = Self.kinds(Self.bare(list))
    else { return .failed("the object says nothing of devices") }
    _ = tail.take { !LogText.isWord($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
    let word = tail.takeWord()
    guard let selected = Self.kind(word) else { return unknown(word) }
    picker.claim(
      PickerLog.Claim(selected: selected, available: available), record.begin, trace)
    return .understood
  }

  /// A list without the escapes before its quotes.
  private static func bare(_ list: LogText) -> LogText {
    LogText(list.rawBytes.filter { $0 != UInt8(ascii: "\\") })
  }

  private static func flag(_ text: LogText) -> Bool? {
    var rest = text
    _ = rest.take { !LogText.isLetter($0) }
    switch rest.takeWord() {
    case "true": return true
    case "false": return false
    default: return nil
    }
  }

  // MARK: What happens

  /// `s=plugged, m=mic, n=null, sb=false`; `sb` says that the plug was in before.
  private mutating func plug(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    flush(trace)
    let isSticky = text.contains("sb=true")
    picker.start(line, trace)
    switch Self.argument(of: " s=", text) ?? .empty {
    case "plugged":
      picker.connect(
        .wired, isSticky ? .before : .now, line, trace,
        hasMicrophone: text.contains("m=mic"))
    case "unplugged": picker.disconnect(.wired, line, trace)
    default: return .failed("the plug's state is neither plugged nor unplugged")
    }
    return .understood
  }

  private mutating func step(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if var rest = text.after("Proximity sensor => ") {
      var event = Event(.proximityChanged)
      switch rest.takeWord() {
      case "NEAR": event.near = true
      case "FAR": event.near = false
      default: return .failed("the sensor is neither near nor far")
      }
      trace.add(event, at: line)
      return .understood
    }
    if let choice = text.after("user choose audioDevice = ") {
      var rest = choice
      let word = rest.takeWord()
      guard let kind = Self.kind(word) else { return unknown(word) }
      picker.call(.selectDevice, kind, line, trace, note: "chooseAudioRoute")
      return .understood
    }
    if let word = Self.argument(of: "setDefaultAudioDevice(device=", text) {
      guard let kind = Self.kind(word) else { return unknown(word) }
      picker.call(.setDefaultAudioDevice, kind, line, trace)
      return .understood
    }
    if text.contains("BluetoothHeadsetBroadcastReceiver.onReceive") {
      return broadcast(text, line, trace)
    }
    if var rest = text.after("HEADSET profile state: ") {
      picker.start(line, trace)
      if rest.takeWord() == "CONNECTED" { picker.connect(.bluetooth, .before, line, trace) }
      return .understood
    }
    if text.contains("BT state=") { return bluetoothStep(text, line, trace) }
    if text.trimmed.hasPrefix("AudioManager starts") {
      picker.call(.start, nil, line, trace)
      return .understood
    }
    if text.trimmed.hasPrefix("AudioManager started") {
      picker.start(line, trace)
      return .understood
    }
    if text.trimmed.hasPrefix("AudioManager stopped") {
      picker.call(.stop, nil, line, trace)
      return .understood
    }
    return text.contains("updateAudioDeviceState") || text.contains("chooseAudioRoute()")
      ? .noise(Self.silent) : .foreign
  }

  /// `startScoAudio: BT state=…`, `onReceive done: BT state=…`.
  private mutating func bluetoothStep(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let word = Self.argument(of: "BT state=", text), let state = State(rawValue: word.string)
    else { return .failed("the Bluetooth state is not known") }
    picker.start(line, trace)
    if text.contains("startScoAudio: ") {
      picker.call(.startScoAudio, nil, line, trace)
    } else if text.contains("stopScoAudio: ") {
      picker.call(.stopScoAudio, nil, line, trace)
    } else if text.contains("bluetoothTimeout: ") {
      var event = Event(.timerFired)
      event.timer = .scoLink
      trace.add(event, at: line)
    }
    enter(state, line, trace)
    return .understood
  }

  /// `a=ACTION_AUDIO_STATE_CHANGED, s=ON, sb=false, BT state: …`; numbers 10 to 12 have the adapter's
  /// names there.
  private mutating func broadcast(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    flush(trace)
    let state = Self.argument(of: " s=", text) ?? .empty
    picker.start(line, trace)
    if text.contains("AUDIO_STATE_CHANGED") {
      switch state {
      case "ON", "A_CONNECTED", "AUDIO_CONNECTED": picker.link(.connected, line, trace)
      case "OFF", "A_DISCONNECTED", "AUDIO_DISCONNECTED":
        if picker.bluetooth != nil { picker.link(.off, line, trace) }
      case "TURNING_ON", "A_CONNECTING", "AUDIO_CONNECTING": return .noise(Self.silent)
      default: return .failed("the state of SCO is not known")
      }
      return .understood
    }
    guard text.contains("CONNECTION_STATE_CHANGED") else { return .noise(Self.silent) }
    let isSticky = text.contains("sb=true")
    switch state {
    case "CONNECTED": picker.connect(.bluetooth, isSticky ? .before : .now, line, trace)
    case "DISCONNECTED": picker.disconnect(.bluetooth, line, trace)
    case "CONNECTING", "DISCONNECTING": return .noise(Self.silent)
    default: return .failed("the state of the headset is not known")
    }
    return .understood
  }
}
