#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that was not there before: written as a whole, or gone again.
final class NewFile {
  let path: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 256 * 1024

  /// Makes the file; throws where there is anything of that name.
  init(_ path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      let code = errno
      try Self.refuseExisting(path)
      throw FileFailure(message: "\(path): cannot be written: \(String(cString: strerror(code)))")
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(path)
  }

  /// Throws where there is anything of that name.
  static func refuseExisting(_ path: String) throws(FileFailure) {
    var status = stat()
    if lstat(path, &status) == 0 {
      throw FileFailure(message: "\(path): is there already; nothing is overwritten")
    }
  }

  func write(line: [UInt8]) throws(FileFailure) { try write(line + [0x0A]) }

  func write(_ bytes: [UInt8]) throws(FileFailure) {
    buffer += bytes
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Returns once the file is on the disk; until then it is gone again when this is let go.
  func finish() throws(FileFailure) {
    try flush()
    guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw failure }
    descriptor = -1
  }

  private func flush() throws(FileFailure) {
    var done = 0
    while done < buffer.count {
      let count = buffer[done...].withUnsafeBytes { part in
        systemWrite(descriptor, part.baseAddress, part.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure }
      done += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private var failure: FileFailure {
    FileFailure(message: "\(path): cannot be written: \(String(cString: strerror(errno)))")
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
