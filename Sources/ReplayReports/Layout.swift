/// Lays text out for people: at most 100 columns, aligned, the same with and without colour.
package enum Layout {
  package static let width = 100

  /// The columns that a text takes on a terminal; wide characters take two.
  package static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// Fills a text up with spaces to a number of columns; longer texts stay as they are.
  package static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - self.columns(text)))
  }

  private static func prefix(_ text: String, _ limit: Int) -> String {
    var result = ""
    var used = 0
    for character in text {
      used += columns(String(character))
      if used > limit { break }
      result.append(character)
    }
    return result
  }

  /// Breaks a text at spaces into lines; a word that is longer than a line is broken.
  package static func wrapped(_ text: String, to width: Int) -> [String] {
    let width = max(1, width)
    var lines: [String] = []
    var line = ""
    for part in text.split(separator: " ", omittingEmptySubsequences: true) {
      var word = String(part)
      while columns(word) > width {
        if !line.isEmpty {
          lines.append(line)
          line = ""
        }
        let head = prefix(word, width)
        guard !head.isEmpty else { break }
        lines.append(head)
        word.removeFirst(head.count)
      }
      if line.isEmpty {
        line = word
      } else if columns(line) + 1 + columns(word) <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.isEmpty ? [""] : lines.map(inert)
  }

  /// A CI service takes a line that begins with two colons for a command: no stranger may give one.
  private static func inert(_ line: String) -> String {
    line.hasPrefix("::") ? "\\u{3a}" + line.dropFirst() : line
  }

  /// A label and a text that hangs behind it.
  package static func hanging(
    _ label: String, _ text: String, indent: Int = 2, labelWidth: Int = 11
  ) -> [String] {
    let margin = indent + labelWidth
    return wrapped(text, to: width - margin).enumerated().map { index, line in
      index == 0
        ? String(repeating: " ", count: indent) + padded(label, to: labelWidth) + line
        : String(repeating: " ", count: margin) + line
    }
  }

  /// A number with its thousands apart: 1,904.
  package static func count(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return number < 0 ? "-" + result : result
  }

  /// A count and its noun: "1 trace", "2 traces".
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A time since the trace's start: `00:12.400`, or `1:00:12.400` from an hour on.
  package static func time(_ milliseconds: Int64) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let rest = milliseconds % 1000
    let seconds = milliseconds / 1000
    let fraction = rest < 10 ? "00\(rest)" : rest < 100 ? "0\(rest)" : "\(rest)"
    let clock = "\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(fraction)"
    return seconds >= 3600 ? "\(seconds / 3600):\(clock)" : clock
  }

  /// Seconds with two decimals.
  package static func seconds(_ milliseconds: Int64) -> String {
    let hundredths = (milliseconds + 5) / 10
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }
}

/// Colours, or none.
package struct Palette: Sendable {
  package var isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  package func red(_ text: String) -> String { paint(text, "31") }
  package func green(_ text: String) -> String { paint(text, "32") }
  package func yellow(_ text: String) -> String { paint(text, "33") }
  package func bold(_ text: String) -> String { paint(text, "1") }
  package func faint(_ text: String) -> String { paint(text, "2") }

  private func paint(_ text: String, _ code: String) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
