#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Where the bytes of a trace come from, block by block.
package protocol ByteSource {
  /// Returns the next block; an empty one at the end.
  mutating func nextBlock() throws(SourceError) -> [UInt8]
  /// Takes a block back that nobody needs any more, to fill it again.
  mutating func takeBack(_ block: consuming [UInt8])
}

extension ByteSource {
  package mutating func takeBack(_ block: consuming [UInt8]) {}
}

/// Why a source gives no more bytes, in the system's words.
package struct SourceError: Error, Hashable, Sendable {
  package var message: String

  package init(message: String) { self.message = message }

  /// What the system says of the last call that failed.
  static var ofSystem: SourceError { SourceError(message: String(cString: strerror(errno))) }
}

/// Bytes in memory.
package struct MemorySource: ByteSource {
  private var bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { bytes = Array(text.utf8) }

  package mutating func nextBlock() -> [UInt8] {
    let block = bytes
    bytes = []
    return block
  }
}

/// Blocks that were read already, and then what is left of their file.
///
/// A class, so that nobody else holds a block that is given: else it could not be filled again.
package final class ReadSource: ByteSource {
  /// The next one is the last.
  private var blocks: [[UInt8]]
  private let used: UsedBlocks
  private var rest: FileSource?
  private var failure: SourceError?

  /// The rest is read from `rest` where there is one; a `failure` is told after the blocks, which go
  /// to `used` after use.
  init(_ blocks: [[UInt8]], _ used: UsedBlocks, rest: FileSource?, failure: SourceError?) {
    self.blocks = blocks.reversed()
    self.used = used
    self.rest = rest
    self.failure = failure
  }

  package func nextBlock() throws(SourceError) -> [UInt8] {
    if let block = blocks.popLast() { return block }
    if let failure { throw failure }
    return try rest?.nextBlock() ?? []
  }

  package func takeBack(_ block: consuming [UInt8]) {
    if let rest, blocks.isEmpty { rest.takeBack(block) } else { used.add(block) }
  }
}

/// Blocks that can be filled again: memory that is new each time costs more than what is read into it.
final class UsedBlocks: Sendable {
  private static let most = 64

  private let fewestBytes: Int
  private let lock = Lock()
  // In the lock's care.
  nonisolated(unsafe) private var blocks: [[UInt8]] = []

  /// Keeps those that can be filled to so many bytes.
  init(blockBytes: Int) { fewestBytes = blockBytes / 2 }

  func add(_ block: consuming [UInt8]) {
    let block = block
    guard block.count >= fewestBytes else { return }
    lock.locked { if blocks.count < Self.most { blocks.append(block) } }
  }

  func next() -> [UInt8]? { lock.locked { blocks.popLast() } }
}

/// A file, a pipe or standard input, read in blocks; closed when it is let go.
package final class FileSource: ByteSource {
  package static let blockBytes = 256 * 1024

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let blockBytes: Int
  private var used: [UInt8] = []

  /// Reads from an open descriptor, which stays the caller's to close.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    ownsDescriptor = false
    blockBytes = Self.blockBytes
  }

  /// Opens a file; `-` is standard input.
  ///
  /// A block has at most `blockBytes` bytes, at least one.
  package init(path: String, blockBytes: Int = FileSource.blockBytes) throws(SourceError) {
    self.blockBytes = max(1, blockBytes)
    if path == "-" {
      descriptor = STDIN_FILENO
      ownsDescriptor = false
      return
    }
    var opened: Int32
    repeat { opened = open(path, O_RDONLY | O_CLOEXEC) } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw SourceError.ofSystem }
    descriptor = opened
    ownsDescriptor = true
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  package func nextBlock() throws(SourceError) -> [UInt8] {
    var block = used
    used = []
    try fill(&block)
    return block
  }

  package func takeBack(_ block: consuming [UInt8]) { used = block }

  /// Fills a block that was used before, if it is one, and a new one else.
  func fill(_ block: inout [UInt8]) throws(SourceError) {
    // One that is far from full, as what pipes give, is cheaper to make anew than to lengthen.
    if block.count >= blockBytes / 2, block.count <= blockBytes {
      block.append(contentsOf: repeatElement(0, count: blockBytes - block.count))
      let got = block.withUnsafeMutableBytes { read(into: $0) }
      block.removeLast(block.count - max(0, got))
      if got < 0 { throw SourceError.ofSystem }
      return
    }
    var got = 0
    block = [UInt8](unsafeUninitializedCapacity: blockBytes) { buffer, count in
      got = read(into: UnsafeMutableRawBufferPointer(buffer))
      count = max(0, got)
    }
    if got < 0 { throw SourceError.ofSystem }
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var got: Int
    repeat { got = systemRead(descriptor, buffer) } while got < 0 && errno == EINTR
    return got
  }
}

/// `read`, under a name that no method here hides.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
