import TraceLog

/// A JSON document that is built as a whole before it is written.
package enum JSONTree: Sendable {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case list([JSONTree])
  case object([Member])

  /// A key and its value; members keep their order.
  package struct Member: Sendable {
    package var key: String
    package var value: JSONTree

    package init(_ key: String, _ value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  /// A string, or null where there is none.
  package static func text(_ text: String?) -> JSONTree { text.map { .string($0) } ?? .null }

  package static func strings(_ texts: [String]) -> JSONTree { .list(texts.map { .string($0) }) }

  /// A versioned document: what it is comes first.
  package static func document(_ format: String, version: Int = 1, _ members: [Member]) -> String {
    let mark: JSONTree = ["format": .string(format), "version": .number(version)]
    return JSONTree.object([Member("routelab", mark)] + members).text() + "\n"
  }

  /// The document on as few lines as fit, indented.
  package func text(indent: Int = 0, before: Int = 0) -> String {
    let compact = self.compact
    if indent + before + compact.utf8.count < Layout.width { return compact }
    let margin = String(repeating: " ", count: indent)
    switch self {
    case .null, .bool, .number, .string: return compact
    case .list(let elements):
      let lines = elements.map { "\(margin)  " + $0.text(indent: indent + 2) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
    case .object(let members):
      let lines = members.map { member in
        let key = Self.quoted(member.key) + ": "
        return "\(margin)  " + key
          + member.value.text(indent: indent + 2, before: key.utf8.count)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    }
  }

  private var compact: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): String(number)
    case .string(let text): Self.quoted(text)
    case .list(let elements): "[" + elements.map(\.compact).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ": " + $0.value.compact }.joined(separator: ", ")
        + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var output = JSONOutput()
    output.string(text)
    return String(decoding: output.bytes, as: UTF8.self)
  }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }

  package init(booleanLiteral flag: Bool) { self = .bool(flag) }

  package init(integerLiteral number: Int) { self = .number(number) }

  package init(arrayLiteral elements: JSONTree...) { self = .list(elements) }

  package init(dictionaryLiteral elements: (String, JSONTree)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
