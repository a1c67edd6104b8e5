import TraceLog

/// A trace's result as it comes out of one part of a run, which does not know the others.
package struct FoundTrace: Sendable {
  package private(set) var result: TraceResult
  /// What no other trace of the run may share; nil where no header was read.
  package private(set) var key: UInt64?
  /// What is said of the bad line by itself, where the trace went bad in its middle.
  private var alone: [TraceResult] = []

  /// A result with its trace's key, see `Header.key`, and what is said of its bad line by itself.
  package init(_ result: TraceResult, _ key: UInt64?, alone: TraceResult? = nil) {
    self.result = result
    self.key = key
    self.alone = alone.map { [$0] } ?? []
  }

  init(_ error: TraceError) { result = ReplayRun.unreadable(error) }

  /// Takes over what is known of a trace that went bad in its middle.
  mutating func adopt(_ begun: TraceResult, _ key: UInt64?) {
    alone = [result]
    result.hasHeader = begun.hasHeader
    result.line = begun.line
    result.id = begun.id
    result.segment = begun.segment
    result.title = begun.title
    result.policy = begun.policy
    result.platform = begun.platform
    result.os = begun.os
    self.key = key
  }

  /// Whether a header was read, so that the trace counts among those of its file.
  package var isBegun: Bool { key != nil }

  /// What is said instead where the identifier was used before: that, and the bad line by itself.
  func refused(asUsedAt first: String) -> [TraceResult] {
    [result.refused(asUsedAt: first)] + alone
  }
}

extension TraceResult {
  /// The result of a trace whose identifier another one had first.
  func refused(asUsedAt first: String) -> TraceResult {
    var refused = TraceResult(file: file, line: line, id: id, policy: policy, platform: platform)
    refused.segment = segment
    refused.title = title
    refused.os = os
    refused.outcome = .unreadable
    refused.why = "\(file):\(line): the identifier \"\(id)\" was already used at \(first)"
    return refused
  }

  /// Whether a run that stops at the first failure stops here.
  var endsFastRun: Bool { outcome.isFailure || outcome == .unreadable }
}
