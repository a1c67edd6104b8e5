import Foundation
import RouteModel
import RouteRecorder
import Testing
import TraceLog

@Suite struct PrivacyTests {
  private func devices(_ change: (inout RecorderOptions) -> Void) throws -> [DeviceDeclaration] {
    let workshop = Workshop()
    return try devices(workshop, change)
  }

  private func devices(
    _ workshop: Workshop, _ change: (inout RecorderOptions) -> Void
  ) throws -> [DeviceDeclaration] {
    let recorder = try Recorder(workshop.options(change))
    recorder.record(.deviceConnected(.airpods))
    recorder.record(.callIncoming("+49 30 1234", .voip))
    #expect(recorder.close())
    return try workshop.lines().compactMap {
      if case .device(let declaration) = $0.line.content { declaration } else { nil }
    }
  }

  @Test func pseudonymsAreStableUnderASecretAndDifferentUnderAnother() throws {
    let first = try devices { $0.secret = RecorderSecret(high: 1, low: 2) }
    let again = try devices { $0.secret = RecorderSecret(high: 1, low: 2) }
    let other = try devices { $0.secret = RecorderSecret(high: 1, low: 3) }
    #expect(first.count == 1)
    #expect(first == again)
    #expect(first.first?.id != other.first?.id)
    #expect(first.first?.name != other.first?.name)
  }

  @Test func noNameOrIdentifierReachesTheLog() throws {
    let workshop = Workshop()
    _ = try devices(workshop) { _ in }
    let text = try workshop.text()
    for word in ["AA:BB", "Ada", "1234"] { #expect(!text.contains(word)) }
  }

  @Test func namesStandAsTheyAreWhereTheAppAsksForIt() throws {
    let found = try devices { $0.privacy = .asTheyAre }
    #expect(found.first?.id == "AA:BB:CC")
    #expect(found.first?.name == "Ada's AirPods")
  }

  @Test func anIdentifierThatNoTraceTakesBecomesAPseudonymAllTheSame() throws {
    let workshop = Workshop()
    let recorder = try Recorder(workshop.options { $0.privacy = .asTheyAre })
    let long = String(repeating: "x", count: 200)
    for id in ["phone", "a@b", "a!b", "", "a\u{202E}b", "tab\t", long] {
      recorder.record(.deviceConnected(RecordedDevice(id, .bluetooth, name: "\u{1B}[31m\(id)")))
      recorder.record(.callJoined(id, .voip))
    }
    #expect(recorder.close())
    #expect(try workshop.lines().count == 1 + 3 * 7 + 1)
  }

  @Test func theInstallationsSecretIsMadeOnceAndItsOwnersAlone() throws {
    let workshop = Workshop()
    let first = try devices(workshop) { $0.secret = nil }
    let again = try devices(workshop) { $0.secret = nil }
    #expect(first.first?.id == again.first?.id)
    let path = workshop.path + "/installation.secret"
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? Int == 16)
    let elsewhere = try devices { $0.secret = nil }
    #expect(elsewhere.first?.id != first.first?.id)
  }

  /// The reference implementation's vectors: key 00 to 0f, message 00, 01, 02 and so on.
  @Test func sipHashGivesTheReferencesValues() {
    let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
    let expected: [Int: UInt64] = [
      0: 0x726f_db47_dd0e_0e31, 1: 0x74f8_39c5_93dc_67fd, 2: 0x0d6c_8009_d9a9_4f5a,
      3: 0x8567_6696_d7fb_7e2d, 7: 0xab02_00f5_8b01_d137, 8: 0x93f5_f579_9a93_2462,
      15: 0xa129_ca61_49be_45e5, 63: 0x958a_324c_eb06_4572,
    ]
    for (length, hash) in expected {
      #expect(SipHash.hash((0..<length).map { UInt8($0) }, key: key) == hash, "length \(length)")
    }
  }
}
