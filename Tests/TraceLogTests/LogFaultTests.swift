import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("What was acknowledged stays, whatever fails")
struct LogFaultTests {
  /// Writes numbered notes through whatever fails, and keeps account of what was promised.
  private struct Session {
    var storage: FaultyStorage
    var writer: LogWriter?
    var durability: Durability
    /// Notes that were taken and not yet promised, with their places.
    var waiting: [(place: LogPlace, note: String)] = []
    var promised: [String] = []
    var refusals = 0
    private let clock = TestClock()

    init(_ storage: FaultyStorage, _ durability: Durability) {
      self.storage = storage
      self.durability = durability
      open()
    }

    mutating func open() {
      waiting = []
      var options = LogOptions(durability: durability)
      options.clock = { [clock] in clock.now }
      writer = try? LogWriter(
        storage, header: Logs.header(), names: Logs.names, options: options)
    }

    mutating func write(_ note: String, commits: Bool) {
      // So that the file is looked for with some of the writes.
      clock.now += 15
      if writer == nil {
        storage = storage.reopened()
        open()
      }
      guard let writer else { return }
      var line = Line(.note)
      line.note = note
      do throws(LogError) {
        waiting.append((try writer.append(line, names: Logs.names), note))
        if commits { try commit(writer) }
      } catch {
        refusals += 1
        settle(writer)
        if !error.canContinue { self.writer = nil }
      }
    }

    private mutating func commit(_ writer: LogWriter) throws(LogError) {
      do throws(LogError) {
        try writer.commit()
      } catch {
        guard error.canContinue else { throw error }
        refusals += 1
        try writer.commit()
      }
      settle(writer)
    }

    private mutating func settle(_ writer: LogWriter) {
      guard let safe = writer.acknowledged else { return }
      promised += waiting.filter { $0.place <= safe }.map(\.note)
      waiting.removeAll { $0.place <= safe }
    }
  }

  private func run(_ storage: FaultyStorage, _ durability: Durability) -> Session {
    var session = Session(storage, durability)
    for index in 0..<9 { session.write("n\(index)", commits: index % 3 != 0) }
    for _ in 0..<6 where (try? session.writer?.close()) == nil {}
    return session
  }

  /// The notes of a log that vouch for themselves.
  private func notes(_ bytes: [UInt8]) -> [String] {
    var reader = TraceReader(file: "t", source: MemorySource(bytes), verifies: true)
    var notes: [String] = []
    while case .line(let line) = reader.next() {
      if let note = line.note { notes.append(note) }
    }
    return notes
  }

  private func calls(_ durability: Durability, _ asideBytes: Int) -> Int {
    run(FaultyStorage(asideBytes: asideBytes), durability).storage.calls
  }

  /// Bytes that a storage sets aside: none, room for a line, for all of them.
  private static let asides = [0, 130, 1000]

  @Test(arguments: [Durability.none, .record, .every(milliseconds: 0)], asides)
  func `a call that fails loses nothing that was promised`(
    durability: Durability, asideBytes: Int
  ) {
    for call in 0..<calls(durability, asideBytes) {
      for fault in FaultyStorage.Fault.allCases {
        for span in [1, 2, 5] {
          let storage = FaultyStorage(asideBytes: asideBytes)
          for index in call..<(call + span) { storage.faults[index] = fault }
          let session = run(storage, durability)
          let found = notes(session.storage.bytes)
          let what: Comment = "call \(call), \(fault), \(span) times"
          #expect(found.filter(session.promised.contains) == session.promised, what)
          #expect(Set(found).count == found.count, what)
          let verdict = Logs.verdict(session.storage.bytes)
          #expect(verdict.grade != .damaged, what)
          if session.writer != nil, !session.storage.bytes.isEmpty {
            #expect(verdict.grade == .sealed || verdict.grade == .open, what)
          }
        }
      }
    }
  }

  @Test(arguments: [Durability.record, .every(milliseconds: 0)], asides)
  func `a power cut loses nothing that was promised, whatever it forgets`(
    durability: Durability, asideBytes: Int
  ) {
    var cuts = 0
    for call in 0..<calls(durability, asideBytes) {
      for fault in [nil] + FaultyStorage.Fault.allCases.map({ $0 as FaultyStorage.Fault? }) {
        let storage = FaultyStorage(asideBytes: asideBytes)
        if let fault { storage.faults[call] = fault }
        var session = Session(storage, durability)
        for index in 0..<6 {
          session.write("n\(index)", commits: index % 3 != 0)
          let changes = min(session.storage.unsyncedChanges + 1, 9)
          for bits in 0..<(UInt64(1) << UInt64(changes)) {
            let left = session.storage.afterPowerCut(keeping: bits)
            let found = notes(left)
            #expect(
              found.filter(session.promised.contains) == session.promised,
              "call \(call), \(String(describing: fault)), after \(index), keeping \(bits)")
            cuts += 1
          }
        }
      }
    }
    #expect(cuts > 1000)
  }

  @Test(arguments: asides)
  func `a power cut's leavings can be continued, and lose nothing then either`(
    asideBytes: Int
  ) throws {
    for bits in 0..<UInt64(64) {
      let storage = FaultyStorage(asideBytes: asideBytes)
      let writer = try LogWriter(storage, header: Logs.header(), names: Logs.names)
      for line in Logs.lines { try writer.append(line, names: Logs.names) }
      try writer.commit()
      // The death comes while further lines are on their way.
      storage.failsNextSync = true
      for line in Logs.lines {
        _ = try? writer.append(line, names: Logs.names)
        _ = try? writer.commit()
      }
      #expect(storage.unsyncedChanges > 0)
      let left = FaultyStorage(
        storage.afterPowerCut(keeping: bits), asideBytes: asideBytes)
      let next = try LogWriter(left, header: Logs.header(), names: Logs.names)
      try next.close()
      let kept = Logs.kept(left.bytes).compactMap { $0 }
      #expect(kept.starts(with: Logs.split(storage.bytes).prefix(7)), "\(bits)")
      #expect(kept.count >= 9 && kept.last?.isEmpty == false, "\(bits)")
    }
  }

  @Test func `a failed sync never counts, and the log goes on when it is opened anew`() throws {
    let storage = FaultyStorage()
    let writer = try LogWriter(storage, header: Logs.header(), names: Logs.names)
    let before = writer.acknowledged
    try writer.append(Logs.lines[0], names: Logs.names)
    storage.failsNextSync = true
    #expect(throws: LogError.self) { try writer.commit() }
    for _ in 0..<3 {
      let error = #expect(throws: LogError.self) { try writer.commit() }
      #expect(error?.kind == .syncFailed && error?.canContinue == false)
      #expect(throws: LogError.self) { try writer.append(Logs.lines[0], names: Logs.names) }
    }
    #expect(writer.acknowledged == before)
    let next = try LogWriter(storage.reopened(), header: Logs.header(), names: Logs.names)
    #expect(next.acknowledged == LogPlace(segment: 1, seq: 0))
  }

  @Test(arguments: asides)
  func `a full disk keeps whole lines, and takes the rest when there is room`(
    asideBytes: Int
  ) throws {
    let storage = FaultyStorage(asideBytes: asideBytes)
    let writer = try LogWriter(storage, header: Logs.header(), names: Logs.names)
    let size = storage.bytes.count
    for line in Logs.lines { try writer.append(line, names: Logs.names) }
    for room in [1, 40, 100, 150, 200, 300] {
      storage.room = size + room
      let error = #expect(throws: LogError.self) { try writer.commit() }
      #expect(error?.kind == .diskFull && error?.canContinue == true)
      #expect(Logs.verdict(storage.bytes).grade == .open)
    }
    storage.room = .max
    #expect(try writer.commit() == LogPlace(segment: 0, seq: 6))
    try writer.close()
    #expect(Logs.verdict(storage.bytes).grade == .sealed)
    #expect(Logs.kept(storage.bytes).count == Logs.lines.count + 2)
  }

  @Test func `lines that find no room in memory are refused, one by one`() throws {
    let storage = FaultyStorage()
    var options = LogOptions()
    options.bufferBytes = 200
    let writer = try LogWriter(
      storage, header: Logs.header(), names: Logs.names, options: options)
    storage.room = storage.bytes.count
    var taken = 0
    for _ in 0..<20 where (try? writer.append(Logs.lines[0], names: Logs.names)) != nil {
      taken += 1
    }
    #expect(taken > 0 && taken < 5)
    storage.room = .max
    #expect(try writer.commit() == LogPlace(segment: 0, seq: Int64(taken)))
    #expect(Logs.verdict(storage.bytes).lines == Int64(taken) + 1)
  }

  @Test func `a seal that finds no room does not end the log`() throws {
    let storage = FaultyStorage()
    let writer = try LogWriter(storage, header: Logs.header(), names: Logs.names)
    storage.room = storage.bytes.count
    #expect(throws: LogError.self) { try writer.close() }
    storage.room = .max
    try writer.append(Logs.lines[0], names: Logs.names)
    try writer.close()
    #expect(Logs.verdict(storage.bytes).grade == .sealed)
    #expect(Logs.kept(storage.bytes).count == 3)
  }

  @Test func `a file that somebody removed is no log any more`() throws {
    let storage = FaultyStorage()
    let clock = TestClock()
    var options = LogOptions()
    options.clock = { clock.now }
    let writer = try LogWriter(
      storage, header: Logs.header(), names: Logs.names, options: options)
    storage.isGone = true
    clock.now = 40
    try writer.append(Logs.lines[0], names: Logs.names)
    let error = #expect(throws: LogError.self) { try writer.commit() }
    #expect(error?.kind == .removed)
  }
}
