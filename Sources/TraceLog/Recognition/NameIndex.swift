/// Numbers for the names in the lines of traces: the same bytes have the same number.
///
/// Bounded: when it is full, no new name gets a number until all are forgotten.
struct NameIndex: ~Copyable {
  static let capacity = 1 << 16
  /// Few places are in a core's cache, where few names are known.
  private static let fewestPlaces = 1 << 13
  private static let arenaBytes = 1 << 22
  static let longestName = 128

  private struct Name {
    var offset: UInt32
    var length: UInt32
  }

  private(set) var count = 0
  private var used = 0
  private let names: UnsafeMutablePointer<Name>
  private let arena: UnsafeMutableRawPointer
  /// The number of a name plus one, with the upper half of its hash; 0 where the place is free.
  private var table: UnsafeMutablePointer<UInt64>
  private var mask = fewestPlaces - 1

  init() {
    names = .allocate(capacity: Self.capacity)
    arena = .allocate(byteCount: Self.arenaBytes, alignment: 8)
    table = .allocate(capacity: Self.fewestPlaces)
    table.initialize(repeating: 0, count: Self.fewestPlaces)
  }

  deinit {
    names.deallocate()
    arena.deallocate()
    table.deallocate()
  }

  var isFull: Bool {
    count >= Self.capacity || used + Self.longestName > Self.arenaBytes
  }

  mutating func forgetAll() {
    table.update(repeating: 0, count: mask + 1)
    count = 0
    used = 0
  }

  /// The number of a name; nil where it is new and cannot be taken: full, or no plain identifier.
  @inline(__always)
  mutating func number(of bytes: UnsafeRawPointer, _ length: Int) -> Int32? {
    let hash = Bytes.hash(bytes, length)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = table[place]
      if entry == 0 { return add(bytes, length, tag, place) }
      if entry & 0xFFFF_FFFF_0000_0000 == tag {
        let number = Int(entry & 0xFFFF_FFFF) - 1
        let name = names[number]
        if Int(name.length) == length,
          Bytes.equal(arena + Int(name.offset), bytes, length)
        {
          return Int32(truncatingIfNeeded: number)
        }
      }
      place = (place + 1) & mask
    }
  }

  mutating func number(of text: String) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
      bytes.baseAddress.flatMap { number(of: $0, bytes.count) }
    }
  }

  func text(of number: Int32) -> String {
    let name = names[Int(number)]
    return String(
      decoding: UnsafeRawBufferPointer(start: arena + Int(name.offset), count: Int(name.length)),
      as: UTF8.self)
  }

  private mutating func add(
    _ bytes: UnsafeRawPointer, _ length: Int, _ tag: UInt64, _ place: Int
  ) -> Int32? {
    // Other bytes are equal in more ways than one, or make no identifier.
    guard length > 0, length <= Self.longestName, !isFull, Bytes.areOfIdentifier(bytes, length)
    else { return nil }
    (arena + used).copyMemory(from: bytes, byteCount: length)
    names[count] = Name(offset: UInt32(used), length: UInt32(length))
    used += length
    count += 1
    table[place] = tag | UInt64(count)
    if count * 2 > mask { grow() }
    return Int32(truncatingIfNeeded: count - 1)
  }

  private mutating func grow() {
    table.deallocate()
    mask = mask * 2 + 1
    table = .allocate(capacity: mask + 1)
    table.initialize(repeating: 0, count: mask + 1)
    for number in 0..<count {
      let hash = Bytes.hash(arena + Int(names[number].offset), Int(names[number].length))
      var place = Int(truncatingIfNeeded: hash) & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
  }
}
