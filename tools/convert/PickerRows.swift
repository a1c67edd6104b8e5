/// Rows of AudioSwitch and its fork: what is available and what is selected.
struct PickerRows {
  private let row: Row
  private var draft: TraceDraft
  /// The identifier of the headset that connected last.
  private var headset = "headset"

  /// How long SCO is asked for; in milliseconds.
  private static let giveUp = 5000

  private static let stated = [
    "selected", "selected_name", "available_set", "listener", "start_bluetooth_sco",
    "start_bluetooth_sco_calls", "stop_bluetooth_sco", "headset_state", "state",
  ]

  static func draft(_ row: Row, policy: String) throws -> TraceDraft {
    guard row.states(any: stated) else { throw Skip.noRoute }
    var rows = PickerRows(row, policy)
    try rows.begin()
    for event in row.events { try rows.take(event) }
    try rows.expect(row.expected)
    return rows.draft
  }

  private init(_ row: Row, _ policy: String) {
    self.row = row
    draft = TraceDraft(policy: policy)
  }

  private mutating func begin() throws {
    if let api = row.devices["api"]?.number {
      draft.os = api >= 34 ? "14" : api >= 31 ? "12" : "8.1"
    }
    if row.devices["earpiece"]?.bool == false { draft.receiver = false }
    let preferred = row.initial["preferred_devices"]
    draft.app = .object([
      "permissions": row.devices["bt_permission"]?.bool == false
        ? .strings(["MODIFY_AUDIO_SETTINGS"]) : nil,
      "library": .string(draft.policy), "preferredDevices": preferred,
    ])
    if row.devices["wired_headset"]?.bool == true {
      draft.declare("wired", "wiredHeadset")
      draft.connectAtStart("wired")
    }
    if row.devices["bt_headset"]?.bool == true {
      draft.declare(headset, "bluetoothHeadset")
      draft.connectAtStart(headset)
    }
    guard let state = row.initial["headset_state"]?.string else { return }
    draft.declare(headset, "bluetoothHeadset")
    switch state {
    case "Disconnected": call("start")
    case "Connected": startedWithHeadset()
    case "AudioActivating":
      startedWithHeadset()
      call("activate")
    case "AudioActivationError":
      startedWithHeadset()
      call("activate")
      try draft.pass(Self.giveUp)
    case "AudioActivated":
      startedWithHeadset()
      call("activate")
      link("linkConnected")
    default: throw Skip("the headset's state \(state) is not known")
    }
  }

  private mutating func startedWithHeadset() {
    draft.connectAtStart(headset)
    call("start")
  }

  private mutating func call(_ name: String, _ argument: String? = nil) {
    draft.event(
      "libraryCall", ["name": .string(name), "arg": argument.map { .string($0) }])
  }

  private mutating func link(_ event: String) {
    draft.event(
      event,
      ["device": .string(headset), "profile": .string("hfp"), "by": .string("device")])
  }

  private mutating func take(_ event: JSON) throws {
    if let check = event["check"] { return try expect(check) }
    let message = event["msg"]?.string ?? ""
    switch message {
    case "start", "stop", "activate", "deactivate": call(message)
    case "select_device":
      if let device = event["device"]?.string { _ = try port(device) }
      call("selectDevice", event["device"]?.string)
    case "bt_headset_connected":
      connectHeadset(event["name"]?.string)
    case "bt_headset_disconnected": draft.disconnect(headset)
    case "wired_headset_plugged": plug()
    case "wired_headset_unplugged": draft.disconnect("wired")
    case "device_connected", "device_disconnected":
      try change(event["device"]?.string, connects: message == "device_connected")
    case "bt_headset_state_changed": draft.note(message)
    case "hfp_audio_connected": link("linkConnected")
    case "hfp_audio_disconnected": link("linkDisconnected")
    case "time_passes":
      guard let time = event["ms"]?.number else { throw Skip("time passes, but how much") }
      try draft.pass(time)
    case "construct": throw Skip("a picker that cannot be made is no state of its machine")
    default: throw Skip("the message \(message) is not known")
    }
  }

  private mutating func connectHeadset(_ name: String?) {
    headset = name.map(Row.words) ?? "headset"
    draft.declare(headset, "bluetoothHeadset")
    draft.connect(headset)
  }

  private mutating func plug() {
    draft.declare("wired", "wiredHeadset")
    draft.connect("wired")
  }

  private mutating func change(_ device: String?, connects: Bool) throws {
    switch device {
    case "BluetoothHeadset" where connects: connectHeadset(nil)
    case "BluetoothHeadset": draft.disconnect(headset)
    case "WiredHeadset" where connects: plug()
    case "WiredHeadset": draft.disconnect("wired")
    // The host device's own are always there.
    case "Earpiece", "Speakerphone": draft.note("\(device ?? "") listed")
    default: throw Skip("the device \(device ?? "") is not known")
    }
  }

  private func port(_ device: String) throws -> String {
    switch device {
    case "BluetoothHeadset": "@\(headset)"
    case "WiredHeadset": "@wired"
    case "Earpiece": "builtInReceiver"
    case "Speakerphone": "builtInSpeaker"
    default: throw Skip("the device \(device) is not known")
    }
  }

  private mutating func expect(_ facts: JSON) throws {
    var said: [JSON.Member] = []
    let last = facts["listener"]?.list?.last
    if let devices = (facts["available_set"] ?? last?["available"])?.strings {
      said.append(
        JSON.Member(key: "available", value: .strings(try devices.map { try port($0) })))
    }
    if let selected = (facts["selected"] ?? last?["selected"])?.string {
      said.append(JSON.Member(key: "selected", value: .string(try port(selected))))
    }
    if facts["selected"] == .null { said.append(JSON.Member(key: "selected", value: .null)) }
    if let state = facts["state"]?.string {
      guard ["STOPPED", "STARTED", "ACTIVATED"].contains(state) else {
        throw Skip("the state \(state) is not known")
      }
      said.append(
        JSON.Member(
          key: "session", value: .string(state == "ACTIVATED" ? "active" : "inactive")))
    }
    let asks = facts["start_bluetooth_sco_calls"]?.number ?? 0
    if let state = facts["headset_state"]?.string {
      said.append(links(try Self.link(of: state)))
    } else if asks > 0 || facts["start_bluetooth_sco"]?.bool == true {
      said.append(links("connecting"))
    } else if facts["start_bluetooth_sco"] != nil || facts["stop_bluetooth_sco"]?.bool == true {
      said.append(links("off"))
    }
    draft.expect(said)
  }

  private static func link(of state: String) throws -> String {
    switch state {
    case "Disconnected", "Connected", "AudioActivationError": "off"
    case "AudioActivating": "connecting"
    case "AudioActivated": "connected"
    default: throw Skip("the headset's state \(state) is not known")
    }
  }

  private func links(_ state: String) -> JSON.Member {
    JSON.Member(
      key: "links", value: .object([JSON.Member(key: headset, value: .string(state))]))
  }
}
