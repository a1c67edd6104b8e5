/// A file that is read while somebody writes it.
///
/// Only whole lines are handed over while it is followed, so that a torn end that the writer drops
/// is never read; what stands after the last newline comes when following ends, but for space that
/// the writer has set aside.
package final class FollowedSource: ByteSource {
  private let file: LogFile
  private var offset: Int64 = 0
  private var settled = SettledBytes()
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
      let isFull = count == Self.blockBytes
      if isFollowed {
        let sure = settled.count(of: block[...], at: offset, isFull: isFull)
        let whole = block[..<sure].lastIndex(of: 0x0A).map { $0 + 1 }
        block.removeLast(count - (whole ?? (isFull && sure == count ? count : 0)))
      } else if !isFull {
        while block.last == 0 { block.removeLast() }
      }
      if !block.isEmpty || !isFollowed {
        offset += Int64(block.count)
        return block
      }
      isFollowed = goesOn()
    }
  }
}
