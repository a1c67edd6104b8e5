import Testing

@testable import LogImport

/// What AudioSwitch's lines mean, beyond the samples.
@Suite struct AudioSwitchTests {
  private func told(_ lines: String...) throws -> Imported {
    try Imported(lines.map { "D/AS/AudioSwitch(77): \($0)\n" }.joined())
  }

  private func list(_ items: String) -> String { "Available AudioDevice list updated: [\(items)]" }

  @Test(arguments: [
    "A, B", "Buds (2)", "x), Not a kind(name=y", "[odd]", "=)", "Speakerphone", "Ünïcode, (ß)",
  ])
  func aNameMayHoldCommasAndBrackets(name: String) throws {
    let imported = try told(
      list("BluetoothHeadset(name=\(name)), Earpiece(name=Earpiece)"),
      "Bluetooth \(name) disconnected")
    #expect(imported.report.understood == 2, "\(imported.report.failures)")
    #expect(imported.lines.last?.contains(#""deviceDisconnected","device":"bluetooth-1""#) ?? false)
    #expect(imported.report.families.map(\.name) == ["audioswitch"])
  }

  @Test func theListIsClaimedAndNoSelectionIsMadeUp() throws {
    let imported = try told(list("Speakerphone(name=Speakerphone)"))
    let claim = #""claimed":{"available":["builtInSpeaker"],"by":"audioswitch"}"#
    #expect(imported.text.contains(claim))
    #expect(!imported.text.contains("observed") && !imported.text.contains(#""out""#))
  }

  @Test func whatTheFirstListHoldsWasThereBeforeAndTheRestIsNews() throws {
    let wired = list("WiredHeadset(name=Wired Headset), Speakerphone(name=Speakerphone)")
    let before = try told(wired)
    #expect(before.text.contains(#""deviceConnected","device":"wired-1","assumed":true"#))
    let later = try told(list("Speakerphone(name=Speakerphone)"), wired, list(""))
    #expect(later.text.contains(#""deviceConnected","device":"wired-1","note""#))
    #expect(later.text.contains(#""deviceDisconnected","device":"wired-1""#))
  }

  @Test func aChoiceIsToldOnceAlthoughEveryListRepeatsIt() throws {
    let choice = "Speakerphone(name=Speakerphone)"
    let imported = try told(
      "Selected AudioDevice = \(choice)", "Current user selected AudioDevice = \(choice)",
      "Current user selected AudioDevice = \(choice)", "Current user selected AudioDevice = null")
    let calls = imported.lines.filter { $0.contains("selectDevice") }
    #expect(calls.count == 2 && calls[0].contains(#""arg":"Speakerphone""#))
  }

  @Test func broadcastsOfSCOAreEventsWhoeverPrintsThem() throws {
    let imported = try Imported(
      "I/Any(1): SCO_AUDIO_STATE_CONNECTING\nI/Any(1): x SCO_AUDIO_STATE_CONNECTED y\n")
    #expect(imported.text.contains("linkRequested") && imported.text.contains("linkConnected"))
    #expect(!imported.text.contains("claimed") && !imported.text.contains("libraryCall"))
  }

  @Test(arguments: [
    "Available AudioDevice list updated: ", "Available AudioDevice list updated: [Speakerphone",
    "Available AudioDevice list updated: [Hologram(name=x)]",
    "Current user selected AudioDevice = Hologram(name=x)", "Selected AudioDevice = ",
    "SCO_AUDIO_STATE_WARM", "Headset state changed to Dreaming",
  ])
  func aLineThatCannotBeReadFails(line: String) throws {
    let imported = try told(line)
    #expect(imported.report.failed == 1 && imported.lines.isEmpty, "\(imported.text)")
  }

  @Test func otherTagsWithTheSameWordsAreForeign() throws {
    let imported = try Imported("D/X(7): our AudioSwitch is Bluetooth Foo connected\n")
    #expect(imported.report.understood == 0 && imported.lines.isEmpty)
  }
}
