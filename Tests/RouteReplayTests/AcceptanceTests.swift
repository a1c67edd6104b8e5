import Foundation
import RouteReplay
import Testing
import TraceLog

/// What is accepted is accepted once and for all.
@Suite struct AcceptanceTests {
  private static var traces: [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return (try? TraceFiles.expand(root.appendingPathComponent("traces").path)) ?? []
  }

  @Test(arguments: [false, true])
  func acceptingTwiceChangesNothingMore(all: Bool) throws {
    #expect(!Self.traces.isEmpty)
    for file in Self.traces {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      guard let first = try? Acceptance(file: file, bytes: bytes, all: all) else { continue }
      let new = first.bytes(of: bytes)
      #expect((new == bytes) == first.lines.isEmpty, "\(file)")
      let second = try Acceptance(file: file, bytes: new, all: all)
      #expect(second.lines.isEmpty, "\(file)")
      // Lines that were not named keep their bytes.
      let changed = Set(first.lines.map(\.line))
      let before = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let after = new.split(separator: 0x0A, omittingEmptySubsequences: false)
      #expect(before.count == after.count, "\(file)")
      for (index, line) in before.enumerated() where !changed.contains(index + 1) {
        #expect(line == after[index], "\(file):\(index + 1)")
      }
    }
  }
}
