import Foundation
import Testing

/// A `routelab` of its own process, which a test can feed, listen to and kill.
final class Child {
  private(set) var input: Int32
  let output: Int32
  let errors: Int32
  private let pid: pid_t
  private var status: Int32?

  /// The program of this build: it stands beside the tests.
  static let program: String = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    var folder = tests.deletingLastPathComponent()
    while folder.path != "/" {
      let program = folder.appendingPathComponent("routelab").path
      if FileManager.default.isExecutableFile(atPath: program) { return program }
      folder = folder.deletingLastPathComponent()
    }
    return "routelab"
  }()

  private static let birth = NSLock()

  init(_ words: [String]) throws {
    signal(SIGPIPE, SIG_IGN)
    // Until its pipes are marked, no other child may be born: it would keep them open.
    Self.birth.lock()
    defer { Self.birth.unlock() }
    let (childInput, input) = try Self.pipe()
    let (output, childOutput) = try Self.pipe()
    let (errors, childErrors) = try Self.pipe()
    self.input = input
    self.output = output
    self.errors = errors
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, childInput, 0)
    posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
    posix_spawn_file_actions_adddup2(&actions, childErrors, 2)
    // The thread of a test may hold signals back, and a child would go on doing so.
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
      for descriptor in [childInput, childOutput, childErrors] { close(descriptor) }
    }
    var arguments = ([Self.program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let result = posix_spawn(&pid, Self.program, &actions, &attributes, &arguments, environ)
    try #require(result == 0, "\(Self.program) cannot be run: \(String(cString: strerror(result)))")
    self.pid = pid
  }

  deinit {
    kill()
    closeInput()
    close(output)
    close(errors)
  }

  private static func pipe() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    try #require(Foundation.pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(input, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The next bytes of standard output; empty at its end.
  func read(_ descriptor: Int32? = nil) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(descriptor ?? output, &block, block.count)
    return Array(block.prefix(max(0, count)))
  }

  /// All that is still to come.
  func rest(_ descriptor: Int32? = nil) -> String {
    var bytes: [UInt8] = []
    while case let block = read(descriptor), !block.isEmpty { bytes += block }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whole lines of standard output, until there are that many.
  func lines(_ count: Int) -> [String] {
    var bytes: [UInt8] = []
    while bytes.count(where: { $0 == 10 }) < count {
      let block = read()
      if block.isEmpty { break }
      bytes += block
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func kill(_ signal: Int32 = SIGKILL) { if status == nil { Foundation.kill(pid, signal) } }

  /// Waits for the end; the exit status, or -1 where a signal ended it.
  @discardableResult
  func wait() -> Int32 {
    if let status { return status }
    var found: Int32 = 0
    while waitpid(pid, &found, 0) < 0, errno == EINTR {}
    let status = found & 0x7F == 0 ? (found >> 8) & 0xFF : -1
    self.status = status
    return status
  }
}
