/// The place of a line in its file.
package struct LinePlace: Hashable, Sendable {
  /// The line's number, from 1.
  package var line: Int
  /// The byte at which it begins.
  package var offset: Int64

  package static let start = LinePlace(line: 1, offset: 0)

  package init(line: Int, offset: Int64) {
    self.line = line
    self.offset = offset
  }
}

/// A piece of a file of traces: from a header line to the one before which the next piece begins.
package struct TracePiece {
  /// Where its first line stands.
  package let place: LinePlace
  package let source: ReadSource
}

/// Cuts a file of many traces into pieces, each of which can be read by itself.
///
/// A cut is made only before a line that begins with the bytes of a header as writers write it:
/// whatever stands before such a line, it begins a trace, a good one or a bad one, and inside a
/// line of JSON no newline can stand. A piece holds its bytes, so the file is read once; of a trace
/// that is longer than that, the piece reads the rest of the file itself.
package struct TracePieces {
  /// How large pieces are.
  package struct Sizes: Sendable {
    /// Bytes after which a piece ends with its next trace.
    package var piece = 1 << 19
    /// Bytes that a piece holds at most; it reads on by itself after that.
    package var most = 4 << 20
    /// Bytes that are read at one time.
    package var block = FileSource.blockBytes

    package init() {}
  }

  private static let header = Array("{\"trace\":".utf8)

  private let file: FileSource
  private let sizes: Sizes
  private let used: UsedBlocks
  private var first: [UInt8]
  private var place = LinePlace.start
  private var isDone = false

  /// Opens a file; nil where it cannot be read, or does not begin with a header as writers write it,
  /// as a recorded log does not: then it has to be read as a whole.
  package init?(path: String, sizes: Sizes) {
    guard let file = try? FileSource(path: path, blockBytes: sizes.block),
      let block = try? file.nextBlock(), block.starts(with: Self.header)
    else { return nil }
    self.file = file
    self.sizes = sizes
    used = UsedBlocks(blockBytes: sizes.block)
    first = block
  }

  /// Returns the next piece; nil at the end.
  package mutating func next() -> TracePiece? {
    guard !isDone else { return nil }
    let start = place
    var blocks: [[UInt8]] = []
    var bytes = 0
    func piece(rest: FileSource? = nil, failure: SourceError? = nil) -> TracePiece {
      TracePiece(
        place: start, source: ReadSource(blocks, used, rest: rest, failure: failure))
    }
    while bytes < sizes.most {
      var block = first
      first = []
      if block.isEmpty {
        do throws(SourceError) {
          block = used.next() ?? []
          try file.fill(&block)
        } catch {
          isDone = true
          return piece(failure: error)
        }
      }
      if block.isEmpty {
        isDone = true
        return bytes == 0 ? nil : piece()
      }
      if bytes + block.count > sizes.piece, let cut = Self.lastHeader(in: block) {
        first = Array(block[cut...])
        block.removeLast(block.count - cut)
        move(over: block)
        blocks.append(block)
        return piece()
      }
      bytes += block.count
      move(over: block)
      blocks.append(block)
    }
    isDone = true
    return piece(rest: file)
  }

  private mutating func move(over block: [UInt8]) {
    place.line += Bytes.newlines(in: block)
    place.offset += Int64(block.count)
  }

  /// Where the last header line begins that has its newline before it in the same block.
  private static func lastHeader(in block: [UInt8]) -> Int? {
    var place = block.count - header.count
    while place > 0 {
      if block[place - 1] == 0x0A, block[place] == header[0], block[place...].starts(with: header) {
        return place
      }
      place -= 1
    }
    return nil
  }
}
