/// Rows of AppRTC's Bluetooth manager: whether a headset is available, and its SCO link.
struct AppRTCRows {
  private let row: Row
  private var draft = TraceDraft(policy: "apprtc")
  private var headset: String?

  static func draft(_ row: Row) throws -> TraceDraft {
    guard row.states(any: ["bt_state"]) else { throw Skip.noRoute }
    var rows = AppRTCRows(row)
    for event in row.events { try rows.take(event) }
    try rows.expect(row.expected)
    return rows.draft
  }

  private init(_ row: Row) {
    self.row = row
    draft.scoOffCall = row.devices["sco_available_off_call"]?.bool
    draft.app = .object([
      "permissions": row.devices["bt_permission"]?.bool == false
        ? .strings(["MODIFY_AUDIO_SETTINGS"]) : nil,
      "library": .string("apprtc"),
    ])
  }

  private mutating func call(_ name: String) {
    draft.event("libraryCall", ["name": .string(name)])
  }

  private mutating func take(_ event: JSON) throws {
    if let check = event["check"] { return try expect(check) }
    let message = event["msg"]?.string ?? ""
    switch message {
    case "start", "stop": call(message)
    case "bt_service_connected":
      for id in event["connected"]?.strings ?? [] { connect(id) }
      call("onServiceConnected")
    case "bt_service_disconnected": call("onServiceDisconnected")
    case "update_device": call("updateDevice")
    case "bt_headset_connected": connect(event["device"]?.string ?? headset ?? "bt1")
    case "bt_headset_disconnected": if let headset { draft.disconnect(headset) }
    case "start_sco": call("startScoAudio")
    case "stop_sco": call("stopScoAudio")
    case "hfp_audio_connected", "hfp_audio_disconnected":
      guard let headset else { throw Skip("audio without a headset") }
      draft.event(
        message == "hfp_audio_connected" ? "linkConnected" : "linkDisconnected",
        ["device": .string(headset), "profile": .string("hfp"), "by": .string("system")])
    case "time_passes":
      guard let time = event["ms"]?.number else { throw Skip("time passes, but how much") }
      try draft.pass(time)
    default: throw Skip("the message \(message) is not known")
    }
  }

  private mutating func connect(_ id: String) {
    headset = id
    draft.declare(id, "bluetoothHeadset")
    draft.connect(id)
  }

  private mutating func expect(_ facts: JSON) throws {
    guard let state = facts["bt_state"]?.string else { return }
    var available: [String]? = ["builtInReceiver", "builtInSpeaker"]
    var link = "off"
    switch state {
    case "UNINITIALIZED", "HEADSET_UNAVAILABLE", "ERROR": break
    case "HEADSET_AVAILABLE": available?.append("@\(headset ?? "bt1")")
    case "SCO_CONNECTING", "SCO_CONNECTED":
      available?.append("@\(headset ?? "bt1")")
      link = state == "SCO_CONNECTED" ? "connected" : "connecting"
    case "SCO_DISCONNECTING": available = nil
    default: throw Skip("the state \(state) is not known")
    }
    var said: [JSON.Member] = []
    if let available { said.append(JSON.Member(key: "available", value: .strings(available))) }
    if let headset {
      said.append(
        JSON.Member(
          key: "links", value: .object([JSON.Member(key: headset, value: .string(link))])))
    }
    draft.expect(said)
  }
}
