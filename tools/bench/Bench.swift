import RouteModel
import RouteRecorder
import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One measurement in one process: `bench MODE COUNT FILE` prints a number.
///
/// `tools/bench/recording` runs them in turns with the programs they are compared with.
@main
enum Bench {
  static func main() {
    let words = CommandLine.arguments
    if ReplayBench.runs(words) { return }
    guard words.count == 4, let count = Int(words[2]), count > 0 else { return usage() }
    let file = words[3]
    do {
      switch words[1] {
      case "write-each": try write(count, every: 1, .none, file)
      case "write-batched": try write(count, every: 1000, .none, file)
      case "spell-each": try write(count, every: 1, .none, file, spellsAnew: true)
      case "spell-batched": try write(count, every: 1000, .none, file, spellsAnew: true)
      case "sync-each": try write(count, every: 1, .record, file)
      case "sync-each-aside": try write(count, every: 1, .record, file, setsSpaceAside: true)
      case "sync-64": try write(count, every: 64, .record, file)
      case "sync-every-10ms": try write(count, every: 1, .every(milliseconds: 10), file)
      case "call-fast": try RecorderCalls.measure(count, everyNanoseconds: 10_000, file)
      case "call-slow": try RecorderCalls.measure(count, everyNanoseconds: 2_000_000, file)
      default: usage()
      }
    } catch {
      say("bench: \(error)")
      exit(1)
    }
  }

  private static func usage() {
    say(
      "usage: bench write-each|write-batched|spell-each|spell-batched|sync-each|"
        + "sync-each-aside|sync-64|sync-every-10ms|call-fast|call-slow COUNT FILE")
    exit(2)
  }

  static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }

  static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Writes records and prints how many a second; what they say has been spelled before, or is
  /// spelled anew each time.
  private static func write(
    _ count: Int, every batch: Int, _ durability: Durability, _ file: String,
    spellsAnew: Bool = false, setsSpaceAside: Bool = false
  ) throws {
    var names = NameTable()
    let devices = ["airpods", "jbl", "car"].compactMap {
      names.declare($0, type: .bluetoothHeadset)
    }
    var header = Header(id: "bench/one", circumstances: Circumstances(platform: .ios))
    header.devices = devices
    var lines = Self.lines(devices)
    var options = LogOptions(durability: durability)
    options.setsSpaceAside = setsSpaceAside
    let writer = try LogWriter(path: file, header: header, names: names, options: options)
    let spelled = lines.map { SpelledLine($0, names: names) }
    let begun = nanoseconds()
    for index in 0..<count {
      if spellsAnew {
        try append(&lines[index % lines.count], at: Int64(index), names, to: writer)
      } else {
        try writer.append(spelled[index % spelled.count], at: Int64(index))
      }
      if (index + 1) % batch == 0 { try writer.commit() }
    }
    try writer.commit()
    let elapsed = Double(nanoseconds() - begun) / 1e9
    say(String(Int(Double(count) / elapsed)))
  }

  /// Takes a line as its only user, so that it is not copied to be appended.
  @inline(__always)
  private static func append(
    _ line: inout Line, at t: Int64, _ names: NameTable, to writer: LogWriter
  ) throws(LogError) {
    line.t = t
    try writer.append(line, names: names)
  }

  /// What an app records: a device, a session's settings, a route as the system states it.
  private static func lines(_ devices: [DeviceDeclaration]) -> [Line] {
    devices.flatMap { declaration in
      var connected = Event(.deviceConnected)
      connected.device = declaration.device.slot
      var configured = Event(.sessionConfigured)
      configured.category = .playAndRecord
      configured.mode = .voiceChat
      var observed = Line(.evidence, hasTime: true)
      observed.evidence = [
        Evidence(
          .observed,
          input: .oneOf([EndpointPattern(port: .bluetoothHFP, device: declaration.device.slot)]),
          output: .oneOf([EndpointPattern(port: .bluetoothHFP, device: declaration.device.slot)]))
      ]
      return [
        Line(.event(connected), hasTime: true), Line(.event(configured), hasTime: true), observed,
      ]
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// What one call of the recorder costs its caller.
enum RecorderCalls {
  /// Prints, in nanoseconds, the median, the 99th percentile and the largest of a call, and how many
  /// records were dropped; then medians and 99th percentiles of what a call cannot do without,
  /// measured in turns with it: nothing at all between two readings of the clock, one store, a lock
  /// taken and given back, a lock around a copy of as many bytes as a record has.
  ///
  /// A thread that slept finds its caches cold, the clock's own code and data too: nothing at all is
  /// then far from free, and is part of every figure.
  static func measure(_ count: Int, everyNanoseconds step: Int64, _ folder: String) throws {
    let recorder = try Recorder(RecorderOptions(folder: folder, name: "bench", platform: .ios))
    let device = RecordedDevice("airpods", .bluetoothHeadset)
    let speaker = RecordedEndpoint(.builtInSpeaker)
    let bare = BareQueue()
    var calls = [Int64](repeating: 0, count: count)
    var nothing = calls
    var store = calls
    var lock = calls
    var copy = calls
    for part in 0..<10 {
      let range = (count * part / 10)..<(count * (part + 1) / 10)
      pace(range, step) { index in
        let before = Bench.nanoseconds()
        nothing[index] = Bench.nanoseconds() - before
      }
      pace(range, step) { index in
        let before = Bench.nanoseconds()
        bare.store(before)
        store[index] = Bench.nanoseconds() - before
      }
      pace(range, step) { index in
        let before = Bench.nanoseconds()
        bare.takeAndGive()
        lock[index] = Bench.nanoseconds() - before
      }
      pace(range, step) { index in
        let before = Bench.nanoseconds()
        bare.add(before)
        copy[index] = Bench.nanoseconds() - before
      }
      pace(range, step) { index in
        let before = Bench.nanoseconds()
        switch index % 3 {
        case 0: recorder.record(.deviceConnected(device))
        case 1: recorder.record(.sessionActivated, by: .app)
        default: recorder.observe(RecordedRoute(output: speaker))
        }
        calls[index] = Bench.nanoseconds() - before
      }
    }
    let dropped = recorder.status.dropped
    _ = recorder.close(within: 10_000)
    func figures(_ costs: [Int64]) -> String {
      let sorted = costs.sorted()
      return "\(sorted[count / 2]) \(sorted[count * 99 / 100])"
    }
    Bench.say(
      "\(figures(calls)) \(calls.max() ?? 0) \(dropped) \(figures(nothing)) \(figures(store)) "
        + "\(figures(lock)) \(figures(copy))")
  }

  /// Runs a body at even distances: asleep between two where they are long, else awake.
  ///
  /// For the first index twice, and what is found the first time is overwritten: it did not come
  /// that long after another one.
  private static func pace(_ range: Range<Int>, _ step: Int64, _ body: (Int) -> Void) {
    var next = Bench.nanoseconds() + step
    for index in [range.lowerBound] + range {
      if step > 100_000 {
        var pause = timespec(tv_sec: 0, tv_nsec: Int(max(0, next - Bench.nanoseconds())))
        nanosleep(&pause, nil)
      } else {
        while Bench.nanoseconds() < next {}
      }
      next += step
      body(index)
    }
  }
}

/// What any queue has to do for a record: take a lock, write as many bytes, give the lock back; and
/// less.
private final class BareQueue {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let slots = UnsafeMutablePointer<(SIMD8<Int64>, SIMD8<Int64>, SIMD2<Int64>)>
    .allocate(capacity: BareQueue.capacity)
  private var next = 0
  private var stored: Int64 = 0

  private static let capacity = 4096

  init() {
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
    slots.initialize(repeating: (.zero, .zero, .zero), count: Self.capacity)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
    slots.deallocate()
  }

  @inline(never)
  func store(_ value: Int64) { stored = value }

  @inline(never)
  func takeAndGive() {
    pthread_mutex_lock(lock)
    pthread_mutex_unlock(lock)
  }

  @inline(never)
  func add(_ value: Int64) {
    pthread_mutex_lock(lock)
    slots[next] = (.init(repeating: value), .init(repeating: value), .init(repeating: value))
    next = (next + 1) % Self.capacity
    pthread_mutex_unlock(lock)
  }
}
