package import RouteModel

/// Twilio's Voice SDK on iOS: interruptions, and calls that it holds because of them.
package struct TwilioVoiceLog: LogFamily {
  package static let name = "twilio-voice"
  package static let summary =
    "Twilio's Voice SDK on iOS: interruptions, and calls held for them"
  package static let platform = Platform.ios
  package static let triggers = [
    "AVAudioSessionInterruptionNotification", "AVAudioSessionInterruptionTypeKey",
    " TVOCall] ", " TwilioVoice] ", " TVOAudio",
  ]

  private static let silent = "Twilio's, without bearing on the route"
  private static let call = "twilio-call"

  private var isKnown = false
  /// nil before the first line that says so.
  private var isHeld: Bool?
  private var isInterrupted = false

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let rest = text.after("AVAudioSessionInterruptionTypeKey") {
      var number = rest
      _ = number.take { !LogText.isDigit($0) }
      switch number.takeNumber() {
      case 0: ended(rest.after("AVAudioSessionInterruptionOptionKey"), line, trace)
      case 1: began(line, trace)
      default: return .failed("the type of interruption is neither 0 nor 1")
      }
      return .understood
    }
    if let rest = text.after("AVAudioSessionInterruptionNotification") {
      guard var words = rest.after("interruption ") else { return .foreign }
      // The SDK listens while a call of its own is on.
      if !isKnown, text.contains("Twilio") { join(line, trace) }
      switch words.takeWord() {
      case "began": began(line, trace)
      case "ended": ended(words.after("shouldResume"), line, trace)
      default: return .failed("the interruption neither began nor ended")
      }
      return .understood
    }
    if let rest = text.after(" TVOCall] ") {
      if rest.hasPrefix("Holding call") {
        hold(true, line, trace)
      } else if rest.hasPrefix("Unholding call") {
        hold(false, line, trace)
      } else {
        return .noise(Self.silent)
      }
      return .understood
    }
    return text.contains("[VERBOSE ") || text.contains("[DEBUG ") || text.contains("[INFO ")
      ? .noise(Self.silent) : .foreign
  }

  package mutating func finish(into trace: TraceBuilder) { self = TwilioVoiceLog() }

  private mutating func began(_ line: LogLine, _ trace: TraceBuilder) {
    isInterrupted = true
    trace.add(Event(.interruptionBegan), at: line)
  }

  private mutating func ended(_ resume: LogText?, _ line: LogLine, _ trace: TraceBuilder) {
    if !isInterrupted {
      trace.add(
        Event(.interruptionBegan), at: line, assumed: true,
        note: "the log does not show when it began")
    }
    isInterrupted = false
    var event = Event(.interruptionEnded)
    if var flag = resume {
      _ = flag.take { !LogText.isWord($0) }
      let value = flag.takeWord()
      if value == "1" || value == "true" || value == "YES" { event.shouldResume = true }
      if value == "0" || value == "false" || value == "NO" { event.shouldResume = false }
    }
    trace.add(event, at: line)
  }

  /// The SDK holds the call, or takes it back; that there is one, its log may not have shown.
  private mutating func hold(_ isHeld: Bool, _ line: LogLine, _ trace: TraceBuilder) {
    if !isKnown { join(line, trace) }
    if self.isHeld == nil, !isHeld { add(.callHeld, line, trace, assumed: true) }
    guard isHeld != self.isHeld else { return }
    self.isHeld = isHeld
    add(isHeld ? .callHeld : .callResumed, line, trace)
  }

  private mutating func join(_ line: LogLine, _ trace: TraceBuilder) {
    isKnown = true
    var event = Event(.callJoined)
    event.callKind = .voip
    trace.add(
      event, call: Self.call, at: line, assumed: true,
      note: "the log does not show how the call began")
  }

  private func add(
    _ kind: EventKind, _ line: LogLine, _ trace: TraceBuilder, assumed: Bool = false
  ) {
    var event = Event(kind)
    event.by = .app
    trace.add(event, call: Self.call, at: line, assumed: assumed)
  }
}
