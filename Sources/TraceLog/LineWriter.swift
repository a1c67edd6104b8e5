internal import RouteModel

/// One line on its way out.
struct LineWriter {
  let names: NameTable
  let extras: [Extra]
  var output = JSONOutput()

  init(names: NameTable, extras: [Extra]) {
    self.names = names
    self.extras = extras
  }

  mutating func line(_ line: Line) {
    object("", isLine: true) { writer in
      writer.output.member("seq", line.seq)
      if line.hasTime { writer.output.member("t", line.t) }
      writer.output.member("line", line.sourceLine)
      writer.content(line.content)
      if line.assumed { writer.output.member("assumed", true) }
      for evidence in line.evidence { writer.evidence(evidence) }
      writer.extras(at: "")
      writer.output.member("note", line.note)
      writer.output.member("sum", line.sum.map(HexDigits.text))
    }
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
    for extra in extras where extra.path == path {
      output.key(extra.key)
      output.append(extra.json)
    }
  }

  /// What a device line and an entry of `devices` have in common.
  mutating func describe(_ declaration: DeviceDeclaration) {
    let device = declaration.device
    output.member("type", device.type.name)
    if device.profiles != device.type.profiles { words("profiles", device.profiles) }
    let usual = Device(slot: device.slot, type: device.type, profiles: device.profiles)
    if device.hasMicrophone != usual.hasMicrophone {
      output.member("microphone", device.hasMicrophone)
    }
    output.member("name", declaration.name)
  }

  mutating func words<Element>(_ key: String, _ set: WordSet<Element>?) {
    if let set { output.strings(key, set.members.map(\.name)) }
  }

  func text(_ pattern: EndpointPattern) -> String {
    (pattern.isNegated ? "!" : "") + (Vocabulary.port.name(pattern.port) ?? "")
      + (pattern.device.map { "@\(names.name(of: $0))" } ?? "")
  }

  mutating func port(_ key: String, _ argument: PortArgument?) {
    guard let argument else { return }
    output.key(key)
    switch argument {
    case .none: output.append("null")
    case .some(let pattern): output.string(text(pattern))
    }
  }

  mutating func ports(_ key: String, _ patterns: [EndpointPattern]?) {
    if let patterns { output.strings(key, patterns.map(text)) }
  }

  mutating func side(_ key: String, _ claim: SideClaim) {
    switch claim {
    case .anything: break
    case .nothing:
      output.key(key)
      output.append("null")
    case .oneOf(let patterns):
      if patterns.count == 1, let pattern = patterns.first {
        output.member(key, text(pattern))
      } else {
        ports(key, patterns)
      }
    }
  }

  mutating func links(_ links: [LinkClaim]) {
    if links.isEmpty { return }
    output.key("links")
    output.openObject()
    for link in links { output.member(names.name(of: link.device), link.state.name) }
    output.closeObject()
  }
}
