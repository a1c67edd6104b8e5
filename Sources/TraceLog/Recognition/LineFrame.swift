internal import RouteModel

/// What stands around a line's core, where it is spelled as a writer spells it.
struct LineFrame {
  /// nil where the line does not say.
  private(set) var t: Int64?
  /// The line of the log that an importer read; nil where the line does not say.
  private(set) var sourceLine: Int?
  /// Where the core begins.
  private(set) var start = 1
  /// Where it ends: at the line's end, or before the checksum.
  private(set) var end: Int

  /// Reads a line's frame; nil where the line has to be read in full.
  ///
  /// A line of a recorded log must vouch for itself: that is not asked here.
  @inline(__always)
  init?(_ line: UnsafeRawPointer, _ count: Int, isRecorded: Bool) {
    guard count >= 24, Bytes.byte(line) == UInt8(ascii: "{"),
      Bytes.byte(line + count - 1) == UInt8(ascii: "}")
    else { return nil }
    end = count
    if isRecorded {
      guard count >= 64, Bytes.word(line) & Self.sevenBytes == Self.seq else { return nil }
      start = 7
      guard number(line, count) != nil else { return nil }
      end = count - Checksum.frameBytes
    }
    let word = Bytes.word(line + start)
    if word & Self.fourBytes == Self.time {
      start += 4
      guard let value = number(line, count) else { return nil }
      t = value
      if start + 16 < count, Bytes.word(line + start) & Self.sevenBytes == Self.line {
        start += 7
        guard let value = number(line, count), value > 0 else { return nil }
        sourceLine = Int(value)
      }
    } else if word & Self.sevenBytes != Self.event {
      // A header, or a line that says its time elsewhere.
      return nil
    }
    if end < start + 8 { return nil }
  }

  /// Reads a number and the comma behind it, each with one space before it or none; nil where a
  /// writer would not spell it so.
  @inline(__always)
  private mutating func number(_ line: UnsafeRawPointer, _ count: Int) -> Int64? {
    var place = start
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place += 1 }
    let first = place
    var value: Int64 = 0
    while place < count, place - first < 16 {
      let digit = Bytes.byte(line + place) &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value &* 10 &+ Int64(digit)
      place += 1
    }
    let hasLeadingZero = place - first > 1 && Bytes.byte(line + first) == UInt8(ascii: "0")
    guard place > first, place < count - 1, !hasLeadingZero, value <= Limits.milliseconds,
      Bytes.byte(line + place) == UInt8(ascii: ",")
    else { return nil }
    place += 1
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place += 1 }
    start = place
    return value
  }

  private static let fourBytes: UInt64 = 0xFFFF_FFFF
  private static let sevenBytes: UInt64 = 0xFF_FFFF_FFFF_FFFF
  /// `"t":` as four bytes; `{"seq":`, `"line":` and `"event"` as seven.
  private static let time: UInt64 = 0x3A22_7422
  private static let seq: UInt64 = 0x3A_2271_6573_227B
  private static let line: UInt64 = 0x3A_2265_6E69_6C22
  private static let event: UInt64 = 0x22_746E_6576_6522
}
