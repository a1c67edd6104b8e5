import RouteMachine
import RouteModel

/// The other readings, where Apple's own texts, versions or reports disagree.
///
/// The book itself has the better supported one; `--policy ios+NAME` switches another on.
extension IOSBook {
  static let variants: [Variant] = [
    webDefaultToSpeaker, builtInMicBounces, automaticIsBluetooth, newcomerKeepsPreferredInput,
    overrideOutlivesPlug, speakerLasts,
  ]

  private static let webPage: Source =
    "Apple's web page on defaultToSpeaker of 2026: gestures such as plugging in are not honoured"

  private static let webDefaultToSpeaker = Variant(
    "web-default-to-speaker",
    "with the option defaultToSpeaker sound stays on the loudspeaker, whatever connects",
    sources: [webPage],
    changes: [
      .insert(
        [
          Rule(
            "ios/choose.default-to-speaker-stays",
            "defaultToSpeaker holds sound on the loudspeaker although a device is connected",
            when: [playAndRecord, has(.defaultToSpeaker)], .choose(.builtIn(.builtInSpeaker)),
            sources: [webPage], confidence: .documented)
        ], before: "ios/choose.newest")
    ])

  private static let bounce: Source =
    "signalapp/Signal-iOS#2332 and jitsi's AudioMode.m: the built-in microphone bounces back to HFP"

  private static let builtInMicBounces = Variant(
    "built-in-mic-bounces-back",
    "asking for the built-in microphone while HFP is in the route changes nothing",
    sources: [bounce],
    changes: [
      .insert(
        [
          Rule(
            "ios/react.built-in-mic-bounces-back",
            "the built-in microphone is not kept as a wish while HFP is in the route",
            when: [notRefused, builtInMicNamed, headsetRouted],
            .react([.preferredInputSet], [.clear(asked), .clear(askedBy)]), sources: [bounce],
            confidence: .shipped)
        ], before: "ios/react.preferred-input-ends-override")
    ])

  private static let automatic: Source =
    "pages for consumers on Call Audio Routing (imore.com, techzillo.com, gadgethacks.com)"

  private static let automaticIsBluetooth = Variant(
    "automatic-is-bluetooth",
    "Call Audio Routing = Automatic sends a call to a connected headset, wherever it is answered",
    sources: [automatic],
    changes: [
      .insert(
        [
          Rule(
            "ios/choose.routing-automatic",
            "with Call Audio Routing = Automatic a connected headset takes the call",
            when: [
              .systemCallInControl, .callIsIncoming, .answeredOnPhone, noNewcomer,
              routingIsAutomatic,
            ], .choose(.newest(.bluetoothTwoWay)), sources: [automatic],
            confidence: .singleReport)
        ], before: "ios/choose.answered-on-phone")
    ])

  private static let newcomerKeepsPreferredInput = Variant(
    "preferred-input-stays",
    "a microphone that connects later does not take the place of the preferred one",
    sources: ["Apple, AVAudioSession preferredInput: nil only once the port itself is gone"],
    changes: [.leaveOut("ios/react.newer-microphone")])

  private static let overrideOutlivesPlug = Variant(
    "override-outlives-plug", "a speaker override stays when a device connects",
    sources: ["Actual-Chat/actual-chat#4195"],
    changes: [
      .replace(
        "ios/react.newer-device",
        with: Rule(
          "ios/react.newer-device-under-override",
          "a device that the session can use ends what a place of answer decided, no override",
          when: [eventApplied, deviceEligible],
          .react([.deviceConnected], [.clear(picked), .set(newcomer, .constant(Value(true)))]),
          sources: ["Actual-Chat/actual-chat#4195"], confidence: .singleReport))
    ])

  private static let speakerLasts = Variant(
    "speaker-lasts", "the loudspeaker chosen in one call is still in force in the next",
    sources: ["Apple developer forums, thread 800247"],
    changes: [
      .leaveOut("ios/react.override-ends-with-call"),
      .leaveOut("ios/react.override-ends-with-session"),
    ])

  // MARK: Conditions

  private static let routingIsAutomatic = Condition.isAny(
    "Call Audio Routing is Automatic", .setting(.callAudioRouting), [SettingValue.automatic])
  private static let builtInMicNamed = Condition(
    "the built-in microphone is named", [.eventEndpoint(.input)],
    .isOneOf([Value(Endpoint.builtInMic)]))
  private static let headsetRouted = Condition.isSet(
    "HFP is in the route",
    Fact("HFP was in the route before", .flag, owner: .person) { moment in
      Value(moment.routeBefore?.input?.port == .bluetoothHFP)
    })
}
