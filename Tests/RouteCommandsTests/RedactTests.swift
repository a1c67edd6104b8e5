import Foundation
import RouteCommands
import Testing
import TraceLog

/// What `redact`, `record` and `verify` write, beside what their processes do.
@Suite struct RedactTests {
  private static let traces = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("traces")

  private static let named = [
    #"{"trace":1,"id":"a","platform":"ios","os":"18.1","policy":"ios","title":"Anna's bug","#
      + #""devices":{"annas-airpods":{"type":"bluetoothHeadset","name":"Anna's AirPods"}},"#
      + #""x-user":"anna@example.org"}"#,
    #"{"t":0,"event":"deviceConnected","device":"annas-airpods","note":"Anna puts them in"}"#,
    #"{"t":10,"note":"Anna again"}"#,
    #"{"t":20,"event":"callIncoming","call":"anna-work","kind":"voip","app":"AnnaPhone"}"#,
    #"{"t":30,"event":"callAnswered","call":"anna-work","on":"annas-airpods","#
      + #""observed":{"out":"bluetoothHFP@annas-airpods","calls":{"anna-work":"active"}}}"#,
    #"{"t":40,"gap":{"lost":1,"why":"Anna's phone was full"}}"#,
  ]

  @Test func noNameIsLeft() throws {
    let scratch = try Scratch()
    let old = try scratch.write(Self.named.joined(separator: "\n") + "\n")
    let new = scratch.folder.appendingPathComponent("new.jsonl").path
    let ran = Ran(["redact", old, "-o", new])
    #expect(ran.status == .asExpected && ran.errors.isEmpty, "\(ran)")
    #expect(ran.output.contains("the same before and after"))
    let text = try scratch.read("new.jsonl")
    #expect(!text.lowercased().contains("anna"), "\(text)")
    #expect(text.contains("bluetoothHFP@device-1") && text.contains(#""call":"call-1""#))
    #expect(text.split(separator: "\n").count == Self.named.count)
    #expect(Ran(["redact", old, "-o", new]).status == .couldNotRun)
    let kept = scratch.folder.appendingPathComponent("kept.jsonl").path
    #expect(Ran(["redact", old, "-o", kept, "--keep-notes"]).status == .asExpected)
    #expect(try scratch.read("kept.jsonl").contains("Anna puts them in"))
  }

  @Test func aClaimThatFailsStillFails() throws {
    let scratch = try Scratch()
    let old = try scratch.write(Samples.claiming.joined(separator: "\n") + "\n")
    let new = scratch.folder.appendingPathComponent("new.jsonl").path
    #expect(Ran(["redact", old, "-o", new]).status == .asExpected)
    #expect(try scratch.read("new.jsonl").contains(#""by":"audioswitch""#))
    let ran = Ran(["replay", new])
    #expect(ran.status == .differs && ran.output.contains("new.jsonl:6"), "\(ran)")
  }

  @Test func theCorpusReplaysTheSameWithoutItsNames() throws {
    let scratch = try Scratch()
    let files = try TraceFiles.expand(Self.traces.path).filter { !$0.contains("/recorded/") }
    #expect(files.count > 50)
    // Every third file: the proof replays each under all books, twice.
    for (place, file) in files.enumerated() where place % 3 == 0 {
      let new = scratch.folder.appendingPathComponent("\(place).jsonl").path
      let ran = Ran(["redact", file, "-o", new])
      #expect(ran.status == .asExpected, "\(file): \(ran.errors)")
      #expect(Ran(["check", "-q", new]).status == .asExpected, "\(file)")
    }
  }

  @Test func aRecordedLogIsAdoptedFirst() throws {
    let scratch = try Scratch()
    let log = Self.traces.appendingPathComponent("recorded/sealed.jsonl").path
    let ran = Ran(["redact", log, "-o", scratch.folder.appendingPathComponent("n").path])
    #expect(ran.status == .couldNotRun && ran.errors.contains("adopt it first"))
    #expect(scratch.names.isEmpty)
  }

  @Test func aLineThatCannotBeReadIsAGapInTheLog() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    let child = try Child(["record", path, "--sync", "none"])
    child.write(
      Self.named[0] + "\n" + #"{"event":"deviceConected","device":"annas-airpods"}"# + "\n"
        + #"{"event":"appBackgrounded"}"# + "\n")
    child.closeInput()
    #expect(child.rest() == "0\n2\n")
    #expect(child.rest(child.errors).contains("-:2:10: unknown event"))
    #expect(child.wait() == 2)
    let log = try scratch.read()
    #expect(log.contains(#""gap":{"lost":1,"why":"line 2 of the input could not be read"}"#))
    #expect(try LogVerifier.verify(path: path).grade == .sealed)
  }

  @Test func aRotatedLogContinuesWithHowThingsStand() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appendingPathComponent("a.jsonl").path
    for _ in 0..<2 {
      let child = try Child(["record", path, "--sync", "none", "--rotate-bytes", "600"])
      child.write(Self.named.joined(separator: "\n") + "\n")
      child.closeInput()
      #expect(child.wait() == 0)
    }
    let files = scratch.names
    #expect(files.contains("a-1.jsonl") && files.contains("a-2.jsonl"), "\(files)")
    var segments: Set<Int> = []
    var sums: [UInt32] = []
    for name in files {
      let verdict = try LogVerifier.verify(
        path: scratch.folder.appendingPathComponent(name).path)
      #expect(verdict.grade == .sealed)
      var reader = try TraceReader(path: scratch.folder.appendingPathComponent(name).path)
      while case .line(let line) = reader.next() {
        guard case .header(let header) = line.content else { continue }
        #expect(segments.insert(header.segment ?? 0).inserted)
        if let sum = header.continues { sums.append(sum) }
        if name == "a-1.jsonl", header.segment == 1 {
          #expect(!header.start.connected.isEmpty)
        }
      }
    }
    #expect(segments == Set(0..<segments.count))
    #expect(Set(sums).count == segments.count - 1)
  }
}
