import RouteModel
import TraceLog

/// Lines as bytes, cut where the time stands, so that they can be written again at other times.
struct Rendered {
  /// What follows `{"t":` and the number, with the newline.
  var cores: [[UInt8]] = []
  var times: [Int64] = []
  var routeOfLine: [Int] = []

  init(_ played: Played, names: NameTable) {
    for line in played.lines {
      var plain = line
      plain.t = 0
      let bytes = TraceWriter.bytes(of: plain, names: names)
      cores.append(bytes.dropFirst(Self.head.count + 1) + [UInt8(ascii: "\n")])
      times.append(line.t)
    }
    routeOfLine = played.routeOfLine
  }

  static let head = Array("{\"t\":".utf8)

  /// Writes one line at a time later by so many milliseconds than in the story.
  func write(_ index: Int, later: Int64, to output: inout BlockFile) {
    output.append(Self.head)
    output.append(decimal: times[index] + later)
    output.append(cores[index])
  }
}

/// A file, or standard output where the path is `-`, written in large blocks.
struct BlockFile: ~Copyable {
  private let descriptor: Int32
  private var block: [UInt8] = []
  private(set) var bytes = 0

  private static let blockBytes = 1 << 20

  init(path: String) throws {
    descriptor = path == "-" ? 1 : SystemFile.create(path)
    if descriptor < 0 { throw WorkloadError(description: "\(path) cannot be written") }
    block.reserveCapacity(Self.blockBytes + 4096)
  }

  mutating func append(_ more: [UInt8]) {
    block.append(contentsOf: more)
    bytes += more.count
  }

  mutating func append(decimal number: Int64) {
    var digits: (UInt64, UInt64, UInt32) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { room in
      var rest = UInt64(max(0, number))
      var place = room.count
      repeat {
        place -= 1
        room[place] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      block.append(contentsOf: room[place...])
      bytes += room.count - place
    }
  }

  /// Writes the block where it is full; between lines.
  mutating func settle() throws {
    if block.count >= Self.blockBytes { try flush() }
  }

  mutating func flush() throws {
    guard SystemFile.write(descriptor, block) else {
      throw WorkloadError(description: "the file cannot be written")
    }
    block.removeAll(keepingCapacity: true)
  }

  consuming func close() throws {
    try flush()
    if descriptor != 1 { SystemFile.close(descriptor) }
  }
}
