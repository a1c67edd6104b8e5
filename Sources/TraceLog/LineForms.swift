internal import RouteModel

/// The keys of events and evidence, spelled once: a word's name is worked out by reflection, which
/// is too slow to do on every line.
enum LineForms {
  /// The keys that a kind of event takes.
  struct EventForm: Sendable {
    var owner: String
    /// The arguments in their order, each with its key.
    var arguments: [Slot]
    /// All keys that may stand on a line with the event, but for the common ones.
    var keys: [String]
  }

  /// How events are written.
  struct EventSpellings: Sendable {
    /// By the code of the kind.
    var kinds: FixedTable<EventSpelling>
    /// The arguments' fields of all kinds.
    var fields: FixedTable<FieldSpelling>
  }

  /// How a kind of event is written.
  struct EventSpelling: Sendable {
    /// The event itself as a member: `"event":"callEnded"`.
    var member: Piece
    /// The places of its arguments' fields.
    var fields: Range<Int>
  }

  /// How an argument of an event is written.
  struct FieldSpelling: Sendable {
    var field: Argument.Field
    /// Its key as JSON with the colon.
    var key: Piece
  }

  /// An argument and its key.
  struct Slot: Sendable {
    var argument: Argument
    var key: String
  }

  /// The keys that a column of evidence takes.
  struct ColumnForm: Sendable {
    var column: Column
    var name: String
    /// The name as a key as JSON with the colon.
    var key: Piece
    var owner: String
    var keys: [String]
  }

  static func form(of kind: EventKind) -> EventForm { events[Int(kind.rawValue)] }

  /// The columns in their order.
  static let columns: [ColumnForm] = Column.allCases.map { column in
    ColumnForm(
      column: column, name: column.name, key: Piece("\"\(column.name)\":"),
      owner: "\"\(column.name)\"", keys: keys(of: column))
  }

  /// By the code of the kind.
  private static let events: [EventForm] = {
    let kinds = EventKind.allCases.sorted { $0.rawValue < $1.rawValue }
    return kinds.map { kind in makeForm(kind) }
  }()

  static let spellings: EventSpellings = {
    var fields: [FieldSpelling] = []
    let kinds = EventKind.allCases.sorted { $0.rawValue < $1.rawValue }.map { kind in
      let first = fields.count
      fields += kind.arguments.map {
        FieldSpelling(field: $0.field, key: Piece("\"\($0.field.key)\":"))
      }
      return EventSpelling(
        member: Piece("\"event\":\"\(kind.name)\""), fields: first..<fields.count)
    }
    return EventSpellings(kinds: FixedTable(kinds), fields: FixedTable(fields))
  }()

  private static func makeForm(_ kind: EventKind) -> EventForm {
    let arguments = kind.arguments.map { Slot(argument: $0, key: $0.field.key) }
    return EventForm(
      owner: "event \"\(kind.name)\"", arguments: arguments,
      keys: ["event"] + arguments.map(\.key) + LineDecoder.columnKeys)
  }

  private static func keys(of column: Column) -> [String] {
    let keys = [
      "in", "out", "available", "availableInputs", "selected", "preferredInput", "pending",
      "links", "calls", "session", "category", "mode", "options", "audioMode", "focus", "muted",
      "dataSource",
    ]
    switch column {
    case .claimed: return keys + ["by"]
    case .observed: return keys + ["reason"]
    case .heard: return keys + ["audio"]
    case .expect, .wanted: return keys
    }
  }
}
