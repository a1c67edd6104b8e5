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

  /// A change that no sync covers yet.
  private enum Change {
    case write(at: Int, [UInt8])
    case truncate(Int)
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
  package var code: Int32 = ENOSPC
  /// The most bytes of the file; a write takes what has room.
  package var room = Int.max
  private var durable: [UInt8]
  private var pending: [Change] = []
  /// What a failed sync dropped: a reader still sees it, and no later sync saves it.
  private var dropped: [Change] = []
  private var hasDurableName: Bool

  package init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
    durable = bytes
    isNew = bytes.isEmpty
    hasDurableName = !bytes.isEmpty
  }

  /// The same file, opened again by a process after this one.
  package func reopened() -> FaultyStorage {
    let next = FaultyStorage(bytes)
    next.durable = durable
    next.pending = pending
    next.dropped = dropped
    next.hasDurableName = hasDurableName
    return next
  }

  /// Changes that a power cut may forget.
  package var unsyncedChanges: Int { pending.count + dropped.count }

  /// What a power cut leaves where it keeps only some of the changes that no sync covers.
  package func afterPowerCut(keeping bits: UInt64) -> [UInt8] {
    if !hasDurableName, bits & 1 == 0 { return [] }
    var result = durable
    for (index, change) in (dropped + pending).enumerated()
    where bits >> UInt64(index % 63 + 1) & 1 == 1 {
      apply(change, to: &result)
    }
    return result
  }

  private func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .truncate(let size): bytes.removeLast(max(0, bytes.count - size))
    case .write(let offset, let written):
      // A hole reads as zeros.
      while bytes.count < offset + written.count { bytes.append(0) }
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
    let fault = next()
    if fault == .fails { throw StorageError(code, in: .write) }
    var count = min(data.byteCount, room - bytes.count)
    if fault != nil { count /= 2 }
    guard count > 0 else { throw StorageError(code, in: .write) }
    let change = Change.write(at: bytes.count, data.withUnsafeBytes { Array($0.prefix(count)) })
    apply(change, to: &bytes)
    pending.append(change)
    if fault == .lies { throw StorageError(code, in: .write) }
    return count
  }

  package func truncate(to size: Int64) throws(StorageError) {
    try check(.truncate)
    apply(.truncate(Int(size)), to: &bytes)
    pending.append(.truncate(Int(size)))
  }

  package func sync() throws(StorageError) {
    if next() != nil {
      dropped += pending
      pending = []
      throw StorageError(EIO, in: .sync)
    }
    for change in pending { apply(change, to: &durable) }
    pending = []
  }

  package func syncFolder() throws(StorageError) {
    try check(.syncFolder)
    hasDurableName = true
  }

  package func isRemoved() throws(StorageError) -> Bool {
    try check(.size)
    return isGone
  }

  package func close() { isClosed = true }
}
