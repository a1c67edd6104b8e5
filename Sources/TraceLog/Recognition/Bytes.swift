#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Searches and hashes of bytes.
enum Bytes {
  /// The place of the next newline at or after a place; nil where there is none before the end.
  @inline(__always)
  static func newline(in bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    guard start >= 0, start < end, end <= bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.flatMap { newline($0 + start, end - start) }.map { start + $0 }
    }
  }

  /// How many bytes stand before the next newline; nil where there is none.
  @inline(__always)
  static func newline(_ bytes: UnsafeRawPointer, _ count: Int) -> Int? {
    memchr(bytes, 0x0A, count).map { UnsafeRawPointer($0) - bytes }
  }

  /// How many newlines there are.
  static func newlines(in bytes: [UInt8]) -> Int { bytes.withUnsafeBytes { newlines($0) } }

  static func newlines(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let newline = SIMD16<UInt8>(repeating: 0x0A)
    var total = 0
    var place = 0
    while place + 32 <= bytes.count {
      // So many vectors that no byte of the sums can overflow.
      let stop = min(bytes.count - 32, place + 32 * 254)
      var even = SIMD16<UInt8>()
      var odd = SIMD16<UInt8>()
      while place <= stop {
        // Where bytes are equal, all bits are set: as a number, minus one.
        let first = (base + place).loadUnaligned(as: SIMD16<UInt8>.self) .== newline
        let second = (base + place + 16).loadUnaligned(as: SIMD16<UInt8>.self) .== newline
        even &-= unsafeBitCast(first, to: SIMD16<UInt8>.self)
        odd &-= unsafeBitCast(second, to: SIMD16<UInt8>.self)
        place &+= 32
      }
      for index in 0..<16 { total += Int(even[index]) + Int(odd[index]) }
    }
    return bytes[place...].reduce(total) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  @inline(__always)
  static func contains(_ byte: UInt8, _ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    memchr(bytes, Int32(byte), count) != nil
  }

  @inline(__always)
  static func equal(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  /// A hash for tables that compare the bytes as well: two full products a 32 bytes.
  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer, _ count: Int, _ seed: UInt64 = 0) -> UInt64 {
    var place = bytes
    var left = count
    var first = seed ^ 0x9E37_79B9_7F4A_7C15
    var second = UInt64(truncatingIfNeeded: count) &+ 0xD1B5_4A32_D192_ED03
    while left >= 32 {
      first = mix(word(place) ^ first, word(place + 8) ^ 0xA076_1D64_78BD_642F)
      second = mix(word(place + 16) ^ second, word(place + 24) ^ 0xE703_7ED1_A0B4_28DB)
      place += 32
      left -= 32
    }
    if left >= 16 {
      first = mix(word(place) ^ first, word(place + 8) ^ 0x8EBC_6AF0_9C88_C6E3)
      place += 16
      left -= 16
    }
    if left > 0 {
      var low: UInt64 = 0
      var high: UInt64 = 0
      if count >= 16 {
        low = word(place + left - 16)
        high = word(place + left - 8)
      } else {
        (low, high) = ends(place, left)
      }
      second = mix(low ^ second, high ^ 0x5899_65CC_7537_4CC3)
    }
    return mix(first ^ second, 0x1D8E_4E27_C47D_124F)
  }

  /// All of at most 16 bytes, at least one, in two words: some bytes may be in both.
  @inline(__always)
  private static func ends(_ bytes: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
    if count >= 8 { return (word(bytes), word(bytes + count - 8)) }
    if count >= 4 { return (half(bytes), half(bytes + count - 4)) }
    return (
      UInt64(byte(bytes)) | UInt64(byte(bytes + count / 2)) << 8, UInt64(byte(bytes + count - 1))
    )
  }

  @inline(__always)
  private static func half(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
  }

  @inline(__always)
  static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  @inline(__always)
  static func word(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  static func byte(_ place: UnsafeRawPointer) -> UInt8 { place.load(as: UInt8.self) }

  /// How many decimal digits eight bytes begin with.
  @inline(__always)
  static func digits(_ word: UInt64) -> Int {
    let mixed = word ^ 0x3030_3030_3030_3030
    // The upper bit of each byte that is no digit; those after the first such one may be wrong.
    let others = (mixed &+ 0x7676_7676_7676_7676 | mixed) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount >> 3
  }

  /// The value of so many digits, of which eight bytes begin with as many; from 1 to 8.
  @inline(__always)
  static func value(_ word: UInt64, _ digits: Int) -> UInt64 {
    let mixed = word ^ 0x3030_3030_3030_3030
    // The digits at the upper end, zeros before them: pairs, fours, then all eight.
    var value = mixed &<< UInt64(truncatingIfNeeded: 64 &- 8 &* digits)
    value = (value &* 10 &+ value &>> 8) & 0x00FF_00FF_00FF_00FF
    value = (value &* 100 &+ value &>> 16) & 0x0000_FFFF_0000_FFFF
    return (value &* 10_000 &+ value &>> 32) & 0xFFFF_FFFF
  }

  /// The place of the next quotation mark at or after a place; the end where there is none.
  ///
  /// Eight bytes at a time; bytes up to seven before the end are looked at one by one.
  @inline(__always)
  static func quote(_ bytes: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    var place = start
    while place + 8 <= end {
      let mixed = word(bytes + place) ^ 0x2222_2222_2222_2222
      let zero = (mixed &- 0x0101_0101_0101_0101) & ~mixed & 0x8080_8080_8080_8080
      if zero != 0 { return place + zero.trailingZeroBitCount >> 3 }
      place += 8
    }
    while place < end, byte(bytes + place) != 0x22 { place += 1 }
    return place
  }

  /// Whether all bytes, at least one, are printable ASCII other than `!`, `"`, `@` and `\`.
  static func areOfIdentifier(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    guard count >= 8 else {
      return (0..<count).allSatisfy {
        let byte = byte(bytes + $0)
        return (0x20...0x7E).contains(byte) && ![0x21, 0x22, 0x40, 0x5C].contains(byte)
      }
    }
    var place = 0
    while place + 8 < count {
      if !areOfIdentifier(word(bytes + place)) { return false }
      place += 8
    }
    return areOfIdentifier(word(bytes + count - 8))
  }

  /// The same of eight bytes: the upper bit of a byte is set in one of these words where it is none.
  @inline(__always)
  private static func areOfIdentifier(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    func lacks(_ byte: UInt64) -> UInt64 {
      let mixed = word ^ ones &* byte
      return (mixed &- ones) & ~mixed
    }
    let control = (word &- ones &* 0x20) & ~word
    let others = word &+ ones
    let found = control | others | word | lacks(0x21) | lacks(0x22) | lacks(0x40) | lacks(0x5C)
    return found & (ones &* 0x80) == 0
  }
}
