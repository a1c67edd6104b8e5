import RouteMachine
import RouteModel

/// Which ports a session's category, mode and options admit.
extension IOSBook {
  // MARK: Classes

  private static let inputOnlyPorts = EndpointClass(
    "microphone", [.builtInMic, .headsetMic, .lineIn, .continuityMicrophone])
  private static let outputOnlyPorts = EndpointClass(
    "output",
    [
      .builtInReceiver, .builtInSpeaker, .headphones, .bluetoothA2DP, .hearingAid, .airPlay,
      .hdmi, .lineOut,
    ])
  private static let wireless = EndpointClass(
    "wireless or CarPlay port",
    [.bluetoothHFP, .bluetoothA2DP, .bluetoothLE, .hearingAid, .airPlay, .carAudio])
  private static let receiver = EndpointClass("receiver", [.builtInReceiver])
  private static let hfp = EndpointClass("HFP port", [.bluetoothHFP])
  private static let a2dp = EndpointClass("A2DP port", [.bluetoothA2DP])
  private static let lowEnergy = EndpointClass(
    "LE Audio or hearing aid", [.bluetoothLE, .hearingAid])
  private static let airPlay = EndpointClass("AirPlay port", [.airPlay])
  private static let mirror = EndpointClass(
    "AirPlay receiver that is mirrored to", [.airPlay], types: [.airPlayReceiver])
  private static let homePod = EndpointClass("HomePod", [.airPlay], types: [.homePod])
  private static let wired = EndpointClass(
    "wired or car port",
    [.headphones, .headsetMic, .usbAudio, .carAudio, .hdmi, .lineIn, .lineOut])
  private static let builtInMic = EndpointClass("built-in microphone", [.builtInMic])
  private static let builtInSpeaker = EndpointClass("built-in speaker", [.builtInSpeaker])

  // MARK: Rules

  static let admission: [Rule] = leftOut + bluetoothAdmitted + otherAdmitted

  private static let leftOut: [Rule] = [
    Rule(
      "ios/admit.no-microphone-in-playback", "a category that only plays has no input",
      when: [playback], .leaveOut(inputOnlyPorts), sources: [header],
      confidence: .documented),
    Rule(
      "ios/admit.no-hfp-in-playback", "a category that only plays never uses HFP",
      when: [playback], .leaveOut(hfp),
      sources: ["Apple, AVAudioSession.CategoryOptions allowBluetoothHFP"],
      confidence: .documented),
    Rule(
      "ios/admit.no-output-in-record", "the category record has no output",
      when: [record], .leaveOut(outputOnlyPorts), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.no-wireless-in-multi-route",
      "multiRoute uses neither Bluetooth nor AirPlay nor CarPlay",
      when: [multiRoute], .leaveOut(wireless), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.speaker-for-receiver",
      "with defaultToSpeaker the loudspeaker stands in for the receiver",
      when: [playAndRecord, has(.defaultToSpeaker)], .leaveOut(receiver),
      sources: [
        qa1754, "livekit/client-sdk-flutter#725: switching the speaker off is then impossible",
      ], confidence: .documented),
    Rule(
      "ios/admit.video-speaker-for-receiver",
      "videoChat implies defaultToSpeaker: the loudspeaker stands in for the receiver",
      when: [videoChat], .leaveOut(receiver),
      sources: [
        header,
        """
        QuickBlox/quickblox-ios-sdk#1155; Apple's web page on the mode names record too, the header \
        only playAndRecord
        """,
      ], confidence: .documented),
  ]

  private static let bluetoothAdmitted: [Rule] = [
    Rule(
      "ios/admit.hfp-in-system-call",
      "a phone or FaceTime call, or another app's call, always has HFP",
      when: [systemSession], .admit(hfp),
      sources: ["Apple DTS: a private session like playAndRecord (forum threads 749202, 804510)"],
      confidence: .documented),
    Rule(
      "ios/admit.hfp-allowed", "HFP needs allowBluetoothHFP, in record or playAndRecord",
      when: [recordsOneRoute, has(.allowBluetoothHFP)], .admit(hfp),
      sources: ["Apple, AVAudioSession.CategoryOptions allowBluetoothHFP"],
      confidence: .documented),
    Rule(
      "ios/admit.hfp-in-chat-mode", "voiceChat and videoChat allow HFP by themselves",
      when: [chatMode], .admit(hfp), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.a2dp-in-playback", "a category that only plays can always use A2DP",
      when: [playback], .admit(a2dp), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.a2dp-allowed", "in playAndRecord A2DP needs allowBluetoothA2DP",
      when: [playAndRecord, has(.allowBluetoothA2DP)], .admit(a2dp),
      sources: ["Apple, AVAudioSession.CategoryOptions allowBluetoothA2DP"],
      scope: Scope([.ios, .ipados], from: [.ios: OSVersion(10), .ipados: OSVersion(10)]),
      confidence: .documented),
    Rule(
      "ios/admit.le-in-playback", "LE Audio and hearing aids serve playback",
      when: [playback], .admit(lowEnergy),
      sources: ["the header names the port alone; read like A2DP"], confidence: .inferred),
    Rule(
      "ios/admit.le-as-hfp", "LE Audio and hearing aids serve calls wherever HFP is allowed",
      when: [hfpAllowed], .admit(lowEnergy),
      sources: ["the header names the port alone; read like HFP"], confidence: .inferred),
  ]

  private static let otherAdmitted: [Rule] = [
    Rule(
      "ios/admit.airplay-in-playback", "a category that only plays can always use AirPlay",
      when: [playback], .admit(airPlay), sources: [qa1803], confidence: .documented),
    Rule(
      "ios/admit.airplay-allowed",
      "in playAndRecord AirPlay needs allowAirPlay, a mode other than voiceChat, and mirroring",
      when: [playAndRecord, notVoiceChat, has(.allowAirPlay)], .admit(mirror),
      sources: [qa1803, "Apple, AVAudioSession.CategoryOptions allowAirPlay"],
      scope: Scope([.ios, .ipados], from: [.ios: OSVersion(10), .ipados: OSVersion(10)]),
      confidence: .documented),
    Rule(
      "ios/admit.homepod-hand-off", "a call can be handed to a HomePod that a person chooses",
      when: [.systemCallInControl, homePodPicked], .admit(homePod),
      sources: [
        """
        techvaz.com, how to transfer calls to a HomePod; nothing says that other AirPlay 2 \
        speakers can do it
        """
      ], confidence: .singleReport),
    Rule(
      "ios/admit.wired", "wired, USB, CarPlay, HDMI and dock ports need no option",
      .admit(wired), sources: [header, "of HDMI in playAndRecord no source speaks: inferred"],
      confidence: .documented),
    Rule(
      "ios/admit.receiver", "the receiver serves playAndRecord alone",
      when: [playAndRecord], .admit(receiver), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.microphone", "the built-in microphone serves every category that records",
      .admit(builtInMic), sources: [header], confidence: .documented),
    Rule(
      "ios/admit.speaker", "the loudspeaker serves every category that plays",
      .admit(builtInSpeaker), sources: [header], confidence: .documented),
  ]
}
