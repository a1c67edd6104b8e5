import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// Every rule that starts a timer, before, at and after the deadline, stopped in time, and without a
/// clock.
@Suite struct TimerEdgeTests {
  /// A rule that starts a timer, and a trace in which it does.
  struct Row: CustomTestStringConvertible, Sendable {
    var rule: String
    var timer: Timer
    /// In milliseconds.
    var after: Int64
    var start: String
    /// The last line is the one that starts it, at 1000.
    var lines: [String]
    /// Where the line that starts it is no event, but the run-out of a timer: that event by hand.
    var byHand: String?
    /// What holds until the deadline, and from then on; both of the link, the route and what is asked.
    var until: String
    var then: String
    /// An event that stops it.
    var stop: String?

    var policy: String { String(rule.prefix { $0 != "/" && $0 != "." }) }
    var testDescription: String { rule }

    /// The trace with some lines more.
    func trace(_ more: [String], byOrder: Bool = false) -> String {
      let platform = policy == "facetime" ? "ios" : "android"
      let name = policy == "facetime" ? "facetime-guide" : policy
      let clock = byOrder ? #","clock":"order""# : ""
      let header =
        #"{"trace":1,"id":"test/edge","platform":"\#(platform)","policy":"\#(name)"\#(clock),"#
        + #""devices":{"bt":{"type":"bluetoothHeadset"},"bt2":{"type":"bluetoothHeadset"},"#
        + #""homepod":{"type":"homePod"}},"start":\#(start)}"#
      let own = byOrder ? lines.dropLast(byHand == nil ? 0 : 1) + [byHand].compactMap { $0 } : lines
      return ([header] + own + more).joined(separator: "\n")
    }
  }

  private static let headset = #"{"connected":["bt"]}"#
  private static let activeHeadset = #"{"connected":["bt"],"active":{"hfp":"bt"}}"#
  private static let twoHeadsets = #"{"connected":["bt","bt2"]}"#
  private static let asked =
    #"{"t":1000,"event":"telecomMessage","message":"CONNECT_BT","device":"bt"}"#
  private static let connecting = #"{"links":{"bt":"connecting"}}"#
  private static let off = #"{"links":{"bt":"off"}}"#
  private static let linkUp = #""event":"linkConnected","device":"bt","profile":"hfp""#

  private static let telecom: [Row] = [
    Row(
      rule: "telecom14/react.link.asked", timer: .scoLink, after: 5000, start: headset,
      lines: [asked], until: connecting, then: off, stop: linkUp),
    Row(
      rule: "telecom14/react.link.switched", timer: .scoLink, after: 5000, start: twoHeadsets,
      lines: [
        #"{"t":0,"event":"telecomMessage","message":"BT_AUDIO_IS_ON","device":"bt"}"#,
        #"{"t":1000,"event":"telecomMessage","message":"CONNECT_BT","device":"bt2"}"#,
      ], until: #"{"links":{"bt":"off","bt2":"connecting"}}"#,
      then: #"{"links":{"bt":"off","bt2":"off"}}"#,
      stop: #""event":"telecomMessage","message":"DISCONNECT_BT""#),
    Row(
      rule: "telecom14/then.link.opens", timer: .scoLink, after: 5000, start: activeHeadset,
      lines: [#"{"t":1000,"event":"callJoined","call":"a","kind":"phone"}"#],
      until: #"{"out":"@bt","links":{"bt":"connecting"}}"#,
      then: #"{"out":"builtInReceiver","links":{"bt":"off"}}"#,
      stop: #""event":"routeSelected","port":"builtInSpeaker""#),
    Row(
      rule: "telecom14/react.link.refused", timer: .scoRetry, after: 500, start: headset,
      lines: [
        #"{"t":500,"event":"telecomMessage","message":"CONNECT_BT","device":"bt"}"#,
        #"{"t":1000,"event":"linkFailed","device":"bt","profile":"hfp"}"#,
      ], until: connecting, then: connecting, stop: linkUp),
  ]

  private static func audioSwitch(_ policy: String) -> [Row] {
    let lines = [
      #"{"t":0,"event":"libraryCall","name":"start"}"#,
      #"{"t":1000,"event":"libraryCall","name":"activate"}"#,
    ]
    let deactivated = #""event":"libraryCall","name":"deactivate""#
    return [
      Row(
        rule: "\(policy)/then.sco.asked", timer: .scoRetry, after: 500, start: headset,
        lines: lines,
        until: connecting, then: connecting, stop: linkUp),
      Row(
        rule: "\(policy)/then.sco.asked", timer: .scoGiveUp, after: 5000, start: headset,
        lines: lines, until: #"{"selected":"@bt","links":{"bt":"connecting"}}"#,
        then: #"{"selected":"builtInReceiver","out":"builtInReceiver","links":{"bt":"off"}}"#,
        stop: linkUp),
      Row(
        rule: "\(policy)/react.sco.retry", timer: .scoRetry, after: 500, start: headset,
        lines: [
          lines[0], #"{"t":500,"event":"libraryCall","name":"activate"}"#,
          #"{"t":1000,"note":"it runs out, and starts again"}"#,
        ], byHand: #"{"t":1000,"event":"timerFired","timer":"scoRetry"}"#, until: connecting,
        then: connecting, stop: deactivated),
    ]
  }

  private static let others: [Row] =
    [
      Row(
        rule: "apprtc/react.sco.start", timer: .scoLink, after: 4000, start: headset,
        lines: [
          #"{"t":0,"event":"libraryCall","name":"start"}"#,
          #"{"t":0,"event":"libraryCall","name":"updateDevice"}"#,
          #"{"t":1000,"event":"libraryCall","name":"startScoAudio"}"#,
        ],
        until:
          #"{"available":["@bt","builtInReceiver","builtInSpeaker"],"links":{"bt":"connecting"}}"#,
        then: #"{"available":["builtInReceiver","builtInSpeaker"],"links":{"bt":"off"}}"#,
        stop: #""event":"libraryCall","name":"stopScoAudio""#),
      Row(
        rule: "facetime.airplay2-connects", timer: .airPlayLink, after: 5000,
        start: #"{"connected":["homepod"],"calls":{"f":{"kind":"faceTime","state":"active"}}}"#,
        lines: [#"{"t":1000,"event":"routeSelected","port":"airPlay@homepod"}"#],
        until: #"{"out":"builtInSpeaker"}"#, then: #"{"out":"airPlay@homepod"}"#,
        stop: #""event":"linkFailed","device":"homepod","profile":"airPlay2""#),
    ]
    + [
      ("earpiece", "Earpiece"), ("speaker", "Speakerphone"), ("wired", "WiredHeadset"),
      ("headset", "BluetoothHeadset"), ("watch", "Watch"),
    ].map { id, word in
      // Nothing stops the guard; what it guards is in `rules/core-telecom/guard-…`.
      Row(
        rule: "core-telecom/react.prefer.\(id)", timer: .startGuard, after: 3000, start: headset,
        lines: [#"{"t":1000,"event":"libraryCall","name":"setPreferredStart","arg":"\#(word)"}"#],
        until: #"{"pending":null}"#, then: #"{"pending":null}"#)
    }

  static let rows =
    telecom + audioSwitch("audioswitch") + audioSwitch("audioswitch-livekit") + others

  // MARK: Playing

  private struct Played {
    var outcome: Outcome
    var steps: [PlayedStep]
    var machine: Machine

    /// When a timer ran out or was said to have.
    func fired(_ timer: Timer, after t: Int64 = 1000) -> [Int64] {
      steps.filter { $0.event?.kind == .timerFired && $0.event?.timer == timer && $0.t > t }.map(
        \.t)
    }
  }

  private func play(_ text: String) throws -> Played {
    var reader = TraceReader(file: "t", source: MemorySource(text))
    var player: TracePlayer?
    var steps: [PlayedStep] = []
    while let reading = reader.next() {
      guard case .line(let line) = reading else {
        Issue.record("\(reading)")
        continue
      }
      if case .header(let header) = line.content {
        let book = try #require(header.policy.flatMap { Policies.named($0) })
        player = TracePlayer(header: header, book: book, file: "t", line: line.number)
      }
      steps += player?.take(line, names: reader.names) ?? []
    }
    let machine = try #require(player?.machine)
    return Played(outcome: try #require(player?.finish().outcome), steps: steps, machine: machine)
  }

  // MARK: The claims

  /// A rule that starts a timer and has no row is found, and so is a row whose rule does not.
  @Test func everyRuleThatStartsATimerHasARow() {
    func name(_ rule: String, _ timer: Timer, _ after: Int64) -> String {
      "\(rule) \(timer.name) \(after)"
    }
    func effects(_ rule: Rule) -> [Effect] {
      switch rule.does {
      case .react(_, let effects), .follow(_, let effects): effects
      default: []
      }
    }
    var started: [String] = []
    for rule in Policies.withVariants.flatMap(\.rules) {
      for case .start(let timer, let after) in effects(rule) {
        started.append(name(rule.id, timer, after))
      }
    }
    #expect(Set(started) == Set(Self.rows.map { name($0.rule, $0.timer, $0.after) }))
    #expect(!started.contains { $0.hasPrefix("telecom16/") })
  }

  @Test(arguments: rows)
  func itRunsOutAtTheDeadlineAndNotBefore(row: Row) throws {
    let due = 1000 + row.after
    for (t, says, fired) in [
      (due - 1, row.until, []), (due, row.then, [due]), (due + 1, row.then, [due]),
    ] {
      let played = try play(row.trace([#"{"t":\#(t),"expect":\#(says)}"#]))
      #expect(played.outcome == .passed, "\(t) ms")
      #expect(played.fired(row.timer) == fired, "\(t) ms")
      let hasStarted = played.steps.contains { step in
        step.t == 1000
          && step.step.reactions.contains { played.machine.rules[$0].rule.id == row.rule }
          && step.step.timers.contains(.start(row.timer, milliseconds: row.after))
      }
      #expect(hasStarted, "the rule did not start it")
    }
  }

  @Test(arguments: rows.filter { $0.stop != nil })
  func itDoesNotRunOutOnceItIsStopped(row: Row) throws {
    let due = 1000 + row.after
    let stop = "{\"t\":\(due - 1),\(row.stop ?? "")}"
    let played = try play(row.trace([stop, #"{"t":\#(due + 1),"note":"later"}"#]))
    #expect(played.fired(row.timer) == [])
    #expect(played.steps.allSatisfy { !$0.step.verdict.isRejected })
  }

  /// Times in such a log are no times; what a recorder or a person says of the timer counts.
  @Test(arguments: rows)
  func withoutAClockItRunsOutOnlyWhereItIsSaid(row: Row) throws {
    let later = 1000 + row.after + 3_600_000
    let silent = try play(
      row.trace([#"{"t":\#(later),"expect":\#(row.until)}"#], byOrder: true))
    #expect(silent.outcome == .passed && silent.fired(row.timer) == [])
    let said = try play(
      row.trace(
        [#"{"event":"timerFired","timer":"\#(row.timer.name)","expect":\#(row.then)}"#],
        byOrder: true))
    #expect(said.outcome == .passed)
    let last = try #require(said.steps.last)
    #expect(last.event?.timer == row.timer && last.step.verdict.isApplied)
  }
}
