package import RouteModel
internal import TraceLog

/// A family that a user has and this program does not: rules from a file.
///
/// The file is JSON: `rules` (1), `name`, `platform`, and `lines`, each with a `literal` that stands in
/// the line, a `pattern` that is tried on the message of such lines only, and what it stands for:
/// `line`, a line of the trace format without its time, or `noise`, a kind of noise. `$group` in `line`
/// is what a named group of the pattern found, or what `words` says for it; `device` says which
/// accessory `$device` is.
package struct LineRules: Sendable {
  /// Bytes of a file.
  package static let longestFile = 1 << 20
  package static let mostRules = 256
  /// Bytes of a message that patterns are tried on.
  package static let longestMessage = 8192

  package private(set) var name: String
  package private(set) var platform: Platform
  private(set) var rules: [Rule] = []

  struct Rule: Sendable {
    var literal: String
    var tag: String?
    var pattern: Pattern
    var meaning: Meaning
    var words: [String: [String: JSONTemplate]]
    var device: RuleDevice?
  }

  enum Meaning: Sendable {
    case line(JSONTemplate)
    case noise(String)
  }

  struct RuleDevice: Sendable {
    var type: DeviceType
    var address: String?
    var name: String?
  }

  /// What is wrong with a file of rules, and where.
  package struct Fault: Error, Hashable, CustomStringConvertible {
    package var file: String
    package var line: Int
    package var column: Int
    package var message: String

    package var description: String { "\(file):\(line):\(column): \(message)" }
  }

  /// Reads a file of rules; throws the first thing that is wrong with it.
  package init(_ bytes: [UInt8], file: String) throws(Fault) {
    let reader = LineRulesReader(bytes: bytes, file: file)
    guard bytes.count <= Self.longestFile else {
      throw reader.fault(0, "longer than \(Self.longestFile) bytes")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(reading: bytes)
    } catch {
      throw reader.fault(error.offset, error.message)
    }
    try reader.allow(["rules", "name", "platform", "lines"], in: value)
    guard value["rules"]?.integer == 1 else {
      throw reader.fault(value["rules"]?.offset ?? 0, "\"rules\" must be 1, the version")
    }
    name = try reader.text("name", in: value)
    let isPlain = name.utf8.allSatisfy {
      (97...122).contains($0) || LogText.isDigit($0) || $0 == UInt8(ascii: "-")
    }
    guard isPlain, !name.isEmpty, name.utf8.count <= 40 else {
      throw reader.fault(
        value["name"]?.offset ?? 0, "a family's name is of lower-case letters, digits and -")
    }
    guard LogFamilies.named(name) == nil else {
      throw reader.fault(
        value["name"]?.offset ?? 0, "\"\(name)\" is a family that there is already")
    }
    platform = try reader.word("platform", in: value)
    guard let lines = value["lines"], case .array(let entries) = lines.kind, !entries.isEmpty else {
      throw reader.fault(value["lines"]?.offset ?? 0, "\"lines\" must be a list of rules")
    }
    guard entries.count <= Self.mostRules else {
      throw reader.fault(lines.offset, "more than \(Self.mostRules) rules")
    }
    for entry in entries { rules.append(try reader.rule(entry, platform)) }
  }

  /// A book of no rules.
  static let none = LineRules(name: RuleFamily.name, platform: .android)

  private init(name: String, platform: Platform) {
    self.name = name
    self.platform = platform
  }

  var triggers: [String] { Array(Set(rules.map(\.literal))).sorted() }
}

/// JSON whose strings may name groups.
struct JSONTemplate: Sendable {
  /// The JSON, in pieces: text, and the names of groups that stand between.
  private var pieces: [Piece] = []

  private enum Piece: Sendable {
    case text(String)
    /// A whole string that is one group: what stands for it may be no string.
    case value(String)
    /// A group inside a string.
    case part(String)
  }

  /// The groups that are named.
  var groups: [String] {
    pieces.compactMap { piece in
      switch piece {
      case .text: nil
      case .value(let name), .part(let name): name
      }
    }
  }

  init(_ value: JSONValue) { write(value) }

  /// The JSON, with what stands for each group.
  func text(_ values: (String) -> JSONTemplate?) -> String? {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let plain): text += plain
      case .value(let name):
        guard let value = values(name)?.text({ _ in nil }) else { return nil }
        text += value
      case .part(let name):
        guard let value = values(name)?.text({ _ in nil }), value.hasPrefix("\"") else {
          return nil
        }
        text += value.dropFirst().dropLast()
      }
    }
    return text
  }

  private mutating func add(_ text: String) {
    if case .text(let before) = pieces.last {
      pieces[pieces.count - 1] = .text(before + text)
    } else {
      pieces.append(.text(text))
    }
  }

  private mutating func write(_ value: JSONValue) {
    switch value.kind {
    case .null: add("null")
    case .bool(let flag): add(flag ? "true" : "false")
    case .number(let text): add(text)
    case .string(let text): write(string: text)
    case .array(let values):
      add("[")
      for (place, value) in values.enumerated() {
        if place > 0 { add(",") }
        write(value)
      }
      add("]")
    case .object(let members):
      add("{")
      for (place, member) in members.enumerated() {
        if place > 0 { add(",") }
        add(Self.quoted(member.key) + ":")
        write(member.value)
      }
      add("}")
    }
  }

  private mutating func write(string: String) {
    let parts = string.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return add(Self.quoted(string)) }
    func name(_ part: Substring) -> Substring {
      part.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
    if parts.count == 2, parts[0].isEmpty, name(parts[1]) == parts[1], !parts[1].isEmpty,
      parts[1] != "device"
    {
      return pieces.append(.value(String(parts[1])))
    }
    add("\"" + Self.escaped(String(parts[0])))
    for part in parts.dropFirst() {
      let name = name(part)
      if name == "device" {
        add("device")
      } else {
        pieces.append(.part(String(name)))
      }
      add(Self.escaped(String(part.dropFirst(name.count))))
    }
    add("\"")
  }

  init(string: String) { pieces = [.text(Self.quoted(string))] }

  private static func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Reads a file of rules, and says where it is wrong.
private struct LineRulesReader {
  let bytes: [UInt8]
  let file: String

  func fault(_ offset: Int, _ message: String) -> LineRules.Fault {
    let before = bytes.prefix(max(0, offset))
    let begin = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return LineRules.Fault(
      file: file, line: 1 + before.count(where: { $0 == 0x0A }), column: offset - begin + 1,
      message: message)
  }

  func allow(_ keys: [String], in value: JSONValue) throws(LineRules.Fault) {
    guard case .object(let members) = value.kind else {
      throw fault(value.offset, "an object with \(keys.joined(separator: ", ")) is wanted")
    }
    for member in members where !keys.contains(member.key) {
      let near = Spelling.nearest(to: member.key, among: keys).map { "; did you mean \"\($0)\"?" }
      throw fault(
        member.offset,
        "unknown key \"\(member.key)\"; allowed: \(keys.joined(separator: ", "))\(near ?? "")")
    }
  }

  func text(_ key: String, in value: JSONValue) throws(LineRules.Fault) -> String {
    guard let text = value[key]?.string else {
      throw fault(value[key]?.offset ?? value.offset, "\"\(key)\" must be a string")
    }
    return text
  }

  func word<Element: Word>(_ key: String, in value: JSONValue) throws(LineRules.Fault) -> Element {
    let text = try text(key, in: value)
    if let found = Element.allCases.first(where: { $0.name == text }) { return found }
    let allowed = Element.allCases.map(\.name)
    let near = Spelling.nearest(to: text, among: allowed).map { "; did you mean \"\($0)\"?" }
    throw fault(
      value[key]?.offset ?? value.offset,
      "\"\(key)\" cannot be \"\(text)\"; allowed: \(allowed.joined(separator: ", "))\(near ?? "")")
  }

  func rule(_ value: JSONValue, _ platform: Platform) throws(LineRules.Fault) -> LineRules.Rule {
    try allow(["literal", "tag", "pattern", "line", "noise", "words", "device"], in: value)
    let literal = try text("literal", in: value)
    guard literal.utf8.count >= LiteralFinder.shortest else {
      throw fault(
        value["literal"]?.offset ?? 0,
        "a literal has at least \(LiteralFinder.shortest) bytes; 8 or more are faster")
    }
    let expression = value["pattern"] == nil ? "" : try text("pattern", in: value)
    let pattern: Pattern
    do throws(Pattern.Fault) {
      pattern = try Pattern(expression)
    } catch {
      throw fault(
        value["pattern"]?.offset ?? 0,
        "the pattern, at its byte \(error.offset + 1): \(error.message)")
    }
    let words = try words(value["words"], pattern)
    let device = try device(value["device"], pattern)
    let meaning: LineRules.Meaning
    switch (value["line"], value["noise"]) {
    case (nil, .some): meaning = .noise(try text("noise", in: value))
    case (let line?, nil):
      let template = JSONTemplate(line)
      for group in template.groups where !pattern.names.contains(group) {
        throw fault(line.offset, unknown(group, pattern))
      }
      meaning = .line(template)
      let rule = LineRules.Rule(
        literal: literal, tag: nil, pattern: pattern, meaning: meaning, words: words,
        device: device)
      if let why = RuleLine.problem(of: rule, template, platform) {
        throw fault(line.offset, "no line of a trace: \(why)")
      }
    default: throw fault(value.offset, "a rule has either \"line\" or \"noise\"")
    }
    return LineRules.Rule(
      literal: literal, tag: value["tag"]?.string, pattern: pattern, meaning: meaning,
      words: words, device: device)
  }

  private func unknown(_ group: String, _ pattern: Pattern) -> String {
    let names = pattern.names.isEmpty ? "none" : pattern.names.joined(separator: ", ")
    return "the pattern has no group \"\(group)\"; it has \(names)"
  }

  private func words(
    _ value: JSONValue?, _ pattern: Pattern
  ) throws(LineRules.Fault) -> [String: [String: JSONTemplate]] {
    guard let value else { return [:] }
    try allow(pattern.names, in: value)
    guard case .object(let groups) = value.kind else { return [:] }
    var found: [String: [String: JSONTemplate]] = [:]
    for group in groups {
      guard case .object(let members) = group.value.kind, !members.isEmpty else {
        throw fault(
          group.value.offset, "what each word stands for is wanted: {\"SPK\":\"builtInSpeaker\"}")
      }
      for member in members {
        let template = JSONTemplate(member.value)
        guard template.groups.isEmpty else {
          throw fault(member.value.offset, "a word stands for no group")
        }
        found[group.key, default: [:]][member.key] = template
      }
    }
    return found
  }

  private func device(
    _ value: JSONValue?, _ pattern: Pattern
  ) throws(LineRules.Fault) -> LineRules.RuleDevice? {
    guard let value else { return nil }
    try allow(["type", "address", "name"], in: value)
    func group(_ key: String) throws(LineRules.Fault) -> String? {
      guard value[key] != nil else { return nil }
      let text = try text(key, in: value)
      guard text.hasPrefix("$"), pattern.names.contains(String(text.dropFirst())) else {
        throw fault(value[key]?.offset ?? 0, "\"\(key)\" is a group of the pattern: $\(key)")
      }
      return String(text.dropFirst())
    }
    return LineRules.RuleDevice(
      type: try word("type", in: value), address: try group("address"), name: try group("name"))
  }
}
