#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A trace file, as it was when it was found.
package struct FoundFile: Hashable, Sendable {
  package var path: String
  /// Its size; nil for what is not an ordinary file, as a pipe.
  package var bytes: Int64?

  package init(path: String, bytes: Int64? = nil) {
    self.path = path
    self.bytes = bytes
  }
}

/// Finds the trace files that a path stands for.
package enum TraceFiles {
  /// Returns the files that a path names, in the order of their bytes.
  ///
  /// Throws the first of what ``find(_:)`` cannot read.
  package static func expand(_ path: String) throws(TraceError) -> [String] {
    let found = find(path)
    if let error = found.errors.first { throw error }
    return found.files.map(\.path)
  }

  /// Finds the files that a path names, in the order of their bytes, and what cannot be read.
  ///
  /// A file is itself, whatever its suffix, and `-` is standard input. A folder is all `*.jsonl`
  /// files in it and in its folders; a link to a file counts as one, a link to a folder inside it
  /// is not followed, so no walk is endless, and one to nothing is left to whoever reads it. A
  /// folder that cannot be read hides none of the others.
  package static func find(_ path: String) -> (files: [FoundFile], errors: [TraceError]) {
    if path == "-" { return ([FoundFile(path: path)], []) }
    do throws(TraceError) {
      let found = try look(at: path, followsLink: true)
      guard found.kind == .folder else {
        return ([FoundFile(path: path, bytes: found.bytes)], [])
      }
    } catch {
      return ([], [error])
    }
    var files: [FoundFile] = []
    var errors: [TraceError] = []
    var folders = [path]
    while let folder = folders.popLast() {
      do throws(TraceError) {
        for name in try entries(of: folder) {
          let child = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
          let found = try look(at: child, followsLink: false)
          switch found.kind {
          case .folder: folders.append(child)
          case .file where name.hasSuffix(".jsonl"):
            files.append(FoundFile(path: child, bytes: found.bytes))
          case .link where name.hasSuffix(".jsonl"):
            let target = try? look(at: child, followsLink: true)
            if target?.kind == .file || target == nil {
              files.append(FoundFile(path: child, bytes: target?.bytes))
            }
          case .file, .link, .other: break
          }
        }
      } catch {
        errors.append(error)
      }
    }
    if files.isEmpty, errors.isEmpty {
      let empty = TraceError(
        position: Position(file: path, line: 0, column: 0), kind: .emptyFolder,
        message: "the folder holds no trace (no file that ends in .jsonl)", beginsTrace: true)
      return ([], [empty])
    }
    return (
      files.sorted { precedes($0.path, $1.path) },
      errors.sorted { precedes($0.position.file, $1.position.file) }
    )
  }

  /// Compares paths by their bytes; the system's paths hold no zero.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.withCString { left in right.withCString { strcmp(left, $0) < 0 } }
  }

  private enum Kind {
    case file
    case folder
    case link
    case other
  }

  private static func look(
    at path: String, followsLink: Bool
  ) throws(TraceError) -> (kind: Kind, bytes: Int64?) {
    var status = stat()
    let result = followsLink ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else { throw TraceError.unreadable(path, SourceError.ofSystem) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return (.file, Int64(status.st_size))
    case S_IFDIR: return (.folder, nil)
    case S_IFLNK: return (.link, nil)
    default: return (.other, nil)
    }
  }

  private static func entries(of folder: String) throws(TraceError) -> [String] {
    guard let stream = opendir(folder) else {
      throw TraceError.unreadable(folder, SourceError.ofSystem)
    }
    defer { closedir(stream) }
    var names: [String] = []
    guard let place = MemoryLayout<dirent>.offset(of: \.d_name) else { return names }
    errno = 0
    while let entry = readdir(stream) {
      let name = String(
        cString: UnsafeRawPointer(entry).advanced(by: place).assumingMemoryBound(to: CChar.self))
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    if errno != 0 { throw TraceError.unreadable(folder, SourceError.ofSystem) }
    return names
  }
}
