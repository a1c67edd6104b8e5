/// The time that a log prints before a line, as far as it prints it.
package struct Stamp: Hashable, Sendable {
  package var kind: Kind
  /// Milliseconds: of the day where the kind is a date or a time of day, else since its zero.
  package var milliseconds: Int64
  /// Minutes east of Greenwich, where the log says so.
  package var zone: Int?

  /// What a time is of.
  package enum Kind: Hashable, Sendable {
    /// A date; many logs leave out the year.
    case date(year: Int?, month: Int, day: Int)
    case timeOfDay
    /// Since 1970.
    case epoch
    /// Since the phone was started.
    case monotonic
  }

  /// Takes a time that the text begins with; nil, and nothing taken, where it begins with none.
  static func take(from text: inout LogText) -> Stamp? {
    var rest = text
    guard let stamp = read(&rest) else { return nil }
    text = rest
    return stamp
  }

  private static func read(_ text: inout LogText) -> Stamp? {
    guard let first = text.first else { return nil }
    if LogText.isUpper(first) { return written(&text) }
    let start = text
    let digits = text.take(while: LogText.isDigit).count
    switch (digits, text.first) {
    case (4, UInt8(ascii: "-")), (4, UInt8(ascii: "/")):
      text = start
      guard let year = text.takeDigits(4), let (month, day) = monthAndDay(&text, 1) else {
        return nil
      }
      guard text.take(" ") || text.take("T") else { return nil }
      return clock(&text, .date(year: year, month: month, day: day))
    case (2, UInt8(ascii: "-")):
      text = start
      guard let (month, day) = monthAndDay(&text, 0), text.take(" ") else { return nil }
      return clock(&text, .date(year: nil, month: month, day: day))
    case (2, UInt8(ascii: ":")):
      text = start
      return clock(&text, .timeOfDay)
    case (1...12, UInt8(ascii: ".")):
      text = start
      guard let seconds = text.takeNumber(), text.take("."),
        let thousandths = fraction(&text, atLeast: 3)
      else { return nil }
      return Stamp(
        kind: digits >= 9 ? .epoch : .monotonic,
        milliseconds: Int64(seconds) * 1000 + thousandths)
    default: return nil
    }
  }

  /// `May  7 10:23:45`, of a BSD syslog: no year, whole seconds.
  private static func written(_ text: inout LogText) -> Stamp? {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let word = text.takeWord()
    guard word.count == 3, let month = months.firstIndex(of: word.string),
      text.takeSpaces() > 0, let day = text.takeNumber(), (1...31).contains(day), text.take(" ")
    else { return nil }
    return clock(&text, .date(year: nil, month: month + 1, day: day))
  }

  private static func monthAndDay(_ text: inout LogText, _ separators: Int) -> (Int, Int)? {
    if separators > 0 { text.drop(1) }
    guard let month = text.takeDigits(2), (1...12).contains(month),
      text.take("-") || text.take("/"), let day = text.takeDigits(2), (1...31).contains(day)
    else { return nil }
    return (month, day)
  }

  /// `20:27:12.723`, with any fraction after a point, comma or colon, and a zone where one follows.
  private static func clock(_ text: inout LogText, _ kind: Kind) -> Stamp? {
    guard let hour = text.takeDigits(2), hour < 24, text.take(":"),
      let minute = text.takeDigits(2), minute < 60, text.take(":"),
      let second = text.takeDigits(2), second < 61
    else { return nil }
    var thousandths: Int64 = 0
    if let sign = text.first, [0x2E, 0x2C, 0x3A].contains(sign), let next = text[1],
      LogText.isDigit(next)
    {
      text.drop(1)
      thousandths = fraction(&text, atLeast: 1) ?? 0
    }
    let seconds = Int64(hour * 3600 + minute * 60 + second)
    return Stamp(kind: kind, milliseconds: seconds * 1000 + thousandths, zone: zone(&text))
  }

  /// The digits behind the point, as thousandths.
  private static func fraction(_ text: inout LogText, atLeast least: Int) -> Int64? {
    let digits = text.take(while: LogText.isDigit)
    guard digits.count >= least else { return nil }
    return (0..<3).reduce(0) { $0 * 10 + Int64((digits[$1] ?? 48) - 48) }
  }

  /// `Z`, `+0200`, `+02:00`, or the same behind a space.
  private static func zone(_ text: inout LogText) -> Int? {
    if text.take("Z") { return 0 }
    var rest = text
    _ = rest.take(" ")
    guard let sign = rest.first, sign == 0x2B || sign == 0x2D else { return nil }
    rest.drop(1)
    guard let hours = rest.takeDigits(2), hours <= 14 else { return nil }
    _ = rest.take(":")
    guard let minutes = rest.takeDigits(2), minutes < 60 else { return nil }
    if let next = rest.first, LogText.isWord(next) { return nil }
    text = rest
    return (hours * 60 + minutes) * (sign == 0x2D ? -1 : 1)
  }
}

/// Turns the times of a log into one line of milliseconds, filling in what logs leave out.
///
/// A date without a year is taken to follow the one before it, a time of day likewise: only the
/// differences matter to a trace. The first date without a year is taken to be in 1970.
struct Timeline {
  private(set) var lastTime: Int64?
  /// The first time whose year and zone were printed, ISO 8601.
  private(set) var began: String?
  private var zone = 0
  private var year = 1970
  private var lastMonth = 0
  private var day: Int64 = 0
  private var lastTimeOfDay: Int64 = 0
  private var hasDate = false

  private static let msPerDay: Int64 = 86_400_000

  /// The milliseconds that a stamp stands for; nil for a stamp of another clock than the log's.
  mutating func time(of stamp: Stamp) -> Int64? {
    if let zone = stamp.zone { self.zone = zone }
    let time: Int64
    switch stamp.kind {
    case .date(let year, let month, let day):
      if let year {
        self.year = year
      } else if lastMonth == 12, month == 1 {
        self.year += 1
      } else if lastMonth == 1, month == 12 {
        self.year -= 1
      }
      lastMonth = month
      self.day = Self.days(self.year, month, day)
      hasDate = true
      lastTimeOfDay = stamp.milliseconds
      time = self.day * Self.msPerDay + stamp.milliseconds
    case .timeOfDay:
      // Midnight has passed where the clock jumps back by more than half a day.
      if lastTimeOfDay - stamp.milliseconds > Self.msPerDay / 2 { day += 1 }
      lastTimeOfDay = stamp.milliseconds
      time = day * Self.msPerDay + stamp.milliseconds
    case .epoch: time = stamp.milliseconds + Int64(zone) * 60_000
    case .monotonic:
      if hasDate { return nil }
      time = stamp.milliseconds
    }
    let utc = time - Int64(zone) * 60_000
    if began == nil, stamp.zone != nil, case .date(.some, _, _) = stamp.kind {
      began = Self.iso(utc)
    }
    lastTime = utc
    return utc
  }

  /// Days since 1970 in the Gregorian calendar (Howard Hinnant, "chrono-compatible date algorithms").
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  private static func iso(_ time: Int64) -> String {
    let days = time >= 0 ? time / msPerDay : (time - msPerDay + 1) / msPerDay
    let rest = time - days * msPerDay
    let z = Int(days) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * m + 2) / 5 + 1
    let month = m < 10 ? m + 3 : m - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = rest / 1000
    let thousandths = String(1000 + rest % 1000).dropFirst()
    return "\(year)-\(two(Int64(month)))-\(two(Int64(day)))T\(two(seconds / 3600)):"
      + "\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(thousandths)Z"
  }
}
