import Testing

@testable import TraceLog

@Suite("What is read beside a writer that sets space aside")
struct SettledBytesTests {
  private func count(
    _ settled: inout SettledBytes, _ block: [UInt8], at offset: Int64 = 0, isFull: Bool = false
  ) -> Int {
    settled.count(of: block[...], at: offset, isFull: isFull)
  }

  @Test func `a page that is older than the next one is sure up to its first NUL byte`() {
    var settled = SettledBytes()
    #expect(count(&settled, [1, 2, 0, 0, 5, 6, 0, 0]) == 2)
    // Read again from there, the lines have come, and the next page is now the old one.
    #expect(count(&settled, [3, 4, 5, 6, 0, 0, 9, 0], at: 2) == 4)
    #expect(count(&settled, [7, 8, 9, 0], at: 6) == 3)
    #expect(count(&settled, [0], at: 9) == 0)
    #expect(count(&settled, [0], at: 9) == 0)
    #expect(count(&settled, [], at: 9) == 0)
  }

  @Test func `a NUL byte that stays is damage, and another one behind it is looked at again`() {
    var settled = SettledBytes()
    let block: [UInt8] = [1, 0, 0, 2, 0, 3, 0]
    #expect(count(&settled, block) == 1)
    #expect(count(&settled, block) == 4)
    #expect(count(&settled, block) == 6)
    #expect(count(&settled, block) == 6)
    #expect(count(&settled, [UInt8](block[4...]), at: 4) == 2)
  }

  @Test func `a whole block of NUL bytes is no space`() {
    var settled = SettledBytes()
    #expect(count(&settled, [0, 0, 0], isFull: true) == 0)
    #expect(count(&settled, [0, 0, 0], isFull: true) == 3)
    #expect(count(&settled, [1, 0, 0], at: 3, isFull: true) == 1)
    #expect(count(&settled, [1, 0, 0], at: 3, isFull: true) == 1)
  }
}
