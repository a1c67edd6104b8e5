#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What somebody waits for from the writer.
final class Request: @unchecked Sendable {
  let kind: Kind
  // In the bell's care.
  fileprivate var isGood: Bool?

  init(_ kind: Kind) { self.kind = kind }

  enum Kind: Sendable {
    /// All that was recorded is as safe as can be.
    case flush
    /// The same, and what the flight recorder keeps is written.
    case writeOut
    /// The same, and the log's lock is given back until there is more.
    case background
    /// The lock may be kept.
    case foreground
    /// The log is sealed and the thread ends.
    case close
  }
}

/// Wakes the writer, and those who wait for it.
///
/// A ring that nobody hears yet is kept, so none is lost between a look and a sleep.
final class Bell: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let rung = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let answered = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // In the mutex's care.
  private var isRung = false
  private var requests: [Request] = []
  /// The thread that answers, while there is one.
  private var writer: pthread_t?
  private var isRetired = false

  init() {
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    for condition in [rung, answered] {
      condition.initialize(to: pthread_cond_t())
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      #if !canImport(Darwin)
        // Otherwise somebody who sets the clock sets the writer's patience.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      #endif
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    }
  }

  deinit {
    pthread_cond_destroy(rung)
    pthread_cond_destroy(answered)
    pthread_mutex_destroy(mutex)
    rung.deallocate()
    answered.deallocate()
    mutex.deallocate()
  }

  /// Makes the calling thread the one that answers.
  func adopt() {
    pthread_mutex_lock(mutex)
    writer = pthread_self()
    pthread_mutex_unlock(mutex)
  }

  /// Says that nobody answers any more.
  func retire() {
    pthread_mutex_lock(mutex)
    isRetired = true
    pthread_cond_broadcast(answered)
    pthread_mutex_unlock(mutex)
  }

  /// Wakes the writer.
  func ring(_ request: Request? = nil) {
    pthread_mutex_lock(mutex)
    if let request { requests.append(request) }
    isRung = true
    pthread_cond_signal(rung)
    pthread_mutex_unlock(mutex)
  }

  /// Sleeps until the bell rings or a time has passed, and returns the requests; nil: until it rings.
  func sleep(milliseconds: Int64?) -> [Request] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    let end = milliseconds.map { SteadyTime.awake() + max(0, $0) }
    while !isRung {
      guard wait(rung, until: end) else { break }
    }
    isRung = false
    defer { requests = [] }
    return requests
  }

  /// Says how a request came out, and wakes who waits for it.
  func answer(_ request: Request, _ isGood: Bool) {
    pthread_mutex_lock(mutex)
    request.isGood = isGood
    pthread_cond_broadcast(answered)
    pthread_mutex_unlock(mutex)
  }

  /// Rings with a request and waits for its answer; false where the time is over before it comes,
  /// and where the writer would wait for itself.
  func ask(_ request: Request, within milliseconds: Int64) -> Bool {
    ring(request)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if let writer, pthread_equal(writer, pthread_self()) != 0 { return false }
    let end = SteadyTime.awake() + max(0, milliseconds)
    while request.isGood == nil, !isRetired {
      guard wait(answered, until: end) else { break }
    }
    return request.isGood ?? false
  }

  /// Waits for a condition; false once the time is over.
  private func wait(_ condition: UnsafeMutablePointer<pthread_cond_t>, until end: Int64?) -> Bool {
    guard let end else { return pthread_cond_wait(condition, mutex) == 0 }
    #if canImport(Darwin)
      let left = end - SteadyTime.awake()
      guard left > 0 else { return false }
      var time = SteadyTime.spelled(left)
      return pthread_cond_timedwait_relative_np(condition, mutex, &time) != ETIMEDOUT
    #else
      var time = SteadyTime.spelled(end)
      return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    #endif
  }
}

/// The clock of the threads' waiting, which stands still while the device sleeps, as they do.
enum SteadyTime {
  /// Milliseconds.
  static func awake() -> Int64 {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_UPTIME_RAW, &time)
    #else
      clock_gettime(CLOCK_MONOTONIC, &time)
    #endif
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// A time as C spells it.
  static func spelled(_ milliseconds: Int64) -> timespec {
    timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
  }
}

/// The clock of `SteadyClock`, as a part of the call that asks it: a caller whose caches are cold
/// pays for each place that code stands at.
enum CallClock {
  /// The milliseconds of a clock that goes on while the device sleeps and is never set.
  @inline(__always)
  static func milliseconds() -> Int64 {
    var time = timespec()
    #if canImport(Darwin)
      clock_gettime(CLOCK_MONOTONIC, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
