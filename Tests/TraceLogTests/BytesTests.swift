import Testing

@testable import TraceLog

/// Bytes that are looked at eight at a time are found the same as one by one.
@Suite struct BytesTests {
  private static let banned: Set<UInt8> = [0x21, 0x22, 0x40, 0x5C]

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && !banned.contains(byte)
  }

  /// Each byte at each place, among bytes that are as near to what is refused as can be.
  @Test(arguments: [UInt8(0x20), 0x23, 0x3F, 0x41, 0x5B, 0x5D, 0x7E])
  func bytesOfIdentifiers(filler: UInt8) {
    for count in [1, 2, 7, 8, 9, 15, 16, 17, 36] {
      var bytes = [UInt8](repeating: filler, count: count)
      for place in 0..<count {
        for byte in UInt8.min...UInt8.max {
          bytes[place] = byte
          let found = bytes.withUnsafeBytes {
            $0.baseAddress.map { Bytes.areOfIdentifier($0, count) }
          }
          #expect(found == Self.isPlain(byte), "\(byte) at \(place) of \(count)")
        }
        bytes[place] = filler
      }
    }
  }

  /// A byte more, less or another one changes the hash, at each length up to some blocks.
  @Test func hashesTellBytesApart() {
    var seen: Set<UInt64> = []
    var count = 0
    for length in 1...70 {
      var bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
      for place in 0..<length {
        bytes[place] ^= 0x40
        if let hash = bytes.withUnsafeBytes({ $0.baseAddress.map { Bytes.hash($0, length) } }) {
          seen.insert(hash)
          count += 1
        }
        bytes[place] ^= 0x40
      }
    }
    #expect(seen.count == count)
  }
}
