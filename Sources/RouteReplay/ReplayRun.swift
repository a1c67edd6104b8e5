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
      if let memory {
        replay(&reader, memory: memory, onResult: onResult)
      } else {
        replay(&reader, onStep: onStep, onResult: onResult)
      }
    } catch {
      hand(over: FoundTrace(error)) { onResult($0.result) }
    }
  }

  /// Replays what a reader gives.
  package mutating func replay(
    _ reader: inout TraceReader, onLine: ((Line) -> Void)? = nil,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)? = nil,
    onResult: (TraceResult) -> Void
  ) {
    find(in: &reader, onLine: onLine, onStep: onStep) { onResult($0.result) }
  }

  /// Replays what a reader gives that was made with the memory's `lines`.
  package mutating func replay(
    _ reader: inout TraceReader, memory: QuickMemory, onResult: (TraceResult) -> Void
  ) {
    find(in: &reader, memory: memory) { onResult($0.result) }
  }

  private mutating func find(
    in reader: inout TraceReader, onLine: ((Line) -> Void)?,
    onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?, onFound: (FoundTrace) -> Void
  ) {
    seen?.begin(reader.file)
    var player: TracePlayer?
    var key: UInt64?
    while !isStopped, let reading = reader.next() {
      switch reading {
      case .failure(let error):
        var failed = FoundTrace(error)
        if error.beginsTrace, var player {
          hand(over: FoundTrace(player.finish(), key), onFound)
        } else if let player {
          failed.adopt(player.result, key)
        }
        player = nil
        hand(over: failed, onFound)
      case .line(let line):
        onLine?(line)
        if case .header(let header) = line.content {
          if var player { hand(over: FoundTrace(player.finish(), key), onFound) }
          player = nil
          guard !isStopped else { break }
          key = header.key
          switch begin(header, line, reader.file) {
          case .book(let book):
            player = TracePlayer(
              header: header, book: book, file: reader.file, line: line.number,
              strictness: options.strictness)
          case .result(let result): hand(over: FoundTrace(result, key), onFound)
          }
        }
        guard var running = player else { continue }
        player = nil
        for step in running.take(line, names: reader.names) { onStep?(step, running, reader.names) }
        player = running
      }
    }
    if !isStopped, var player { hand(over: FoundTrace(player.finish(), key), onFound) }
    if reader.isLossy { lossy.append(Self.loss(in: reader)) }
  }

  mutating func find(
    in reader: inout TraceReader, memory: QuickMemory, onFound: (FoundTrace) -> Void
  ) {
    seen?.begin(reader.file)
    let lines = memory.lines
    var player: QuickPlayer?
    var key: UInt64?
    while !isStopped {
      player?.take(&reader)
      if lines.isFull { player?.catchUp() }
      guard let reading = reader.next() else { break }
      switch reading {
      case .failure(let error):
        var failed = FoundTrace(error)
        if error.beginsTrace, var player {
          hand(over: FoundTrace(player.finish(), key), onFound)
        } else if let player {
          failed.adopt(player.player.result, key)
        }
        player = nil
        hand(over: failed, onFound)
      case .line(let line):
        guard case .header(let header) = line.content else {
          player?.take(line, reader.names, saying: reader.saying)
          continue
        }
        if var player { hand(over: FoundTrace(player.finish(), key), onFound) }
        player = nil
        guard !isStopped else { break }
        key = header.key
        switch begin(header, line, reader.file) {
        case .book(let book):
          player = memory.player(
            header: header, book: book, file: reader.file, line: line.number,
            strictness: options.strictness)
          player?.take(line, reader.names, saying: nil)
        case .result(let result): hand(over: FoundTrace(result, key), onFound)
        }
      }
    }
    if !isStopped, var player { hand(over: FoundTrace(player.finish(), key), onFound) }
    if reader.isLossy { lossy.append(Self.loss(in: reader)) }
  }

  private static func loss(in reader: TraceReader) -> String {
    var parts: [String] = []
    if let first = reader.damages.first {
      parts.append("damaged at line \(first.line) (\(first.kind.meaning))")
      let more = reader.damages.count - 1
      if more > 0 { parts.append("and at \(more) more") }
    }
    if reader.isTorn { parts.append("its last line was cut short and is left out") }
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
    var result = TraceResult(
      file: file, line: line.number, id: header.id, policy: name, platform: platform)
    result.segment = header.segment
    result.title = header.title
    result.os = header.circumstances.os
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
