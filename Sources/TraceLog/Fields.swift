/// An object of a line whose keys have all been checked against those that are allowed.
struct Fields {
  /// What the object is, for messages: `a device line`, `event "callEnded"`.
  var owner: String
  /// The byte at which the object begins.
  var offset: Int
  /// Where the object stands in the line, for the user's own keys: "" is the line itself.
  var path: String
  var members: [JSONValue.Member]

  subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  func required(_ key: String) throws(Fault) -> JSONValue {
    guard let value = self[key] else {
      throw Fault(.missingKey, at: offset, "\(owner) needs \"\(key)\"")
    }
    return value
  }

  /// The path of an object inside this one.
  func path(_ key: String) -> String { path.isEmpty ? key : "\(path)/\(key)" }
}
