import TraceLog

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why a file could not be read or written, in one sentence.
struct FileFailure: Error, CustomStringConvertible {
  var message: String

  var description: String { message }
}

/// Reads a file as a whole and replaces it as a whole.
enum FileReplacement {
  /// The bytes of an ordinary file.
  static func bytes(of path: String) throws(FileFailure) -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, "cannot be read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileFailure(message: "\(path): not an ordinary file")
    }
    do throws(SourceError) {
      let source = try FileSource(path: path)
      var bytes: [UInt8] = []
      while true {
        let block = try source.nextBlock()
        if block.isEmpty { return bytes }
        bytes += block
      }
    } catch {
      throw FileFailure(message: "\(path): cannot be read: \(error.message)")
    }
  }

  /// A file, or standard input, from front to back.
  static func source(of path: String) throws(FileFailure) -> FileSource {
    do throws(SourceError) {
      return try FileSource(path: path)
    } catch {
      throw FileFailure(message: "\(path): cannot be read: \(error.message)")
    }
  }

  /// Replaces a file's bytes, all or none.
  ///
  /// The new bytes go to a temporary file in the same folder, reach the disk, and take the old
  /// file's place and permissions. On any failure the original stays as it was. A link stays a
  /// link: the file behind it is replaced.
  static func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    let target = try resolved(path)
    var status = stat()
    guard stat(target, &status) == 0 else { throw failure(path, "cannot be read") }
    let (folder, name) = split(target)
    let temporary = "\(folder)/.\(name).routelab-\(getpid())"
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
    guard descriptor >= 0 else { throw failure(path, "cannot be written beside the original") }
    let isWritten =
      fchmod(descriptor, status.st_mode & 0o7777) == 0 && put(bytes, descriptor)
      && fsync(descriptor) == 0
    let reason = lastError
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed else {
      let why = isWritten ? lastError : reason
      unlink(temporary)
      throw FileFailure(message: "\(path): cannot be written: \(why)")
    }
    guard rename(temporary, target) == 0 else {
      let why = lastError
      unlink(temporary)
      throw FileFailure(message: "\(path): cannot be replaced: \(why)")
    }
    // The new name is on the disk once the folder is; a system that cannot do that keeps it anyway.
    let opened = open(folder, O_RDONLY | O_CLOEXEC)
    if opened >= 0 {
      _ = fsync(opened)
      close(opened)
    }
  }

  private static func resolved(_ path: String) throws(FileFailure) -> String {
    guard let real = realpath(path, nil) else { throw failure(path, "cannot be found") }
    defer { free(real) }
    return String(cString: real)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
  }

  private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      done += count
    }
    return true
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private static func failure(_ path: String, _ what: String) -> FileFailure {
    FileFailure(message: "\(path): \(what): \(lastError)")
  }
}
