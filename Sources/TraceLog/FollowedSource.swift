/// A file that is read while somebody writes it.
///
/// Only whole lines are handed over while it is followed, so that a torn end that the writer drops
/// is never read; what stands after the last newline comes when following ends, but for space that
/// the writer has set aside.
package final class FollowedSource: ByteSource {
  private let file: LogFile
  private var offset: Int64 = 0
  /// A NUL byte that more was seen behind.
  private var followedZero: Int64?
  /// Waits a little; false where the file is followed no more.
  private let goesOn: () -> Bool
  private static let blockBytes = 256 * 1024

  /// Opens a file; `goesOn` is asked, and may sleep, whenever there is nothing new.
  package init(path: String, goesOn: @escaping () -> Bool) throws(SourceError) {
    do throws(StorageError) {
      file = try LogFile(path: path)
    } catch {
      throw SourceError(message: LogError(error, path: path).message)
    }
    self.goesOn = goesOn
  }

  package func nextBlock() throws(SourceError) -> [UInt8] {
    var isFollowed = true
    while true {
      var block = [UInt8](repeating: 0, count: Self.blockBytes)
      let count: Int
      do throws(StorageError) {
        count = try file.read(into: &block, at: offset)
      } catch {
        throw SourceError(message: LogError(error, path: "").message)
      }
      block.removeLast(block.count - count)
      // A line is shorter than a block: one without an end in it is too long for a reader as well.
      if isFollowed {
        let taken = sure(block)
        let whole = block[..<taken].lastIndex(of: 0x0A).map { $0 + 1 }
        block.removeLast(count - (whole ?? (taken < Self.blockBytes ? 0 : count)))
      } else {
        if count < Self.blockBytes { while block.last == 0 { block.removeLast() } }
      }
      if !block.isEmpty || !isFollowed {
        offset += Int64(block.count)
        return block
      }
      isFollowed = goesOn()
    }
  }

  /// How much of a block is as it will stay.
  ///
  /// Space that is set aside may stand after lines, and before those that took its place while the
  /// block was read: all is sure before the first NUL byte. One that is there again after more was
  /// seen behind it is damage.
  private func sure(_ block: [UInt8]) -> Int {
    guard let zero = block.firstIndex(of: 0) else { return block.count }
    // No writer sets a whole block aside.
    let isSpace = block[zero...].allSatisfy { $0 == 0 } && block.count - zero < Self.blockBytes
    if isSpace { return zero }
    let place = offset + Int64(zero)
    if followedZero == place { return block.count }
    followedZero = place
    return zero
  }
}
