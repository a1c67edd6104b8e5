import TestSupport
import Testing
import TraceLog

@Suite("The checksum is CRC-32C")
struct ChecksumTests {
  @Test(
    arguments: [
      (Array("123456789".utf8), 0xe306_9283), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
      ([UInt8](repeating: 0xFF, count: 32), 0x62a8_ab43), ([UInt8](0..<32), 0x46dd_794e),
      ([UInt8]((0..<32).reversed()), 0x113f_db5c),
      (
        [0x01, 0xC0, 0, 0] + [UInt8](repeating: 0, count: 12) + [0x14, 0, 0, 0, 0, 0, 4, 0]
          + [0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 0, 0],
        0xd996_3a56
      ),
    ] as [([UInt8], UInt32)])
  func `the standard's vectors hold`(bytes: [UInt8], sum: UInt32) {
    #expect(Checksum.of(bytes) == sum)
  }

  @Test func `it is what the polynomial says, at every length`() {
    var random = SplitMix64(seed: 5)
    for length in 0..<300 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var crc: UInt32 = ~0
      for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82F6_3B78 }
      }
      #expect(Checksum.of(bytes) == ~crc, "\(length) bytes")
    }
  }

  @Test func `each line carries the sum of the line before, as the format says`() {
    var before = ""
    for line in Logs.split(Logs.bytes) {
      let text = String(decoding: line, as: UTF8.self)
      if text.contains(#""trace":1"#) { before = "" }
      let body = text.dropLast(19)
      let digits = String(Checksum.of(Array((before + body).utf8)), radix: 16)
      let padded = String(repeating: "0", count: 8 - digits.utf8.count) + digits
      #expect(text == body + #","sum":"\#(padded)"}"# + "\n")
      before = padded
    }
  }
}
