package import RouteModel

/// The route descriptions that Apple's systems print, and the SDKs that print them or say why.
///
/// Whoever prints it, `AVAudioSessionRouteDescription` is the system's own statement, so a current
/// route is observed. Of a route change, carriers print different pieces on different lines; they are
/// gathered into one `AppleChange` until a piece comes that it already has.
package struct AppleRouteText: LogFamily {
  package static let name = "apple-route"
  package static let summary =
    "AVAudioSession's route descriptions, RTCAudioSession, RNInCallManager and RNCallKeep"
  package static let platform = Platform.ios
  package static let triggers = [
    "AVAudioSessionRouteDescription:", "AVAudioSessionRouteChangeReasonKey",
    "AVAudioSessionPortDescription:", "Audio route changed: ",
    "RNInCallManager.AudioRouteChange.Reason", "RNInCallManager.updateAudioRoute()",
    "overrideOutputAudioPort(", "[RNCallKeep]", "Preferred Input: ", "PREFERRED INPUT: ",
  ]

  private var log = AppleSessionLog()
  private var block: Block?

  /// A description whose end has not come yet.
  private struct Block {
    var label: AppleRouteLabel
    var begin: LogLine
    var text: [UInt8]
  }

  private static let longestBlock = 1 << 16
  private static let silent = "an SDK's step that changed nothing"

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let text = line.message
    if let description = text.after("<AVAudioSessionRouteDescription:") {
      return begin(description, line, trace)
    }
    if text.contains("<AVAudioSessionPortDescription:") { return ports(text, line, trace) }
    if let reason = AppleReason.keyed(in: text) {
      log.reason(reason, by: "AVAudioSession", line, trace)
      return .understood
    }
    if var rest = text.after("Audio route changed: ") {
      guard let reason = AppleReason.word(rest.takeWord()) else { return .foreign }
      log.reason(reason, by: "RTCAudioSession", line, trace)
      if rest.take(" to :") { log.session(category: rest.takeWord(), mode: nil, line, trace) }
      return .understood
    }
    if text.contains("RNInCallManager.") { return inCallManager(text, line, trace) }
    if let rest = text.after("[RNCallKeep]") { return callKeep(rest, line, trace) }
    return preferredInput(text, line, trace)
  }

  package mutating func finish(into trace: TraceBuilder) {
    block = nil
    log.close(trace)
    log = AppleSessionLog()
  }

  // MARK: Descriptions

  private mutating func begin(
    _ description: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let label = AppleRouteLabel(before: line.message)
    if let reason = AppleReason.keyed(
      in: line.message.before("<AVAudioSessionRouteDescription:") ?? .empty)
    {
      log.reason(reason, by: "AVAudioSession", line, trace)
    }
    var begun = Block(label: label, begin: line, text: Array(description.rawBytes))
    if Self.isWhole(begun) { return end(begun, trace) }
    begun.text.append(0x0A)
    block = begun
    return .open
  }

  package mutating func resume(_ line: LogLine, into trace: TraceBuilder) -> Part {
    guard var open = block else { return .ended(.failed("the route description has no end")) }
    let text = line.message.trimmed
    guard line.mayContinue(open.begin), Self.mayStand(text) else { return .foreign }
    if text.contains("<AVAudioSessionRouteDescription:") {
      block = nil
      return .ended(.failed("another route description begins before this one ends"))
    }
    open.text += text.rawBytes
    open.text.append(0x0A)
    guard open.text.count <= Self.longestBlock else {
      block = nil
      return .ended(.failed("the route description is longer than any"))
    }
    block = open
    guard Self.isWhole(open) else { return .more }
    block = nil
    return .last(end(open, trace))
  }

  /// Whether a line can stand in a description; other lines are those of another thread.
  private static func mayStand(_ text: LogText) -> Bool {
    text.isEmpty || text.hasPrefix("inputs = (") || text.hasPrefix("outputs = (")
      || text.hasPrefix(")") || text.hasPrefix("\"<AVAudioSession")
      || text.hasPrefix("<AVAudioSession") || text.contains("selectedDataSource = ")
  }

  private static func isWhole(_ block: Block) -> Bool {
    behindEnd(of: LogText(block.text)) != nil
  }

  /// What stands behind a description; nil where its end has not come yet.
  ///
  /// A port's data source ends in the same two signs when it is `(null)`; before those of the whole
  /// stands white space, which a dictionary escapes.
  private static func behindEnd(of text: LogText) -> LogText? {
    guard var rest = text.after("outputs = (") else { return nil }
    while let part = rest.take(upTo: ")>") {
      guard let last = part.last else { return rest }
      let isEscaped = last == UInt8(ascii: "n") && part[part.count - 2] == UInt8(ascii: "\\")
      if LogText.isSpace(last) || isEscaped { return rest }
    }
    return nil
  }

  private mutating func end(_ block: Block, _ trace: TraceBuilder) -> Reading {
    let text = LogText(block.text)
    do throws(ApplePort.UnknownPort) {
      let route = try AppleRoute(text)
      log.route(route, block.label, block.begin, trace)
    } catch {
      return .failed(error.why)
    }
    if let reason = Self.behindEnd(of: text).flatMap(AppleReason.keyed) {
      log.reason(reason, by: "AVAudioSession", block.begin, trace)
    }
    return block.label == .none ? .noise("a route without a word on when it held") : .understood
  }

  /// Ports outside a route: all inputs that there are, or the preferred one.
  private mutating func ports(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    let label = (text.before("<AVAudioSessionPortDescription:") ?? .empty).string.lowercased()
    do throws(ApplePort.UnknownPort) {
      let ports = try ApplePort.all(in: text)
      if label.contains("available"), label.contains("input") {
        log.inputs(ports, line, trace)
      } else if label.contains("preferred"), label.contains("input"), let port = ports.first {
        log.preferred(port, line, trace)
      } else {
        return .noise("a port without a word on what it is")
      }
    } catch {
      return .failed(error.why)
    }
    return .understood
  }

  private mutating func preferredInput(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if let name = text.after("New Preferred Input: ") {
      log.prefer(name.trimmed.string, line, trace)
      return .understood
    }
    guard let value = text.after("Preferred Input: ") ?? text.after("PREFERRED INPUT: ") else {
      return .foreign
    }
    if value.trimmed == "nil" || value.trimmed == "(null)" {
      log.preferred(nil, line, trace)
      return .understood
    }
    let name = value.between("Optional(\"", "\")") ?? value.trimmed
    return log.preferred(named: name.string, line, trace)
      ? .understood : .noise("an input that no list names")
  }

  // MARK: SDKs

  private mutating func inCallManager(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    if var rest = text.after("RNInCallManager.AudioRouteChange.Reason: ") {
      guard let reason = AppleReason.word(rest.takeWord()) else {
        return .failed("the reason is none that is known")
      }
      log.reason(reason, by: "RNInCallManager", line, trace)
      state(text, line, trace)
      return .understood
    }
    if var rest = text.after("overrideOutputAudioPort(") {
      guard let port = rest.take(upTo: ") ") else { return .noise(Self.silent) }
      switch (port.string, rest.takeWord().string) {
      case (".Speaker", let result), (".speaker", let result):
        log.override(.builtInSpeaker, isRefused: result != "success", line, trace)
      case (".None", let result), (".none", let result):
        log.override(nil, isRefused: result != "success", line, trace)
      default: return .failed("the override is neither Speaker nor None")
      }
      return .understood
    }
    if text.contains("[Enter]"), text.contains("category=") {
      state(text, line, trace)
      return .understood
    }
    return text.contains("RNInCallManager.updateAudioRoute()") ? .noise(Self.silent) : .foreign
  }

  private mutating func state(_ text: LogText, _ line: LogLine, _ trace: TraceBuilder) {
    var category = text.after("category=") ?? .empty
    var mode = text.after("mode=") ?? .empty
    log.session(category: category.takeWord(), mode: mode.takeWord(), line, trace)
  }

  private mutating func callKeep(
    _ text: LogText, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading {
    trace.stateCallKit()
    if let name = text.after("[setAudioRoute] - inputName: ") {
      let name = name.trimmed.string
      if name == "Speaker" {
        log.override(.builtInSpeaker, isRefused: false, line, trace)
      } else {
        log.prefer(name, line, trace)
      }
      return .understood
    }
    if text.contains("didActivateAudioSession") {
      log.activation(true, line, trace)
      return .understood
    }
    if text.contains("didDeactivateAudioSession") {
      log.activation(false, line, trace)
      return .understood
    }
    return .noise("RNCallKeep, not about the route")
  }
}

/// What stands before a description says which route it is.
enum AppleRouteLabel: Hashable {
  case previous
  case current
  case none

  init(before text: LogText) {
    let label = (text.before("<AVAudioSessionRouteDescription:") ?? .empty).string.lowercased()
    // The last word counts: a line may hold both.
    let previous = Self.last("previous", in: label)
    let current = Self.last("current", in: label)
    switch (previous, current) {
    case (nil, nil): self = .none
    case (let previous, let current):
      self = (previous ?? -1) > (current ?? -1) ? .previous : .current
    }
  }

  private static func last(_ word: String, in text: String) -> Int? {
    let letters = Array(text.utf8)
    let wanted = Array(word.utf8)
    guard letters.count >= wanted.count else { return nil }
    return (0...(letters.count - wanted.count)).last {
      letters[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }
}
