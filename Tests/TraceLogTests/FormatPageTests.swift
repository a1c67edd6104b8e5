import Foundation
import RouteModel
import Testing
import TraceLog

@Suite("The format's page is complete")
struct FormatPageTests {
  static let page: String = {
    let place = BrokenTraceTests.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/TraceLog/TraceLog.docc/TraceFormat.md")
    return (try? String(contentsOf: place, encoding: .utf8)) ?? ""
  }()

  private func names<Element: Word>(_ type: Element.Type) -> [String] {
    Element.allCases.map(\.name)
  }

  @Test func `every word of the format stands on the page`() {
    let words =
      names(AudioFocus.self) + names(AudioMode.self) + names(CallKind.self)
      + names(CallState.self) + names(RouteModel.Category.self) + names(CategoryOption.self)
      + names(Clock.self) + names(Column.self) + names(DeviceType.self) + names(EndReason.self)
      + names(EventKind.self) + names(Expected.Cause.self) + names(InterruptionReason.self)
      + names(LinkState.self) + names(Mode.self) + names(Permission.self) + names(Platform.self)
      + names(Port.self) + names(RouteModel.Profile.self) + names(Setting.self)
      + names(SettingValue.self) + names(SessionStanding.self) + names(Sound.self)
      + names(TelecomMessage.self) + names(RouteModel.Timer.self) + names(Via.self)
      + names(Actor.self)
    for word in words { #expect(Self.page.contains("`\(word)`"), "\(word)") }
  }

  @Test func `every event stands on the page with its arguments in their order`() {
    for kind in EventKind.allCases {
      let row = Self.page.split(separator: "\n").first { $0.hasPrefix("| `\(kind.name)` |") }
      var rest = Substring(row?.split(separator: "|").last ?? "")
      for argument in kind.arguments {
        let mark = "`\(argument.field.key)`" + (argument.isRequired ? "" : "?")
        guard let place = rest.range(of: mark) else {
          Issue.record("\(kind.name): \(mark)")
          break
        }
        rest = rest[place.upperBound...]
      }
    }
  }

  @Test func `every limit stands on the page`() {
    let limits = [
      Limits.lineBytes, Limits.nesting, Limits.devices, Limits.connected, Limits.calls,
      Limits.callsAtOnce, Limits.symbols, Limits.tracesInFile, Int(Limits.milliseconds),
    ]
    for limit in limits { #expect(Self.page.contains("| \(limit) |")) }
  }

  @Test func `the example on the page is a trace without errors`() throws {
    let parts = Self.page.components(separatedBy: "```")
    let example = try #require(parts.dropFirst().first).dropFirst("json\n".count)
    #expect(errors(String(example)).isEmpty)
    #expect(readings(String(example)).count == 5)
  }
}
