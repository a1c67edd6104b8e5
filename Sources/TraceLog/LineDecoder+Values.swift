internal import RouteModel

/// Values of one type: each is checked, and a wrong one says what was found.
extension LineDecoder {
  func wrongType(_ value: JSONValue, _ key: String, _ expected: String) -> Fault {
    Fault(.wrongType, at: value.offset, "\"\(key)\" is \(expected), found \(value.typeName)")
  }

  func string(_ value: JSONValue, _ key: String) throws(Fault) -> String {
    guard case .string(let text) = value.kind else { throw wrongType(value, key, "a string") }
    return text
  }

  func bool(_ value: JSONValue, _ key: String) throws(Fault) -> Bool {
    guard case .bool(let flag) = value.kind else { throw wrongType(value, key, "true or false") }
    return flag
  }

  func list(_ value: JSONValue, _ key: String) throws(Fault) -> [JSONValue] {
    guard case .array(let values) = value.kind else { throw wrongType(value, key, "a list") }
    return values
  }

  func members(_ value: JSONValue, _ what: String) throws(Fault) -> [JSONValue.Member] {
    guard case .object(let members) = value.kind else {
      throw Fault(.wrongType, at: value.offset, "\(what) is an object, found \(value.typeName)")
    }
    return members
  }

  func strings(_ value: JSONValue, _ key: String) throws(Fault) -> [String] {
    var result: [String] = []
    for element in try list(value, key) { result.append(try string(element, key)) }
    return result
  }

  /// A whole number, written without fraction or exponent.
  func integer(
    _ value: JSONValue, _ key: String, in range: ClosedRange<Int64>
  ) throws(Fault) -> Int64 {
    guard case .number(let text) = value.kind else { throw wrongType(value, key, "a number") }
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) else {
      throw Fault(
        .number, at: value.offset,
        "\"\(key)\" is a whole number, found \(text.prefix(40))")
    }
    guard let number = Int64(text), range.contains(number) else {
      throw Fault(
        .number, at: value.offset,
        "\"\(key)\" is from \(range.lowerBound) to \(range.upperBound), found \(text.prefix(40))")
    }
    return number
  }

  func count(_ value: JSONValue, _ key: String, from least: Int64 = 0) throws(Fault) -> Int {
    Int(clamping: try integer(value, key, in: least...Limits.milliseconds))
  }

  func checksum(_ value: JSONValue, _ key: String) throws(Fault) -> UInt32 {
    let text = try string(value, key)
    guard let sum = HexDigits.checksum(text) else {
      throw Fault(
        .malformed, at: value.offset,
        "\"\(key)\" is eight lower-case hex digits, found \(Phrase.quoted(text))")
    }
    return sum
  }

  /// A word; nil where a newer minor version may know it and this reader does not.
  mutating func word<Element: Word>(
    _ value: JSONValue, _ table: WordTable<Element>, key: String,
    fault: TraceError.Kind = .unknownWord
  ) throws(Fault) -> Element? {
    let text = try string(value, key)
    if let word = table[text] { return word }
    if isNewer {
      unknown.append("\(key)=\(text)")
      return nil
    }
    throw unknownWord(text, at: value.offset, table.what, table.names, fault: fault)
  }

  /// A word that no newer minor version can replace.
  func knownWord<Element: Word>(
    _ value: JSONValue, _ table: WordTable<Element>, key: String
  ) throws(Fault) -> Element {
    let text = try string(value, key)
    if let word = table[text] { return word }
    throw unknownWord(text, at: value.offset, table.what, table.names, fault: .unknownWord)
  }

  func unknownWord(
    _ text: String, at offset: Int, _ what: String, _ allowed: [String], fault: TraceError.Kind
  ) -> Fault {
    let hint = Phrase.hint(text, allowed: allowed)
    return Fault(fault, at: offset, "unknown \(what) \(Phrase.quoted(text))\(hint)")
  }

  /// A list of different words.
  mutating func set<Element: Word>(
    _ value: JSONValue, _ table: WordTable<Element>, key: String
  ) throws(Fault) -> WordSet<Element> {
    var set: WordSet<Element> = []
    for element in try list(value, key) {
      guard let word = try word(element, table, key: key) else { continue }
      if set.contains(word) { throw listedTwice(word.name, at: element.offset, key) }
      set.insert(word)
    }
    return set
  }

  func listedTwice(_ name: String, at offset: Int, _ key: String) -> Fault {
    Fault(.declaredTwice, at: offset, "\(Phrase.quoted(name)) is in \"\(key)\" twice")
  }

  /// A string of an open kind, as a number of the table of names.
  mutating func symbol(
    _ value: JSONValue, _ key: String, takesNumber: Bool = false, takesBool: Bool = false
  ) throws(Fault) -> Symbol {
    let text: String
    switch value.kind {
    case .string(let string): text = string
    case .number(let digits) where takesNumber: text = digits
    case .bool(let flag) where takesBool: text = flag ? "true" : "false"
    default:
      let expected =
        takesBool
        ? "a string, number, true or false" : takesNumber ? "a string or number" : "a string"
      throw wrongType(value, key, expected)
    }
    guard let symbol = names.intern(text) else {
      throw Fault(
        .limit, at: value.offset,
        "more than \(Limits.symbols) different names of functions, errors and apps in one trace")
    }
    return symbol
  }
}
