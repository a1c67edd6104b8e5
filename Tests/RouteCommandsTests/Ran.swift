import Foundation
import RouteCommands
import Testing

/// A folder of its own for one test's traces, gone with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ text: String, to name: String = "a.jsonl") throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func read(_ name: String = "a.jsonl") throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}

/// What a command line gave.
struct Ran {
  var status: RouteCommands.ExitStatus
  var output: String
  var errors: String

  init(_ words: [String], _ console: Console = Console(keeping: [:])) {
    status = EntryPoint.run(words, console)
    output = console.kept.output
    errors = console.kept.errors
  }

  /// The output without the name of the folder that it speaks of.
  func output(in scratch: Scratch) -> String {
    output.replacingOccurrences(of: scratch.folder.path, with: "FOLDER")
  }

  /// The widest line of the output, in characters.
  var width: Int { output.split(separator: "\n").map(\.count).max() ?? 0 }
}

/// Small traces that several tests read.
enum SmallTrace {
  static func answered(_ id: String = "a", kind: String = "faceTime", expect: String = "") -> String
  {
    """
    {"trace":1,"id":"\(id)","platform":"ios","policy":"agora-2020",\
    "devices":{"airpods":{"type":"bluetoothHeadset"}}}
    {"t":0,"event":"deviceConnected","device":"airpods"}
    {"t":1000,"event":"callIncoming","call":"c1","kind":"\(kind)"}
    {"t":2000,  "event":"callAnswered","call":"c1","on":"phone"\(expect)}
    {"t":3000,"event":"callEnded","call":"c1"}

    """
  }

  static let android = """
    {"trace":1,"id":"droid","platform":"android","policy":"agora-2020-android"}
    {"event":"callJoined","call":"c1","kind":"voip"}

    """
}
