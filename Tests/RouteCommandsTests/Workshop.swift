import Foundation
import RouteCommands
import Testing

/// A temporary folder in which commands run over traces, and what they said.
///
/// Its path always has the same length, so that the layout of what names it is always the same.
final class Workshop {
  static let shownAs = "/tmp/routelab-golden"

  let folder: String
  /// The page that GitHub Actions would show.
  var summaryFile: String { folder + "/summary.md" }

  init() throws {
    folder = "/tmp/routelab-" + UUID().uuidString.prefix(6).lowercased()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a trace file; its lines are given as they stand in it.
  @discardableResult
  func write(_ name: String, _ lines: [String]) throws -> String {
    let path = "\(folder)/\(name)"
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  struct Said {
    var output: String
    var errors: String
    var status: RouteCommands.ExitStatus
  }

  func run(_ words: [String]) -> Said {
    let console = Console(keeping: ["GITHUB_STEP_SUMMARY": summaryFile])
    let status = EntryPoint.run(words, console)
    return Said(output: console.kept.output, errors: console.kept.errors, status: status)
  }

  /// What a command said, whole, without what differs from run to run.
  func transcript(_ words: [String]) -> String {
    let said = run(words)
    var text = "$ routelab \(words.joined(separator: " "))\n" + said.output
    if !said.errors.isEmpty { text += "--- standard error\n" + said.errors }
    if let page = try? String(contentsOfFile: summaryFile, encoding: .utf8) {
      text += "--- step summary\n" + page
      try? FileManager.default.removeItem(atPath: summaryFile)
    }
    text += "--- exit status \(said.status.rawValue)\n"
    return text.replacingOccurrences(of: folder, with: Self.shownAs)
      .replacingOccurrences(
        of: "[0-9]+\\.[0-9][0-9] s\n", with: "0.00 s\n", options: .regularExpression
      )
      .replacingOccurrences(
        of: "\"elapsedMilliseconds\":[0-9]+", with: "\"elapsedMilliseconds\":0",
        options: .regularExpression)
  }
}

/// Whole texts that were looked at and accepted; `ROUTELAB_ACCEPT=1` accepts new ones.
enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static func expect(
    _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appendingPathComponent(name.contains(".") ? name : name + ".txt")
    let accepted = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if text == accepted { return }
    let difference = difference(from: accepted, to: text)
    if ProcessInfo.processInfo.environment["ROUTELAB_ACCEPT"] == "1" {
      try Data(text.utf8).write(to: file)
      print("accepted \(name):\n\(difference)")
    } else {
      Issue.record("\(name) differs:\n\(difference)", sourceLocation: sourceLocation)
    }
  }

  private static func difference(from old: String, to new: String) -> String {
    let lines = { (text: String) in
      text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    return lines(new).difference(from: lines(old)).map { change in
      switch change {
      case .remove(let offset, let line, _): "-\(offset + 1): \(line)"
      case .insert(let offset, let line, _): "+\(offset + 1): \(line)"
      }
    }.joined(separator: "\n")
  }
}
