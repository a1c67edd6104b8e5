import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("Many lines checked at once are checked as well as one by one")
struct LineRunTests {
  /// A log of two segments whose lines have all lengths.
  private static let log: [UInt8] = {
    var random = SplitMix64(seed: 11)
    let storage = FaultyStorage()
    var lines: [Line] = []
    for index in 0..<170 {
      var line = Line(.note, t: Int64(index), hasTime: index % 3 > 0)
      line.note = String(repeating: "x", count: Int(random.next() % 90))
      if index == 50 { line.note = String(repeating: "y", count: 3000) }
      lines.append(line)
    }
    Logs.write(lines, to: storage, sealed: false)
    let second = storage.reopened()
    Logs.write(lines, to: second, sealed: true)
    return second.bytes
  }()

  /// What a verifier finds that is never given enough bytes to check many lines at once.
  private static func oneByOne(_ bytes: [UInt8]) -> LogVerdict {
    var verifier = LogVerifier()
    var place = 0
    while place < bytes.count {
      let end = min(place + 1000, bytes.count)
      verifier.add(bytes, place..<end)
      place = end
    }
    return verifier.verdict()
  }

  @Test func `a log without damage is sealed`() {
    #expect(Logs.verdict(Self.log).grade == .sealed)
    #expect(Logs.verdict(Self.log) == Self.oneByOne(Self.log))
    var verifier = LogVerifier()
    verifier.add(Self.log, 0..<Self.log.count)
    #expect(verifier.verdict().lines == 343)
    // All but the two headers.
    #expect(verifier.linesInRuns == 341)
  }

  @Test func `each flip of a bit is found where it is`() {
    var random = SplitMix64(seed: 1)
    var damaged = Self.log
    for _ in 0..<60 {
      let place = Int(random.next() % UInt64(damaged.count))
      let bit: UInt8 = 1 << UInt8(random.next() % 8)
      damaged[place] ^= bit
      let verdict = Logs.verdict(damaged)
      #expect(!verdict.isLossless, "bit \(bit) of byte \(place)")
      #expect(verdict == Self.oneByOne(damaged), "bit \(bit) of byte \(place)")
      damaged[place] ^= bit
    }
  }

  @Test func `every other byte between two lines is found`() {
    // What stands between lines is not in the sums as it is.
    let ends = Self.log.indices.filter { Self.log[$0] == 0x0A }
    var damaged = Array(Self.log.prefix(10_000))
    for place in (ends[40] - 20)..<(ends[40] + 10) {
      for value in stride(from: UInt8(1), through: 0x7F, by: 3) where value != damaged[place] {
        let before = damaged[place]
        damaged[place] = value
        let verdict = Logs.verdict(damaged)
        #expect(verdict.grade == .damaged, "\(value) at \(place)")
        #expect(verdict.damages.first?.line == (place <= ends[40] ? 41 : 42))
        damaged[place] = before
      }
    }
  }

  @Test func `lines lost, doubled, moved and changed are found where they are`() {
    var random = SplitMix64(seed: 2)
    let lines = Logs.split(Self.log)
    for _ in 0..<60 {
      var changed = lines
      for _ in 0...Int(random.next() % 3) {
        let one = Int(random.next() % UInt64(changed.count))
        let two = Int(random.next() % UInt64(changed.count))
        switch random.next() % 5 {
        case 0: changed.remove(at: one)
        case 1: changed.insert(changed[one], at: one)
        case 2: changed.swapAt(one, two)
        case 3: changed[one][changed[one].count / 2] ^= 4
        default: changed[one].replaceSubrange(8..., with: changed[two].dropFirst(8))
        }
      }
      let bytes = Array(changed.joined())
      #expect(Logs.verdict(bytes) == Self.oneByOne(bytes))
    }
  }

  @Test func `blocks of any length give the same verdict`() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<20 {
      var verifier = LogVerifier()
      var place = 0
      while place < Self.log.count {
        let end = min(place + 1 + Int(random.next() % 20_000), Self.log.count)
        verifier.add(Self.log, place..<end)
        place = end
      }
      #expect(verifier.verdict() == Logs.verdict(Self.log))
    }
  }
}
