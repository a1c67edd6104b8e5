/// Writes JSON without white space.
package struct JSONOutput {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false

  package init() {}

  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { append(text) } else { for byte in text.utf8 { escaped(byte) } }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Begins a member of the open object.
  package mutating func key(_ key: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    string(key)
    bytes.append(UInt8(ascii: ":"))
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
    append(String(number))
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
