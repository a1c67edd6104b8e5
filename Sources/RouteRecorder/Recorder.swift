internal import RouteMachine
internal import TraceLog

/// Records an app's audio session: what happened, and what is known of the route.
///
/// A call takes well under a microsecond on any thread and never waits for the disk: it puts the
/// record into a bounded queue, which a thread of the recorder's own empties into the log. When the
/// queue is full the record is counted instead, and the log says at that place how many are missing.
///
/// One recorder has a folder at a time. A recorder that is let go writes what it has and seals its
/// log; ``close(within:)`` does the same and waits for it.
public final class Recorder: Sendable {
  // What a call needs first: a caller whose caches are cold pays for each place that it looks at.
  /// The engine's.
  private let queue: RecordQueue
  /// Nil where it is the system's.
  private let clock: (@Sendable () -> Int64)?
  private let engine: Engine
  private let folder: LogFolder

  /// Opens the newest log of the folder, or makes the first.
  ///
  /// - Parameter options: what is recorded, and where.
  /// - Throws: ``RecorderError`` where another recorder has the folder, or it cannot be used.
  public init(_ options: RecorderOptions) throws(RecorderError) {
    try Self.check(options)
    folder = try LogFolder(options.folder)
    clock = options.ownClock
    let secret: RecorderSecret
    if let given = options.secret {
      secret = given
    } else {
      secret = try RecorderSecret(path: folder.secretPath)
    }
    let pseudonyms = Pseudonyms(secret: secret, privacy: options.privacy)
    let scribe = Scribe(options, folder, pseudonyms)
    let now = options.clock()
    if options.flightRecords == nil {
      do throws(LogError) {
        try scribe.begin(at: now)
      } catch {
        throw RecorderError(error)
      }
    }
    engine = Engine(options, scribe, Watcher(options, pseudonyms, start: now))
    queue = engine.queue
    try engine.start()
  }

  deinit {
    queue.close()
    engine.bell.ring(Request(.close))
  }

  /// Records something that happened.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - by: who did it, where that matters and the event can say it.
  ///   - error: the system's name or number for its refusal, where the event is an app's call.
  ///   - assumed: whether nobody saw it: it is filled in so that the rest makes sense.
  public func record(
    _ event: consuming RecordedEvent, by: RecordedEvent.Actor? = nil,
    error: consuming String? = nil, assumed: Bool = false
  ) {
    add(.event(consume event, by: by, error: consume error, assumed: assumed))
  }

  /// Records the route as the operating system states it now.
  ///
  /// - Parameters:
  ///   - route: the route.
  ///   - reason: the system's reason for a change, as `newDeviceAvailable`.
  public func observe(_ route: consuming RecordedRoute, reason: consuming String? = nil) {
    add(.observed(consume route, reason: consume reason))
  }

  /// Records the route as an SDK or the app itself says it is.
  ///
  /// - Parameters:
  ///   - route: the route.
  ///   - by: who says so.
  public func claim(_ route: consuming RecordedRoute, by: consuming String) {
    add(.claimed(consume route, by: consume by))
  }

  /// Records a text for people, which stands in the log as it is, cut after 4,096 bytes.
  public func note(_ text: consuming String) { add(.note(text)) }

  @inline(__always)
  private func add(_ content: consuming Record.Content) {
    if queue.add(consume content, at: { clock?() ?? CallClock.milliseconds() }) { ring() }
  }

  @inline(never)
  private func ring() { engine.bell.ring() }

  /// Waits until all that was recorded before is on the disk, safe from a power cut.
  ///
  /// Not for a thread that plays or takes in sound, nor for the recorder's own: there it is false.
  ///
  /// - Parameter milliseconds: the longest time to wait.
  /// - Returns: whether it is.
  @discardableResult
  public func flush(within milliseconds: Int = 2000) -> Bool {
    engine.bell.ask(Request(.flush), within: Int64(milliseconds))
  }

  /// Writes the records that the flight recorder remembers, and waits for it.
  ///
  /// Without ``RecorderOptions/flightRecords`` the same as ``flush(within:)``.
  @discardableResult
  public func writeOut(within milliseconds: Int = 2000) -> Bool {
    engine.bell.ask(Request(.writeOut), within: Int64(milliseconds))
  }

  /// Flushes, seals the log and gives its lock back: a system that suspends an app ends one that
  /// holds a lock.
  ///
  /// Recording goes on: the next record opens the log again, and it is given back once none came for
  /// a second.
  @discardableResult
  public func enterBackground(within milliseconds: Int = 2000) -> Bool {
    engine.bell.ask(Request(.background), within: Int64(milliseconds))
  }

  /// Keeps the log open between records again.
  public func enterForeground() { engine.bell.ring(Request(.foreground)) }

  /// Writes what there is, seals the log and ends the recording; later records are counted as lost.
  @discardableResult
  public func close(within milliseconds: Int = 2000) -> Bool {
    queue.close()
    return engine.bell.ask(Request(.close), within: Int64(milliseconds))
  }

  /// The log files that there are, the oldest first, as they are now: flush first for all records.
  ///
  /// They can be read and copied while the recorder writes.
  public func logs() -> [RecordedLog] { folder.logs() }

  /// How the recording goes.
  public var status: RecorderStatus {
    let totals = queue.totals
    return RecorderStatus(
      recorded: totals.taken, dropped: totals.lost, problem: engine.problem)
  }

  private static func check(_ options: RecorderOptions) throws(RecorderError) {
    let isName =
      !options.name.isEmpty
      && options.name.utf8.allSatisfy { byte in
        switch byte {
        case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F: true
        default: false
        }
      }
    guard isName else {
      throw RecorderError(
        kind: .options, message: "the name has other letters than a-z, 0-9, \"-\", \".\", \"/\"")
    }
    if let rules = options.rules, !rules.serves(options.platform.word) {
      throw RecorderError(
        kind: .options, message: "the rule book \(rules.name) is for another platform")
    }
  }
}

/// How a recording goes.
public struct RecorderStatus: Hashable, Sendable {
  /// Records that the queue took.
  public var recorded: Int
  /// Records that it had no room for.
  public var dropped: Int
  /// What keeps records from being written now; nil where nothing does.
  public var problem: String?
}
