package import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A log's storage in memory that fails when it is told to, and forgets what was not synced.
package final class FaultyStorage: LogStorage {
  /// How a call goes wrong.
  package enum Fault: CaseIterable, Sendable {
    /// It fails and does nothing.
    case fails
    /// A write takes half; any other call fails.
    case fallsShort
    /// A write takes half and says that it failed; any other call fails.
    case lies
  }

  private enum Change {
    case write(at: Int, [UInt8])
    case truncate(Int)
  }

  /// What is sure of a change.
  private enum Fate {
    /// No sync covers it yet.
    case pending
    /// A failed sync dropped it: a reader still sees it, and no later sync saves it.
    case dropped
    case durable
  }

  package let name = "faulty.jsonl"
  package let isNew: Bool
  /// What a reader sees now.
  package private(set) var bytes: [UInt8]
  /// The calls so far.
  package private(set) var calls = 0
  package private(set) var isClosed = false
  package var isGone = false
  /// Which calls go wrong, from 0, and how.
  package var faults: [Int: Fault] = [:]
  package var failsNextSync = false
  package var code: Int32 = ENOSPC
  /// The most bytes of the file; a write takes what has room.
  package var room = Int.max
  /// What it once held, all of it durable, and what became of it since, in order.
  private var first: [UInt8]
  private var changes: [(change: Change, fate: Fate)] = []
  private var hasDurableName: Bool
  /// How much space it sets aside at a time, as `FileStorage` does; and the lengths without it
  /// and with it.
  private let asideBytes: Int
  private var end: Int
  private var endOfSpace: Int
  private var isInUse = false

  package init(_ bytes: [UInt8] = [], asideBytes: Int = 0) {
    self.bytes = bytes
    self.asideBytes = asideBytes
    first = bytes
    end = bytes.count
    endOfSpace = end
    isNew = bytes.isEmpty
    hasDurableName = !bytes.isEmpty
  }

  /// The same file, opened again by a process after this one.
  package func reopened() -> FaultyStorage {
    let next = FaultyStorage(bytes, asideBytes: asideBytes)
    next.first = first
    next.changes = changes
    next.hasDurableName = hasDurableName
    return next
  }

  /// Changes that a power cut may forget.
  package var unsyncedChanges: Int { changes.count { $0.fate != .durable } }

  /// What a power cut leaves where it keeps only some of the changes that no sync covers.
  package func afterPowerCut(keeping bits: UInt64) -> [UInt8] {
    if !hasDurableName, bits & 1 == 0 { return [] }
    var result = first
    var unsynced = 0
    for (change, fate) in changes {
      if fate != .durable {
        unsynced += 1
        if bits >> UInt64((unsynced - 1) % 63 + 1) & 1 == 0 { continue }
      }
      apply(change, to: &result)
    }
    return result
  }

  private func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .truncate(let size): bytes.removeLast(max(0, bytes.count - size))
    case .write(let offset, let written):
      // A hole reads as zeros.
      let missing = offset + written.count - bytes.count
      if missing > 0 { bytes += [UInt8](repeating: 0, count: missing) }
      bytes.replaceSubrange(offset..<(offset + written.count), with: written)
    }
  }

  private func next() -> Fault? {
    defer { calls += 1 }
    return faults[calls]
  }

  private func check(_ call: StorageError.Call) throws(StorageError) {
    if next() != nil { throw StorageError(call == .sync ? EIO : code, in: call) }
  }

  package func size() throws(StorageError) -> Int64 {
    try check(.size)
    return Int64(bytes.count)
  }

  package func read(into buffer: inout [UInt8], at offset: Int64) throws(StorageError) -> Int {
    try check(.read)
    let part = bytes.dropFirst(Int(offset)).prefix(buffer.count)
    buffer.replaceSubrange(0..<part.count, with: part)
    return part.count
  }

  package func append(_ data: RawSpan) throws(StorageError) -> Int {
    if isInUse, end + data.byteCount > endOfSpace, data.byteCount <= asideBytes {
      let zeros = [UInt8](repeating: 0, count: asideBytes)
      endOfSpace += (try? write(zeros.span.bytes, at: endOfSpace)) ?? 0
    }
    let fault = faults[calls]
    // Without space set aside, bytes go to the file's end, whatever is there.
    let written = try write(data, at: asideBytes == 0 ? bytes.count : end)
    if fault == .lies { throw StorageError(code, in: .write) }
    end += written
    endOfSpace = max(end, endOfSpace)
    isInUse = true
    return written
  }

  private func write(_ data: RawSpan, at offset: Int) throws(StorageError) -> Int {
    let fault = next()
    if fault == .fails { throw StorageError(code, in: .write) }
    var count = min(data.byteCount, room - offset)
    if fault != nil { count /= 2 }
    guard count > 0 else { throw StorageError(code, in: .write) }
    let change = Change.write(at: offset, data.withUnsafeBytes { Array($0.prefix(count)) })
    make(change)
    return count
  }

  private func make(_ change: Change) {
    apply(change, to: &bytes)
    changes.append((change, .pending))
  }

  package func truncate(to size: Int64) throws(StorageError) {
    try check(.truncate)
    make(.truncate(Int(size)))
    end = Int(size)
    endOfSpace = end
  }

  package func giveBackSpace() throws(StorageError) {
    if endOfSpace > end { try truncate(to: Int64(end)) }
    isInUse = false
  }

  package func sync() throws(StorageError) {
    let hasFailed = next() != nil || failsNextSync
    failsNextSync = false
    for index in changes.indices where changes[index].fate == .pending {
      changes[index].fate = hasFailed ? .dropped : .durable
    }
    if hasFailed { throw StorageError(EIO, in: .sync) }
    let sure = changes.prefix { $0.fate == .durable }
    for (change, _) in sure { apply(change, to: &first) }
    changes.removeFirst(sure.count)
  }

  package func syncFolder() throws(StorageError) {
    try check(.syncFolder)
    hasDurableName = true
  }

  package func isRemoved() throws(StorageError) -> Bool {
    try check(.size)
    return isGone
  }

  package func close() {
    if isClosed { return }
    try? giveBackSpace()
    isClosed = true
  }
}
