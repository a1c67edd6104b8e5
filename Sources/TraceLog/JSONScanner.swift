internal import RouteModel

/// Reads one line of JSON strictly, as RFC 8259 has it, and remembers where each value stands.
///
/// The line must be valid UTF-8 already. Beyond the RFC it refuses a key that is given twice and
/// nesting deeper than `Limits.nesting`, which bounds the recursion.
struct JSONScanner {
  let bytes: [UInt8]
  var index: Int
  private var depth = 0

  init(_ bytes: [UInt8], at index: Int = 0) {
    self.bytes = bytes
    self.index = index
  }

  /// Reads the only value of the line.
  mutating func line() throws(Fault) -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    guard index == bytes.count else {
      throw Fault(.syntax, at: index, "\(found) after the end of the line's object")
    }
    return value
  }

  var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// What stands at the current place, for messages.
  var found: String {
    guard let byte = peek else { return "the line ends" }
    let rest = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return "byte \(byte)" }
    return Phrase.isUnprintable(scalar)
      ? "control character U+\(Self.fourDigits(scalar.value))" : "\"\(scalar)\""
  }

  static func fourDigits(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  private mutating func value() throws(Fault) -> JSONValue {
    let start = index
    switch peek {
    case UInt8(ascii: "{"): return JSONValue(offset: start, kind: .object(try object()))
    case UInt8(ascii: "["): return JSONValue(offset: start, kind: .array(try array()))
    case UInt8(ascii: "\""): return JSONValue(offset: start, kind: .string(try string()))
    case UInt8(ascii: "-"), .some(0x30...0x39):
      return JSONValue(offset: start, kind: .number(try number()))
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: throw Fault(.syntax, at: start, "\(found) where a value was expected")
    }
  }

  private mutating func literal(
    _ word: String, _ kind: JSONValue.Kind
  ) throws(Fault) -> JSONValue {
    let start = index
    for byte in word.utf8 {
      guard peek == byte else {
        throw Fault(.syntax, at: index, "\(found) inside what began like \"\(word)\"")
      }
      index += 1
    }
    return JSONValue(offset: start, kind: kind)
  }

  private mutating func open() throws(Fault) {
    guard depth < Limits.nesting else {
      throw Fault(.nesting, at: index, "nested deeper than \(Limits.nesting) levels")
    }
    depth += 1
    index += 1
    skipSpace()
  }

  private mutating func object() throws(Fault) -> [JSONValue.Member] {
    try open()
    var members: [JSONValue.Member] = []
    if take("}") {
      depth -= 1
      return members
    }
    while true {
      let start = index
      guard peek == UInt8(ascii: "\"") else {
        throw Fault(.syntax, at: index, "\(found) where a key was expected")
      }
      let key = try string()
      skipSpace()
      guard take(":") else {
        throw Fault(.syntax, at: index, "\(found) where \":\" was expected after a key")
      }
      skipSpace()
      members.append(JSONValue.Member(key: key, offset: start, value: try value()))
      skipSpace()
      if take("}") { break }
      guard take(",") else {
        throw Fault(.syntax, at: index, "\(found) where \",\" or \"}\" was expected")
      }
      skipSpace()
    }
    depth -= 1
    try refuseDuplicates(members)
    return members
  }

  private mutating func array() throws(Fault) -> [JSONValue] {
    try open()
    var values: [JSONValue] = []
    if take("]") {
      depth -= 1
      return values
    }
    while true {
      values.append(try value())
      skipSpace()
      if take("]") { break }
      guard take(",") else {
        throw Fault(.syntax, at: index, "\(found) where \",\" or \"]\" was expected")
      }
      skipSpace()
    }
    depth -= 1
    return values
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    index += 1
    return true
  }

  private func refuseDuplicates(_ members: [JSONValue.Member]) throws(Fault) {
    if members.count <= Self.fewMembers {
      for place in members.indices
      where members[..<place].contains(where: { $0.key == members[place].key }) {
        throw duplicate(members[place])
      }
      return
    }
    var seen = Set<String>(minimumCapacity: members.count)
    for member in members where !seen.insert(member.key).inserted { throw duplicate(member) }
  }

  /// As many keys as are compared each with each sooner than hashed.
  private static let fewMembers = 8

  private func duplicate(_ member: JSONValue.Member) -> Fault {
    Fault(.duplicateKey, at: member.offset, "key \(Phrase.quoted(member.key)) is given twice")
  }

  private mutating func number() throws(Fault) -> String {
    let start = index
    if peek == UInt8(ascii: "-") { index += 1 }
    if peek == UInt8(ascii: "0") {
      index += 1
      if let next = peek, (0x30...0x39).contains(next) {
        throw Fault(.syntax, at: start, "a number with a leading zero")
      }
    } else {
      try digits()
    }
    if peek == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      index += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func digits() throws(Fault) {
    let start = index
    while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
    if index == start {
      throw Fault(.syntax, at: index, "\(found) where a digit was expected")
    }
  }
}
