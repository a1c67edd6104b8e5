import ReplayReports
import RouteModel
import RouteReplay
import TraceLog

/// How a replay's work is cut for several threads; the outcome is the same.
package struct ReplaySizes: Sendable {
  var pieces = TracePieces.Sizes()
  /// Files of more bytes than this are cut into pieces.
  var largeFile: Int64 = 2 << 20
  /// A handful of files has no more bytes than this, unless it is one file.
  var handful: Int64 = 256 << 10
  /// Files in a handful.
  var filesInHandful = 64
  /// Results that a part keeps until they are taken; of more the file is replayed as a whole.
  var resultsInPart = 16_384
  /// Bytes of all files for which no threads are started.
  var smallRun: Int64 = 512 << 10

  /// Bytes of all files for which nothing is remembered.
  var tinyRun: Int64 = 16 << 10

  package init() {}

  /// So small that what is cut anywhere is cut, for tests.
  ///
  /// Pieces are read in blocks of `block` bytes, and parts keep fewer than `results` results.
  package static func tiny(block: Int, results: Int) -> ReplaySizes {
    var sizes = ReplaySizes()
    sizes.pieces.piece = 1
    sizes.pieces.block = block
    sizes.pieces.most = block * 3
    sizes.largeFile = 0
    sizes.filesInHandful = 2
    sizes.resultsInPart = results
    sizes.smallRun = -1
    sizes.tinyRun = -1
    return sizes
  }
}

/// Replays many files on several threads, with the results in the order of the traces.
///
/// Small files are replayed by the handful, large ones of many traces in pieces. Where a piece
/// cannot be taken over as it is (see `ReplayRun.find(in:of:memory:onFound:)`), its file is replayed
/// as a whole.
struct ReplayTeam {
  /// A result, and what is written for it wherever it stands.
  struct Told: Sendable {
    var found: FoundTrace
    var text: String
  }

  fileprivate enum Job {
    case files(Range<Int>)
    case piece(Int, TracePiece)
    /// A pipe, or what is no trace file: it is replayed by who gives the jobs.
    case own(Int)
  }

  /// A trace in a part.
  fileprivate enum Entry {
    /// Nothing is written for it.
    case silent(key: UInt64, line: Int)
    /// The next of those that are told.
    case told
  }

  /// What was found in one file, or in one piece of it.
  fileprivate struct Part {
    var file: Int
    var entries: [Entry] = []
    var told: [Told] = []
    /// What the traces came to for which nothing is written.
    var silent = Totals()
    var lossy: [String] = []
    /// Whether the same would be found when the file is read as a whole.
    var isCertain = true
    var isOwn = false
  }

  let files: [FoundFile]
  let reporter: any Reporter.Type
  let report: ReportOptions
  let sizes: ReplaySizes

  // Which job comes next.
  private var nextFile = 0
  private var pieces: (file: Int, pieces: TracePieces)?

  // What was taken over of the file that was begun last.
  private var current = -1
  private var takenOver = 0
  private var begun = 0
  private var isSettled = false

  init(
    _ files: [FoundFile], reporter: any Reporter.Type, report: ReportOptions,
    sizes: ReplaySizes
  ) {
    self.files = files
    self.reporter = reporter
    self.report = report
    self.sizes = sizes
  }

  /// Whether threads would cost more than they save, or have nothing to share.
  var isSmall: Bool { bytes <= sizes.smallRun }

  /// Whether there is so little to replay that nothing has to be remembered for it.
  var isTiny: Bool { bytes <= sizes.tinyRun && files.allSatisfy { $0.bytes != nil } }

  private var bytes: Int64 { files.reduce(0) { $0 + ($1.bytes ?? 0) } }

  /// Replays all files on some threads, of which the calling one, with its memory, is one.
  ///
  /// Files that are `isOwn`, and those that can be read only once, are replayed by `onOwn` when
  /// their turn comes. `onResult` is given each result, and the text that was worked out for it where
  /// that still holds, `onSilent` what those came to for which nothing is written; all return false
  /// where nobody wants more.
  mutating func replay(
    _ run: inout ReplayRun, jobs: Int, memory: QuickMemory, shared: SharedMemory,
    isOwn: (FoundFile) -> Bool,
    onOwn: (FoundFile, inout ReplayRun) -> Bool, onSilent: (Totals) -> Bool,
    onResult: (TraceResult, String?) -> Bool
  ) {
    let (files, options, reporter, report) = (files, run.options, reporter, report)
    let most = sizes.resultsInPart
    @Sendable func worker(_ memory: QuickMemory) -> Team<Job, [Part]>.Worker {
      let worker = PartWorker(
        files: files, options: options, reporter: reporter.init(options: report), most: most,
        memory: memory)
      return { job, team in
        Self.parts(of: job).map { part, piece in
          worker.fill(part, piece, isOver: { team.isOver })
        }
      }
    }
    let team = Team<Job, [Part]>(size: jobs, own: worker(memory)) {
      worker(QuickMemory(sharing: shared))
    }
    defer { team.dismiss() }
    var isWanted = true
    while isWanted {
      while team.inHand < jobs * 4, let job = nextJob(isOwn) { team.give(job) }
      guard let parts = team.take() else { break }
      for part in parts where isWanted && !run.isStopped {
        if current != part.file {
          current = part.file
          takenOver = 0
          begun = 0
          isSettled = false
          run.begin(files[part.file].path)
        }
        guard !isSettled else { continue }
        begun += part.silent.traces + part.told.count { $0.found.isBegun }
        if part.isOwn {
          isWanted = onOwn(files[part.file], &run)
          continue
        }
        let holds =
          part.isCertain && begun <= Limits.tracesInFile
          && !(options.failFast && !part.lossy.isEmpty)
        if holds, let used = Self.note(part, &run) {
          isWanted = take(part, used, &run, onResult)
          isWanted = onSilent(part.silent) && isWanted
        } else {
          isWanted = replayAgain(&run, memory, onResult)
        }
      }
      if run.isStopped { break }
    }
  }

  /// Takes note of a part's traces; says where the first one stands that has the same identifier.
  ///
  /// For each that is told; nil where one is not told and has to be.
  private static func note(_ part: Part, _ run: inout ReplayRun) -> [String?]? {
    var used: [String?] = []
    for entry in part.entries {
      switch entry {
      case .silent(let key, let line): if run.note(key, line: line) != nil { return nil }
      case .told:
        let found = part.told[used.count].found
        used.append(run.note(found.key, line: found.result.line))
      }
    }
    return used
  }

  private mutating func take(
    _ part: Part, _ used: [String?], _ run: inout ReplayRun,
    _ onResult: (TraceResult, String?) -> Bool
  ) -> Bool {
    var isWanted = true
    takenOver += part.silent.traces
    for (told, first) in zip(part.told, used) {
      run.take(told.found, usedAt: first) { result, isAsFound in
        takenOver += 1
        if isWanted { isWanted = onResult(result, isAsFound ? told.text : nil) }
      }
    }
    run.take(lossy: part.lossy)
    return isWanted
  }

  /// Replays the current file as a whole, and gives up its pieces.
  private mutating func replayAgain(
    _ run: inout ReplayRun, _ memory: QuickMemory, _ onResult: (TraceResult, String?) -> Bool
  ) -> Bool {
    isSettled = true
    if pieces?.file == current { pieces = nil }
    var isWanted = true
    run.replayAgain(files[current].path, skipping: takenOver, memory: memory) { result in
      if isWanted { isWanted = onResult(result, nil) }
    }
    return isWanted
  }

  // MARK: Jobs

  private mutating func nextJob(_ isOwn: (FoundFile) -> Bool) -> Job? {
    if let piece = pieces?.pieces.next(), let file = pieces?.file { return .piece(file, piece) }
    pieces = nil
    guard nextFile < files.count else { return nil }
    let first = nextFile
    guard let bytes = files[first].bytes, !isOwn(files[first]) else {
      nextFile += 1
      return .own(first)
    }
    if bytes > sizes.largeFile,
      let cut = TracePieces(path: files[first].path, sizes: sizes.pieces)
    {
      nextFile += 1
      pieces = (first, cut)
      return nextJob(isOwn)
    }
    var total: Int64 = 0
    while nextFile < files.count, nextFile - first < sizes.filesInHandful,
      let bytes = files[nextFile].bytes, bytes <= sizes.largeFile || nextFile == first,
      nextFile == first || !isOwn(files[nextFile])
    {
      total += bytes
      if nextFile > first, total > sizes.handful { break }
      nextFile += 1
    }
    return .files(first..<nextFile)
  }

  private static func parts(of job: Job) -> [(Part, TracePiece?)] {
    switch job {
    case .own(let file): [(Part(file: file, isOwn: true), nil)]
    case .piece(let file, let piece): [(Part(file: file), piece)]
    case .files(let range): range.map { (Part(file: $0), nil) }
    }
  }
}

/// What replays parts on one thread.
private struct PartWorker {
  let files: [FoundFile]
  let options: ReplayOptions
  let reporter: any Reporter
  let most: Int
  let memory: QuickMemory

  /// Replays a file, or a piece of one.
  func fill(
    _ empty: ReplayTeam.Part, _ piece: TracePiece?, isOver: @escaping () -> Bool
  ) -> ReplayTeam.Part {
    if empty.isOwn { return empty }
    let room = Room(most)
    let isWanted = { !isOver() && room.left > 0 }
    // A string of its own: threads that count the uses of one and the same wait for each other.
    let file = String(decoding: Array(files[empty.file].path.utf8), as: UTF8.self)
    var part = empty
    var run = ReplayRun(forPartsOf: options)
    let onFound = { (found: FoundTrace) in
      room.left -= 1
      guard room.left > 0 else { return }
      let text = reporter.text(of: found.result)
      if let key = found.key, !options.failFast, reporter.isSilent(on: found.result, text: text) {
        part.entries.append(.silent(key: key, line: found.result.line))
        part.silent.add(found.result)
      } else {
        part.entries.append(.told)
        part.told.append(.init(found: found, text: text))
      }
    }
    if let piece {
      part.isCertain = run.find(
        in: piece, of: file, memory: memory, isWanted: isWanted, onFound: onFound)
    } else {
      run.find(in: file, memory: memory, isWanted: isWanted, onFound: onFound)
    }
    guard room.left > 0 else {
      // Too much to keep: it is replayed again by who can write as it goes.
      return ReplayTeam.Part(file: empty.file, isCertain: false)
    }
    part.lossy = run.lossy
    return part
  }

  /// How many more results a part can have.
  private final class Room {
    var left: Int

    init(_ left: Int) { self.left = left }
  }
}
