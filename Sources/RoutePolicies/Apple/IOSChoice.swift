import RouteMachine
import RouteModel

/// Which port is chosen, in the order in which iOS asks.
extension IOSBook {
  static let choice: [Rule] = control + wishes + calls + defaults

  private static let control: [Rule] = [
    Rule(
      "ios/control.nobody", "where nothing is in control there is no route to speak of",
      when: [.nothingInControl], .saysNothing,
      sources: [
        """
        Apple, setPreferredInput(_:): a choice takes effect while the app's session controls \
        audio routing
        """
      ], confidence: .documented),
    Rule(
      "ios/control.ringing",
      "while a call only rings, the ring tone's route is not the call's: the book says nothing",
      when: [ringing], .saysNothing,
      sources: ["signalapp/Signal-iOS#4879, monal-im/Monal#1389: rings elsewhere than it talks"],
      confidence: .reported),
  ]

  private static let wishes: [Rule] = [
    Rule(
      "ios/choose.call-screen-phone",
      "\"iPhone\" on the screen of a phone or FaceTime call is its built-in default",
      when: [systemSession, receiverPicked], .choose(builtInOutput),
      sources: ["react-native-webrtc/react-native-callkeep#533: \"iPhone\" gives the receiver"],
      confidence: .reported),
    Rule(
      "ios/choose.call-screen", "the choice made on the screen of a phone or FaceTime call",
      when: [systemSession],
      .choose(.firstOf([.remembered(picked), .rememberedDevice(picked, external)])),
      sources: ["Apple, iPhone User Guide, While on a call"], confidence: .documented),
    Rule(
      "ios/choose.override-in-force",
      "a speaker override sends sound to the loudspeaker, whatever is connected",
      when: [appInControl, playAndRecord, overrideInForce], .choose(.builtIn(.builtInSpeaker)),
      sources: ["Apple, AVAudioSession overrideOutputAudioPort(_:)", qa1754],
      confidence: .documented),
    Rule(
      "ios/choose.receiver-picked",
      "the receiver, or the loudspeaker where that stands in for it, when a person chose \"iPhone\"",
      when: [appInControl, receiverAsked], .choose(builtInOutput),
      sources: [
        "react-native-webrtc/react-native-callkeep#533",
        "QuickBlox/quickblox-ios-sdk#1155: with videoChat the sound stays on the loudspeaker",
      ], confidence: .reported),
    Rule(
      "ios/choose.built-in-mic-over-a2dp",
      "beside the built-in microphone sound goes to headphones or A2DP, else to the receiver",
      when: [appInControl, playAndRecord, builtInMicAsked],
      .choose(.firstOf([.newest(outputOnly), builtInOutput])),
      sources: [
        "Apple, setPreferredInput(_:)",
        """
        dotnet/macios#18363: from iOS 15 on the sound stays on the headset where A2DP is allowed; \
        signalapp/Signal-iOS#2332 and jitsi's AudioMode.m saw the choice bounce back to HFP, \
        linphone-iphone#962 saw it work
        """,
      ], scope: Scope([.ios, .ipados], from: [.ios: OSVersion(15), .ipados: OSVersion(15)]),
      confidence: .singleReport),
    Rule(
      "ios/choose.built-in-mic",
      "the built-in microphone takes the call off a headset: the receiver beside it",
      when: [appInControl, playAndRecord, builtInMicAsked],
      .choose(.firstOf([.newest(outputOnlyWithoutHFP), builtInOutput])),
      sources: [
        "Apple, setPreferredInput(_:)",
        "dotnet/macios#18363: before iOS 15 the receiver, even with A2DP allowed",
      ], scope: Scope([.ios, .ipados], before: [.ios: OSVersion(15), .ipados: OSVersion(15)]),
      confidence: .singleReport),
    Rule(
      "ios/choose.person", "what a person chose in the call screen, Control Center or a picker",
      when: [appInControl, askedByPerson],
      .choose(.firstOf([.remembered(asked), .rememberedDevice(asked, external)])),
      sources: [
        "react-native-webrtc/react-native-callkeep#533",
        "Apple, AVAudioSession.CategoryOptions allowBluetoothHFP, on the route picker",
      ], confidence: .reported),
    Rule(
      "ios/choose.preferred-input", "the input that the app prefers, where it is available",
      when: [appInControl, takesInput, askedByApp], .choose(.remembered(asked)),
      sources: ["Apple, AVAudioSession setPreferredInput(_:)"], confidence: .documented),
    Rule(
      "ios/choose.dual-route",
      "dualRoute keeps the built-in pair first; its second accessory has no place in one route",
      when: [multiRoute, dualRoute], .choose(.builtIn(.builtInSpeaker)), sources: [header],
      scope: Scope([.ios, .ipados], from: [.ios: OSVersion(26), .ipados: OSVersion(26)]),
      confidence: .documented),
    Rule(
      "ios/choose.record-newest", "a session that only records uses the newest microphone",
      when: [record], .choose(.newest(externalInput)), sources: [qa1754, header],
      confidence: .documented),
    Rule(
      "ios/choose.record-built-in", "a session that only records, with the built-in microphone",
      when: [record], .choose(.builtIn(.builtInMic)), sources: [header],
      confidence: .documented),
  ]

  private static let calls: [Rule] = [
    Rule(
      "ios/choose.routing-bluetooth",
      "Call Audio Routing = Bluetooth Headset sends every such call to the headset",
      when: [.systemCallInControl, routingIsBluetooth], .choose(.newest(.bluetoothTwoWay)),
      sources: [
        "element-hq/element-ios#4247: a CallKit app's video calls too",
        "Agora's FAQ of 2020: even when answered on the iPhone",
      ], confidence: .reported),
    Rule(
      "ios/choose.routing-speaker",
      "Call Audio Routing = Speaker takes the loudspeaker where no headset is connected",
      when: [.systemCallInControl, routingIsSpeaker, noHeadset],
      .choose(.builtIn(.builtInSpeaker)),
      sources: ["gadgethacks.com on Call Audio Routing: it never beats connected headphones"],
      confidence: .singleReport),
    Rule(
      "ios/choose.answered-on-device", "a call answered on a headset goes to that headset",
      when: [.systemCallInControl, .answeredOnDevice, noNewcomer],
      .choose(.answering(external)),
      sources: [
        "twilio/video-quickstart-ios#570, react-native-webrtc/react-native-callkeep#614",
        """
        BelledonneCommunications/linphone-iphone#962 saw the first later choice of the receiver \
        ignored; one report, not encoded
        """,
      ], confidence: .reported),
    Rule(
      "ios/choose.answered-on-phone",
      "an incoming call answered on the phone leaves Bluetooth out",
      when: [.systemCallInControl, .callIsIncoming, .answeredOnPhone, noNewcomer],
      .choose(.firstOf([.newest(notBluetooth), builtInOutput])),
      sources: [
        "twilio/video-quickstart-ios#570, signalapp/Signal-iOS#4879, monal-im/Monal#1389",
        """
        pages for consumers say that Automatic sends calls to a connected device; the threads, \
        from 2018 to 2025, saw the opposite; all of them are about Bluetooth
        """,
      ], confidence: .reported),
    Rule(
      "ios/choose.answered-somewhere",
      "where an incoming call was answered is not known: taken like any other sound",
      when: [.systemCallInControl, .callIsIncoming, placeUnknown], .choose(.newest(external)),
      sources: ["no source: neither of the two rules on the place applies"],
      confidence: .inferred),
  ]

  private static let defaults: [Rule] = [
    Rule(
      "ios/choose.newest",
      "the device that connected last wins; when it goes, the one before comes back",
      .choose(.newest(external)),
      sources: [
        qa1754, header, "Agora, set-audio-route: the stack of devices",
        """
        Apple's web page on defaultToSpeaker of 2026 says that the sound stays on the loudspeaker \
        even then; the header, QA1754 and livekit/client-sdk-flutter#690 say otherwise
        """,
      ], confidence: .documented),
    Rule(
      "ios/choose.default-to-speaker",
      "with no accessory, defaultToSpeaker sends sound to the loudspeaker",
      when: [playAndRecord, has(.defaultToSpeaker)], .choose(.builtIn(.builtInSpeaker)),
      sources: [qa1754, header], confidence: .documented),
    Rule(
      "ios/choose.video-speaker", "with no accessory, videoChat sends sound to the loudspeaker",
      when: [videoChat], .choose(.builtIn(.builtInSpeaker)),
      sources: [header, "flutter-webrtc/flutter-webrtc#1328"], confidence: .documented),
    Rule(
      "ios/choose.receiver", "with no accessory, playAndRecord sends sound to the receiver",
      .choose(.builtIn(.builtInReceiver)),
      sources: [header, "wildfirechat/ios-chat#425: also after a headset is lost"],
      confidence: .documented),
    Rule(
      "ios/choose.speaker",
      "with no accessory, playback and devices without a receiver use the loudspeaker",
      .choose(.builtIn(.builtInSpeaker)), sources: [header], confidence: .documented),
  ]
}
