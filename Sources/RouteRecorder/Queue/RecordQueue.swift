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
/// All its storage is set aside when it is made. Callers hold the lock for one record's move; the
/// writer holds it to read and to set the ends, and takes records out between the two, where no
/// caller looks. Only what says so may be called on the writer's thread alone.
final class RecordQueue: @unchecked Sendable {
  private let lock = QuickLock()
  private let slots: UnsafeMutablePointer<Record>
  private let capacity: Int
  // In the lock's care.
  private var first = 0
  private var count = 0
  private var lost = 0
  private var lostInAll = 0
  private var takenInAll = 0
  private var isClosed = false
  private var isWriterAsleep = false

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    slots = .allocate(capacity: self.capacity)
    // Memory is only there once it was written to: better now than in somebody's call.
    let bytes = MemoryLayout<Record>.stride * self.capacity
    UnsafeMutableRawPointer(slots).initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
  }

  deinit {
    for place in 0..<count { (slots + (first + place) % capacity).deinitialize(count: 1) }
    slots.deallocate()
  }

  /// Adds a record, or counts it as lost; returns whether the writer sleeps and has to be woken.
  @inline(__always)
  func add(_ record: consuming Record) -> Bool {
    lock.take()
    defer { lock.give() }
    guard count < capacity, !isClosed else {
      lost += 1
      lostInAll += 1
      return false
    }
    if lost > 0 {
      record.lostBefore = lost
      lost = 0
    }
    var place = first + count
    if place >= capacity { place -= capacity }
    (slots + place).initialize(to: record)
    count += 1
    takenInAll += 1
    guard isWriterAsleep else { return false }
    isWriterAsleep = false
    return true
  }

  /// Hands over the records that are there now, in order; on the writer's thread.
  ///
  /// Returns how many records were lost since the last of them, where they were all.
  func drain(_ take: (Record) -> Void) -> Int {
    let (from, many) = lock.locked { (first, count) }
    for offset in 0..<many {
      let place = from + offset
      take((slots + (place < capacity ? place : place - capacity)).move())
      // Room is given back in pieces, so that a long batch does not keep callers out.
      if offset % 64 == 63 { release(64) }
    }
    release(many % 64)
    return lock.locked {
      guard count == 0 else { return 0 }
      defer { lost = 0 }
      return lost
    }
  }

  private func release(_ many: Int) {
    if many == 0 { return }
    lock.locked {
      first = (first + many) % capacity
      count -= many
    }
  }

  /// Says that the next record has to wake the writer; false where there is a record already.
  func fallAsleep() -> Bool {
    lock.locked {
      isWriterAsleep = count == 0 && lost == 0
      return isWriterAsleep
    }
  }

  /// Records will not be taken any more.
  func close() { lock.locked { isClosed = true } }

  /// Records that were taken and that were lost, since the queue was made.
  var totals: (taken: Int, lost: Int) { lock.locked { (takenInAll, lostInAll) } }
}
