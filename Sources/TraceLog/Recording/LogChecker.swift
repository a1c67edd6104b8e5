/// Tells of each line of a log whether it vouches for itself and for its place.
///
/// A line is right where its sum follows from the line before and its `seq` from the last right
/// line. After one that is not, the next is tried with the digits that stand there, with those that
/// should, and with those before it: damage costs the lines that it hit and no other.
struct LogChecker {
  /// What a line turned out to be.
  enum Standing: Hashable {
    case right(RightLine)
    case wrong(Damage.Kind)
  }

  /// A line that vouches for itself.
  struct RightLine: Hashable {
    var seq: Int64
    var isHeader: Bool
    /// Where the line begins: later than was asked where damage is glued before a header.
    var start: Int
    /// What is wrong before the line, where that shows only here.
    var damage: Damage.Kind?
    /// Lines missing since the last right line of the segment; nil where nobody can tell.
    var lost: Int64? = 0
    /// Whether the segment's header is lost, or the line stood elsewhere: it is whole, and of no
    /// use here.
    var isOrphan = false
  }

  /// What a header says of its place in a log.
  struct Opening: Hashable, Sendable {
    var id = ""
    var segment = 0
    var continues: UInt32?

    /// Whether the header is where it belongs: another log's, or the next segment of this one.
    func follows(_ before: Opening, _ last: Digits) -> Bool {
      id != before.id || (segment == before.segment + 1 && continues == last.sum)
    }
  }

  /// The digits of the last line, where it was right.
  private(set) var last: Digits?
  /// The digits that the next line may follow after a wrong one.
  private var candidates: [Digits] = []
  /// The `seq` of the last right line that is no orphan; -1 before the first.
  private(set) var seq: Int64 = -1
  /// How the next line begins.
  private var expected = LineNumber(0)
  /// The header of the current segment, where it is known.
  private(set) var opening: Opening?
  /// Whether the last line was wrong.
  private(set) var isAfterDamage = false
  /// Wrong lines since the last right one.
  private var wrongLines: Int64 = 0
  /// Whether one of them may have been a header.
  private var mayHideHeader = false
  private var isHeaderLost = true
  private var isElsewhere = false

  init() {}

  /// Goes on in the middle of a log, after a line with these digits and this `seq`.
  init(after digits: Digits, seq: Int64) {
    last = digits
    self.seq = seq
    isHeaderLost = false
  }

  /// Whether the checker stands in the middle of a segment that is whole so far.
  var isWhole: Bool { last != nil && !isHeaderLost && !isElsewhere }

  /// Goes on where another checker stopped that began here.
  mutating func join(_ next: LogChecker) {
    let opening = next.opening ?? opening
    self = next
    self.opening = opening
  }

  mutating func check(_ bytes: [UInt8], _ range: Range<Int>) -> Standing {
    let isNext = bytes.withUnsafeBytes { takeNext(UnsafeRawBufferPointer(rebasing: $0[range])) }
    guard isNext else { return checkSlowly(bytes, range) }
    return .right(
      RightLine(seq: seq, isHeader: false, start: range.lowerBound, isOrphan: isHeaderLost))
  }

  /// Takes a line where it is the usual one: right, the next, spelled as this writer spells it.
  ///
  /// Where it is not, nothing changes: `check` says what it is.
  @inline(__always)
  mutating func takeNext(_ line: UnsafeRawBufferPointer) -> Bool {
    guard let last, !isElsewhere, line.count >= LineNumber.leastLineBytes,
      let place = line.baseAddress
    else { return false }
    if expected.number != seq + 1 { expected = LineNumber(seq + 1) }
    guard expected.begins(place), let sum = Checksum.line(line, after: last), sum.isRight
    else { return false }
    seq += 1
    expected.advance()
    self.last = sum.recorded
    return true
  }

  /// Takes the usual lines at the front of a log's bytes, many at once; says what became of them.
  ///
  /// Where they are not right, or too few, nothing changes: `check` says what each is.
  mutating func takeRun(
    _ bytes: UnsafeRawBufferPointer, scratch: inout LineRun.Scratch
  ) -> LineRun? {
    guard let last, isWhole else { return nil }
    let run = LineRun.check(
      bytes, after: last, next: LineNumber(seq + 1), scratch: &scratch)
    if run.isRight {
      seq += Int64(run.count)
      expected = run.next
      self.last = run.digits
    }
    return run
  }

  private mutating func checkSlowly(_ bytes: [UInt8], _ range: Range<Int>) -> Standing {
    let found = LineMarks.seq(of: bytes, range)
    if let found, found > 0 {
      if let last {
        if let sum = Checksum.line(bytes, range, after: last), sum.isRight {
          return follow(found, sum.recorded, range)
        }
      } else {
        for digits in candidates {
          guard let sum = Checksum.line(bytes, range, after: digits) else { break }
          if sum.isRight { return follow(found, sum.recorded, range) }
        }
      }
    } else if found == 0, let sum = Checksum.line(bytes, range, after: nil), sum.isRight,
      LineMarks.isHeader(bytes, range)
    {
      return begin(bytes, range, sum.recorded)
    }
    return wrong(bytes, range, found)
  }

  /// Takes a line whose sum is right.
  private mutating func follow(
    _ found: Int64, _ digits: Digits, _ range: Range<Int>
  ) -> Standing {
    var line = RightLine(seq: found, isHeader: false, start: range.lowerBound)
    if !isAfterDamage, !isElsewhere {
      guard found == seq + 1 else {
        take(wrong: [digits], mayBeHeader: false)
        return .wrong(.order)
      }
      seq = found
      last = digits
      line.isOrphan = isHeaderLost
      return .right(line)
    }
    // A hidden header begins at 0: the numbers say whether one line of many was hit, or a header.
    let isHeaderHit = mayHideHeader && found != seq + 1 + wrongLines
    if isHeaderHit || found <= min(seq, wrongLines) { isHeaderLost = true }
    isElsewhere = found <= seq && !isHeaderLost
    line.isOrphan = isHeaderLost || isElsewhere
    line.lost = isHeaderLost ? nil : max(0, found - seq - 1)
    if !isElsewhere { seq = found }
    settle(digits)
    return .right(line)
  }

  private mutating func settle(_ digits: Digits) {
    last = digits
    candidates = []
    isAfterDamage = false
    wrongLines = 0
    mayHideHeader = false
  }

  /// Takes a header whose sum is right.
  private mutating func begin(
    _ bytes: [UInt8], _ range: Range<Int>, _ digits: Digits
  ) -> Standing {
    let next = LineMarks.opening(bytes, range)
    var line = RightLine(seq: 0, isHeader: true, start: range.lowerBound)
    if isAfterDamage { line.lost = nil }
    // After damage the last sum is not known, and the damage has been told.
    if let opening, let last, !next.follows(opening, last) {
      line.damage = .notContinued
      line.lost = nil
    }
    opening = next
    seq = 0
    isHeaderLost = false
    isElsewhere = false
    settle(digits)
    return .right(line)
  }

  /// Takes a line that does not vouch for itself.
  private mutating func wrong(
    _ bytes: [UInt8], _ range: Range<Int>, _ found: Int64?
  ) -> Standing {
    if let start = LineMarks.gluedHeader(bytes, range),
      let sum = Checksum.line(bytes, start..<range.upperBound, after: nil), sum.isRight,
      LineMarks.isHeader(bytes, start..<range.upperBound)
    {
      take(wrong: [], mayBeHeader: true)
      var standing = begin(bytes, start..<range.upperBound, sum.recorded)
      if case .right(var line) = standing {
        line.damage = .cutShort
        standing = .right(line)
      }
      return standing
    }
    let isHeader = LineMarks.isHeader(bytes, range)
    let sum = Checksum.line(bytes, range, after: nil)
    let before = last.map { [$0] } ?? candidates
    let kind: Damage.Kind
    if let sum {
      kind = !sum.isFramed ? .noSum : before.isEmpty && !isHeader ? .noHeader : .sum
    } else {
      kind = .cutShort
    }
    var digits = sum?.recorded.sum == nil ? [] : [sum?.recorded].compactMap { $0 }
    let mayBeHeader = isHeader || found == 0
    if mayBeHeader, let sum { digits.append(sum.computed) }
    digits += before.compactMap { Checksum.line(bytes, range, after: $0)?.computed }
    take(wrong: digits, mayBeHeader: mayBeHeader)
    return .wrong(kind)
  }

  /// Takes a line that is longer than any line; only its end, and the digits there, are at hand.
  mutating func takeLongLine(endingIn digits: Digits?) {
    take(wrong: digits.map { [$0] } ?? [], mayBeHeader: true)
  }

  private mutating func take(wrong digits: [Digits], mayBeHeader: Bool) {
    var next: [Digits] = []
    for digits in digits + (last.map { [$0] } ?? candidates) where !next.contains(digits) {
      next.append(digits)
    }
    candidates = Array(next.prefix(4))
    last = nil
    isAfterDamage = true
    wrongLines += 1
    if mayBeHeader { mayHideHeader = true }
  }
}
