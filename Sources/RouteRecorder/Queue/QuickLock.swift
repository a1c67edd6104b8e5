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
/// a holder that nobody runs, as it would with a lock that spins. At a fixed address for life.
final class QuickLock: @unchecked Sendable {
  #if canImport(Darwin)
    private let lock = UnsafeMutablePointer<os_unfair_lock>.allocate(capacity: 1)

    init() { lock.initialize(to: os_unfair_lock()) }
  #else
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() {
      lock.initialize(to: pthread_mutex_t())
      var attributes = pthread_mutexattr_t()
      pthread_mutexattr_init(&attributes)
      #if canImport(Glibc)
        // Looks a few times before it sleeps: what it guards is over sooner than a sleep.
        pthread_mutexattr_settype(&attributes, CInt(PTHREAD_MUTEX_ADAPTIVE_NP))
      #endif
      pthread_mutex_init(lock, &attributes)
      pthread_mutexattr_destroy(&attributes)
    }
  #endif

  deinit {
    #if !canImport(Darwin)
      pthread_mutex_destroy(lock)
    #endif
    lock.deallocate()
  }

  @inline(__always)
  func take() {
    #if canImport(Darwin)
      os_unfair_lock_lock(lock)
    #else
      pthread_mutex_lock(lock)
    #endif
  }

  @inline(__always)
  func give() {
    #if canImport(Darwin)
      os_unfair_lock_unlock(lock)
    #else
      pthread_mutex_unlock(lock)
    #endif
  }

  @inline(__always)
  func locked<Result>(_ body: () -> Result) -> Result {
    take()
    defer { give() }
    return body()
  }
}
