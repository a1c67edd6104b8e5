internal import RouteModel

/// The spellings of a closed set of words.
struct WordTable<Element: Word>: Sendable {
  /// What one of the words is called in a message.
  let what: String
  /// The words' own names, in the order of their declaration.
  let names: [String]
  private let words: [String: Element]
  /// Each word as a JSON string, by its code.
  private let json: [[UInt8]]

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
    var json = [[UInt8]](repeating: [], count: most + 1)
    for (word, name) in named {
      words[name] = word
      json[Int(word.rawValue)] = Array("\"\(name)\"".utf8)
    }
    self.words = words
    self.json = json
  }

  /// A word as a JSON string: words need no escapes.
  subscript(json word: Element) -> [UInt8] { json[Int(word.rawValue)] }

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
