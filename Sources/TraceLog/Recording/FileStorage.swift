#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A log's file, open for one writer: an advisory lock keeps every other writer out.
///
/// Readers need no lock. Interrupted calls are repeated here; short writes are the caller's.
///
/// Where it sets space aside, the file has NUL bytes after what was added, and what is added takes
/// their place: a sync then has no new length to write, which costs as much as the bytes. Where the
/// process dies, they stay. What is added first, or first after space was given back, may be all for
/// a while, and has none set aside.
package final class FileStorage: LogStorage {
  package let name: String
  package let isNew: Bool
  private var descriptor: Int32
  /// What is written to set space aside; empty where none is.
  private let aside: [UInt8]
  /// The length in bytes without the space set aside, and with it; of no use where none is.
  private var end: Int64
  private var endOfSpace: Int64
  /// Whether something was added since space was given back.
  private var isInUse = false

  private static let asideBytes = 16 * 1024

  /// Opens a file, or makes it, and locks it.
  ///
  /// Throws `EWOULDBLOCK` in `.lock` where another writer holds it.
  package init(path: String, setsSpaceAside: Bool = false) throws(StorageError) {
    name = path
    aside = [UInt8](repeating: 0, count: setsSpaceAside ? Self.asideBytes : 0)
    let descriptor = try Self.openLocked(path, O_RDWR | (setsSpaceAside ? 0 : O_APPEND))
    self.descriptor = descriptor
    do throws(StorageError) {
      end = Int64(try Self.status(of: descriptor).st_size)
      endOfSpace = end
      isNew = end == 0
    } catch {
      Self.close(descriptor)
      throw error
    }
  }

  deinit { close() }

  package func close() {
    if descriptor < 0 { return }
    // What stays is no more than what a process leaves that dies.
    try? giveBackSpace()
    Self.close(descriptor)
    descriptor = -1
  }

  package func size() throws(StorageError) -> Int64 {
    Int64(try Self.status(of: descriptor).st_size)
  }

  package func isRemoved() throws(StorageError) -> Bool {
    try Self.status(of: descriptor).st_nlink == 0
  }

  package func read(into buffer: inout [UInt8], at offset: Int64) throws(StorageError) -> Int {
    try Self.read(descriptor, into: &buffer, at: offset)
  }

  @inline(__always)
  package func append(_ bytes: RawSpan) throws(StorageError) -> Int {
    if bytes.isEmpty { return 0 }
    if !aside.isEmpty { setSpaceAside(for: bytes.byteCount) }
    let taken = bytes.withUnsafeBytes { bytes in
      Self.again {
        aside.isEmpty
          ? write(descriptor, bytes.baseAddress, bytes.count)
          : pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(end))
      }
    }
    guard taken >= 0 else { throw StorageError(errno, in: .write) }
    // A device that takes nothing and says nothing is full.
    guard taken > 0 else { throw StorageError(ENOSPC, in: .write) }
    end += Int64(taken)
    endOfSpace = max(end, endOfSpace)
    isInUse = true
    return taken
  }

  /// Sees that so many bytes find their place set aside, where that can be had.
  private func setSpaceAside(for count: Int) {
    guard isInUse, end + Int64(count) > endOfSpace, count <= aside.count else { return }
    let got = aside.withUnsafeBytes { bytes in
      Self.again { pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(endOfSpace)) }
    }
    // Where there is no room, the bytes themselves will say so, or just find some.
    if got > 0 { endOfSpace += Int64(got) }
  }

  package func giveBackSpace() throws(StorageError) {
    if endOfSpace > end { try truncate(to: end) }
    isInUse = false
  }

  package func truncate(to size: Int64) throws(StorageError) {
    guard Self.again({ Int(ftruncate(descriptor, off_t(size))) }) == 0 else {
      throw StorageError(errno, in: .truncate)
    }
    end = size
    endOfSpace = size
  }

  package func sync() throws(StorageError) {
    #if canImport(Darwin)
      // fsync leaves the bytes in the drive's own memory here.
      let result = Self.again { Int(fcntl(descriptor, F_FULLFSYNC)) }
    #else
      let result = Self.again { Int(fdatasync(descriptor)) }
    #endif
    guard result >= 0 else { throw StorageError(errno, in: .sync) }
  }

  package func syncFolder() throws(StorageError) {
    let folder = Self.again { Int(open(Self.folder(of: name), O_RDONLY | O_CLOEXEC)) }
    guard folder >= 0 else { throw StorageError(errno, in: .syncFolder) }
    defer { Self.close(Int32(folder)) }
    guard Self.again({ Int(fsync(Int32(folder))) }) == 0 else {
      // Some file systems have folders that cannot be synced, and need not be.
      if errno == EINVAL { return }
      throw StorageError(errno, in: .syncFolder)
    }
  }

  /// The folder that a path stands in.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Opens a file for writing and locks it; sure that the path still leads to it then.
  private static func openLocked(_ path: String, _ flags: CInt) throws(StorageError) -> Int32 {
    var attempts = 0
    while true {
      let opened = again { Int(open(path, flags | O_CREAT | O_CLOEXEC, mode_t(0o644))) }
      guard opened >= 0 else { throw StorageError(errno, in: .open) }
      let descriptor = Int32(opened)
      guard again({ Int(flock(descriptor, LOCK_EX | LOCK_NB)) }) == 0 else {
        let code = errno
        close(descriptor)
        throw StorageError(code, in: .lock)
      }
      var found = stat()
      let isThere = stat(path, &found) == 0
      if isThere, let own = try? status(of: descriptor), own.st_ino == found.st_ino,
        own.st_dev == found.st_dev
      {
        return descriptor
      }
      // Removed or replaced between the two calls: the lock is on a file that nobody finds.
      close(descriptor)
      attempts += 1
      guard attempts < 8 else { throw StorageError(ENOENT, in: .open) }
    }
  }

  private static func status(of descriptor: Int32) throws(StorageError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StorageError(errno, in: .size) }
    return status
  }

  /// Fills a buffer from a place in a file on, as far as the file goes.
  static func read(
    _ descriptor: Int32, into buffer: inout [UInt8], at offset: Int64
  ) throws(StorageError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = buffer.withUnsafeMutableBytes { bytes in
        again {
          let place = bytes.baseAddress?.advanced(by: filled)
          let got = pread(descriptor, place, bytes.count - filled, off_t(offset) + off_t(filled))
          // A pipe has no places.
          if got >= 0 || errno != ESPIPE { return got }
          return readNext(descriptor, place, bytes.count - filled)
        }
      }
      guard got >= 0 else { throw StorageError(errno, in: .read) }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Repeats a call for as long as a signal interrupts it.
  private static func again(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func close(_ descriptor: Int32) {
    // Not repeated: after an interruption the number may already be another file's.
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #elseif canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #endif
  }
}

/// A file open for reading at any place, by several threads at once; closed when it is let go.
final class LogFile: Sendable {
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  /// The length in bytes when it was opened; 0 where it can only be read from front to back.
  let size: Int64

  init(path: String) throws(StorageError) {
    var opened: Int32
    repeat { opened = open(path, O_RDONLY | O_CLOEXEC) } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw StorageError(errno, in: .open) }
    descriptor = opened
    ownsDescriptor = true
    size = Self.size(of: opened)
  }

  /// Reads from an open descriptor, which stays the caller's to close.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    ownsDescriptor = false
    size = Self.size(of: descriptor)
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  private static func size(of descriptor: Int32) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    return Int64(status.st_size)
  }

  /// Fills a buffer as far as the file goes; a pipe gives what comes next, whatever the place.
  func read(into buffer: inout [UInt8], at offset: Int64) throws(StorageError) -> Int {
    try FileStorage.read(descriptor, into: &buffer, at: offset)
  }
}

/// The milliseconds of a clock that goes on while the device sleeps and is never set.
///
/// The recorder's `CallClock` is the same one.
package enum SteadyClock {
  package static func milliseconds() -> Int64 {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_MONOTONIC, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return milliseconds(time)
  }

  /// The time of the system's last tick, which is at hand; its clock may stand while the device
  /// sleeps, and begins somewhere else.
  static func roughMilliseconds() -> Int64 {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_MONOTONIC_RAW_APPROX, &time)
    #else
      clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    #endif
    return milliseconds(time)
  }

  private static func milliseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// `read`, under a name that the methods here do not hide.
private func readNext(_ descriptor: Int32, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, place, count)
}
