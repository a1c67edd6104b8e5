import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("Damage is found where it is, and costs what it hit")
struct LogDamageTests {
  private let bytes = Logs.bytes
  private let lines = Logs.split(Logs.bytes)
  /// The indices of the headers among the lines.
  private var headers: [Int] {
    lines.indices.filter { String(decoding: lines[$0], as: UTF8.self).contains(#""trace":1"#) }
  }

  @Test func `an untouched log of two segments is sealed, and all of it is kept`() {
    let verdict = Logs.verdict(bytes)
    #expect(verdict.grade == .sealed && verdict.segments == 2 && verdict.segment == 1)
    #expect(verdict.lines == Int64(lines.count) && verdict.wholeBytes == Int64(bytes.count))
    #expect(headers == [0, 7])
    #expect(Logs.kept(bytes) == lines)
  }

  @Test func `every prefix keeps exactly its whole lines`() {
    var ends: Set<Int> = []
    var end = 0
    for line in lines {
      end += line.count
      ends.insert(end)
    }
    for length in 0..<bytes.count {
      let prefix = Array(bytes.prefix(length))
      let whole = Logs.split(prefix).filter { $0.last == 10 }
      let verdict = Logs.verdict(prefix)
      #expect(verdict.grade == (ends.contains(length) || length == 0 ? .open : .torn))
      #expect(verdict.lines == Int64(whole.count))
      #expect(verdict.wholeBytes == Int64(whole.joined().count))
      #expect(Logs.kept(prefix) == whole)
    }
  }

  @Test func `a tail of zeros is a torn tail`() {
    for count in [1, 17, 18, 4096] {
      let verdict = Logs.verdict(bytes + [UInt8](repeating: 0, count: count))
      #expect(verdict.grade == .torn && verdict.wholeBytes == Int64(bytes.count))
    }
  }

  @Test func `every flip of a bit is found at its line, and costs that line`() {
    var offset = 0
    for (index, line) in lines.enumerated() {
      for place in line.indices {
        for bit in 0..<8 {
          flip(offset + place, bit, line: index, isNewline: place == line.count - 1)
        }
      }
      offset += line.count
    }
  }

  private func flip(_ place: Int, _ bit: Int, line: Int, isNewline: Bool) {
    var flipped = bytes
    flipped[place] ^= 1 << UInt8(bit)
    let verdict = Logs.verdict(flipped)
    let isLast = line == lines.count - 1
    if isNewline, isLast {
      #expect(verdict.grade == .torn)
      return
    }
    #expect(verdict.grade == .damaged, "bit \(bit) of byte \(place)")
    #expect(verdict.damages.first?.line == Int64(line + 1), "bit \(bit) of byte \(place)")
    // A header that follows a flipped newline begins a line for all that.
    let hitsNext = isNewline && !headers.contains(line + 1)
    let cost = isNewline ? (hitsNext ? 2 : 1) : 1
    #expect(verdict.lines == Int64(lines.count - cost), "bit \(bit) of byte \(place)")

    var expected: [[UInt8]?] = lines
    if headers.contains(line) || (isNewline && headers.contains(line + 1) && line == 0) {
      // What depends on a header goes with it.
      let end = headers.first { $0 > line } ?? lines.count
      expected.replaceSubrange(line..<end, with: line == 0 ? [] : [nil])
    } else if isLast {
      expected[line] = nil
    } else {
      expected.replaceSubrange(line..<(line + cost), with: [nil])
    }
    let kept = Logs.kept(flipped)
    #expect(kept == expected, "bit \(bit) of byte \(place), line \(line)")
  }

  @Test func `a line that is removed is missed at its place`() {
    for index in lines.indices.dropLast() {
      var changed = lines
      changed.remove(at: index)
      let verdict = Logs.verdict(Array(changed.joined()))
      #expect(verdict.grade == .damaged, "line \(index)")
      #expect(verdict.damages.first?.line == Int64(index + 1), "line \(index)")
    }
    // Without its seal a log is open, not whole.
    #expect(Logs.verdict(Array(lines.dropLast().joined())).grade == .open)
  }

  @Test func `a line that is there twice is found at its place`() {
    for index in lines.indices {
      var changed = lines
      changed.insert(lines[index], at: index)
      let verdict = Logs.verdict(Array(changed.joined()))
      #expect(verdict.grade == .damaged, "line \(index)")
      #expect(verdict.damages.map(\.line) == [Int64(index + 2)], "line \(index)")
      let kept = Logs.kept(Array(changed.joined()))
      // Before a header and at the end, nobody can tell how many lines the damage took.
      #expect(kept.compactMap { $0 }.suffix(lines.count - index) == lines[index...])
      #expect(headers.contains(index) || kept.compactMap { $0 } == lines)
    }
  }

  @Test func `lines that changed places are found at the first of them`() {
    for index in lines.indices.dropLast() {
      var changed = lines
      changed.swapAt(index, index + 1)
      let verdict = Logs.verdict(Array(changed.joined()))
      #expect(verdict.grade == .damaged, "line \(index)")
      #expect(verdict.damages.first?.line == Int64(index + 1), "line \(index)")
      #expect(verdict.damageCount <= 3)
    }
  }

  @Test func `a line put in from elsewhere costs nothing else`() {
    for index in 1...lines.count {
      for stranger in ["", "\u{0}", "{}", #"{"note":"a line that nobody wrote here"}"#] {
        var changed = lines
        changed.insert(Array((stranger + "\n").utf8), at: index)
        let all = Array(changed.joined())
        let verdict = Logs.verdict(all)
        #expect(verdict.damages.map(\.line) == [Int64(index + 1)])
        #expect(verdict.lines == Int64(lines.count))
        #expect(Logs.kept(all).compactMap { $0 } == lines)
      }
    }
  }

  @Test func `a segment that is missing shows at the next header`() {
    let storage = FaultyStorage(bytes)
    Logs.write([], to: storage, sealed: true)
    let three = Logs.split(storage.bytes)
    #expect(Logs.verdict(storage.bytes).segments == 3)
    let changed = Array((three[..<7] + three[lines.count...]).joined())
    #expect(
      Logs.verdict(changed).damages == [
        Damage(line: 8, offset: Int64(three[..<7].joined().count), kind: .notContinued)
      ])
  }
}
