import Foundation
import RouteModel
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
