internal import RouteModel

/// Turns a recorded log that is whole into an ordinary trace, which people may annotate.
///
/// Lines lose `seq` and `sum`, and the `end` line goes; each header says in `origin` how many
/// records its segment had, the header's own included and the `end` not, and the checksum of the
/// segment's last line. Segments stay apart: each header begins a trace and keeps its `segment`.
package struct LogAdoption: Sendable {
  /// Why a log is not adopted.
  package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot be read, or is no recorded log.
    case unreadable(String)
    /// It is damaged or torn.
    case lossy(String)

    package var description: String {
      switch self {
      case .unreadable(let message), .lossy(let message): message
      }
    }
  }

  /// What each segment's header will say.
  package private(set) var origins: [Origin] = []
  private let name: String

  /// Verifies a log from front to back; throws where it is not whole.
  package init(_ source: any ByteSource, named name: String) throws(Refusal) {
    self.name = name
    var reader = TraceReader(file: name, source: source, verifies: true)
    while let reading = reader.next() {
      let line = try Self.line(reading)
      guard let sum = line.sum, line.seq != nil else {
        if reader.isLossy { break }
        throw .unreadable("\(name):\(line.number): is no line of a recorded log")
      }
      if case .header = line.content { origins.append(Origin(records: 0)) }
      guard var origin = origins.popLast() else {
        throw .unreadable("\(name):\(line.number): stands before the first header")
      }
      if case .end = line.content {} else { origin.records = (origin.records ?? 0) + 1 }
      origin.sum = sum
      origins.append(origin)
    }
    guard !reader.isLossy else {
      let place = reader.damages.first.map { "damaged at line \($0.line)" } ?? "torn at its end"
      throw .lossy("\(name): \(place); make a whole log of it first: routelab recover")
    }
  }

  /// Reads the log again and hands over the lines of the trace.
  ///
  /// The log may have grown meanwhile: what came later is left out.
  package func lines<Failure: Error>(
    _ source: any ByteSource, _ take: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var reader = TraceReader(file: name, source: source, verifies: true)
    var segment = -1
    var left = 0
    while case .line(let line) = reader.next() {
      let isHeader: Bool
      if case .header = line.content { isHeader = true } else { isHeader = false }
      if isHeader {
        segment += 1
        guard segment < origins.count else { return }
        left = origins[segment].records ?? 0
      }
      if case .end = line.content { continue }
      guard left > 0 else { continue }
      left -= 1
      try take(Self.adopted(reader.rawLine, isHeader ? origins[segment] : nil))
    }
  }

  private static func line(_ reading: Reading) throws(Refusal) -> Line {
    switch reading {
    case .failure(let error): throw .unreadable(error.description)
    case .line(let line): return line
    }
  }

  private static func adopted(_ bytes: [UInt8], _ origin: Origin?) -> [UInt8] {
    let left = ["seq", "sum"] + (origin == nil ? [] : ["continues", "origin"])
    var output = JSONOutput()
    output.openObject()
    for member in LineMarks.members(bytes, 0..<bytes.count) where !left.contains(member.key) {
      output.key(member.key)
      member.value.write(to: &output)
    }
    if let origin {
      output.key("origin")
      output.openObject()
      output.member("records", origin.records)
      output.member("sum", origin.sum.map(HexDigits.text))
      output.closeObject()
    }
    output.closeObject()
    return output.bytes
  }
}
