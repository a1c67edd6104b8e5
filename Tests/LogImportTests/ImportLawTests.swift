import Foundation
import TestSupport
import Testing

@testable import LogImport

/// What holds of every import, whatever the log.
@Suite struct ImportLawTests {
  /// Lines of all samples, to be cut up.
  private static let lines: [[UInt8]] = Sample.all.flatMap { sample in
    sample.log.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
  }

  @Test(arguments: 0..<8)
  func everyLineIsCountedOnceAndTheTracesAreWellFormed(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 900)
    func below(_ count: Int) -> Int { Int(random.next() % UInt64(max(1, count))) }
    for _ in 0..<60 {
      var log: [UInt8] = []
      for _ in 0..<below(60) {
        var line = Self.lines[below(Self.lines.count)]
        switch below(6) {
        case 0 where !line.isEmpty: line = Array(line.prefix(below(line.count)))
        case 1 where !line.isEmpty: line[below(line.count)] = UInt8(below(256))
        case 2: line += Self.lines[below(Self.lines.count)]
        case 3 where line.count > 2: line.insert(0x0A, at: below(line.count))
        default: break
        }
        log += line
        log.append(0x0A)
      }
      let whole = try Imported(log)
      let breaks = log.filter { $0 == 0x0A }.count + (log.last ?? 0x0A == 0x0A ? 0 : 1)
      #expect(whole.isAccountedFor)
      #expect(whole.report.lines == breaks)
      #expect(whole.problems.isEmpty, "\(whole.problems) in \(whole.text)")
      let pieces = try Imported(log, blocks: 1 + below(200))
      #expect(pieces.lines == whole.lines)
      #expect(pieces.report.understood == whole.report.understood)
      #expect(pieces.report.failed == whole.report.failed)
    }
  }

  @Test func rubbishIsCountedAndGivesNothing() throws {
    var random = SplitMix64(seed: 5)
    let bytes = [0x41] + (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let imported = try Imported(bytes)
    #expect(imported.isAccountedFor && imported.report.failed == 0 && imported.lines.isEmpty)
  }

  @Test func anEmptyLogHasNoLine() throws {
    let imported = try Imported("")
    #expect(imported.report.lines == 0 && imported.lines.isEmpty && imported.isAccountedFor)
  }

  @Test func everySourceLineIsOneOfTheLog() throws {
    for sample in Sample.all {
      let imported = try Imported(sample.log)
      for line in imported.lines.dropFirst() where line.contains("\"line\":") {
        let number = try #require(
          line.split(separator: "\"line\":").last.flatMap { part in
            Int(part.prefix { $0.isNumber })
          })
        #expect((1...imported.report.lines).contains(number))
      }
    }
  }

  @Test func namesAndAddressesStayOutUnlessTheyAreToBeKept() throws {
    let text = "current route: " + AppleText.route(AppleText.buds, AppleText.buds) + "\n"
    let hidden = try Imported(text)
    #expect(!hidden.text.contains("Anna") && !hidden.text.contains("02:00:5E"))
    #expect(hidden.text.contains("\"bluetooth-1\""))
    var options = ImportOptions()
    options.keepsNames = true
    let kept = try Imported(text, options)
    #expect(kept.text.contains("\"Anna's Buds\"") && kept.problems.isEmpty)
  }
}

/// A sample log of the repository, and the trace that it must give.
struct Sample: CustomTestStringConvertible, Sendable {
  var path: String
  var log: [UInt8]

  var testDescription: String { path.split(separator: "/").suffix(2).joined(separator: "/") }

  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  static let all: [Sample] = logs(in: root + "/traces/imported")

  static func logs(in folder: String) -> [Sample] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".log") }.sorted().compactMap { name in
      FileManager.default.contents(atPath: "\(folder)/\(name)").map {
        Sample(path: "\(folder)/\(name)", log: Array($0))
      }
    }
  }
}
