/// Writes JSON without white space.
package struct JSONOutput: ~Copyable {
  private var buffer = ByteBuffer()
  private var needsComma = false

  package init() {}

  /// Goes on in an object after members that are there.
  init(after members: consuming ByteBuffer) {
    buffer = members
    needsComma = true
  }

  package var bytes: [UInt8] { buffer.withBytes { $0.withUnsafeBytes { Array($0) } } }

  /// How many bytes there are.
  var count: Int { buffer.count }

  /// Gives the bytes away, without a copy.
  mutating func take() -> ByteBuffer { buffer.move() }

  /// Gives all away, without a copy.
  mutating func move() -> JSONOutput {
    let moved = consume self
    self = JSONOutput()
    return moved
  }

  /// Takes back the last byte.
  mutating func dropLast() { buffer.removeLast(1) }

  package mutating func append(_ text: String) { Self.withBytes(of: text) { buffer.append($0) } }

  @inline(__always)
  mutating func append(_ byte: UInt8) { buffer.append(byte) }

  /// Takes a text that is JSON already, or part of it.
  @inline(__always)
  mutating func append(_ json: Piece) { buffer.append(json) }

  package mutating func string(_ text: String) {
    buffer.append(UInt8(ascii: "\""))
    characters(of: text)
    buffer.append(UInt8(ascii: "\""))
  }

  /// Writes what stands between the quotes of a string.
  mutating func characters(of text: String) {
    Self.withBytes(of: text) { bytes in
      if bytes.contains(where: Self.isEscaped) {
        for byte in bytes { escaped(byte) }
      } else {
        buffer.append(bytes)
      }
    }
  }

  @inline(__always)
  private static func withBytes(of text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
      body(UnsafeRawBufferPointer($0))
    }
    if isDone == nil { Array(text.utf8).withUnsafeBytes(body) }
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Begins a member of the open object.
  package mutating func key(_ key: String) {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    string(key)
    buffer.append(UInt8(ascii: ":"))
    needsComma = true
  }

  /// Begins a member by its key as JSON, with the colon.
  @inline(__always)
  mutating func key(json: Piece) {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    buffer.append(json)
    needsComma = true
  }

  /// Begins a member by its key as JSON, with the colon.
  mutating func key(json: StaticString) {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
    json.withUTF8Buffer { buffer.append(UnsafeRawBufferPointer($0)) }
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
    let digits = Decimal(number)
    buffer.append(first: digits.count, of: digits.text)
  }

  /// Opens an object; its members follow.
  package mutating func openObject() {
    buffer.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Closes the object.
  package mutating func closeObject() {
    buffer.append(UInt8(ascii: "}"))
    needsComma = true
  }

  package mutating func list<Element>(
    _ elements: [Element], _ body: (Element, inout JSONOutput) -> Void
  ) {
    buffer.append(UInt8(ascii: "["))
    for (index, element) in elements.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      body(element, &self)
    }
    buffer.append(UInt8(ascii: "]"))
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
    default: buffer.append(byte)
    }
  }
}
