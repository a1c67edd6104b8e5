internal import RouteModel

/// Turns the lines of one trace into values, strictly.
///
/// It keeps what later lines depend on: the names, the time, and the version. After a fault it is
/// thrown away together with the trace.
struct LineDecoder {
  var names = NameTable()
  /// The number of the line being read.
  var number = 0
  /// The number of the current trace's header line.
  var headerNumber = 0
  /// Whether a header has been read.
  var isInTrace = false
  /// Whether the trace is of a newer minor version, whose unknown words are listed, not refused.
  var isNewer = false
  var time: Int64 = 0
  /// Calls whose slots are free again when the next line is read.
  var passing: [CallSlot] = []
  var extras: [Extra] = []
  var unknown: [String] = []

  /// The keys that any line may have.
  static let commonKeys = ["seq", "t", "line", "assumed", "note", "sum"]
  static let columnKeys = Vocabulary.column.names
  /// The keys that tell the kinds of line apart.
  static let kindKeys = ["trace", "event", "device", "gap", "end"] + columnKeys + ["note"]

  mutating func decode(_ bytes: [UInt8], number: Int) throws(Fault) -> Line {
    if let invalid = UTF8Check.firstInvalid(in: bytes) {
      let byte = String(bytes[invalid], radix: 16, uppercase: true)
      throw Fault(.invalidUTF8, at: invalid, "byte 0x\(byte) is not valid UTF-8 here")
    }
    var scanner = JSONScanner(bytes)
    let value = try scanner.line()
    guard case .object(let members) = value.kind else {
      throw Fault(.wrongType, at: value.offset, "a line is an object, found \(value.typeName)")
    }
    self.number = number
    extras = []
    unknown = []
    for slot in passing { names.free(slot) }
    passing = []
    let line = Fields(owner: "a line", offset: value.offset, path: "", members: members)
    if !line.has("trace"), !isInTrace {
      throw Fault(
        .outsideTrace, at: value.offset,
        "a line before the first header; a trace begins with one: {\"trace\":1,…}")
    }
    var result = try decodeKind(line)
    try decodeCommon(line, into: &result)
    result.number = number
    result.extras = extras
    result.unknownKeys = unknown
    return result
  }

  private mutating func decodeKind(_ line: Fields) throws(Fault) -> Line {
    if line.has("trace") { return Line(.header(try header(line))) }
    if line.has("event") { return try eventLine(line) }
    if line.has("device") {
      let fields = try lineFields(
        line, "a device line", ["device", "type", "profiles", "microphone", "name"])
      let id = try fields.required("device")
      return Line(.device(try declare(try string(id, "device"), at: id.offset, fields)))
    }
    if line.has("gap") {
      let fields = try lineFields(line, "a gap line", ["gap"])
      return Line(.gap(try gap(fields)))
    }
    if line.has("end") {
      let fields = try lineFields(line, "an end line", ["end"])
      return Line(.end(try seal(fields)))
    }
    let isEvidence = Self.columnKeys.contains { line.has($0) }
    if isEvidence || line.has("note") {
      let what = isEvidence ? "an evidence line" : "a note"
      let fields = try lineFields(line, what, isEvidence ? Self.columnKeys : [])
      var result = Line(isEvidence ? .evidence : .note)
      result.evidence = try evidence(fields)
      return result
    }
    _ = try lineFields(line, "a line", Self.kindKeys)
    if isNewer { return Line(.unknown) }
    throw Fault(
      .unknownLine, at: line.offset,
      "the line says nothing; it needs one of \(Self.kindKeys.joined(separator: ", "))")
  }

  private mutating func eventLine(_ line: Fields) throws(Fault) -> Line {
    let name = try line.required("event")
    var result: Line
    if let kind = try word(name, Vocabulary.event, key: "event", fault: .unknownEvent) {
      let form = LineForms.form(of: kind)
      let fields = try lineFields(line, form.owner, form.keys)
      let event = try event(kind, fields)
      result = Line(event.map(Content.event) ?? .unknown)
    } else {
      result = Line(.unknown)
    }
    result.evidence = try evidence(line)
    return result
  }

  /// Checks the keys of a line, the common ones included.
  mutating func lineFields(
    _ line: Fields, _ owner: String, _ keys: [String]
  ) throws(Fault) -> Fields {
    try checked(line.members, at: line.offset, owner, keys + Self.commonKeys, path: "")
  }

  /// Checks that an object has no unknown key, and keeps the user's own ones.
  mutating func checked(
    _ members: [JSONValue.Member], at offset: Int, _ owner: String, _ allowed: [String],
    path: String
  ) throws(Fault) -> Fields {
    for member in members where !allowed.contains(member.key) {
      if member.key.hasPrefix("x-") {
        var json = JSONOutput()
        member.value.write(to: &json)
        let text = String(decoding: json.bytes, as: UTF8.self)
        extras.append(Extra(path: path, key: member.key, json: text))
      } else if isNewer {
        unknown.append(path.isEmpty ? member.key : "\(path)/\(member.key)")
      } else {
        // In a line, what was meant may be the key that makes it another kind of line.
        let near = allowed + (path.isEmpty ? Self.kindKeys : [])
        let hint = Phrase.hint(member.key, allowed: allowed, near: near)
        throw Fault(
          .unknownKey, at: member.offset,
          "unknown key \(Phrase.quoted(member.key)) in \(owner)\(hint)")
      }
    }
    return Fields(owner: owner, offset: offset, path: path, members: members)
  }

  /// Opens an object inside another and checks its keys.
  mutating func object(
    _ value: JSONValue, _ owner: String, _ allowed: [String], path: String
  ) throws(Fault) -> Fields {
    try checked(try self.members(value, owner), at: value.offset, owner, allowed, path: path)
  }
}
