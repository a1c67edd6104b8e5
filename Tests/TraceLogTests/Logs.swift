import Foundation
import RouteModel
import TestSupport
import TraceLog

/// A folder that is gone when the test is over.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("routelab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

/// Small logs for tests.
enum Logs {
  static func header(id: String = "log/a") -> Header {
    var header = Header(id: id, circumstances: Circumstances(platform: .ios))
    header.devices = names.devices
    return header
  }

  static let names: NameTable = {
    var names = NameTable()
    _ = names.declare("airpods", type: .bluetoothHeadset)
    _ = names.mention(call: "p1")
    return names
  }()

  /// A few lines of different kinds.
  static let lines: [Line] = {
    var connected = Event(.deviceConnected)
    connected.device = names.slot(ofDevice: "airpods")
    var incoming = Event(.callIncoming)
    incoming.call = names.slot(ofCall: "p1")
    incoming.callKind = .phone
    var observed = Line(.evidence, t: 30, hasTime: true)
    observed.evidence = [
      Evidence(.observed, output: .oneOf([EndpointPattern(port: .builtInSpeaker)]))
    ]
    var note = Line(.note, t: 40, hasTime: true)
    note.note = "\"quoted\" \\ and\nbroken"
    return [
      Line(.event(connected), t: 10, hasTime: true), Line(.event(incoming), t: 20, hasTime: true),
      observed, note, Line(.gap(Gap(lost: 3, why: "buffer full"))),
      Line(.event(Event(.appBackgrounded)), t: 50, hasTime: true),
    ]
  }()
}

extension Logs {
  /// A sealed log of two segments in one file: the second was opened after the first died.
  static let bytes: [UInt8] = {
    let first = FaultyStorage()
    write(lines, to: first, sealed: false)
    let second = first.reopened()
    write(Array(lines.prefix(3)), to: second, sealed: true)
    return second.bytes
  }()

  @discardableResult
  static func write(_ lines: [Line], to storage: FaultyStorage, sealed: Bool) -> LogWriter? {
    guard let writer = try? LogWriter(storage, header: header(), names: names) else { return nil }
    for line in lines { _ = try? writer.append(line, names: names) }
    _ = try? writer.commit()
    if sealed { try? writer.close() }
    return writer
  }

  static func verdict(_ bytes: [UInt8]) -> LogVerdict {
    var verifier = LogVerifier()
    verifier.add(bytes, 0..<bytes.count)
    return verifier.verdict()
  }

  /// The lines with their newlines; the last may have none.
  static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in bytes {
      line.append(byte)
      if byte == 10 {
        result.append(line)
        line = []
      }
    }
    return line.isEmpty ? result : result + [line]
  }

  /// What a reader that verifies passes on: the bytes of each line, nil for a gap of its own.
  static func kept(_ bytes: [UInt8]) -> [[UInt8]?] {
    var reader = TraceReader(file: "t", source: MemorySource(bytes), verifies: true)
    var result: [[UInt8]?] = []
    while case .line(let line) = reader.next() {
      result.append(line.seq == nil ? nil : reader.rawLine + [10])
    }
    return result
  }
}

/// A clock that a test sets; only one thread reads it.
final class TestClock: @unchecked Sendable {
  var now: Int64 = 0
}
