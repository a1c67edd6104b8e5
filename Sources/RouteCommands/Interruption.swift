#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whether somebody asked the process to stop: SIGINT or SIGTERM, once it listens.
enum Interruption {
  /// Written by the signal's handler alone.
  private nonisolated(unsafe) static var wasAsked: sig_atomic_t = 0

  /// Listens from now on; a second signal ends the process as it always did.
  static func listen() {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = { _ in Interruption.wasAsked = 1 }
    #elseif canImport(Musl)
      action.__sa_handler.sa_handler = { _ in Interruption.wasAsked = 1 }
    #else
      action.__sigaction_u.__sa_handler = { _ in Interruption.wasAsked = 1 }
    #endif
    action.sa_flags = Int32(truncatingIfNeeded: SA_RESETHAND)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
  }

  static var isAsked: Bool { wasAsked != 0 }

  /// Waits for a descriptor to have bytes, or for a time to pass; false where it has none.
  ///
  /// The wait is cut into short ones: a signal between the look and the sleep is not missed.
  static func waits(for descriptor: Int32, milliseconds: Int64?) -> Bool {
    let end = milliseconds.map { Console.milliseconds() + $0 }
    while !isAsked {
      let left = end.map { max(0, $0 - Console.milliseconds()) } ?? 100
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let found = poll(&entry, 1, Int32(clamping: min(left, 100)))
      if found > 0 { return true }
      if found < 0, errno != EINTR { return true }
      if let end, Console.milliseconds() >= end { return false }
    }
    return false
  }

  /// Sleeps for some milliseconds, less where somebody asks to stop.
  static func sleep(milliseconds: Int32) {
    if !isAsked { _ = poll(nil, 0, milliseconds) }
  }
}
