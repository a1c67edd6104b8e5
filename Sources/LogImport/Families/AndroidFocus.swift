internal import RouteModel

/// Who holds the audio focus, as `MediaFocusControl` is asked for it.
struct FocusStack {
  struct Step {
    var line: LogLine
    var client = ""
    var app: String?
    /// What is asked for, from 1 (for good) to 4; nil where it is given up.
    var gain: Int?

    init(line: LogLine) { self.line = line }
  }

  /// Steps that wait until it is known which app the trace is about.
  private var waiting: [(mark: TraceBuilder.Mark, step: Step)] = []
  private var holders: [Step] = []

  private static let longestWait = 512
  private static let deepest = 100

  mutating func take(_ step: Step, _ apps: inout AndroidApps, _ trace: TraceBuilder) {
    waiting.append((trace.reserve(at: step.line), step))
    settle(&apps, trace, isOver: waiting.count > Self.longestWait)
  }

  /// Tells what waited; at the end the trace is about the first app that asked.
  mutating func settle(_ apps: inout AndroidApps, _ trace: TraceBuilder, isOver: Bool) {
    if isOver, apps.subject == nil {
      apps.beSubject(
        waiting.first { ($0.step.app ?? "com.android.").hasPrefix("com.android.") == false }?
          .step.app)
    }
    guard isOver || apps.subject != nil else { return }
    for (mark, step) in waiting { tell(step, at: mark, apps, trace) }
    waiting = []
  }

  private mutating func tell(
    _ step: Step, at mark: TraceBuilder.Mark, _ apps: AndroidApps, _ trace: TraceBuilder
  ) {
    let before = holders.last
    holders.removeAll { $0.client == step.client }
    if step.gain != nil { holders.append(step) }
    if holders.count > Self.deepest { holders.removeFirst() }
    let after = holders.last
    let had = before.map { apps.actor($0.app) == .app } ?? false
    let has = after.map { apps.actor($0.app) == .app } ?? false
    guard had != has else { return }
    var event = Event(has ? .audioFocusGained : .audioFocusLost)
    event.transient = has ? (after?.gain).map { $0 > 1 } : step.gain.map { $0 > 1 }
    event.by = step.gain == nil && had ? .app : apps.actor(after?.app ?? step.app)
    trace.add(event, at: mark, of: step.line, note: has ? nil : after?.app.map { "to \($0)" })
  }
}
