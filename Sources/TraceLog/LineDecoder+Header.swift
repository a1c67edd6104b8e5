internal import RouteModel

extension LineDecoder {
  private static let headerKeys = [
    "trace", "id", "platform", "os", "policy", "host", "app", "devices", "start", "imported",
    "clock", "began", "segment", "continues", "origin", "title", "source", "tags", "group",
    "xfail",
  ]

  /// Begins a new trace.
  mutating func header(_ line: Fields) throws(Fault) -> Header {
    let version = try version(try line.required("trace"))
    var fresh = LineDecoder()
    fresh.number = number
    fresh.headerNumber = number
    fresh.isInTrace = true
    self = fresh
    isNewer = version.minor > FormatVersion.current.minor
    let fields = try lineFields(line, "a header", Self.headerKeys)
    let id = try identifier(try fields.required("id"))
    let platform = try knownWord(
      try fields.required("platform"), Vocabulary.platform, key: "platform")
    var circumstances = Circumstances(platform: platform)
    if let value = fields["os"] { circumstances.os = try osVersion(value) }
    var header = Header(id: id, circumstances: circumstances)
    header.version = version
    if let value = fields["policy"] { header.policy = try string(value, "policy") }
    var wifi: Wifi?
    if let value = fields["host"] { wifi = try host(value, into: &header) }
    if let value = fields["app"] { try app(value, into: &header) }
    if let value = fields["devices"] { header.devices = try devices(value) }
    if let value = fields["start"] { header.start = try start(value) }
    if let wifi { try add(wifi, to: &header.start) }
    try records(fields, into: &header)
    try words(fields, into: &header)
    return header
  }

  private func version(_ value: JSONValue) throws(Fault) -> FormatVersion {
    guard case .number(let text) = value.kind else {
      throw wrongType(value, "trace", "the format's version, a number")
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let isVersion =
      parts.count <= 2 && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    // A number too large for the machine is a newer version all the same.
    let numbers = parts.map { Int($0) ?? .max }
    guard isVersion, let major = numbers.first, major > 0 else {
      throw Fault(
        .version, at: value.offset, "\(text.prefix(40)) is not a trace format version; this is 1")
    }
    let current = FormatVersion.current
    guard major <= current.major else {
      throw Fault(
        .version, at: value.offset,
        "trace format version \(text.prefix(40)) is newer than this routelab reads (\(current)); a newer routelab may read it"
      )
    }
    return FormatVersion(major, numbers.count > 1 ? numbers[1] : 0)
  }

  private func identifier(_ value: JSONValue) throws(Fault) -> String {
    let id = try string(value, "id")
    let isGood =
      !id.isEmpty
      && id.utf8.allSatisfy { byte in
        switch byte {
        case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F: true
        default: false
        }
      }
    guard isGood else {
      throw Fault(
        .malformed, at: value.offset,
        "\(Phrase.quoted(id)) is not an id: lower-case letters a to z, digits, \"-\", \"/\" and \".\""
      )
    }
    return id
  }

  private func osVersion(_ value: JSONValue) throws(Fault) -> OSVersion {
    let text = try string(value, "os")
    guard let version = OSVersion(text) else {
      throw Fault(
        .malformed, at: value.offset,
        "\(Phrase.quoted(text)) is not a version; allowed: \"16\", \"16.4\", \"16.4.1\"")
    }
    return version
  }

  private mutating func devices(_ value: JSONValue) throws(Fault) -> [DeviceDeclaration] {
    var result: [DeviceDeclaration] = []
    for member in try members(value, "\"devices\"") {
      let fields = try object(
        member.value, "device \(Phrase.quoted(member.key))",
        ["type", "profiles", "microphone", "name"], path: "devices/\(member.key)")
      result.append(try declare(member.key, at: member.offset, fields))
    }
    return result
  }

  /// The setting that `host.wifi` is, and where it stands.
  private struct Wifi {
    var value: SettingValue
    var offset: Int
  }

  private mutating func host(
    _ value: JSONValue, into header: inout Header
  ) throws(Fault) -> Wifi? {
    let fields = try object(
      value, "\"host\"", ["model", "receiver", "vendor", "scoOffCall", "wifi", "flags"],
      path: "host")
    if let value = fields["model"] { header.host.model = try string(value, "model") }
    if let value = fields["receiver"] {
      header.circumstances.hasReceiver = try bool(value, "receiver")
    }
    if let value = fields["vendor"] {
      header.circumstances.vendor = try symbol(value, "vendor")
    }
    if let value = fields["scoOffCall"] {
      header.circumstances.scoOffCall = try bool(value, "scoOffCall")
    }
    if let value = fields["flags"] {
      for member in try members(value, "\"flags\"") {
        let flag = Flag(name: member.key, isOn: try bool(member.value, member.key))
        header.host.flags.append(flag)
      }
      header.host.flags.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    guard let value = fields["wifi"], let band = try settingValue(value, of: .wifi, "wifi") else {
      return nil
    }
    return Wifi(value: band, offset: value.offset)
  }

  private func add(_ wifi: Wifi, to start: inout Start) throws(Fault) {
    if start.settings.contains(where: { $0.setting == .wifi }) {
      throw Fault(
        .declaredTwice, at: wifi.offset, "\"wifi\" is in \"host\" and in \"start\"; one is enough")
    }
    start.settings.append(StartSetting(setting: .wifi, value: wifi.value))
    start.settings.sort { $0.setting.rawValue < $1.setting.rawValue }
  }

  private mutating func app(_ value: JSONValue, into header: inout Header) throws(Fault) {
    let fields = try object(
      value, "\"app\"",
      ["callKit", "sends", "permissions", "targetSdk", "library", "preferredDevices"], path: "app")
    if let value = fields["callKit"] {
      header.circumstances.appUsesCallKit = try bool(value, "callKit")
    }
    if let value = fields["targetSdk"] {
      header.circumstances.targetSdk = Int(try integer(value, "targetSdk", in: 1...9999))
    }
    if let value = fields["sends"] { header.app.sends = try bool(value, "sends") }
    if let value = fields["permissions"] {
      header.app.permissions = try set(value, Vocabulary.permission, key: "permissions")
    }
    if let value = fields["library"] { header.app.library = try string(value, "library") }
    if let value = fields["preferredDevices"] {
      header.app.preferredDevices = try strings(value, "preferredDevices")
      header.circumstances.preferredDevices = header.app.preferredDevices.compactMap { name in
        PickerDevice.allCases.first { $0.name == name }
      }
    }
  }

  private mutating func records(_ fields: Fields, into header: inout Header) throws(Fault) {
    if let value = fields["imported"] { header.imported = try bool(value, "imported") }
    if let value = fields["clock"] {
      header.clock = try knownWord(value, Vocabulary.clock, key: "clock")
    }
    if let value = fields["began"] { header.began = try string(value, "began") }
    if let value = fields["segment"] { header.segment = try count(value, "segment") }
    if let value = fields["continues"] { header.continues = try checksum(value, "continues") }
    if let value = fields["origin"] {
      let origin = try object(value, "\"origin\"", ["records", "sum"], path: "origin")
      var result = Origin()
      if let value = origin["records"] { result.records = try count(value, "records") }
      if let value = origin["sum"] { result.sum = try checksum(value, "sum") }
      header.origin = result
    }
  }

  private mutating func words(_ fields: Fields, into header: inout Header) throws(Fault) {
    if let value = fields["title"] { header.title = try string(value, "title") }
    if let value = fields["source"] { header.source = try strings(value, "source") }
    if let value = fields["tags"] { header.tags = try strings(value, "tags") }
    if let value = fields["group"] { header.group = try string(value, "group") }
    if let value = fields["xfail"] {
      let xfail = try object(value, "\"xfail\"", ["why", "cause"], path: "xfail")
      header.xfail = Expected(
        why: try string(try xfail.required("why"), "why"),
        cause: try knownWord(try xfail.required("cause"), Vocabulary.cause, key: "cause"))
    }
  }
}
