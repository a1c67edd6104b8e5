/// A line's core cut into what it says and the names that it says it of.
///
/// Names stand where the format puts them in events and evidence: as the value of `device`, `call`
/// or `on`, and behind the `@` of a port. Those of other places (`links`, `calls`) are not found;
/// who learns a shape checks that no name is left out.
struct LineShape {
  static let maximumNames = 4

  enum Kind: UInt8 {
    case device
    case call
  }

  /// Where a name stands in the core.
  struct Name {
    var start: UInt16 = 0
    var end: UInt16 = 0
    var kind = Kind.device
  }

  private(set) var hash: UInt64 = 0
  private(set) var count = 0
  private var names = Four(repeating: Name())

  subscript(index: Int) -> Name {
    @inline(__always) get { names[index] }
  }

  private enum Key {
    case device
    case call
    case place
    case other
  }

  private static let device = word("device")
  private static let call = word("call")
  private static let note = word("note")
  private static let on = word("on")
  private static let phone = word("phone")

  private static func word(_ text: StaticString) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<text.utf8CodeUnitCount {
      word |= UInt64(text.utf8Start[index]) << UInt64(8 * index)
    }
    return word
  }

  /// Whether a place is the phone itself, and no device.
  @inline(__always)
  static func isPhone(
    _ core: UnsafeRawPointer, _ start: Int, _ length: Int, _ count: Int
  ) -> Bool {
    length == 5 && token(core, start, 5, count) == phone
  }

  /// A token of at most eight bytes.
  @inline(__always)
  private static func token(
    _ core: UnsafeRawPointer, _ start: Int, _ length: Int, _ count: Int
  ) -> UInt64 {
    if start + 8 <= count {
      return Bytes.word(core + start) & (~0 >> UInt64(64 - 8 * length))
    }
    var word: UInt64 = 0
    for index in 0..<length {
      word |= UInt64(Bytes.byte(core + start + index)) << UInt64(8 * index)
    }
    return word
  }

  /// Cuts a core; nil where it has escapes, or more names than a shape holds.
  init?(_ core: UnsafeRawPointer, _ count: Int) {
    guard count < Int(UInt16.max), !Bytes.contains(UInt8(ascii: "\\"), core, count) else {
      return nil
    }
    let hasPlaces = Bytes.contains(UInt8(ascii: "@"), core, count)
    var key = Key.other
    var place = 0
    var segment = 0
    while true {
      let open = Bytes.quote(core, from: place, to: count)
      if open >= count { break }
      let close = Bytes.quote(core, from: open + 1, to: count)
      if close >= count { return nil }
      let length = close - open - 1
      place = close + 1
      if place < count, Bytes.byte(core + place) == UInt8(ascii: ":") {
        guard length <= 6, length > 0 else {
          key = .other
          continue
        }
        let text = Self.token(core, open + 1, length, count)
        switch text {
        case Self.device: key = .device
        case Self.call: key = .call
        case Self.on: key = .place
        default: key = .other
        }
        if text == Self.note { break }
        continue
      }
      switch key {
      case .device: add(open + 1, close, .device, core, &segment)
      case .call: add(open + 1, close, .call, core, &segment)
      case .place:
        if !Self.isPhone(core, open + 1, length, count) {
          add(open + 1, close, .device, core, &segment)
        }
      case .other:
        if hasPlaces, let at = Self.place(core, open + 1, close) {
          add(at + 1, close, .device, core, &segment)
        }
      }
      key = .other
      if self.count > Self.maximumNames { return nil }
    }
    hash = Bytes.hash(core + segment, count - segment, hash)
  }

  /// Where the `@` of a port stands.
  @inline(__always)
  private static func place(_ core: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int? {
    var place = start
    while place < end {
      if Bytes.byte(core + place) == UInt8(ascii: "@") { return place }
      place += 1
    }
    return nil
  }

  @inline(__always)
  private mutating func add(
    _ start: Int, _ end: Int, _ kind: Kind, _ core: UnsafeRawPointer, _ segment: inout Int
  ) {
    hash = Bytes.hash(core + segment, start - segment, hash &+ UInt64(kind.rawValue))
    segment = end
    if count < Self.maximumNames {
      names[count] = Name(
        start: UInt16(truncatingIfNeeded: start), end: UInt16(truncatingIfNeeded: end), kind: kind)
    }
    count += 1
  }
}
