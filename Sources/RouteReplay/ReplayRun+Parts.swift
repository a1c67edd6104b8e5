import RouteModel
package import TraceLog

/// A run in parts: others find the results, each in its own part, and the run takes them over in
/// the order of the traces, as if it had found them itself.
extension ReplayRun {
  // MARK: Finding

  /// Finds the results of a file's traces.
  ///
  /// Where nobody wants them any more the file seems to end.
  package mutating func find(
    in file: String, memory: QuickMemory, isWanted: @escaping () -> Bool,
    onFound: (FoundTrace) -> Void
  ) {
    do throws(SourceError) {
      let source = WantedSource(base: try FileSource(path: file), isWanted: isWanted)
      var reader = TraceReader(file: file, source: source, verifies: true, memory: memory.lines)
      find(in: &reader, memory: memory, onFound: onFound)
    } catch {
      hand(over: FoundTrace(TraceError.unreadable(file, error)), onFound)
    }
  }

  /// Finds the results of the traces of a piece of a file; false where they may be other ones when
  /// the file is read as a whole.
  package mutating func find(
    in piece: TracePiece, of file: String, memory: QuickMemory,
    isWanted: @escaping () -> Bool, onFound: (FoundTrace) -> Void
  ) -> Bool {
    let source = WantedSource(base: piece.source, isWanted: isWanted)
    var reader = TraceReader(
      file: file, source: source, from: piece.place, verifies: true, memory: memory.lines)
    find(in: &reader, memory: memory, onFound: onFound)
    return !reader.metRecorded
  }

  // MARK: Taking over

  /// Says in which file the traces stand that are taken over next.
  package mutating func begin(_ file: String) { seen?.begin(file) }

  /// Takes note of a trace by its key; says where the first one stands that has it too.
  package mutating func note(_ key: UInt64?, line: Int) -> String? {
    key.flatMap { seen?.place(of: $0, line: line) }
  }

  /// Takes a result over; it `isAsFound` unless the trace's identifier was used before.
  package mutating func take(
    _ found: FoundTrace, usedAt first: String?,
    onResult: (TraceResult, _ isAsFound: Bool) -> Void
  ) {
    guard let first else { return hand(over: found) { onResult($0.result, true) } }
    for result in found.refused(asUsedAt: first) {
      hand(over: FoundTrace(result, nil)) { onResult($0.result, false) }
    }
  }

  /// Takes over what was said of recorded logs that are not whole.
  package mutating func take(lossy sentences: [String]) { lossy += sentences }

  /// Replays the file that was begun last from its start, where its parts cannot be taken over, and
  /// hands over what comes after the results that were taken over already.
  package mutating func replayAgain(
    _ file: String, skipping count: Int, memory: QuickMemory, onResult: (TraceResult) -> Void
  ) {
    seen?.forgetLastFile()
    var left = count
    replay(file, memory: memory) { result in
      if left > 0 { left -= 1 } else { onResult(result) }
    }
  }
}

/// A source that ends where nobody wants more.
private struct WantedSource: ByteSource {
  var base: any ByteSource
  let isWanted: () -> Bool

  mutating func nextBlock() throws(SourceError) -> [UInt8] {
    isWanted() ? try base.nextBlock() : []
  }

  mutating func takeBack(_ block: consuming [UInt8]) { base.takeBack(block) }
}
