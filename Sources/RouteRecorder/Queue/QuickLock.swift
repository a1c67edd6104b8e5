#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A lock for a few instructions; nothing in its care ever waits for the disk.
///
/// The system's own locks: they know who holds them, so a caller of high priority does not wait for
/// a holder that nobody runs, as it would with a lock that spins. At a fixed address for life, in
/// memory that is its owner's.
struct QuickLock: @unchecked Sendable {
  #if canImport(Darwin)
    typealias Memory = os_unfair_lock
  #else
    typealias Memory = pthread_mutex_t
  #endif

  private let memory: UnsafeMutablePointer<Memory>

  /// The lock that is in this memory.
  @inline(__always)
  init(of memory: UnsafeMutablePointer<Memory>) { self.memory = memory }

  /// Makes a lock in memory that holds nothing yet.
  init(in memory: UnsafeMutablePointer<Memory>) {
    self.memory = memory
    memory.initialize(to: Memory())
    #if !canImport(Darwin)
      pthread_mutex_init(memory, nil)
    #endif
  }

  /// Ends the lock; its memory holds nothing any more.
  func destroy() {
    #if !canImport(Darwin)
      pthread_mutex_destroy(memory)
    #endif
    memory.deinitialize(count: 1)
  }

  @inline(__always)
  func take() {
    #if canImport(Darwin)
      os_unfair_lock_lock(memory)
    #else
      pthread_mutex_lock(memory)
    #endif
  }

  @inline(__always)
  func give() {
    #if canImport(Darwin)
      os_unfair_lock_unlock(memory)
    #else
      pthread_mutex_unlock(memory)
    #endif
  }

  @inline(__always)
  func locked<Result>(_ body: () -> Result) -> Result {
    take()
    defer { give() }
    return body()
  }
}
