/// Tells how much of a file is as it will stay, whose writer may be at work in space set aside.
///
/// A block may be read while lines take the place of NUL bytes in it, the old page before the new one:
/// all is sure before the first NUL byte, the rest has to be read again. A NUL byte that is there again
/// after more was seen behind it is damage, and stays.
struct SettledBytes {
  /// NUL bytes before this place are damage.
  private var settled: Int64 = 0
  /// A NUL byte that more was seen behind.
  private var suspect: Int64?

  /// How many bytes of a block are sure; `isFull` where the file may go on behind it.
  mutating func count(of block: ArraySlice<UInt8>, at offset: Int64, isFull: Bool) -> Int {
    var from = block.startIndex + Int(min(max(0, settled - offset), Int64(block.count)))
    while let zero = block[from...].firstIndex(of: 0) {
      let next = block[zero...].firstIndex { $0 != 0 }
      // No writer sets a whole block aside.
      let isSpace = next == nil && !(isFull && zero == block.startIndex)
      let place = offset + Int64(zero - block.startIndex)
      if isSpace || suspect != place {
        suspect = isSpace ? nil : place
        return zero - block.startIndex
      }
      from = next ?? block.endIndex
      settled = offset + Int64(from - block.startIndex)
    }
    return block.count
  }
}
