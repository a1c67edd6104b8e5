/// Rows of Telecom's Bluetooth route manager: which device has audio.
struct LinkRows {
  private let row: Row
  private var draft = TraceDraft(policy: "telecom14")

  /// How long Telecom waits before it asks again; in milliseconds.
  private static let backoff = 500

  static func draft(_ row: Row) throws -> TraceDraft {
    guard row.states(any: ["bt_state"]) else { throw Skip.noRoute }
    var rows = LinkRows(row: row)
    try rows.begin()
    for event in row.events { try rows.take(event) }
    try rows.expect(row.expected)
    return rows.draft
  }

  private init(row: Row) {
    self.row = row
    draft.os = "14"
  }

  private struct Link {
    var device: String?
    var state: String
  }

  private static func link(_ text: String?) throws -> Link {
    let parts = (text ?? "AudioOff").split(separator: ":").map(String.init)
    switch (parts.first, parts.count) {
    case ("AudioOff", 1): return Link(device: nil, state: "off")
    case ("Connecting", 2): return Link(device: parts[1], state: "connecting")
    case ("Connected", 2): return Link(device: parts[1], state: "connected")
    default: throw Skip("the link state \(text ?? "") is not known")
    }
  }

  private mutating func begin() throws {
    let devices = row.devices
    let link = try Self.link(row.initial["bt_state"]?.string)
    let coming = row.events.filter { $0["msg"]?.string == "NEW_DEVICE_CONNECTED" }
      .compactMap { $0["device"]?.string }
    let aids = devices["hearing_aids"]?.strings ?? []
    let le = devices["le_audio"]?.strings ?? []
    let named =
      devices.members.filter { $0.key.hasPrefix("connected") }.flatMap { $0.value.strings ?? [] }
      + aids + le
      + [devices["os_active_device"]?.string, link.device].compactMap { $0 }
      + row.events.compactMap { $0["device"]?.string }
    for id in named {
      draft.declare(
        id, aids.contains(id) ? "hearingAid" : le.contains(id) ? "leHeadset" : "bluetoothHeadset")
      if !coming.contains(id) { draft.connectAtStart(id) }
    }
    if let active, !coming.contains(active) {
      draft.active = [JSON.Member(key: profile(active), value: .string(active))]
    }
    // What has audio although another device is asked for shows when the time is out.
    let waits = row.events.contains { $0["msg"]?.string == "CONNECTION_TIMEOUT" }
    if waits, let other = devices["audio_on_device"]?.string, other != link.device {
      draft.links.append(JSON.Member(key: other, value: .string("connected")))
    }
    if let device = link.device {
      draft.links.append(JSON.Member(key: device, value: .string(link.state)))
    }
  }

  /// The device that the system made its active one.
  private var active: String? {
    row.devices["os_active_device"]?.string ?? row.devices["last_active_reported"]?.string
      ?? row.devices["active"]?.members.compactMap(\.value.string).first
  }

  private func profile(_ id: String) -> String {
    draft.type(of: id) == "bluetoothHeadset" ? "hfp" : "le"
  }

  private mutating func take(_ event: JSON) throws {
    let device = event["device"]?.string
    let message = event["msg"]?.string ?? ""
    switch message {
    case "NEW_DEVICE_CONNECTED":
      guard let device else { throw Skip("a device without a name connects") }
      draft.connect(device)
      if device == active {
        draft.event(
          "deviceActivated", ["device": .string(device), "profile": .string(profile(device))])
      }
    case "LOST_DEVICE":
      guard let device else { throw Skip("a device without a name goes") }
      draft.disconnect(device)
    case "CONNECT_BT", "DISCONNECT_BT", "BT_AUDIO_IS_ON", "BT_AUDIO_LOST":
      draft.event(
        "telecomMessage",
        ["message": .string(message), "device": device.map { .string($0) }])
      if message == "CONNECT_BT", let device, row.devices["sco_connect_result"] != nil {
        try refuse(device)
      }
    // The wait may have begun before the trace: its end is said, not waited for.
    case "CONNECTION_TIMEOUT": draft.event("timerFired", ["timer": .string("scoLink")])
    default: throw Skip("the message \(message) is not known")
    }
  }

  /// Every attempt is refused at once.
  private mutating func refuse(_ device: String) throws {
    for _ in 0..<3 {
      draft.event(
        "linkFailed", ["device": .string(device), "profile": .string(profile(device))])
      try draft.pass(Self.backoff)
    }
  }

  private mutating func expect(_ facts: JSON) throws {
    guard let text = facts["bt_state"]?.string else { return }
    let link = try Self.link(text)
    let links = draft.devices.map { id, _ in
      JSON.Member(key: id, value: .string(id == link.device ? link.state : "off"))
    }
    guard !links.isEmpty else { throw Skip("no device that could have a link") }
    draft.expect([JSON.Member(key: "links", value: .object(links))])
  }
}
