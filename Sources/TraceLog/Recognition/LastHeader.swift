internal import RouteModel

/// A header that was recognised: it says what the one before said, of other names.
package struct KnownHeader: Sendable {
  /// The line's number in its file, from 1.
  package var number: Int
  package var id: String
}

/// The header that was read last, for traces of a row that differ in their identifiers and in the
/// names of their devices only.
final class LastHeader {
  private static let start = Array(#"{"trace":1,"id":""#.utf8)

  let header: Header
  /// Its names, before any other line.
  let names: NameTable
  /// The line's bytes, and where the names stand in them: the identifier, then the devices' names.
  private let line: [UInt8]
  private let cuts: [Range<Int>]
  /// The kinds of its devices in the memory of an age.
  var kinds: [UInt16] = []
  var age = -1

  /// Remembers a header; nil where its line is spelled otherwise than a writer spells it.
  init?(_ header: Header, _ line: [UInt8], _ names: NameTable) {
    guard header.version == .current, line.starts(with: Self.start) else { return nil }
    let end = Self.start.count + header.id.utf8.count
    guard line.dropFirst(end).first == UInt8(ascii: "\"") else { return nil }
    self.header = header
    self.names = names
    self.line = line
    cuts = [Self.start.count..<end] + (Self.devices(of: names, in: line, from: end) ?? [])
  }

  /// Where the devices' names stand, each of them once; nil where one stands elsewhere too.
  private static func devices(
    of names: NameTable, in line: [UInt8], from start: Int
  ) -> [Range<Int>]? {
    var cuts: [Range<Int>] = []
    var place = start
    for declaration in names.devices {
      let quoted = Array("\"\(declaration.id)\"".utf8)
      guard let found = find(quoted, in: line, from: place), cuts.isEmpty || found > place,
        line.dropFirst(found + quoted.count).first == UInt8(ascii: ":"),
        find(quoted, in: line, from: start) == found,
        find(quoted, in: line, from: found + 1) == nil
      else { return nil }
      cuts.append(found + 1..<found + quoted.count - 1)
      place = found + quoted.count
    }
    return cuts
  }

  private static func find(_ text: [UInt8], in line: [UInt8], from start: Int) -> Int? {
    (start..<max(start, line.count - text.count + 1)).first { line[$0...].starts(with: text) }
  }

  /// Whether the names of devices may be others.
  private var hasDevicesCut: Bool { cuts.count == names.devices.count + 1 }

  /// Looks whether a line differs in names only; gives where its names stand to `take`, which
  /// returns false where one cannot be.
  @inline(__always)
  func matches(
    _ other: UnsafeRawBufferPointer, take: (_ place: Int, UnsafeRawPointer, Int) -> Bool
  ) -> Bool {
    guard let base = other.baseAddress else { return false }
    return line.withUnsafeBytes { line in
      guard let kept = line.baseAddress else { return false }
      var left = 0
      var right = 0
      for (place, cut) in cuts.enumerated() {
        let length = cut.lowerBound - left
        guard right + length < other.count, Bytes.equal(kept + left, base + right, length) else {
          return false
        }
        right += length
        let end = Bytes.quote(base, from: right, to: other.count)
        guard take(place, base + right, end - right) else { return false }
        left = cut.upperBound
        right = end
      }
      let length = line.count - left
      return right + length == other.count && Bytes.equal(kept + left, base + right, length)
    }
  }

  /// Whether bytes can be an identifier of a trace.
  @inline(__always)
  static func isIdentifier(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    for index in 0..<count {
      switch Bytes.byte(bytes + index) {
      case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F: continue
      default: return false
      }
    }
    return count > 0
  }

  /// Its names as another line has them.
  func names(_ name: (Int) -> String?) -> NameTable {
    guard hasDevicesCut else { return names }
    var place = 0
    return names.renamed(
      device: { id in
        defer { place += 1 }
        return name(place) ?? id
      }, call: { $0 })
  }
}

extension LineMemory {
  func remember(_ header: Header?, _ line: [UInt8], _ names: NameTable) {
    lastHeader = header.flatMap { LastHeader($0, line, names) }
    headers += 1
  }

  /// Begins a trace whose header says what the last one said; nil where it has to be read.
  func begin(_ line: UnsafeRawBufferPointer) -> String? {
    guard let last = lastHeader, !isFull else { return nil }
    if last.age != age {
      last.kinds = last.names.devices.map { kind(of: $0.device) }
      last.age = age
    }
    var id: String?
    let isKnown = last.matches(line) { place, name, count in
      guard place == 0 else { return bind(name, count, to: last.kinds[place - 1]) }
      guard LastHeader.isIdentifier(name, count) else { return false }
      // Only here, where a trace ends, be it by a header that is none: the names of one that goes on
      // are still bound.
      if now.pointee.resting > 0 || now.pointee.namedResting > 0,
        now.pointee.names.count >= Self.fewNames
      {
        forgetNames()
      }
      now.pointee.trace += 1
      now.pointee.devices = 0
      id = String(decoding: UnsafeRawBufferPointer(start: name, count: count), as: UTF8.self)
      return true
    }
    guard isKnown else { return nil }
    beginCalls()
    // Where their names stand elsewhere too, all names are the same.
    if now.pointee.devices == 0 { for declaration in last.names.devices { bind(declaration) } }
    take(last.names, passing: [])
    now.pointee.isAhead = true
    now.pointee.isHeaderKnown = true
    return id
  }

  /// Lets a name stand for the next device of a header; false where it cannot.
  private func bind(_ name: UnsafeRawPointer, _ count: Int, to kind: UInt16) -> Bool {
    guard kind != 0, !LineShape.isPhone(name, 0, count, count),
      let number = now.pointee.names.number(of: name, count),
      devices[Int(number)] >> 16 != now.pointee.trace
    else { return false }
    devices[Int(number)] = now.pointee.trace << 16 | UInt64(kind)
    deviceNames[now.pointee.devices] = number
    now.pointee.devices += 1
    return true
  }

  /// The names of a trace whose header was recognised.
  func knownNames() -> NameTable? {
    lastHeader?.names { place in
      place < now.pointee.devices ? now.pointee.names.text(of: deviceNames[place]) : nil
    }
  }
}
