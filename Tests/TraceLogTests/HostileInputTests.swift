import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("No input stops the reader")
struct HostileInputTests {
  /// A trace that uses every kind of line.
  static let valid: [[UInt8]] = {
    var generator = LineGenerator(seed: 99)
    var lines = [generator.header()]
    for kind in EventKind.allCases {
      lines.append(generator.line(kind))
      lines.append(generator.otherLine())
    }
    return lines.map { TraceWriter.bytes(of: $0, names: generator.names) }
  }()

  /// Reads to the end; a reader gives no more readings than there are lines, and one for an empty
  /// file.
  private func survive(_ bytes: [UInt8]) {
    var reader = TraceReader(file: "t", source: MemorySource(bytes))
    var count = 0
    while let reading = reader.next() {
      count += 1
      if case .line(let line) = reading { _ = TraceWriter.bytes(of: line, names: reader.names) }
      if case .failure(let error) = reading { #expect(error.position.line > 0) }
    }
    #expect(count <= bytes.reduce(1) { $0 + ($1 == 10 ? 1 : 0) })
  }

  @Test func `random bytes are read without a trap`() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<10_000 {
      survive((0..<(random.next() % 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }
  }

  @Test func `random JSON characters are read without a trap`() {
    var random = SplitMix64(seed: 2)
    let alphabet = Array(#"{}[]",:\ut0123e-+. "trace":1"#.utf8) + [10, 0xC3, 0xA9, 0xED]
    for _ in 0..<20_000 {
      survive(
        (0..<(random.next() % 60)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))]
        })
    }
  }

  @Test func `changed lines are read without a trap`() {
    var random = SplitMix64(seed: 3)
    let header = Self.valid[0] + [10]
    for round in 0..<12_000 {
      var line = Self.valid[round % Self.valid.count]
      for _ in 0...(random.next() % 3) where !line.isEmpty {
        let place = Int(random.next() % UInt64(line.count))
        switch random.next() % 4 {
        case 0: line[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: line.remove(at: place)
        case 2: line.insert(line[Int(random.next() % UInt64(line.count))], at: place)
        default:
          let end = min(line.count, place + Int(random.next() % 20))
          line.replaceSubrange(place..<end, with: line[..<min(9, line.count)])
        }
      }
      survive(header + line + [10])
    }
  }

  @Test func `lines that are cut short are read without a trap`() {
    let header = Self.valid[0] + [10]
    for length in 0..<Self.valid[0].count { survive(Array(Self.valid[0].prefix(length))) }
    for line in Self.valid.dropFirst().prefix(30) {
      for length in 0..<line.count where length % 3 == 0 { survive(header + line.prefix(length)) }
    }
  }

  @Test func `a bad trace between two good ones hides neither`() {
    let good = header + "\n" + #"{"t":1,"event":"deviceConnected","device":"jbl"}"# + "\n"
    let bad = header + "\n" + #"{"event":"nothing"}"# + "\n" + #"{"t":2,"event":"nothing"}"# + "\n"
    let found = readings(good + bad + good)
    let marks = found.map { reading -> String in
      switch reading {
      case .failure(let error): "\(error.position.line) \(error.beginsTrace)"
      case .line(let line): "\(line.number)"
      }
    }
    #expect(marks == ["1", "2", "3", "4 false", "6", "7"])
  }
}
