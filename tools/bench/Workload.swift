import RouteMachine
import RouteModel
import RouteReplay
import TestSupport
import TraceLog

/// Writes the workloads of `tools/bench/replay`: the same bytes for the same seed, on every machine.
///
/// The routes that the traces expect are computed here, once, by the engine itself.
struct Workload {
  /// Events of one period of a long session (a busy phone's week, told again and again), and of one
  /// short trace.
  static let periodEvents = 5_000
  static let traceEvents = 50
  /// How many different short traces there are; more are these again.
  static let stories = 1000

  let seed: UInt64
  private var routes = RouteNames()
  private var counts: [Int] = []
  private var events = 0
  private var traces = 0
  private var bytes = 0
  /// Lines that differ in more than their time.
  private var distinct: Set<[UInt8]> = []

  init(seed: UInt64) { self.seed = seed }

  static let kinds = [
    "session-ios", "session-telecom14", "recorded-ios", "short-ios", "files-ios", "fleet-ios",
    "corpus",
  ]

  /// Writes a workload of so many events, and beside it as JSON what it holds.
  mutating func write(_ kind: String, events count: Int, to path: String) throws {
    switch kind {
    case "session-ios": try writeSession(.ios, count, path)
    case "session-telecom14": try writeSession(.telecom14, count, path)
    case "recorded-ios": try writeRecorded(.ios, count, path)
    case "short-ios": try writeShort(.ios, count, path)
    case "files-ios": try writeFiles(.ios, count, path)
    case "fleet-ios": try writeFleet(.ios, count, path)
    case "corpus": try writeCorpus(count, path)
    default: throw WorkloadError(description: "no workload \(kind); there is \(Self.kinds)")
    }
    if path == "-" { return }
    var summary = try BlockFile(path: path + ".json")
    summary.append(Array(self.summary.utf8))
    try summary.close()
  }

  private var summary: String {
    var output = JSONOutput()
    output.openObject()
    output.member("events", events)
    output.member("traces", traces)
    output.member("bytes", bytes)
    output.member("distinctLines", distinct.count)
    output.key("routes")
    output.openObject()
    let sorted = routes.names.indices.sorted { routes.names[$0] < routes.names[$1] }
    for place in sorted where place < counts.count && counts[place] > 0 {
      output.member(routes.names[place], counts[place])
    }
    output.closeObject()
    output.closeObject()
    return String(decoding: output.bytes, as: UTF8.self) + "\n"
  }

  private mutating func count(_ route: Int) {
    while counts.count <= route { counts.append(0) }
    counts[route] += 1
    events += 1
  }

  private static func headerLine(_ header: Header, _ names: NameTable) -> [UInt8] {
    TraceWriter.bytes(of: Line(.header(header)), names: names) + [UInt8(ascii: "\n")]
  }

  // MARK: One long session

  /// The first day of a session and every later one: from the second on they are the same.
  private struct Days {
    var first: Played
    var later: Played
    /// Milliseconds of a day.
    var length: Int64
  }

  private mutating func days(_ scene: Scene, _ count: Int) throws -> Days {
    let story = scene.story(seed: seed, events: min(count, Self.periodEvents))
    let length = story.reduce(60_000) { $0 + $1.pause }
    var player = try scene.player()
    let first = try scene.play(story, with: &player, from: 0, &routes)
    let evening = player.current.state
    let later = try scene.play(story, with: &player, from: length, &routes)
    guard player.current.state == evening, evening.memory.running.isEmpty else {
      throw WorkloadError(description: "the second day ends otherwise than the first")
    }
    return Days(first: first, later: later, length: length)
  }

  private mutating func writeSession(_ scene: Scene, _ count: Int, _ path: String) throws {
    let days = try days(scene, count)
    let (first, later) = (
      Rendered(days.first, names: scene.names), Rendered(days.later, names: scene.names)
    )
    distinct = Set(first.cores + later.cores)
    var output = try BlockFile(path: path)
    output.append(Self.headerLine(scene.header, scene.names))
    traces = 1
    var day: Int64 = 0
    while events < count {
      let today = day == 0 ? first : later
      for index in today.cores.indices where events < count {
        today.write(index, later: day * days.length, to: &output)
        self.count(today.routeOfLine[index])
        try output.settle()
      }
      day += 1
    }
    bytes = output.bytes
    try output.close()
  }

  /// The same session as a recorder writes it: numbered, each line with its checksum.
  private mutating func writeRecorded(_ scene: Scene, _ count: Int, _ path: String) throws {
    let days = try days(scene, count)
    // A log that is there would be gone on with.
    try BlockFile(path: path).close()
    let writer = try LogWriter(
      path: path, header: scene.header, names: scene.names,
      options: LogOptions(durability: .none))
    traces = 1
    var day: Int64 = 0
    while events < count {
      let today = day == 0 ? days.first : days.later
      for (line, route) in zip(today.lines, today.routeOfLine) where events < count {
        var line = line
        line.t += day * days.length
        try writer.append(line, names: scene.names)
        self.count(route)
      }
      day += 1
    }
    try writer.close()
    bytes = SystemFile.size(path)
  }

  // MARK: Many short traces

  private mutating func shortStories(_ scene: Scene, _ traces: Int) throws -> [Played] {
    var random = SplitMix64(seed: seed)
    return try (0..<min(traces, Self.stories)).map { _ in
      let story = scene.story(seed: random.next(), events: Self.traceEvents)
      var player = try scene.player()
      return try scene.play(
        story.prefix(Self.traceEvents), with: &player, from: 0, &routes)
    }
  }

  private func header(_ scene: Scene, _ kind: String, _ trace: Int) -> Header {
    var header = scene.header
    header.id = "bench/\(kind)-\(trace)"
    return header
  }

  private mutating func write(
    _ rendered: Rendered, _ header: Header, _ names: NameTable, to output: inout BlockFile
  ) throws {
    output.append(Self.headerLine(header, names))
    traces += 1
    for index in rendered.cores.indices {
      rendered.write(index, later: 0, to: &output)
      count(rendered.routeOfLine[index])
    }
    try output.settle()
  }

  private mutating func writeShort(_ scene: Scene, _ count: Int, _ path: String) throws {
    let number = max(1, count / Self.traceEvents)
    let stories = try shortStories(scene, number).map { Rendered($0, names: scene.names) }
    distinct = Set(stories.flatMap(\.cores))
    var output = try BlockFile(path: path)
    for trace in 0..<number {
      try write(
        stories[trace % stories.count], header(scene, "short", trace), scene.names, to: &output)
    }
    bytes = output.bytes
    try output.close()
  }

  /// One trace a file, a thousand files a folder.
  private mutating func writeFiles(_ scene: Scene, _ count: Int, _ path: String) throws {
    let number = max(1, count / Self.traceEvents)
    let stories = try shortStories(scene, number).map { Rendered($0, names: scene.names) }
    distinct = Set(stories.flatMap(\.cores))
    SystemFile.makeFolder(path)
    for trace in 0..<number {
      let folder = "\(path)/\(trace / 1000)"
      if trace % 1000 == 0 { SystemFile.makeFolder(folder) }
      var output = try BlockFile(path: "\(folder)/\(trace).jsonl")
      try write(
        stories[trace % stories.count], header(scene, "file", trace), scene.names, to: &output)
      bytes += output.bytes
      try output.close()
    }
  }

  /// Every trace has names of its own: accessories as a recorder makes them unique, calls as UUIDs.
  private mutating func writeFleet(_ scene: Scene, _ count: Int, _ path: String) throws {
    let number = max(1, count / Self.traceEvents)
    let stories = try shortStories(scene, number)
    var output = try BlockFile(path: path)
    var random = SplitMix64(seed: seed ^ 0xF1EE7)
    for trace in 0..<number {
      let tail = Self.hex(random.next(), digits: 8)
      var calls: [String: String] = [:]
      for call in scene.calls { calls[call] = Self.uuid(random.next(), random.next()) }
      let names = scene.names.renamed(
        device: { "\($0)-\(tail)" }, call: { calls[$0] ?? $0 })
      var header = header(scene, "fleet", trace)
      header.devices = names.devices
      try write(
        Rendered(stories[trace % stories.count], names: names), header, names, to: &output)
    }
    bytes = output.bytes
    try output.close()
  }

  private static func hex(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String((String(repeating: "0", count: 16) + text).suffix(digits))
  }

  private static func uuid(_ first: UInt64, _ second: UInt64) -> String {
    var rest = Substring(hex(first, digits: 16) + hex(second, digits: 16))
    let parts = [8, 4, 4, 4, 12].map { length in
      defer { rest = rest.dropFirst(length) }
      return rest.prefix(length)
    }
    return parts.joined(separator: "-")
  }
}

// MARK: The corpus

extension Workload {
  /// The conformance corpus again and again; each time the traces have other identifiers.
  private mutating func writeCorpus(_ count: Int, _ path: String) throws {
    var parts: [[UInt8]] = []
    var eventsInCorpus = 0
    // The file is cut where an identifier's closing quote stands.
    for file in try TraceFiles.expand("traces/conformance") {
      var reader = try TraceReader(path: file)
      while let reading = reader.next() {
        guard case .line(let line) = reading else { continue }
        var bytes = reader.rawLine + [UInt8(ascii: "\n")]
        if case .event = line.content { eventsInCorpus += 1 }
        if case .header(let header) = line.content {
          traces += 1
          let id = Array("\"id\":\"\(header.id)".utf8)
          guard let start = bytes.firstRange(of: id) else {
            throw WorkloadError(description: "\(file):\(line.number): the id is spelled otherwise")
          }
          parts.append((parts.popLast() ?? []) + bytes[..<start.upperBound])
          bytes = Array(bytes[start.upperBound...])
          parts.append([])
        }
        parts[parts.count - 1] += bytes
        distinct.insert(bytes)
      }
    }
    var output = try BlockFile(path: path)
    let perRound = traces
    traces = 0
    var round = 0
    while events < count {
      let suffix = Array("/again-\(round)".utf8)
      for (index, part) in parts.enumerated() {
        if index > 0 { output.append(suffix) }
        output.append(part)
        try output.settle()
      }
      round += 1
      events += eventsInCorpus
      traces += perRound
    }
    bytes = output.bytes
    try output.close()
  }
}
