#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Why a log cannot be opened, written or recovered, and where.
///
/// What was acknowledged before stays in the log, whatever the error.
package struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The log's path.
  package var path: String
  package var kind: Kind
  /// The length of the log in whole lines, in bytes, as far as it is known.
  package var offset: Int64
  /// What is wrong, for people.
  package var message: String
  /// The system's number for it (`errno`); 0 where the system said nothing.
  package var code: Int32

  package init(
    path: String, kind: Kind, offset: Int64 = 0, message: String, code: Int32 = 0
  ) {
    self.path = path
    self.kind = kind
    self.offset = offset
    self.message = message
    self.code = code
  }

  package var description: String { "\(path): \(message)" }

  /// Whether trying again may succeed with the same writer: nothing that it holds is lost.
  package var canContinue: Bool {
    switch kind {
    case .diskFull, .system, .lineTooLong: true
    case .readOnly, .removed, .locked, .notALog, .otherLog, .syncFailed, .closed, .unproven: false
    }
  }

  /// The kinds of error.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// No room on the disk, or over a quota or a limit of the process.
    case diskFull
    /// The file or its folder may not be written.
    case readOnly
    /// The file or its folder is gone.
    case removed
    /// Another writer has the log.
    case locked
    /// The file holds something that is no recorded log.
    case notALog
    /// The file is the log of another identifier.
    case otherLog
    /// A line would be longer than `Limits.lineBytes`; it was not taken.
    case lineTooLong
    /// A sync failed: what it was to cover may be lost, and no later sync can tell. The log has to
    /// be opened anew.
    case syncFailed
    /// The writer was closed.
    case closed
    /// A recovered log did not read back as what was written.
    case unproven
    /// The system said something else.
    case system
  }

  /// What a call to the system that failed means for a log.
  package init(_ error: StorageError, path: String, offset: Int64 = 0) {
    let words = String(cString: strerror(error.code))
    let after = offset > 0 ? " after \(offset) bytes" : ""
    let found: (kind: Kind, message: String) =
      switch (error.call, error.code) {
      case (.lock, EWOULDBLOCK), (.lock, EAGAIN):
        (.locked, "another writer has this log open")
      case (.sync, _), (.syncFolder, _):
        (.syncFailed, "could not be made safe\(after): \(words); open it anew to go on")
      case (_, ENOSPC), (_, EDQUOT), (_, EFBIG):
        (.diskFull, "no room\(after): \(words)")
      case (_, EROFS), (_, EACCES), (_, EPERM):
        (.readOnly, "may not be written: \(words)")
      case (_, ENOENT), (_, ENOTDIR): (.removed, "is not there: \(words)")
      default: (.system, "\(error.call.rawValue) failed\(after): \(words)")
      }
    self.init(
      path: path, kind: found.kind, offset: offset, message: found.message, code: error.code)
  }
}
