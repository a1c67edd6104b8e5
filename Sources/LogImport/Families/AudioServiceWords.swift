internal import RouteModel

/// The words and numbers of AudioService's lines.
extension AudioService {
  static func type(_ profile: Profile) -> DeviceType {
    profile == .le ? .leHeadset : .bluetooth
  }

  /// `BluetoothProfile`'s numbers.
  static func profile(_ number: Int) -> Profile? {
    switch number {
    case 1: .hfp
    case 2: .a2dp
    case 21, 22: .le
    default: nil
    }
  }

  static func mode(_ word: LogText) -> AudioMode? {
    AudioMode.allCases.first { $0.name == word.string }
  }

  static func mode(_ number: Int) -> AudioMode? {
    AudioMode.allCases.indices.contains(number) ? AudioMode.allCases[number] : nil
  }

  static func flag(_ text: LogText) -> Bool? {
    text.hasPrefix("true") ? true : text.hasPrefix("false") ? false : nil
  }

  static func number(_ text: LogText?) -> Int? {
    guard var text else { return nil }
    return text.takeInteger()
  }

  /// The last number of `: 10166/2790`, `=2790`.
  static func digits(_ text: LogText) -> String {
    var rest = text.afterLast("/") ?? text
    _ = rest.take { !LogText.isDigit($0) }
    return rest.take(while: LogText.isDigit).string
  }

  static func package(_ text: inout LogText) -> String? {
    let word = text.take { LogText.isWord($0) || $0 == UInt8(ascii: ".") }
    return word.isEmpty ? nil : word.string
  }

  static func upToSpace(_ text: LogText) -> String {
    var rest = text
    return rest.take { !LogText.isSpace($0) }.string
  }
}
