package import RouteReplay

/// JUnit XML for CI services: a suite a file, a case a trace.
///
/// Each suite is written when its file ends and carries its own totals, so that no run is held.
package struct JUnitReporter: Reporter {
  package static let name = "junit"
  package static let meaning = "JUnit XML for CI services"

  private let options: ReportOptions
  private var isBegun = false
  private var suite: Suite?

  private struct Suite {
    var file: String
    var cases = ""
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0

    mutating func count(_ outcome: Outcome) {
      tests += 1
      switch outcome {
      case .passed: break
      case .failed, .unexpectedPass: failures += 1
      case .unreadable: errors += 1
      case .expectedFailure, .inconclusive, .unjudged, .skipped: skipped += 1
      }
    }
  }

  package init(options: ReportOptions) {
    var options = options
    options.palette = Palette(isOn: false)
    self.options = options
  }

  package func text(of result: TraceResult) -> String {
    let classname = result.hasHeader ? Printable.text(result.policy) : "unreadable"
    let attributes = XMLText.attributes([
      ("classname", classname), ("name", Printable.text(result.id)),
      ("file", Printable.text(result.file)),
      ("line", "\(result.line)"),
    ])
    let body = body(result)
    return "    <testcase\(attributes)" + (body.isEmpty ? "/>\n" : ">\n\(body)    </testcase>\n")
  }

  package mutating func take(_ result: TraceResult, text: String) -> String {
    var ended = isBegun ? "" : begin()
    if suite.map({ $0.file != result.file }) ?? true {
      ended += endSuite()
      suite = Suite(file: result.file)
    }
    suite?.count(result.outcome)
    // In place: a copy for each trace would make a long file slow.
    suite?.cases += text
    return ended
  }

  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String {
    let head = isBegun ? "" : begin()
    return head + endSuite() + "</testsuites>\n"
  }

  private mutating func begin() -> String {
    isBegun = true
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"routelab\">\n"
  }

  private mutating func endSuite() -> String {
    guard let suite else { return "" }
    self.suite = nil
    let attributes = XMLText.attributes([
      ("name", Printable.text(suite.file)), ("tests", "\(suite.tests)"),
      ("failures", "\(suite.failures)"), ("errors", "\(suite.errors)"),
      ("skipped", "\(suite.skipped)"),
    ])
    return "  <testsuite\(attributes)>\n\(suite.cases)  </testsuite>\n"
  }

  /// What stands inside a case; nothing where it passed.
  private func body(_ result: TraceResult) -> String {
    switch result.outcome {
    case .passed: ""
    case .failed, .unexpectedPass:
      element("failure", result, type: kind(result)) + systemOut(result)
    case .unreadable: element("error", result, type: "unreadable")
    case .expectedFailure, .inconclusive, .unjudged, .skipped:
      element("skipped", result, type: nil)
    }
  }

  private func kind(_ result: TraceResult) -> String {
    result.firstWrong.map { EncodedTrace.word($0.kind) } ?? EncodedTrace.word(result.outcome)
  }

  private func element(_ name: String, _ result: TraceResult, type: String?) -> String {
    var pairs = [(name: "message", value: ResultSentence.text(result))]
    if let type { pairs.append((name: "type", value: type)) }
    return "      <\(name)\(XMLText.attributes(pairs))/>\n"
  }

  private func systemOut(_ result: TraceResult) -> String {
    guard let finding = result.firstWrong, result.outcome == .failed else { return "" }
    let lines = FindingText(options: options).lines(finding, result)
    let text = lines.joined(separator: "\n")
    return "      <system-out>\(XMLText.escaped(text))\n</system-out>\n"
  }
}
