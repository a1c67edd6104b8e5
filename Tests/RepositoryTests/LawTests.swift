import Foundation
import TestSupport
import Testing

/// What holds for any bytes holds for the corpus, and for all that the fuzzer ever found.
///
/// `tools/fuzz/run` looks for more; what it finds goes to `FailCases`, as it is, as `NAME.case`.
@Suite struct LawTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let files: [String] = ["Tests/RepositoryTests/FailCases", "traces"].flatMap {
    folder in
    let names =
      FileManager.default.enumerator(
        atPath: root.appendingPathComponent(folder).path)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      [".case", ".jsonl", ".broken", ".damaged"].contains { name.hasSuffix($0) }
    }.sorted().map { "\(folder)/\($0)" }
  }

  @Test(arguments: Laws.parts)
  func theLawsHold(part: String) throws {
    #expect(!Self.files.isEmpty)
    for file in Self.files {
      let bytes = [UInt8](try Data(contentsOf: Self.root.appendingPathComponent(file)))
      // The larger ones are the corpus's own, and say nothing new.
      guard bytes.count <= 65_536 || file.hasSuffix(".case") else { continue }
      let broken = Laws.broken(by: bytes, in: part)
      #expect(broken.isEmpty, "\(file): \(broken)")
    }
  }
}
