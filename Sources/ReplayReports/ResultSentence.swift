import RouteModel
import RouteReplay

/// A trace's result as one sentence, for messages, titles and tables.
enum ResultSentence {
  static func text(_ result: TraceResult) -> String {
    switch result.outcome {
    case .failed: return result.firstWrong.map(text) ?? Outcome.failed.meaning
    case .unexpectedPass:
      return "passes, but its header says that it fails: \(why(result))"
    case .expectedFailure: return "fails as its header says: \(why(result))"
    case .inconclusive:
      let note = result.notes.first { $0.kind == .undecided }
      return "undecided" + (note.map { " on line \($0.line): \($0.sentence)" } ?? "")
    case .unreadable, .skipped: return why(result)
    case .passed, .unjudged: return result.outcome.meaning
    }
  }

  private static func why(_ result: TraceResult) -> String {
    Printable.text(result.why ?? result.outcome.meaning)
  }

  private static func text(_ finding: Finding) -> String {
    guard !finding.differences.isEmpty else {
      return finding.sentence.isEmpty ? finding.kind.meaning : finding.sentence
    }
    let said = finding.column?.name ?? "said"
    return finding.differences.map { difference in
      "\(difference.fact): \(said) \(difference.said), computed \(difference.computed)"
    }.joined(separator: "; ")
  }
}
