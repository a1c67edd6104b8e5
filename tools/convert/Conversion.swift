import Foundation
import TraceLog

/// Turns the rows of a table into traces, and counts what became of them.
struct Conversion {
  /// Where the suites' folders are put.
  let folder: String
  private var suites: [String] = []
  private var counts: [String: SuiteCount] = [:]
  private var taken: Set<String> = []
  private var unreadable: [String] = []
  private let decoder = JSONDecoder()
  /// Identifiers of rows that a file lists with a reason; they are not written.
  private let listed: Set<String>
  /// In bytes; a file system takes 255.
  private static let longestName = 200

  /// What became of the rows of one suite.
  private struct SuiteCount {
    var rows = 0
    var converted = 0
    var skipped: [(test: String, reason: String)] = []
  }

  /// `list` is a text that names rows by their identifiers, each between back quotes.
  init(folder: String, list: String = "") {
    self.folder = folder
    listed = Set(
      list.split(separator: "`").map(String.init).filter { $0.hasPrefix("conformance/") })
  }

  /// Converts one line of the table and writes its trace; a row that cannot be converted is counted.
  mutating func take(_ line: Data) throws {
    guard let json = try? decoder.decode(JSON.self, from: line) else {
      return unreadable.append("not a JSON value")
    }
    let row: Row
    do {
      row = try Row(json)
    } catch let skip as Skip {
      return unreadable.append(skip.reason)
    }
    let suite = Row.words(row.suiteName)
    if counts[suite] == nil { suites.append(suite) }
    counts[suite, default: SuiteCount()].rows += 1
    do {
      let draft = try Families.draft(row)
      guard draft.hasExpectation else { throw Skip.noRoute }
      try write(draft, row, suite)
      counts[suite, default: SuiteCount()].converted += 1
    } catch let skip as Skip {
      counts[suite, default: SuiteCount()].skipped.append((row.test, skip.reason))
    }
  }

  private mutating func write(_ draft: TraceDraft, _ row: Row, _ suite: String) throws {
    let words = Row.words(row.test)
    var id = "conformance/\(suite)/\(words)"
    var number = 2
    while !taken.insert(id).inserted {
      id = "conformance/\(suite)/\(words)-\(number)"
      number += 1
    }
    if listed.contains(id) { throw Skip("listed, with its reason") }
    guard id.utf8.count <= Self.longestName else { throw Skip("its name is too long for a file") }
    let text = draft.text(id: id, row: row)
    try Self.check(text)
    let name = id.dropFirst("conformance/\(suite)/".count)
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(suite)", withIntermediateDirectories: true)
    try text.write(
      toFile: "\(folder)/\(suite)/\(name).jsonl", atomically: true, encoding: .utf8)
  }

  /// Throws where a reader would refuse the trace: a row may say what the format does not know.
  private static func check(_ text: String) throws {
    var reader = TraceReader(file: "row", source: MemorySource(text))
    while let reading = reader.next() {
      if case .failure(let error) = reading {
        throw Skip("the format refuses it: \(error.message)")
      }
    }
  }

  /// The counts by suite as a Markdown table, and the reasons; `all` lists every row that was skipped.
  func report(all: Bool) -> String {
    var lines = ["| suite | rows | converted | skipped |", "|---|---|---|---|"]
    for suite in suites {
      guard let count = counts[suite] else { continue }
      lines.append("| \(suite) | \(count.rows) | \(count.converted) | \(count.skipped.count) |")
    }
    let skipped = suites.flatMap { suite in
      (counts[suite]?.skipped ?? []).map { (suite: suite, test: $0.test, reason: $0.reason) }
    }
    let reasons = Dictionary(grouping: skipped, by: \.reason)
    lines += [""] + reasons.map { "- \($0.value.count) rows: \($0.key)" }.sorted()
    if !unreadable.isEmpty { lines.append("- \(unreadable.count) lines that are no rows") }
    if all { lines += [""] + skipped.map { "- \($0.suite): \($0.test): \($0.reason)" } }
    return lines.joined(separator: "\n") + "\n"
  }
}
