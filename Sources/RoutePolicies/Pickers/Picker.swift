import RouteMachine
import RouteModel

/// What the books of SDK device pickers share: the calls that an app makes, and what a picker knows.
enum Picker {
  static let earpiece = EndpointClass("earpiece", [.builtInReceiver])
  static let speaker = EndpointClass("speaker", [.builtInSpeaker])
  static let wired = EndpointClass("wired headset", [.headphones, .usbAudio])

  static func calls(_ functions: [PickerFunction]) -> Condition {
    .isAny(
      "the call is \(functions.map(\.name).joined(separator: " or "))", .pickerFunction, functions)
  }

  static func names(_ words: [ArgumentWord]) -> Condition {
    .isAny("it names \(words.map(\.name).joined(separator: " or "))", .pickerArgument, words)
  }

  static func flag(_ cell: Cell) -> Condition { .isSet(cell.name, fact(cell)) }

  static func noFlag(_ cell: Cell) -> Condition { .isNotSet("not: \(cell.name)", fact(cell)) }

  static func isAny(_ cell: Cell, _ words: [some Word]) -> Condition {
    .isAny(
      "\(cell.name) is \(words.map(\.name).joined(separator: " or "))", fact(cell), words)
  }

  static func isNone(_ cell: Cell, _ words: [some Word]) -> Condition {
    .isNone(
      "\(cell.name) is not \(words.map(\.name).joined(separator: " or "))", fact(cell), words)
  }

  private static func fact(_ cell: Cell) -> Fact { .memory(cell, owner: .app, setBy: []) }

  static func set(_ cell: Cell, _ word: some Word) -> Effect { .set(cell, .constant(Value(word))) }

  static func raise(_ cell: Cell) -> Effect { .set(cell, .constant(Value(true))) }
}

extension Fact {
  static let pickerFunction = Fact(
    "the function", .word(of: PickerFunction.self), owner: .app
  ) { Value($0.event?.error == nil ? $0.event?.functionWord : nil) }

  static let pickerArgument = Fact(
    "the function's argument", .word(of: ArgumentWord.self), owner: .app
  ) { Value($0.event?.argumentWord) }

  /// Whether a wired or USB device is plugged in.
  static let wiredIsIn = Fact(
    "a wired headset is plugged in", .flag, owner: .person,
    setBy: [.deviceConnected, .deviceDisconnected]
  ) { Value($0.world.hasWired) }

  /// Whether two cells hold the same.
  static func same(_ one: Cell, _ other: Cell) -> Fact {
    Fact("\(one.name) is \(other.name)", .flag, owner: .system) {
      Value($0.memory[one] == $0.memory[other])
    }
  }
}
