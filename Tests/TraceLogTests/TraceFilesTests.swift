import Foundation
import Testing
import TraceLog

@Suite("A path stands for trace files")
struct TraceFilesTests {
  /// Makes a folder with files in it, gives its path to a body, and removes it.
  private func withFolder(_ files: [String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files {
      let place = folder.appendingPathComponent(file)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(header.utf8).write(to: place)
    }
    try body(folder.path)
  }

  @Test func `a folder is all its traces and those of its folders, in the order of bytes`() throws {
    let files = [
      "b.jsonl", "a/z.jsonl", "a.jsonl", "a/B.jsonl", "c/d/e.jsonl", "no.json", "a/x.txt",
    ]
    try withFolder(files) { folder in
      let expected = ["a.jsonl", "a/B.jsonl", "a/z.jsonl", "b.jsonl", "c/d/e.jsonl"]
      let found = try TraceFiles.expand(folder)
      #expect(found == expected.map { "\(folder)/\($0)" })
      let slashed = try TraceFiles.expand(folder + "/")
      #expect(slashed == expected.map { "\(folder)/\($0)" })
    }
  }

  @Test func `a link to a file counts and a link to a folder is not followed`() throws {
    try withFolder(["a/x.jsonl"]) { folder in
      let files = FileManager.default
      try files.createSymbolicLink(
        atPath: folder + "/a/loop.jsonl", withDestinationPath: folder)
      try files.createSymbolicLink(
        atPath: folder + "/a/loop", withDestinationPath: folder)
      try files.createSymbolicLink(
        atPath: folder + "/y.jsonl", withDestinationPath: folder + "/a/x.jsonl")
      let found = try TraceFiles.expand(folder)
      #expect(found == ["\(folder)/a/x.jsonl", "\(folder)/y.jsonl"])
    }
  }

  @Test func `what cannot be read hides nothing else`() throws {
    try withFolder(["a/x.jsonl", "z.jsonl"]) { folder in
      let files = FileManager.default
      try files.createSymbolicLink(
        atPath: folder + "/gone.jsonl", withDestinationPath: folder + "/nothing")
      try files.createSymbolicLink(
        atPath: folder + "/gone", withDestinationPath: folder + "/nothing")
      let found = TraceFiles.find(folder)
      #expect(found.files.map(\.path) == ["a/x", "gone", "z"].map { "\(folder)/\($0).jsonl" })
      #expect(found.errors.isEmpty)
      let gone = #expect(throws: TraceError.self) {
        _ = try TraceReader(path: folder + "/gone.jsonl")
      }
      #expect(gone?.kind == .unreadable)
      // Whoever may read everything, as an administrator, finds the closed folder open.
      try files.setAttributes([.posixPermissions: 0], ofItemAtPath: folder + "/a")
      defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/a") }
      let rest = TraceFiles.find(folder)
      #expect(rest.files.suffix(2).map(\.path) == ["gone", "z"].map { "\(folder)/\($0).jsonl" })
      #expect(rest.files.count == 3 || rest.errors.map(\.position.file) == ["\(folder)/a"])
    }
  }

  @Test func `a file that is named is itself, whatever its suffix`() throws {
    try withFolder(["a.txt"]) { folder in
      let found = try TraceFiles.expand(folder + "/a.txt")
      #expect(found == [folder + "/a.txt"])
    }
    let standardInput = try TraceFiles.expand("-")
    #expect(standardInput == ["-"])
  }

  @Test func `a folder without traces and a path that is not there are said so`() throws {
    try withFolder(["a.txt"]) { folder in
      let empty = #expect(throws: TraceError.self) { try TraceFiles.expand(folder) }
      #expect(
        empty?.description
          == "\(folder): the folder holds no trace (no file that ends in .jsonl)")
      #expect(empty?.kind == .emptyFolder)
      let missing = #expect(throws: TraceError.self) { try TraceFiles.expand(folder + "/b") }
      #expect(
        missing?.description == "\(folder)/b: cannot be read: No such file or directory")
      #expect(missing?.kind == .unreadable)
      let unopened = #expect(throws: TraceError.self) { _ = try TraceReader(path: folder + "/b") }
      #expect(unopened == missing)
    }
  }
}
