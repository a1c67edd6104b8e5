import Foundation
import RouteModel
import RouteReplay
import TestSupport
import Testing
import TraceLog

/// The converter of published test tables, run as the program that it is.
@Suite struct ConverterTests {
  private static let peerTests = Corpus.root + "/../shared/cases/android-peer-tests.jsonl"
  private static let conformance = Corpus.root + "/traces/conformance"

  /// What a run left behind.
  private struct Ran {
    var status: Int32
    var report: String
    var errors: String
    /// The traces, by their place under the folder.
    var files: [String: String]

    /// The numbers of a suite's row in the report: rows, converted, skipped.
    func counts(_ suite: String) -> [Int] {
      let row = report.split(separator: "\n").first { $0.hasPrefix("| \(suite) |") }
      return row?.split(separator: "|").dropFirst().compactMap {
        Int($0.trimmingCharacters(in: .whitespaces))
      } ?? []
    }

    /// The sums of these numbers over all suites.
    var sums: [Int] {
      report.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| suite | rows") }
        .map { row in
          row.split(separator: "|").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        }
        .filter { $0.count >= 3 }
        .reduce([0, 0, 0]) { sums, row in zip(sums, row.suffix(3)).map(+) }
    }
  }

  /// The program of this build: it stands beside the tests.
  private static let program: String = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let program = folder.appendingPathComponent("convert-peer-tests").path
      if FileManager.default.isExecutableFile(atPath: program) { return program }
    }
    return "convert-peer-tests"
  }()

  private static func run(_ table: Data, list: String? = nil) throws -> Ran {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-convert-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: base) }
    let folder = base.appendingPathComponent("out").path
    let input = base.appendingPathComponent("table.jsonl")
    try table.write(to: input)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [input.path, folder, "--list"] + (list.map { [$0] } ?? [])
    // Files and not pipes, which nobody would empty while the program runs.
    let places = ["report", "errors"].map { base.appendingPathComponent($0) }
    for place in places { _ = FileManager.default.createFile(atPath: place.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: places[0])
    process.standardError = try FileHandle(forWritingTo: places[1])
    try process.run()
    process.waitUntilExit()
    let said = try places.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Ran(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      report: said[0], errors: said[1], files: try files(in: folder))
  }

  private static func files(in folder: String) throws -> [String: String] {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".jsonl") }.reduce(into: [:]) { files, path in
      files[path] = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }
  }

  // MARK: Rows of our own

  /// A row of each suite, with what its trace expects last.
  private static let rows: [(folder: String, row: String, says: String)] = [
    (
      "call-audio-route-own-test",
      #"{"suite":"x/CallAudioRouteOwnTest.java","test":"wired in","devices":{"available_routes":["earpiece","speaker"]},"initial":{"route":"earpiece","focus":"none"},"events":[{"msg":"SWITCH_FOCUS","arg":"ACTIVE_FOCUS"},{"msg":"CONNECT_WIRED_HEADSET"}],"expected":{"route":"wired_headset","muted":false}}"#,
      #"{"t":30,"expect":{"out":"@wired","muted":false}}"#
    ),
    (
      "call-audio-route-controller-own-test",
      #"{"suite":"x/CallAudioRouteControllerOwnTest.java","test":"pending","devices":{"earpiece":true},"initial":{"active":true},"events":[{"msg":"initialize"},{"msg":"USER_SWITCH_SPEAKER"},{"check":{"pending_dest":"speaker"}},{"msg":"SPEAKER_ON"}],"expected":{"route":"speaker"}}"#,
      #"{"t":30,"expect":{"out":"builtInSpeaker"}}"#
    ),
    (
      "bluetooth-route-own-test",
      #"{"suite":"x/BluetoothRouteOwnTest.java","test":"asked","devices":{"connected":["A"]},"initial":{"bt_state":"AudioOff"},"events":[{"msg":"CONNECT_BT","device":"A"}],"expected":{"bt_state":"Connecting:A"}}"#,
      #"{"t":10,"expect":{"links":{"A":"connecting"}}}"#
    ),
    (
      "own-switch-test",
      #"{"suite":"twilio/audioswitch:x/OwnSwitchTest.kt","test":"headset","devices":{"bt_headset":true,"earpiece":true},"initial":{"preferred_devices":["Earpiece"]},"events":[{"msg":"start"},{"msg":"select_device","device":"BluetoothHeadset"}],"expected":{"selected":"BluetoothHeadset","available_set":["BluetoothHeadset","Earpiece","Speakerphone"]}}"#,
      #"{"t":20,"expect":{"available":["@headset","builtInReceiver","builtInSpeaker"],"selected":"@headset"}}"#
    ),
    (
      "own-fork-test",
      #"{"suite":"davidliu/audioswitch:x/OwnForkTest.kt","test":"stopped","devices":{"earpiece":true},"initial":{},"events":[{"msg":"start"},{"msg":"activate"},{"msg":"stop"}],"expected":{"state":"STOPPED"}}"#,
      #"{"t":30,"expect":{"session":"inactive"}}"#
    ),
    (
      "own-manager-test",
      #"{"suite":"x/apprtc/OwnManagerTest.java","test":"sco","devices":{"bt_permission":true,"sco_available_off_call":true},"initial":{"bt_state":"UNINITIALIZED"},"events":[{"msg":"start"},{"msg":"bt_service_connected","connected":["h"]},{"msg":"start_sco"},{"msg":"time_passes","ms":3000}],"expected":{"bt_state":"SCO_CONNECTING"}}"#,
      #"{"t":3040,"expect":{"available":["builtInReceiver","builtInSpeaker","@h"],"links":{"h":"connecting"}}}"#
    ),
    (
      "own-endpoint-test",
      #"{"suite":"androidx:core/core-telecom/OwnEndpointTest.kt","test":"defended","devices":{},"initial":{"preferred_start":"earpiece","previous":"earpiece"},"events":[{"msg":"current_endpoint","endpoint":"speaker"}],"expected":{"unexpected_switch_to_speaker":true}}"#,
      #"{"t":30,"expect":{"pending":"builtInReceiver"}}"#
    ),
  ]

  @Test func aRowOfEachSuiteBecomesATraceThatPasses() throws {
    let table = Self.rows.map(\.row).joined(separator: "\n")
    let ran = try Self.run(Data(table.utf8))
    #expect(ran.status == 0 && ran.errors.isEmpty)
    #expect(ran.files.count == Self.rows.count)
    for (folder, _, says) in Self.rows {
      #expect(ran.counts(folder) == [1, 1, 0], "\(folder)")
      let text = try #require(
        ran.files.first { $0.key.hasPrefix(folder + "/") }?.value, "\(folder)")
      #expect(text.split(separator: "\n").last.map(String.init) == says)
      #expect(Self.outcome(text) == .passed, "\(text)")
    }
  }

  private static func outcome(_ text: String) -> Outcome? {
    var outcome: Outcome?
    var run = ReplayRun(ReplayOptions())
    var reader = TraceReader(file: "t", source: MemorySource(text))
    run.replay(&reader) { outcome = $0.outcome }
    return outcome
  }

  /// The end of lines does not matter, nor do lines without anything.
  @Test func theTablesLineEndsDoNotMatter() throws {
    let table = Self.rows.map(\.row)
    let one = try Self.run(Data(table.joined(separator: "\n").utf8))
    let other = try Self.run(Data((table.joined(separator: "\r\n\r\n") + "\r\n").utf8))
    #expect(one.files == other.files && one.report == other.report)
  }

  @Test func theSameTestTwiceHasTwoNames() throws {
    let row = try #require(Self.rows.first?.row)
    let ran = try Self.run(Data("\(row)\n\(row)\n".utf8))
    #expect(ran.files.count == 2 && ran.files.keys.contains { $0.hasSuffix("wired-in-2.jsonl") })
  }

  @Test func aListedRowIsNotWritten() throws {
    let row = try #require(Self.rows.first?.row)
    let list = FileManager.default.temporaryDirectory.appendingPathComponent(
      "routelab-list-\(UUID().uuidString).md")
    try "| `conformance/call-audio-route-own-test/wired-in` | why |".write(
      to: list, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: list) }
    let ran = try Self.run(Data(row.utf8), list: list.path)
    #expect(ran.files.isEmpty && ran.report.contains("- 1 rows: listed, with its reason"))
  }

  // MARK: What is no row, or none that can be said

  /// Each is counted, with a reason; none stops the others.
  private static let bad: [(row: String, reason: String)] = [
    (
      #"{"suite":"x/CallAudioRouteT.java","test":"a","events":[{"msg":"NO_SUCH"}],"expected":{"route":"speaker"}}"#,
      "the message NO_SUCH is not known"
    ),
    (
      #"{"suite":"x/CallAudioRouteT.java","test":"b","events":[{"arg":"x"}],"expected":{"route":"speaker"}}"#,
      "an event without a message"
    ),
    (
      #"{"suite":"x/CallAudioRouteT.java","test":"c","events":[{"msg":"SWITCH_FOCUS","arg":"SOME"}],"expected":{"route":"speaker"}}"#,
      "the argument SOME is not known"
    ),
    (
      #"{"suite":"x/CallAudioRouteT.java","test":"d","events":[],"expected":{"mode":"IN_CALL"}}"#,
      "says nothing about a route, a link or the available routes"
    ),
    (
      #"{"suite":"x/BluetoothRouteT.java","test":"e","initial":{"bt_state":"Lost"},"expected":{"bt_state":"AudioOff"}}"#,
      "the link state Lost is not known"
    ),
    (
      #"{"suite":"x/apprtc/T.java","test":"f","events":[{"msg":"start"},{"msg":"time_passes","ms":9223372036854775807}],"expected":{"bt_state":"ERROR"}}"#,
      "9223372036854775807 ms are not taken"
    ),
    (
      #"{"suite":"x/apprtc/T.java","test":"g","events":[{"msg":"time_passes","ms":-1}],"expected":{"bt_state":"ERROR"}}"#,
      "-1 ms are not taken"
    ),
    (
      #"{"suite":"x/Other.java","test":"h","events":[],"expected":{"route":"speaker"}}"#,
      "no rule book stands for this suite"
    ),
    (
      #"{"suite":"x/core-telecom/T.kt","test":"i","initial":{"current":"moon"},"expected":{"app_request":null}}"#,
      "the endpoint moon is not known"
    ),
    (
      #"{"suite":"x/audioswitch/T.kt","test":"j","events":[{"msg":"start"}],"expected":{"selected":"Moon"}}"#,
      "the device Moon is not known"
    ),
  ]

  private static let noRows = [
    "{", "null", "[]", "7", #""text""#, "{}", #"{"suite":"x"}"#, #"{"suite":1,"test":2}"#,
    String(repeating: "[", count: 100_000),
  ]

  @Test func whatCannotBeSaidIsCountedWithItsReason() throws {
    let good = try #require(Self.rows.first?.row)
    var table = Data((Self.noRows + Self.bad.map(\.row) + [good]).joined(separator: "\n").utf8)
    table.append(contentsOf: [0x0A, 0xFF, 0xFE, 0x0A])
    let ran = try Self.run(table)
    #expect(ran.status == 0 && ran.errors.isEmpty)
    #expect(ran.files.count == 1)
    #expect(ran.sums == [Self.bad.count + 1, 1, Self.bad.count])
    #expect(ran.report.contains("- \(Self.noRows.count + 1) lines that are no rows"))
    for (_, reason) in Self.bad { #expect(ran.report.contains("- 1 rows: \(reason)"), "\(reason)") }
  }

  /// Names steer no path and no terminal, and a name that no file can have is a row that is skipped.
  @Test func namesOfRowsStayInTheFolder() throws {
    let names = [
      "../../../etc/passwd", "/", "..", "", "\\u0000\\u001b[31m", "\\ud83d\\ude00",
      String(repeating: "long ", count: 2000),
    ]
    let rows = names.flatMap { name in
      [
        #"{"suite":"x/CallAudioRouteT.java","test":"\#(name)","events":[],"expected":{"route":"speaker"}}"#,
        #"{"suite":"CallAudioRoute\#(name)","test":"t","events":[],"expected":{"route":"speaker"}}"#,
      ]
    }
    let ran = try Self.run(Data(rows.joined(separator: "\n").utf8))
    #expect(ran.status == 0 && ran.errors.isEmpty)
    #expect(ran.sums[0] == rows.count && ran.sums[1] == ran.files.count)
    for path in ran.files.keys {
      #expect(
        path.utf8.allSatisfy { byte in
          UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
            || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(byte)
        }, "\(path)")
    }
  }

  /// Bytes hit, cut out and doubled, and values swapped between rows: the program ends in order, counts
  /// every line, and what it writes the reader takes.
  @Test func hurtRowsNeverStopIt() throws {
    var random = SplitMix64(seed: 20_261_120)
    func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(limit, 1))) }
    let words = Self.rows.flatMap { $0.row.split(separator: "\"").map(String.init) }
    var table = Data()
    let count = 3000
    for _ in 0..<count {
      let row = Self.rows[below(Self.rows.count)].row
      var bytes = Array(row.utf8)
      if below(2) == 0 {
        // A word for another: still a row, with another meaning.
        var parts = row.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...below(3) { parts[below(parts.count / 2) * 2 + 1] = words[below(words.count)] }
        bytes = Array(parts.joined(separator: "\"").utf8)
      } else {
        let place = below(bytes.count)
        switch below(3) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.removeSubrange(place..<min(place + 1 + below(20), bytes.count))
        default: bytes.insert(contentsOf: bytes[place...], at: place)
        }
      }
      table.append(contentsOf: bytes.filter { $0 != 0x0A } + [0x0A])
    }
    let ran = try Self.run(table)
    #expect(ran.status == 0, "\(ran.errors)")
    let unreadable =
      ran.report.split(separator: "\n").first { $0.hasSuffix("lines that are no rows") }
      .flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    #expect(ran.sums[0] + unreadable == count)
    #expect(ran.sums[1] == ran.files.count && ran.sums[1] + ran.sums[2] == ran.sums[0])
    #expect(ran.sums[1] > 100 && ran.sums[2] > 100 && unreadable > 100)
    for (path, text) in ran.files {
      #expect(Self.outcome(text).map { $0 != .unreadable } == true, "\(path)")
    }
  }

  // MARK: The real table

  @Test(.enabled(if: FileManager.default.fileExists(atPath: peerTests)))
  func theCorpusIsWhatTheTableGives() throws {
    let ran = try Self.run(
      try Data(contentsOf: URL(fileURLWithPath: Self.peerTests)),
      list: Self.conformance + "/README.md")
    #expect(ran.status == 0)
    let stored = try Self.files(in: Self.conformance).filter { !$0.key.hasPrefix("differences/") }
    #expect(Set(ran.files.keys) == Set(stored.keys))
    for (path, text) in stored where ran.files[path] != nil {
      #expect(ran.files[path] == text, "\(path)")
    }
  }

  /// The counts by suite in the folder's README are those of the folder.
  @Test func theReadmeCountsTheCorpus() throws {
    let readme = try String(contentsOfFile: Self.conformance + "/README.md", encoding: .utf8)
    let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| ") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
      .filter { $0.count == 7 && Int($0[2]) != nil }
    let stored = try Self.files(in: Self.conformance)
    var suites: Set<String> = []
    for row in rows {
      let numbers = row[2...].compactMap { Int($0) }
      #expect(numbers[0] == numbers[1] + numbers[3] + numbers[4] && numbers[1] == numbers[2])
      let traces = stored.filter { $0.key.hasPrefix(row[0] + "/") }
      #expect(traces.count == numbers[1], "\(row[0])")
      suites.insert(row[0])
    }
    let folders = Set(stored.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(folders.subtracting(suites) == ["differences"])
    let listed = rows.reduce(0) { $0 + (Int($1[5]) ?? 0) }
    let all = rows.reduce(0) { $0 + (Int($1[2]) ?? 0) }
    #expect(listed * 100 <= all * 3)
  }
}
