internal import RouteModel

/// Passes on the lines of a damaged log that vouch for themselves, with gaps where it does not.
///
/// An ordinary trace, whose header carries no checksum, passes as it is.
struct LogMending {
  /// What becomes of a line.
  enum Fate: Equatable {
    /// It is a line of the trace, from this byte on.
    case pass(from: Int)
    /// A gap stands before it.
    case passAfter(Gap, from: Int)
    case drop
  }

  private(set) var damages: [Damage] = []
  private(set) var damageCount: Int64 = 0
  /// Whether the last line was cut short.
  private(set) var isTorn = false
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
    if !looksRecorded, !isRecorded || Self.isPlainHeader(bytes) {
      isRecorded = false
      checker = LogChecker()
      return passed(from: 0)
    }
    // A line of an ordinary trace may look like a recorded one; a header decides.
    if !isRecorded, isInTrace, !LineMarks.isHeader(bytes, range) { return passed(from: 0) }
    isRecorded = true
    guard !isCut else {
      // It was never acknowledged: nothing is missing.
      isTorn = true
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
      return passed(from: line.start)
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

  /// Whether something is lost, so that a line may rest on what is not there.
  var isLossy: Bool { damageCount > 0 }

  /// The gap at the end of the file; nil where nothing is missing there.
  mutating func end() -> Gap? {
    guard isDamaged, isInTrace else { return nil }
    return gap()
  }

  private mutating func passed(from start: Int) -> Fate {
    let needsGap = isDamaged && isInTrace && lost != 0
    isInTrace = true
    if needsGap { return .passAfter(gap(), from: start) }
    isDamaged = false
    lost = 0
    return .pass(from: start)
  }

  private mutating func gap() -> Gap {
    let gap = Gap(
      lost: lost.map { Int(clamping: $0) },
      why: "the log is damaged at line \(damagedLine)")
    isDamaged = false
    lost = 0
    return gap
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
