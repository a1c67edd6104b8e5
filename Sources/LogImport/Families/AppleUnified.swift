package import RouteModel
internal import TraceLog

/// What Apple's audio server says in the unified log: `mediaserverd`, since iOS 17 `audiomxd`.
///
/// `PVMSetCurrentState` names the route itself, with the category of whoever is in control, so it is
/// observed. `AudioSessionServerImp` prints what apps ask their sessions for, and what was refused.
package struct AppleUnified: LogFamily {
  package static let name = "apple-unified"
  package static let summary = "Apple's audio server in the unified log (mediaserverd, audiomxd)"
  package static let platform = Platform.ios
  package static let triggers = [
    "PVMSetCurrentState", "AudioSessionServerImp", "Refresh Route Info ", "VirtualAudio_",
  ]

  private static let phoneCall = "phone-call"

  private var isInPhoneCall = false
  private var session: (category: Category, mode: Mode?)?
  private var isActive = false
  private var isOverridden = false
  /// The last route that was told, to leave out what repeats it.
  private var told: AppleWord?
  /// The session that the trace is about: the first that asks for something.
  private var subject: String?
  private var activation: Activation?

  /// An activation that was asked for, and may yet be refused.
  private struct Activation {
    var mark: TraceBuilder.Mark
    var line: LogLine
  }

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let rest = text.after("PVMSetCurrentState") { return state(rest, line, trace) }
    if let rest = text.after("Refresh Route Info ") { return refresh(rest, line, trace) }
    if let rest = text.after("AudioSessionServerImp") { return session(rest, line, trace) }
    return .noise("the audio server's own devices and streams")
  }

  package mutating func finish(into trace: TraceBuilder) {
    settle(isRefused: nil, trace, isStated: false)
    self = AppleUnified()
  }

  // MARK: Routes

  /// ` [PhoneCall, Default, HeadsetBT, 02:00:…-tsco, wdef, NO]`.
  private mutating func state(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard var rest = text.after("["), let category = rest.take(upTo: ", "),
      let mode = rest.take(upTo: ", "), let route = rest.take(upTo: ", "),
      let device = Self.device(rest)
    else { return .failed("the state is cut short") }
    if route == "<private>" { return .noise("a route that the log hides") }
    guard let word = AppleWord(route) else {
      return .failed("\"\(route.string)\" is no route that is known")
    }
    call(category == "PhoneCall", line, trace)
    if !isInPhoneCall, let category = Self.category(category.string) {
      configure(category, Self.mode(mode.string), word, line, trace)
    }
    tell(word, uid: device, line, trace)
    return .understood
  }

  /// The device, between the route and two more columns; its name may hold commas.
  private static func device(_ text: LogText) -> String? {
    guard var columns = text.before("]")?.string.split(separator: ", "), columns.count >= 2 else {
      return nil
    }
    columns.removeLast(min(2, columns.count - 1))
    return columns.joined(separator: ", ")
  }

  /// The same route once more, without its device, as another process was told it.
  private mutating func refresh(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    var rest = text
    let name = rest.takeWord()
    guard let word = AppleWord(name) else {
      return .failed("\"\(name.string)\" is no route that is known")
    }
    if word == told { return .understood }
    tell(word, uid: nil, line, trace)
    return .understood
  }

  private mutating func tell(
    _ word: AppleWord, uid: String?, _ line: LogLine, _ trace: TraceBuilder
  ) {
    told = word
    var slot: DeviceSlot?
    if let accessory = word.accessory {
      let uid = uid.flatMap { $0 == "(null)" || $0 == "<private>" ? nil : $0 }
      let port = ApplePort(port: accessory, name: "", uid: uid ?? "")
      if uid != nil || accessory == .headphones, let sighting = port.sighting {
        slot = trace.device(
          Sighting(
            sighting.type, address: sighting.address, profiles: sighting.profiles,
            hasMicrophone: word.input == .headsetMic))
      }
      if let slot { trace.assumeConnected(slot, at: line) }
    }
    func claim(_ port: Port?) -> SideClaim {
      guard let port else { return .anything }
      return .oneOf([EndpointPattern(port: port, device: port.isBuiltIn ? nil : slot)])
    }
    trace.add(
      Evidence(.observed, input: claim(word.input), output: claim(word.output)), at: line)
  }

  /// A phone call is on while the category says so.
  private mutating func call(_ isOn: Bool, _ line: LogLine, _ trace: TraceBuilder) {
    guard isOn != isInPhoneCall else { return }
    isInPhoneCall = isOn
    var event = Event(isOn ? .callJoined : .callEnded)
    if isOn { event.callKind = .phone }
    trace.add(
      event, call: Self.phoneCall, at: line, assumed: true,
      note: isOn ? "the category is PhoneCall" : "the category is PhoneCall no more")
  }

  // MARK: Sessions

  /// Fills in the session that such a state stands for; the options are those that the route needs.
  private mutating func configure(
    _ category: Category, _ mode: Mode?, _ word: AppleWord?, _ line: LogLine, _ trace: TraceBuilder
  ) {
    let before = session
    guard before?.category != category || before?.mode != mode else { return }
    session = (category, mode)
    // A mode that is learnt late has not changed.
    if let before, before.category == category, before.mode == nil { return }
    var event = Event(.sessionConfigured)
    event.mode = mode
    if before?.category != category {
      event.category = category
      event.options = category == .playAndRecord ? options(word, mode) : []
    }
    event.by = .app
    trace.add(
      event, at: line, assumed: true,
      note: "the options are not in the log" + (word == nil ? "" : "; these fit its route"))
    guard !isActive, word != nil else { return }
    isActive = true
    var active = Event(.sessionActivated)
    active.by = .app
    trace.add(active, at: line, assumed: true, note: "its category is the one in force")
  }

  private func options(_ word: AppleWord?, _ mode: Mode?) -> CategoryOptions {
    switch word?.output {
    case .bluetoothHFP: [.allowBluetoothHFP]
    case .bluetoothA2DP: [.allowBluetoothA2DP]
    case .airPlay: [.allowAirPlay]
    case .builtInSpeaker where mode != .videoChat && !isOverridden: [.defaultToSpeaker]
    default: []
    }
  }

  private static func category(_ text: String) -> Category? {
    named(text, "AVAudioSessionCategory")
  }

  private static func mode(_ text: String) -> Mode { named(text, "AVAudioSessionMode") ?? .default }

  /// A word by its name in Swift, of `PlayAndRecord` as of `AVAudioSessionCategoryPlayAndRecord`.
  private static func named<Element: Word>(_ text: String, _ prefix: String) -> Element? {
    let rest = text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]
    let spelled = rest.prefix(1).lowercased() + rest.dropFirst()
    return Element.allCases.first { $0.name == spelled }
  }

  /// `.cpp:3166:Function: { "action":…, "session":{…}, "details":… }`.
  private mutating func session(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let open = text.after("{") else {
      return .noise("a step of the server without a session")
    }
    guard let value = JSONValue(parsing: Array("{".utf8) + Array(open.trimmed.rawBytes)) else {
      return .failed("what follows is no JSON")
    }
    guard let action = value["action"]?.string else {
      return .noise("a step of the server without a session")
    }
    let session = value["session"]
    let identity = session?["ID"]?.string ?? session?["name"]?.string
    switch action {
    case "set_property":
      return property(value["details"], identity, line, trace)
    case "activate", "deactivate":
      guard isSubject(identity) else { return .noise("another app's session") }
      return activate(action == "activate", value, line, trace)
    case "property_change":
      return .noise("a change that the log does not name")
    default:
      guard let error = value["error"]?.string else {
        return .noise("a step of a session without a route")
      }
      return refusal(error, value["details"], identity)(&self, trace)
    }
  }

  private mutating func isSubject(_ identity: String?) -> Bool {
    guard let identity else { return false }
    subject = subject ?? identity
    return identity == subject
  }

  /// An error that an activation met; other errors change nothing.
  private func refusal(
    _ error: String, _ details: JSONValue?, _ identity: String?
  ) -> (inout AppleUnified, TraceBuilder) -> Reading {
    guard activation != nil, identity == subject else {
      return { _, _ in .noise("an error of the server") }
    }
    let why = details?["error_string"]?.string ?? error
    let code = details?["error_code"]?.integer.map { " (\($0))" } ?? ""
    return { family, trace in
      family.settle(isRefused: why + code, trace, isStated: true)
      return .understood
    }
  }

  private mutating func activate(
    _ isOn: Bool, _ value: JSONValue, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let isEntry = value["details"]?.string == "entry"
    if let error = value["error"]?.string {
      guard activation != nil else { return .noise("an error of the server") }
      settle(isRefused: error, trace, isStated: true)
      return .understood
    }
    if !isOn {
      settle(isRefused: nil, trace, isStated: false)
      if !isEntry, value["details"]?.string == "exit" { return .understood }
      var event = Event(.sessionDeactivated)
      event.by = .app
      trace.add(event, at: line)
      told = nil
      isActive = false
      return .understood
    }
    if !isEntry {
      if activation == nil { activation = Activation(mark: trace.reserve(at: line), line: line) }
      settle(isRefused: nil, trace, isStated: true)
      return .understood
    }
    settle(isRefused: nil, trace, isStated: false)
    activation = Activation(mark: trace.reserve(at: line), line: line)
    return .understood
  }

  /// Tells the activation that was asked for: how it came out, or that no line refuses it.
  private mutating func settle(isRefused why: String?, _ trace: TraceBuilder, isStated: Bool) {
    guard let open = activation else { return }
    activation = nil
    if why == nil { isActive = true }
    var event = Event(.sessionActivated)
    event.by = .app
    event.error = why.flatMap(trace.symbol)
    trace.add(
      event, at: open.mark, of: open.line, assumed: !isStated,
      note: isStated ? nil : "no line says how it came out")
  }

  private mutating func property(
    _ details: JSONValue?, _ identity: String?, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    guard let key = details?["key"]?.string else { return .noise("a property without a name") }
    guard isSubject(identity) else { return .noise("another app's session") }
    let value = details?["value"]?.string ?? ""
    switch key {
    case "OverrideRoute":
      settle(isRefused: nil, trace, isStated: false)
      var port: EndpointPattern?
      switch value {
      case "Speaker": port = EndpointPattern(port: .builtInSpeaker)
      case "None", "": port = nil
      default: return .failed("the override is neither Speaker nor None")
      }
      trace.add(.port(.outputOverridden, port, by: .app), at: line)
      isOverridden = port != nil
      told = nil
      return .understood
    case "Category", "AudioCategory":
      guard let category = Self.category(value) else {
        return .failed("the category is none that is known")
      }
      configure(category, session?.mode, nil, line, trace)
      return .understood
    case "Mode", "AudioMode":
      guard let category = session?.category else {
        return .noise("a mode without its category")
      }
      configure(category, Self.mode(value), nil, line, trace)
      return .understood
    default: return .noise("a property without a route")
    }
  }
}

/// The words with which the audio server names a route.
struct AppleWord: Hashable {
  var input: Port?
  var output: Port?

  init?(_ text: LogText) {
    switch text {
    case "ReceiverAndMicrophone": (input, output) = (.builtInMic, .builtInReceiver)
    case "Receiver": output = .builtInReceiver
    case "SpeakerAndMicrophone": (input, output) = (.builtInMic, .builtInSpeaker)
    case "Speaker": output = .builtInSpeaker
    case "MicrophoneBuiltIn", "Microphone": input = .builtInMic
    case "Headphone", "Headphones": output = .headphones
    case "HeadphonesAndMicrophone", "HeadphoneAndMicrophone":
      (input, output) = (.builtInMic, .headphones)
    case "HeadsetInOut", "Headset": (input, output) = (.headsetMic, .headphones)
    case "HeadsetBT": (input, output) = (.bluetoothHFP, .bluetoothHFP)
    case "HeadphonesBT", "HeadphoneBT": output = .bluetoothA2DP
    case "HeadphonesBTAndMicrophone": (input, output) = (.builtInMic, .bluetoothA2DP)
    case "HeadsetBTLE", "HeadsetLE": (input, output) = (.bluetoothLE, .bluetoothLE)
    case "LineOut": output = .lineOut
    case "AirTunes", "AirPlay", "Wireless": output = .airPlay
    case "CarAudio", "CarAudioOutput": output = .carAudio
    case "USB", "USBAudio", "USBHeadset": output = .usbAudio
    case "HDMI", "HDMIOutput": output = .hdmi
    default: return nil
    }
  }

  /// The port that is no part of the phone, if there is one.
  var accessory: Port? { [output, input].compactMap { $0 }.first { !$0.isBuiltIn } }
}
