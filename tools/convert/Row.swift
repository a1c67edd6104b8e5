/// Why a row was not converted.
struct Skip: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  static let noRoute = Skip("says nothing about a route, a link or the available routes")
}

/// A row of a table of tests: what held, what happened, what was expected.
struct Row {
  var suite: String
  var test: String
  var devices: JSON
  var initial: JSON
  var events: [JSON]
  var expected: JSON

  init(_ json: JSON) throws {
    guard let suite = json["suite"]?.string, let test = json["test"]?.string else {
      throw Skip("a row without suite or test")
    }
    self.suite = suite
    self.test = test
    devices = json["devices"] ?? .null
    initial = json["initial"] ?? .null
    events = json["events"]?.list ?? []
    expected = json["expected"] ?? .null
  }

  /// The last part of the suite's path, without its suffix.
  var suiteName: String {
    let file = suite.split { $0 == "/" || $0 == " " }.last.map(String.init) ?? suite
    return file.split(separator: ".").first.map(String.init) ?? file
  }

  /// Lower-case words: `testUserBluetoothSwitchOff` is `test-user-bluetooth-switch-off`.
  static func words(_ text: String) -> String {
    var result = ""
    var previous: Character = " "
    for character in text {
      if character.isASCII, character.isLetter || character.isNumber {
        let beginsWord =
          character.isUppercase && (previous.isLowercase || previous.isNumber)
          || (character.isLetter && previous.isNumber && character.isUppercase)
        if beginsWord, !result.hasSuffix("-") { result += "-" }
        result += character.lowercased()
      } else if !result.isEmpty, !result.hasSuffix("-") {
        result += "-"
      }
      previous = character
    }
    return result.hasSuffix("-") ? String(result.dropLast()) : result
  }

  /// What the row says of the outcome, in the order in which it says it: its checks, then the end.
  var statements: [JSON] { events.compactMap { $0["check"] } + [expected] }

  func states(any keys: [String]) -> Bool {
    statements.contains { statement in keys.contains { statement[$0] != nil } }
  }
}

/// A trace as it is put together.
struct TraceDraft {
  var policy: String
  var os: String?
  var receiver: Bool?
  /// Whether the phone supports SCO off call; only a phone that does not is worth a word.
  var scoOffCall: Bool?
  var app: JSON?
  private(set) var devices: [(id: String, type: String)] = []
  var connected: [String] = []
  var active: [JSON.Member] = []
  var links: [JSON.Member] = []
  var calls: JSON?
  var settings: JSON?
  var available: JSON?
  var route: JSON?
  private(set) var lines: [String] = []
  private(set) var hasExpectation = false
  /// Milliseconds since the start.
  private(set) var t = 0
  /// The devices that are connected at this point.
  private(set) var present: [String] = []

  /// Events follow each other closely: no timer runs out between them.
  static let step = 10

  init(policy: String) { self.policy = policy }

  mutating func declare(_ id: String, _ type: String) {
    guard !devices.contains(where: { $0.id == id }) else { return }
    devices.append((id, type))
  }

  func type(of id: String) -> String? { devices.first { $0.id == id }?.type }

  mutating func connectAtStart(_ id: String) {
    guard !connected.contains(id) else { return }
    connected.append(id)
    present.append(id)
  }

  /// Time passes; a row of more than a day is none that this tool knows.
  mutating func pass(_ milliseconds: Int) throws {
    guard (0...86_400_000).contains(milliseconds) else {
      throw Skip("\(milliseconds) ms are not taken")
    }
    t += milliseconds
  }

  mutating func event(
    _ name: String, _ arguments: KeyValuePairs<String, JSON?> = [:], isAssumed: Bool = false
  ) {
    t += Self.step
    var members: [JSON.Member] = [
      JSON.Member(key: "t", value: .number(t)), JSON.Member(key: "event", value: .string(name)),
    ]
    for (key, value) in arguments {
      if let value { members.append(JSON.Member(key: key, value: value)) }
    }
    if isAssumed { members.append(JSON.Member(key: "assumed", value: .bool(true))) }
    lines.append(JSON.object(members).text)
  }

  mutating func connect(_ id: String, isAssumed: Bool = false) {
    guard !present.contains(id) else { return }
    present.append(id)
    event("deviceConnected", ["device": .string(id)], isAssumed: isAssumed)
  }

  mutating func disconnect(_ id: String, isAssumed: Bool = false) {
    guard let place = present.firstIndex(of: id) else { return }
    present.remove(at: place)
    event("deviceDisconnected", ["device": .string(id)], isAssumed: isAssumed)
  }

  mutating func note(_ text: String) {
    lines.append(JSON.object(["t": .number(t), "note": .string(text)]).text)
  }

  mutating func expect(_ facts: [JSON.Member]) {
    guard !facts.isEmpty else { return }
    hasExpectation = true
    lines.append(JSON.object(["t": .number(t), "expect": .object(facts)]).text)
  }

  func text(id: String, row: Row) -> String {
    func some(_ members: [JSON.Member]) -> JSON? { members.isEmpty ? nil : .object(members) }
    let start = JSON.object([
      "connected": connected.isEmpty ? nil : .strings(connected), "active": some(active),
      "links": some(links), "calls": calls, "settings": settings, "available": available,
      "route": route,
    ])
    let host = JSON.object([
      "receiver": receiver.map { .bool($0) },
      "scoOffCall": scoOffCall == false ? .bool(false) : nil,
    ])
    let header = JSON.object([
      "trace": .number(1), "id": .string(id), "platform": .string("android"),
      "os": os.map { .string($0) }, "policy": .string(policy),
      "host": host.members.isEmpty ? nil : host, "app": app,
      "devices": devices.isEmpty
        ? nil
        : .object(
          devices.map { JSON.Member(key: $0.id, value: .object(["type": .string($0.type)])) }),
      "start": start.members.isEmpty ? nil : start, "title": .string(row.test),
      "source": .strings([row.suite, row.test]),
    ])
    return ([header.text] + lines).joined(separator: "\n") + "\n"
  }
}
