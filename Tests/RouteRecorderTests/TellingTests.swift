import RouteMachine
import RouteModel
import RoutePolicies
import RouteRecorder
import RouteReplay
import TestSupport
import Testing
import TraceLog

@Suite struct TellingTests {
  private let workshop = Workshop()
  private let speaker = RecordedDevice("speaker", .bluetoothSpeaker)

  private func lines(_ body: (Recorder) -> Void) throws -> [(line: Line, names: NameTable)] {
    let recorder = try Recorder(workshop.options())
    body(recorder)
    #expect(recorder.close())
    return try workshop.lines()
  }

  @Test func aDeviceIsDeclaredOnceAndBeforeItsMention() throws {
    let lines = try lines { recorder in
      recorder.record(.callIncoming("c", .phone))
      recorder.record(.callAnswered("c", on: .device(.airpods)))
      recorder.record(.deviceConnected(.airpods))
      recorder.observe(
        RecordedRoute(
          input: RecordedEndpoint(.bluetoothHFP, .airpods),
          output: RecordedEndpoint(.bluetoothA2DP, speaker)))
    }
    let kinds = lines.map { entry in
      switch entry.line.content {
      case .device: "device"
      case .event(let event): event.kind.name
      case .evidence: "evidence"
      default: "-"
      }
    }
    #expect(
      kinds == [
        "-", "callIncoming", "device", "callAnswered", "deviceConnected", "device", "evidence", "-",
      ])
  }

  @Test func theWordsOfTheRecorderAreThoseOfTheModel() {
    func same<Said: CaseIterable, Meant: Word>(_ said: Said.Type, _ meant: Meant.Type) {
      #expect(
        Said.allCases.map { String(describing: $0) }
          == Meant.allCases.map { String(describing: $0) })
    }
    same(RecordedPort.self, Port.self)
    same(RecordedDevice.Kind.self, DeviceType.self)
    same(RecordedDevice.Profile.self, Profile.self)
    same(RecordedEvent.CallKind.self, CallKind.self)
    same(RecordedEvent.Actor.self, Actor.self)
    same(RecordedEvent.EndReason.self, EndReason.self)
    same(RecordedEvent.Category.self, Category.self)
    same(RecordedEvent.Mode.self, Mode.self)
    same(RecordedEvent.Option.self, CategoryOption.self)
    same(RecordedEvent.InterruptionReason.self, InterruptionReason.self)
    same(RecordedEvent.Via.self, Via.self)
    same(RecordedEvent.Setting.self, Setting.self)
    same(RecordedEvent.SettingValue.self, SettingValue.self)
    same(RecordedEvent.AudioMode.self, AudioMode.self)
    same(RecordedEvent.Permission.self, Permission.self)
    same(RecorderOptions.Platform.self, Platform.self)
  }

  /// Whatever an app says, in whatever order: the log can be read, and replays to the same state
  /// however often a new file began on the way.
  @Test(arguments: [UInt64](1...12))
  func whatIsRecordedReplaysToTheSameState(seed: UInt64) throws {
    let whole = Workshop()
    let pieces = Workshop()
    for (workshop, bytes) in [(whole, 1_000_000), (pieces, 3000)] {
      var sayings = Sayings(seed: seed)
      let recorder = try Recorder(workshop.options { $0.fileBytes = bytes })
      for _ in 0..<400 { sayings.next().say(to: recorder) }
      #expect(recorder.close())
    }
    let expected = try Self.lastWorld(of: whole)
    let found = try Self.lastWorld(of: pieces)
    #expect(try TraceFiles.expand(pieces.path).count > 3)
    #expect(found == expected)
  }

  @Test func theStepsOfAReplayAreThoseOfTheSession() throws {
    let call = RecordedEvent.callJoined("room", .voip)
    let said: [RecordedEvent] = [
      .sessionConfigured(
        category: .playAndRecord, mode: .voiceChat, options: [.allowBluetoothHFP]),
      .sessionActivated, call, .deviceConnected(.airpods), .outputOverridden(toSpeaker: true),
      .outputOverridden(toSpeaker: false), .deviceDisconnected(.airpods),
    ]
    let lines = try lines { recorder in for event in said { recorder.record(event) } }
    guard case .header(let header)? = lines.first?.line.content else {
      Issue.record("no header")
      return
    }
    let book = try #require(Policies.named("ios"))
    var player = TracePlayer(header: header, book: book, file: "", line: 1)
    let routes = lines.dropFirst().flatMap { player.take($0.line, names: $0.names) }
      .filter { $0.event != nil }.map { $0.step.state.route?.output?.port }
    #expect(
      routes == [
        nil, .builtInReceiver, .builtInReceiver, .bluetoothHFP, .builtInSpeaker, .bluetoothHFP,
        .builtInReceiver,
      ])
  }

  @Test func moreDevicesThanATraceTakesBeginANewOne() throws {
    let lines = try lines { recorder in
      for number in 0..<150 {
        let device = RecordedDevice("device \(number)", .bluetooth)
        recorder.record(.deviceConnected(device))
        recorder.record(.deviceDisconnected(device))
      }
    }
    let events = lines.filter { if case .event = $0.line.content { true } else { false } }
    #expect(events.count == 300)
  }

  /// The world as a reader of the last trace in the folder has it, with what devices are called.
  private static func lastWorld(of workshop: Workshop) throws -> [String] {
    var world: World?
    var devices = DeviceTable()
    var names = NameTable()
    for (line, after) in try workshop.lines() {
      names = after
      switch line.content {
      case .header(let header):
        devices = DeviceTable(header.devices.map(\.device))
        let book = try #require(Policies.named("ios"))
        world = TracePlayer(header: header, book: book, file: "", line: 1).current.state.world
      case .device(let declaration): devices.declare(declaration.device)
      case .event(let event): world = world?.advanced(by: event, devices: devices).0
      default: break
      }
    }
    return [try #require(world).described(names)]
  }
}

extension World {
  /// What a world holds, in words that do not depend on how a trace numbers its devices and calls.
  fileprivate func described(_ names: NameTable) -> String {
    let rack = rack.entries.indices.compactMap { self.rack.entries[$0] }.map {
      "\(names.name(of: $0.device.slot)) \($0.device.profiles.members)"
    }
    let calls = calls.calls.indices.compactMap { self.calls.calls[$0] }.map {
      "\(names.name(of: $0.slot)) \($0.kind) \($0.state) \($0.isVideo)"
    }.sorted()
    func spelled(_ endpoint: Endpoint?) -> String {
      endpoint.map { "\($0.port) \($0.device.map(names.name) ?? "-")" } ?? "none"
    }
    // A header cannot prefer what is not there.
    let preferred = session.preferredInput.flatMap { input in
      input.device.map(self.rack.isConnected) ?? true ? input : nil
    }
    let chosen = [preferred, host.selectedInput, host.selectedOutput].map(spelled)
    return """
      \(rack)
      \(calls)
      \(session.category as Any) \(session.mode) \(session.options.members) \(session.standing)
      \(session.isOverridden) \(session.sends) \(host.isNear) \(host.visibility)
      \(Setting.allCases.map { host.value(of: $0) }) \(android.mode) \(android.permissions.members)
      \(android.focus) \(chosen)
      """
  }
}
