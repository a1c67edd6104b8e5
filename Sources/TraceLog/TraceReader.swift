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
/// recorded logs (`seq`, `sum`, `end`) are read for their form; a reader that `verifies` also passes
/// on only the lines of a recorded log that vouch for themselves, with a gap where it does not.
package struct TraceReader {
  package let file: String
  /// The names of the current trace, as of the line just read.
  ///
  /// A call's name is here until the line after its `callEnded` is read.
  package var names: NameTable { decoder.names }
  /// The bytes of the line just read, without its newline.
  package var rawLine: [UInt8] { lines.line }

  /// Whether something of a recorded log is lost: lines that do not vouch for themselves, or the
  /// end of the last one.
  ///
  /// Only a reader that verifies can tell.
  package var isLossy: Bool { mending.map { $0.isLossy || $0.tornTail != nil } ?? false }
  /// Where recorded logs are damaged, as far as they were read; at most 1000 places.
  package var damages: [Damage] { mending?.damages ?? [] }
  /// What the last log ends in that is no whole line, and was left out.
  package var tornTail: TornTail? { mending?.tornTail }
  /// Whether a line was met that looks like one of a recorded log, or whether nobody looked.
  ///
  /// Where none was, what is read of a trace depends on nothing before its header.
  package var metRecorded: Bool { mending?.metRecorded ?? true }

  /// Whether the trace goes on after a line that cannot be read: each such line is one failure.
  ///
  /// A bad header still ends its trace.
  package var passesOverBadLines = false

  /// Whether a line is numbered as in the log that an importer read, not as in this file.
  package var numbersLinesAsTheirSource = false

  private var sourceLine = 1
  var lines: LineSplitter
  /// What lines said before, where they need not be read again.
  let memory: LineMemory?
  /// Whether the splitter stands at a line that was not recognised.
  var isUnknown = false
  var mayRecognise = false
  /// Whether the lines are a recorded log's.
  var isInRecord = false
  /// The byte before which all lines have vouched for themselves.
  var vouchedTo: Int64 = 0
  /// The byte before which it is not tried again to check many lines at once.
  var runsFrom: Int64 = 0
  var scratch = LineRun.Scratch()
  var mending: LogMending?
  /// Whether the current line has been checked and not yet been read.
  var isHeld = false
  /// What was read of the current line, and what it says, after a gap that was given first.
  var held: (reading: Reading, saying: Int32?)?
  var decoder = LineDecoder()
  var isSkipping = false
  /// Why the source gave no more bytes, where that is not told yet.
  var failed: SourceError?
  var isEmpty = true
  var traces = 0

  /// Reads from a source; the file's name is for errors only.
  ///
  /// With a memory, lines can be taken by what they say (``takeKnown(_:)``). A source that gives
  /// only a part of the file begins at a header line; the place says where that line stands.
  package init(
    file: String, source: any ByteSource, from place: LinePlace = .start, verifies: Bool = false,
    memory: LineMemory? = nil
  ) {
    self.file = file
    self.memory = memory
    lines = LineSplitter(source, from: place)
    mending = verifies ? LogMending() : nil
  }

  /// Opens a file, or standard input where the path is `-`.
  ///
  /// Throws where it cannot be opened.
  package init(
    path: String, verifies: Bool = false, memory: LineMemory? = nil
  ) throws(TraceError) {
    do throws(SourceError) {
      self.init(
        file: path, source: try FileSource(path: path), verifies: verifies, memory: memory)
    } catch {
      throw TraceError.unreadable(path, error)
    }
  }

  /// Returns the next line or failure; nil at the end.
  package mutating func next() -> Reading? {
    let reading = nextReading()
    mayRecognise = canRecognise()
    isInRecord = mending?.isWhole ?? false
    return reading
  }

  private mutating func nextReading() -> Reading? {
    if let (reading, said) = held {
      held = nil
      saying = said
      return reading
    }
    do throws(SourceError) {
      while try nextLine() {
        switch mend() {
        case .drop: continue
        case .pass(_, let isHeader):
          // A gap before a header belongs to the trace before it.
          if isHeader, let gap = mending?.gap() {
            isHeld = true
            return gapReading(gap)
          }
        }
        if Self.isBlank(lines.line) { continue }
        isEmpty = false
        if let reading = read() {
          guard let gap = mending?.gap() else { return reading }
          held = (reading, saying)
          return gapReading(gap)
        }
      }
    } catch {
      var failure = TraceError.unreadable(file, error)
      failure.beginsTrace = !decoder.isInTrace
      isEmpty = false
      decoder = LineDecoder()
      return .failure(failure)
    }
    if let gap = mending?.gapAtEnd() { return gapReading(gap) }
    guard isEmpty else { return nil }
    isEmpty = false
    return .failure(
      TraceError(
        position: Position(file: file, line: 1, column: 1), kind: .emptyFile,
        message: "no trace: the file has no line", beginsTrace: true))
  }

  /// Moves on to the next line; false at the end.
  private mutating func nextLine() throws(SourceError) -> Bool {
    if let failure = failed {
      failed = nil
      throw failure
    }
    if isHeld { return true }
    if isUnknown {
      isUnknown = false
      lines.keep()
      return true
    }
    return try lines.next()
  }

  // MARK: Recognition

  /// Whether lines can be recognised from here on, until one is not.
  private func canRecognise() -> Bool {
    memory != nil && decoder.isInTrace && !decoder.isNewer && !isSkipping && !isHeld
      && held == nil && failed == nil && !numbersLinesAsTheirSource
      && (mending.map { $0.isIdle || $0.isWhole } ?? true)
  }

  /// What the line just read says; nil where it cannot be remembered.
  package private(set) var saying: Int32?

  /// Remembers what the line that was just read says.
  private mutating func remember(_ line: Line) {
    guard let memory else { return }
    saying = nil
    if case .header(let header) = line.content {
      memory.begin(decoder.names)
      // What is recognised has none of the keys that any line may have.
      let isBare = line == Line(.header(header), number: line.number)
      memory.remember(isBare ? header : nil, lines.line, decoder.names)
      return
    }
    memory.read(decoder.names, passing: decoder.passing, line)
    guard !decoder.isNewer else { return }
    let isRecorded = mending?.isWhole ?? false
    saying = lines.line.withUnsafeBytes { bytes in
      // What differs from line to line may stand where it would be taken for the core.
      guard let base = bytes.baseAddress,
        let frame = LineFrame(base, bytes.count, isRecorded: isRecorded),
        let count = frame.core(base, bytes.count, isRecorded: isRecorded),
        line.hasTime == (frame.t != nil), line.sourceLine == frame.sourceLine,
        isRecorded == (line.seq != nil), isRecorded == (line.sum != nil)
      else { return nil }
      return memory.learn(line, base + frame.start, count)
    }
  }

  /// Says what becomes of the current line, where this reader verifies.
  private mutating func mend() -> LogMending.Fate {
    if isHeld {
      isHeld = false
      return .pass(from: 0, isHeader: false)
    }
    if lines.offset < vouchedTo { return .pass(from: 0, isHeader: false) }
    guard mending != nil else { return .pass(from: 0, isHeader: false) }
    if lines.isTooLong {
      let isLog = mending?.takeLongLine(number: lines.number, offset: lines.offset) ?? false
      return isLog ? .drop : .pass(from: 0, isHeader: false)
    }
    let fate =
      mending?.take(
        lines.line, number: lines.number, offset: lines.offset, isCut: lines.isCut)
      ?? .pass(from: 0, isHeader: false)
    if case .pass(let start, _) = fate { lines.drop(start) }
    return fate
  }

  private mutating func gapReading(_ gap: Gap) -> Reading {
    saying = nil
    return .line(Line(.gap(gap), number: lines.number, t: decoder.time))
  }

  /// Reads the current line; nil where it belongs to a bad trace.
  private mutating func read() -> Reading? {
    if isSkipping {
      guard HeaderSniff.isHeader(lines.line) else { return nil }
      isSkipping = false
    }
    updateNames()
    let before = mending?.isLossy == true || passesOverBadLines ? decoder : nil
    do throws(Fault) {
      try checkBytes()
      memory?.makeRoom(decoder.names)
      var line = try decoder.decode(lines.line, number: lines.number)
      if case .header = line.content { try begin() }
      remember(line)
      if numbersLinesAsTheirSource {
        sourceLine = line.sourceLine ?? sourceLine
        line.number = sourceLine
      }
      return .line(line)
    } catch {
      if let before, before.isInTrace, passesOverBadLines, !HeaderSniff.isHeader(lines.line) {
        decoder = before
        return .failure(failure(error, beginsTrace: false))
      }
      if let before, before.isInTrace, decoder.headerNumber == before.headerNumber {
        // The line rests on one that is lost, such as a device's declaration.
        decoder = before
        mending?.dropped()
        return nil
      }
      let isHeader = HeaderSniff.isHeader(lines.line)
      let isOutside = !decoder.isInTrace
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
    mending?.begin()
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
  package static func unreadable(_ path: String, _ error: SourceError) -> TraceError {
    TraceError(
      position: Position(file: path, line: 0, column: 0), kind: .unreadable,
      message: "cannot be read: \(error.message)", beginsTrace: true)
  }
}
