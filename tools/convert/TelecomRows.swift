import RouteModel

/// Rows of the two route machines of Telecom.
struct TelecomRows {
  private let row: Row
  private var draft: TraceDraft
  private var failsToConnect = false
  /// Devices whose link was answered, so that it is not being opened any more.
  private var answered: Set<String> = []

  private static let stated = [
    "route", "available_routes", "pending_dest", "bt_connect_requested", "set_communication_device",
    "active",
  ]

  static func draft(_ row: Row, policy: String, os: String) throws -> TraceDraft {
    guard row.states(any: stated) else { throw Skip.noRoute }
    var rows = TelecomRows(row, policy: policy, os: os)
    rows.begin()
    try rows.beginCall()
    for event in row.events { try rows.take(event) }
    rows.expect(row.expected, isEnd: true)
    return rows.draft
  }

  private init(_ row: Row, policy: String, os: String) {
    self.row = row
    draft = TraceDraft(policy: policy)
    draft.os = os
  }

  // MARK: What held

  private mutating func begin() {
    let devices = row.devices
    if (devices["device_has_earpiece"] ?? devices["earpiece"])?.bool == false {
      draft.receiver = false
    }
    declareAll()
    let available = (devices["available_routes"] ?? row.initial["available_routes"])?.strings ?? []
    if available.contains("wired_headset") || devices["wired_plugged"]?.bool == true {
      draft.connectAtStart("wired")
    }
    if available.contains("bluetooth") || devices["bt_available"]?.bool == true {
      for id in bluetooth { draft.connectAtStart(id) }
    }
    if devices["bt_active"]?.bool == true, let first = bluetooth.first {
      draft.active = [JSON.Member(key: "hfp", value: .string(first))]
    }
    if let device = devices["bt_audio_connected"]?.string {
      draft.links = [JSON.Member(key: device, value: .string("connected"))]
      answered.insert(device)
    }
    let hasAudioOrWaits = devices.members.contains {
      $0.key.hasPrefix("bt_audio") && $0.value.bool == true
    }
    if hasAudioOrWaits, let first = bluetooth.first {
      draft.connectAtStart(first)
      draft.links = [JSON.Member(key: first, value: .string("connecting"))]
    }
    if !available.isEmpty { draft.available = .strings(ports(available)) }
    if let route = row.initial["route"]?.string {
      draft.route = Self.start(route, row.initial["bt_device"]?.string ?? bluetooth.first)
    }
    if let routes = devices["call_supported_routes"]?.strings {
      draft.calls = .object([
        "call": .object([
          "kind": .string("phone"), "state": .string("active"),
          "ports": .strings(routes.flatMap(Self.allPorts) + ["builtInMic"]),
        ])
      ])
    }
  }

  /// A call that holds the route, or mutes, when the row begins.
  private mutating func beginCall() throws {
    func send(_ message: String, _ argument: String? = nil) {
      draft.event(
        "telecomMessage",
        ["message": .string(message), "arg": argument.map { .string($0) }], isAssumed: true)
    }
    switch row.initial["focus"]?.string {
    case nil, "none", "NO_FOCUS": break
    case "active", "ACTIVE_FOCUS": send("SWITCH_FOCUS", "ACTIVE_FOCUS")
    case "ringing", "RINGING_FOCUS": send("SWITCH_FOCUS", "RINGING_FOCUS")
    case let focus?: throw Skip("the focus \(focus) is not known")
    }
    if row.initial["active"]?.bool == true { send("SWITCH_FOCUS", "ACTIVE_FOCUS") }
    if row.initial["muted"]?.bool == true { send("MUTE_ON") }
  }

  /// Declares what the row speaks of anywhere.
  private mutating func declareAll() {
    let watches = row.events.compactMap { $0["set"]?["is_watch"] }
    func isWatch(_ id: String) -> Bool {
      watches.contains { $0[id]?.bool == true || $0["any"]?.bool == true }
    }
    var types: [String: String] = [:]
    var ids = row.devices["bt_devices"]?.strings ?? []
    for event in row.events {
      guard let device = event["device"]?.string else { continue }
      if !ids.contains(device) { ids.append(device) }
      if let type = event["type"]?.string { types[device] = type }
    }
    let text = JSON.list(row.events + [row.devices, row.initial, row.expected]).text
    let speaksOfBluetooth =
      text.contains("\"bluetooth\"") || text.contains("\"bt_audio") || text.contains("\"BT_")
      || text.contains("\"bt_available\":true")
    if ids.isEmpty, speaksOfBluetooth { ids = ["DEVICE1"] }
    for id in ids {
      switch types[id] {
      case "bluetooth_le": draft.declare(id, "leHeadset")
      case "bluetooth_ha": draft.declare(id, "hearingAid")
      default: draft.declare(id, isWatch(id) ? "watch" : "bluetoothHeadset")
      }
    }
    let speaksOfWires =
      text.contains("\"wired_headset\"") || text.contains("_WIRED_HEADSET\"")
      || text.contains("\"wired_plugged\":true")
    if speaksOfWires { draft.declare("wired", "wiredHeadset") }
    if text.contains("STREAMING_FORCE_ENABLED") || text.contains("\"streaming\"") {
      draft.declare("other-device", "sipEndpoint")
    }
  }

  private var bluetooth: [String] {
    draft.devices.map(\.id).filter { $0 != "wired" && $0 != "other-device" }
  }

  private static func start(_ route: String, _ bluetooth: String?) -> JSON? {
    switch route {
    case "earpiece": .object(["in": .string("builtInMic"), "out": .string("builtInReceiver")])
    case "speaker": .object(["in": .string("builtInMic"), "out": .string("builtInSpeaker")])
    case "wired_headset":
      .object(["in": .string("headsetMic@wired"), "out": .string("headphones@wired")])
    case "bluetooth":
      bluetooth.map { id in
        .object([
          "in": .string("bluetoothHFP@\(id)"), "out": .string("bluetoothHFP@\(id)"),
        ])
      }
    default: nil
    }
  }

  private static func allPorts(_ route: String) -> [String] {
    switch route {
    case "earpiece": ["builtInReceiver"]
    case "speaker": ["builtInSpeaker"]
    case "wired_headset": ["headphones", "headsetMic", "usbAudio"]
    case "bluetooth": ["bluetoothHFP", "bluetoothLE", "hearingAid"]
    case "streaming": ["streaming"]
    default: []
    }
  }

  // MARK: What happened

  private mutating func take(_ event: JSON) throws {
    if let check = event["check"] { return expect(check, isEnd: false) }
    if let set = event["set"] {
      for change in set.members { try take(change) }
      return
    }
    guard let message = event["msg"]?.string else { throw Skip("an event without a message") }
    let device = event["device"]?.string
    switch message {
    case "initialize": return
    case "CONNECT_WIRED_HEADSET": draft.connect("wired")
    case "DISCONNECT_WIRED_HEADSET": draft.disconnect("wired")
    case "BLUETOOTH_DEVICE_LIST_CHANGED": listChanged()
    case "BT_DEVICE_ADDED":
      // The second of a pair of hearing aids is no device of its own.
      if let device, !isSecondHearingAid(device) { draft.connect(device) }
    case "BT_DEVICE_REMOVED": if let device { draft.disconnect(device) }
    case "STREAMING_FORCE_ENABLED": draft.connect("other-device", isAssumed: true)
    case "BT_AUDIO_CONNECTED": answered.formUnion(device.map { [$0] } ?? bluetooth)
    default: break
    }
    if message.hasSuffix(" broadcast") { return draft.note(message) }
    guard TelecomMessage.allCases.contains(where: { $0.name == message }) else {
      throw Skip("the message \(message) is not known")
    }
    try draft.event(
      "telecomMessage",
      [
        "message": .string(message), "arg": argument(event),
        "device": device.flatMap { draft.type(of: $0) == nil ? nil : .string($0) },
      ])
    reply(to: message, device, type: event["type"]?.string)
  }

  private func argument(_ event: JSON) throws -> JSON? {
    guard let arg = event["arg"] else { return nil }
    if arg.string == "ACTIVE_FOCUS", event["arg2"]?.number == 1 {
      return .string("ACTIVE_FOCUS_FOR_TONE")
    }
    if let name = arg.string, ArgumentWord.named(name) == nil {
      throw Skip("the argument \(name) is not known")
    }
    return arg
  }

  private func isSecondHearingAid(_ device: String) -> Bool {
    draft.type(of: device) == "hearingAid"
      && draft.present.contains { $0 != device && draft.type(of: $0) == "hearingAid" }
  }

  /// The mocked adapter's list takes effect when the machine asks for it.
  private mutating func listChanged() {
    let listed = row.devices["bt_devices"]?.strings ?? []
    for id in bluetooth where !listed.contains(id) { draft.disconnect(id) }
    for id in listed { draft.connect(id) }
  }

  /// What the mocks answer by themselves.
  private mutating func reply(to message: String, _ device: String?, type: String?) {
    if failsToConnect, message == "BT_ACTIVE_DEVICE_PRESENT", type == "bluetooth_sco", let device {
      draft.event(
        "telecomMessage", ["message": .string("PENDING_ROUTE_FAILED"), "device": .string(device)])
      answered.insert(device)
    }
    guard row.devices["auto_reply"]?.string?.contains("-> BT_AUDIO_CONNECTED") == true,
      message == "USER_SWITCH_BLUETOOTH", let device
    else { return }
    draft.event(
      "telecomMessage", ["message": .string("BT_AUDIO_CONNECTED"), "device": .string(device)])
    answered.insert(device)
  }

  /// A change of the mocked world.
  private mutating func take(_ change: JSON.Member) throws {
    switch change.key {
    case "active":
      draft.event(
        "telecomMessage",
        ["message": .string("SWITCH_FOCUS"), "arg": .string("ACTIVE_FOCUS")], isAssumed: true)
    case "inband_ring":
      let isOn = change.value["enabled"]?.bool == true
      // It is off where nothing says otherwise.
      guard isOn || draft.lines.contains(where: { $0.contains("inBandRinging") }) else { return }
      draft.event(
        "settingChanged",
        ["setting": .string("inBandRinging"), "value": .string(isOn ? "on" : "off")])
    case "communication_device":
      guard let route = change.value.string, let port = Self.allPorts(route).first else {
        throw Skip("the communication device is not a route")
      }
      draft.event(
        "communicationDeviceSet", ["port": .string(port), "by": .string("system")])
    case "os_active_bt":
      guard let device = change.value["device"]?.string else { return }
      draft.event(
        "deviceActivated", ["device": .string(device), "profile": .string("hfp")])
    case "bt_connect_result": failsToConnect = change.value.bool == false
    case "video_state":
      draft.event(
        "callJoined",
        ["call": .string("call"), "kind": .string("phone"), "video": .bool(true)])
    case "call_supported_routes":
      throw Skip("a call whose routes change in its middle cannot be said in a trace")
    case "is_watch": return
    case "preferred_device_for_strategy", "le_audio_service":
      draft.note("\(change.key): \(change.value.text)")
    default: throw Skip("a change of \(change.key) is not known")
    }
  }

  // MARK: What was expected

  private mutating func expect(_ facts: JSON, isEnd: Bool) {
    var said: [JSON.Member] = []
    func add(_ key: String, _ value: JSON) { said.append(JSON.Member(key: key, value: value)) }
    if let out = output(facts) { add("out", .string(out)) }
    if let routes = facts["available_routes"]?.strings {
      let devices = routes.contains("bluetooth") ? facts["bt_devices"]?.strings : nil
      add("available", .strings(ports(routes, bluetooth: devices)))
    }
    if let muted = facts["muted"]?.bool { add("muted", .bool(muted)) }
    if let isActive = facts["active"]?.bool {
      add("session", .string(isActive ? "active" : "inactive"))
    }
    if let route = facts["pending_dest"]?.string, let port = Self.allPorts(route).first {
      add("pending", .string(port))
    }
    if let links = links(facts) { add("links", links) }
    draft.expect(said)
  }

  private func output(_ facts: JSON) -> String? {
    if let device = facts["bt_device"]?.string { return "@\(device)" }
    guard let route = facts["route"]?.string ?? facts["set_communication_device"]?.string else {
      return nil
    }
    switch route {
    case "bluetooth":
      return draft.present.last { bluetooth.contains($0) }.map {
        bluetooth.count == 1 ? "@\($0)" : "bluetoothHFP"
      }
    case "wired_headset", "usb_headset": return "@wired"
    case "builtin_earpiece": return "builtInReceiver"
    case "streaming": return "@other-device"
    default: return Self.allPorts(route).first
    }
  }

  private func ports(_ routes: [String], bluetooth devices: [String]? = nil) -> [String] {
    routes.flatMap { route -> [String] in
      switch route {
      case "bluetooth":
        (devices ?? draft.present.filter { bluetooth.contains($0) }).map { "@\($0)" }
      case "wired_headset": ["@wired"]
      case "streaming": ["@other-device"]
      default: Array(Self.allPorts(route).prefix(1))
      }
    }
  }

  private func links(_ facts: JSON) -> JSON? {
    if let device = facts["bt_connect_requested"]?.string, !answered.contains(device) {
      return .object([JSON.Member(key: device, value: .string("connecting"))])
    }
    guard draft.policy == "telecom14", let device = bluetooth.first else { return nil }
    switch facts["bt_action"]?.string {
    case "on": return .object([JSON.Member(key: device, value: .string("connecting"))])
    case "off": return .object([JSON.Member(key: device, value: .string("off"))])
    default: return nil
    }
  }
}
