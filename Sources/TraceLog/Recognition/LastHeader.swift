/// The header that was read last, for traces of a row that differ in their identifiers only.
struct LastHeader {
  private static let start = Array(#"{"trace":1,"id":""#.utf8)

  private let header: Header
  private let names: NameTable
  /// The line's bytes behind the identifier.
  private let rest: [UInt8]

  /// Remembers a header; nil where its line is spelled otherwise than a writer spells it.
  init?(_ header: Header, _ line: [UInt8], _ names: NameTable) {
    guard header.version == .current, let end = Self.end(line) else { return nil }
    self.header = header
    self.names = names
    rest = Array(line[end...])
  }

  /// The header of a line that differs in the identifier only; nil where it has to be read.
  func header(of line: [UInt8]) -> (Header, NameTable)? {
    guard let end = Self.end(line), line[end...].elementsEqual(rest) else { return nil }
    var header = header
    header.id = String(decoding: line[Self.start.count..<end], as: UTF8.self)
    return (header, names)
  }

  /// Where the identifier ends; nil where it is none.
  private static func end(_ line: [UInt8]) -> Int? {
    guard line.starts(with: start) else { return nil }
    var place = start.count
    while place < line.count {
      switch line[place] {
      case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F: place += 1
      case UInt8(ascii: "\""): return place > start.count ? place : nil
      default: return nil
      }
    }
    return nil
  }
}

extension LineMemory {
  func header(of line: [UInt8]) -> (Header, NameTable)? { lastHeader?.header(of: line) }

  func remember(_ header: Header, _ line: [UInt8], _ names: NameTable) {
    lastHeader = LastHeader(header, line, names)
  }
}
