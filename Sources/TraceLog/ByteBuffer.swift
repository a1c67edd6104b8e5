#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Bytes that grow at their end.
///
/// Quicker than an array where many short texts are added: there is always memory for one more, so
/// that a `Piece` is one store, without a call.
struct ByteBuffer: ~Copyable {
  /// The bytes, and memory for more after them.
  private(set) var memory: [UInt8] = []
  /// How many there are.
  private(set) var count = 0

  init() {}

  var isEmpty: Bool { count == 0 }

  /// The bytes alone.
  var bytes: ArraySlice<UInt8> { memory[..<count] }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    makeRoom(1)
    memory[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ piece: Piece) { append(first: piece.count, of: piece.text) }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    append(atMost: bytes.count) { room in
      room.copyMemory(from: bytes)
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

  /// Adds what a body writes to the front of memory of so many bytes or more; it says how many bytes
  /// it wrote.
  @inline(__always)
  mutating func append(atMost most: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int) {
    makeRoom(most)
    let place = count
    let written = memory.withUnsafeMutableBytes { memory in
      body(UnsafeMutableRawBufferPointer(rebasing: memory[place...]))
    }
    count += min(max(0, written), most)
  }

  mutating func removeAll() { count = 0 }

  /// Gives all away, without a copy.
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
    memory.removeFirst(gone)
    count -= gone
  }

  @inline(__always)
  private mutating func makeRoom(_ bytes: Int) {
    if memory.count - count < bytes { grow(bytes) }
  }

  @inline(never)
  private mutating func grow(_ bytes: Int) {
    let more = max(bytes, 512, memory.count)
    memory = [UInt8](unsafeUninitializedCapacity: memory.count + more) { room, count in
      guard let base = UnsafeMutableRawPointer(room.baseAddress) else { return }
      memory.withUnsafeBytes { UnsafeMutableRawBufferPointer(room).copyMemory(from: $0) }
      memset(base + memory.count, 0, more)
      count = memory.count + more
    }
  }
}

/// Pieces by number, made once and never given back: nothing has to be retained to write one.
struct PieceTable: @unchecked Sendable {
  private let pieces: UnsafePointer<Piece>
  private let count: Int

  init(_ texts: [String]) {
    let pieces = UnsafeMutablePointer<Piece>.allocate(capacity: texts.count)
    for (place, text) in texts.enumerated() { (pieces + place).initialize(to: Piece(text)) }
    self.pieces = UnsafePointer(pieces)
    count = texts.count
  }

  @inline(__always)
  subscript(place: Int) -> Piece {
    place >= 0 && place < count ? pieces[place] : Piece("")
  }
}

/// A short text that is written often, as a value.
struct Piece: Sendable {
  fileprivate(set) var text = SIMD64<UInt8>()
  private(set) var count = 0

  /// Cut after 64 bytes: for the format's own words, all of which are shorter.
  init(_ text: String) {
    for byte in text.utf8.prefix(SIMD64<UInt8>.scalarCount) {
      self.text[count] = byte
      count += 1
    }
  }
}
