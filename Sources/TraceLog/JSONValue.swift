/// A JSON value with the place where it stands in its line.
struct JSONValue {
  /// The byte at which the value begins.
  var offset: Int
  var kind: Kind

  enum Kind {
    case null
    case bool(Bool)
    /// As it was spelled: how it is read depends on the key.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])
  }

  struct Member {
    var key: String
    /// The byte at which the key begins.
    var offset: Int
    var value: JSONValue
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
