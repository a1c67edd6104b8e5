/// Where each trace of a run was first seen, in about 24 bytes a trace.
///
/// A trace is known by the 64 bits of its key alone: among a million traces the odds that two
/// different ones share a key, and the second is refused, are 1 in 37 million; among a hundred
/// million 1 in 3,700.
package struct SeenTraces {
  fileprivate struct Slot {
    var key: UInt64
    /// 0 where the slot is free; else the file's number, from 1.
    var file: UInt32 = 0
    var line: UInt32 = 0
  }

  /// The traces whose keys begin alike; small, so that growing takes little at a time.
  fileprivate struct Shelf {
    var slots: [Slot] = []
    var count = 0
  }

  fileprivate static let shelfBits: UInt64 = 6

  private var files: [String] = []
  private var shelves = [Shelf](repeating: Shelf(), count: 1 << shelfBits)

  package init() {}

  /// Says in which file the traces stand that come next.
  package mutating func begin(_ file: String) {
    if files.last != file { files.append(file) }
  }

  /// Where a trace with this key was first seen; nil where it was not, and then it is from now on.
  package mutating func place(of key: UInt64, line: Int) -> String? {
    let shelf = Int(key >> (64 - Self.shelfBits))
    let slot = Slot(
      key: key, file: UInt32(truncatingIfNeeded: files.count), line: UInt32(clamping: line))
    guard let first = shelves[shelf].insert(slot) else { return nil }
    let file = Int(first.file) - 1
    return "\(files.indices.contains(file) ? files[file] : ""):\(first.line)"
  }

  /// Forgets the traces of the file that was begun last.
  package mutating func forgetLastFile() {
    let last = UInt32(truncatingIfNeeded: files.count)
    for place in shelves.indices {
      let kept = shelves[place].slots.filter { $0.file != 0 && $0.file != last }
      shelves[place] = Shelf()
      for slot in kept { _ = shelves[place].insert(slot) }
    }
  }
}

extension SeenTraces.Shelf {
  /// Puts a trace in; returns the one that has its key already.
  fileprivate mutating func insert(_ new: SeenTraces.Slot) -> SeenTraces.Slot? {
    if count * 8 >= slots.count * 7 { grow() }
    var place = Self.home(new.key, slots.count)
    while slots[place].file != 0 {
      if slots[place].key == new.key { return slots[place] }
      place = place + 1 == slots.count ? 0 : place + 1
    }
    slots[place] = new
    count += 1
    return nil
  }

  private mutating func grow() {
    let old = slots
    slots = [SeenTraces.Slot](
      repeating: SeenTraces.Slot(key: 0), count: max(8, old.count + old.count / 2))
    for slot in old where slot.file != 0 {
      var place = Self.home(slot.key, slots.count)
      while slots[place].file != 0 { place = place + 1 == slots.count ? 0 : place + 1 }
      slots[place] = slot
    }
  }

  /// Where the search for a key begins: its bits after the shelf's, as a share of the slots.
  private static func home(_ key: UInt64, _ count: Int) -> Int {
    Int((key << SeenTraces.shelfBits).multipliedFullWidth(by: UInt64(count)).high)
  }
}
