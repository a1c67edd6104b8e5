import RouteMachine
import RouteModel
import RouteReplay
import TraceLog

/// What `tools/bench/replay` needs of the library: workloads, the loop in one process, the routes.
enum ReplayBench {
  /// Runs one of its jobs; false where the words name none.
  static func runs(_ words: [String]) -> Bool {
    do {
      switch (words.dropFirst().first, words.count) {
      case ("workload", 6):
        guard let events = Int(words[3]), events > 0, let seed = UInt64(words[4]) else {
          return false
        }
        var workload = Workload(seed: seed)
        try workload.write(words[2], events: events, to: words[5])
      case ("loop", 4), ("plain", 4):
        guard let rounds = Int(words[2]), rounds > 0 else { return false }
        try loop(words[3], rounds: rounds, remembers: words[1] == "loop")
      case ("read", 4):
        guard let rounds = Int(words[2]), rounds > 0 else { return false }
        try read(words[3], rounds: rounds)
      case ("routes", 3): try routes(words[2])
      default: return false
      }
    } catch {
      Bench.say("bench: \(error)")
      SystemFile.leave(1)
    }
    return true
  }

  /// Replays bytes that are in memory, and prints events and the processor's
  /// nanoseconds of each round: others may run beside.
  ///
  /// Without remembering, every line is read and every step worked out: the plain engine.
  private static func loop(_ path: String, rounds: Int, remembers: Bool) throws {
    guard let bytes = SystemFile.read(path) else {
      throw WorkloadError(description: "\(path) cannot be read")
    }
    for _ in 0..<rounds {
      let begun = SystemFile.processorNanoseconds()
      let events = try replay(bytes, named: path, memory: remembers ? QuickMemory() : nil)
      Bench.say("\(events) \(SystemFile.processorNanoseconds() - begun)")
    }
  }

  /// Reads lines of bytes that are in memory, and prints as `loop` does: what reading alone costs.
  private static func read(_ path: String, rounds: Int) throws {
    guard let bytes = SystemFile.read(path) else {
      throw WorkloadError(description: "\(path) cannot be read")
    }
    for _ in 0..<rounds {
      let begun = SystemFile.processorNanoseconds()
      var reader = TraceReader(file: path, source: MemorySource(bytes), verifies: true)
      var lines = 0
      while let reading = reader.next() {
        if case .failure(let error) = reading { throw WorkloadError(description: "\(error)") }
        lines += 1
      }
      Bench.say("\(lines) \(SystemFile.processorNanoseconds() - begun)")
    }
  }

  /// From bytes to verdicts, as `routelab replay` does; throws where one is not as expected.
  private static func replay(
    _ bytes: [UInt8], named path: String, memory: QuickMemory?
  ) throws -> Int {
    var run = ReplayRun(ReplayOptions())
    var reader = TraceReader(
      file: path, source: MemorySource(bytes), verifies: true, memory: memory?.lines)
    var events = 0
    var wrong: TraceResult?
    run.replay(&reader, memory: memory) { result in
      events += result.events
      if result.outcome != .passed, result.outcome != .expectedFailure { wrong = result }
    }
    if let wrong {
      throw WorkloadError(
        description: "\(wrong.id) is \(wrong.outcome.name): \(wrong.why ?? "an expect differs")")
    }
    return events
  }

  /// Prints the histogram of routes, one a line: how often, and the ports; before it, in how many
  /// different states the machine was.
  private static func routes(_ path: String) throws {
    var run = ReplayRun(ReplayOptions())
    var reader = try TraceReader(path: path, verifies: true)
    var counts: [String: Int] = [:]
    var states: Set<MachineState> = []
    run.replay(
      &reader,
      onStep: { played, _, _ in
        states.insert(played.step.state)
        guard let event = played.event, event.kind != .timerFired else { return }
        counts[RouteNames.name(played.step.state.route), default: 0] += 1
      }, onResult: { _ in })
    Bench.say("# \(states.count) states")
    for name in counts.keys.sorted() { Bench.say("\(counts[name] ?? 0) \(name)") }
  }
}
