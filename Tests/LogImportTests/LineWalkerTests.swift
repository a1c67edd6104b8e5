import TestSupport
import Testing
import TraceLog

@testable import LogImport

/// The fast pass finds what a slow one finds.
@Suite struct LineWalkerTests {
  private static let literals = ["needle", "Audio route", "needles and pins", "=== system boot:"]

  private static var finder: LiteralFinder {
    LiteralFinder(literals.enumerated().map { ($0.element, 1 << UInt64($0.offset)) })
  }

  /// The lines of a text with the bits of the literals in each, the slow way.
  private static func expected(_ bytes: [UInt8]) -> [(number: Int, line: [UInt8], mask: UInt64)] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    if bytes.last == 0x0A || bytes.isEmpty { lines.removeLast() }
    return lines.enumerated().map { number, line in
      let text = line.last == 0x0D ? Array(line.dropLast()) : line
      var mask: UInt64 = 0
      for (place, literal) in literals.enumerated() {
        let wanted = Array(literal.utf8)
        let isThere = text.indices.contains { text[$0...].starts(with: wanted) }
        if isThere { mask |= 1 << UInt64(place) }
      }
      return (number + 1, text, mask)
    }
  }

  private static func garbage(_ random: inout SplitMix64, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      switch random.next() % 12 {
      case 0: bytes.append(0x0A)
      case 1: bytes += [0x0D, 0x0A]
      case 2: bytes += Array(literals[Int(random.next() % 4)].utf8)
      case 3: bytes += Array("needl".utf8)
      default: bytes.append(UInt8(truncatingIfNeeded: random.next()))
      }
    }
    return bytes.isEmpty ? [] : bytes
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1000, 1 << 20])
  func candidatesAndCountsAreThoseOfAPlainSearch(block: Int) throws {
    var random = SplitMix64(seed: 41)
    for round in 0..<40 {
      let bytes = Self.garbage(&random, round * 40)
      // Bytes of a byte-order mark at the beginning are another test's.
      if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { continue }
      let all = Self.expected(bytes)
      var walker = LineWalker(BlockSource(bytes, block), Self.finder)
      var counted = 0
      var found: [RawLine] = []
      while let line = try walker.nextCandidate() {
        counted += walker.passedOver + 1
        found.append(line)
        #expect(line.number == counted)
      }
      counted += walker.passedOver
      #expect(counted == all.count)
      let wanted = all.filter { $0.mask != 0 }
      #expect(found.map(\.number) == wanted.map(\.number))
      #expect(found.map(\.bytes) == wanted.map(\.line))
      #expect(found.map(\.mask) == wanted.map(\.mask))
    }
  }

  @Test func everyLineCanBeReadAndThoseBeforeIt() throws {
    let bytes = Array((1...2000).map { "line \($0)" }.joined(separator: "\n").utf8)
    var walker = LineWalker(BlockSource(bytes, 100), Self.finder)
    var number = 0
    while let line = try walker.nextLine() {
      number += 1
      #expect(line.number == number)
      let before = walker.linesBefore(3).map { String(decoding: $0.bytes, as: UTF8.self) }
      let wanted = (0..<min(3, number - 1)).map { "line \(number - 1 - $0)" }
      #expect(before == wanted)
    }
    #expect(number == 2000)
  }

  @Test func aLineOfMegabytesIsOneLineAndItsBeginningIsKept() throws {
    let long = "needle " + String(repeating: "x", count: 3 << 20)
    let text = "one\n\(long)\ntwo needle\n" + String(repeating: "y", count: 3 << 20)
    var walker = LineWalker(BlockSource(Array(text.utf8), 1 << 18), Self.finder)
    let first = try #require(try walker.nextCandidate())
    #expect(first.isTooLong && first.number == 2 && first.bytes.count == 512 && first.mask == 1)
    let second = try #require(try walker.nextCandidate())
    #expect(!second.isTooLong && second.number == 3)
    let third = try #require(try walker.nextCandidate())
    #expect(third.isTooLong && third.number == 4 && third.mask == 0)
    #expect(try walker.nextCandidate() == nil)
  }

  @Test(arguments: [1, 2, 3, 5, 1 << 16], [true, false])
  func sixteenBitTextIsRead(block: Int, isBigEndian: Bool) throws {
    let text = "eins\r\nnéedle 🎧 needle\r\ndrei"
    let units = [0xFEFF] + Array(text.utf16)
    let bytes = units.flatMap { unit in
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      return isBigEndian ? pair : pair.reversed()
    }
    var walker = LineWalker(BlockSource(bytes, block), Self.finder)
    let line = try #require(try walker.nextCandidate())
    #expect(line.number == 2)
    #expect(String(decoding: line.bytes, as: UTF8.self) == "néedle 🎧 needle")
    #expect(try walker.nextCandidate() == nil)
    #expect(walker.passedOver == 1)
  }

  @Test func textThatIsNoUTF8IsLatin1() {
    #expect(LogText([0x4B, 0xFC, 0x63, 0x68, 0x65]).string == "Küche")
    #expect(LogText(Array("Küche".utf8)).string == "Küche")
  }

  @Test func everyTriggerIsLongEnoughToBeFound() {
    for family in LogFamilies.all {
      let finder = LiteralFinder(family.triggers.map { ($0, 1) })
      #expect(finder.tooShort.isEmpty, "\(family.name): \(finder.tooShort)")
    }
    #expect(LogFamilies.all.count <= 62)
  }
}
