import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What another program of the system prints, read while it runs.
final class ChildSource: ByteSource {
  private let words: [String]
  private let output: FileSource
  private let descriptor: Int32
  private let pid: pid_t
  private var hasEnded = false

  /// Starts a program that is looked for in `PATH`; throws where it cannot be started.
  init(_ words: [String]) throws(SourceError) {
    self.words = words
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.failure(words, errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, words[0], &actions, nil, arguments, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw Self.failure(words, code)
    }
    self.pid = pid
    descriptor = ends[0]
    output = FileSource(descriptor: ends[0])
  }

  deinit {
    close(descriptor)
    if !hasEnded {
      kill(pid, SIGTERM)
      _ = wait()
    }
  }

  func nextBlock() throws(SourceError) -> [UInt8] {
    if hasEnded { return [] }
    let block = try output.nextBlock()
    guard block.isEmpty else { return block }
    hasEnded = true
    let status = wait()
    guard status == 0 else {
      throw SourceError(message: "\(words[0]) cannot read it (exit status \(status))")
    }
    return []
  }

  /// Waits for the program's end; its exit status, or -1 where a signal ended it.
  private func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  private static func failure(_ words: [String], _ code: Int32) -> SourceError {
    SourceError(message: "\(words[0]) cannot be started: \(String(cString: strerror(code)))")
  }
}
