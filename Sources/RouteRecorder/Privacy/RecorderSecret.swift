#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The secret of an installation: 128 bits that key its pseudonyms.
///
/// Whoever has it can find out which device a pseudonym stands for, by trying; it is not in any log.
public struct RecorderSecret: Hashable, Sendable {
  let high: UInt64
  let low: UInt64

  /// Makes a secret of bits that the app keeps, as in the keychain.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the secret in a file; where there is none, makes one that its owner alone can read.
  init(path: String) throws(RecorderError) {
    if let found = try Self.stored(path) {
      self = found
      return
    }
    let made = try Self.drawn()
    // Under another name first: whoever finds the file finds all of it.
    let draft = "\(path).\(getpid())"
    unlink(draft)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(0o600))
    guard descriptor >= 0 else { throw RecorderError.ofSystem("cannot make \(draft)") }
    let bytes = made.bytes
    let written = write(descriptor, bytes, bytes.count)
    let isSafe = fsync(descriptor) == 0
    close(descriptor)
    guard written == bytes.count, isSafe, rename(draft, path) == 0 else {
      let error = RecorderError.ofSystem("cannot make \(path)")
      unlink(draft)
      throw error
    }
    // Another process may have been as quick: the secret is the one that stands there now.
    self = try Self.stored(path) ?? made
  }

  private var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
  }

  private init(bytes: ArraySlice<UInt8>) {
    func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    self.init(high: word(bytes.prefix(8)), low: word(bytes.dropFirst(8)))
  }

  /// The secret in a file; nil where there is no file.
  private static func stored(_ path: String) throws(RecorderError) -> RecorderSecret? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw RecorderError.ofSystem("cannot read \(path)")
    }
    return try secret(of: descriptor, path)
  }

  private static func drawn() throws(RecorderError) -> RecorderSecret {
    let path = "/dev/urandom"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw RecorderError.ofSystem("cannot read \(path)") }
    return try secret(of: descriptor, path)
  }

  /// Reads a secret and closes the file.
  private static func secret(
    of descriptor: CInt, _ path: String
  ) throws(RecorderError) -> RecorderSecret {
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16)
    guard read(descriptor, &bytes, bytes.count) == bytes.count else {
      throw RecorderError(kind: .folder, message: "\(path) holds no secret of 16 bytes")
    }
    return RecorderSecret(bytes: bytes[...])
  }
}
