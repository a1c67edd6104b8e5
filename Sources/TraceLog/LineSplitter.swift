internal import RouteModel

/// Cuts a source's bytes into lines, with memory bounded by a block and a line.
struct LineSplitter {
  /// The current line without its newline, once it is kept; only its beginning where it is too long.
  private(set) var line: [UInt8] = []
  /// The current line's number, from 1.
  private(set) var number = 0
  /// Whether the current line has more than `Limits.lineBytes` bytes.
  private(set) var isTooLong = false

  /// The byte at which the current line begins.
  private(set) var offset: Int64 = 0
  /// Whether the current line is the last and has no newline.
  private(set) var isCut = false

  /// The byte at which the line after it begins.
  private(set) var nextOffset: Int64 = 0
  private var source: any ByteSource
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Where the current line stands in the block; nil once it is kept.
  private var place: Range<Int>?

  /// Cuts what a source gives; where that begins inside a file, the place says where.
  init(_ source: any ByteSource, from place: LinePlace = .start) {
    self.source = source
    number = place.line - 1
    nextOffset = place.offset
  }

  /// Moves on to the next line and keeps it; false at the end.
  mutating func next() throws(SourceError) -> Bool {
    guard try advance() else { return false }
    keep()
    return true
  }

  /// Moves on to the next line, which is not copied yet; false at the end.
  mutating func advance() throws(SourceError) -> Bool {
    isTooLong = false
    isCut = false
    offset = nextOffset
    if let newline = Bytes.newline(in: block, from: position, to: block.count) {
      let length = newline - position
      place = position..<newline
      isTooLong = length > Limits.lineBytes
      position = newline + 1
      nextOffset += Int64(length) + 1
      number += 1
      return true
    }
    return try advanceOverBlocks()
  }

  /// Looks at what is left of the block, from the next line on.
  @inline(__always)
  func withRest<Result>(_ look: (UnsafeRawBufferPointer) -> Result) -> Result {
    block.withUnsafeBytes { look(UnsafeRawBufferPointer(rebasing: $0[position...])) }
  }

  /// Moves on over lines that were found whole in the rest of the block.
  mutating func pass(over lines: Int, bytes: Int) {
    position += bytes
    nextOffset += Int64(bytes)
    number += lines
    place = nil
  }

  /// Copies the current line out of its block.
  mutating func keep() {
    guard let place else { return }
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: block[place].prefix(Limits.lineBytes))
    self.place = nil
  }

  /// Looks at the current line where it stands.
  @inline(__always)
  func withLine<Result>(_ look: (UnsafeRawBufferPointer) -> Result) -> Result {
    if let place {
      return block.withUnsafeBytes { look(UnsafeRawBufferPointer(rebasing: $0[place])) }
    }
    return line.withUnsafeBytes(look)
  }

  /// Leaves out the beginning of the current line, which is kept.
  mutating func drop(_ count: Int) { line.removeFirst(min(count, line.count)) }

  /// Puts a line together that does not end in its block.
  private mutating func advanceOverBlocks() throws(SourceError) -> Bool {
    line.removeAll(keepingCapacity: true)
    place = nil
    var hasBytes = false
    while try fill() {
      hasBytes = true
      let newline = Bytes.newline(in: block, from: position, to: block.count)
      take(block[position..<(newline ?? block.count)])
      if let newline {
        position = newline + 1
        nextOffset += 1
        number += 1
        return true
      }
      position = block.count
    }
    if hasBytes { number += 1 }
    isCut = hasBytes
    return hasBytes
  }

  /// Makes sure that the block has an unread byte; false at the end.
  private mutating func fill() throws(SourceError) -> Bool {
    if position < block.count { return true }
    if isAtEnd { return false }
    source.takeBack(block)
    block = []
    do {
      block = try source.nextBlock()
    } catch {
      isAtEnd = true
      position = 0
      throw error
    }
    position = 0
    isAtEnd = block.isEmpty
    return !isAtEnd
  }

  private mutating func take(_ part: ArraySlice<UInt8>) {
    nextOffset += Int64(part.count)
    let room = Limits.lineBytes - line.count
    if part.count > room { isTooLong = true }
    line.append(contentsOf: part.prefix(room))
  }
}
