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
package struct ReadSource: ByteSource {
  private var blocks: ArraySlice<[UInt8]>
  private var rest: FileSource?
  private var failure: SourceError?

  /// The rest is read from `rest` where there is one; a `failure` is told after the blocks.
  package init(_ blocks: [[UInt8]], rest: FileSource? = nil, failure: SourceError? = nil) {
    self.blocks = blocks[...]
    self.rest = rest
    self.failure = failure
  }

  package mutating func nextBlock() throws(SourceError) -> [UInt8] {
    if let block = blocks.popFirst() { return block }
    if let failure { throw failure }
    return try rest?.nextBlock() ?? []
  }
}

/// A file, a pipe or standard input, read in blocks; closed when it is let go.
package final class FileSource: ByteSource {
  package static let blockBytes = 256 * 1024

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let blockBytes: Int

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
    var failure: SourceError?
    let descriptor = descriptor
    let block = [UInt8](unsafeUninitializedCapacity: blockBytes) { buffer, count in
      var got: Int
      repeat {
        got = read(descriptor, buffer.baseAddress, buffer.count)
      } while got < 0 && errno == EINTR
      if got < 0 { failure = SourceError.ofSystem }
      count = max(0, got)
    }
    if let failure { throw failure }
    return block
  }
}
