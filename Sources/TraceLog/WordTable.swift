internal import RouteModel

/// The spellings of a closed set of words.
struct WordTable<Element: Word>: Sendable {
  /// What one of the words is called in a message.
  let what: String
  /// The words' own names, in the order of their declaration.
  let names: [String]
  private let words: [String: Element]
  /// Each word as a JSON string, and without the quotes, by its code.
  private let json: FixedTable<Piece>
  private let texts: FixedTable<Piece>

  init(_ what: String) {
    self.what = what
    // A name is worked out by reflection, so once.
    let named = Element.allCases.map { (word: $0, name: $0.name) }
    names = named.map(\.name)
    var words: [String: Element] = [:]
    for word in Element.allCases {
      for alias in word.aliases { words[alias] = word }
    }
    let most = named.map { Int($0.word.rawValue) }.max() ?? -1
    var texts = [String](repeating: "", count: most + 1)
    for (word, name) in named {
      words[name] = word
      texts[Int(word.rawValue)] = name
    }
    self.words = words
    json = FixedTable(texts.map { Piece("\"\($0)\"") })
    self.texts = FixedTable(texts.map { Piece($0) })
  }

  /// A word as a JSON string: words need no escapes.
  subscript(json word: Element) -> Piece { json[Int(word.rawValue)] ?? Piece() }

  /// A word as it stands in a JSON string.
  subscript(text word: Element) -> Piece { texts[Int(word.rawValue)] ?? Piece() }

  subscript(spelling: String) -> Element? { words[spelling] }
}

/// All words of the format, looked up by their spelling.
enum Vocabulary {
  static let actor = WordTable<Actor>("actor")
  static let audioMode = WordTable<AudioMode>("audio mode")
  static let callKind = WordTable<CallKind>("kind of call")
  static let callState = WordTable<CallState>("call state")
  static let category = WordTable<Category>("category")
  static let cause = WordTable<Expected.Cause>("cause")
  static let clock = WordTable<Clock>("clock")
  static let column = WordTable<Column>("column")
  static let deviceType = WordTable<DeviceType>("device type")
  static let endReason = WordTable<EndReason>("reason")
  static let event = WordTable<EventKind>("event")
  static let focus = WordTable<AudioFocus>("audio focus")
  static let interruption = WordTable<InterruptionReason>("interruption reason")
  static let linkState = WordTable<LinkState>("link state")
  static let message = WordTable<TelecomMessage>("Telecom message")
  static let mode = WordTable<Mode>("mode")
  static let option = WordTable<CategoryOption>("category option")
  static let permission = WordTable<Permission>("permission")
  static let platform = WordTable<Platform>("platform")
  static let port = WordTable<Port>("port")
  static let profile = WordTable<Profile>("profile")
  static let setting = WordTable<Setting>("setting")
  static let settingValue = WordTable<SettingValue>("value")
  static let sound = WordTable<Sound>("sound")
  static let standing = WordTable<SessionStanding>("session state")
  static let timer = WordTable<Timer>("timer")
  static let via = WordTable<Via>("way")
}
