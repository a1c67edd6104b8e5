/// Text made safe for Markdown.
package enum Markdown {
  /// Escapes what would end a table's cell or begin a mark, in words of our own.
  package static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\", "|", "*", "`", "<", "[", "]": result += "\\\(character)"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
  }

  /// Leaves nothing in a stranger's words that Markdown or HTML would take for a mark.
  static func strangers(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar.value {
      case 0x0A, 0x0D: result += " "
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: result.unicodeScalars.append(scalar)
      default:
        if " -.,/:;()".unicodeScalars.contains(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "&#\(scalar.value);"
        }
      }
    }
  }
}
