import RouteMachine
import RoutePolicies
import RouteRecorder
import Testing

@Suite struct WatchingTests {
  private let workshop = Workshop()
  private let now = Shared<Int64>(0)
  private let seen = Shared<[RouteDivergence]>([])

  /// Records a call on the headset, then what the body says, with a clock that stands still.
  private func watch(_ body: (Recorder) -> Void) throws -> [RouteDivergence] {
    let book = try #require(RuleBooks.named("ios"))
    let (now, seen) = (now, seen)
    let recorder = try Recorder(
      workshop.options { options in
        options.rules = book
        options.onDivergence = { divergence in seen.change { $0.append(divergence) } }
        options.clock = { now.value }
      })
    recorder.record(
      .sessionConfigured(
        category: .playAndRecord, mode: .voiceChat, options: [.allowBluetoothHFP]))
    recorder.record(.sessionActivated)
    recorder.record(.callJoined("room", .voip))
    recorder.record(.deviceConnected(.airpods))
    body(recorder)
    now.change { $0 += 60_000 }
    recorder.note("a minute later")
    #expect(recorder.close())
    return seen.value
  }

  private let headset = RecordedRoute(
    input: RecordedEndpoint(.bluetoothHFP, .airpods),
    output: RecordedEndpoint(.bluetoothHFP, .airpods))
  private let phone = RecordedRoute(
    input: RecordedEndpoint(.builtInMic), output: RecordedEndpoint(.builtInReceiver))

  @Test func aRouteThatLeavesTheComputedOneIsReportedOnce() throws {
    let divergences = try watch { recorder in
      recorder.observe(headset)
      recorder.observe(phone)
      recorder.observe(phone)
    }
    #expect(divergences.count == 1)
    #expect(divergences.first?.observed == "builtInMic → builtInReceiver")
    #expect(divergences.first?.computed.contains("bluetoothHFP@device-") == true)
    #expect(divergences.first?.rule?.hasPrefix("ios/") == true)
  }

  @Test func aDifferenceThatIsPutRightInTimeIsNone() throws {
    let divergences = try watch { recorder in
      recorder.observe(phone)
      now.change { $0 += 10 }
      recorder.observe(headset)
    }
    #expect(divergences.isEmpty)
  }

  @Test func aDifferenceThatIsPutRightTooLateIsOne() throws {
    let divergences = try watch { recorder in
      recorder.observe(phone)
      now.change { $0 += 60_000 }
      recorder.observe(headset)
    }
    #expect(divergences.count == 1)
  }

  @Test func whoIsCalledBackMayRecordAndDoesNotWaitForItself() throws {
    let found = Shared<Recorder?>(nil)
    let flushed = Shared<Bool?>(nil)
    let book = try #require(RuleBooks.named("ios"))
    let now = now
    let recorder = try Recorder(
      workshop.options { options in
        options.rules = book
        options.clock = { now.value }
        options.onDivergence = { _ in
          found.value?.note("seen")
          flushed.change { $0 = found.value?.flush(within: 60_000) }
        }
      })
    found.change { $0 = recorder }
    recorder.record(.sessionConfigured(category: .playAndRecord, mode: .voiceChat))
    recorder.record(.callJoined("room", .voip))
    recorder.observe(RecordedRoute(output: RecordedEndpoint(.hdmi)))
    now.change { $0 += 60_000 }
    recorder.note("later")
    #expect(recorder.flush())
    #expect(flushed.value == false)
    #expect(recorder.close())
    found.change { $0 = nil }
    #expect(try workshop.notes() == ["later", "seen"])
  }

  @Test func aRuleBookOfAnotherPlatformIsRefused() throws {
    let book = try #require(RuleBooks.named("android-voip"))
    #expect {
      try Recorder(workshop.options { $0.rules = book })
    } throws: { ($0 as? RecorderError)?.kind == .options }
  }
}
