/// A JSON value with the place where it stands in its line.
package struct JSONValue {
  /// The byte at which the value begins.
  package var offset: Int
  package var kind: Kind

  /// What there is in JSON.
  package enum Kind {
    case null
    case bool(Bool)
    /// As it was spelled: how it is read depends on the key.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])
  }

  /// A key of an object and its value.
  package struct Member {
    package var key: String
    /// The byte at which the key begins.
    package var offset: Int
    package var value: JSONValue
  }

  init(offset: Int, kind: Kind) {
    self.offset = offset
    self.kind = kind
  }

  /// Reads a JSON text that stands alone; nil where it is none, as RFC 8259 has it.
  package init?(parsing bytes: [UInt8]) {
    guard UTF8Check.firstInvalid(in: bytes) == nil else { return nil }
    var scanner = JSONScanner(bytes)
    guard let value = try? scanner.line() else { return nil }
    self = value
  }

  /// The value of a key, where this is an object that has it.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = kind else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var string: String? {
    if case .string(let text) = kind { return text }
    return nil
  }

  /// The value of a whole number.
  package var integer: Int? {
    if case .number(let text) = kind { return Int(text) }
    return nil
  }

  /// What the value is, for messages.
  var typeName: String {
    switch kind {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The value as JSON without white space.
  func write(to output: inout JSONOutput) {
    switch kind {
    case .null: output.append("null")
    case .bool(let flag): output.append(flag ? "true" : "false")
    case .number(let text): output.append(text)
    case .string(let text): output.string(text)
    case .array(let values):
      output.list(values) { value, output in value.write(to: &output) }
    case .object(let members):
      output.openObject()
      for member in members {
        output.key(member.key)
        member.value.write(to: &output)
      }
      output.closeObject()
    }
  }
}

extension JSONValue {
  /// Reads one value as strictly as the line of a trace.
  ///
  /// Throws a sentence that says what was found, and the byte at which it stands.
  package init(reading bytes: [UInt8]) throws(JSONError) {
    if let invalid = UTF8Check.firstInvalid(in: bytes) {
      throw JSONError(offset: invalid, message: "this is not valid UTF-8")
    }
    var scanner = JSONScanner(bytes)
    do throws(Fault) {
      self = try scanner.line()
    } catch {
      throw JSONError(offset: error.offset, message: error.message)
    }
  }

  package var flag: Bool? {
    if case .bool(let flag) = kind { return flag }
    return nil
  }

  package var elements: [JSONValue]? {
    if case .array(let values) = kind { return values }
    return nil
  }
}

/// Why bytes are no JSON, and where.
package struct JSONError: Error, Hashable, Sendable {
  package var offset: Int
  package var message: String
}
