import RouteModel
import TraceLog

/// A JSON Schema (draft 2020-12) of one line of a trace.
///
/// It says what the form of a line is. What depends on other lines (declared devices, the ports that
/// they have, times that never run back) only `routelab check` can say.
package enum LineSchema {
  package static func text() -> String {
    let schema: [JSONTree.Member] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("title", .string("A line of a RouteLab trace, version \(FormatVersion.current)")),
      .init(
        "anyOf",
        .list(
          ["header", "device", "gap", "end", "evidence", "note"].map { reference($0) }
            + EventKind.allCases.map { reference("event-\($0.name)") })),
      .init("$defs", .object(values + HeaderSchema.definitions + lines + events)),
    ]
    return JSONTree.object(schema).text() + "\n"
  }

  // MARK: Building blocks

  static func reference(_ name: String) -> JSONTree { ["$ref": .string("#/$defs/\(name)")] }

  /// An object with these keys, and the user's own.
  static func object(
    _ properties: [JSONTree.Member], required: [String] = [], more: [JSONTree.Member] = []
  ) -> JSONTree {
    .object(
      [
        .init("type", "object"), .init("properties", .object(properties)),
        .init("patternProperties", ["^x-": true]), .init("additionalProperties", false),
      ] + (required.isEmpty ? [] : [.init("required", .strings(required))]) + more)
  }

  /// One of these words, in any spelling that a reader takes.
  static func word<W: Word>(_ words: [W]) -> JSONTree {
    ["enum": .strings(words.map(\.name) + words.flatMap(\.aliases))]
  }

  static func word<W: Word>(_ type: W.Type) -> JSONTree { word(Array(W.allCases)) }

  static func set<W: Word>(_ type: W.Type) -> JSONTree {
    ["type": "array", "uniqueItems": true, "items": word(type)]
  }

  static func list(_ items: JSONTree) -> JSONTree { ["type": "array", "items": items] }

  static func map(_ values: JSONTree) -> JSONTree {
    ["type": "object", "additionalProperties": values]
  }

  static let string: JSONTree = ["type": "string"]
  static let bool: JSONTree = ["type": "boolean"]
  static let count: JSONTree = ["type": "integer", "minimum": 0]
  static let checksum: JSONTree = ["type": "string", "pattern": "^[0-9a-f]{8}$"]

  // MARK: Ports and evidence

  private static func port(_ ports: PortSet, negated: Bool = false) -> JSONTree {
    let names = ports.members.map(\.name).joined(separator: "|")
    let head = negated ? "^!?" : "^"
    return ["type": "string", "pattern": .string("\(head)(@.+|(\(names))(@.+)?)$")]
  }

  private static func orNull(_ schema: JSONTree) -> JSONTree {
    ["anyOf": .list([schema, ["type": "null"]])]
  }

  private static func side(_ ports: PortSet) -> JSONTree {
    let pattern = port(ports, negated: true)
    let list: JSONTree = [
      "type": "array", "minItems": 1, "uniqueItems": true, "items": pattern,
    ]
    return ["anyOf": .list([pattern, list, ["type": "null"]])]
  }

  private static func ports(_ ports: PortSet) -> JSONTree {
    ["type": "array", "uniqueItems": true, "items": port(ports)]
  }

  private static var values: [JSONTree.Member] {
    [
      .init("port", orNull(port(.all))), .init("input", orNull(port(.inputs))),
      .init("output", orNull(port(.outputs))), .init("anyPort", orNull(port(.all, negated: true))),
      .init("anyInput", orNull(port(.inputs, negated: true))),
      .init("inputSide", side(.inputs)), .init("outputSide", side(.outputs)),
      .init("ports", ports(.all)), .init("inputs", ports(.inputs)),
      .init("links", map(word(LinkState.self))),
    ] + Column.allCases.map { .init("column-\($0.name)", column($0)) }
  }

  private static func column(_ column: Column) -> JSONTree {
    let calls: JSONTree = ["enum": .strings(CallState.allCases.map(\.name) + ["ended"])]
    var keys: [JSONTree.Member] = [
      .init("in", reference("inputSide")), .init("out", reference("outputSide")),
      .init("available", reference("ports")), .init("availableInputs", reference("inputs")),
      .init("selected", reference("anyPort")), .init("preferredInput", reference("anyInput")),
      .init("pending", reference("anyPort")), .init("links", reference("links")),
      .init("calls", map(calls)), .init("session", word(SessionStanding.self)),
      .init("category", word(Category.self)), .init("mode", word(Mode.self)),
      .init("options", set(CategoryOption.self)), .init("audioMode", word(AudioMode.self)),
      .init("focus", word(AudioFocus.self)), .init("muted", bool), .init("dataSource", string),
    ]
    switch column {
    case .claimed: keys.append(.init("by", string))
    case .observed: keys.append(.init("reason", string))
    case .heard: keys.append(.init("audio", word(Sound.self)))
    case .expect, .wanted: break
    }
    return object(keys, more: [.init("minProperties", 1)])
  }

  // MARK: Lines

  /// The keys that any line may have.
  static let common: [JSONTree.Member] = [
    .init("seq", count), .init("t", count), .init("line", ["type": "integer", "minimum": 1]),
    .init("assumed", bool), .init("note", string), .init("sum", checksum),
  ]

  private static var columns: [JSONTree.Member] {
    Column.allCases.map { .init($0.name, reference("column-\($0.name)")) }
  }

  private static var lines: [JSONTree.Member] {
    let lost: JSONTree = ["type": ["integer", "null"], "minimum": 0]
    let gap = object([.init("lost", lost), .init("why", string)])
    let end = object([.init("records", count), .init("why", string)])
    let someColumn = JSONTree.list(Column.allCases.map { ["required": .strings([$0.name])] })
    return [
      .init("gap", object([.init("gap", gap)] + common, required: ["gap"])),
      .init("end", object([.init("end", end)] + common, required: ["end"])),
      .init("evidence", object(columns + common, more: [.init("anyOf", someColumn)])),
      .init("note", object(common, required: ["note"])),
    ]
  }

  private static var events: [JSONTree.Member] {
    EventKind.allCases.map { kind in
      let arguments = kind.arguments.map { argument in
        JSONTree.Member(argument.field.key, value(of: argument, in: kind))
      }
      let name = JSONTree.Member("event", ["const": .string(kind.name)])
      return .init(
        "event-\(kind.name)",
        object(
          [name] + arguments + columns + common,
          required: ["event"] + kind.arguments.filter(\.isRequired).map(\.field.key),
          more: [.init("description", .string(kind.meaning))] + together(kind)))
    }
  }

  /// What the arguments of an event must be together.
  private static func together(_ kind: EventKind) -> [JSONTree.Member] {
    switch kind {
    case .routeSelected:
      // A port, or sides: never both.
      func only(_ key: String, without others: [String]) -> JSONTree {
        [
          "required": .strings([key]),
          "properties": .object(others.map { JSONTree.Member($0, false) }),
        ]
      }
      return [
        .init(
          "anyOf",
          [
            only("port", without: ["in", "out"]), only("in", without: ["port"]),
            only("out", without: ["port"]),
          ])
      ]
    case .settingChanged:
      let pairs = Setting.allCases.map { setting -> JSONTree in
        let value = word(setting.values)
        return ["properties": ["setting": ["const": .string(setting.name)], "value": value]]
      }
      return [.init("anyOf", .list(pairs))]
    default: return []
    }
  }

  private static func value(of argument: Argument, in kind: EventKind) -> JSONTree {
    switch argument.field {
    case .video, .isOn, .sends, .shouldResume, .near, .transient: bool
    case .device, .call, .app, .place, .function: string
    case .error: ["type": ["string", "number"]]
    case .messageArgument, .functionArgument: ["type": ["string", "number", "boolean"]]
    case .profile: word(Profile.self)
    case .profiles: set(Profile.self)
    case .callKind: word(CallKind.self)
    case .by: word(argument.actors)
    case .why: word(EndReason.self)
    case .setting: word(Setting.self)
    case .value: word(SettingValue.self)
    case .port: port(of: kind)
    case .input: reference("input")
    case .output: reference("output")
    case .via: word(Via.self)
    case .category: word(Category.self)
    case .mode: word(Mode.self)
    case .options: set(CategoryOption.self)
    case .reason: word(InterruptionReason.self)
    case .audioMode: word(AudioMode.self)
    case .permission: word(Permission.self)
    case .message: word(TelecomMessage.self)
    case .timer: word(Timer.self)
    }
  }

  private static func port(of kind: EventKind) -> JSONTree {
    switch kind {
    case .outputOverridden: ["enum": [.string(Port.builtInSpeaker.name), .null]]
    case .preferredInputSet: reference("input")
    case .communicationDeviceSet: reference("output")
    default: reference("port")
    }
  }
}
