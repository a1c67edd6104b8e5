private import ReplayReports
private import RouteModel
private import RoutePolicies
private import RouteReplay
private import TraceLog

/// The traces below a path, ready to be replayed in a test of one's own.
///
/// ```swift
/// @Test(arguments: try TraceCorpus("traces").replay())
/// func routesAreAsExpected(trace: ReplayedTrace) {
///   #expect(trace.isAsExpected, "\(trace.report)")
/// }
/// ```
public struct TraceCorpus: Sendable {
  /// The trace files, in the order of their bytes.
  public let files: [String]

  /// Finds the traces of a file, or of a folder: its `*.jsonl` files, at any depth.
  ///
  /// - Parameter path: a file or folder, relative to the current folder or absolute.
  /// - Throws: ``TraceCorpusError`` where the path cannot be read, or a folder holds no trace.
  public init(_ path: String) throws(TraceCorpusError) {
    do throws(TraceError) {
      files = try TraceFiles.expand(path)
    } catch {
      throw TraceCorpusError(message: error.description)
    }
  }

  /// Replays every trace and returns the results in the order of the files.
  ///
  /// A trace that cannot be read is a result too; it never hides the others.
  ///
  /// - Parameters:
  ///   - policy: a rule book to replay under; nil = the one that each trace names.
  ///   - strictness: whether an event that cannot be fails a trace.
  /// - Returns: one result a trace; those of other platforms than the policy's are left out.
  /// - Throws: ``TraceCorpusError`` where there is no rule book of that name.
  public func replay(
    policy: String? = nil, strictness: ReplayStrictness = .byOrigin
  ) throws(TraceCorpusError) -> [ReplayedTrace] {
    if let policy, Policies.named(policy) == nil {
      throw TraceCorpusError(message: Policies.unknown(policy))
    }
    var options = ReplayOptions()
    options.policy = policy
    options.strictness =
      switch strictness {
      case .byOrigin: .byOrigin
      case .strict: .strict
      case .lenient: .lenient
      }
    var run = ReplayRun(options)
    let memory = QuickMemory()
    var traces: [ReplayedTrace] = []
    for file in files {
      run.replay(file, memory: memory) { result in
        if result.outcome != .skipped { traces.append(ReplayedTrace(result)) }
      }
    }
    return traces
  }
}

/// What a replay does with an event that cannot be, as a call answered that never rang.
public enum ReplayStrictness: Sendable {
  /// Fails a trace that was written by hand, and counts in an imported one.
  case byOrigin
  /// Fails every trace.
  case strict
  /// Fails no trace.
  case lenient
}

/// Why a corpus cannot be replayed.
public struct TraceCorpusError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence: the place, what was found, what was allowed.
  public let message: String

  /// Makes an error of a sentence.
  public init(message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// How one trace came out.
public struct ReplayedTrace: Sendable, CustomStringConvertible {
  /// The identifier in the trace's header; the place of the error where there is none.
  public let id: String
  /// The file as its path was given.
  public let file: String
  /// The line of the trace's header, from 1.
  public let line: Int
  /// The rule book under which the trace was replayed.
  public let policy: String
  /// How the replay came out.
  public let outcome: ReplayOutcome
  /// What `routelab replay` prints for the trace; empty where there is nothing to say.
  public let report: String

  /// Whether nothing failed that was not expected to fail.
  public var isAsExpected: Bool {
    switch outcome {
    case .passed, .expectedFailure, .unjudged: true
    case .failed, .unexpectedPass, .inconclusive, .unreadable: false
    }
  }

  /// The identifier and the place, for lists of tests.
  public var description: String { "\(id) (\(file):\(line))" }

  fileprivate init(_ result: TraceResult) {
    id = result.id
    file = result.file
    line = result.line
    policy = result.policy
    outcome = ReplayOutcome(result.outcome)
    var reporter = TextReporter(options: ReportOptions())
    report = reporter.take(result)
  }
}

/// The outcomes of a replay.
public enum ReplayOutcome: Hashable, Sendable {
  /// Everything that is judged agrees.
  case passed
  /// An expectation, an observation, a claim or a strict replay failed.
  case failed
  /// It failed, as its header says it would.
  case expectedFailure
  /// Its header says that it fails, and it does not.
  case unexpectedPass
  /// Nothing failed, but something could not be decided.
  case inconclusive
  /// It states nothing that is judged: no `expect`, no `observed`.
  case unjudged
  /// It could not be read.
  case unreadable

  fileprivate init(_ outcome: Outcome) {
    switch outcome {
    case .passed: self = .passed
    case .failed: self = .failed
    case .expectedFailure: self = .expectedFailure
    case .unexpectedPass: self = .unexpectedPass
    case .inconclusive: self = .inconclusive
    case .unjudged, .skipped: self = .unjudged
    case .unreadable: self = .unreadable
    }
  }
}
