internal import RouteModel

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Checks many lines of a log at once, for a fraction of what they cost one by one.
///
/// A line's message and its sum, which together are a multiple of the CRC's polynomial, stand in the
/// file but for what is between two lines: `,"sum":"`, the digits, `"}` and the newline. In a copy
/// the sum in binary takes the place of that, and after it the digits, which belong to the next
/// line. The copy of all lines is then a sum of shifted multiples: one remainder, which has to be
/// zero, stands for all of them.
///
/// The remainder is found without tables. Where a polynomial is a multiple of the CRC's, so is its
/// square, which has twice the exponents; squared seven times, x^209 + x^144 + x^54 + x^39 + x^14 + 1
/// (found by search; no multiple of six terms is shorter) says that a word of 128 bits may be added
/// to those 65, 155, 170, 195 and 209 words on, instead of where it stands. Sam Russell, "Chorba: A
/// novel CRC32 implementation" (2024), does the like for zlib's polynomial.
///
/// Damage to one line shows as surely as where the line is checked alone. Damage to several goes
/// unseen as often as any change to one does: once in 2^32.
struct LineRun {
  /// How many lines there are; their numbers follow from the one before.
  private(set) var count = 0
  /// Where the last of them begins, and where the line after it does.
  private(set) var lastStart = 0
  private(set) var end = 0
  /// The digits of the last.
  private(set) var digits: Digits
  /// The number of the line after it.
  private(set) var next: LineNumber
  /// Whether all of them are right; false too where there are too few for it to pay.
  private(set) var isRight = false

  /// So many bytes are checked at a time by who wants each line soon after.
  static var usualBytes: Int { 64 << 10 }
  /// Fewer bytes are cheaper to check line by line.
  private static var leastBytes: Int { 8192 }
  /// Bytes that are copied at a time.
  private static var copiedBytes: Int { 4096 }
  private static var vectorBytes: Int { 16 }
  /// How many vectors on a vector may be added instead.
  private static let distances = [65, 155, 170, 195, 209]
  private static var zeroBytes: Int { 209 * vectorBytes }
  /// Where the copy of the first line begins: after zeros and the digits of the line before.
  private static var firstByte: Int { zeroBytes + vectorBytes }

  /// The memory for the copy of lines.
  struct Scratch {
    fileprivate var bytes: [UInt8] = []
    init() {}
  }

  private init(after digits: Digits, next: LineNumber) {
    self.digits = digits
    self.next = next
  }

  /// Checks the lines at the front of a log's bytes, up to the first that is not the usual next
  /// line.
  static func check(
    _ bytes: UnsafeRawBufferPointer, after digits: Digits, next: LineNumber,
    scratch: inout Scratch
  ) -> LineRun {
    var run = LineRun(after: digits, next: next)
    guard bytes.count >= leastBytes, let source = bytes.baseAddress else { return run }
    let room = firstByte + bytes.count + copiedBytes
    if scratch.bytes.count < room { scratch.bytes = [UInt8](repeating: 0, count: room) }
    scratch.bytes.withUnsafeMutableBytes { copy in
      guard let base = copy.baseAddress else { return }
      run.take(source, bytes.count, to: base + firstByte)
      run.isRight =
        run.end >= leastBytes && remainder(base + zeroBytes, run.end + vectorBytes) == 0
    }
    return run
  }

  /// Copies lines as the remainder needs them, for as long as each begins with the next number and
  /// ends in a checksum; there is room for `copiedBytes` after the copy.
  private mutating func take(
    _ source: UnsafeRawPointer, _ count: Int, to copy: UnsafeMutableRawPointer
  ) {
    (copy - 16).storeBytes(of: 0, as: UInt64.self)
    (copy - 8).storeBytes(of: digits.seeding.littleEndian, as: UInt64.self)
    var copied = 0
    let frameBytes = Checksum.frameBytes
    let leastBytes = LineNumber.leastLineBytes
    let mostBytes = Limits.lineBytes
    while count - end >= leastBytes, next.begins(source + end) {
      guard let length = Bytes.newline(source + end, count - end) else { break }
      let newline = end + length
      guard length >= leastBytes, length <= mostBytes else { break }
      let frame = source + (newline - frameBytes)
      let recorded = Digits(text: UInt64(littleEndian: (frame + 8).loadUnaligned(as: UInt64.self)))
      let closing = UInt16(littleEndian: (frame + 16).loadUnaligned(as: UInt16.self))
      guard UInt64(littleEndian: frame.loadUnaligned(as: UInt64.self)) == Digits.frame,
        closing == Digits.closing, let sum = recorded.sum
      else { break }
      while copied <= newline {
        let part = min(Self.copiedBytes, count - copied)
        memcpy(copy + copied, source + copied, part)
        copied += part
      }
      let place = copy + (newline - frameBytes)
      place.storeBytes(of: UInt64(~sum).littleEndian, as: UInt64.self)
      (place + 8).storeBytes(of: 0, as: UInt64.self)
      (place + 11).storeBytes(of: recorded.seeding.littleEndian, as: UInt64.self)
      digits = recorded
      lastStart = end
      end = newline + 1
      self.count += 1
      next.advance()
    }
    // Nothing stands after the last sum.
    if end >= 8 { memset(copy + (end - 8), 0, 8 + Self.vectorBytes) }
  }

  /// The remainder of bytes; `zeroBytes` of zeros stand before them, and a vector of zeros after.
  private static func remainder(_ base: UnsafeMutableRawPointer, _ count: Int) -> UInt32 {
    let vectors = (count + vectorBytes - 1) / vectorBytes
    // All but as many as the longest distance are added to later ones; four at a time.
    let stop = base + max(0, (vectors - 209) & ~3) * vectorBytes
    var place = base
    while place < stop {
      let near = four(place, 0) ^ four(place, 65) ^ four(place, 155)
      let far = four(place, 170) ^ four(place, 195) ^ four(place, 209)
      place.storeBytes(of: near ^ far, as: SIMD8<UInt64>.self)
      place += 4 * vectorBytes
    }
    let end = base + vectors * vectorBytes
    for distance in distances {
      var place = stop
      while place < end, place - distance * vectorBytes < stop {
        let before = (place - distance * vectorBytes).loadUnaligned(as: SIMD2<UInt64>.self)
        place.storeBytes(
          of: place.loadUnaligned(as: SIMD2<UInt64>.self) ^ before, as: SIMD2<UInt64>.self)
        place += vectorBytes
      }
    }
    return Checksum.remainder(UnsafeRawBufferPointer(start: stop, count: end - stop))
  }

  /// Four vectors, so many before a place.
  @inline(__always)
  private static func four(
    _ place: UnsafeMutableRawPointer, _ distance: Int
  ) -> SIMD8<UInt64> {
    (place - distance * vectorBytes).loadUnaligned(as: SIMD8<UInt64>.self)
  }
}
