import Foundation
import Testing

/// Type-checks what only an Apple system can run, against a stand-in for Apple's module.
@Suite struct AppleAdapterTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func theAdapterAndTheDocumentationsExampleTypeCheck() throws {
    #if os(Linux)
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("stand-in-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let standIn = Self.root.appendingPathComponent("Tests/RouteRecorderTests/StandIn")
      let built = try swiftc([
        "-emit-module", "-parse-as-library", "-module-name", "AVFAudio",
        "-emit-module-path", folder.appendingPathComponent("AVFAudio.swiftmodule").path,
        standIn.appendingPathComponent("AVFAudio.swift").path,
      ])
      try #require(built.status == 0, "\(built.output)")
      let files = try adapter(in: folder) + [example(in: folder)]
      let flags = [
        "-typecheck", "-parse-as-library", "-swift-version", "6", "-warnings-as-errors",
        "-enable-upcoming-feature", "ExistentialAny",
        "-enable-upcoming-feature", "InternalImportsByDefault",
        "-enable-upcoming-feature", "MemberImportVisibility",
        "-I", folder.path, "-I", try modules().path,
      ]
      let checked = try swiftc(flags + files)
      #expect(checked.status == 0, "\(checked.output)")
      // The stand-in must have been seen, or nothing was checked.
      let spoiled = folder.appendingPathComponent("Spoiled.swift")
      try "func spoiled(_ adapter: AVAudioSessionAdapter) -> Int { adapter }".write(
        to: spoiled, atomically: true, encoding: .utf8)
      let failed = try swiftc(flags + files + [spoiled.path])
      #expect(failed.output.contains("cannot convert return expression"), "\(failed.output)")
    #endif
  }

  /// The adapter's sources as those of a user of the module: it needs nothing that others do not.
  private func adapter(in folder: URL) throws -> [String] {
    let sources = Self.root.appendingPathComponent("Sources/RouteRecorder/Apple")
    let names = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    #expect(names.count >= 3)
    return try names.sorted().map { name in
      let text = try String(
        contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      let copy = folder.appendingPathComponent(name)
      let access = text.contains("  public ") ? "public" : "internal"
      try ("\(access) import RouteRecorder\n" + text).write(
        to: copy, atomically: true, encoding: .utf8)
      return copy.path
    }
  }

  /// The example of the documentation, as it stands there.
  private func example(in folder: URL) throws -> String {
    let article = try String(
      contentsOf: Self.root.appendingPathComponent(
        "Sources/RouteRecorder/RouteRecorder.docc/RouteRecorder.md"), encoding: .utf8)
    let blocks = article.components(separatedBy: "```swift\n").dropFirst()
    let code = try #require(blocks.first?.components(separatedBy: "\n```").first)
    let file = folder.appendingPathComponent("Example.swift")
    try (code + "\n").write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  /// Where the build put its modules: beside the tests.
  private func modules() throws -> URL {
    let tests = URL(fileURLWithPath: CommandLine.arguments.first ?? "").standardizedFileURL
    var folder = tests.deletingLastPathComponent()
    for _ in 0..<4 {
      let modules = folder.appendingPathComponent("Modules")
      if FileManager.default.fileExists(atPath: modules.path) { return modules }
      folder = folder.deletingLastPathComponent()
    }
    throw Workshop.Trouble(text: "no Modules folder beside \(tests.path)")
  }

  private func swiftc(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swiftc"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
