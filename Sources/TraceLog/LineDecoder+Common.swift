internal import RouteModel

/// The keys that any line may have, and the small kinds of line.
extension LineDecoder {
  mutating func decodeCommon(_ fields: Fields, into line: inout Line) throws(Fault) {
    if let value = fields["seq"] {
      line.seq = try integer(value, "seq", in: 0...Limits.milliseconds)
    }
    if let value = fields["t"] {
      let t = try integer(value, "t", in: 0...Limits.milliseconds)
      if case .header = line.content, t != 0 {
        throw Fault(.number, at: value.offset, "a header's time is 0, found \(t)")
      }
      guard t >= time else {
        throw Fault(.time, at: value.offset, "time runs backwards: \(t) after \(time)")
      }
      time = t
      line.hasTime = true
    }
    line.t = time
    if let value = fields["line"] { line.sourceLine = try count(value, "line", from: 1) }
    if let value = fields["assumed"] { line.assumed = try bool(value, "assumed") }
    if let value = fields["note"] { line.note = try string(value, "note") }
    if let value = fields["sum"] {
      line.sum = try checksum(value, "sum")
      if let last = fields.members.last, last.key != "sum" {
        throw Fault(
          .malformed, at: last.offset, "\"sum\" is the last key of its line, found one after it")
      }
    }
  }

  mutating func gap(_ line: Fields) throws(Fault) -> Gap {
    let fields = try object(try line.required("gap"), "a gap", ["lost", "why"], path: "gap")
    var gap = Gap()
    if let value = fields["lost"] {
      if case .null = value.kind {} else { gap.lost = try count(value, "lost") }
    }
    if let value = fields["why"] { gap.why = try string(value, "why") }
    return gap
  }

  mutating func seal(_ line: Fields) throws(Fault) -> Seal {
    let fields = try object(try line.required("end"), "an end", ["records", "why"], path: "end")
    var seal = Seal()
    if let value = fields["records"] { seal.records = try count(value, "records") }
    if let value = fields["why"] { seal.why = try string(value, "why") }
    return seal
  }
}
