import RouteModel
import TraceLog

/// The part of the schema for headers and devices.
enum HeaderSchema {
  private typealias Schema = LineSchema

  static var definitions: [JSONTree.Member] {
    [
      .init("header", header),
      .init(
        "device",
        Schema.object(
          [.init("device", Schema.string)] + device + Schema.common, required: ["device", "type"])),
    ]
  }

  /// The keys that declare a device.
  private static var device: [JSONTree.Member] {
    [
      .init("type", Schema.word(DeviceType.self)), .init("profiles", Schema.set(Profile.self)),
      .init("microphone", Schema.bool), .init("name", Schema.string),
    ]
  }

  private static var header: JSONTree {
    let current = FormatVersion.current
    let version: JSONTree = ["type": "number", "const": .number(current.major)]
    let id: JSONTree = ["type": "string", "pattern": "^[a-z0-9./-]+$"]
    let os: JSONTree = ["type": "string", "pattern": "^[0-9]+([.][0-9]+){0,2}$"]
    let xfail = Schema.object(
      [.init("why", Schema.string), .init("cause", Schema.word(Expected.Cause.self))],
      required: ["why", "cause"])
    let origin = Schema.object([.init("records", Schema.count), .init("sum", Schema.checksum)])
    let devices = Schema.map(Schema.object(device, required: ["type"]))
    return Schema.object(
      [
        .init("trace", version), .init("id", id), .init("platform", Schema.word(Platform.self)),
        .init("os", os), .init("policy", Schema.string), .init("host", host), .init("app", app),
        .init("devices", devices), .init("start", start), .init("imported", Schema.bool),
        .init("clock", Schema.word(Clock.self)), .init("began", Schema.string),
        .init("segment", Schema.count), .init("continues", Schema.checksum),
        .init("origin", origin), .init("title", Schema.string),
        .init("source", Schema.list(Schema.string)), .init("tags", Schema.list(Schema.string)),
        .init("group", Schema.string), .init("xfail", xfail),
      ] + Schema.common, required: ["trace", "id", "platform"])
  }

  private static var host: JSONTree {
    Schema.object([
      .init("model", Schema.string), .init("receiver", Schema.bool),
      .init("vendor", Schema.string), .init("scoOffCall", Schema.bool),
      .init("wifi", Schema.word(Setting.wifi.values)), .init("flags", Schema.map(Schema.bool)),
    ])
  }

  private static var app: JSONTree {
    Schema.object([
      .init("callKit", Schema.bool), .init("sends", Schema.bool),
      .init("permissions", Schema.set(Permission.self)),
      .init("targetSdk", ["type": "integer", "minimum": 1]),
      .init("library", Schema.string), .init("preferredDevices", Schema.list(Schema.string)),
    ])
  }

  private static var start: JSONTree {
    let call = Schema.object(
      [
        .init("kind", Schema.word(CallKind.self)), .init("state", Schema.word(CallState.self)),
        .init("on", Schema.string), .init("video", Schema.bool),
        .init("ports", Schema.set(Port.self)),
      ], required: ["kind", "state"])
    let session = Schema.object([
      .init("category", Schema.word(Category.self)), .init("mode", Schema.word(Mode.self)),
      .init("options", Schema.set(CategoryOption.self)),
      .init("state", Schema.word(SessionStanding.self)),
      .init("preferredInput", Schema.reference("input")),
      .init("override", Schema.reference("output")),
    ])
    let active: JSONTree = .object(
      Profile.allCases.map { .init($0.name, Schema.string) })
    let settings: JSONTree = .object(
      Setting.allCases.map { .init($0.name, Schema.word($0.values)) })
    let route = Schema.object([
      .init("in", Schema.reference("input")), .init("out", Schema.reference("output")),
    ])
    return Schema.object([
      .init("connected", ["type": "array", "uniqueItems": true, "items": Schema.string]),
      .init("active", closed(active)), .init("links", Schema.reference("links")),
      .init("calls", Schema.map(call)), .init("session", session),
      .init("settings", closed(settings)), .init("focus", Schema.word(AudioFocus.self)),
      .init("available", Schema.reference("ports")), .init("pending", Schema.reference("port")),
      .init("route", route),
    ])
  }

  /// An object with these keys and no other.
  private static func closed(_ properties: JSONTree) -> JSONTree {
    ["type": "object", "properties": properties, "additionalProperties": false]
  }
}
