#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

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
