import RouteMachine
import RouteModel
import RoutePolicies
import Testing

/// The claims of the book `android-voip`, each by the shortest story that shows it.
@Suite struct AndroidVoIPTests {
  let book: RuleBook
  static let oldAndNew = [OSVersion(4, 0, 4), OSVersion(9), OSVersion(11), OSVersion(12), nil]

  init() throws { book = try #require(Policies.default(for: .android)) }

  private func phone(
    _ os: OSVersion? = nil, _ devices: [DeviceType] = [], permissions: Permissions = .all,
    set: (inout Circumstances) -> Void = { _ in }
  ) -> AndroidPhone {
    AndroidPhone(os, devices: devices, permissions: permissions, book: book, set: set)
  }

  private func hfp(_ slot: UInt8) -> Endpoint { Endpoint(.bluetoothHFP, DeviceSlot(slot)) }

  // MARK: What is in control

  @Test func isTheDefaultOnAndroid() { #expect(book.name == "android-voip") }

  @Test(arguments: oldAndNew)
  func saysNothingWhileNothingIsOn(os: OSVersion?) {
    var phone = phone(os, [.bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.link(.linkConnected, by: .device)
    phone.take(.callIncoming) {
      $0.call = CallSlot(0)
      $0.callKind = .voip
    }
    #expect(phone.state.route == nil)
  }

  @Test(arguments: oldAndNew)
  func aModeThatWasLeftOnKeepsTheEarpiece(os: OSVersion?) {
    var phone = phone(os)
    phone.join()
    phone.take(.callEnded) { $0.call = CallSlot(0) }
    #expect(phone.output == .builtInReceiver)
  }

  @Test func leavesCallsInTelecomToTelecom() {
    var phone = phone()
    phone.join(.telecomVoip)
    #expect(phone.state.route == nil)
  }

  @Test func anotherAppsCallAloneIsNotInControl() {
    var phone = phone()
    phone.take(.callJoined) {
      $0.call = CallSlot(0)
      $0.callKind = .voip
      $0.app = Symbol(0)
    }
    #expect(phone.state.route == nil)
  }

  // MARK: SCO

  @Test(arguments: oldAndNew)
  func anActiveHeadsetIsNotUsedUntilSCOIsUp(os: OSVersion?) {
    var phone = phone(os, [.bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.join()
    #expect(phone.output == .builtInReceiver)
    phone.link(.linkRequested)
    #expect(phone.output == .builtInReceiver)
    phone.link(.linkConnected)
    #expect(phone.state.route == Route(input: hfp(0), output: hfp(0)))
    phone.link(.linkDisconnected, by: .device)
    #expect(phone.output == .builtInReceiver)
  }

  @Test func aLinkThatIsUpOutlastsEveryRequestFromAndroid12On() {
    var phone = phone(OSVersion(12), [.bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.join()
    phone.link(.linkRequested)
    phone.link(.linkConnected)
    phone.speaker(true)
    #expect(phone.output == hfp(0))
    phone.link(.linkDisconnected)
    #expect(phone.output == .builtInSpeaker)
  }

  @Test(arguments: [OSVersion(9), OSVersion(11)])
  func theSpeakerReplacesALinkThatIsUpBeforeAndroid12(os: OSVersion) {
    var phone = phone(os, [.bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.join()
    phone.link(.linkConnected)
    phone.speaker(true)
    #expect(phone.output == .builtInSpeaker)
    phone.speaker(false)
    #expect(phone.output == hfp(0))
  }

  @Test(arguments: [(OSVersion(10), Endpoint.builtInReceiver), (OSVersion(11), .builtInSpeaker)])
  func afterSCOTheSpeakerIsForcedAgainOnAndroid11Only(os: OSVersion, output: Endpoint) {
    var phone = phone(os, [.bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.join()
    phone.speaker(true)
    phone.link(.linkConnected)
    #expect(phone.output == hfp(0))
    phone.disconnect(0)
    #expect(phone.output == output)
  }

  @Test func askingForSCOTakesTheSpeakersPlaceOnlyWithAnActiveHeadset() {
    var phone = phone(nil, [.bluetoothHeadset])
    phone.connect(0)
    phone.join()
    phone.speaker(true)
    phone.link(.linkRequested)
    #expect(phone.output == .builtInSpeaker)
    phone.link(.linkFailed, by: .system)
    phone.connect(0, active: .hfp)
    phone.link(.linkRequested)
    #expect(phone.output == .builtInReceiver)
    #expect(phone.advice == ["android-voip/advise.sco-not-up"])
  }

  @Test func aDeviceThatGoesMakesNoOtherActive() {
    var phone = phone(nil, [.bluetoothHeadset, .bluetoothHeadset])
    phone.connect(0, active: .hfp)
    phone.connect(1, active: .hfp)
    phone.join()
    phone.link(.linkConnected, 1)
    #expect(phone.output == hfp(1))
    phone.disconnect(1)
    #expect(phone.output == .builtInReceiver)
  }

  @Test(arguments: [(OSVersion(11), Endpoint.builtInReceiver), (OSVersion(12), nil)])
  func withoutSCOOffCallNoLinkCarriesAVoIPCallBeforeAndroid12(os: OSVersion, output: Endpoint?) {
    var phone = phone(os, [.bluetoothHeadset]) { $0.scoOffCall = false }
    phone.connect(0, active: .hfp)
    phone.join()
    phone.link(.linkConnected)
    #expect(phone.output == output ?? hfp(0))
  }

  // MARK: Clients, Android 12 and later

  @Test func onlyTheModesOwnerIsHeard() {
    var phone = phone()
    phone.join()
    phone.set(.inCommunication, by: .otherApp)
    phone.speaker(true)
    #expect(phone.output == .builtInReceiver)
    #expect(phone.advice == ["android-voip/advise.not-owner"])
    phone.set(.inCommunication)
    #expect(phone.output == .builtInSpeaker)
  }

  @Test func speakerOffTakesOnlyTheSpeakerBack() {
    var phone = phone(nil, [.wiredHeadset])
    phone.connect(0)
    phone.join()
    phone.ask(.builtInReceiver)
    phone.speaker(false)
    #expect(phone.output == .builtInReceiver)
    phone.ask(nil)
    #expect(phone.output == Endpoint(.headphones, DeviceSlot(0)))
  }

  @Test func aRequestComesBackWithItsDeviceByItself() {
    var phone = phone(nil, [.leHeadset, .usbHeadset])
    phone.connect(0)
    phone.join()
    phone.ask(.bluetoothLE, of: 0)
    phone.disconnect(0)
    phone.connect(1)
    #expect(phone.output == Endpoint(.usbAudio, DeviceSlot(1)))
    phone.connect(0)
    #expect(phone.output == Endpoint(.bluetoothLE, DeviceSlot(0)))
  }

  @Test func anEndedCallLeavesItsRequestToTheNext() {
    var phone = phone()
    phone.join()
    phone.speaker(true)
    phone.take(.callEnded) { $0.call = CallSlot(0) }
    phone.set(.normal)
    #expect(phone.state.route == nil)
    phone.join()
    #expect(phone.output == .builtInSpeaker)
  }

  @Test func aRefusedRequestChangesNothing() {
    var phone = phone()
    phone.join()
    phone.take(.speakerphoneSet) {
      $0.isOn = true
      $0.error = Symbol(0)
    }
    #expect(phone.output == .builtInReceiver)
    #expect(phone.reactions.isEmpty)
  }

  // MARK: Phone calls

  @Test func aRingingPhoneKeepsTheSpeakerAndAnAnsweredOneDoesNot() {
    var phone = phone()
    phone.join()
    phone.speaker(true)
    phone.set(.ringtone, by: .telecom)
    #expect(phone.output == .builtInSpeaker)
    phone.answerPhoneCall()
    #expect(phone.output == .builtInReceiver)
  }

  @Test(arguments: [OSVersion(10), OSVersion(11), OSVersion(14)])
  func afterAPhoneCallTheSpeakerIsNotGivenBack(os: OSVersion) {
    var phone = phone(os)
    phone.join()
    phone.speaker(true)
    phone.answerPhoneCall()
    phone.endPhoneCall()
    #expect(phone.output == .builtInReceiver)
    phone.speaker(true)
    #expect(phone.output == .builtInSpeaker)
  }

  @Test func sayingThatTheModeIsLostLastsUntilTheAppActs() {
    var phone = phone()
    phone.join()
    #expect(phone.advice.isEmpty)
    phone.speaker(true)
    phone.answerPhoneCall()
    #expect(phone.advice.isEmpty)
    phone.endPhoneCall()
    #expect(phone.advice == ["android-voip/advise.mode-lost"])
    phone.set(.inCommunication)
    #expect(phone.advice.isEmpty)
    #expect(phone.output == .builtInSpeaker)
  }

  @Test func aPhoneCallGoesToTheActiveHeadset() {
    var phone = phone(nil, [.bluetoothHeadset, .wiredHeadset])
    phone.connect(0, active: .hfp)
    phone.connect(1)
    phone.join()
    #expect(phone.output == Endpoint(.headphones, DeviceSlot(1)))
    phone.answerPhoneCall()
    #expect(phone.state.route == Route(input: hfp(0), output: hfp(0)))
  }

  // MARK: Permissions

  @Test(arguments: oldAndNew)
  func withoutModifyAudioSettingsARequestHasNoEffect(os: OSVersion?) {
    var phone = phone(os, permissions: [.bluetooth, .bluetoothConnect])
    phone.join()
    phone.speaker(true)
    #expect(phone.output == .builtInReceiver)
    phone.take(.permissionGranted) { $0.permission = .modifyAudioSettings }
    phone.speaker(true)
    #expect(phone.output == .builtInSpeaker)
  }

  @Test(arguments: [(31, Permission.bluetoothConnect), (30, .bluetooth)])
  func whatSCONeedsDependsOnTheTarget(target: Int, permission: Permission) {
    for held in [Permission.bluetooth, .bluetoothConnect] {
      var phone = phone(
        OSVersion(13), [.bluetoothHeadset], permissions: [.modifyAudioSettings, held]
      ) { $0.targetSdk = target }
      phone.connect(0, active: .hfp)
      phone.join()
      phone.speaker(true)
      phone.link(.linkRequested)
      #expect((phone.output == .builtInReceiver) == (held == permission))
    }
  }

  @Test func aCommunicationDeviceNeedsNoBluetoothPermission() {
    var phone = phone(nil, [.leHeadset], permissions: [.modifyAudioSettings])
    phone.connect(0)
    phone.join()
    phone.ask(.bluetoothLE)
    let buds = Endpoint(.bluetoothLE, DeviceSlot(0))
    #expect(phone.state.route == Route(input: buds, output: buds))
  }

  // MARK: The platform's own default

  @Test(arguments: [
    (OSVersion?(OSVersion(12)), true), (OSVersion(12, 1), false), (OSVersion(11), false),
    (nil, false),
  ])
  func anLEHeadsetIsForcedOnTargetsBelow32(os: OSVersion?, isForced: Bool) {
    var phone = phone(os, [.leHeadset])
    phone.connect(0)
    phone.join()
    #expect((phone.output?.port == .bluetoothLE) == isForced)
  }

  @Test(arguments: oldAndNew)
  func hearingAidsComeBeforeWiredOnes(os: OSVersion?) {
    var phone = phone(os, [.hearingAid, .wiredHeadset])
    phone.connect(0)
    phone.connect(1)
    phone.join()
    #expect(
      phone.state.route
        == Route(input: .builtInMic, output: Endpoint(.hearingAid, DeviceSlot(0))))
  }

  @Test(arguments: oldAndNew)
  func noCallSoundsFromA2DPInACallsMode(os: OSVersion?) {
    var phone = phone(os, [.bluetoothSpeaker])
    phone.connect(0, active: .a2dp)
    phone.join()
    #expect(phone.output == .builtInReceiver)
    phone.ask(.bluetoothA2DP, of: 0)
    #expect(phone.output == .builtInReceiver)
  }

  @Test(arguments: oldAndNew)
  func untilTheModeIsSetVoiceGoesToAnActiveA2DPDevice(os: OSVersion?) {
    var phone = phone(os, [.bluetoothHeadset])
    phone.connect(0, active: .a2dp)
    phone.join(mode: nil)
    #expect(
      phone.state.route
        == Route(input: .builtInMic, output: Endpoint(.bluetoothA2DP, DeviceSlot(0))))
    phone.set(.inCommunication)
    #expect(phone.output == .builtInReceiver)
  }

  @Test func aTabletHasTheSpeaker() {
    var phone = phone { $0.hasReceiver = false }
    phone.join()
    #expect(phone.output == .builtInSpeaker)
  }

  // MARK: The book itself

  @Test func everyCallHasARoute() {
    let types: [DeviceType] = [
      .bluetoothHeadset, .leHeadset, .hearingAid, .wiredHeadphones, .usbAudio, .hdmi, .dock, .watch,
    ]
    for os in Self.oldAndNew {
      for type in types {
        var phone = phone(os, [type])
        phone.connect(0)
        phone.join()
        #expect(phone.output != nil && phone.input != nil, "\(type) on \(String(describing: os))")
      }
    }
  }

  @Test func identifiersAreUniqueAndSayTheirStage() {
    let identifiers = book.rules.map(\.id)
    #expect(Set(identifiers).count == identifiers.count)
    let words: [Stage: String] = [
      .reaction: "react", .admission: "admit", .choice: "choose", .pairing: "pair",
      .advice: "advise",
    ]
    for rule in book.rules {
      #expect(rule.id.hasPrefix("android-voip/\(words[rule.stage] ?? "?")."), "\(rule.id)")
      #expect(!rule.sources.isEmpty)
    }
  }

  @Test func theSameNameAlwaysMeansTheSameFacts() {
    var facts: [String: [String]] = [:]
    for condition in book.rules.flatMap(\.when) {
      let names = condition.facts.map(\.name)
      #expect(facts[condition.name] ?? names == names, "\(condition.name)")
      facts[condition.name] = names
    }
  }
}
