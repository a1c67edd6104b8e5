#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The few calls of the system that the workloads need.
enum SystemFile {
  /// The descriptor of a new, empty file; negative where it cannot be made.
  static func create(_ path: String) -> Int32 {
    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  }

  /// The time that the processor gave to this process.
  static func processorNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  static func leave(_ status: Int32) { exit(status) }

  static func makeFolder(_ path: String) { _ = mkdir(path, 0o755) }

  static func close(_ descriptor: Int32) { _ = systemClose(descriptor) }

  /// The bytes in a file; 0 where it cannot be opened.
  static func size(_ path: String) -> Int {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    return max(0, Int(lseek(descriptor, 0, SEEK_END)))
  }

  /// Writes all bytes; false where the system refuses.
  static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { room in
        systemWrite(descriptor, room.baseAddress.map { $0 + done }, room.count - done)
      }
      if wrote < 0, errno == EINTR { continue }
      if wrote <= 0 { return false }
      done += wrote
    }
    return true
  }

  /// The bytes of a whole file; nil where it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    lseek(descriptor, 0, SEEK_SET)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { room, count in
      while count < size {
        let got = systemRead(descriptor, room.baseAddress.map { $0 + count }, size - count)
        if got < 0, errno == EINTR { continue }
        if got <= 0 { break }
        count += got
      }
      isWhole = count == size
    }
    return isWhole ? bytes : nil
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func systemRead(
  _ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> Int {
  read(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
