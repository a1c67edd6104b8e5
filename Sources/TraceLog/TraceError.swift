internal import RouteModel

/// A place in a text.
package struct Position: Hashable, Sendable, CustomStringConvertible {
  package var file: String
  /// The line, from 1; 0 where the error is about the file as a whole.
  package var line: Int
  /// The column, from 1, in Unicode scalars; 0 where the error is about the line as a whole.
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  package var description: String {
    if line == 0 { return file }
    return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }
}

/// What is wrong with a trace, and where.
///
/// The message says what was found, what was allowed, and the nearest spelling where one is near.
package struct TraceError: Error, Hashable, Sendable, CustomStringConvertible {
  package var position: Position
  package var kind: Kind
  package var message: String
  /// Whether the line is a header, or stands before the first one: the trace before it is whole.
  package var beginsTrace: Bool

  package init(position: Position, kind: Kind, message: String, beginsTrace: Bool = false) {
    self.position = position
    self.kind = kind
    self.message = message
    self.beginsTrace = beginsTrace
  }

  package var description: String { "\(position): \(message)" }

  /// The kinds of error; each has a file in `traces/broken`, except those of files and folders.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The file or folder cannot be read.
    case unreadable
    /// A folder holds no trace.
    case emptyFolder
    /// A file holds no trace.
    case emptyFile
    /// A line stands before the first header.
    case outsideTrace
    case lineTooLong
    case byteOrderMark
    case invalidUTF8
    /// The line is not JSON.
    case syntax
    case controlCharacter
    case loneSurrogate
    case nesting
    /// The line is JSON, but none of the kinds of line.
    case unknownLine
    case version
    case duplicateKey
    case unknownKey
    case missingKey
    case wrongType
    /// A number has a fraction or an exponent, or is out of range.
    case number
    /// The time runs backwards.
    case time
    case unknownEvent
    case unknownWord
    /// The word is known, but not allowed here.
    case valueNotAllowed
    /// An identifier, version or checksum is not spelled as one.
    case malformed
    case undeclaredDevice
    /// Something is declared or listed twice.
    case declaredTwice
    /// The device does not have that port.
    case missingPort
    /// The port is not an input, or not an output.
    case wrongSide
    /// One of `Limits` is exceeded.
    case limit
  }
}

/// What is wrong at a byte of the current line; the reader turns it into a `TraceError`.
struct Fault: Error {
  var offset: Int
  var kind: TraceError.Kind
  var message: String

  init(_ kind: TraceError.Kind, at offset: Int, _ message: String) {
    self.offset = offset
    self.kind = kind
    self.message = message
  }
}

/// Words for messages.
enum Phrase {
  /// Quotes what a stranger wrote: shortened, and without characters that could steer a terminal.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index == 64 {
        result += "…"
        break
      }
      if isUnprintable(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Control characters, and those that reorder or break the text around them.
  static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    default: false
    }
  }

  /// Says which word was perhaps meant, or else which are allowed.
  static func hint(_ word: String, allowed: [String], near: [String]? = nil) -> String {
    if let near = Spelling.nearest(to: word, among: near ?? allowed), near != word {
      return "; did you mean \"\(near)\"?"
    }
    return allowed.isEmpty ? "" : "; allowed: \(allowed.joined(separator: ", "))"
  }
}
