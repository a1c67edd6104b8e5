import RouteReplay
import TestSupport
import Testing

/// The table of traces that were seen.
@Suite struct SeenTracesTests {
  @Test(arguments: [1, 20, 5000])
  func itSaysWhatADictionaryWouldSay(keys: UInt64) {
    var random = SplitMix64(seed: keys)
    var seen = SeenTraces()
    var places: [UInt64: String] = [:]
    for line in 1...10_000 {
      if line % 2500 == 1 { seen.begin("f\(line)") }
      let key = SplitMix64.mixed(UInt64.random(in: 0..<keys, using: &random))
      let file = (line - 1) / 2500 * 2500 + 1
      #expect(seen.place(of: key, line: line) == places[key])
      if places[key] == nil { places[key] = "f\(file):\(line)" }
    }
  }

  @Test func theLastFileCanBeForgotten() {
    var seen = SeenTraces()
    seen.begin("a")
    for key in 0..<100 { _ = seen.place(of: SplitMix64.mixed(UInt64(key)), line: key) }
    seen.begin("b")
    for key in 50..<200 { _ = seen.place(of: SplitMix64.mixed(UInt64(key)), line: key) }
    seen.forgetLastFile()
    seen.begin("b")
    for key in 0..<200 {
      let place = seen.place(of: SplitMix64.mixed(UInt64(key)), line: 7)
      #expect(place == (key < 100 ? "a:\(key)" : nil))
    }
  }
}

extension SplitMix64 {
  fileprivate static func mixed(_ number: UInt64) -> UInt64 {
    var random = SplitMix64(seed: number)
    return random.next()
  }
}
