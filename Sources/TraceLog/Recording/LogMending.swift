internal import RouteModel

/// Passes on the lines of a damaged log that vouch for themselves, with gaps where it does not.
///
/// An ordinary trace, whose header carries no checksum, passes as it is.
struct LogMending {
  /// What becomes of a line.
  enum Fate: Equatable {
    /// It is a line of the trace, from this byte on; `gap` says what is missing before it.
    case pass(from: Int, isHeader: Bool)
    case drop
  }

  private(set) var damages: [Damage] = []
  private(set) var damageCount: Int64 = 0
  /// What the log ends in that is no whole line.
  private(set) var tornTail: TornTail?
  /// Whether a line looked like one of a recorded log.
  private(set) var metRecorded = false
  private var checker = LogChecker()
  private var isRecorded = false
  /// Whether a header was passed on, so that a gap has a trace to stand in.
  private var isInTrace = false
  /// Lines missing since the last line that was passed on; nil where nobody can tell.
  private var lost: Int64? = 0
  private var isDamaged = false
  /// The place of the damage that the next gap is for.
  private var damagedLine: Int64 = 0

  /// Says what becomes of a line; `isCut` where its newline is missing.
  mutating func take(_ bytes: [UInt8], number: Int, offset: Int64, isCut: Bool) -> Fate {
    let range = 0..<bytes.count
    let looksRecorded = LineMarks.looksRecorded(bytes, range)
    if looksRecorded { metRecorded = true }
    if !looksRecorded, !isRecorded || Self.isPlainHeader(bytes) {
      isRecorded = false
      checker = LogChecker()
      return .pass(from: 0, isHeader: false)
    }
    // A line of an ordinary trace may look like a recorded one; a header decides.
    if !isRecorded, isInTrace, !LineMarks.isHeader(bytes, range) {
      return .pass(from: 0, isHeader: false)
    }
    isRecorded = true
    guard !isCut else {
      // It was never acknowledged: nothing is missing.
      tornTail = TornTail(bytes)
      return .drop
    }
    switch checker.check(bytes, range) {
    case .wrong(let kind):
      note(kind, number, offset)
      isDamaged = true
      return .drop
    case .right(let line):
      if let kind = line.damage { note(kind, number, offset) }
      if let more = line.lost, let before = lost { lost = before + more } else { lost = nil }
      if line.isOrphan {
        isDamaged = true
        lost = lost.map { $0 + 1 }
        return .drop
      }
      if line.lost != 0 { isDamaged = true }
      return .pass(from: line.start, isHeader: line.isHeader)
    }
  }

  /// Takes note that a line is longer than any line; its end is not at hand.
  mutating func takeLongLine(number: Int, offset: Int64) -> Bool {
    guard isRecorded else { return false }
    checker.takeLongLine(endingIn: nil)
    note(.tooLong, number, offset)
    isDamaged = true
    return true
  }

  /// Takes note that a line that vouches for itself could not be read, for what it rests on is lost.
  mutating func dropped() {
    isDamaged = true
    lost = lost.map { $0 + 1 }
  }

  /// Whether a line that carries no mark of a recorded log passes as it is.
  var isIdle: Bool { !isRecorded && !isDamaged }
  /// Whether it stands in the middle of a recorded log that is whole so far.
  var isWhole: Bool { isRecorded && isInTrace && !isDamaged && lost == 0 && checker.isWhole }

  /// Takes a line where it is the usual one of a whole log; where not, nothing changes.
  @inline(__always)
  mutating func takeNext(_ line: UnsafeRawBufferPointer) -> Bool { checker.takeNext(line) }

  /// Takes the usual lines at the front of bytes of a whole log, many at once; gives how many bytes
  /// they take, 0 where they have to be taken one by one.
  mutating func takeRun(
    _ bytes: UnsafeRawBufferPointer, scratch: inout LineRun.Scratch
  ) -> Int {
    guard isWhole, let run = checker.takeRun(bytes, scratch: &scratch), run.isRight else {
      return 0
    }
    return run.end
  }

  /// Whether something is lost, so that a line may rest on what is not there.
  var isLossy: Bool { damageCount > 0 }

  /// The gap before a line that is passed on, or before the end; nil where nothing is missing.
  mutating func gap() -> Gap? {
    defer {
      isDamaged = false
      lost = 0
    }
    guard isDamaged, lost != 0, isInTrace else { return nil }
    return Gap(
      lost: lost.map { Int(clamping: $0) }, why: "the log is damaged at line \(damagedLine)")
  }

  /// The gap at the end; nil where nothing is missing.
  ///
  /// How many lines damage took there, nobody can tell.
  mutating func gapAtEnd() -> Gap? {
    if checker.isAfterDamage { lost = nil }
    return gap()
  }

  /// Takes note that a header was passed on.
  mutating func begin() {
    isInTrace = true
    isDamaged = false
    lost = 0
  }

  private mutating func note(_ kind: Damage.Kind, _ number: Int, _ offset: Int64) {
    if !isDamaged { damagedLine = Int64(number) }
    damageCount += 1
    if damages.count < LogVerdict.maximumDamages {
      damages.append(Damage(line: Int64(number), offset: offset, kind: kind))
    }
  }

  /// Whether a line is the header of a trace that was not recorded.
  private static func isPlainHeader(_ bytes: [UInt8]) -> Bool {
    guard HeaderSniff.isHeader(bytes) else { return false }
    let members = LineMarks.members(bytes, 0..<bytes.count)
    return members.contains { $0.key == "trace" }
      && !members.contains { $0.key == "seq" || $0.key == "sum" }
  }
}
