internal import RouteModel

extension LineDecoder {
  private static let startKeys = [
    "connected", "active", "links", "calls", "session", "settings", "focus", "available",
    "pending", "route",
  ]

  mutating func start(_ value: JSONValue) throws(Fault) -> Start {
    let fields = try object(value, "\"start\"", Self.startKeys, path: "start")
    var start = Start()
    if let value = fields["connected"] { start.connected = try connected(value) }
    if let value = fields["active"] { start.active = try active(value) }
    if let value = fields["links"] { start.links = try links(value) }
    if let value = fields["calls"] { start.calls = try startCalls(value) }
    if let value = fields["session"] { start.session = try session(value) }
    if let value = fields["settings"] { start.settings = try settings(value) }
    if let value = fields["focus"] {
      start.focus = try word(value, Vocabulary.focus, key: "focus")
    }
    if let value = fields["available"] {
      start.available = try patterns(value, "available", .either)
    }
    if let value = fields["pending"] {
      start.pending = try portArgument(value, "pending", .either)
    }
    if let value = fields["route"] {
      let route = try object(value, "\"route\"", ["in", "out"], path: "start/route")
      start.route = StartRoute(
        input: try side(route["in"], "in", .input), output: try side(route["out"], "out", .output))
    }
    return start
  }

  private func connected(_ value: JSONValue) throws(Fault) -> [DeviceSlot] {
    var result: [DeviceSlot] = []
    for element in try list(value, "connected") {
      let slot = try device(element, "connected")
      if result.contains(slot) {
        throw listedTwice(names.name(of: slot), at: element.offset, "connected")
      }
      guard result.count < Limits.connected else {
        throw Fault(
          .limit, at: element.offset, "more than \(Limits.connected) devices connected at once")
      }
      result.append(slot)
    }
    return result
  }

  private mutating func active(_ value: JSONValue) throws(Fault) -> [ActiveDevice] {
    var result: [ActiveDevice] = []
    for member in try members(value, "\"active\"") {
      let key = JSONValue(offset: member.offset, kind: .string(member.key))
      let device = try device(member.value, "active")
      guard let profile = try word(key, Vocabulary.profile, key: "active") else { continue }
      result.append(ActiveDevice(profile: profile, device: device))
    }
    return result.sorted { $0.profile.rawValue < $1.profile.rawValue }
  }

  private mutating func settings(_ value: JSONValue) throws(Fault) -> [StartSetting] {
    var result: [StartSetting] = []
    for member in try members(value, "\"settings\"") {
      let key = JSONValue(offset: member.offset, kind: .string(member.key))
      guard let setting = try word(key, Vocabulary.setting, key: "settings"),
        let value = try settingValue(member.value, of: setting, member.key)
      else { continue }
      result.append(StartSetting(setting: setting, value: value))
    }
    return result.sorted { $0.setting.rawValue < $1.setting.rawValue }
  }

  private mutating func startCalls(_ value: JSONValue) throws(Fault) -> [StartCall] {
    var result: [StartCall] = []
    for member in try members(value, "\"calls\"") {
      let path = "start/calls/\(member.key)"
      let fields = try object(
        member.value, "call \(Phrase.quoted(member.key))",
        ["kind", "state", "on", "video", "ports"], path: path)
      guard result.count < Limits.callsAtOnce else {
        throw Fault(.limit, at: member.offset, "more than \(Limits.callsAtOnce) calls at once")
      }
      var call = StartCall(
        call: try call(member.key, at: member.offset),
        kind: try knownWord(try fields.required("kind"), Vocabulary.callKind, key: "kind"),
        state: try knownWord(try fields.required("state"), Vocabulary.callState, key: "state"))
      if let value = fields["on"] { call.place = try place(value, "on") }
      if let value = fields["video"] { call.video = try bool(value, "video") }
      if let value = fields["ports"] {
        call.ports = try set(value, Vocabulary.port, key: "ports")
      }
      result.append(call)
    }
    return result.sorted { $0.call < $1.call }
  }

  private mutating func session(_ value: JSONValue) throws(Fault) -> StartSession {
    let fields = try object(
      value, "\"session\"", ["category", "mode", "options", "state", "preferredInput", "override"],
      path: "start/session")
    var session = StartSession()
    if let value = fields["category"] {
      session.category = try word(value, Vocabulary.category, key: "category")
    }
    if let value = fields["mode"] { session.mode = try word(value, Vocabulary.mode, key: "mode") }
    if let value = fields["options"] {
      session.options = try set(value, Vocabulary.option, key: "options")
    }
    if let value = fields["state"] {
      session.standing = try word(value, Vocabulary.standing, key: "state")
    }
    if let value = fields["preferredInput"] {
      session.preferredInput = try portArgument(value, "preferredInput", .input)
    }
    if let value = fields["override"] {
      session.override = try portArgument(value, "override", .output)
    }
    return session
  }

  private mutating func side(
    _ value: JSONValue?, _ key: String, _ side: Side
  ) throws(Fault) -> SideClaim {
    guard let value, let port = try portArgument(value, key, side) else { return .anything }
    switch port {
    case .none: return .nothing
    case .some(let pattern): return .oneOf([pattern])
    }
  }
}
