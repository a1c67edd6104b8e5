import Foundation

/// A JSON value, with the order of an object's keys as it is to be written.
enum JSON: Hashable {
  case null
  case bool(Bool)
  case number(Int)
  case string(String)
  case list([JSON])
  case object([Member])

  /// A key and its value.
  struct Member: Hashable {
    var key: String
    var value: JSON
  }

  static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
  }

  static func strings(_ strings: [String]) -> JSON { .list(strings.map { .string($0) }) }

  subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var members: [Member] {
    guard case .object(let members) = self else { return [] }
    return members
  }

  var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  var bool: Bool? {
    guard case .bool(let flag) = self else { return nil }
    return flag
  }

  var number: Int? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  var list: [JSON]? {
    guard case .list(let list) = self else { return nil }
    return list
  }

  var strings: [String]? { list?.compactMap(\.string) }

  /// The value on one line, without white space.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let flag): String(flag)
    case .number(let number): String(number)
    case .string(let string): Self.quoted(string)
    case .list(let list): "[" + list.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ string: String) -> String {
    let escaped = string.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
          + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

extension JSON: Decodable {
  /// Any key of an object.
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        try keyed.allKeys.sorted { $0.stringValue < $1.stringValue }.map {
          Member(key: $0.stringValue, value: try keyed.decode(JSON.self, forKey: $0))
        })
    } else if var unkeyed = try? decoder.unkeyedContainer() {
      var list: [JSON] = []
      while !unkeyed.isAtEnd { list.append(try unkeyed.decode(JSON.self)) }
      self = .list(list)
    } else {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        self = .null
      } else if let flag = try? single.decode(Bool.self) {
        self = .bool(flag)
      } else if let number = try? single.decode(Int.self) {
        self = .number(number)
      } else {
        self = .string(try single.decode(String.self))
      }
    }
  }
}
