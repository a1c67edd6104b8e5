/// Rows of androidx core-telecom: what it asks Telecom for when an endpoint or the list changes.
struct EndpointRows {
  private let row: Row
  private var draft = TraceDraft(policy: "core-telecom")

  static func draft(_ row: Row) throws -> TraceDraft {
    guard row.states(any: ["app_request", "switch_to_speaker", unexpected]) else {
      throw Skip.noRoute
    }
    var rows = EndpointRows(row)
    try rows.begin()
    for event in row.events { try rows.take(event) }
    try rows.expect(row.expected)
    return rows.draft
  }

  private init(_ row: Row) {
    self.row = row
    draft.app = .object(["library": .string("core-telecom")])
  }

  /// Whether a speaker that Telecom switched to is taken back.
  private static let unexpected = "unexpected_switch_to_speaker"

  private static let types = [
    "wired_headset": "wiredHeadset", "bt_headset": "bluetoothHeadset", "bt_watch": "watch",
  ]
  private static let words = [
    "earpiece": "Earpiece", "speaker": "Speakerphone", "wired_headset": "WiredHeadset",
    "bt_headset": "BluetoothHeadset", "bt_watch": "Watch",
  ]

  private mutating func begin() throws {
    draft.calls = .object([
      "call": .object([
        "kind": .string("telecomVoip"), "state": .string("active"),
        "video": .bool(row.initial["video_call"]?.bool == true),
      ])
    ])
    let all =
      (row.devices["available"]?.strings ?? [])
      + row.events.flatMap { $0["endpoints"]?.strings ?? [] }
      + row.events.compactMap { $0["endpoint"]?.string }
      + [row.initial["preferred_start"], row.initial["previous"]].compactMap { $0?.string }
    for endpoint in all {
      if let type = Self.types[endpoint] { draft.declare(endpoint, type) }
    }
    let listed = row.events.first?["endpoints"]?.strings ?? row.devices["available"]?.strings
    // A row about one change of the endpoint lists none: then those that it names are there.
    let first = listed ?? all
    if listed != nil, !first.contains("speaker") || !first.contains("earpiece") {
      draft.available = .strings(try first.map { try port($0) })
    }
    for endpoint in first where Self.types[endpoint] != nil { draft.connectAtStart(endpoint) }
    try call("setPreferredStart", row.initial["preferred_start"]?.string)
    try call("requestCallEndpointChange", row.initial["app_request"]?.string)
    try call("onCallEndpointChanged", row.initial["previous"]?.string)
    if row.events.first?["msg"]?.string != "evaluate" {
      try call("onCallEndpointChanged", row.initial["current"]?.string)
    }
  }

  private mutating func call(_ name: String, _ endpoint: String?) throws {
    guard let endpoint else { return }
    guard let word = Self.words[endpoint] else {
      throw Skip("the endpoint \(endpoint) is not known")
    }
    draft.event("libraryCall", ["name": .string(name), "arg": .string(word)])
  }

  private func port(_ endpoint: String) throws -> String {
    switch endpoint {
    case "earpiece": "builtInReceiver"
    case "speaker": "builtInSpeaker"
    default:
      if draft.type(of: endpoint) == nil {
        throw Skip("the endpoint \(endpoint) is not known")
      } else {
        "@\(endpoint)"
      }
    }
  }

  private mutating func take(_ event: JSON) throws {
    if let check = event["check"] { return try expect(check) }
    let message = event["msg"]?.string ?? ""
    switch message {
    case "available_endpoints":
      let listed = event["endpoints"]?.strings ?? []
      for id in draft.present where !listed.contains(id) { draft.disconnect(id) }
      for id in listed where Self.types[id] != nil { draft.connect(id) }
    case "current_endpoint": try call("onCallEndpointChanged", event["endpoint"]?.string)
    case "app_request": try call("requestCallEndpointChange", event["endpoint"]?.string)
    case "evaluate": try call("onCallEndpointChanged", row.initial["current"]?.string)
    case "time_passes": try draft.pass(event["ms"]?.number ?? 0)
    default: throw Skip("the message \(message) is not known")
    }
  }

  private mutating func expect(_ facts: JSON) throws {
    let request: JSON
    if let asked = facts["app_request"] {
      request = try asked.string.map { .string(try port($0)) } ?? .null
    } else if let asks = facts["switch_to_speaker"]?.bool {
      request = asks ? .string("builtInSpeaker") : .null
    } else if let isUnexpected = facts[Self.unexpected]?.bool {
      let start = try row.initial["preferred_start"]?.string.map { try port($0) }
      guard !isUnexpected || start != nil else { throw Skip("no start to go back to") }
      request = isUnexpected ? .string(start ?? "") : .null
    } else {
      return
    }
    draft.expect([JSON.Member(key: "pending", value: request)])
  }
}
