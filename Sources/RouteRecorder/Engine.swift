internal import TraceLog

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The writer's thread and what it owns; callers touch the queue and the bell only.
final class Engine: @unchecked Sendable {
  let queue: RecordQueue
  let bell = Bell()
  private let options: RecorderOptions
  // The writer's alone, once it runs.
  private let scribe: Scribe
  private var watcher: Watcher?
  /// The flight recorder's memory, the oldest first.
  private var memory: [Record] = []
  private var isInBackground = false
  private var lastRecord: Int64 = 0
  private let troublesMemory = UnsafeMutablePointer<QuickLock.Memory>.allocate(capacity: 1)
  private let troubles: QuickLock
  // In the lock's care.
  private var trouble: String?

  init(_ options: RecorderOptions, _ scribe: Scribe, _ watcher: Watcher?) {
    self.options = options
    self.scribe = scribe
    self.watcher = watcher
    queue = RecordQueue(capacity: options.queueCapacity)
    troubles = QuickLock(in: troublesMemory)
  }

  deinit {
    queue.free()
    troubles.destroy()
    troublesMemory.deallocate()
  }

  /// Starts the thread, which keeps the engine for as long as it runs.
  func start() throws(RecorderError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 1 << 20)
    #if canImport(Darwin)
      pthread_attr_set_qos_class_np(&attributes, QOS_CLASS_UTILITY, 0)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let own = Unmanaged.passRetained(self)
    let result = pthread_create(&thread, &attributes, Self.body, own.toOpaque())
    guard result == 0 else {
      own.release()
      throw RecorderError(kind: .system, message: "no thread: \(String(cString: strerror(result)))")
    }
  }

  #if canImport(Darwin)
    private static let body: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? =
      { run($0) }
  #else
    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
      { run($0) }
  #endif

  private static func run(_ engine: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let engine { Unmanaged<Engine>.fromOpaque(engine).takeRetainedValue().run() }
    return nil
  }

  /// What keeps records from being written now; nil: nothing does.
  var problem: String? { troubles.locked { trouble } }

  private func run() {
    bell.adopt()
    lastRecord = options.clock()
    var isOver = false
    while !isOver {
      let requests = bell.sleep(milliseconds: patience())
      work()
      for request in requests {
        bell.answer(request, perform(request.kind))
        if case .close = request.kind { isOver = true }
      }
    }
    bell.retire()
  }

  /// How long to sleep: until the next look while records come, else until somebody rings.
  private func patience() -> Int64? {
    let now = options.clock()
    let due = [scribe.due(at: now), watcher?.due(at: now)].compactMap { $0 }.min()
    guard now - lastRecord >= options.quietMilliseconds, queue.fallAsleep() else {
      return min(options.pollMilliseconds, due ?? .max)
    }
    if isInBackground { _ = scribe.release(at: now, why: "background") }
    return due
  }

  /// Writes what there is.
  private func work() {
    var last: Int64?
    let lost = queue.drain { record in
      last = record.time
      take(record)
    }
    let now = options.clock()
    if lost > 0 { take(Record.gap(lost, "queue full", at: now)) }
    if last != nil || lost > 0 { lastRecord = now }
    if options.flightRecords == nil { scribe.commit(at: now) }
    watcher?.advance(to: now)
    let words = scribe.problem?.description
    troubles.locked { trouble = words }
  }

  private func take(_ record: Record) {
    watcher?.take(record)
    guard let most = options.flightRecords else {
      scribe.take(record)
      return
    }
    memory.append(record)
    // Twice the records, so that moving them up is rare; only the last count.
    if memory.count >= 2 * max(1, most) { forget(memory.count - max(1, most)) }
  }

  private func forget(_ many: Int) {
    for record in memory.prefix(many) { scribe.pass(record) }
    memory.removeFirst(many)
  }

  private func perform(_ request: Request.Kind) -> Bool {
    let now = options.clock()
    switch request {
    case .flush: return scribe.sync(at: now)
    case .writeOut: return writeOut(at: now)
    case .background:
      isInBackground = true
      let isSafe = scribe.sync(at: now)
      return scribe.release(at: now, why: "background") && isSafe
    case .foreground:
      isInBackground = false
      return true
    case .close:
      let isSafe = scribe.sync(at: now)
      return scribe.release(at: now, why: "closed") && isSafe
    }
  }

  /// Writes what the flight recorder remembers as a segment of its own.
  private func writeOut(at now: Int64) -> Bool {
    guard let most = options.flightRecords else { return scribe.sync(at: now) }
    forget(max(0, memory.count - most))
    for record in memory { scribe.take(record) }
    memory = []
    let isSafe = scribe.sync(at: now)
    return scribe.release(at: now, why: "written out") && isSafe
  }
}
