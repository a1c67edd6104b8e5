import Testing

@testable import LogImport

/// Every shape of a log, a line each.
@Suite struct ContainerTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var line: String
    var container: Container
    var tag = ""
    var process: Int?
    var thread: Int?
    /// Milliseconds of the day, or of the shape's own clock.
    var time: Int64?
    var message = "hello: world"

    var testDescription: String { line }
  }

  /// 09:15:02.104 of a day.
  private static let at: Int64 = ((9 * 60 + 15) * 60 + 2) * 1000 + 104

  static let shapes: [Shape] = [
    Shape(
      line: "03-04 09:15:02.104  1702  2106 D Telecom : hello: world", container: .threadtime,
      tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "03-04 09:15:02.104  1000  1702  2106 D Telecom: hello: world", container: .threadtime,
      tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "03-04 09:15:02.104 u0_a12  1702  2106 D Telecom: hello: world",
      container: .threadtime, tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104123 +0100  1702  2106 W A:b: hello: world",
      container: .threadtime, tag: "A:b", process: 1702, thread: 2106, time: at - 3_600_000),
    Shape(
      line: "1741079702.104  1702  2106 I Telecom : hello: world", container: .threadtime,
      tag: "Telecom", process: 1702, thread: 2106, time: 1_741_079_702_104),
    Shape(
      line: "   12.104  1702  2106 I Telecom : hello: world", container: .threadtime,
      tag: "Telecom", process: 1702, thread: 2106, time: 12_104),
    Shape(
      line: "03-04 09:15:02.104 D/Telecom ( 1702): hello: world", container: .logcatTime,
      tag: "Telecom", process: 1702, time: at),
    Shape(
      line: "D/Telecom( 1702): hello: world", container: .brief, tag: "Telecom", process: 1702),
    Shape(line: "D/Telecom: hello: world", container: .brief, tag: "Telecom"),
    Shape(
      line: "com.example.app D/Telecom: hello: world", container: .brief, tag: "Telecom"),
    Shape(
      line: "D( 1702) hello: world  (Telecom)", container: .logcatProcess, tag: "Telecom",
      process: 1702),
    Shape(
      line: "D( 1702: 2106) hello: world", container: .logcatProcess, process: 1702, thread: 2106),
    Shape(
      line: "2025-03-04 09:15:02.104 1702-2106/com.example D/Telecom: hello: world",
      container: .studio, tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104 1702-2106/? D/Telecom: hello: world", container: .studio,
      tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104  1702-2106  Telecom     com.example     D  hello: world",
      container: .studioPadded, tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104 1702-2106 Telecom                     D  hello: world",
      container: .studioPadded, tag: "Telecom", process: 1702, thread: 2106, time: at),
    Shape(line: "03-04 09:15:02:104 hello: world", container: .dumpsys, time: at),
    Shape(
      line: "    09:15:02.104 - hello: world", container: .dated, time: at,
      message: "- hello: world"),
    Shape(
      line: "2025-03-04 09:15:02.104310+0100 Demo[731:20144] hello: world", container: .nsLog,
      tag: "Demo", process: 731, thread: 20144, time: at - 3_600_000),
    Shape(
      line: "2025-03-04 09:15:02.104 Demo[731:20144] hello: world", container: .nsLog, tag: "Demo",
      process: 731, thread: 20144, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104310+0100 [731:20144] hello: world", container: .nsLog,
      process: 731, thread: 20144, time: at - 3_600_000),
    Shape(
      line: "09:15:02.104310+0100\tDemo\thello: world", container: .console, tag: "Demo",
      time: at - 3_600_000),
    Shape(
      line: "par défaut\t09:15:02.104310 +0100\tDemo\thello: world", container: .console,
      tag: "Demo", time: at - 3_600_000),
    Shape(
      line: "2025-03-04 09:15:02.104310+0100 0x1a2b     Default     0x0                  731    0"
        + "    Demo: (AudioToolbox) [com.apple.coreaudio:aqme] hello: world",
      container: .logShow, tag: "Demo", process: 731, time: at - 3_600_000),
    Shape(
      line: "2025-03-04 09:15:02.104 Df Demo[731:4eb0] (AudioToolbox) [com.apple:x] hello: world",
      container: .logShowCompact, tag: "Demo", process: 731, thread: 4, time: at),
    Shape(
      line: "2025-03-04 09:15:02.104310+0100  localhost Demo[731]: (Lib) [a.b:c] hello: world",
      container: .syslog, tag: "Demo", process: 731, time: at - 3_600_000),
    Shape(
      line: "Mar  4 09:15:02 iPhone Demo(Lib)[731] <Notice>: hello: world", container: .syslog,
      tag: "Demo", process: 731, time: at - 104),
    Shape(
      line: #"{"timestamp":"2025-03-04 09:15:02.104310+0100","processImagePath":"/a/Demo","#
        + #""processID":731,"threadID":9,"eventMessage":"hello: world"}"#,
      container: .ndjson, tag: "Demo", process: 731, thread: 9, time: at - 3_600_000),
    Shape(line: "2025-03-04T09:15:02.104Z hello: world", container: .dated, time: at),
    Shape(line: "hello: world", container: .bare),
    Shape(line: "1.5 hello: world", container: .bare, message: "1.5 hello: world"),
    Shape(
      line: "\u{1B}[0;32mD/Telecom( 1702): hello: world\u{1B}[0m", container: .brief,
      tag: "Telecom", process: 1702),
    Shape(
      line: "I/flutter (  88): 2025-03-04 09:15:02.104 hello: world", container: .dated,
      tag: "flutter", process: 88, time: at),
  ]

  private static func read(_ text: String) -> LogLine {
    var timeline = Timeline()
    let raw = RawLine(number: 7, bytes: Array(text.utf8), mask: 0, isTooLong: false)
    return Containers.read(raw, &timeline)
  }

  @Test(arguments: shapes)
  func aShapeIsTakenApart(shape: Shape) {
    let line = Self.read(shape.line)
    #expect(line.container == shape.container)
    #expect(line.tag.string == shape.tag)
    #expect(line.process == shape.process)
    #expect(line.message.string == shape.message)
    let day: Int64 = 86_400_000
    let isOfDay = shape.time.map { $0 < day && $0 > 100_000 } ?? false
    #expect(line.time.map { isOfDay ? ($0 % day + day) % day : $0 } == shape.time)
    if shape.container != .logShowCompact { #expect(line.thread == shape.thread) }
  }

  @Test func everyContainerHasAShape() {
    let shown = Set(Self.shapes.map(\.container)).union([.long])
    #expect(shown == Set(Container.allCases))
  }

  @Test func aLongHeadGivesItsTextTagAndTime() {
    let head = Self.read("[ 03-04 09:15:02.104  1702: 2106 D/Telecom ]")
    #expect(head.container == .long)
    #expect(head.tag.string == "Telecom" && head.process == 1702 && head.thread == 2106)
    #expect(head.message.isEmpty)
  }

  @Test func timesGoOnOverMidnightAndNewYear() {
    var timeline = Timeline()
    func time(_ text: String) -> Int64? {
      var text = LogText(text)
      return Stamp.take(from: &text).flatMap { timeline.time(of: $0) }
    }
    let before = time("12-31 23:59:59.900") ?? 0
    #expect((time("01-01 00:00:00.100") ?? 0) - before == 200)
    var clock = Timeline()
    func timeOfDay(_ text: String) -> Int64 {
      var text = LogText(text)
      return Stamp.take(from: &text).flatMap { clock.time(of: $0) } ?? 0
    }
    let evening = timeOfDay("23:59:59.900")
    #expect(timeOfDay("00:00:00.100") - evening == 200)
  }

  @Test(arguments: [
    "13-04 09:15:02.104", "03-04 25:15:02.104", "03-32 09:15:02.104", "2025-03-04", "03-04", "9:15",
    "-", "", "12345678901234567890.123", "99:99:99",
  ])
  func whatIsNoTimeIsNone(text: String) {
    var rest = LogText(text)
    #expect(Stamp.take(from: &rest) == nil)
    #expect(rest.string == text)
  }
}
