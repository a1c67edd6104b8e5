/// Bytes that grow at their end.
///
/// Quicker than an array where many short texts are added: there is always memory for one more, so
/// that a `Piece` is one store, without a call; and as it is moved and never shared, nobody has to
/// ask whether it is.
struct ByteBuffer: ~Copyable {
  /// The bytes, and memory for more after them.
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// How many there are.
  private(set) var count = 0

  init() {}

  deinit { memory.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// Reads the bytes.
  @inline(__always)
  func withBytes<Result, Failure>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(rebasing: memory[..<count]).bytes)
  }

  /// The place of the last newline before a place.
  func lastNewline(before end: Int) -> Int? {
    memory[..<max(0, min(end, count))].lastIndex(of: 0x0A)
  }

  /// How many newlines there are before a place.
  func newlines(before end: Int) -> Int {
    Bytes.newlines(UnsafeRawBufferPointer(rebasing: memory[..<max(0, min(end, count))]))
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    append(atMost: 1) { room in
      room.storeBytes(of: byte, as: UInt8.self)
      return 1
    }
  }

  @inline(__always)
  mutating func append(_ piece: Piece) { append(first: piece.count, of: piece.text) }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    append(atMost: bytes.count) { room in
      room.copyMemory(from: base, byteCount: bytes.count)
      return bytes.count
    }
  }

  /// Adds the first bytes of a vector.
  @inline(__always)
  mutating func append<Text: SIMD>(first bytes: Int, of text: Text) {
    append(atMost: MemoryLayout<Text>.size) { room in
      room.storeBytes(of: text, as: Text.self)
      return bytes
    }
  }

  /// Adds what a body writes to the front of memory of so many bytes; it says how many bytes it
  /// wrote.
  @inline(__always)
  mutating func append(atMost most: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
    if memory.count - count < most { grow(most) }
    guard let base = memory.baseAddress else { return }
    count += min(max(0, body(base + count)), most)
  }

  mutating func removeAll() { count = 0 }

  /// Gives all away, without a copy.
  @inline(__always)
  mutating func move() -> ByteBuffer {
    let moved = consume self
    self = ByteBuffer()
    return moved
  }

  /// Takes back the last bytes, as many as there are.
  mutating func removeLast(_ bytes: Int) { count = max(0, count - bytes) }

  /// Lets go of bytes at the front.
  mutating func removeFirst(_ bytes: Int) {
    let gone = min(bytes, count)
    memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[gone..<count]))
    count -= gone
  }

  @inline(never)
  private mutating func grow(_ bytes: Int) {
    let more = UnsafeMutableRawBufferPointer.allocate(
      byteCount: memory.count + max(bytes, 512, memory.count), alignment: 16)
    more.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = more
  }
}

/// Values by number, made once and never given back: nothing has to be retained to read one.
struct FixedTable<Element: Sendable>: @unchecked Sendable {
  private let elements: UnsafePointer<Element>
  private let count: Int

  init(_ values: [Element]) {
    let elements = UnsafeMutablePointer<Element>.allocate(capacity: values.count)
    elements.initialize(from: values, count: values.count)
    self.elements = UnsafePointer(elements)
    count = values.count
  }

  /// A value; nil where there is none of that number.
  @inline(__always)
  subscript(place: Int) -> Element? {
    place >= 0 && place < count ? elements[place] : nil
  }
}

/// A short text that is written often, as a value.
struct Piece: Sendable {
  fileprivate(set) var text = SIMD64<UInt8>()
  private(set) var count = 0

  init() {}

  /// Cut after 64 bytes: for the format's own words, all of which are shorter.
  init(_ text: String) {
    for byte in text.utf8.prefix(SIMD64<UInt8>.scalarCount) {
      self.text[count] = byte
      count += 1
    }
  }
}
