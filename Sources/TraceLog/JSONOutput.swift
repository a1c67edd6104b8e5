/// Writes JSON without white space.
package struct JSONOutput {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  /// Goes on after bytes that are there.
  init(after bytes: consuming [UInt8]) { self.bytes = bytes }

  /// Gives the bytes away, without a copy.
  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  /// Takes back the last byte.
  mutating func dropLast() { if !bytes.isEmpty { bytes.removeLast() } }

  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Takes bytes that are JSON already.
  mutating func append(_ json: [UInt8]) { bytes.append(contentsOf: json) }

  /// Takes bytes that are part of JSON.
  mutating func append(_ json: ArraySlice<UInt8>) { bytes.append(contentsOf: json) }

  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    characters(of: text)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes what stands between the quotes of a string.
  mutating func characters(of text: String) {
    let isTaken = text.utf8.withContiguousStorageIfAvailable { buffer in
      for byte in buffer where Self.isEscaped(byte) { return false }
      bytes.append(contentsOf: buffer)
      return true
    }
    if isTaken == true { return }
    for byte in text.utf8 { escaped(byte) }
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Begins a member of the open object.
  package mutating func key(_ key: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = true
  }

  /// Begins a member by its key as JSON, with the colon.
  mutating func key(json: [UInt8]) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: json)
    needsComma = true
  }

  /// Begins a member by its key as JSON, with the colon.
  mutating func key(json: StaticString) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    json.withUTF8Buffer { bytes.append(contentsOf: $0) }
    needsComma = true
  }

  package mutating func member(_ key: String, _ text: String?) {
    guard let text else { return }
    self.key(key)
    string(text)
  }

  package mutating func member(_ key: String, _ flag: Bool?) {
    guard let flag else { return }
    self.key(key)
    append(flag ? "true" : "false")
  }

  package mutating func member(_ key: String, _ number: (some BinaryInteger)?) {
    guard let number else { return }
    self.key(key)
    guard let small = UInt64(exactly: number) else { return append(String(number)) }
    decimal(small)
  }

  mutating func decimal(_ number: UInt64) {
    var rest = number
    while rest >= 10 {
      bytes.append(UInt8(ascii: "0"))
      rest /= 10
    }
    bytes.append(UInt8(ascii: "0"))
    rest = number
    var place = bytes.count - 1
    while rest > 0 {
      bytes[place] += UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      place -= 1
    }
  }

  /// Opens an object; its members follow.
  package mutating func openObject() {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Closes the object.
  package mutating func closeObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  package mutating func list<Element>(
    _ elements: [Element], _ body: (Element, inout JSONOutput) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      body(element, &self)
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  package mutating func strings(_ key: String, _ strings: [String]) {
    self.key(key)
    list(strings) { text, output in output.string(text) }
  }

  private mutating func escaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      append(digits.utf8.count == 1 ? "\\u000\(digits)" : "\\u00\(digits)")
    default: bytes.append(byte)
    }
  }
}
