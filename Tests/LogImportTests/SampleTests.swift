import Foundation
import RouteModel
import Testing

@testable import LogImport

/// Our own sample logs give the traces beside them; real ones give traces at all.
@Suite struct SampleTests {
  private static var options: ImportOptions {
    var options = ImportOptions()
    options.defaultPolicy = { $0 == .android ? "android-voip" : $0 == .macos ? "macos" : "ios" }
    return options
  }

  @Test(arguments: Sample.all)
  func aSampleGivesItsTrace(sample: Sample) throws {
    let imported = try Imported(sample.log, named: sample.path, Self.options)
    #expect(imported.isAccountedFor && imported.problems.isEmpty)
    let file = String(sample.path.dropLast(4)) + ".jsonl"
    let accepted = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    if imported.text == accepted { return }
    if ProcessInfo.processInfo.environment["ROUTELAB_ACCEPT"] == "1" {
      try Data(imported.text.utf8).write(to: URL(fileURLWithPath: file))
      print("accepted \(file):\n\(imported.text)")
    } else {
      Issue.record("\(file) differs; the import gives:\n\(imported.text)")
    }
  }

  @Test func everyFamilyHasASampleAndEverySampleAFamily() {
    let folders = Set(Sample.all.compactMap { $0.path.split(separator: "/").dropLast().last })
    #expect(folders.map(String.init).sorted() == LogFamilies.all.map { $0.name }.sorted())
  }

  /// Logs that people posted, where this machine has them.
  private static let real = Sample.logs(
    in: ProcessInfo.processInfo.environment["ROUTELAB_REAL_LOGS"]
      ?? Sample.root + "/../shared/real-logs")

  @Test(arguments: real)
  func aRealLogIsAccountedFor(sample: Sample) throws {
    let imported = try Imported(sample.log, named: sample.path, Self.options)
    #expect(imported.isAccountedFor)
    #expect(imported.problems.isEmpty, "\(imported.problems)")
    #expect(imported.report.failed == 0, "\(imported.report.failures)")
  }
}
