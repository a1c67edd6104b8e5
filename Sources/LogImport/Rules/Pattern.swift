/// A regular expression over bytes, whose time is bounded by its size and the text's.
///
/// All ways through the expression are followed at once (Thompson, "Regular Expression Search
/// Algorithm", 1968; with captures, Pike), so no expression can take more than its steps times the
/// text's bytes, and of that no more than ``mostSteps``. No look-around, no back-references.
package struct Pattern: Sendable {
  /// Bytes of an expression.
  package static let longest = 1024
  /// Steps of the program that an expression becomes.
  package static let largest = 4096
  package static let mostCaptures = 16
  /// In `{m,n}`.
  package static let mostRepeats = 256
  /// Groups in groups.
  package static let deepest = 32
  /// Steps for one line.
  package static let mostSteps = 2_000_000

  /// What is wrong with an expression, and at which of its bytes.
  package struct Fault: Error, Hashable {
    package var offset: Int
    package var message: String
  }

  /// How a match came out.
  package enum Outcome: Hashable, Sendable {
    /// The texts of the named groups.
    case match([String: LogText])
    case none
    /// Given up after ``Pattern/mostSteps``.
    case tooLong
  }

  fileprivate enum Step: Sendable {
    case bytes(ByteSet)
    /// Goes on at both, at the first by preference.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case begin
    case end
    case match
  }

  private var steps: [Step] = []
  /// The names of the groups that are kept.
  package private(set) var names: [String] = []

  package init(_ text: String) throws(Fault) {
    guard text.utf8.count <= Self.longest else {
      throw Fault(offset: Self.longest, message: "longer than \(Self.longest) bytes")
    }
    var parser = PatternParser(Array(text.utf8))
    let node = try parser.parse()
    names = parser.names
    try emit(node)
    steps.append(.match)
  }

  // MARK: Compiling

  private mutating func emit(_ node: PatternNode) throws(Fault) {
    guard steps.count < Self.largest else {
      throw Fault(offset: 0, message: "it becomes more than \(Self.largest) steps")
    }
    switch node {
    case .empty: break
    case .bytes(let set): steps.append(.bytes(set))
    case .begin: steps.append(.begin)
    case .end: steps.append(.end)
    case .sequence(let parts): for part in parts { try emit(part) }
    case .group(let place, let inner):
      guard let place else { return try emit(inner) }
      steps.append(.save(2 * place))
      try emit(inner)
      steps.append(.save(2 * place + 1))
    case .either(let first, let second):
      let split = steps.count
      steps.append(.jump(0))
      try emit(first)
      let jump = steps.count
      steps.append(.jump(0))
      steps[split] = .split(split + 1, steps.count)
      try emit(second)
      steps[jump] = .jump(steps.count)
    case .repeated(let inner, let least, let most, let isLazy):
      for _ in 0..<least { try emit(inner) }
      guard let most else {
        let split = steps.count
        steps.append(.jump(0))
        try emit(inner)
        steps.append(.jump(split))
        steps[split] = Self.split(split + 1, steps.count, isLazy)
        return
      }
      var splits: [Int] = []
      for _ in least..<max(least, most) {
        splits.append(steps.count)
        steps.append(.jump(0))
        try emit(inner)
      }
      for split in splits { steps[split] = Self.split(split + 1, steps.count, isLazy) }
    }
  }

  private static func split(_ inner: Int, _ out: Int, _ isLazy: Bool) -> Step {
    isLazy ? .split(out, inner) : .split(inner, out)
  }

  // MARK: Matching

  private struct Thread {
    var step: Int
    var saved: [Int]
  }

  /// The first match in a text, and of those that begin there the one that the expression prefers.
  package func match(_ text: LogText) -> Outcome {
    let bytes = Array(text.rawBytes)
    var seen = [Int](repeating: -1, count: steps.count)
    var left = Self.mostSteps
    var threads: [Thread] = []
    var found: [Int]?
    let blank = [Int](repeating: -1, count: 2 * names.count)
    for place in 0...bytes.count {
      var next: [Thread] = []
      if found == nil {
        guard add(Thread(step: 0, saved: blank), at: place, bytes.count, &threads, &seen, &left)
        else { return .tooLong }
      }
      following: for thread in threads {
        left -= 1
        guard left > 0 else { return .tooLong }
        switch steps[thread.step] {
        case .match:
          // What comes after a match is less preferred.
          found = thread.saved
          break following
        case .bytes(let set):
          guard place < bytes.count, set.contains(bytes[place]) else { continue }
          guard
            add(
              Thread(step: thread.step + 1, saved: thread.saved), at: place + 1, bytes.count,
              &next, &seen, &left)
          else { return .tooLong }
        default: continue
        }
      }
      threads = next
      if threads.isEmpty, found != nil { break }
    }
    guard let found else { return .none }
    var texts: [String: LogText] = [:]
    for (place, name) in names.enumerated() {
      let (begin, end) = (found[2 * place], found[2 * place + 1])
      if begin >= 0, end >= begin { texts[name] = LogText(bytes[begin..<end]) }
    }
    return .match(texts)
  }

  /// Adds a thread and all that it reaches without a byte; false where the steps are used up.
  private func add(
    _ thread: Thread, at place: Int, _ end: Int, _ list: inout [Thread], _ seen: inout [Int],
    _ left: inout Int
  ) -> Bool {
    var stack = [thread]
    while var top = stack.popLast() {
      left -= 1
      guard left > 0 else { return false }
      guard seen[top.step] != place else { continue }
      seen[top.step] = place
      switch steps[top.step] {
      case .jump(let target): stack.append(Thread(step: target, saved: top.saved))
      case .split(let first, let second):
        stack.append(Thread(step: second, saved: top.saved))
        stack.append(Thread(step: first, saved: top.saved))
      case .save(let slot):
        top.saved[slot] = place
        top.step += 1
        stack.append(top)
      case .begin:
        if place == 0 { stack.append(Thread(step: top.step + 1, saved: top.saved)) }
      case .end:
        if place == end { stack.append(Thread(step: top.step + 1, saved: top.saved)) }
      case .bytes, .match: list.append(top)
      }
    }
    return true
  }
}

/// A set of bytes.
struct ByteSet: Hashable, Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  func contains(_ byte: UInt8) -> Bool {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: return words.0 & bit != 0
    case 1: return words.1 & bit != 0
    case 2: return words.2 & bit != 0
    default: return words.3 & bit != 0
    }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  mutating func formUnion(_ other: ByteSet) {
    words.0 |= other.words.0
    words.1 |= other.words.1
    words.2 |= other.words.2
    words.3 |= other.words.3
  }

  var inverted: ByteSet {
    var set = ByteSet()
    set.words = (~words.0, ~words.1, ~words.2, ~words.3)
    return set
  }

  static func having(_ fits: (UInt8) -> Bool) -> ByteSet {
    var set = ByteSet()
    for byte in UInt8.min...UInt8.max where fits(byte) { set.insert(byte) }
    return set
  }

  static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

indirect enum PatternNode {
  case empty
  case bytes(ByteSet)
  case begin
  case end
  case sequence([PatternNode])
  case either(PatternNode, PatternNode)
  case repeated(PatternNode, least: Int, most: Int?, isLazy: Bool)
  /// The place among the named groups; nil where it has no name.
  case group(Int?, PatternNode)
}

private struct PatternParser {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  private(set) var names: [String] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func fault(_ message: String) -> Pattern.Fault {
    Pattern.Fault(offset: place, message: message)
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: sign) else { return false }
    place += 1
    return true
  }

  mutating func parse() throws(Pattern.Fault) -> PatternNode {
    let node = try alternatives()
    if next != nil { throw fault("a \")\" without its \"(\"") }
    return node
  }

  private mutating func alternatives() throws(Pattern.Fault) -> PatternNode {
    var node = try sequence()
    while take("|") { node = .either(node, try sequence()) }
    return node
  }

  private mutating func sequence() throws(Pattern.Fault) -> PatternNode {
    var parts: [PatternNode] = []
    while let sign = next, sign != UInt8(ascii: "|"), sign != UInt8(ascii: ")") {
      parts.append(try repeated(try atom()))
    }
    return parts.isEmpty ? .empty : .sequence(parts)
  }

  private mutating func repeated(_ atom: PatternNode) throws(Pattern.Fault) -> PatternNode {
    let range: (least: Int, most: Int?)
    if take("*") {
      range = (0, nil)
    } else if take("+") {
      range = (1, nil)
    } else if take("?") {
      range = (0, 1)
    } else if take("{") {
      range = try counts()
    } else {
      return atom
    }
    let isLazy = take("?")
    if let sign = next, [UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?")].contains(sign) {
      throw fault("a repetition of a repetition; put the first in brackets: (?:…)")
    }
    return .repeated(atom, least: range.least, most: range.most, isLazy: isLazy)
  }

  private mutating func counts() throws(Pattern.Fault) -> (least: Int, most: Int?) {
    guard let least = number() else {
      throw fault("a number is missing after \"{\"; \\{ is the sign")
    }
    if take("}") { return (least, least) }
    guard take(",") else { throw fault("\",\" or \"}\" is missing") }
    if take("}") { return (least, nil) }
    guard let most = number(), take("}") else { throw fault("\"}\" is missing") }
    guard least <= most else { throw fault("the range is upside down") }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value = 0
    var digits = 0
    while let sign = next, LogText.isDigit(sign), digits < 4 {
      value = value * 10 + Int(sign - 48)
      digits += 1
      place += 1
    }
    return digits > 0 && value <= Pattern.mostRepeats ? value : nil
  }

  private mutating func atom() throws(Pattern.Fault) -> PatternNode {
    guard let sign = next else { return .empty }
    switch sign {
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "["): return .bytes(try set())
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw fault("nothing that \"\(Character(Unicode.Scalar(sign)))\" could repeat")
    default: break
    }
    place += 1
    switch sign {
    case UInt8(ascii: "^"): return .begin
    case UInt8(ascii: "$"): return .end
    case UInt8(ascii: "."): return .bytes(.having { _ in true })
    case UInt8(ascii: "\\"): return .bytes(try escape())
    default:
      // A character of several bytes is repeated as one.
      var parts = [PatternNode.bytes(.having { $0 == sign })]
      while sign >= 0xC0, let more = next, more & 0xC0 == 0x80 {
        place += 1
        parts.append(.bytes(.having { $0 == more }))
      }
      return parts.count == 1 ? parts[0] : .sequence(parts)
    }
  }

  private mutating func group() throws(Pattern.Fault) -> PatternNode {
    place += 1
    depth += 1
    guard depth <= Pattern.deepest else {
      throw fault("more than \(Pattern.deepest) groups in groups")
    }
    var index: Int?
    if take("?") {
      if take("P"), next != UInt8(ascii: "<") { throw fault("(?P is followed by <name>") }
      if take("<") {
        index = try name()
      } else if !take(":") {
        throw fault("of groups with (? there are (?:…) and (?<name>…)")
      }
    }
    let inner = try alternatives()
    guard take(")") else { throw fault("a \")\" is missing") }
    depth -= 1
    return .group(index, inner)
  }

  private mutating func name() throws(Pattern.Fault) -> Int {
    let begin = place
    while let sign = next, LogText.isWord(sign) { place += 1 }
    let name = String(decoding: bytes[begin..<place], as: UTF8.self)
    guard !name.isEmpty, take(">") else {
      throw fault("a group's name is of letters, digits and _")
    }
    if names.contains(name) { throw fault("the group \"\(name)\" stands twice") }
    guard names.count < Pattern.mostCaptures else {
      throw fault("more than \(Pattern.mostCaptures) named groups")
    }
    names.append(name)
    return names.count - 1
  }

  private mutating func escape() throws(Pattern.Fault) -> ByteSet {
    guard let sign = next else { throw fault("nothing follows the last \\") }
    place += 1
    switch sign {
    case UInt8(ascii: "d"): return .having(LogText.isDigit)
    case UInt8(ascii: "D"): return ByteSet.having(LogText.isDigit).inverted
    case UInt8(ascii: "w"): return .having(LogText.isWord)
    case UInt8(ascii: "W"): return ByteSet.having(LogText.isWord).inverted
    case UInt8(ascii: "s"): return .having(LogText.isSpace)
    case UInt8(ascii: "S"): return ByteSet.having(LogText.isSpace).inverted
    case UInt8(ascii: "t"): return .having { $0 == 9 }
    default:
      guard !LogText.isWord(sign), sign < 0x80 else {
        place -= 1
        throw fault("\\\(Character(Unicode.Scalar(sign))) is none of \\d \\w \\s \\D \\W \\S \\t")
      }
      return .having { $0 == sign }
    }
  }

  private mutating func set() throws(Pattern.Fault) -> ByteSet {
    place += 1
    let isNot = take("^")
    var set = ByteSet()
    var isFirst = true
    while let sign = next, sign != UInt8(ascii: "]") || isFirst {
      isFirst = false
      guard sign < 0x80 else { throw fault("only ASCII stands in [ ]") }
      place += 1
      if sign == UInt8(ascii: "\\") {
        set.formUnion(try escape())
        continue
      }
      guard next == UInt8(ascii: "-"), place + 1 < bytes.count,
        bytes[place + 1] != UInt8(ascii: "]")
      else {
        set.insert(sign)
        continue
      }
      let last = bytes[place + 1]
      guard last >= sign, last < 0x80, last != UInt8(ascii: "\\") else {
        throw fault("the range is upside down")
      }
      place += 2
      for byte in sign...last { set.insert(byte) }
    }
    guard take("]") else { throw fault("a \"]\" is missing") }
    return isNot ? set.inverted : set
  }
}
