internal import TraceLog

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A file of a recording.
public struct RecordedLog: Hashable, Sendable {
  /// Where it is.
  public var path: String
  /// Its length.
  public var bytes: Int
  /// When it was written last: seconds since 1970.
  public var writtenAt: Int

  /// Its place among the files, in its name.
  var number: Int
}

/// The recorder's folder: numbered log files, and the secret.
struct LogFolder: Sendable {
  let path: String

  private static let prefix = "recording-"
  private static let suffix = ".jsonl"

  /// Makes the folder where it is missing.
  init(_ path: String) throws(RecorderError) {
    self.path = path
    if mkdir(path, mode_t(0o700)) != 0, errno != EEXIST {
      throw RecorderError.ofSystem("cannot make the folder \(path)")
    }
    protect()
  }

  var secretPath: String { "\(path)/installation.secret" }

  /// The log files, the oldest first.
  func logs() -> [RecordedLog] {
    names().compactMap { name in
      guard let number = Self.number(name) else { return nil }
      var status = stat()
      let path = "\(path)/\(name)"
      guard stat(path, &status) == 0 else { return nil }
      #if canImport(Darwin)
        let seconds = status.st_mtimespec.tv_sec
      #else
        let seconds = status.st_mtim.tv_sec
      #endif
      return RecordedLog(
        path: path, bytes: Int(status.st_size), writtenAt: Int(seconds), number: number)
    }
    .sorted { $0.number < $1.number }
  }

  /// The path of a file after the newest.
  func nextPath() -> String {
    let number = String((logs().last?.number ?? 0) + 1)
    let zeros = String(repeating: "0", count: max(0, 8 - number.utf8.count))
    return "\(path)/\(Self.prefix)\(zeros)\(number)\(Self.suffix)"
  }

  /// Removes the oldest files beyond the limits; the newest stays.
  func prune(keptBytes: Int, keptDays: Int) {
    var logs = logs()
    guard let newest = logs.popLast() else { return }
    let oldest = Int(time(nil)) - keptDays * 86_400
    var room = keptBytes - newest.bytes
    for log in logs.reversed() {
      room -= log.bytes
      if room < 0 || log.writtenAt < oldest { unlink(log.path) }
    }
  }

  private static func number(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
  }

  private func names() -> [String] {
    guard let stream = opendir(path), let place = MemoryLayout<dirent>.offset(of: \.d_name)
    else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        String(
          cString: UnsafeRawPointer(entry).advanced(by: place)
            .assumingMemoryBound(to: CChar.self)))
    }
    return names
  }

  /// Lets a locked phone record, from the first time that it was unlocked after it started.
  private func protect() {
    #if os(iOS)
      // Files take their folder's class: completeUntilFirstUserAuthentication.
      let protectionClassC: CInt = 3
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return }
      _ = fcntl(descriptor, F_SETPROTECTIONCLASS, protectionClassC)
      close(descriptor)
    #endif
  }
}

extension RecorderError {
  /// An error with the system's last word.
  static func ofSystem(_ what: String) -> RecorderError {
    let code = errno
    let words = String(cString: strerror(code))
    return RecorderError(
      kind: code == ENOSPC || code == EDQUOT ? .diskFull : .folder, message: "\(what): \(words)")
  }
}

/// The wall clock, for a header's `began`.
enum WallClock {
  /// Seconds since 1970.
  @Sendable static func seconds() -> Int64 { Int64(time(nil)) }

  /// A time in seconds since 1970 as ISO 8601 in UTC.
  static func text(_ seconds: Int64) -> String {
    var seconds = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "1970-01-01T00:00:00Z" }
    func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(day)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}
