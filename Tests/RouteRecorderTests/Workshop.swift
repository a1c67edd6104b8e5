import Foundation
import RouteModel
import RouteRecorder
import TraceLog

/// A folder of its own for a test, and what the recorder left in it.
final class Workshop {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("recorder-\(UUID().uuidString)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Options with a secret and a quick writer.
  func options(_ change: (inout RecorderOptions) -> Void = { _ in }) -> RecorderOptions {
    var options = RecorderOptions(folder: path, name: "tests", platform: .ios)
    options.os = "17.0"
    options.secret = RecorderSecret(high: 1, low: 2)
    options.pollMilliseconds = 2
    change(&options)
    return options
  }

  /// All lines of all files, each verified and read; the names are those after each line.
  func lines() throws -> [(line: Line, names: NameTable)] {
    var lines: [(Line, NameTable)] = []
    for path in try TraceFiles.expand(path) {
      let verdict = try LogVerifier.verify(path: path)
      guard verdict.isLossless else { throw Trouble(text: "\(path): \(verdict.grade)") }
      var reader = try TraceReader(path: path)
      while let reading = reader.next() {
        switch reading {
        case .line(let line): lines.append((line, reader.names))
        case .failure(let error): throw Trouble(text: error.description)
        }
      }
    }
    return lines
  }

  /// The texts of the notes, in order.
  func notes() throws -> [String] { try lines().compactMap(\.line.note) }

  /// The bytes of all files.
  func text() throws -> String {
    try TraceFiles.expand(path).map { try String(contentsOfFile: $0, encoding: .utf8) }.joined()
  }

  struct Trouble: Error, CustomStringConvertible {
    var text: String
    var description: String { text }
  }
}

/// A value that several threads change.
final class Shared<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: Value

  init(_ value: Value) { stored = value }

  var value: Value { lock.withLock { stored } }

  func change<Result>(_ body: (inout Value) -> Result) -> Result { lock.withLock { body(&stored) } }
}

extension RecordedDevice {
  static let airpods = RecordedDevice("AA:BB:CC", .bluetoothHeadset, name: "Ada's AirPods")
}
