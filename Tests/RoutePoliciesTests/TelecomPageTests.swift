import Foundation
import RouteModel
import RoutePolicies
import Testing

/// The page about Telecom's machines says what the code does.
@Suite struct TelecomPageTests {
  private static let page =
    (try? String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/RoutePolicies/RoutePolicies.docc/Telecom.md"),
      encoding: .utf8)) ?? ""

  @Test func everyMessageStandsWithItsNumber() {
    for message in TelecomMessage.allCases {
      #expect(Self.page.contains("| `\(message.name)` | \(message.number) |"), "\(message.name)")
    }
  }

  @Test func everyPointOnWhichTheMachinesDifferStandsThere() throws {
    let contrast = try #require(Policies.contrast("telecom14", "telecom16"))
    let rows = contrast.points.map { "| `\($0.name)` | \($0.says.left) | \($0.says.right) |" }
    #expect(Self.page.contains(rows.joined(separator: "\n")))
  }
}
