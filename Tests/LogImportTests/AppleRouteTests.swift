import Testing

@testable import LogImport

/// What Apple's route text means, beyond the samples.
@Suite struct AppleRouteTests {
  @Test func anUnknownTypeOfPortFails() throws {
    let strange = AppleText.port("Telepathy", "x", "y")
    let imported = try Imported(
      "Current route: " + AppleText.route(strange, AppleText.speaker) + "\n")
    #expect(imported.report.failed == 7 && imported.lines.isEmpty)
    #expect(imported.report.failures.first?.why.contains("Telepathy") ?? false)
    #expect(imported.report.failures.first?.line == 1)
  }

  @Test func aRouteWithoutALabelIsNoObservation() throws {
    let imported = try Imported(AppleText.route(AppleText.microphone, AppleText.speaker) + "\n")
    #expect(imported.report.skippedLines == 7 && imported.lines.isEmpty)
  }

  @Test func aDescriptionThatIsCutShortFailsWithItsLines() throws {
    let text = AppleText.route(AppleText.microphone, AppleText.speaker)
    let cut = text.split(separator: "\n").prefix(4).joined(separator: "\n")
    let imported = try Imported("Current route: \(cut)\n")
    #expect(imported.report.failed == 4)
    #expect(imported.report.failures.map(\.line) == [1, 2, 3, 4])
  }

  @Test func aDescriptionThatBeginsInsideAnotherIsRead() throws {
    let text = AppleText.route(AppleText.microphone, AppleText.speaker)
    let cut = text.split(separator: "\n").prefix(3).joined(separator: "\n")
    let imported = try Imported("Current route: \(cut)\nCurrent route: \(text)\n")
    #expect(imported.report.failed == 3 && imported.report.understood == 7)
  }

  @Test func aRefusedOverrideKeepsItsError() throws {
    let imported = try Imported(
      "RNInCallManager.updateAudioRoute(): audioSession.overrideOutputAudioPort(.Speaker) failed\n")
    #expect(imported.text.contains(#""port":"builtInSpeaker","by":"app","error":"failed""#))
  }

  @Test func whatAnSDKSelectsIsNeverObserved() throws {
    let imported = try Imported(
      "[RNCallKeep][setAudioRoute] - inputName: Anna's Buds\n")
    #expect(!imported.text.contains("observed"))
    #expect(imported.text.contains("preferredInputSet"))
    #expect(imported.text.contains(#""assumed":true"#))
  }

  @Test func theNewDeviceIsLearntFromTheNextRecord() throws {
    let imported = try Imported(
      """
      AVAudioSessionRouteChangeReasonKey: 1, PreviousRouteKey: \
      \(AppleText.route(AppleText.microphone, AppleText.speaker))
      AVAudioSessionRouteChangeReasonKey: 2, PreviousRouteKey: \
      \(AppleText.route(AppleText.microphone, AppleText.headphones))

      """)
    #expect(imported.report.understood == 14)
    let connected = try #require(
      imported.lines.firstIndex { $0.contains("deviceConnected") })
    #expect(imported.lines[connected].contains(#""line":1"#))
    #expect(!imported.lines[connected].contains("assumed"))
    #expect(imported.lines.last?.contains("oldDeviceUnavailable") ?? false)
  }
}
