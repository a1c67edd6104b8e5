internal import RouteModel

/// What a reader found next.
package enum Reading: Hashable, Sendable {
  case line(Line)
  /// A bad trace; the reader goes on at the next header.
  case failure(TraceError)
}

/// Reads the traces of one file strictly, line by line, in bounded memory.
///
/// A trace has at most one error: what follows it, up to the next header, is skipped. The marks of
/// recorded logs (`seq`, `sum`, `end`) are read for their form; nothing verifies them here.
package struct TraceReader {
  package let file: String
  /// The names of the current trace, as of the line just read.
  ///
  /// A call's name is here until the line after its `callEnded` is read.
  package var names: NameTable { decoder.names }
  /// The names of the trace before the current one: as of its last line, from the moment that the
  /// next header or a failure is read.
  package private(set) var namesBefore = NameTable()
  /// The bytes of the line just read, without its newline.
  package var rawLine: [UInt8] { lines.line }

  private var lines: LineSplitter
  private var decoder = LineDecoder()
  private var isSkipping = false
  private var isEmpty = true
  private var traces = 0

  /// Reads from a source; the file's name is for errors only.
  package init(file: String, source: any ByteSource) {
    self.file = file
    lines = LineSplitter(source)
  }

  /// Opens a file, or standard input where the path is `-`.
  ///
  /// Throws where it cannot be opened.
  package init(path: String) throws(TraceError) {
    do throws(SourceError) {
      self.init(file: path, source: try FileSource(path: path))
    } catch {
      throw TraceError.unreadable(path, error)
    }
  }

  /// Returns the next line or failure; nil at the end.
  package mutating func next() -> Reading? {
    do throws(SourceError) {
      while try lines.next() {
        if Self.isBlank(lines.line) { continue }
        isEmpty = false
        if let reading = read() { return reading }
      }
    } catch {
      var failure = TraceError.unreadable(file, error)
      failure.beginsTrace = !decoder.isInTrace
      isEmpty = false
      namesBefore = decoder.names
      decoder = LineDecoder()
      return .failure(failure)
    }
    guard isEmpty else { return nil }
    isEmpty = false
    return .failure(
      TraceError(
        position: Position(file: file, line: 1, column: 1), kind: .emptyFile,
        message: "no trace: the file has no line", beginsTrace: true))
  }

  /// Reads the current line; nil where it belongs to a bad trace.
  private mutating func read() -> Reading? {
    if isSkipping {
      guard HeaderSniff.isHeader(lines.line) else { return nil }
      isSkipping = false
    }
    do throws(Fault) {
      try checkBytes()
      let line = try decoder.decode(lines.line, number: lines.number)
      if case .header = line.content { try begin() }
      return .line(line)
    } catch {
      let isHeader = HeaderSniff.isHeader(lines.line)
      let isOutside = !decoder.isInTrace
      let isBegun = decoder.headerNumber == lines.number
      namesBefore = isBegun ? decoder.namesBefore : decoder.names
      decoder = LineDecoder()
      isSkipping = true
      return .failure(failure(error, beginsTrace: isHeader || isOutside))
    }
  }

  private mutating func begin() throws(Fault) {
    traces += 1
    if traces > Limits.tracesInFile {
      throw Fault(.limit, at: 0, "more than \(Limits.tracesInFile) traces in one file")
    }
    namesBefore = decoder.namesBefore
    decoder.namesBefore = NameTable()
  }

  private func checkBytes() throws(Fault) {
    if lines.isTooLong {
      throw Fault(
        .lineTooLong, at: 0, "the line is longer than \(Limits.lineBytes) bytes")
    }
    if lines.line.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw Fault(
        .byteOrderMark, at: 0, "the line begins with a byte-order mark; a trace has none")
    }
  }

  private func failure(_ fault: Fault, beginsTrace: Bool) -> TraceError {
    let column = UTF8Check.column(of: fault.offset, in: lines.line)
    return TraceError(
      position: Position(file: file, line: lines.number, column: column), kind: fault.kind,
      message: fault.message, beginsTrace: beginsTrace)
  }

  private static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}

extension TraceError {
  /// A file or folder that the system does not let us read.
  static func unreadable(_ path: String, _ error: SourceError) -> TraceError {
    TraceError(
      position: Position(file: path, line: 0, column: 0), kind: .unreadable,
      message: "cannot be read: \(error.message)", beginsTrace: true)
  }
}
