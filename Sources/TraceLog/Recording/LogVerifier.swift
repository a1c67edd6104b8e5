internal import RouteModel

/// Verifies a log: whether each line vouches for itself and for its place.
///
/// It needs a block of memory and a line's, however long the log or its lines are. It reads no
/// line's meaning: a log is what was written, not what makes sense.
package struct LogVerifier {
  /// A header whose place depends on what stands before the first byte seen.
  struct FirstHeader {
    var opening: LogChecker.Opening
    var last: Digits
    var isAfterSeal: Bool
  }

  private(set) var checker = LogChecker()
  private(set) var lines: Int64 = 0
  private(set) var segments: Int64 = 0
  private(set) var damages: [Damage] = []
  private(set) var damageCount: Int64 = 0
  /// The number of the next line, from 1.
  private var number: Int64 = 1
  /// The place of the next byte, and of the first byte of its line.
  private(set) var end: Int64 = 0
  private(set) var wholeEnd: Int64 = 0
  /// The beginning of a line whose end has not come yet; only its end where it is too long.
  private var carried: [UInt8] = []
  private var isTooLong = false
  /// Whether the last line is a right one that seals its log.
  private(set) var isSealed = false
  /// Whether every log before the current one was sealed.
  private(set) var areOthersSealed = true
  private(set) var firstHeader: FirstHeader?
  private(set) var beginning: LogVerdict.Beginning?
  private var scratch = LineRun.Scratch()
  /// Lines that were checked many at once.
  package private(set) var linesInRuns: Int64 = 0

  package init() {}

  /// Verifies from the middle of a log on, as if all before it were right.
  init(from start: Int64, after digits: Digits, seq: Int64) {
    checker = LogChecker(after: digits, seq: seq)
    end = start
    wholeEnd = start
  }

  /// Whether the next byte begins a line.
  var isBetweenLines: Bool { carried.isEmpty && !isTooLong }

  /// Takes the next bytes of the log; lines may begin and end anywhere in them.
  package mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return }
    var place = range.lowerBound
    let base = end - Int64(place)
    var lastRange: Range<Int>?
    // Lines before this place are to be checked one by one.
    var runFrom = place
    while place < range.upperBound {
      if isBetweenLines, place >= runFrom {
        runFrom = place + 1
        if let run = takeRun(bytes, place..<range.upperBound) {
          runFrom += run.end
          if run.isRight {
            lastRange = (place + run.lastStart)..<(place + run.end - 1)
            place += run.end
            wholeEnd = base + Int64(place)
          }
        }
      }
      guard let newline = Bytes.newline(in: bytes, from: place, to: range.upperBound)
      else { break }
      if isBetweenLines, newline - place <= Limits.lineBytes {
        let line = place..<newline
        let before = lastRange
        check(bytes, line) { before.map { LineMarks.isSeal(bytes, $0) } }
        lastRange = line
      } else {
        if lastRange != nil { noteSeal(bytes, &lastRange) }
        carry(bytes, place..<newline)
        endCarried()
      }
      place = newline + 1
      wholeEnd = base + Int64(place)
      number += 1
    }
    noteSeal(bytes, &lastRange)
    carry(bytes, place..<range.upperBound)
    end = base + Int64(range.upperBound)
  }

  /// Says what the log is worth, as if it ended here.
  package func verdict() -> LogVerdict {
    let tail = end > wholeEnd ? isTooLong ? .cutLine : TornTail(carried) : nil
    let grade: LogVerdict.Grade =
      if damageCount > 0 {
        .damaged
      } else if tail != nil {
        .torn
      } else {
        isSealed && areOthersSealed ? .sealed : .open
      }
    return LogVerdict(
      grade: grade, lines: lines, bytes: end, wholeBytes: wholeEnd, segments: segments,
      damages: damages, damageCount: damageCount, id: checker.opening?.id,
      segment: checker.opening?.segment, lastSum: checker.last?.sum,
      lastSeq: checker.seq < 0 ? nil : checker.seq, beginning: beginning, tornTail: tail)
  }

  /// Takes over what another verifier found from here on; false where it began on a wrong guess.
  mutating func join(_ next: LogVerifier, from start: Int64, after digits: Digits, seq: Int64)
    -> Bool
  {
    guard isBetweenLines, next.isBetweenLines, end == start, checker.isWhole,
      checker.last == digits, checker.seq == seq, next.damageCount == 0, next.checker.isWhole
    else { return false }
    if let first = next.firstHeader {
      if let before = checker.opening {
        guard first.opening.follows(before, first.last) else { return false }
        if before.id != first.opening.id, !first.isAfterSeal { areOthersSealed = false }
      }
    }
    if !next.areOthersSealed { areOthersSealed = false }
    if beginning == nil { beginning = next.beginning }
    checker.join(next.checker)
    lines += next.lines
    segments += next.segments
    number += next.number - 1
    end = next.end
    wholeEnd = next.wholeEnd
    isSealed = next.isSealed
    return true
  }

  /// Takes many lines at once; nil where the next ones cannot be.
  private mutating func takeRun(_ bytes: [UInt8], _ range: Range<Int>) -> LineRun? {
    let run = bytes.withUnsafeBytes {
      checker.takeRun(UnsafeRawBufferPointer(rebasing: $0[range]), scratch: &scratch)
    }
    guard let run, run.isRight else { return run }
    lines += Int64(run.count)
    linesInRuns += Int64(run.count)
    number += Int64(run.count)
    return run
  }

  private mutating func carry(_ bytes: [UInt8], _ range: Range<Int>) {
    if range.isEmpty { return }
    carried.append(contentsOf: bytes[range])
    guard carried.count > Limits.lineBytes else { return }
    isTooLong = true
    carried.removeFirst(carried.count - Checksum.frameBytes)
  }

  private mutating func endCarried() {
    let bytes = carried
    carried = []
    if isTooLong {
      isTooLong = false
      isSealed = false
      checker.takeLongLine(
        endingIn: Checksum.line(bytes, 0..<bytes.count, after: nil)?.recorded)
      damage(.tooLong)
    } else {
      check(bytes, 0..<bytes.count) { nil }
      isSealed = checker.last != nil && LineMarks.isSeal(bytes, 0..<bytes.count)
    }
  }

  /// Checks a line; `isAfterSeal` says whether the line before it seals, where that is not noted.
  private mutating func check(
    _ bytes: [UInt8], _ range: Range<Int>, isAfterSeal: () -> Bool?
  ) {
    let before = checker.opening
    let last = checker.last
    switch checker.check(bytes, range) {
    case .wrong(let kind): damage(kind)
    case .right(let line):
      if let kind = line.damage { damage(kind) }
      lines += 1
      guard line.isHeader else { return }
      segments += 1
      let isSealed = isAfterSeal() ?? isSealed
      guard let opening = checker.opening else { return }
      if beginning == nil {
        beginning = LogVerdict.Beginning(
          id: opening.id, segment: opening.segment, continues: opening.continues)
      }
      if let before {
        if before.id != opening.id, !isSealed { areOthersSealed = false }
      } else if let last {
        firstHeader = FirstHeader(opening: opening, last: last, isAfterSeal: isSealed)
      }
    }
  }

  /// Notes whether the last line of a block seals, before the block's bytes are gone.
  private mutating func noteSeal(_ bytes: [UInt8], _ range: inout Range<Int>?) {
    guard let line = range else { return }
    isSealed = checker.last != nil && LineMarks.isSeal(bytes, line)
    range = nil
  }

  private mutating func damage(_ kind: Damage.Kind) {
    damageCount += 1
    if damages.count < LogVerdict.maximumDamages {
      damages.append(Damage(line: number, offset: wholeEnd, kind: kind))
    }
  }
}
