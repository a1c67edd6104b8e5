internal import RouteModel

/// One line on its way out.
struct LineWriter: ~Copyable {
  /// Not the names themselves: to retain and release them for each line takes as long as to spell it.
  private let names: UnsafePointer<NameTable>
  let extras: [Extra]
  var output: JSONOutput

  private init(names: UnsafePointer<NameTable>, extras: [Extra], output: consuming JSONOutput) {
    self.names = names
    self.extras = extras
    self.output = output
  }

  /// Spells in a body with the names of a trace, after what is there.
  @inline(__always)
  static func spell(
    names: borrowing NameTable, extras: [Extra], into output: inout JSONOutput,
    _ body: (inout LineWriter) -> Void
  ) {
    withUnsafePointer(to: names) { names in
      var writer = LineWriter(names: names, extras: extras, output: output.move())
      body(&writer)
      output = writer.output.move()
    }
  }

  /// A writer with the same names that has written nothing.
  var anew: LineWriter { LineWriter(names: names, extras: extras, output: JSONOutput()) }

  func name(of slot: DeviceSlot) -> String { names.pointee.name(of: slot) }
  func name(of slot: CallSlot) -> String { names.pointee.name(of: slot) }
  func string(of symbol: Symbol) -> String { names.pointee.string(of: symbol) }

  mutating func line(_ line: Line) {
    output.openObject()
    number("\"seq\":", line.seq)
    if line.hasTime { number("\"t\":", line.t) }
    members(line)
    output.member("sum", line.sum.map(HexDigits.text))
    output.closeObject()
  }

  /// Writes what a line holds but for its number, time and checksum.
  mutating func members(_ line: Line) {
    output.member("line", line.sourceLine)
    content(line.content)
    if line.assumed { output.member("assumed", true) }
    if !line.evidence.isEmpty {
      for evidence in line.evidence { self.evidence(evidence) }
    }
    extras(at: "")
    output.member("note", line.note)
  }

  /// Writes a number that is never negative, after its key as JSON.
  private mutating func number(_ key: StaticString, _ number: Int64?) {
    guard let number else { return }
    output.key(json: key)
    output.decimal(UInt64(clamping: number))
  }

  private mutating func content(_ content: Content) {
    switch content {
    case .header(let header): self.header(header)
    case .device(let declaration):
      output.member("device", declaration.id)
      describe(declaration)
    case .event(let event): self.event(event)
    case .gap(let gap):
      output.key("gap")
      object("gap") { writer in
        writer.output.key("lost")
        writer.output.append(gap.lost.map(String.init) ?? "null")
        writer.output.member("why", gap.why)
      }
    case .end(let seal):
      output.key("end")
      object("end") { writer in
        writer.output.member("records", seal.records)
        writer.output.member("why", seal.why)
      }
    case .evidence, .note, .unknown: break
    }
  }

  /// Writes an object, and at its end the user's own keys that stand in it.
  mutating func object(
    _ path: String, _ body: (inout LineWriter) -> Void
  ) {
    output.openObject()
    body(&self)
    extras(at: path)
    output.closeObject()
  }

  mutating func extras(at path: String) {
    if extras.isEmpty { return }
    for extra in extras where extra.path == path {
      output.key(extra.key)
      output.append(extra.json)
    }
  }

  /// What a device line and an entry of `devices` have in common.
  mutating func describe(_ declaration: DeviceDeclaration) {
    let device = declaration.device
    word("type", device.type, Vocabulary.deviceType)
    if device.profiles != device.type.profiles {
      words("profiles", device.profiles, Vocabulary.profile)
    }
    let usual = Device(slot: device.slot, type: device.type, profiles: device.profiles)
    if device.hasMicrophone != usual.hasMicrophone {
      output.member("microphone", device.hasMicrophone)
    }
    output.member("name", declaration.name)
  }

  mutating func words<Element>(
    _ key: String, _ set: WordSet<Element>?, _ table: @autoclosure () -> WordTable<Element>
  ) {
    guard let set else { return }
    output.key(key)
    words(set, table())
  }

  mutating func words<Element>(_ set: WordSet<Element>, _ table: WordTable<Element>) {
    output.list(set.members) { word, output in output.append(table[json: word]) }
  }

  mutating func word<Element>(
    _ key: String, _ word: Element?, _ table: @autoclosure () -> WordTable<Element>
  ) {
    guard let word else { return }
    output.key(key)
    output.append(table()[json: word])
  }

  mutating func pattern(_ pattern: EndpointPattern) {
    if let port = pattern.port, pattern.device == nil, !pattern.isNegated {
      return output.append(Vocabulary.port[json: port])
    }
    output.append(UInt8(ascii: "\""))
    if pattern.isNegated { output.append(UInt8(ascii: "!")) }
    if let port = pattern.port { output.append(Vocabulary.port[text: port]) }
    if let device = pattern.device {
      output.append(UInt8(ascii: "@"))
      output.characters(of: name(of: device))
    }
    output.append(UInt8(ascii: "\""))
  }

  mutating func port(_ key: String, _ argument: PortArgument?) {
    guard let argument else { return }
    output.key(key)
    port(argument)
  }

  mutating func port(_ argument: PortArgument) {
    switch argument {
    case .none: output.append("null")
    case .some(let pattern): self.pattern(pattern)
    }
  }

  mutating func ports(_ key: String, _ patterns: [EndpointPattern]?) {
    guard let patterns else { return }
    output.key(key)
    list(patterns)
  }

  private mutating func list(_ patterns: [EndpointPattern]) {
    output.append("[")
    for (index, pattern) in patterns.enumerated() {
      if index > 0 { output.append(",") }
      self.pattern(pattern)
    }
    output.append("]")
  }

  mutating func side(_ key: StaticString, _ claim: SideClaim) {
    switch claim {
    case .anything: break
    case .nothing:
      output.key(json: key)
      output.append("null")
    case .oneOf(let patterns):
      output.key(json: key)
      if patterns.count == 1 { pattern(patterns[0]) } else { list(patterns) }
    }
  }

  mutating func links(_ links: [LinkClaim]) {
    if links.isEmpty { return }
    output.key("links")
    output.openObject()
    for link in links { word(name(of: link.device), link.state, Vocabulary.linkState) }
    output.closeObject()
  }
}
