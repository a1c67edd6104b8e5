import RouteModel
import TraceLog

/// A header with two devices, on one line.
let header =
  #"{"trace":1,"id":"t","platform":"ios","devices":{"airpods":{"type":"bluetoothHeadset"},"jbl":{"type":"bluetoothSpeaker"}}}"#

func readings(_ text: String) -> [Reading] { readings(Array(text.utf8)) }

func readings(_ bytes: [UInt8]) -> [Reading] {
  var reader = TraceReader(file: "t.jsonl", source: MemorySource(bytes))
  var result: [Reading] = []
  while let reading = reader.next() { result.append(reading) }
  return result
}

/// What the reader says of each error, in order.
func errors(_ text: String) -> [String] {
  readings(text).compactMap { reading in
    guard case .failure(let error) = reading else { return nil }
    return error.description
  }
}

/// The only error of a line that follows the header, without the file's name.
func error(_ line: String) -> String? {
  errors(header + "\n" + line).first.map { String($0.dropFirst("t.jsonl:".count)) }
}

/// The line that follows the header; nil where it is an error.
func line(_ text: String) -> Line? {
  guard case .line(let line) = readings(header + "\n" + text).last else { return nil }
  return line
}

func event(_ text: String) -> Event? {
  guard case .event(let event) = line(text)?.content else { return nil }
  return event
}

/// The header that a line is; nil where it is an error.
func readHeader(_ text: String) -> Header? {
  guard case .line(let line) = readings(text).first, case .header(let header) = line.content else {
    return nil
  }
  return header
}

/// The canonical bytes of each line of a text, as text; nil where a line is an error.
func canonical(_ text: String) -> String? {
  var reader = TraceReader(file: "t.jsonl", source: MemorySource(text))
  var result = ""
  while let reading = reader.next() {
    guard case .line(let line) = reading else { return nil }
    let bytes = TraceWriter.bytes(of: line, names: reader.names)
    result += String(decoding: bytes, as: UTF8.self) + "\n"
  }
  return result
}
