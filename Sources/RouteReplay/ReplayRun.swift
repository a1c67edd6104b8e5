import RouteMachine
import RouteModel
import RoutePolicies
package import TraceLog

/// What a run replays, and how.
package struct ReplayOptions: Sendable {
  /// A book to replay under instead of each trace's own.
  package var policy: String?
  package var strictness = Strictness.byOrigin
  package var failFast = false
  package var filter = TraceFilter()

  package init() {}
}

/// Which traces count; an empty filter takes all.
package struct TraceFilter: Sendable {
  /// Words of which one must stand in the identifier.
  package var ids: [String] = []
  package var tags: [String] = []
  package var policies: [String] = []

  package init() {}

  var isEmpty: Bool { ids.isEmpty && tags.isEmpty && policies.isEmpty }

  package func takes(_ header: Header, policy: String) -> Bool {
    (ids.isEmpty || ids.contains { header.id.contains($0) })
      && (tags.isEmpty || tags.contains { header.tags.contains($0) })
      && (policies.isEmpty || policies.contains(policy))
  }
}

/// Replays files one after another; a bad trace never hides the others.
package struct ReplayRun {
  package let options: ReplayOptions
  /// Where each identifier was first seen; each segment of a log has its own.
  ///
  /// Nil where the run that this one works for looks after that.
  var seen: SeenTraces?
  /// Whether the first failure ended the run.
  package internal(set) var isStopped = false
  /// A sentence for each recorded log that is torn or damaged.
  package internal(set) var lossy: [String] = []

  package init(_ options: ReplayOptions) {
    self.options = options
    seen = SeenTraces()
  }

  /// A run over parts of what another run replays, which takes over what this one finds.
  package init(forPartsOf options: ReplayOptions) { self.options = options }

  /// Replays one file and hands over each trace's result, in the order of the file.
  ///
  /// `onStep` sees every step of every trace with the names as they stand then. With a memory, lines
  /// and steps that were met before are looked up; without one, every line is read and every step
  /// worked out. The results are the same.
  package mutating func replay(
    _ file: String, memory: QuickMemory? = nil,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)? = nil,
    onResult: (TraceResult) -> Void
  ) {
    do throws(TraceError) {
      let memory = onStep == nil ? memory : nil
      var reader = try TraceReader(path: file, verifies: true, memory: memory?.lines)
      replay(&reader, memory: memory, onStep: onStep, onResult: onResult)
    } catch {
      hand(over: FoundTrace(error)) { onResult($0.result) }
    }
  }

  /// Replays what a reader gives; with a memory it was made with that memory's `lines`.
  ///
  /// Who watches lines or steps sees them all only without a memory.
  package mutating func replay(
    _ reader: inout TraceReader, memory: QuickMemory? = nil, onLine: ((Line) -> Void)? = nil,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)? = nil,
    onResult: (TraceResult) -> Void
  ) {
    guard let memory else {
      return find(in: &reader, WatchedPlayers(onStep: onStep), onLine: onLine) {
        onResult($0.result)
      }
    }
    find(in: &reader, memory: memory) { onResult($0.result) }
  }

  /// Finds what traces come to, with a memory.
  mutating func find(
    in reader: inout TraceReader, memory: QuickMemory, onFound: (FoundTrace) -> Void
  ) {
    find(in: &reader, memory, onLine: nil, onFound: onFound)
  }

  private mutating func find<Players: LinePlayers>(
    in reader: inout TraceReader, _ players: Players, onLine: ((Line) -> Void)?,
    onFound: (FoundTrace) -> Void
  ) {
    seen?.begin(reader.file)
    var player: Players.Player?
    var key: UInt64?
    while !isStopped {
      player?.takeKnown(&reader)
      if let next = players.next(&reader, options) {
        if let result = player?.finish() { hand(over: FoundTrace(result, key), onFound) }
        player = nil
        guard !isStopped else { break }
        key = next.key
        if let first = seen?.place(of: next.key, line: next.line) {
          hand(over: FoundTrace(next.player.result.refused(asUsedAt: first), key), onFound)
        } else {
          player = next.player
        }
        continue
      }
      guard let reading = reader.next() else { break }
      switch reading {
      case .failure(let error):
        var failed = FoundTrace(error)
        if error.beginsTrace, let result = player?.finish() {
          hand(over: FoundTrace(result, key), onFound)
        } else if let player {
          failed.adopt(player.result, key)
        }
        player = nil
        hand(over: failed, onFound)
      case .line(let line):
        onLine?(line)
        if case .header(let header) = line.content {
          if let result = player?.finish() { hand(over: FoundTrace(result, key), onFound) }
          player = nil
          guard !isStopped else { break }
          key = header.key
          switch begin(header, line, reader.file) {
          case .book(let book):
            player = players.player(
              BegunTrace(
                header: header, book: book, file: reader.file, line: line.number,
                options: options))
          case .result(let result): hand(over: FoundTrace(result, key), onFound)
          }
        }
        player?.take(line, reader)
      }
    }
    if !isStopped, let result = player?.finish() { hand(over: FoundTrace(result, key), onFound) }
    if reader.isLossy { lossy.append(Self.loss(in: reader)) }
  }

  private static func loss(in reader: TraceReader) -> String {
    var parts: [String] = []
    if let first = reader.damages.first {
      parts.append("damaged at line \(first.line) (\(first.kind.meaning))")
      let more = reader.damages.count - 1
      if more > 0 { parts.append("and at \(more) more") }
    }
    if let tail = reader.tornTail { parts.append(tail.meaning) }
    return "\(reader.file): the recorded log is not whole: \(parts.joined(separator: ", "))"
  }

  private enum Beginning {
    case book(RuleBook)
    case result(TraceResult)
  }

  private mutating func begin(
    _ header: Header, _ line: Line, _ file: String
  ) -> Beginning {
    let platform = header.circumstances.platform
    let own = header.policy ?? Policies.default(for: platform)?.name ?? ""
    let name = options.policy ?? own
    var result = TraceResult(file: file, line: line.number, header, policy: name)
    func refuse(_ why: String) -> Beginning {
      result.outcome = .unreadable
      result.why = "\(file):\(line.number): \(why)"
      return .result(result)
    }
    if let first = seen?.place(of: header.key, line: line.number) {
      return .result(result.refused(asUsedAt: first))
    }
    guard options.filter.takes(header, policy: own) else {
      result.outcome = .skipped
      result.why = "filtered out"
      return .result(result)
    }
    guard let book = Policies.named(name) else {
      return refuse(Policies.unknown(name))
    }
    guard book.serves(platform) else {
      let why = "\(name) does not serve \(platform.name)"
      if options.policy == nil { return refuse(why) }
      result.outcome = .skipped
      result.why = why
      return .result(result)
    }
    return .book(book)
  }

  mutating func hand(over found: FoundTrace, _ onFound: (FoundTrace) -> Void) {
    guard !isStopped else { return }
    onFound(found)
    if options.failFast, found.result.endsFastRun { isStopped = true }
  }

  package static func unreadable(_ error: TraceError) -> TraceResult {
    var result = TraceResult(
      file: error.position.file, line: error.position.line,
      id: error.position.description, policy: "", platform: .ios)
    result.hasHeader = false
    result.unreadableLine = error.position.line
    result.outcome = .unreadable
    result.why = error.description
    return result
  }
}
