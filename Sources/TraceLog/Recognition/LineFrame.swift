internal import RouteModel

/// What stands around a line's core, where it is spelled as a writer spells it.
struct LineFrame {
  /// nil where the line does not say.
  var t: Int64?
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
      guard Bytes.word(line) & Self.kindMask == Self.event & Self.kindMask else { return nil }
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
  }

  /// `{"t"` as four bytes, `{"event"` as eight.
  private static let time: UInt64 = 0x2274_227B
  private static let event: UInt64 = 0x2274_6E65_7665_227B
  private static let kindMask: UInt64 = ~0
}
