package import RouteReplay
package import TraceLog

/// One JSON document, a trace a line; the format is documented beside the code, and versioned.
package struct JSONReporter: Reporter {
  package static let name = "json"
  package static let meaning = "one JSON document, a trace a line"

  private let isVerbose: Bool
  private let shard: ShardMark?
  private var isBegun = false
  private var steps: [String] = []

  package init(options: ReportOptions) {
    isVerbose = options.isVerbose
    shard = options.shard
  }

  package mutating func take(
    _ step: PlayedStep, _ player: TracePlayer, _ names: NameTable
  ) -> String {
    steps.append(EncodedStep.json(step, player, names))
    return ""
  }

  package func text(of result: TraceResult) -> String {
    EncodedTrace.json(result, steps: isVerbose ? steps : nil)
  }

  package mutating func take(_ result: TraceResult, text: String) -> String {
    steps = []
    return (isBegun ? ",\n" : begin()) + text
  }

  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String {
    let head = isBegun ? "" : begin()
    let lossy = shard == nil ? "" : ShardMark.lossy(totals.lossyLogs)
    return head + "\n],\(lossy)\"summary\":" + EncodedSummary.json(totals, elapsed: elapsed) + "}\n"
  }

  private mutating func begin() -> String {
    isBegun = true
    return JSONDocument.head("replay") + (shard?.member ?? "") + "\"traces\":[\n"
  }
}

/// What all JSON documents of the command have in common.
package enum JSONDocument {
  /// Opens a document: a member with the format's name and version, then the comma.
  package static func head(_ format: String) -> String {
    "{\"routelab\":{\"format\":\"\(format)\",\"version\":1},"
  }

  /// The written bytes as text, without what could steer a terminal that shows them.
  ///
  /// Such characters stand inside strings only, so that JSON's own escape keeps their meaning.
  package static func text(_ output: borrowing JSONOutput) -> String {
    let text = String(decoding: output.bytes, as: UTF8.self)
    guard text.unicodeScalars.contains(where: Printable.isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if Printable.isUnsafe(scalar) {
        for unit in String(scalar).utf16 { result += escape(unit) }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
  }
}

extension JSONOutput {
  mutating func null(_ key: String) {
    self.key(key)
    append("null")
  }

  mutating func memberOrNull(_ key: String, _ text: String?) {
    if let text { member(key, text) } else { null(key) }
  }

  mutating func object(_ key: String, _ body: (inout JSONOutput) -> Void) {
    self.key(key)
    openObject()
    body(&self)
    closeObject()
  }

  mutating func objects<Element>(
    _ key: String, _ elements: [Element], _ body: (Element, inout JSONOutput) -> Void
  ) {
    self.key(key)
    list(elements) { element, output in
      output.openObject()
      body(element, &output)
      output.closeObject()
    }
  }
}
