import Foundation
import Testing

/// What the repository promises of itself.
@Suite struct TidyTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The floors from the lowest to the highest, each with those that it may import.
  private static let floors: [(name: String, below: Set<String>)] = [
    ("RouteModel", []),
    ("RouteMachine", ["RouteModel"]),
    ("TraceLog", ["RouteModel"]),
    ("RoutePolicies", ["RouteMachine", "RouteModel"]),
    ("RouteRecorder", ["RouteMachine", "TraceLog", "RouteModel"]),
    ("RouteReplay", ["RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]),
    ("LogImport", ["TraceLog", "RouteModel"]),
    (
      "ReplayReports",
      ["RouteReplay", "RoutePolicies", "RouteMachine", "TraceLog", "RouteModel"]
    ),
    ("RouteLab", ["ReplayReports", "RouteReplay", "RoutePolicies", "TraceLog", "RouteModel"]),
    (
      "RouteCommands",
      [
        "ReplayReports", "LogImport", "RouteReplay", "RouteRecorder", "RoutePolicies",
        "RouteMachine", "TraceLog", "RouteModel",
      ]
    ),
  ]

  private static let systemModules: Set<String> = ["Darwin", "Glibc", "Musl", "Dispatch"]
  /// What a file may import besides that only an Apple system compiles.
  private static let appleModules: Set<String> = ["AVFAudio", "Foundation"]

  private static func swiftFiles(in folder: String) -> [(path: String, text: String)] {
    let base = root.appendingPathComponent(folder)
    let paths =
      FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().compactMap {
      guard
        let text = try? String(contentsOf: base.appendingPathComponent($0), encoding: .utf8)
      else { return nil }
      return ("\(folder)/\($0)", text)
    }
  }

  private static func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count,
        words[..<place].allSatisfy({ $0.allSatisfy { $0.isLetter || $0 == "@" } })
      else { return nil }
      return String(words[place + 1])
    }
  }

  @Test(arguments: floors.map(\.name))
  func aFloorImportsOnlyWhatIsBelowIt(name: String) throws {
    let floor = try #require(Self.floors.first { $0.name == name })
    let files = Self.swiftFiles(in: "Sources/\(name)")
    #expect(!files.isEmpty)
    for file in files {
      let isApple = file.text.hasPrefix("#if canImport(AVFAudio) && !os(macOS)\n")
      for module in Self.imports(of: file.text) where !Self.systemModules.contains(module) {
        if isApple, Self.appleModules.contains(module) { continue }
        #expect(floor.below.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test func everyFolderOfSourcesIsAFloor() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Sources").path)
    #expect(Set(folders) == Set(Self.floors.map(\.name)))
  }

  @Test func theTopLevelHoldsOnlyWhatWasAgreed() throws {
    let agreed: Set<String> = [
      "Package.swift", "Sources", "Tests", "traces", "tools", "README.md", "LICENSE",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.root.path)
      .filter { !$0.hasPrefix(".") }
    #expect(Set(found).isSubset(of: agreed.union(["Package.resolved"])))
    #expect(agreed.isSubset(of: Set(found)))
  }

  @Test func thePackageDependsOnNothingOutside() throws {
    let manifest = try String(
      contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    #expect(!manifest.contains(".package("))
    #expect(!manifest.contains("unsafeFlags"))
    #expect(!manifest.contains("-Ounchecked"))
  }

  /// Words that may trap, reach past their floor, or need a newer system than iOS 15 or macOS 12.
  private static let banned = [
    "fatalError(", "preconditionFailure(", "precondition(", "try!", "as!", "unowned(unsafe)",
    "import Synchronization", "ContinuousClock", "UInt128", "InlineArray", "validating:",
    "Regex<", ".firstMatch(", "Date()", "SystemRandomNumberGenerator", ".random(", "print(",
  ]

  @Test func sourcesHoldNothingThatIsBanned() {
    for file in Self.swiftFiles(in: "Sources") + Self.swiftFiles(in: "tools") {
      for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        for word in Self.banned where line.contains(word) {
          Issue.record("\(file.path):\(number + 1) holds \(word)")
        }
        #expect(!line.contains("= nil!"), "\(file.path):\(number + 1)")
      }
    }
  }

  @Test func packageDeclarationsOfTypesAreDocumented() {
    let kinds = ["struct ", "enum ", "protocol ", "class "]
    for file in Self.swiftFiles(in: "Sources") {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() where number > 0 {
        var text = line.drop { $0 == " " }
        if text.hasPrefix("@usableFromInline ") { text = text.dropFirst(18) }
        guard text.hasPrefix("package ") || text.hasPrefix("public "),
          kinds.contains(where: { text.contains($0) }), !text.contains("func "),
          !text.contains(" let "), !text.contains(" var "), text.hasSuffix("{")
        else { continue }
        let before = lines[number - 1].drop { $0 == " " }
        #expect(
          before.hasPrefix("///") || before.hasPrefix("@") || before.hasPrefix("}"),
          "\(file.path):\(number + 1) has no documentation")
      }
    }
  }

  /// Without it the optimiser of other modules cannot see through a type, and a replay takes half as
  /// long again (`Speed` in RouteLab's documentation).
  @Test func typesOfTheModelCanBeSeenThrough() {
    let kinds = ["struct ", "enum ", "indirect enum "]
    for file in Self.swiftFiles(in: "Sources/RouteModel") {
      for line in file.text.split(separator: "\n") {
        let text = line.drop { $0 == " " }
        #expect(!kinds.contains { text.hasPrefix("package \($0)") }, "\(file.path): \(text)")
      }
    }
  }

  @Test func filesStayShortEnoughToRead() {
    for folder in ["Sources", "Tests", "tools"] {
      for file in Self.swiftFiles(in: folder) {
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= 500, "\(file.path) has \(lines) lines")
      }
    }
  }

  @Test func nothingIsLeftOpen() {
    for folder in ["Sources", "tools"] {
      for file in Self.swiftFiles(in: folder) {
        for word in ["TODO", "FIXME", "To be written", "not implemented"] {
          #expect(!file.text.contains(word), "\(file.path) holds \(word)")
        }
      }
    }
  }

  @Test func tracesCarryNoTextOfTheSharedMaterial() throws {
    // Traces cite threads; the build needs nothing of the shared folder.
    for file in Self.swiftFiles(in: "Sources") + Self.swiftFiles(in: "tools") {
      #expect(!file.text.contains("../shared"), "\(file.path) reaches for ../shared")
    }
  }
}
