import LogImport
import RouteModel
import TestSupport
import TraceLog

/// What an import of a text gave.
struct Imported {
  var report: ImportReport
  /// The lines of the traces.
  var lines: [String] = []

  init(
    _ bytes: [UInt8], named name: String = "phone.log", blocks: Int = .max,
    _ options: ImportOptions = ImportOptions()
  ) throws {
    var importer = LogImporter(options)
    let box = LineBox()
    report = try importer.read(
      BlockSource(bytes, blocks), named: name, sink: { box.lines.append($0) })
    lines = box.lines.map { String(decoding: $0, as: UTF8.self) }
  }

  init(_ text: String, _ options: ImportOptions = ImportOptions()) throws {
    try self.init(Array(text.utf8), options)
  }

  var text: String { lines.map { $0 + "\n" }.joined() }

  /// What is wrong with the form of the traces; empty where they can be replayed.
  var problems: [String] {
    if lines.isEmpty { return [] }
    var reader = TraceReader(file: "imported", source: MemorySource(text))
    var problems: [String] = []
    while let reading = reader.next() {
      if case .failure(let error) = reading { problems.append(error.description) }
    }
    return problems
  }

  var isAccountedFor: Bool {
    report.understood + report.skippedLines + report.failed == report.lines
  }
}

private final class LineBox {
  var lines: [[UInt8]] = []
}

/// Route descriptions as Apple prints them.
enum AppleText {
  static let microphone = port("MicrophoneBuiltIn", "iPhone Microphone", "Built-In Microphone")
  static let receiver = port("Receiver", "Receiver", "Built-In Receiver")
  static let speaker = port("Speaker", "Speaker", "Speaker")
  static let headphones = port("Headphones", "Headphones", "Wired Headphones")
  static let buds = port("BluetoothHFP", "Anna's Buds", "02:00:5E:10:00:07-tsco")

  static func port(_ type: String, _ name: String, _ uid: String) -> String {
    "<AVAudioSessionPortDescription: 0x2801a0010, type = \(type); name = \(name); UID = \(uid); "
      + "selectedDataSource = (null)>"
  }

  static func route(_ input: String, _ output: String) -> String {
    """
    <AVAudioSessionRouteDescription: 0x2801b0000, 
    inputs = (
        "\(input)"
    ); 
    outputs = (
        "\(output)"
    )>
    """
  }
}
