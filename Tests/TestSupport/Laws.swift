import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// What holds for any bytes at all: of the reader, the machine, the verifier and recovery.
///
/// The fuzzer looks for bytes that break one; the tests hold them to what it found.
package struct Laws {
  /// The parts that have laws.
  package static let parts = ["reader", "machine", "recovery"]

  private var broken: [String] = []

  /// The laws that some bytes break, of one part or of all.
  package static func broken(by bytes: [UInt8], in part: String = "all") -> [String] {
    var laws = Laws()
    if part == "reader" || part == "all" { laws.reader(bytes) }
    if part == "machine" || part == "all" { laws.machine(bytes) }
    if part == "recovery" || part == "all" { laws.recovery(bytes) }
    return laws.broken
  }

  private mutating func hold(_ law: String, _ isTrue: Bool) {
    if !isTrue { broken.append(law) }
  }

  // MARK: Reader

  /// Whole traces, written anew.
  private static func written(_ bytes: [UInt8]) -> [UInt8] {
    var reader = TraceReader(file: "f", source: MemorySource(bytes))
    var all: [UInt8] = []
    var trace: [UInt8] = []
    while let reading = reader.next() {
      switch reading {
      case .failure(let error):
        if error.beginsTrace { all += trace }
        trace = []
      case .line(let line):
        if case .header = line.content {
          all += trace
          trace = []
        }
        // A newer minor version loses what this one does not know.
        if !line.unknownKeys.isEmpty || line.content == .unknown { return [] }
        trace += TraceWriter.bytes(of: line, names: reader.names) + [0x0A]
      }
    }
    return all + trace
  }

  private mutating func reader(_ bytes: [UInt8]) {
    let first = Self.written(bytes)
    hold("what was written is read as the same, and written the same", Self.written(first) == first)
  }

  // MARK: Machine

  private static func replayed(_ bytes: [UInt8], under policy: String) -> [String] {
    var options = ReplayOptions()
    options.policy = policy
    options.strictness = .lenient
    var run = ReplayRun(options)
    var reader = TraceReader(file: "f", source: MemorySource(bytes))
    var steps: [String] = []
    run.replay(
      &reader,
      onStep: { step, _, _ in
        steps.append("\(step.line) \(step.t) \(String(describing: step.step.state.route))")
      }, onResult: { steps.append($0.outcome.name) })
    return steps
  }

  /// Whole results, as text.
  private static func results(_ bytes: [UInt8], memory: QuickMemory?) -> [String] {
    var run = ReplayRun(ReplayOptions())
    var reader = TraceReader(
      file: "f", source: MemorySource(bytes), verifies: true, memory: memory?.lines)
    var results: [String] = []
    run.replay(&reader, memory: memory) { results.append("\($0)") }
    return results
  }

  private mutating func machine(_ bytes: [UInt8]) {
    let memory = QuickMemory()
    let plain = Self.results(bytes, memory: nil)
    hold("what is looked up is what is worked out", Self.results(bytes, memory: memory) == plain)
    hold("and so the second time", Self.results(bytes, memory: memory) == plain)
    // One book, chosen by the input, is asked twice; none may trap.
    let twice = bytes.count % Policies.all.count
    for (place, book) in Policies.all.enumerated() {
      let first = Self.replayed(bytes, under: book.name)
      guard place == twice else { continue }
      hold("the same lines give the same routes", Self.replayed(bytes, under: book.name) == first)
    }
  }

  // MARK: Verifier and recovery

  private static func verdict(_ bytes: [UInt8], inPieces piece: Int) -> LogVerdict {
    var verifier = LogVerifier()
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + max(1, piece))
      verifier.add(bytes, place..<end)
      place = end
    }
    return verifier.verdict()
  }

  /// The log of the input's first trace, as a recorder would have written it.
  private static func recorded(_ bytes: [UInt8]) -> [UInt8] {
    var reader = TraceReader(file: "f", source: MemorySource(bytes))
    reader.passesOverBadLines = true
    let storage = FaultyStorage()
    var writer: LogWriter?
    while let reading = reader.next() {
      guard case .line(let line) = reading else { continue }
      if case .header(let header) = line.content {
        if writer != nil { break }
        writer = try? LogWriter(storage, header: header, names: reader.names)
      } else if line.unknownKeys.isEmpty, line.content != .unknown {
        if case .end = line.content { continue }
        _ = try? writer?.append(line, names: reader.names)
      }
    }
    try? writer?.close()
    return storage.bytes
  }

  /// Recovers a log; nil where nothing in it vouches for itself.
  private mutating func recovered(_ bytes: [UInt8]) -> [UInt8]? {
    let storage = FaultyStorage()
    do throws(LogError) {
      let recovery = try LogRecovery.recover(MemorySource(bytes), named: "f", to: storage) {
        () throws(SourceError) in MemorySource(storage.bytes)
      }
      hold("a recovered log is whole", recovery.verdict?.isLossless ?? false)
    } catch {
      hold("what is recovered reads back as it was written", error.kind != .unproven)
      return nil
    }
    return storage.bytes
  }

  private mutating func recovery(_ bytes: [UInt8]) {
    let whole = Self.verdict(bytes, inPieces: bytes.count)
    let piece = Int(bytes.first ?? 7)
    hold("a log is worth the same in pieces", Self.verdict(bytes, inPieces: piece) == whole)
    if let once = recovered(bytes) {
      let twice = recovered(once)
      hold("a recovered log recovers to itself", twice == once)
    }
    var log = Self.recorded(bytes)
    guard !log.isEmpty else { return }
    hold("what a recorder wrote is whole", Self.verdict(log, inPieces: 100).isLossless)
    let before = Self.verdict(log, inPieces: log.count)
    // One bit, chosen by the input.
    let choice = bytes.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    let place = Int(choice % UInt64(log.count))
    log[place] ^= 1 << UInt8((choice >> 32) % 8)
    let after = Self.verdict(log, inPieces: log.count)
    hold("a flipped bit is found", !after.isLossless)
    hold("a flipped bit costs at most two lines", after.lines + 2 >= before.lines)
    _ = recovered(log)
    longLog(damagedBy: bytes)
  }

  /// A log so long that its lines are checked many at once.
  private static let longLog: [[UInt8]] = {
    let storage = FaultyStorage()
    let header = Header(id: "f", circumstances: Circumstances(platform: .ios))
    let writer = try? LogWriter(storage, header: header, names: NameTable())
    for number in 0..<150 {
      var line = Line(.note, t: Int64(number), hasTime: true)
      line.note = String(repeating: "n", count: 31 + number * 7 % 40)
      _ = try? writer?.append(line, names: NameTable())
    }
    try? writer?.close()
    return storage.bytes.split(separator: 0x0A).map { $0 + [0x0A] }
  }()

  /// Takes the input as what happens to a log: four bytes say what to which line.
  private mutating func longLog(damagedBy bytes: [UInt8]) {
    var lines = Self.longLog
    var place = 0
    while place + 4 <= min(bytes.count, 32), lines.count > 2 {
      let line = Int(bytes[place]) % lines.count
      let other = Int(bytes[place + 1]) % lines.count
      switch bytes[place + 2] % 5 {
      case 0: lines.remove(at: line)
      case 1: lines.insert(lines[line], at: other)
      case 2: lines.swapAt(line, other)
      default: lines[line][Int(bytes[place + 1]) % lines[line].count] ^= bytes[place + 3]
      }
      place += 4
    }
    let log = Array(lines.joined())
    let verdict = Self.verdict(log, inPieces: log.count)
    hold(
      "lines checked at once are worth what they are one by one",
      verdict == Self.verdict(log, inPieces: 1000))
    hold(
      "damage to a long log is found",
      lines == Self.longLog || verdict.grade != .sealed)
  }
}
