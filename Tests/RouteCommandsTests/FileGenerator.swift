import Foundation
import TestSupport

/// Files with everything that may stand where a file is cut: good and bad traces, headers in other
/// spellings, repeated identifiers, recorded logs whole and damaged, long lines, blank lines.
struct FileGenerator {
  private var random: SplitMix64
  private var number = 0

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Writes a handful of files.
  mutating func write(to scratch: Scratch) throws {
    for file in 0..<Int.random(in: 1...6, using: &random) {
      var text = ""
      let isPlain = chance(2)
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text += isPlain ? trace(id()) : part()
      }
      if chance(4), !text.isEmpty { text.removeLast() }
      if chance(8) { text = "\n \n" + text }
      if chance(8) { text = text.replacingOccurrences(of: "\n", with: "\r\n") }
      try scratch.write(text, to: "f\(file).jsonl")
    }
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

  private mutating func id() -> String {
    number += 1
    return "t\(chance(9) ? Int.random(in: 0...60, using: &random) : number)"
  }

  private mutating func trace(_ id: String) -> String {
    var text = SmallTrace.answered(id, expect: chance(5) ? #","expect":{"out":"hdmi"}"# : "")
    for t in 0..<Int.random(in: 0...3, using: &random) {
      text += "{\"t\":\(4000 + t),\"event\":\"appBackgrounded\"}\n"
    }
    return text
  }

  private mutating func part() -> String {
    let id = id()
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return trace(id).replacingOccurrences(of: "callAnswered", with: "callAnsered")
    case 1: return trace(id).replacingOccurrences(of: "\"platform\":\"ios\",", with: "")
    case 2: return "{\"trace\":1,\"id\":\"\(id)\"\n{\"t\":0,\"event\":\"appBackgrounded\"}\n"
    case 3: return "{\"trace\":2,\"id\":\"\(id)\"}\n" + trace("\(id)x")
    case 4: return "{\"id\":\"\(id)\",\"platform\":\"ios\",\"trace\":1}\n"
    case 5: return "{ \"tr\\u0061ce\":1,\"id\":\"\(id)\",\"platform\":\"ios\"}\n"
    case 6: return trace(id) + "{\"note\":\"{\\\"trace\\\":1}\"}\n{\"trace\":\n"
    case 7: return trace(id) + "\n  \n"
    case 8: return trace(id) + "{\"note\":\"\(String(repeating: "x", count: 3000))\"}\n"
    case 9: return trace(id) + "{\"note\":\"\(String(repeating: "y", count: 70_000))\"}\n"
    case 10: return recorded(id)
    case 11: return damaged(recorded(id))
    case 12: return recorded(id).split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    case 13: return String(repeating: trace(id), count: 2)
    default: return trace(id)
    }
  }

  /// A sealed log, with the sums that its lines need.
  private mutating func recorded(_ id: String) -> String {
    let cores = [
      #""trace":1,"id":"\#(id)","platform":"ios","policy":"agora-2020""#,
      #""t":10,"event":"appBackgrounded""#, #""t":20,"event":"appForegrounded""#,
      #""t":30,"event":"appBackgrounded""#,
    ]
    var sum = ""
    var text = ""
    for (seq, core) in (cores + [#""end":{"records":4,"why":"closed"}"#]).enumerated() {
      let line = "{\"seq\":\(seq),\(core)"
      sum = Self.sum(of: sum + line)
      text += line + ",\"sum\":\"\(sum)\"}\n"
    }
    return text
  }

  private mutating func damaged(_ text: String) -> String {
    var bytes = Array(text.utf8)
    let place = Int.random(in: 0..<bytes.count, using: &random)
    if chance(3) { bytes.removeSubrange(place...) } else { bytes[place] ^= 1 }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// CRC-32C, a bit at a time.
  private static func sum(of text: String) -> String {
    var crc = UInt32.max
    for byte in text.utf8 {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    let digits = String(~crc, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
