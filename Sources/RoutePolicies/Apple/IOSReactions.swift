import RouteMachine
import RouteModel

/// What events do to the override, to what was asked for and to a call's choice.
extension IOSBook {
  static let reactions: [Rule] = overrides + wishesHeard + devicesCame + callsMoved

  private static let overrides: [Rule] = [
    Rule(
      "ios/react.override-begins", "overrideOutputAudioPort(.speaker), valid in playAndRecord only",
      when: [notRefused, playAndRecord, speakerNamed],
      .react([.outputOverridden], [.set(override, .constant(Value(true)))]),
      sources: [
        "Apple, AVAudioSession overrideOutputAudioPort(_:)",
        "livekit/client-sdk-react-native#322: refused with -50 in another category",
      ], confidence: .documented),
    Rule(
      "ios/react.override-taken-back", "overrideOutputAudioPort(.none) ends the override",
      when: [notRefused, noOutputNamed],
      .react([.outputOverridden], [.clear(override)]),
      sources: ["Apple, AVAudioSession overrideOutputAudioPort(_:)"], confidence: .documented),
    Rule(
      "ios/react.override-none-cancels-built-in",
      "overrideOutputAudioPort(.none) also takes back a wish for the phone itself",
      when: [notRefused, noOutputNamed, builtInAsked],
      .react([.outputOverridden], [.clear(asked), .clear(askedBy)]),
      sources: ["twilio/twilio-voice-react-native#199: routing returns to the default"],
      confidence: .singleReport),
    Rule(
      "ios/react.override-ends-with-configuration",
      "any setting of category, mode or options ends the override, the same values too",
      when: [notRefused],
      .react([.sessionConfigured], [.clear(override)]),
      sources: [
        "GetStream/stream-video-swift, AudioSession reducer",
        "react-native-webrtc/react-native-webrtc#1438",
      ], confidence: .shipped),
    Rule(
      "ios/react.override-ends-with-interruption", "an interruption ends the override",
      .react([.interruptionBegan], [.clear(override)]),
      sources: [
        qa1754,
        """
        category, options and preferred input are taken to stay; OpenTok's audio device says that \
        Bluetooth is lost after a phone call until it is asked for again
        """,
      ], confidence: .documented),
    Rule(
      "ios/react.override-ends-with-session", "the override does not outlive the active session",
      when: [notRefused],
      .react([.sessionDeactivated], [.clear(override)]),
      sources: ["the header: an override lasts until the route changes"], confidence: .inferred),
    Rule(
      "ios/react.media-services-reset",
      "a reset of the media services forgets the override and the preferred input",
      .react([.mediaServicesReset], [.clear(override), .clear(asked), .clear(askedBy)]),
      sources: ["GetStream/stream-video-swift#1232 and its RouteChangeEffect"],
      confidence: .shipped),
  ]

  private static let wishesHeard: [Rule] = [
    Rule(
      "ios/react.preferred-input",
      "setPreferredInput is remembered, unless that port is in the route already",
      when: [notRefused, inputNamed, inputIsNew],
      .react(
        [.preferredInputSet],
        [.set(asked, .eventEndpoint(.input)), .set(askedBy, .constant(byApp))]),
      sources: [
        "Apple, AVAudioSession setPreferredInput(_:)",
        "react-native-webrtc/react-native-callkeep#820: no effect where already routed",
      ], confidence: .documented),
    Rule(
      "ios/react.preferred-input-ends-override",
      "preferring another microphone than the built-in one ends the override",
      when: [notRefused, otherMicNamed, inputIsNew],
      .react([.preferredInputSet], [.clear(override)]),
      sources: ["react-native-webrtc/react-native-callkeep#759"], confidence: .singleReport),
    Rule(
      "ios/react.second-headset-stays",
      "of two HFP devices iOS 14 keeps the one that connected last, whatever the app prefers",
      when: [notRefused, anotherHeadsetRouted],
      .react([.preferredInputSet], [.clear(asked), .clear(askedBy)]),
      sources: ["jitsi/jitsi-meet#11576, aws/amazon-chime-sdk-ios#159"],
      scope: Scope(
        [.ios, .ipados], from: [.ios: OSVersion(14), .ipados: OSVersion(14)],
        before: [.ios: OSVersion(15), .ipados: OSVersion(15)]), confidence: .reported),
    Rule(
      "ios/react.preferred-input-taken-back", "setPreferredInput(nil) takes the wish back",
      when: [notRefused, noInputNamed, askedByApp],
      .react([.preferredInputSet], [.clear(asked), .clear(askedBy)]),
      sources: ["Apple, AVAudioSession setPreferredInput(_:)"], confidence: .documented),
    Rule(
      "ios/react.speaker-picked",
      "the loudspeaker chosen by a person is a speaker override, and ends like one",
      when: [notSystemSession, playAndRecord, speakerNamed],
      .react(
        [.routeSelected],
        [.set(override, .constant(Value(true))), .clear(asked), .clear(askedBy)]),
      sources: [
        "react-native-webrtc/react-native-callkeep#533: route change for the reason override",
        "GetStream/stream-video-js#2219: the button follows the override",
      ], confidence: .reported),
    Rule(
      "ios/react.output-picked", "a person chose an output for the app's sound",
      when: [notSystemSession, otherOutputNamed],
      .react(
        [.routeSelected],
        [
          .set(asked, .eventEndpoint(.output)), .set(askedBy, .constant(byPerson)),
          .clear(override),
        ]),
      sources: ["react-native-webrtc/react-native-callkeep#533"], confidence: .reported),
    Rule(
      "ios/react.speaker-picked-in-playback",
      "outside playAndRecord the loudspeaker is a choice like any other",
      when: [notSystemSession, notPlayAndRecord, speakerNamed],
      .react(
        [.routeSelected],
        [.set(asked, .eventEndpoint(.output)), .set(askedBy, .constant(byPerson))]),
      sources: ["the header: an override is valid in playAndRecord only"],
      confidence: .inferred),
    Rule(
      "ios/react.input-picked", "a person chose a microphone for the app's sound",
      when: [notSystemSession, noOutputNamed, inputNamed],
      .react(
        [.routeSelected],
        [
          .set(asked, .eventEndpoint(.input)), .set(askedBy, .constant(byPerson)),
          .clear(override),
        ]),
      sources: ["no source says more than that the choice can be made"], confidence: .inferred),
    Rule(
      "ios/react.choice-taken-back", "a person gave the choice back to the system",
      when: [eventApplied, noOutputNamed, noInputNamed],
      .react([.routeSelected], [.clear(asked), .clear(askedBy), .clear(picked)]),
      sources: ["no source; what taking a choice back means"], confidence: .inferred),
    Rule(
      "ios/react.picked-in-call", "a person chose a route in a phone or FaceTime call",
      when: [systemSession, outputNamed],
      .react([.routeSelected], [.set(picked, .eventEndpoint(.output))]),
      sources: ["Apple, iPhone User Guide, While on a call"], confidence: .documented),
  ]

  private static let devicesCame: [Rule] = [
    Rule(
      "ios/react.newer-device",
      "a device that the session can use ends an override, and what a place of answer decided",
      when: [eventApplied, deviceEligible],
      .react(
        [.deviceConnected],
        [.clear(override), .clear(picked), .set(newcomer, .constant(Value(true)))]),
      sources: [
        qa1754, "Apple SDK, AVAudioSession headers: until the current route changes",
        "twilio/voice-quickstart-objc#92; Actual-Chat#4195 saw an override outlive a plug",
      ], confidence: .documented),
    Rule(
      "ios/react.newer-microphone", "a newer microphone takes the place of the preferred one",
      when: [eventApplied, micEligible],
      .react([.deviceConnected], [.clear(asked), .clear(askedBy)]),
      sources: [
        "Apple developer forums, thread 737196",
        """
        Apple's page on preferredInput names only the loss of the port itself as a reason for nil
        """,
      ], confidence: .singleReport),
    Rule(
      "ios/react.newer-output", "a newer device takes the place of a person's choice",
      when: [eventApplied, deviceEligible, askedByPerson],
      .react([.deviceConnected], [.clear(asked), .clear(askedBy)]),
      sources: [qa1754], confidence: .inferred),
    Rule(
      "ios/react.asked-gone", "a wish is gone with its port",
      when: [askedIsGone],
      .react([.deviceDisconnected], [.clear(asked), .clear(askedBy)]),
      sources: ["Apple, AVAudioSession preferredInput"], confidence: .documented),
    Rule(
      "ios/react.picked-gone", "a choice made in a call is gone with its port",
      when: [pickedIsGone],
      .react([.deviceDisconnected], [.clear(picked)]), sources: [qa1754],
      confidence: .inferred),
  ]

  private static let callsMoved: [Rule] = [
    Rule(
      "ios/react.answered", "an answered call starts afresh: only its place of answer counts",
      when: [eventIsSystemCall],
      .react([.callAnswered], [.clear(newcomer), .clear(picked)]),
      sources: ["twilio/video-quickstart-ios#570, react-native-webrtc/react-native-callkeep#614"],
      confidence: .inferred),
    Rule(
      "ios/react.answered-forgets-choice", "a choice made before a call is answered is forgotten",
      when: [eventIsSystemCall, askedByPerson],
      .react([.callAnswered], [.clear(asked), .clear(askedBy)]),
      sources: ["Agora's FAQ of 2020 grants such a choice to calls without CallKit only"],
      confidence: .inferred),
    Rule(
      "ios/react.other-call-interrupts",
      "a phone or FaceTime call, or another app's call, ends the app's override",
      when: [systemSession],
      .react([.callDialed, .callJoined, .callAnswered, .callResumed], [.clear(override)]),
      sources: [qa1754, "such a call interrupts, whether or not the trace says so"],
      confidence: .inferred),
    Rule(
      "ios/react.call-ended", "a choice made in a call ends with it",
      when: [talkedOn],
      .react([.callEnded], [.clear(picked), .clear(newcomer)]),
      sources: [
        "Apple developer forums, thread 800247, saw the loudspeaker last into the next calls"
      ], confidence: .inferred),
    Rule(
      "ios/react.call-ended-forgets-choice",
      "a person's choice for the app's call ends with the call",
      when: [talkedOn, askedByPerson],
      .react([.callEnded], [.clear(asked), .clear(askedBy)]),
      sources: [
        "Apple developer forums, thread 800247, saw the loudspeaker last into the next calls"
      ], confidence: .inferred),
    Rule(
      "ios/react.override-ends-with-call", "an override does not outlive the last call",
      when: [talkedOn, .nothingInControl],
      .react([.callEnded], [.clear(override)]),
      sources: ["the header: an override lasts until the route changes"], confidence: .inferred),
  ]
}
