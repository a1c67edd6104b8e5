import Foundation
import RouteModel
import Testing
import TraceLog

/// Traces that must be refused: `NAME.broken`, and beside it `NAME.broken.says`, all that is said.
///
/// `ROUTELAB_ACCEPT=1 swift test --filter BrokenTraceTests` writes the `.says` files anew.
@Suite("Broken traces are refused with the words that stand beside them")
struct BrokenTraceTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("traces/broken")

  static let files: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(".broken") }.sorted()
  }()

  static func errors(in file: String) throws -> [TraceError] {
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    var reader = TraceReader(file: file, source: MemorySource(bytes))
    var errors: [TraceError] = []
    while let reading = reader.next() {
      if case .failure(let error) = reading { errors.append(error) }
    }
    return errors
  }

  @Test(arguments: files)
  func `a broken trace is refused with the words that stand beside it`(file: String) throws {
    let said = try Self.errors(in: file).map { "\($0)\n" }.joined()
    let place = Self.folder.appendingPathComponent(file + ".says")
    let expected = (try? String(contentsOf: place, encoding: .utf8)) ?? ""
    if ProcessInfo.processInfo.environment["ROUTELAB_ACCEPT"] == "1" {
      if said == expected { return }
      print(Self.difference(from: expected, to: said))
      try Data(said.utf8).write(to: place)
      return
    }
    #expect(said == expected, "ROUTELAB_ACCEPT=1 accepts what is said now")
    #expect(!said.isEmpty)
  }

  @Test func `each kind of error has a broken trace`() throws {
    var missing = Set(TraceError.Kind.allCases)
    missing.subtract([.unreadable, .emptyFolder])
    for file in Self.files { missing.subtract(try Self.errors(in: file).map(\.kind)) }
    #expect(missing.isEmpty)
  }

  @Test func `each list of words has its broken trace`() throws {
    let all = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    for says in all where says.hasSuffix(".says") {
      #expect(Self.files.contains(String(says.dropLast(".says".count))))
    }
  }

  private static func difference(from old: String, to new: String) -> String {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false)
    return new.difference(from: old).map { change in
      switch change {
      case .insert(_, let line, _): "+ \(line)"
      case .remove(_, let line, _): "- \(line)"
      }
    }.joined(separator: "\n")
  }
}
