import RouteMachine
import RouteModel
import RoutePolicies
import Testing

private let airpods = AppleScript.airpods
private let sony = AppleScript.sony

@Suite("Who is in control")
struct AppleControlTests {
  @Test func `a wish before anything is in control gives no route`() {
    var phone = AppleScript()
    #expect(phone.after(.connect(airpods), .override()) == nil)
    #expect(phone.spoke.contains("ios/control.nobody"))
  }

  @Test func `a ringing call has no route of its own`() {
    var phone = AppleScript(callKit: true)
    #expect(phone.after(.connect(airpods), .ring(.callKit)) == nil)
    #expect(phone.spoke.contains("ios/control.ringing"))
  }

  @Test func `a ringing phone call leaves the active session its route`() {
    var phone = AppleScript()
    phone.after(.configure(.playAndRecord, .voiceChat), .activate)
    #expect(phone.after(.ring(.phone)) == .receiver)
  }

  @Test func `a call on hold is not in control`() {
    var phone = AppleScript(callKit: true)
    phone.after(.dial(.callKit), .ring(.phone, 1), .answer(1))
    #expect(phone.after(.end(1)) == .receiver)
  }

  @Test func `a session that was never configured is assumed, and the book says so`() {
    var phone = AppleScript()
    #expect(phone.after(.join()) == .receiver)
    #expect(phone.spoke.contains("ios/advise.session-assumed"))
    #expect(phone.after(.end(), .join(1, video: true)) == .loudspeaker)
    phone.after(.configure(.playAndRecord))
    #expect(!phone.spoke.contains("ios/advise.session-assumed"))
  }
}

@Suite("Which ports a session admits")
struct AppleAdmissionTests {
  @Test(arguments: [Mode.voiceChat, .videoChat])
  func `chat modes imply HFP in playAndRecord`(mode: Mode) {
    var phone = AppleScript()
    phone.after(.connect(airpods), .configure(.playAndRecord, mode))
    #expect(phone.after(.activate) == .hfp(airpods))
  }

  @Test func `a mode that the category does not support implies nothing`() {
    var phone = AppleScript()
    phone.after(.connect(airpods), .configure(.record, .voiceChat))
    #expect(phone.after(.activate) == Route(input: .builtInMic, output: nil))
    #expect(phone.spoke.contains("ios/advise.mode-ignored"))
  }

  @Test(arguments: [RouteModel.Category.ambient, .soloAmbient, .playback])
  func `categories that only play use A2DP and no input`(category: RouteModel.Category) {
    var phone = AppleScript()
    phone.after(.connect(airpods), .configure(category))
    #expect(
      phone.after(.activate)
        == Route(input: nil, output: Endpoint(.bluetoothA2DP, airpods)))
  }

  @Test func `on one device HFP comes before A2DP, on two the newest wins`() {
    var phone = AppleScript()
    let both: CategoryOptions = [.allowBluetoothHFP, .allowBluetoothA2DP]
    phone.after(.connect(airpods), .configure(.playAndRecord, .default, both))
    #expect(phone.after(.activate) == .hfp(airpods))
    #expect(
      phone.after(.connect(AppleScript.speaker))
        == .beside(.bluetoothA2DP, AppleScript.speaker))
  }

  @Test func `voiceChat shuts AirPlay out`() {
    var phone = AppleScript()
    phone.after(.connect(AppleScript.mirror), .configure(.playAndRecord, .default, [.allowAirPlay]))
    #expect(phone.after(.activate) == .beside(.airPlay, AppleScript.mirror))
    #expect(phone.after(.configure(.playAndRecord, .voiceChat, [.allowAirPlay])) == .receiver)
  }

  @Test func `why not: the option that is missing is found`() {
    var phone = AppleScript()
    phone.after(.connect(airpods), .configure(.playAndRecord), .activate)
    #expect(phone.wouldDecide(.hfp(airpods)) == "ios/admit.hfp-allowed")
  }
}

@Suite("The life of a speaker override")
struct AppleOverrideTests {
  private static func inCall(_ devices: DeviceSlot...) -> AppleScript {
    var phone = AppleScript()
    for device in devices { phone.after(.connect(device)) }
    phone.after(.configure(.playAndRecord, .voiceChat), .activate, .override())
    return phone
  }

  @Test func `an override beats what is plugged in`() {
    var phone = Self.inCall(AppleScript.wired)
    #expect(phone.after() == .loudspeaker)
  }

  @Test func `a device that connects later ends it for good`() {
    var phone = Self.inCall()
    #expect(phone.after(.connect(AppleScript.wired)) == .wired)
    #expect(phone.after(.disconnect(AppleScript.wired)) == .receiver)
  }

  @Test func `a device that the session cannot use does not end it`() {
    var phone = Self.inCall()
    #expect(phone.after(.connect(AppleScript.speaker)) == .loudspeaker)
  }

  @Test func `the same configuration set again ends it`() {
    var phone = Self.inCall()
    #expect(phone.after(.configure(.playAndRecord, .voiceChat)) == .receiver)
  }

  @Test func `an interruption ends it, and what is configured stays`() {
    var phone = Self.inCall(airpods)
    #expect(phone.after(.interrupt) == nil)
    #expect(phone.after(.endInterruption, .activate) == .hfp(airpods))
  }

  @Test func `a reset of the media services ends it`() {
    var phone = Self.inCall()
    #expect(phone.after(.reset) == .receiver)
  }

  @Test func `a refused override changes nothing`() {
    var phone = AppleScript()
    phone.after(.configure(.playAndRecord), .activate)
    #expect(phone.after(.override(error: true)) == .receiver)
  }

  @Test func `it can be set again after the book ended it`() {
    var phone = Self.inCall()
    phone.after(.connect(AppleScript.wired))
    #expect(phone.after(.override()) == .loudspeaker)
  }

  @Test func `defaultToSpeaker is no override: it stays`() {
    var phone = AppleScript()
    phone.after(.configure(.playAndRecord, .default, [.defaultToSpeaker]), .activate)
    phone.after(.connect(AppleScript.wired), .disconnect(AppleScript.wired))
    #expect(phone.after(.interrupt, .endInterruption, .activate) == .loudspeaker)
  }
}

@Suite("What the app and a person ask for")
struct AppleWishTests {
  private static func onHeadset(os: OSVersion? = nil) -> AppleScript {
    var phone = AppleScript(os: os)
    phone.after(.connect(airpods), .connect(sony), .configure(.playAndRecord, .voiceChat))
    phone.after(.activate)
    return phone
  }

  @Test func `a preferred HFP input takes the output along`() {
    var phone = Self.onHeadset()
    #expect(phone.after(.prefer(.bluetoothHFP, airpods)) == .hfp(airpods))
  }

  @Test func `iOS 14 alone keeps the newer of two headsets`() {
    var phone = Self.onHeadset(os: OSVersion(14, 6))
    #expect(phone.after(.prefer(.bluetoothHFP, airpods)) == .hfp(sony))
    var older = Self.onHeadset(os: OSVersion(13))
    #expect(older.after(.prefer(.bluetoothHFP, airpods)) == .hfp(airpods))
  }

  @Test func `the last wish wins, whoever had it`() {
    var phone = Self.onHeadset()
    phone.after(.prefer(.bluetoothHFP, airpods))
    #expect(phone.after(.pick(.bluetoothHFP, sony)) == .hfp(sony))
    #expect(phone.after(.override()) == .loudspeaker)
    #expect(phone.after(.prefer(.bluetoothHFP, airpods)) == .hfp(airpods))
    #expect(phone.after(.pick(.builtInReceiver)) == .receiver)
  }

  @Test func `the built-in microphone brings the receiver, and A2DP from iOS 15 on`() {
    func route(_ os: OSVersion) -> Route? {
      var phone = AppleScript(os: os)
      let both: CategoryOptions = [.allowBluetoothHFP, .allowBluetoothA2DP]
      phone.after(.connect(airpods), .configure(.playAndRecord, .default, both), .activate)
      return phone.after(.prefer(.builtInMic))
    }
    #expect(route(OSVersion(14)) == .receiver)
    #expect(route(OSVersion(15)) == .beside(.bluetoothA2DP, airpods))
  }

  @Test func `an override taken back takes the built-in microphone back too`() {
    var phone = Self.onHeadset()
    #expect(phone.after(.prefer(.builtInMic)) == .receiver)
    #expect(phone.after(.override(false)) == .hfp(sony))
  }

  @Test func `what is routed already is no wish`() {
    var phone = AppleScript()
    phone.after(.configure(.playAndRecord, .voiceChat), .activate, .override())
    #expect(phone.after(.prefer(.builtInMic)) == .loudspeaker)
    #expect(phone.after(.connect(airpods)) == .hfp(airpods))
  }

  @Test func `a wish is gone with its port`() {
    var phone = Self.onHeadset()
    phone.after(.prefer(.bluetoothHFP, airpods), .disconnect(airpods))
    phone.after(.connect(airpods), .connect(AppleScript.wired))
    #expect(phone.after() == .wired)
  }
}

@Suite("Calls that the system carries")
struct AppleCallTests {
  @Test func `answered on the phone it stays there until a newer device comes`() {
    var phone = AppleScript(callKit: true)
    phone.after(.connect(airpods), .ring(.callKit))
    #expect(phone.after(.answer(on: .phone)) == .receiver)
    #expect(phone.after(.connect(sony)) == .hfp(sony))
  }

  @Test func `answered on the phone, headphones that are plugged in are still used`() {
    var phone = AppleScript()
    phone.after(.connect(AppleScript.wired), .connect(airpods), .ring(.phone))
    #expect(phone.after(.answer(on: .phone)) == .wired)
  }

  @Test func `answered on the phone, a video call is on the loudspeaker`() {
    var phone = AppleScript(callKit: true)
    phone.after(.connect(airpods), .ring(.callKit, video: true))
    #expect(phone.after(.answer(on: .phone)) == .loudspeaker)
  }

  @Test func `answered on a headset it goes there, dialled it goes to the newest`() {
    var phone = AppleScript(callKit: true)
    phone.after(.connect(airpods), .connect(sony), .ring(.callKit))
    #expect(phone.after(.answer(on: .device(airpods))) == .hfp(airpods))
    #expect(phone.after(.end(), .dial(.callKit, 1)) == .hfp(sony))
  }

  @Test func `Call Audio Routing decides over the place of answer`() {
    var phone = AppleScript()
    phone.after(.routing(.bluetoothHeadset), .connect(airpods), .ring(.phone))
    #expect(phone.after(.answer(on: .phone)) == .hfp(airpods))
    phone.after(.end(), .disconnect(airpods), .routing(.speaker))
    #expect(phone.after(.dial(.phone, 1)) == .loudspeaker)
  }

  @Test func `a phone call does not hear the app's override or preference`() {
    var phone = AppleScript()
    phone.after(.connect(AppleScript.wired), .connect(airpods))
    phone.after(.configure(.playAndRecord, .voiceChat), .activate)
    #expect(phone.after(.prefer(.headsetMic, AppleScript.wired)) == .wired)
    phone.after(.override())
    #expect(phone.after(.dial(.phone)) == .hfp(airpods))
    #expect(phone.after(.end()) == .wired)
  }

  @Test func `a choice on the call screen lasts as long as its call`() {
    var phone = AppleScript()
    phone.after(.connect(airpods), .dial(.faceTime))
    #expect(phone.after(.pick(.builtInReceiver)) == .receiver)
    #expect(phone.after(.end(), .dial(.faceTime, 1)) == .hfp(airpods))
  }

  @Test func `videoChat cannot be taken off the loudspeaker`() {
    var phone = AppleScript(callKit: true)
    phone.after(.dial(.callKit), .configure(.playAndRecord, .videoChat), .activate)
    #expect(phone.after(.pick(.builtInReceiver), .override(false)) == .loudspeaker)
  }

  @Test func `a HomePod takes a call only when somebody hands it over`() {
    var phone = AppleScript()
    #expect(phone.after(.connect(AppleScript.homePod), .dial(.phone)) == .receiver)
    let speaker = Endpoint(.airPlay, AppleScript.homePod)
    #expect(
      phone.after(.pick(.airPlay, AppleScript.homePod))
        == Route(input: speaker, output: speaker))
  }
}

@Suite("FaceTime and Bluetooth on a Mac")
struct MacOSBookTests {
  @Test func `FaceTime's own choice outlives the call and beats the system's`() {
    var mac = AppleScript(MacOSBook.book, on: .macos)
    mac.after(.connect(airpods), .pick(nil, airpods, via: .systemSettings), .dial(.faceTime))
    mac.after(.pick(.builtInSpeaker), .pickMicrophone(.builtInMic, via: .callUI))
    #expect(mac.after() == .loudspeaker)
    #expect(mac.after(.end(), .dial(.faceTime, 1)) == .loudspeaker)
  }

  @Test func `opening a headset's microphone moves it from A2DP to HFP`() {
    var mac = AppleScript(MacOSBook.book, on: .macos)
    mac.after(.connect(airpods), .pickMicrophone(.builtInMic, via: .systemSettings))
    #expect(mac.after(.join()) == .beside(.bluetoothA2DP, airpods))
    mac.after(.connect(sony))
    #expect(mac.after() == .hfp(sony))
  }

  @Test func `a call answered on the Mac plays there`() {
    var mac = AppleScript(MacOSBook.book, on: .macos)
    mac.after(.connect(airpods), .ring(.phone))
    #expect(mac.after(.answer(on: .phone)) == .loudspeaker)
  }
}

@Suite("The books themselves")
struct AppleBookTests {
  @Test(arguments: ["ios", "macos"])
  func `every rule is named after its book`(name: String) throws {
    let book = try #require(Policies.named(name))
    #expect(book.rules.allSatisfy { $0.id.hasPrefix("\(name)/") })
  }

  @Test(arguments: [Platform.ios, .ipados, .macos])
  func `every Apple platform has its default book`(platform: Platform) {
    #expect(Policies.default(for: platform)?.serves(platform) == true)
  }
}
