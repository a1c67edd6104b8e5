import RouteModel
import Testing

@testable import LogImport

/// How what families read becomes traces.
@Suite struct TraceBuilderTests {
  /// Builds traces and returns their lines.
  private static func build(
    _ options: ImportOptions = ImportOptions(), _ body: (TraceBuilder) -> Void
  ) -> [String] {
    var options = options
    options.sourceName = "a.log"
    var lines: [String] = []
    let builder = TraceBuilder(
      options: options, stem: "imported/a", pseudonyms: Pseudonyms(keepsNames: false),
      sink: { lines.append(String(decoding: $0, as: UTF8.self)) })
    body(builder)
    builder.endTrace()
    return lines
  }

  private static func line(_ number: Int, _ time: Int64?) -> LogLine {
    LogLine(number: number, time: time, message: .empty)
  }

  private static func mode(_ mode: AudioMode) -> Event {
    var event = Event(.audioModeSet)
    event.audioMode = mode
    return event
  }

  @Test func aTimeThatRunsBackwardsIsHeldAndTold() {
    let lines = Self.build { trace in
      trace.add(Self.mode(.inCall), at: Self.line(1, 5000))
      trace.add(Self.mode(.normal), at: Self.line(2, 4000))
      trace.add(Self.mode(.ringtone), at: Self.line(3, 5500))
    }
    #expect(lines.count == 4)
    #expect(lines[2].hasPrefix(#"{"t":0,"line":2"#) && lines[2].contains("run backwards"))
    #expect(lines[3].hasPrefix(#"{"t":500,"line":3"#) && !lines[3].contains("note"))
  }

  @Test func topicsOfADumpAreMergedByTimeStably() {
    let lines = Self.build { trace in
      trace.beginTopic()
      trace.add(Self.mode(.inCall), at: Self.line(1, 100))
      trace.add(Self.mode(.normal), at: Self.line(2, 300))
      trace.beginTopic()
      trace.add(Self.mode(.ringtone), at: Self.line(3, 50))
      trace.add(Self.mode(.ringtone), at: Self.line(4, 100))
      trace.add(Self.mode(.ringtone), at: Self.line(5, 300))
    }
    let order = lines.dropFirst().map { $0.split(separator: ",")[1] }
    #expect(order == ["\"line\":3", "\"line\":1", "\"line\":4", "\"line\":2", "\"line\":5"])
    #expect(!lines.contains { $0.contains("backwards") })
  }

  @Test func withoutATimeOnlyTheOrderCounts() {
    let lines = Self.build { trace in
      trace.add(Self.mode(.inCall), at: Self.line(1, nil))
      trace.add(Self.mode(.normal), at: Self.line(2, nil))
    }
    #expect(lines[0].contains(#""clock":"order""#))
    #expect(lines.allSatisfy { !$0.contains("\"t\":") })
  }

  @Test func aDeviceIsWhatTheWholeLogSaysOfIt() {
    let lines = Self.build { trace in
      let wired = trace.device(Sighting(.wiredHeadphones))
      if let wired { trace.add(.device(.deviceConnected, wired), at: Self.line(1, 0)) }
      _ = trace.device(Sighting(.wiredHeadphones, hasMicrophone: true))
      let car = trace.device(Sighting(.bluetooth, address: "aa:bb", name: "Car"))
      if let car { trace.assumeConnected(car, at: Self.line(2, 1)) }
      _ = trace.device(Sighting(.carKit, address: "AA:BB"))
    }
    #expect(lines[0].contains(#""wired-1":{"type":"wiredHeadset"}"#))
    #expect(lines[0].contains(#""bluetooth-1":{"type":"carKit"}"#))
    #expect(lines[2].contains(#""assumed":true"#))
  }

  @Test func aPlaceThatWasKeptIsFilledInOrLeftOut() {
    let lines = Self.build { trace in
      let kept = trace.reserve(at: Self.line(1, 10))
      _ = trace.reserve(at: Self.line(1, 10))
      trace.add(Self.mode(.inCall), at: Self.line(2, 20))
      trace.add(Self.mode(.ringtone), at: kept, of: Self.line(1, 10))
    }
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix(#"{"t":0,"line":1,"event":"audioModeSet","mode":"MODE_RINGTONE""#))
  }

  @Test func aLongTraceIsWrittenInPartsWithItsDevicesDeclared() throws {
    let lines = Self.build { trace in
      for number in 0..<140_000 {
        trace.add(Self.mode(.inCall), at: Self.line(number + 1, Int64(number)))
      }
      if let late = trace.device(Sighting(.bluetooth, address: "AA")) {
        trace.assumeConnected(late, at: Self.line(140_001, 140_000))
      }
    }
    #expect(lines.count == 140_003)
    let declared = lines.firstIndex(of: #"{"device":"bluetooth-1","type":"bluetooth"}"#)
    #expect((declared ?? .max) < 140_002)
    #expect(lines.last?.contains("deviceConnected") ?? false)
  }

  @Test func callsThatTheFormatCannotNameAreCountedAsLost() {
    var builder: TraceBuilder?
    let lines = Self.build { trace in
      builder = trace
      for number in 0..<70 {
        var event = Event(.callIncoming)
        event.callKind = .voip
        trace.add(event, call: "c\(number)", at: Self.line(number + 1, nil))
      }
    }
    #expect(lines.count == 65)
    #expect(builder?.traces.first?.lost == 6)
  }

  @Test func silenceAndRestartBeginANewTrace() throws {
    let reason = "Demo[1:2] AVAudioSessionRouteChangeReasonKey = 3;"
    let imported = try Imported(
      """
      2025-03-04 09:00:00.000 \(reason)
      2025-03-04 16:00:00.000 \(reason)
      2025-03-04 16:00:01.000 Demo[1:2] === system boot: 1234
      2025-03-04 16:00:02.000 \(reason)

      """)
    #expect(
      imported.report.traces.map(\.id) == [
        "imported/phone", "imported/phone-2", "imported/phone-3",
      ])
    #expect(imported.isAccountedFor && imported.problems.isEmpty)
  }
}
