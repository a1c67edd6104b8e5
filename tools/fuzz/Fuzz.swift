import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// SwiftPM's name for this program's `main`; libFuzzer does the rest.
@_cdecl("fuzz_main")
public func fuzzMain(
  _ count: Int32,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  var count = count
  var arguments = arguments
  return withUnsafeMutablePointer(to: &arguments) { pointer in
    pointer.withMemoryRebound(
      to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
    ) { runDriver(&count, $0, fuzzOne) }
  }
}

/// What is fuzzed: `ROUTELAB_FUZZ` is `reader`, `machine`, `recovery`, or else it is all.
private let part = getenv("ROUTELAB_FUZZ").map { String(cString: $0) } ?? "all"

/// One input; a broken law ends the process, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  for law in Laws.broken(by: bytes, in: part) {
    let words = Array("law broken: \(law)\n".utf8)
    _ = write(STDERR_FILENO, words, words.count)
    abort()
  }
  return 0
}
