/// Finds which of many literals stand in a stretch of bytes, in one pass that looks at few of them.
///
/// Each literal lends a window of `window` bytes, the rarest that it has. Every such window holds a
/// sample of four bytes at each of `window - 3` places in a row, so it is enough to look at every
/// `window - 3`rd place (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994): a
/// hash of the four bytes there is looked up in a bitmap that stays in the first-level cache, and
/// only where its bit is set are the literals themselves compared.
package struct LiteralFinder: Sendable {
  /// The fewest bytes that a literal may have.
  package static let shortest = 6
  private static let widest = 8

  private let window: Int
  private let literals: [Literal]
  private let bitmap: [UInt64]
  private let bucketStarts: [UInt32]
  private let samples: [Sample]
  /// The literals that are too short to be looked for.
  package let tooShort: [String]

  private struct Literal: Sendable {
    var bytes: [UInt8]
    var mask: UInt64
  }

  /// Four bytes of a window: of which literal, and how far behind its beginning.
  private struct Sample: Sendable {
    var literal: Int
    var offset: Int
  }

  private static let bucketBits: UInt32 = 12

  /// Makes a finder of literals, each with the bits that stand for whoever asks for it.
  package init(_ wanted: [(literal: String, mask: UInt64)]) {
    var literals: [Literal] = []
    tooShort = wanted.map(\.literal).filter { $0.utf8.count < Self.shortest }
    for (text, mask) in wanted where text.utf8.count >= Self.shortest {
      let bytes = Array(text.utf8)
      if let place = literals.firstIndex(where: { $0.bytes == bytes }) {
        literals[place].mask |= mask
      } else {
        literals.append(Literal(bytes: bytes, mask: mask))
      }
    }
    let window = min(Self.widest, literals.map(\.bytes.count).min() ?? Self.widest)
    var bitmap = [UInt64](repeating: 0, count: 1024)
    var buckets: [[Sample]] = Array(repeating: [], count: 1 << Int(Self.bucketBits))
    for (place, literal) in literals.enumerated() {
      let begin = Self.rarestWindow(of: literal.bytes, window)
      for offset in begin...(begin + window - 4) {
        let four = literal.bytes[offset..<offset + 4]
        let gram = four.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let hash = Self.hash(gram)
        bitmap[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
        buckets[Int(hash >> (16 - Self.bucketBits))].append(Sample(literal: place, offset: offset))
      }
    }
    self.window = window
    self.literals = literals
    self.bitmap = bitmap
    var starts: [UInt32] = [0]
    for bucket in buckets { starts.append(starts[starts.count - 1] + UInt32(bucket.count)) }
    bucketStarts = starts
    samples = buckets.flatMap { $0 }
  }

  package var isEmpty: Bool { literals.isEmpty }

  /// A place at which one literal stands or several do, and the bits of those found there.
  package struct Hit: Hashable, Sendable {
    package var begin: Int
    package var mask: UInt64
  }

  /// The first place in a range at which a sample shows a literal; nil where none stands there.
  ///
  /// A literal that overlaps another's may be found with or after it; ask ``mask(_:_:)`` for all.
  package func first(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Hit? {
    guard !literals.isEmpty, range.count >= window else { return nil }
    return bitmap.withUnsafeBufferPointer { bits in
      let step = window - 3
      var place = range.lowerBound + window - 4
      let last = range.upperBound - 4
      while place <= last {
        let hash = Self.hash(Self.gram(bytes, place))
        if bits[Int(hash >> 6)] & (1 << UInt64(hash & 63)) != 0,
          let hit = verify(place, hash, bytes, range)
        {
          return hit
        }
        place += step
      }
      return nil
    }
  }

  /// The bits of all literals that stand in a range.
  package func mask(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UInt64 {
    var mask: UInt64 = 0
    guard !literals.isEmpty, range.count >= window else { return 0 }
    let step = window - 3
    var place = range.lowerBound + window - 4
    while place <= range.upperBound - 4 {
      let hash = Self.hash(Self.gram(bytes, place))
      if bitmap[Int(hash >> 6)] & (1 << UInt64(hash & 63)) != 0 {
        mask |= verify(place, hash, bytes, range)?.mask ?? 0
      }
      place += step
    }
    return mask
  }

  private func verify(
    _ place: Int, _ hash: UInt32, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>
  ) -> Hit? {
    let bucket = Int(hash >> (16 - Self.bucketBits))
    var hit: Hit?
    for index in Int(bucketStarts[bucket])..<Int(bucketStarts[bucket + 1]) {
      let sample = samples[index]
      let begin = place - sample.offset
      let literal = literals[sample.literal]
      let end = begin + literal.bytes.count
      guard begin >= range.lowerBound, end <= range.upperBound,
        literal.bytes.elementsEqual(bytes[begin..<end])
      else { continue }
      hit = Hit(begin: min(begin, hit?.begin ?? begin), mask: (hit?.mask ?? 0) | literal.mask)
    }
    return hit
  }

  @inline(__always)
  private static func hash(_ gram: UInt32) -> UInt32 { (gram &* 0x9E37_79B1) >> 16 }

  @inline(__always)
  private static func gram(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }

  /// Where the window begins whose samples are the rarest in logs.
  private static func rarestWindow(of bytes: [UInt8], _ window: Int) -> Int {
    let weights = bytes.map(commonness)
    func weight(_ begin: Int) -> Int { weights[begin..<begin + window].reduce(0, +) }
    return (0...(bytes.count - window)).min { weight($0) < weight($1) } ?? 0
  }

  /// How common a byte is in logs, roughly: what matters is that a window of capitals and signs wins.
  private static func commonness(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "e"), UInt8(ascii: "a"), UInt8(ascii: "t"): 8
    case UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "r"),
      UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "c"), UInt8(ascii: "0"):
      6
    case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "="): 4
    case 0x41...0x5A: 2
    default: 1
    }
  }
}
