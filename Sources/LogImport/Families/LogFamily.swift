package import RouteModel

/// A family of logs: the grammar of one kind of source, and what its lines mean.
///
/// A family sees only lines in which one of its triggers stands, and while a record of its own is open
/// every line. It keeps the columns apart: what an SDK says it selected is `claimed`, only what the
/// system states is `observed`, what it fills in is `assumed`.
package protocol LogFamily {
  /// The word for `--from`: lower case, with `-`.
  static var name: String { get }
  /// One line for people.
  static var summary: String { get }
  /// The platform of such logs, where the log itself does not say more.
  static var platform: Platform { get }
  /// Literals, one of which stands in every line that matters; at least six bytes each, the rarer
  /// the better. In `log show`'s JSON, quotes, backslashes and slashes are escaped: leave them out.
  static var triggers: [String] { get }

  init()

  /// Reads a line in which a trigger stands.
  mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading

  /// Reads the next line while a record is open.
  mutating func resume(_ line: LogLine, into trace: TraceBuilder) -> Part

  /// Ends what is open: the trace is over, since the log is, or the phone was restarted.
  mutating func finish(into trace: TraceBuilder)
}

extension LogFamily {
  package mutating func resume(_ line: LogLine, into trace: TraceBuilder) -> Part { .foreign }

  package mutating func finish(into trace: TraceBuilder) {}
}

/// What a family makes of a line, or of a whole record.
package enum Reading: Hashable, Sendable {
  case understood
  /// Known, and without bearing on the route; the kind of noise, for the report.
  case noise(String)
  /// Looks like the family's own and cannot be read: why.
  case failed(String)
  /// A record begins that goes on in the lines that follow.
  case open
  /// No line of this family.
  case foreign
}

/// What a line is to a record that is open.
package enum Part: Hashable, Sendable {
  /// A part, and more follow.
  case more
  /// The last part; the reading holds for all of them.
  case last(Reading)
  /// No part of it: the record was over before. The reading holds for its parts.
  case ended(Reading)
  /// No part of it; the record stays open, as when two threads write into each other.
  case foreign
}

/// The importers that there are; a new one is a file and one line here.
///
/// Where several families have a trigger in a line, the first that does not call it foreign has it.
package enum LogFamilies {
  package static var all: [any LogFamily.Type] {
    [
      AppleRouteText.self,
      // Jitsi prints Telecom's state in its own lines.
      JitsiAudioMode.self,
      TelecomLog.self,
      AppRTCLog.self,
      AudioSwitchLog.self,
      TwilioVoiceLog.self,
      AudioService.self,
      AppleUnified.self,
      Linphone.self,
      BluetoothStack.self,
      AndroidHAL.self,
    ]
  }

  package static func named(_ name: String) -> (any LogFamily.Type)? {
    all.first { $0.name == name }
  }
}
