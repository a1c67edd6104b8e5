import RouteModel
import Testing

/// The vocabulary's own rules.
@Suite struct WordTests {
  private func check<W: Word>(_ type: W.Type) {
    let names = type.allCases.map(\.name)
    #expect(Set(names).count == names.count, "\(type)")
    #expect(type.allCases.allSatisfy { !$0.meaning.isEmpty }, "\(type)")
    #expect(type.allCases.count <= 64, "\(type): a set of words has 64 bits")
    let aliases = type.allCases.flatMap(\.aliases)
    #expect(Set(aliases).isDisjoint(with: names) || aliases.isEmpty, "\(type)")
  }

  @Test func namesAreUniqueAndHaveMeanings() {
    check(Port.self)
    check(Profile.self)
    check(DeviceType.self)
    check(CallKind.self)
    check(CallState.self)
    check(EndReason.self)
    check(Actor.self)
    check(Category.self)
    check(Mode.self)
    check(CategoryOption.self)
    check(InterruptionReason.self)
    check(Via.self)
    check(Setting.self)
    check(SettingValue.self)
    check(AudioMode.self)
    check(Permission.self)
    check(AudioFocus.self)
    check(TelecomMessage.self)
    check(EventKind.self)
    check(Timer.self)
    check(Column.self)
    check(Platform.self)
  }

  @Test func telecomMessagesAreSpelledAsTheLogsSpellThem() {
    #expect(TelecomMessage.userSwitchSpeaker.name == "USER_SWITCH_SPEAKER")
    #expect(TelecomMessage.btActiveDevicePresent.name == "BT_ACTIVE_DEVICE_PRESENT")
    #expect(TelecomMessage.switchFocus.number == 4001)
  }

  @Test func everyKindOfEventTakesEachKeyOnce() {
    for kind in EventKind.allCases {
      let keys = kind.arguments.map(\.field.key)
      #expect(Set(keys).count == keys.count, "\(kind.name)")
    }
  }

  @Test func aVersionIsComparedNumberByNumber() throws {
    #expect(try #require(OSVersion("9.3.2")) < #require(OSVersion("16")))
    #expect(OSVersion("16.0") == OSVersion("16"))
    for wrong in ["", "16.", ".1", "16.0.0.0", "x", "16.-1", "99999", "1٦"] {
      #expect(OSVersion(wrong) == nil, "\(wrong)")
    }
  }

  @Test func theNearestSpellingIsFoundOrNothing() {
    let words = EventKind.allCases.map(\.name)
    #expect(Spelling.nearest(to: "deviceConected", among: words) == "deviceConnected")
    #expect(Spelling.nearest(to: "callanswered", among: words) == "callAnswered")
    #expect(Spelling.nearest(to: "zzzzzzzz", among: words) == nil)
    #expect(Spelling.nearest(to: "", among: words) == nil)
  }

  @Test func aPatternMatchesPortDeviceOrBoth() {
    let airpods = DeviceSlot(0)
    let endpoint = Endpoint(.bluetoothHFP, airpods)
    #expect(EndpointPattern(port: .bluetoothHFP).matches(endpoint))
    #expect(EndpointPattern(port: nil, device: airpods).matches(endpoint))
    #expect(!EndpointPattern(port: .bluetoothA2DP, device: airpods).matches(endpoint))
    #expect(!EndpointPattern(port: .bluetoothHFP, isNegated: true).matches(endpoint))
    #expect(EndpointPattern(port: .bluetoothHFP, isNegated: true).matches(nil))
    #expect(SideClaim.nothing.accepts(nil))
    #expect(!SideClaim.nothing.accepts(endpoint))
    #expect(SideClaim.anything.accepts(endpoint))
  }
}
