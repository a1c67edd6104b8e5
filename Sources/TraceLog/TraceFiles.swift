#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Finds the trace files that a path stands for.
package enum TraceFiles {
  /// Returns the files that a path names, in the order of their bytes.
  ///
  /// Throws the first of what ``find(_:)`` cannot read.
  package static func expand(_ path: String) throws(TraceError) -> [String] {
    let found = find(path)
    if let error = found.errors.first { throw error }
    return found.files
  }

  /// Finds the files that a path names, in the order of their bytes, and what cannot be read.
  ///
  /// A file is itself, whatever its suffix, and `-` is standard input. A folder is all `*.jsonl`
  /// files in it and in its folders; a link to a file counts as one, a link to a folder inside it
  /// is not followed, so no walk is endless, and one to nothing is left to whoever reads it. A
  /// folder that cannot be read hides none of the others.
  package static func find(_ path: String) -> (files: [String], errors: [TraceError]) {
    if path == "-" { return ([path], []) }
    do throws(TraceError) {
      guard try kind(of: path, followsLink: true) == .folder else { return ([path], []) }
    } catch {
      return ([], [error])
    }
    var files: [String] = []
    var errors: [TraceError] = []
    var folders = [path]
    while let folder = folders.popLast() {
      do throws(TraceError) {
        for name in try entries(of: folder) {
          let child = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
          switch try kind(of: child, followsLink: false) {
          case .folder: folders.append(child)
          case .file where name.hasSuffix(".jsonl"): files.append(child)
          case .link where name.hasSuffix(".jsonl"):
            let target = try? kind(of: child, followsLink: true)
            if target == .file || target == nil { files.append(child) }
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
      files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      errors.sorted {
        $0.position.file.utf8.lexicographicallyPrecedes($1.position.file.utf8)
      }
    )
  }

  private enum Kind {
    case file
    case folder
    case link
    case other
  }

  private static func kind(of path: String, followsLink: Bool) throws(TraceError) -> Kind {
    var status = stat()
    let result = followsLink ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else { throw TraceError.unreadable(path, SourceError.ofSystem) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
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
