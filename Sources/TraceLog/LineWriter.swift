internal import RouteModel

/// One line on its way out.
struct LineWriter {
  let names: NameTable
  let extras: [Extra]
  var output: JSONOutput

  /// Writes after bytes that are there.
  init(names: NameTable, extras: [Extra], after bytes: consuming [UInt8] = []) {
    self.names = names
    self.extras = extras
    output = JSONOutput(after: bytes)
  }

  mutating func line(_ line: Line) { self.line(line, seq: line.seq, t: line.t, sum: line.sum) }

  /// Writes a line with another number, time and checksum.
  mutating func line(_ line: Line, seq: Int64?, t: Int64, sum: UInt32?) {
    object("", isLine: true) { writer in
      writer.number("\"seq\":", seq)
      if line.hasTime { writer.number("\"t\":", t) }
      writer.output.member("line", line.sourceLine)
      writer.content(line.content)
      if line.assumed { writer.output.member("assumed", true) }
      if !line.evidence.isEmpty {
        for evidence in line.evidence { writer.evidence(evidence) }
      }
      writer.extras(at: "")
      writer.output.member("note", line.note)
      writer.output.member("sum", sum.map(HexDigits.text))
    }
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
    _ path: String, isLine: Bool = false, _ body: (inout LineWriter) -> Void
  ) {
    output.openObject()
    body(&self)
    if !isLine { extras(at: path) }
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
    _ key: String, _ set: WordSet<Element>?, _ table: WordTable<Element>
  ) {
    guard let set else { return }
    output.key(key)
    words(set, table)
  }

  mutating func words<Element>(_ set: WordSet<Element>, _ table: WordTable<Element>) {
    output.list(set.members) { word, output in output.append(table[json: word]) }
  }

  mutating func word<Element>(_ key: String, _ word: Element?, _ table: WordTable<Element>) {
    guard let word else { return }
    output.key(key)
    output.append(table[json: word])
  }

  mutating func pattern(_ pattern: EndpointPattern) {
    if let port = pattern.port, pattern.device == nil, !pattern.isNegated {
      return output.append(Vocabulary.port[json: port])
    }
    output.append(pattern.isNegated ? "\"!" : "\"")
    if let port = pattern.port {
      output.append(Vocabulary.port[json: port].dropFirst().dropLast())
    }
    if let device = pattern.device {
      output.append("@")
      output.characters(of: names.name(of: device))
    }
    output.append("\"")
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

  mutating func side(_ key: String, _ claim: SideClaim) {
    switch claim {
    case .anything: break
    case .nothing:
      output.key(key)
      output.append("null")
    case .oneOf(let patterns):
      output.key(key)
      if patterns.count == 1 { pattern(patterns[0]) } else { list(patterns) }
    }
  }

  mutating func links(_ links: [LinkClaim]) {
    if links.isEmpty { return }
    output.key("links")
    output.openObject()
    for link in links { word(names.name(of: link.device), link.state, Vocabulary.linkState) }
    output.closeObject()
  }
}
