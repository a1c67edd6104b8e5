package import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A line as it stands in a log's bytes.
package struct RawLine: Hashable, Sendable {
  /// From 1.
  package var number: Int
  /// Without its line break.
  package var bytes: [UInt8]
  /// The bits of the literals that stand in it.
  package var mask: UInt64
  /// Whether it is longer than ``LineWalker/longestLine``; `bytes` holds its beginning.
  package var isTooLong: Bool
}

/// Walks through a log of any length and stops at the lines that hold a literal.
///
/// Whole blocks are searched, not lines: most lines are only counted. Memory is bounded by a block, a
/// longest line and a little of what came before.
package struct LineWalker {
  /// Bytes in the longest line that is read; of a longer one only the beginning is looked at.
  package static let longestLine = 1 << 20
  /// Bytes before the current line that are kept, to find what a line without a time belongs to.
  private static let keptBefore = 8192
  private static let blockBytes = 1 << 18

  /// Lines passed over since the last one that was given.
  package private(set) var passedOver = 0
  /// Bytes read so far, as the source gave them.
  package private(set) var bytesRead = 0

  private var source: any ByteSource
  private let finder: LiteralFinder
  private var encoding = TextEncoding.unknown([])
  private var buffer: [UInt8] = []
  /// Where the next line begins.
  private var position = 0
  /// Behind the last whole line.
  private var limit = 0
  /// Where the line begins that was given last.
  private var current = 0
  private var number = 0
  private var isAtEnd = false

  package init(_ source: any ByteSource, _ finder: LiteralFinder) {
    self.source = source
    self.finder = finder
  }

  /// The next line that holds a literal; nil at the end.
  package mutating func nextCandidate() throws(SourceError) -> RawLine? {
    passedOver = 0
    while try fill() {
      if position == limit { return try longLine() }
      let range = position..<limit
      let hit = buffer.withUnsafeBytes { finder.first(in: $0, range) }
      guard let hit else {
        pass(to: limit)
        continue
      }
      pass(to: begin(of: hit.begin))
      return take()
    }
    return nil
  }

  /// The next line, whatever it holds; nil at the end.
  package mutating func nextLine() throws(SourceError) -> RawLine? {
    passedOver = 0
    guard try fill() else { return nil }
    return position == limit ? try longLine() : take()
  }

  /// Lines before the one that was given last, the nearest first; at most so many.
  package func linesBefore(_ count: Int) -> [RawLine] {
    var lines: [RawLine] = []
    var end = current
    while end > 0, lines.count < count {
      let begin = buffer[..<(end - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      // The first bytes kept may be the rest of a line whose beginning is gone.
      if begin == 0, number - 1 - lines.count != 1 { break }
      lines.append(line(begin, end, number: number - 1 - lines.count, mask: 0))
      end = begin
    }
    return lines
  }

  // MARK: Lines

  private mutating func pass(to place: Int) {
    guard place > position else { return }
    var lines = buffer.withUnsafeBytes { NewlineCount.of($0, position..<place) }
    // The last line may have no line break.
    if buffer[place - 1] != 0x0A { lines += 1 }
    passedOver += lines
    number += lines
    position = place
  }

  private mutating func take() -> RawLine {
    let end = endOfLine(position)
    let range = position..<end
    let mask = buffer.withUnsafeBytes { finder.mask($0, range) }
    number += 1
    current = position
    position = min(end + 1, limit)
    return line(current, end + 1, number: number, mask: mask)
  }

  private func line(_ begin: Int, _ end: Int, number: Int, mask: UInt64) -> RawLine {
    var bytes = buffer[begin..<min(max(begin, end - 1), buffer.count)]
    if bytes.last == 0x0D { bytes = bytes.dropLast() }
    return RawLine(number: number, bytes: Array(bytes), mask: mask, isTooLong: false)
  }

  private func begin(of place: Int) -> Int {
    var index = place
    while index > position, buffer[index - 1] != 0x0A { index -= 1 }
    return index
  }

  private func endOfLine(_ begin: Int) -> Int {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + begin, 0x0A, limit - begin)
      else { return limit }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Takes a line that is longer than any that is read, and drops the rest of it.
  private mutating func longLine() throws(SourceError) -> RawLine {
    let range = position..<buffer.count
    let mask = buffer.withUnsafeBytes { finder.mask($0, range) }
    number += 1
    let bytes = Array(buffer[range].prefix(512))
    buffer = []
    position = 0
    limit = 0
    current = 0
    while buffer.isEmpty, !isAtEnd {
      let block = try nextBlock()
      guard let newline = block.firstIndex(of: 0x0A) else { continue }
      buffer = Array(block[(newline + 1)...])
      if buffer.isEmpty { break }
    }
    limit = buffer.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    if isAtEnd { limit = buffer.count }
    return RawLine(number: number, bytes: bytes, mask: mask, isTooLong: true)
  }

  // MARK: Bytes

  /// Makes sure that there is a whole line, or more of one than is read; false at the end.
  private mutating func fill() throws(SourceError) -> Bool {
    while position == limit {
      if isAtEnd {
        if limit == buffer.count { return false }
        limit = buffer.count
        return true
      }
      if buffer.count - position > Self.longestLine { return true }
      let block = try nextBlock()
      let kept = max(0, position - Self.keptBefore)
      if kept > 0 {
        buffer.removeSubrange(..<kept)
        position -= kept
        current = max(0, current - kept)
      }
      let searched = buffer.count
      buffer.append(contentsOf: block)
      limit = buffer[searched...].lastIndex(of: 0x0A).map { $0 + 1 } ?? position
    }
    return true
  }

  private mutating func nextBlock() throws(SourceError) -> [UInt8] {
    var block = try source.nextBlock()
    isAtEnd = block.isEmpty
    bytesRead += block.count
    encoding.decode(&block, isLast: isAtEnd)
    return block
  }
}

/// Counts line breaks, eight bytes at a time: `SIMD64`'s masks compile to many times the work.
enum NewlineCount {
  static func of(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    let newlines: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let even: UInt64 = 0x00FF_00FF_00FF_00FF
    var count = 0
    var place = range.lowerBound
    while range.upperBound &- place >= 8 {
      // Each byte of the sum holds at most 255.
      let words = min(255, (range.upperBound &- place) >> 3)
      var sums: UInt64 = 0
      for _ in 0..<words {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ newlines
        // The top bit of each byte that is zero, and no other.
        let zeros = ~(((word & low) &+ low) | word | low)
        sums &+= zeros >> 7
        place &+= 8
      }
      let pairs = (sums & even) &+ ((sums >> 8) & even)
      count &+= Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) >> 48)
    }
    while place < range.upperBound {
      if bytes[place] == 0x0A { count += 1 }
      place += 1
    }
    return count
  }
}
