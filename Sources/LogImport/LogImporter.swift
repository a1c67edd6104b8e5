package import TraceLog

/// Reads logs and hands over the lines of the traces that they hold.
///
/// One importer serves one run: a device has the same pseudonym in all files of it, and no two
/// traces the same identifier.
package struct LogImporter {
  private let options: ImportOptions
  private let types: [any LogFamily.Type]
  private let finder: LiteralFinder
  private let pseudonyms: Pseudonyms
  private var stems: Set<String> = []

  /// Lines before one without a container that are looked through for what it belongs to.
  private static let lookBack = 40

  package init(_ options: ImportOptions) {
    self.options = options
    types = LogFamilies.all.filter {
      options.families.isEmpty || options.families.contains($0.name)
    }
    var literals = Restart.marks.map { (literal: $0, mask: Restart.bit) }
    for (place, type) in types.enumerated() {
      literals += type.triggers.map { (literal: $0, mask: UInt64(1) << UInt64(place)) }
    }
    finder = LiteralFinder(literals)
    pseudonyms = Pseudonyms(keepsNames: options.keepsNames)
  }

  /// Imports one log; each line of its traces is handed over without its line break.
  ///
  /// `onProgress` is told now and then how many bytes have been read. Throws where the source cannot
  /// be read on; what was handed over by then is lost with it.
  package mutating func read(
    _ source: any ByteSource, named name: String, as stem: String? = nil,
    onProgress: (Int) -> Void = { _ in },
    sink: @escaping ([UInt8]) -> Void
  ) throws(SourceError) -> ImportReport {
    var options = options
    options.sourceName = name.split(separator: "/").last.map(String.init) ?? name
    var reading = LogReading(
      walker: LineWalker(source, finder), types: types,
      builder: TraceBuilder(
        options: options, stem: stem ?? self.stem(of: name), pseudonyms: pseudonyms, sink: sink),
      report: ImportReport(file: name), lookBack: Self.lookBack)
    return try reading.run(onProgress)
  }

  /// An identifier for a file's first trace, which no other file of the run has.
  package mutating func stem(of name: String) -> String {
    let file = name == "-" ? "stdin" : name.split(separator: "/").last.map(String.init) ?? "log"
    var base = file.lowercased()
    for suffix in [".gz", ".zip", ".log", ".txt", ".ndjson", ".json", ".logcat"]
    where base.hasSuffix(suffix) && base.utf8.count > suffix.utf8.count {
      base.removeLast(suffix.count)
    }
    var slug = ""
    for byte in base.utf8.prefix(80) {
      let isFit = LogText.isDigit(byte) || (97...122).contains(byte) || byte == 0x2E
      if isFit {
        slug.unicodeScalars.append(Unicode.Scalar(byte))
      } else if !slug.isEmpty, slug.last != "-" {
        slug += "-"
      }
    }
    while let last = slug.last, last == "-" || last == "." { slug.removeLast() }
    let wanted = "imported/\(slug.isEmpty ? "log" : slug)"
    var stem = wanted
    var number = 1
    while !stems.insert(stem).inserted {
      number += 1
      stem = "\(wanted).\(number)"
    }
    return stem
  }
}

/// The signs in a log that the phone was started anew.
enum Restart {
  static let bit: UInt64 = 1 << 63
  static let marks = [
    "boot_progress_start", "Entered the Android system server!", "=== system boot:",
  ]
}

/// The reading of one log.
private struct LogReading {
  var walker: LineWalker
  let types: [any LogFamily.Type]
  let builder: TraceBuilder
  var report: ImportReport
  let lookBack: Int
  private var families: [any LogFamily] = []
  /// The open record of each family.
  private var records: [Int: Record] = [:]
  private var timeline = Timeline()
  /// The last line that stood in a container.
  private var head: LogLine?

  private struct Record {
    var lines: [RecordLine]
    var begin: Int
  }

  /// Lines after its first by which a record must have ended.
  private static let longestRecord = 200

  init(
    walker: LineWalker, types: [any LogFamily.Type], builder: TraceBuilder, report: ImportReport,
    lookBack: Int
  ) {
    self.walker = walker
    self.types = types
    self.builder = builder
    self.report = report
    self.lookBack = lookBack
    families = types.map { $0.init() }
  }

  mutating func run(_ onProgress: (Int) -> Void) throws(SourceError) -> ImportReport {
    var told = 0
    while true {
      let raw = try records.isEmpty ? walker.nextCandidate() : walker.nextLine()
      report.lines += walker.passedOver
      report.skip(walker.passedOver, Noise.unknown)
      guard let raw else { break }
      report.lines += 1
      take(raw)
      if walker.bytesRead - told > 1 << 24 {
        told = walker.bytesRead
        onProgress(told)
      }
    }
    finishFamilies()
    builder.endTrace()
    report.bytes = walker.bytesRead
    report.traces = builder.traces
    let order = types.map { $0.name }
    report.families.sort {
      (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0)
    }
    return report
  }

  private mutating func take(_ raw: RawLine) {
    if raw.isTooLong {
      if raw.mask == 0 { return report.skip(1, Noise.long) }
      return report.fail(
        [RecordLine(raw)], "the line is longer than \(LineWalker.longestLine) bytes")
    }
    let line = unwrapped(raw)
    if raw.mask & Restart.bit != 0 || builder.isLongSilence(before: line.time) {
      finishFamilies()
      builder.endTrace()
      families = types.map { $0.init() }
    }
    builder.state(began: timeline.began)
    if resume(line, raw) { return }
    if raw.mask & ~Restart.bit == 0 {
      return report.skip(1, raw.mask == 0 ? Noise.unknown : Noise.restart)
    }
    for place in families.indices where raw.mask & (1 << UInt64(place)) != 0 {
      let reading = families[place].read(line, into: builder)
      if reading == .foreign { continue }
      builder.speak(family: types[place].name, types[place].platform, at: line.time)
      if reading == .open {
        if let old = records[place] { giveUp(place, old) }
        records[place] = Record(lines: [RecordLine(raw)], begin: raw.number)
      } else {
        count([RecordLine(raw)], reading, place)
      }
      return
    }
    report.skip(1, Noise.foreign)
  }

  /// Offers a line to the records that are open; whether one took it.
  private mutating func resume(_ line: LogLine, _ raw: RawLine) -> Bool {
    for (place, record) in records.sorted(by: { $0.key < $1.key }) {
      if raw.number - record.begin > Self.longestRecord {
        giveUp(place, record)
        continue
      }
      switch families[place].resume(line, into: builder) {
      case .more:
        records[place]?.lines.append(RecordLine(raw))
        return true
      case .last(let reading):
        records[place] = nil
        count(record.lines + [RecordLine(raw)], reading, place)
        return true
      case .ended(let reading):
        records[place] = nil
        count(record.lines, reading, place)
      case .foreign: break
      }
    }
    return false
  }

  private mutating func giveUp(_ place: Int, _ record: Record) {
    records[place] = nil
    report.fail(record.lines, "the record that begins at line \(record.begin) has no end")
  }

  private mutating func finishFamilies() {
    for (place, record) in records.sorted(by: { $0.key < $1.key }) { giveUp(place, record) }
    for place in families.indices { families[place].finish(into: builder) }
  }

  private mutating func count(_ lines: [RecordLine], _ reading: Reading, _ place: Int) {
    let family = types[place].name
    switch reading {
    case .understood: report.understand(lines.count, family)
    case .noise(let kind): report.skip(lines.count, kind)
    case .failed(let why): report.fail(lines, "\(family): \(why)")
    case .open, .foreign: report.skip(lines.count, Noise.foreign)
    }
  }

  /// The line without its container; one that stands in none belongs to the line before it.
  private mutating func unwrapped(_ raw: RawLine) -> LogLine {
    let last = head?.number ?? 0
    let own = LogText(raw.bytes)
    var probe = timeline
    var line = Containers.read(raw, &probe)
    if line.container != .bare {
      timeline = probe
      head = line
      return line
    }
    if raw.number - last > 1, !own.isEmpty {
      for before in walker.linesBefore(min(lookBack, raw.number - last - 1)) {
        var probe = timeline
        let found = Containers.read(before, &probe)
        if found.container == .bare { continue }
        timeline = probe
        head = found
        break
      }
    }
    if let head {
      line.time = head.time
      if head.container == .long {
        line.container = .long
        line.tag = head.tag
        line.process = head.process
        line.thread = head.thread
      }
    }
    return line
  }
}

/// Kinds of lines that say nothing of a route.
enum Noise {
  static let unknown = "no word of a family in it"
  static let foreign = "a family's word in it, and no line of that family"
  static let long = "longer than a line that is read"
  static let restart = "the phone was started"
}
