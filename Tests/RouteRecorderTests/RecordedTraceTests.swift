import Foundation
import RoutePolicies
import RouteRecorder
import Testing
import TraceLog

/// The logs in `traces/recorded` that the recorder itself wrote, told by a clock of the test's own.
///
/// `ROUTELAB_ACCEPT=1 swift test --filter RecordedTraceTests` writes them anew.
@Suite struct RecordedTraceTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("traces/recorded")

  /// The names in the repository, in the order of the log's files.
  private static let names = ["app-1.jsonl", "app-2.jsonl"]

  private let workshop = Workshop()
  private let now = Shared<Int64>(1_000_000)

  private static let headset = RecordedRoute(
    input: RecordedEndpoint(.bluetoothHFP, .airpods),
    output: RecordedEndpoint(.bluetoothHFP, .airpods))
  private static let receiver = RecordedRoute(
    input: RecordedEndpoint(.builtInMic), output: RecordedEndpoint(.builtInReceiver))
  private static let speaker = RecordedRoute(
    input: RecordedEndpoint(.builtInMic), output: RecordedEndpoint(.builtInSpeaker))

  /// A call on the earpiece, the headset and the loudspeaker; then the headset goes.
  private func record() throws {
    let book = try #require(RuleBooks.named("ios"))
    let (now, folder) = (now, workshop.path)
    var options = RecorderOptions(folder: folder, name: "recorded/app", platform: .ios)
    options.os = "18.1"
    options.model = "iPhone 15"
    options.rules = book
    options.secret = RecorderSecret(high: 1, low: 2)
    options.clock = { now.value }
    options.wallClock = { 1_760_000_000 + now.value / 1000 }
    options.fileBytes = 1500
    options.keptDays = 36_500
    let recorder = try Recorder(options)
    /// One call at a time, so that the writer sees each at its own.
    func step(_ milliseconds: Int64, _ call: () -> Void) {
      now.change { $0 += milliseconds }
      call()
      #expect(recorder.flush(within: 60_000))
    }
    step(0) { recorder.note("the app starts") }
    step(120) {
      recorder.record(
        .sessionConfigured(
          category: .playAndRecord, mode: .voiceChat, options: [.allowBluetoothHFP]))
    }
    step(30) { recorder.record(.sessionActivated, by: .app) }
    step(5) { recorder.record(.callJoined("F1C0", .voip)) }
    step(200) { recorder.observe(Self.receiver, reason: "categoryChange") }
    step(4000) { recorder.record(.deviceConnected(.airpods)) }
    step(350) { recorder.observe(Self.headset, reason: "newDeviceAvailable") }
    step(1) { recorder.claim(Self.headset, by: "the app") }
    step(9000) { recorder.record(.outputOverridden(toSpeaker: true)) }
    step(150) { recorder.observe(Self.speaker, reason: "override") }
    step(1000) { recorder.record(.outputOverridden(toSpeaker: true), error: "560557684") }
    step(3000) { recorder.record(.outputOverridden(toSpeaker: false)) }
    step(200) { recorder.observe(Self.headset, reason: "override") }
    step(20_000) { recorder.record(.deviceDisconnected(.airpods)) }
    step(300) { recorder.observe(Self.receiver, reason: "oldDeviceUnavailable") }
    step(2000) { recorder.record(.callEnded("F1C0", why: .hungUp)) }
    step(10) { recorder.record(.sessionDeactivated, by: .app) }
    #expect(recorder.close(within: 60_000))
  }

  @Test func theRecorderWritesTheKeptLogsByteForByte() throws {
    try record()
    let paths = try TraceFiles.expand(workshop.path)
    try #require(paths.count == Self.names.count)
    for (path, name) in zip(paths, Self.names) {
      let kept = Self.folder.appendingPathComponent(name)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      if ProcessInfo.processInfo.environment["ROUTELAB_ACCEPT"] == "1" {
        try bytes.write(to: kept)
      }
      #expect(bytes == (try? Data(contentsOf: kept)), "\(name)")
    }
    let text = try workshop.text()
    #expect(!text.contains("Ada") && !text.contains("AA:BB") && !text.contains("F1C0"))
  }

  @Test func theKeptLogsContinueEachOther() throws {
    var chain = LogChain()
    for name in Self.names {
      let verdict = try LogVerifier.verify(path: Self.folder.appendingPathComponent(name).path)
      #expect(verdict.grade == .sealed && verdict.segment != nil, "\(name)")
      chain.add(name, verdict)
    }
    #expect(chain.breaks.isEmpty)
  }
}
