package import RouteModel

/// One line of a trace, read.
package struct Line: Hashable, Sendable {
  /// The line's number in its file, from 1.
  package var number: Int
  /// Milliseconds since the trace's start: the line's own, or else those of the line before.
  package var t: Int64
  /// Whether the line gives its time itself.
  package var hasTime: Bool
  /// The number of the line in the log that an importer read, from 1.
  package var sourceLine: Int?
  /// Whether nobody saw this: the author or an importer filled it in.
  package var assumed: Bool
  package var note: String?
  /// Of recorded logs: the place of the line; read, and not verified here.
  package var seq: Int64?
  /// Of recorded logs: the line's checksum; read, and not verified here.
  package var sum: UInt32?
  package var content: Content
  /// In the order of `Column`, each column at most once.
  package var evidence: [Evidence]
  /// The user's own keys, with their values.
  package var extras: [Extra]
  /// What a newer minor version says that this reader does not know.
  package var unknownKeys: [String]

  package init(_ content: Content, number: Int = 0, t: Int64 = 0, hasTime: Bool = false) {
    self.content = content
    self.number = number
    self.t = t
    self.hasTime = hasTime
    assumed = false
    evidence = []
    extras = []
    unknownKeys = []
  }
}

/// What kind of line it is, and what only that kind holds.
package enum Content: Hashable, Sendable {
  indirect case header(Header)
  case device(DeviceDeclaration)
  case event(Event)
  case evidence
  case note
  case gap(Gap)
  case end(Seal)
  /// A line of a newer minor version whose kind or whose event this reader does not know.
  case unknown
}

/// Events that are missing.
package struct Gap: Hashable, Sendable {
  /// How many; nil where nobody knows.
  package var lost: Int?
  package var why: String?

  package init(lost: Int? = nil, why: String? = nil) {
    self.lost = lost
    self.why = why
  }
}

/// The end of a recorded log that was closed in order.
package struct Seal: Hashable, Sendable {
  /// The number of lines before this one.
  package var records: Int?
  package var why: String?

  package init(records: Int? = nil, why: String? = nil) {
    self.records = records
    self.why = why
  }
}

/// A key of the user's own, which begins with `x-`.
package struct Extra: Hashable, Sendable {
  /// The object that the key stands in, as a path: empty for the line itself.
  package var path: String
  package var key: String
  /// The value as JSON without white space.
  package var json: String

  package init(path: String = "", key: String, json: String) {
    self.path = path
    self.key = key
    self.json = json
  }
}
