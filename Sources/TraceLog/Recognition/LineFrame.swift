internal import RouteModel

/// What stands around a line's core, where it is spelled as a writer spells it.
struct LineFrame {
  /// nil where the line does not say.
  var t: Int64?
  /// The line of the log that an importer read; nil where the line does not say.
  var sourceLine: Int?
  /// Where the core begins.
  var start: Int
  /// Where it ends: the line's end.
  var end: Int

  /// Reads a line's frame; nil where the line has to be read in full.
  @inline(__always)
  init?(_ line: UnsafeRawPointer, _ count: Int) {
    guard count >= 24, Bytes.byte(line) == UInt8(ascii: "{"),
      Bytes.byte(line + count - 1) == UInt8(ascii: "}")
    else { return nil }
    start = 1
    end = count
    guard Bytes.word(line) & 0xFFFF_FFFF == Self.time, Bytes.byte(line + 4) == UInt8(ascii: ":")
    else {
      // A header, a recorded line, or one that says its time elsewhere or not at all.
      guard Bytes.word(line) == Self.event else { return nil }
      return
    }
    var place = 5
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place += 1 }
    let first = place
    var value: Int64 = 0
    while place - first < 16 {
      let digit = Bytes.byte(line + place) &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value &* 10 &+ Int64(digit)
      place += 1
    }
    let hasLeadingZero = Bytes.byte(line + first) == UInt8(ascii: "0") && place - first > 1
    guard place > first, !hasLeadingZero, value <= Limits.milliseconds,
      Bytes.byte(line + place) == UInt8(ascii: ",")
    else { return nil }
    place += 1
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place += 1 }
    t = value
    start = place
    if place + 16 < count, Bytes.word(line + place) & Self.lineMask == Self.line {
      guard readSourceLine(line, count) else { return nil }
    }
  }

  /// Reads `"line":N,`; false where it is not spelled as a writer spells it.
  private mutating func readSourceLine(_ line: UnsafeRawPointer, _ count: Int) -> Bool {
    let first = start + 7
    var place = first
    var value = 0
    while place < count - 1, place - first < 16 {
      let digit = Bytes.byte(line + place) &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      value = value * 10 + Int(digit)
      place += 1
    }
    guard place > first, Bytes.byte(line + first) != UInt8(ascii: "0"),
      value <= Limits.milliseconds, Bytes.byte(line + place) == UInt8(ascii: ",")
    else { return false }
    sourceLine = value
    start = place + 1
    return true
  }

  /// `{"t"` as four bytes, `{"event"` as eight.
  private static let time: UInt64 = 0x2274_227B
  private static let event: UInt64 = 0x2274_6E65_7665_227B
  /// `"line":` as seven bytes.
  private static let line: UInt64 = 0x3A_2265_6E69_6C22
  private static let lineMask: UInt64 = 0xFF_FFFF_FFFF_FFFF
}
