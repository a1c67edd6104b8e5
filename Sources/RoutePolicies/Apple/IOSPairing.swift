import RouteMachine
import RouteModel

/// What the chosen port is paired with, and what is said of the route besides.
extension IOSBook {
  private static let otherMicrophone = Selector.firstOf([
    .newest(wiredInput), .builtIn(.builtInMic),
  ])

  static let pairing: [Rule] = [
    Rule(
      "ios/pair.record", "the category record has an input and no output",
      when: [record], .pair(input: .chosen, output: .none), sources: [header],
      confidence: .documented),
    Rule(
      "ios/pair.playback", "a category that only plays has an output and no input",
      when: [playback], .pair(input: .none, output: .chosen), sources: [header],
      confidence: .documented),
    Rule(
      "ios/pair.built-in-mic-chosen",
      "where the built-in microphone itself was chosen, the newest output goes with it",
      when: [appInControl, builtInMicChosen],
      .pair(
        input: .chosen, output: .firstOf([.newest(outputOnly), .builtIn(.builtInSpeaker)])),
      sources: [header, "in multiRoute alone: elsewhere the choice is an output"],
      confidence: .inferred),
    Rule(
      "ios/pair.built-in-mic", "the built-in microphone that was asked for, beside any output",
      when: [appInControl, builtInMicAsked],
      .pair(input: .builtIn(.builtInMic), output: .chosen),
      sources: ["Apple, AVAudioSession setPreferredInput(_:)"], confidence: .documented),
    Rule(
      "ios/pair.hfp-both-sides", "HFP takes input and output to the same device",
      when: [hfpChosen],
      .pair(
        input: .firstOf([.sameDevice([.bluetoothHFP]), .builtIn(.builtInMic)]),
        output: .sameDevice([.bluetoothHFP])),
      sources: ["Apple, AVAudioSession.CategoryOptions allowBluetoothHFP"],
      confidence: .documented),
    Rule(
      "ios/pair.le-both-sides", "an LE Audio headset takes input and output",
      when: [leChosen],
      .pair(
        input: .firstOf([.sameDevice([.bluetoothLE]), .builtIn(.builtInMic)]),
        output: .sameDevice([.bluetoothLE])),
      sources: ["no source; read like HFP"], confidence: .inferred),
    Rule(
      "ios/pair.homepod", "a HomePod that takes a call takes both directions",
      when: [homePodChosen], .pair(input: .sameDevice([.airPlay]), output: .chosen),
      sources: ["techvaz.com, how to transfer calls to a HomePod"], confidence: .singleReport),
    Rule(
      "ios/pair.microphone-takes-output", "a headset's or dock's microphone takes its output along",
      when: [inputOnlyChosen],
      .pair(
        input: .chosen,
        output: .firstOf([.sameDevice([.headphones, .lineOut]), builtInOutput])),
      sources: [header], confidence: .inferred),
    Rule(
      "ios/pair.usb-or-car", "a USB device or a car gives both directions where it has both",
      when: [twoWayChosen],
      .pair(
        input: .firstOf([.sameDevice([.usbAudio, .carAudio]), otherMicrophone]),
        output: .sameDevice([.usbAudio, .carAudio])),
      sources: [header], confidence: .documented),
    Rule(
      "ios/pair.headphones", "headphones go with their own microphone, else with another",
      when: [headphonesChosen],
      .pair(input: .firstOf([.sameDevice([.headsetMic]), otherMicrophone]), output: .chosen),
      sources: [qa1754], confidence: .documented),
    Rule(
      "ios/pair.output-only", "A2DP, AirPlay, HDMI and line outputs go with another microphone",
      when: [outputOnlyChosen], .pair(input: otherMicrophone, output: .chosen),
      sources: [header, "Apple, AVAudioSession.CategoryOptions allowBluetoothA2DP"],
      confidence: .documented),
    Rule(
      "ios/pair.built-in", "the device's own output goes with its own microphone",
      .pair(input: .builtIn(.builtInMic), output: .chosen),
      sources: ["Apple, AVAudioSession overrideOutputAudioPort(_:)", header],
      confidence: .documented),
  ]

  static let advice: [Rule] = [
    Rule(
      "ios/advise.session-assumed",
      "how the session was configured is not said: playAndRecord, voiceChat or videoChat assumed",
      when: [appInControl, sessionAssumed],
      .advise(
        "the trace never says how the session was configured: playAndRecord was assumed, with "
          + "voiceChat (videoChat for a video call)"),
      sources: ["the trace format, Whose route"], confidence: .inferred),
    Rule(
      "ios/advise.mode-ignored", "a mode that the category does not support acts as default",
      when: [appInControl, .isSet("the mode does not fit the category", .modeIsUnsupported)],
      .advise("the session's mode does not fit its category and acts as default"),
      sources: ["Apple, AVAudioSession.Mode"], confidence: .documented),
  ]
}
