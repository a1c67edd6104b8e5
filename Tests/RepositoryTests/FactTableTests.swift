import Foundation
import RouteMachine
import RoutePolicies
import Testing

/// The tables of facts name rules and traces that there are, and every rule of a platform book.
@Suite struct FactTableTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let tables = ["IOSFacts", "MacOSFacts", "AndroidFacts"]
  private static let platformBooks = ["ios", "macos", "android-voip"]

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private static func table(_ name: String) throws -> String {
    try text("Sources/RoutePolicies/RoutePolicies.docc/\(name).md")
  }

  /// What stands between back quotes.
  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "\n").flatMap { line in
      line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }

  /// The identifiers of all traces of the corpus.
  static func traces() throws -> Set<String> {
    let base = root.appendingPathComponent("traces")
    let paths =
      FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".jsonl") }.reduce(into: []) { ids, path in
      for line in try text("traces/\(path)").split(separator: "\n")
      where line.hasPrefix(#"{"trace""#) {
        let parts = line.components(separatedBy: #""id":""#)
        if parts.count > 1, let id = parts[1].split(separator: "\"").first {
          ids.insert(String(id))
        }
      }
    }
  }

  @Test(arguments: tables)
  func everyNameThatATableGivesExists(table: String) throws {
    let rules = Set(Policies.withVariants.flatMap { $0.rules.map(\.id) })
    let traces = try Self.traces()
    for name in Self.quoted(try Self.table(table)) {
      let first = String(name.prefix { $0 != "/" })
      if ["rules", "reported", "documents"].contains(first), name.contains("/") {
        let isThere = traces.contains(name)
        #expect(isThere, "\(table): no trace \(name)")
      } else if Self.platformBooks.contains(first), name.contains("/") {
        let isThere = rules.contains(name)
        #expect(isThere, "\(table): no rule \(name)")
      } else if name.contains("+") {
        #expect(Policies.named(name) != nil, "\(table): \(Policies.unknown(name))")
      }
    }
  }

  @Test(arguments: platformBooks)
  func everyRuleAndVariantOfAPlatformBookStandsInATable(name: String) throws {
    let named = Set(try Self.tables.flatMap { Self.quoted(try Self.table($0)) })
    let book = try #require(Policies.named(name))
    var expected = book.rules.map(\.id)
    for variant in book.variants {
      let policy = "\(book.name)+\(variant.name)"
      expected.append(policy)
      expected += try #require(Policies.named(policy)).rules.map(\.id)
    }
    let missing = Set(expected).subtracting(named).sorted()
    #expect(missing.isEmpty, "\(missing)")
  }

  /// A row has its three cells, and none of them is empty.
  @Test(arguments: tables)
  func everyFactHasARuleAndATraceOrAReason(table: String) throws {
    let rows = try Self.table(table).split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.count > 10)
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      #expect(cells.count == 3, "\(row)")
      let isSaid = cells.allSatisfy { !$0.allSatisfy { $0 == " " } }
      #expect(isSaid, "\(row)")
    }
  }
}

/// Every collected case is a trace, or stands with a reason in a table.
@Suite struct CaseTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let cases = root.deletingLastPathComponent()
    .appendingPathComponent("shared/cases")

  private static func ids(_ file: String) -> [String] {
    let path = cases.appendingPathComponent(file)
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
      return (object as? [String: Any])?["id"] as? String
    }
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: cases.path), "needs ../shared"),
    arguments: ["ios-bugs.jsonl", "android-bugs.jsonl"])
  func everyCaseIsATraceOrHasAReason(file: String) throws {
    let ids = Self.ids(file)
    #expect(!ids.isEmpty)
    let traces = try FactTableTests.traces()
    let tables = try ["ios", "android"].map { platform in
      try String(
        contentsOf: Self.root.appendingPathComponent("traces/reported/\(platform)/README.md"),
        encoding: .utf8)
    }
    for id in ids {
      let isTrace = ["ios", "macos", "android"].contains { platform in
        traces.contains("reported/\(platform)/\(id.lowercased())")
      }
      let hasReason = tables.contains { table in
        table.components(separatedBy: "\n").contains { row in
          row.hasPrefix("| ") && row.components(separatedBy: "|")[1].contains("`\(id)`")
        }
      }
      #expect(isTrace || hasReason, "\(id) is neither a trace nor in a table")
    }
  }
}
