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
  /// A file is itself, whatever its suffix, and `-` is standard input. A folder is all `*.jsonl`
  /// files in it and in its folders; a link to a file counts as one, a link to a folder inside it
  /// is not followed, so no walk is endless. Throws where something cannot be read, and where a
  /// folder holds no trace.
  package static func expand(_ path: String) throws(TraceError) -> [String] {
    if path == "-" { return [path] }
    guard try kind(of: path, followsLink: true) == .folder else { return [path] }
    var files: [String] = []
    var folders = [path]
    while let folder = folders.popLast() {
      for name in try entries(of: folder) {
        let child = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        var kind = try kind(of: child, followsLink: false)
        if kind == .folder { folders.append(child) }
        guard name.hasSuffix(".jsonl") else { continue }
        if kind == .link { kind = try self.kind(of: child, followsLink: true) }
        if kind == .file { files.append(child) }
      }
    }
    if files.isEmpty {
      throw TraceError(
        position: Position(file: path, line: 0, column: 0), kind: .emptyFolder,
        message: "the folder holds no trace (no file that ends in .jsonl)", beginsTrace: true)
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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
