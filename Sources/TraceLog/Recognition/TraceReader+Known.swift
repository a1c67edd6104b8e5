internal import RouteModel

/// What became of a line that was recognised.
package enum KnownFate {
  /// It is taken, and the next one may be one of these.
  case taken(likely: LikelyLines)
  /// It has to be read.
  case refused
}

/// Lines that need not be read, since what they say is known.
extension TraceReader {
  /// Takes the lines that come next as long as they say what earlier lines said.
  ///
  /// Returns the line that was refused; nil where ``next()`` has to be asked, which then gives the
  /// line that is not known. `names` is not kept up to date meanwhile: see ``read(_:)``.
  package mutating func takeKnown(_ take: (KnownLine) -> KnownFate) -> KnownLine? {
    guard let memory else { return nil }
    var likely = LikelyLines()
    while mayRecognise {
      var run = KnownRun(
        memory: memory, isRecorded: isInRecord,
        line: KnownLine(number: lines.number, t: decoder.time, saying: -1, call: -1),
        likely: likely)
      if isInRecord { checkRun() }
      run.vouched = max(0, Int(clamping: vouchedTo - lines.nextOffset))
      run.endsThere = run.vouched > 0
      run.take(lines, &mending, take)
      vouchedTo = max(vouchedTo, lines.nextOffset + Int64(run.vouched))
      lines.pass(over: run.line.number - lines.number, bytes: run.bytes)
      decoder.time = run.line.t
      if run.isRefused { return run.line }
      // The next line is not whole in its block, or not known.
      guard let line = nextKnown(memory) else { return nil }
      guard case .taken(let next) = take(line) else { return line }
      likely = next
    }
    return nil
  }

  /// Checks many lines of a recorded log at once, where none of them has been.
  private mutating func checkRun() {
    let next = lines.nextOffset
    guard next >= vouchedTo, next >= runsFrom else { return }
    let taken = Self.takeRun(lines, &mending, &scratch)
    vouchedTo = next + Int64(taken)
    if taken == 0 { runsFrom = next + Int64(LineRun.usualBytes) }
  }

  private static func takeRun(
    _ lines: LineSplitter, _ mending: inout LogMending?, _ scratch: inout LineRun.Scratch
  ) -> Int {
    lines.withRest { rest in
      let front = UnsafeRawBufferPointer(rebasing: rest.prefix(LineRun.usualBytes))
      return mending?.takeRun(front, scratch: &scratch) ?? 0
    }
  }

  /// Moves on to the next line if it says what an earlier line said; nil where ``next()`` has to be
  /// asked, which then gives that line.
  private mutating func nextKnown(_ memory: LineMemory) -> KnownLine? {
    do throws(SourceError) {
      guard try lines.advance() else {
        mayRecognise = false
        return nil
      }
    } catch {
      failed = error
      mayRecognise = false
      return nil
    }
    var known = KnownLine(number: lines.number, t: decoder.time, saying: -1, call: -1)
    if isInRecord, lines.offset >= vouchedTo {
      // One that does not vouch for itself is taken again, and told.
      guard Self.takeNext(lines, &mending) else {
        mayRecognise = false
        isUnknown = true
        return nil
      }
      vouchedTo = lines.nextOffset
    }
    let isRecorded = isInRecord
    lines.withLine { line in
      guard let base = line.baseAddress,
        let frame = LineFrame(base, line.count, isRecorded: isRecorded),
        let count = frame.core(base, line.count, isRecorded: isRecorded),
        frame.t ?? known.t >= known.t,
        let said = memory.saying(base + frame.start, count)
      else { return }
      known.take(frame, said)
    }
    guard known.saying >= 0 else {
      mayRecognise = false
      isUnknown = true
      return nil
    }
    decoder.time = known.t
    return known
  }

  /// Begins the next trace if its header says what the last one said, of other names; nil where
  /// ``next()`` has to be asked.
  ///
  /// `headers` is how many headers the memory had read when it read the one that is meant. `names`
  /// is not kept up to date: see ``updateNames()``.
  package mutating func nextKnownHeader(headers: Int) -> KnownHeader? {
    guard let memory, memory.headers == headers, !isSkipping, !isHeld, held == nil, failed == nil,
      !numbersLinesAsTheirSource, mending?.isIdle ?? true,
      // Where something is lost, a trace may go on after a header that is none.
      mending?.isLossy != true,
      traces < Limits.tracesInFile
    else { return nil }
    if !isUnknown {
      do throws(SourceError) {
        guard try lines.advance() else { return nil }
      } catch {
        failed = error
        return nil
      }
      isUnknown = true
    }
    guard !lines.isTooLong, let id = lines.withLine({ memory.begin($0) }) else { return nil }
    isUnknown = false
    isEmpty = false
    traces += 1
    decoder = LineDecoder()
    decoder.number = lines.number
    decoder.headerNumber = lines.number
    decoder.isInTrace = true
    mending?.begin()
    mayRecognise = true
    isInRecord = false
    return KnownHeader(number: lines.number, id: id)
  }

  /// Brings `names` up to date after lines were recognised.
  package mutating func updateNames() {
    memory?.write(to: &decoder.names, passing: &decoder.passing)
  }

  /// The line that was just read, as if it had been recognised; nil where it cannot be.
  package func recognised(_ line: Line) -> KnownLine? {
    guard let memory, let saying else { return nil }
    var call: Int32 = -1
    switch line.content {
    case .event(let event):
      if let slot = event.call { call = memory.callNames[Int(slot.number & 63)] }
    case .evidence, .note: break
    case .header, .device, .gap, .end, .unknown: return nil
    }
    return KnownLine(
      number: line.number, t: line.t, saying: saying, call: call, sourceLine: line.sourceLine,
      guess: LineGuess(saying: saying))
  }

  /// Gives a line that was recognised as if it had been read, and brings `names` up to date.
  package mutating func read(_ known: KnownLine) -> Line {
    guard let memory else { return Line(.note, number: known.number, t: known.t) }
    updateNames()
    return memory.line(known)
  }

  /// Takes the current line where it is the usual one of a recorded log.
  @inline(__always)
  private static func takeNext(_ lines: LineSplitter, _ mending: inout LogMending?) -> Bool {
    !lines.isCut && lines.withLine { mending?.takeNext($0) ?? false }
  }
}

extension KnownLine {
  @inline(__always)
  fileprivate mutating func take(_ frame: LineFrame, _ said: LineMemory.Said) {
    t = frame.t ?? t
    saying = said.saying
    sourceLine = frame.sourceLine
    call = said.call
    guess = said.guess
  }
}

/// The known lines at the front of what is left of a block.
private struct KnownRun {
  let memory: LineMemory
  let isRecorded: Bool
  /// The last one.
  var line: KnownLine
  /// What the line after it may be.
  var likely: LikelyLines
  /// How many bytes they take.
  private(set) var bytes = 0
  private(set) var isRefused = false
  /// How many bytes of the block's rest have vouched for themselves.
  var vouched = 0
  /// Whether the lines after these are better checked many at once.
  var endsThere = false

  @inline(__always)
  mutating func take(
    _ lines: LineSplitter, _ mending: inout LogMending?, _ take: (KnownLine) -> KnownFate
  ) {
    lines.withRest { rest in
      guard let base = rest.baseAddress else { return }
      while true {
        let count = next(base + bytes, rest.count &- bytes, &mending)
        if count == 0 { return }
        bytes &+= count
        line.number &+= 1
        guard case .taken(let next) = take(line) else {
          isRefused = true
          return
        }
        likely = next
      }
    }
  }

  /// Takes the next line; gives the bytes that it takes with its newline, 0 where it is not whole or
  /// not known.
  @inline(__always)
  private mutating func next(
    _ place: UnsafeRawPointer, _ room: Int, _ mending: inout LogMending?
  ) -> Int {
    guard let frame = LineFrame(place, room, isRecorded: isRecorded),
      frame.t ?? line.t >= line.t
    else { return 0 }
    let core = place + frame.start
    let more = isRecorded ? Checksum.frameBytes : 0
    if let found = memory.find(likely, core, room &- frame.start &- more),
      Bytes.byte(core + (found.count &+ more)) == UInt8(ascii: "\n")
    {
      let count = frame.start &+ found.count &+ more
      guard !isRecorded || vouches(place, count, &mending), let said = memory.saying(found) else {
        return 0
      }
      line.take(frame, said)
      return count &+ 1
    }
    guard let count = Bytes.newline(place, room),
      let length = frame.core(place, count, isRecorded: isRecorded),
      !isRecorded || vouches(place, count, &mending), let said = memory.saying(core, length)
    else { return 0 }
    line.take(frame, said)
    return count &+ 1
  }

  /// Whether a line is the usual one of a recorded log.
  @inline(__always)
  private mutating func vouches(
    _ place: UnsafeRawPointer, _ count: Int, _ mending: inout LogMending?
  ) -> Bool {
    if bytes < vouched { return true }
    guard !endsThere,
      let isNext = mending?.takeNext(UnsafeRawBufferPointer(start: place, count: count)), isNext
    else { return false }
    vouched = bytes &+ count &+ 1
    return true
  }
}
