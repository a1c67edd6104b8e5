import RouteModel
package import RouteReplay
package import TraceLog

/// The report for people: the first wrong step of each failing trace, then one line of counts.
package struct TextReporter: Reporter {
  package static let name = "text"
  package static let meaning = "for people: the first wrong step of each failing trace"

  private let options: ReportOptions
  private var timeline = TimelineText()
  /// The first traces in which something was found that fails nothing, and how many there are.
  private var noted = Self.told.map { _ in (places: [String](), count: 0) }

  /// What is found and fails nothing, in the words of the counts.
  private static let told: [(kind: FindingKind, words: String)] = [
    (.desynchronised, "SDK out of step"), (.heard, "heard otherwise"), (.transient, "transient"),
  ]
  /// So many traces of a kind are named.
  private static let mostNamed = 3

  package init(options: ReportOptions) { self.options = options }

  package mutating func take(
    _ step: PlayedStep, _ player: TracePlayer, _ names: NameTable
  ) -> String {
    timeline.text(step, player, names)
  }

  package mutating func take(_ result: TraceResult, text: String) -> String {
    note(result)
    return settled(result) + (text.isEmpty ? "" : timeline.end() + text)
  }

  private mutating func note(_ result: TraceResult) {
    for (place, told) in Self.told.enumerated() {
      guard let finding = result.notes.first(where: { $0.kind == told.kind }) else { continue }
      noted[place].count += 1
      if noted[place].count <= Self.mostNamed {
        noted[place].places.append(Printable.text("\(result.file):\(finding.line)"))
      }
    }
  }

  /// Below the steps of a trace: which of the deviations in them was none after all.
  private func settled(_ result: TraceResult) -> String {
    guard options.isVerbose, let first = result.notes.first(where: { $0.kind == .transient }) else {
      return ""
    }
    let others = result.count(.transient) - 1
    let more = others > 0 ? ", and \(Layout.count(others)) after it" : ""
    return Layout.hanging(
      Layout.time(first.t),
      "the deviation on line \(first.line) was transient\(more): \(FindingKind.transient.meaning)"
    ).joined(separator: "\n") + "\n"
  }

  /// A line for each kind, with the places where it was found first.
  private func places() -> String {
    let lines = zip(Self.told, noted).flatMap { told, noted -> [String] in
      guard noted.count > 0 else { return [] }
      let others = noted.count - noted.places.count
      let more = others > 0 ? ", and \(Layout.count(others, "trace")) more" : ""
      return Layout.hanging(
        told.words, noted.places.joined(separator: ", ") + more, labelWidth: 17)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  package func text(of result: TraceResult) -> String {
    switch result.outcome {
    case .failed: failure(result)
    case .unexpectedPass: unexpectedPass(result)
    case .unreadable: unreadable(result)
    case .inconclusive: options.isQuiet ? "" : inconclusive(result)
    case .passed, .expectedFailure, .unjudged, .skipped: ""
    }
  }

  package func isSilent(on result: TraceResult, text: String) -> Bool {
    text.isEmpty && result.notes.isEmpty
  }

  package mutating func finish(_ totals: Totals, elapsed: Int64?) -> String {
    let isWell =
      totals.count(.failed) + totals.count(.unexpectedPass) + totals.count(.unreadable)
      + totals.count(.inconclusive) + totals.lost == 0
    if options.isQuiet, isWell { return "" }
    return timeline.end() + Self.summary(totals, elapsed: elapsed) + "\n" + places()
  }

  private func heading(_ mark: String, _ result: TraceResult, line: Int) -> String {
    let place = Printable.text("\(result.file):\(line)")
    let id = Printable.text(result.id)
    let room = Layout.width - 2 - Layout.columns(id) - Layout.columns(place)
    if room >= 2 {
      return "\(mark) \(options.palette.bold(id))\(String(repeating: " ", count: room))\(place)\n"
    }
    let ids = Layout.wrapped(id, to: Layout.width - 2).map { options.palette.bold($0) }
    let places = Layout.wrapped(place, to: Layout.width - 2)
    return "\(mark) " + (ids + places).joined(separator: "\n  ") + "\n"
  }

  private func failure(_ result: TraceResult) -> String {
    guard let finding = result.firstWrong else { return "" }
    let mark = options.palette.red("✗")
    return heading(mark, result, line: finding.line) + "\n"
      + FindingText(options: options).lines(finding, result).joined(separator: "\n") + "\n\n"
  }

  private func unexpectedPass(_ result: TraceResult) -> String {
    let xfail = result.xfail.map { "\($0.why) (cause: \($0.cause.name))" } ?? ""
    return heading(options.palette.red("✗"), result, line: result.line) + "\n"
      + (Layout.hanging(
        "passes", "its header says that it fails: \(Printable.text(xfail))")
      + Layout.hanging("next", "take xfail out of the header, or say better what fails"))
      .joined(separator: "\n") + "\n\n"
  }

  private func unreadable(_ result: TraceResult) -> String {
    Layout.wrapped("✗ " + Printable.text(result.why ?? "cannot be read"), to: Layout.width - 2)
      .enumerated().map { $0 == 0 ? $1 : "  " + $1 }.joined(separator: "\n")
      .replacingFirst("✗", with: options.palette.red("✗")) + "\n\n"
  }

  private func inconclusive(_ result: TraceResult) -> String {
    guard let finding = result.notes.first(where: { $0.kind == .undecided }) else { return "" }
    return heading(options.palette.yellow("?"), result, line: finding.line) + "\n"
      + Layout.hanging("undecided", finding.sentence).joined(separator: "\n") + "\n\n"
  }

  /// The lines of counts at the end.
  package static func summary(_ totals: Totals, elapsed: Int64?) -> String {
    let time = elapsed.map { Layout.seconds($0) } ?? ""
    let room = Layout.width - Layout.columns(time)
    var lines = Layout.wrapped(counts(totals), to: room - 2)
    if !time.isEmpty, let last = lines.popLast() {
      lines.append(Layout.padded(last, to: room) + time)
    }
    let notes = notes(totals)
    if !notes.isEmpty { lines += Layout.wrapped(notes, to: Layout.width) }
    return lines.joined(separator: "\n")
  }

  /// How many traces there were, and how they came out.
  static func counts(_ totals: Totals) -> String {
    var parts = ["\(Layout.count(totals.count(.passed))) passed"]
    func add(_ number: Int, _ text: String) {
      if number > 0 { parts.append("\(Layout.count(number)) \(text)") }
    }
    let expected = totals.count(.expectedFailure)
    add(expected, expected == 1 ? "expected failure" : "expected failures")
    add(totals.count(.unexpectedPass), "unexpectedly passed")
    add(totals.count(.inconclusive), "inconclusive")
    add(totals.count(.unjudged), "unjudged")
    add(totals.count(.skipped), "skipped")
    add(totals.count(.unreadable), "unreadable")
    parts.append("\(Layout.count(totals.count(.failed))) failed")
    return "\(Layout.count(totals.traces, "trace")), \(Layout.count(totals.events, "event")): "
      + parts.joined(separator: ", ")
  }

  /// What is worth telling beside; empty where nothing is.
  static func notes(_ totals: Totals) -> String {
    var notes: [String] = []
    for (kind, words) in told {
      let number = totals.count(kind)
      if number > 0 { notes.append("\(Layout.count(number)) \(words)") }
    }
    if totals.rejected > 0 { notes.append(Layout.count(totals.rejected, "rejected event")) }
    if totals.lost > 0 { notes.append("\(Layout.count(totals.lost, "trace")) with gaps") }
    if totals.assumedTraces > 0 {
      notes.append("\(Layout.count(totals.assumedTraces, "trace")) with assumed lines")
    }
    return notes.isEmpty ? "" : "also: " + notes.joined(separator: ", ")
  }
}

extension String {
  /// Replaces the first occurrence only: what a trace says later may hold the same character.
  func replacingFirst(_ character: Character, with text: String) -> String {
    guard let place = firstIndex(of: character) else { return self }
    return self[..<place] + text + self[index(after: place)...]
  }
}
