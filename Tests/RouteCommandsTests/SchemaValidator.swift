import Foundation

/// Validates against the part of JSON Schema that the project's schema uses.
///
/// An unknown keyword is an error of its own, so that nothing is passed over unread.
struct SchemaValidator {
  let root: [String: Any]
  private static let silent: Set<String> = ["$schema", "$defs", "title", "description"]

  private static let first = ["required", "const", "type", "properties"]

  init(_ text: String) throws {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
    root = document as? [String: Any] ?? [:]
  }

  /// nil where the value is valid, else what is wrong.
  func problem(_ line: String) throws -> String? {
    let value = try JSONSerialization.jsonObject(
      with: Data(line.utf8), options: .fragmentsAllowed)
    return problem(value, root, "line")
  }

  private func problem(_ value: Any, _ schema: Any, _ path: String) -> String? {
    if let all = schema as? Bool { return all ? nil : "\(path) is not allowed" }
    guard let schema = schema as? [String: Any] else { return "\(path): no schema" }
    // What refuses most lines comes first: regular expressions are slow.
    for keyword in Self.first {
      guard let rule = schema[keyword] else { continue }
      if let problem = problem(value, keyword, rule, schema, path) { return problem }
    }
    for (keyword, rule) in schema where !Self.first.contains(keyword) {
      if let problem = problem(value, keyword, rule, schema, path) { return problem }
    }
    return nil
  }

  private func problem(
    _ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any], _ path: String
  ) -> String? {
    let object = value as? [String: Any]
    let array = value as? [Any]
    switch keyword {
    case "$ref":
      let name = (rule as? String ?? "").replacingOccurrences(of: "#/$defs/", with: "")
      guard let target = (root["$defs"] as? [String: Any])?[name] else {
        return "no definition \(name)"
      }
      return problem(value, target, path)
    case "anyOf":
      let problems = (rule as? [Any] ?? []).map { problem(value, $0, path) }
      return problems.contains { $0 == nil } ? nil : "\(path) fits nothing"
    case "type":
      let types = rule as? [String] ?? [rule as? String ?? ""]
      return types.contains { Self.isType(value, $0) } ? nil : "\(path) is not \(types)"
    case "const": return Self.equal(value, rule) ? nil : "\(path) is not \(rule)"
    case "enum":
      return (rule as? [Any] ?? []).contains { Self.equal(value, $0) } ? nil : "\(path): \(value)"
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else { return nil }
      return text.range(of: pattern, options: .regularExpression) == nil
        ? "\(path): \(text) does not match \(pattern)" : nil
    case "minimum":
      guard let number = value as? NSNumber, let least = rule as? NSNumber else { return nil }
      return number.doubleValue < least.doubleValue ? "\(path) is too small" : nil
    case "minItems": return array.map { $0.isEmpty } ?? false ? "\(path) is empty" : nil
    case "minProperties": return object.map { $0.isEmpty } ?? false ? "\(path) is empty" : nil
    case "uniqueItems":
      guard let array else { return nil }
      let texts = array.map { "\($0)" }
      return Set(texts).count == texts.count ? nil : "\(path) says something twice"
    case "required":
      guard let object, let keys = rule as? [String] else { return nil }
      return keys.first { object[$0] == nil }.map { "\(path) lacks \($0)" }
    case "items":
      return array?.enumerated().lazy.compactMap { problem($1, rule, "\(path)/\($0)") }.first
    case "properties":
      guard let object, let rules = rule as? [String: Any] else { return nil }
      return object.lazy.compactMap { key, value in
        rules[key].flatMap { problem(value, $0, "\(path)/\(key)") }
      }.first
    case "patternProperties": return nil
    case "additionalProperties": return additional(object ?? [:], rule, schema, path)
    default: return Self.silent.contains(keyword) ? nil : "unknown keyword \(keyword)"
    }
  }

  private func additional(
    _ object: [String: Any], _ rule: Any, _ schema: [String: Any], _ path: String
  ) -> String? {
    let known = schema["properties"] as? [String: Any] ?? [:]
    let patterns = (schema["patternProperties"] as? [String: Any] ?? [:]).keys
    return object.lazy.compactMap { key, value in
      let matches = patterns.contains { key.range(of: $0, options: .regularExpression) != nil }
      return known[key] != nil || matches ? nil : problem(value, rule, "\(path)/\(key)")
    }.first
  }

  /// Numbers and booleans are both `NSNumber`; a boolean's type is a char.
  private static func isBool(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return ["c", "B"].contains(String(cString: number.objCType))
  }

  private static func isType(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBool(value)
    case "number": value is NSNumber && !isBool(value)
    case "integer":
      (value as? NSNumber).map { !isBool(value) && $0.doubleValue == $0.doubleValue.rounded() }
        ?? false
    default: false
    }
  }

  private static func equal(_ left: Any, _ right: Any) -> Bool {
    if left is NSNull || right is NSNull { return left is NSNull && right is NSNull }
    if let left = left as? String { return left == right as? String }
    if let left = left as? NSNumber, let right = right as? NSNumber {
      return isBool(left) == isBool(right) && left == right
    }
    return false
  }
}
