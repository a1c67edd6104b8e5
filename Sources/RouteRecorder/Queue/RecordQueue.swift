/// What a call to the recorder left behind, as cheap to make as it can be.
struct Record: Sendable {
  /// Milliseconds of the steady clock.
  var time: Int64
  var content: Content
  /// Records that found no room before this one.
  var lostBefore: Int = 0

  enum Content: Sendable {
    case event(RecordedEvent, by: RecordedEvent.Actor?, error: String?, assumed: Bool)
    case observed(RecordedRoute, reason: String?)
    case claimed(RecordedRoute, by: String)
    case note(String)
    /// Not from a queue: records are missing here.
    case gap(lost: Int?, why: String)
  }
}

/// A bounded queue from many threads to the writer's.
///
/// All its storage is set aside when it is made, in one piece: the lock, what it guards, the records
/// from there on. A caller that records rarely finds its caches cold, and pays for each line and each
/// page of memory that it has to look at. Callers hold the lock for one record's move; the writer
/// holds it to read and to set the ends, and takes records out between the two, where no caller looks.
/// Only what says so may be called on the writer's thread alone. Who made the queue frees it once
/// nobody uses it any more.
struct RecordQueue: @unchecked Sendable {
  private let shared: UnsafeMutablePointer<Shared>

  /// What callers and the writer share; all of it is in the lock's care, which stands before it.
  ///
  /// A caller whose record finds room looks at what comes before `lostInAll`: with the lock of most
  /// systems it is no longer than a line of memory.
  private struct Shared {
    var capacity: Int32
    var first: Int32 = 0
    var count: Int32 = 0
    var isClosed = false
    var isWriterAsleep = false
    var lost = 0
    var lostInAll = 0
    /// Of those taken, what the writer took out.
    var drainedInAll = 0
  }

  private static var lineBytes: Int { 64 }
  private static var pageBytes: Int { 4096 }
  /// Where what is shared begins, after the lock.
  private static var sharedPlace: Int {
    let alignment = MemoryLayout<Shared>.alignment
    return (MemoryLayout<QuickLock.Memory>.size + alignment - 1) / alignment * alignment
  }
  /// Where the records begin.
  private static var slotsPlace: Int {
    (sharedPlace + MemoryLayout<Shared>.size + lineBytes - 1) / lineBytes * lineBytes
  }

  private var memory: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(shared) - Self.sharedPlace
  }

  private var slots: UnsafeMutablePointer<Record> {
    (memory + Self.slotsPlace).assumingMemoryBound(to: Record.self)
  }

  private var lock: QuickLock {
    QuickLock(of: memory.assumingMemoryBound(to: QuickLock.Memory.self))
  }

  init(capacity: Int) {
    let capacity = max(1, min(capacity, 1 << 30))
    let bytes = Self.slotsPlace + MemoryLayout<Record>.stride * capacity
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.pageBytes)
    // Memory is only there once it was written to: better now than in somebody's call.
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    _ = QuickLock(in: memory.bindMemory(to: QuickLock.Memory.self, capacity: 1))
    (memory + Self.slotsPlace).bindMemory(to: Record.self, capacity: capacity)
    shared = (memory + Self.sharedPlace).bindMemory(to: Shared.self, capacity: 1)
    shared.initialize(to: Shared(capacity: Int32(capacity)))
  }

  /// Frees the queue and what is in it.
  func free() {
    for place in 0..<shared.pointee.count {
      let slot = (shared.pointee.first + place) % shared.pointee.capacity
      (slots + Int(slot)).deinitialize(count: 1)
    }
    lock.destroy()
    memory.deallocate()
  }

  /// Adds a record, or counts it as lost; returns whether the writer sleeps and has to be woken.
  @inline(__always)
  func add(_ content: consuming Record.Content, at time: () -> Int64) -> Bool {
    let lock = lock
    lock.take()
    defer { lock.give() }
    guard shared.pointee.count < shared.pointee.capacity, !shared.pointee.isClosed else {
      shared.pointee.lost += 1
      shared.pointee.lostInAll += 1
      return false
    }
    var place = shared.pointee.first + shared.pointee.count
    if place >= shared.pointee.capacity { place -= shared.pointee.capacity }
    let slot = slots + Int(place)
    slot.initialize(
      to: Record(time: 0, content: consume content, lostBefore: shared.pointee.lost))
    shared.pointee.lost = 0
    shared.pointee.count += 1
    let isWriterAsleep = shared.pointee.isWriterAsleep
    shared.pointee.isWriterAsleep = false
    // Under the lock, so that times are in the order of the records; last, while the slot's memory is
    // on its way to the cache.
    slot.pointee.time = time()
    return isWriterAsleep
  }

  /// Hands over the records that are there now, in order; on the writer's thread.
  ///
  /// Returns how many records were lost since the last of them, where they were all.
  func drain(_ take: (Record) -> Void) -> Int {
    let (capacity, from, many) = lock.locked {
      (Int(shared.pointee.capacity), Int(shared.pointee.first), Int(shared.pointee.count))
    }
    for offset in 0..<many {
      let place = from + offset
      take((slots + (place < capacity ? place : place - capacity)).move())
      // Room is given back in pieces, so that a long batch does not keep callers out.
      if offset % 64 == 63 { release(64) }
    }
    release(many % 64)
    return lock.locked {
      guard shared.pointee.count == 0 else { return 0 }
      // Where few records come, they come to the same places, which a cache may still have.
      shared.pointee.first = 0
      defer { shared.pointee.lost = 0 }
      return shared.pointee.lost
    }
  }

  private func release(_ many: Int) {
    if many == 0 { return }
    lock.locked {
      shared.pointee.first = (shared.pointee.first + Int32(many)) % shared.pointee.capacity
      shared.pointee.count -= Int32(many)
      shared.pointee.drainedInAll += many
    }
  }

  /// Says that the next record has to wake the writer; false where there is a record already.
  func fallAsleep() -> Bool {
    lock.locked {
      shared.pointee.isWriterAsleep = shared.pointee.count == 0 && shared.pointee.lost == 0
      return shared.pointee.isWriterAsleep
    }
  }

  /// Records will not be taken any more.
  func close() { lock.locked { shared.pointee.isClosed = true } }

  /// Records that were taken and that were lost, since the queue was made.
  var totals: (taken: Int, lost: Int) {
    lock.locked {
      (shared.pointee.drainedInAll + Int(shared.pointee.count), shared.pointee.lostInAll)
    }
  }
}
