import RouteModel
import Testing
import TraceLog

@Suite("Writing is canonical, and reading undoes it")
struct CanonicalWritingTests {
  @Test(arguments: 0..<60)
  func `what is written and read again is the same line and the same bytes`(seed: UInt64) {
    var generator = LineGenerator(seed: seed)
    var written = [generator.header()]
    for kind in EventKind.allCases {
      written.append(generator.line(kind))
      written.append(generator.otherLine())
    }
    let bytes = written.map { TraceWriter.bytes(of: $0, names: generator.names) }
    var reader = TraceReader(
      file: "t", source: MemorySource([UInt8](bytes.joined(separator: [10]))))
    for (index, line) in written.enumerated() {
      guard case .line(let read) = reader.next() else {
        Issue.record("\(String(decoding: bytes[index], as: UTF8.self))")
        return
      }
      #expect(read.number == index + 1)
      #expect(TraceWriter.bytes(of: read, names: reader.names) == bytes[index])
      #expect(reader.rawLine == bytes[index])
      var expected = translated(line, from: generator.names, to: reader.names)
      expected.number = read.number
      #expect(read == expected)
    }
    #expect(reader.next() == nil)
  }

  @Test func `a line read twice is the same line`() {
    var generator = LineGenerator(seed: 7)
    var lines = [generator.header()]
    for kind in EventKind.allCases { lines.append(generator.line(kind)) }
    let text = lines.map {
      String(decoding: TraceWriter.bytes(of: $0, names: generator.names), as: UTF8.self)
    }.joined(separator: "\n")
    guard let again = canonical(text) else {
      Issue.record("not read")
      return
    }
    #expect(readings(text) == readings(again))
  }

  @Test func `keys stand in the format's order, whatever the reader found`() {
    let text =
      header + "\n"
      + #" { "sum" : "0000000a"} "# + "\n"
    #expect(canonical(text) == nil)
    let loose =
      #"{ "note":"n\/m", "x-b":[ 1 ,2 ], "observed":{"out":["builtInSpeaker"],"in":null,"x-o":{ }}, "expect":{"muted":false}, "assumed":true, "by":"remote", "call":"p", "event":"callEnded", "line":3, "t":5, "seq":1, "sum":"0000000a" }"#
    let tight =
      #"{"seq":1,"t":5,"line":3,"event":"callEnded","call":"p","by":"remote","assumed":true,"expect":{"muted":false},"observed":{"in":null,"out":"builtInSpeaker","x-o":{}},"x-b":[1,2],"note":"n/m","sum":"0000000a"}"#
    #expect(canonical(header + "\n" + loose) == header + "\n" + tight + "\n")
  }

  @Test func `what is the default is left out, and an older spelling becomes the newest`() {
    let text =
      #"{"trace":1.0,"id":"a","platform":"ios","host":{"receiver":true,"wifi":"off","flags":{}},"app":{"callKit":false,"sends":true},"clock":"milliseconds","imported":false,"tags":[],"start":{"connected":[]},"devices":{"a":{"type":"watch","profiles":["hfp"],"microphone":true}}}"#
      + "\n" + #"{"event":"sessionConfigured","options":["allowBluetooth"],"assumed":false}"#
    #expect(
      canonical(text)
        == #"{"trace":1,"id":"a","platform":"ios","devices":{"a":{"type":"watch"}},"start":{"settings":{"wifi":"off"}}}"#
        + "\n" + #"{"event":"sessionConfigured","options":["allowBluetoothHFP"]}"# + "\n")
  }

  @Test func `the user's own keys stay in the object that they stood in`() {
    let text =
      #"{"trace":1,"id":"a","platform":"ios","host":{"x-h":1},"devices":{"a":{"type":"watch","x-d":"é"}},"start":{"calls":{"p":{"kind":"voip","state":"held","x-c":null}},"session":{"x-s":[]},"x-t":{"a":{}}},"xfail":{"why":"","cause":"sdk","x-x":true},"x-top":0}"#
    #expect(canonical(text) == text + "\n")
  }

  /// The line with the calls and symbols of another table: both number them by first mention.
  private func translated(_ line: Line, from old: NameTable, to new: NameTable) -> Line {
    var new = new
    func symbol(_ symbol: Symbol?) -> Symbol? { symbol.flatMap { new.intern(old.string(of: $0)) } }
    func call(_ slot: CallSlot) -> CallSlot { new.mention(call: old.name(of: slot)) ?? slot }
    var line = line
    switch line.content {
    case .event(var event):
      event.call = event.call.map(call)
      event.app = symbol(event.app)
      event.messageArgument = symbol(event.messageArgument)
      event.function = symbol(event.function)
      event.functionArgument = symbol(event.functionArgument)
      event.error = symbol(event.error)
      line.content = .event(event)
    case .header(var header):
      header.circumstances.vendor = symbol(header.circumstances.vendor)
      for index in header.start.calls.indices {
        header.start.calls[index].call = call(header.start.calls[index].call)
      }
      line.content = .header(header)
    default: break
    }
    for index in line.evidence.indices {
      line.evidence[index].dataSource = symbol(line.evidence[index].dataSource)
      line.evidence[index].by = symbol(line.evidence[index].by)
      line.evidence[index].reason = symbol(line.evidence[index].reason)
      for claim in line.evidence[index].calls.indices {
        line.evidence[index].calls[claim].call = call(line.evidence[index].calls[claim].call)
      }
    }
    return line
  }
}
