internal import RouteModel

/// Cuts a source's bytes into lines, with memory bounded by a block and a line.
struct LineSplitter {
  /// The current line without its newline; only its beginning where it is too long.
  private(set) var line: [UInt8] = []
  /// The current line's number, from 1.
  private(set) var number = 0
  /// Whether the current line has more than `Limits.lineBytes` bytes.
  private(set) var isTooLong = false

  /// The byte at which the current line begins.
  private(set) var offset: Int64 = 0
  /// Whether the current line is the last and has no newline.
  private(set) var isCut = false

  private var nextOffset: Int64 = 0
  private var source: any ByteSource
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(_ source: any ByteSource) { self.source = source }

  /// Moves on to the next line; false at the end.
  mutating func next() throws(SourceError) -> Bool {
    line.removeAll(keepingCapacity: true)
    isTooLong = false
    offset = nextOffset
    isCut = false
    var hasBytes = false
    while try fill() {
      hasBytes = true
      let rest = block[position...]
      if let newline = rest.firstIndex(of: 0x0A) {
        take(rest[..<newline])
        position = newline + 1
        nextOffset += 1
        number += 1
        return true
      }
      take(rest)
      position = block.count
    }
    if hasBytes { number += 1 }
    isCut = hasBytes
    return hasBytes
  }

  /// Leaves out the beginning of the current line.
  mutating func drop(_ count: Int) { line.removeFirst(min(count, line.count)) }

  /// Makes sure that the block has an unread byte; false at the end.
  private mutating func fill() throws(SourceError) -> Bool {
    if position < block.count { return true }
    if isAtEnd { return false }
    do {
      block = try source.nextBlock()
    } catch {
      isAtEnd = true
      block = []
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
