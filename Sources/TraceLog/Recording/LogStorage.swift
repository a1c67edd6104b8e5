/// The bytes of one log, as a log's writer needs them: a file, or what stands in for one in a test.
///
/// No call blocks for ever, none is repeated by itself, and each says what went wrong.
package protocol LogStorage: AnyObject {
  /// What people call it: the file's path.
  var name: String { get }
  /// Whether it was empty and new when it was opened.
  var isNew: Bool { get }
  /// The length in bytes, with space that is set aside.
  func size() throws(StorageError) -> Int64
  /// Fills the buffer from a place on; returns how many bytes there were, 0 at the end.
  func read(into buffer: inout [UInt8], at offset: Int64) throws(StorageError) -> Int
  /// Adds some of these bytes at the end; returns how many of those it took, at least one.
  func append(_ bytes: RawSpan) throws(StorageError) -> Int
  /// Cuts what stands after a length.
  func truncate(to size: Int64) throws(StorageError)
  /// Cuts space that was set aside after the last byte that was added.
  func giveBackSpace() throws(StorageError)
  /// Returns once all bytes are where a power cut does not reach them.
  func sync() throws(StorageError)
  /// Returns once the file's name in its folder is, too.
  func syncFolder() throws(StorageError)
  /// Whether somebody has removed the file.
  func isRemoved() throws(StorageError) -> Bool
  /// Gives the file and its lock back; nothing is synced.
  func close()
}

/// A call to the system that failed.
package struct StorageError: Error, Hashable, Sendable {
  /// The system's number for what is wrong (`errno`).
  package var code: Int32
  package var call: Call

  package init(_ code: Int32, in call: Call) {
    self.code = code
    self.call = call
  }

  /// What was tried.
  package enum Call: String, Hashable, Sendable {
    case open
    case lock
    case size
    case read
    case write
    case truncate
    case sync
    case syncFolder
  }
}
