/// SipHash-2-4 (Aumasson and Bernstein): a short keyed hash; without the key nobody can guess.
package enum SipHash {
  /// The hash of bytes under a key of 128 bits, its first half first, little-endian as in the paper.
  package static func hash(_ bytes: some Sequence<UInt8>, key: (UInt64, UInt64)) -> UInt64 {
    var state = State(key)
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in bytes {
      word |= UInt64(byte) << ((count & 7) * 8)
      count &+= 1
      if count & 7 == 0 {
        state.take(word)
        word = 0
      }
    }
    state.take(word | count << 56)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(_ key: (UInt64, UInt64)) {
      v0 = key.0 ^ 0x736f_6d65_7073_6575
      v1 = key.1 ^ 0x646f_7261_6e64_6f6d
      v2 = key.0 ^ 0x6c79_6765_6e65_7261
      v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    mutating func take(_ word: UInt64) {
      v3 ^= word
      for _ in 0..<2 { round() }
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = turned(v1, 13) ^ v0
      v0 = turned(v0, 32)
      v2 &+= v3
      v3 = turned(v3, 16) ^ v2
      v0 &+= v3
      v3 = turned(v3, 21) ^ v0
      v2 &+= v1
      v1 = turned(v1, 17) ^ v2
      v2 = turned(v2, 32)
    }

    private func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 {
      word << bits | word >> (64 - bits)
    }
  }
}
