internal import RouteModel

/// What stands before a line's core, where it is spelled as a writer spells it.
struct LineFrame {
  /// nil where the line does not say.
  private(set) var t: Int64?
  /// The line of the log that an importer read; nil where the line does not say.
  private(set) var sourceLine: Int?
  /// Where the core begins.
  private(set) var start = 1

  /// Bytes that are looked at before any length is asked.
  private static let leastRoom = 64

  /// Reads the front of a line of which so many bytes are at hand, maybe with others after it; nil
  /// where the line has to be read in full.
  ///
  /// A line of a recorded log must vouch for itself: that is not asked here.
  @inline(__always)
  init?(_ line: UnsafeRawPointer, _ room: Int, isRecorded: Bool) {
    guard room >= (isRecorded ? Self.leastRoom : 24), Bytes.byte(line) == UInt8(ascii: "{") else {
      return nil
    }
    if isRecorded {
      guard Bytes.word(line) & Self.sevenBytes == Self.seq else { return nil }
      start = 7
      guard number(line, room) != nil else { return nil }
    }
    let word = Bytes.word(line + start)
    if word & Self.fourBytes == Self.time {
      start += 4
      guard let value = number(line, room) else { return nil }
      t = value
      if start &+ 16 < room, Bytes.word(line + start) & Self.sevenBytes == Self.line {
        start += 7
        guard let value = number(line, room), value > 0 else { return nil }
        sourceLine = Int(value)
      }
    } else if word & Self.sevenBytes != Self.event {
      // A header, or a line that says its time elsewhere.
      return nil
    }
  }

  /// How long the core of a line of this length is; nil where there is none.
  @inline(__always)
  func core(_ line: UnsafeRawPointer, _ count: Int, isRecorded: Bool) -> Int? {
    let length = count - start - (isRecorded ? Checksum.frameBytes : 0)
    return length >= 8 && Bytes.byte(line + count - 1) == UInt8(ascii: "}") ? length : nil
  }

  /// Reads a number and the comma behind it, each with one space before it or none; nil where a
  /// writer would not spell it so.
  @inline(__always)
  private mutating func number(_ line: UnsafeRawPointer, _ count: Int) -> Int64? {
    var place = start
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place &+= 1 }
    guard place &+ 17 < count else { return nil }
    let number = line + place
    let word = Bytes.word(number)
    if word & 0xFF == 0x30, Bytes.digits(word >> 8) > 0 { return nil }
    var digits = Bytes.digits(word)
    var value: UInt64
    if digits < 8 {
      guard digits > 0 else { return nil }
      value = Bytes.value(word, digits)
    } else {
      let more = Bytes.digits(Bytes.word(number + 8))
      // Fewer than sixteen: `Limits.milliseconds` has sixteen.
      guard more < 8 else { return nil }
      digits = 8 &+ more
      value = Bytes.value(Bytes.word(number + more), 8)
      if more > 0 { value = value &+ Bytes.value(word, more) &* 100_000_000 }
    }
    place &+= digits
    guard Bytes.byte(line + place) == UInt8(ascii: ",") else { return nil }
    place &+= 1
    if Bytes.byte(line + place) == UInt8(ascii: " ") { place &+= 1 }
    start = place
    return Int64(truncatingIfNeeded: value)
  }

  private static let fourBytes: UInt64 = 0xFFFF_FFFF
  private static let sevenBytes: UInt64 = 0xFF_FFFF_FFFF_FFFF
  /// `"t":` as four bytes; `{"seq":`, `"line":` and `"event"` as seven.
  private static let time: UInt64 = 0x3A22_7422
  private static let seq: UInt64 = 0x3A_2271_6573_227B
  private static let line: UInt64 = 0x3A_2265_6E69_6C22
  private static let event: UInt64 = 0x22_746E_6576_6522
}
