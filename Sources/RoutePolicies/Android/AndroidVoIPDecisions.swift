import RouteMachine
import RouteModel

/// Which endpoints can be chosen, which is, and what it is paired with.
extension AndroidVoIP {
  private static let types = Source("AudioDeviceBroker.java, VALID_COMMUNICATION_DEVICE_TYPES")
  private static let cts = Source("AudioCommunicationDeviceTest.java (CTS)")

  private static let modeIsNormal = Condition.isAny(
    "the mode is MODE_NORMAL", .audioMode, [AudioMode.normal])
  private static let inCommunication = Condition.isAny(
    "the mode is MODE_IN_COMMUNICATION", .audioMode, [AudioMode.inCommunication])

  // MARK: Admission

  static let admission: [Rule] = [
    Rule(
      "android-voip/admit.no-sco-off-call",
      "off a phone call a phone without SCO off call opens none for apps",
      when: [noPhoneCall, .isNotSet("the phone cannot use SCO off call", .scoOffCall)],
      .leaveOut(sco),
      sources: ["AppRTCBluetoothManager, start()", "002_9a239f62ef10e291.txt, Android devices"],
      scope: forced, confidence: .shipped),
    Rule(
      "android-voip/admit.sco", "a device with SCO can be heard and spoken into", .admit(sco),
      sources: [types], confidence: .shipped),
    Rule(
      "android-voip/admit.a2dp-off-mode",
      "while the mode is normal, voice may go to A2DP like other sound",
      when: [modeIsNormal, noPhoneCall],
      .admit(a2dp), sources: [engine, lastRemovable], confidence: .shipped),
    Rule(
      "android-voip/admit.no-a2dp", "A2DP is no communication device", .leaveOut(a2dp),
      sources: [types, cts], confidence: .shipped),
    Rule(
      "android-voip/admit.le", "an LE Audio device can be heard and spoken into",
      .admit(leAudio), sources: [types], scope: clients, confidence: .shipped),
    Rule(
      "android-voip/admit.hearing-aid", "a hearing aid can be heard", .admit(hearingAid),
      sources: [types], confidence: .shipped),
    Rule(
      "android-voip/admit.wired", "wired, line and USB devices", .admit(wired), sources: [types],
      confidence: .shipped),
    Rule(
      "android-voip/admit.hdmi", "HDMI, where an app asks for it", .admit(hdmi), sources: [types],
      scope: clients, confidence: .shipped),
    Rule(
      "android-voip/admit.built-in", "the phone's own ports can always be chosen",
      .admit(.builtIn), sources: [types], confidence: .shipped),
  ]

  // MARK: Choice

  static let choice: [Rule] = outside + inForce + requests + defaults

  private static let outside: [Rule] = [
    Rule(
      "android-voip/choose.telecom-call", "calls in Telecom are another book's",
      when: [
        .isAny(
          "the call is in Telecom", .callKind, [CallKind.telecomVoip, .callKit, .faceTime])
      ], .saysNothing, sources: [telecom], confidence: .reading),
    Rule(
      "android-voip/choose.redirected",
      "a call that is screened or played elsewhere has no route here",
      when: [
        .isAny(
          "the mode is one of screening or redirection", .audioMode,
          [AudioMode.callScreening, .callRedirect, .communicationRedirect])
      ], .saysNothing, sources: [Source("CallAudioModeStateMachine.java, Android 14")],
      confidence: .reading),
    Rule(
      "android-voip/choose.nothing-on", "no call is on and no call's mode is set",
      when: [
        .isNotSet("nobody talks on a call", .callKind),
        .isNone(
          "no call's mode is set", .audioMode, [AudioMode.inCommunication, .inCall]),
      ], .saysNothing, sources: [broker], confidence: .reading),
  ]

  private static let inForce: [Rule] = [
    Rule(
      "android-voip/choose.forced-speaker", "the speaker is forced, which came after SCO",
      when: [
        .isSet(
          "the speaker is forced",
          .memory(
            speakerForced, owner: .app,
            setBy: [.speakerphoneSet, .linkConnected, .linkDisconnected]))
      ], .choose(.builtIn(.builtInSpeaker)), sources: [forcedUse, engine], scope: forced,
      confidence: .shipped),
    Rule(
      "android-voip/choose.sco-is-up", "a SCO link that is up comes first, whoever opened it",
      when: [.isSet("a SCO link is up", .scoIsUp)],
      .choose(.firstOf([.linked(.hfp, sco), .activeDevice(.hfp, sco)])), sources: [broker, engine],
      confidence: .shipped),
  ]

  private static let requests: [Rule] = [
    Rule(
      "android-voip/choose.phone-call-request", "in a phone call, what the system asked for",
      when: [phoneCall, isNoSCO(systemRequest, owner: .system)],
      .choose(.remembered(systemRequest)), sources: [broker, telecom], scope: clients,
      confidence: .inferred),
    Rule(
      "android-voip/choose.phone-call-headset",
      "a phone call goes to the active Bluetooth device, before its SCO link is up",
      when: [phoneCall],
      .choose(.firstOf([.activeDevice(.hfp, sco), .activeDevice(.le, leAudio)])),
      sources: [telecom, "HeadsetSystemInterface.java, answerCall"], confidence: .inferred),
    Rule(
      "android-voip/choose.app-owns-mode", "the request of the mode's owner is in force",
      when: [noPhoneCall, appOwnsMode, isNoSCO(appRequest, owner: .app)],
      .choose(.remembered(appRequest)), sources: [broker, cts], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.other-app-owns-mode", "another app owns the mode: its request counts",
      when: [noPhoneCall, otherAppOwnsMode, isNoSCO(otherRequest, owner: .app)],
      .choose(.remembered(otherRequest)), sources: [broker, cts], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.system-owns-mode", "the system owns the mode: its request counts",
      when: [systemOwnsMode, isNoSCO(systemRequest, owner: .system)],
      .choose(.remembered(systemRequest)), sources: [broker], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.newest-request", "nobody owns the mode: the newest request counts",
      when: [
        noPhoneCall, nobodyOwnsMode, .isAny("the app asked last", newest, [Actor.app]),
        isNoSCO(appRequest, owner: .app),
      ], .choose(.remembered(appRequest)), sources: [broker], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.next-request", "where the newest request's device is away, the next one",
      when: [
        noPhoneCall, nobodyOwnsMode, .isAny("the app asked last", newest, [Actor.app]),
        isNoSCO(appRequest, owner: .app), isNoSCO(otherRequest, owner: .app),
      ], .choose(.remembered(otherRequest)), sources: [broker], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.newest-request-other-app",
      "nobody owns the mode, and another app asked last",
      when: [
        noPhoneCall, nobodyOwnsMode, .isAny("another app asked last", newest, [Actor.otherApp]),
        isNoSCO(otherRequest, owner: .app),
      ], .choose(.remembered(otherRequest)), sources: [broker], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.next-request-other-app",
      "where another app's newest request has its device away, this app's",
      when: [
        noPhoneCall, nobodyOwnsMode, .isAny("another app asked last", newest, [Actor.otherApp]),
        isNoSCO(otherRequest, owner: .app), isNoSCO(appRequest, owner: .app),
      ], .choose(.remembered(appRequest)), sources: [broker], scope: clients,
      confidence: .shipped),
  ]

  private static let defaults: [Rule] = [
    Rule(
      "android-voip/choose.default-hearing-aid", "hearing aids are forced on apps in a call's mode",
      when: [inCommunication], .choose(.newest(hearingAid)), sources: [broker], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.default-le-forced",
      "an LE headset is forced on apps that target an API level below 32",
      when: [
        appOwnsMode,
        .isSet("the app targets an API level below 32", .targetsBelow32),
      ], .choose(.newest(leAudio)),
      sources: [Source("AudioDeviceBroker.java, USE_SET_COMMUNICATION_DEVICE")], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.default-a2dp-newest",
      "while the mode is normal, an active A2DP device that is newer than any wired one",
      when: [.isAny("A2DP is newer than wired", .newestMediaPort, [Port.bluetoothA2DP])],
      .choose(.activeDevice(.a2dp, a2dp)), sources: [lastRemovable], scope: clients,
      confidence: .shipped),
    Rule(
      "android-voip/choose.default-wired", "the newest wired device", .choose(.newest(wired)),
      sources: [lastRemovable, "https://github.com/twilio/audioswitch/issues/183"], scope: clients,
      confidence: .reported),
    Rule(
      "android-voip/choose.default-hearing-aid-first", "a hearing aid comes first",
      .choose(.newest(hearingAid)), sources: [engine], scope: forced, confidence: .shipped),
    Rule(
      "android-voip/choose.default-a2dp-off-mode",
      "while the mode is normal, an active A2DP device comes before wired ones",
      .choose(.activeDevice(.a2dp, a2dp)), sources: [engine], scope: forced, confidence: .shipped),
    Rule(
      "android-voip/choose.default-wired-order",
      "wired headphones, wired headset, line, USB headset, USB device, in this order",
      .choose(
        .firstOf([
          .newest(wiredHeadphones), .newest(wiredHeadset), .newest(line), .newest(usbHeadset),
          .newest(usbDevice),
        ])), sources: [engine], scope: forced, confidence: .shipped),
    Rule(
      "android-voip/choose.default-earpiece", "the earpiece", .choose(.builtIn(.builtInReceiver)),
      sources: [broker, engine], confidence: .shipped),
    Rule(
      "android-voip/choose.default-speaker", "the speaker, where there is no earpiece",
      .choose(.builtIn(.builtInSpeaker)), sources: [broker, engine], confidence: .shipped),
  ]

  // MARK: Pairing

  private static let documentation = Source("developer.android.com, setCommunicationDevice")

  static let pairing: [Rule] = [
    pair("sco", "SCO carries both directions", .bluetoothHFP, [.bluetoothHFP]),
    pair("le", "LE Audio carries both directions", .bluetoothLE, [.bluetoothLE]),
    pair(
      "wired", "a wired headset's microphone, else the phone's own", .headphones, [.headsetMic]),
    pair("usb", "a USB device's microphone, else the phone's own", .usbAudio, [.usbAudio]),
    pair("line", "a dock's line input, else the phone's own microphone", .lineOut, [.lineIn]),
    Rule(
      "android-voip/pair.built-in", "the phone's own microphone goes with every other output",
      .pair(input: .builtIn(.builtInMic), output: .chosen), sources: [documentation],
      confidence: .shipped),
  ]

  private static func pair(_ name: String, _ says: String, _ port: Port, _ inputs: [Port]) -> Rule {
    Rule(
      "android-voip/pair.\(name)", says,
      when: [.isAny("\(port.name) was chosen", .chosenPort, [port])],
      .pair(input: .firstOf([.sameDevice(inputs), .builtIn(.builtInMic)]), output: .chosen),
      sources: [documentation], confidence: .shipped)
  }

  // MARK: Advice

  private static let appAsked = Condition.isSet(
    "the app asked for a device", .port(of: appRequest, owner: .app))

  static let advice: [Rule] = [
    Rule(
      "android-voip/advise.mode-lost", "the mode is not given back after a phone call",
      when: [
        appAsked, nobodyOwnsMode, noPhoneCall, .isNotSet("no request is in force", newest),
        .isAny("a VoIP call is on", .callKind, [CallKind.voip]),
      ],
      .advise("set MODE_IN_COMMUNICATION again when audio focus comes back, then ask again"),
      sources: ["https://github.com/nextcloud/talk-android/pull/6546"], scope: clients,
      confidence: .reported),
    Rule(
      "android-voip/advise.not-owner", "a request counts only for the mode's owner",
      when: [appAsked, otherAppOwnsMode],
      .advise("another app owns the audio mode, so this app's request is silently not applied"),
      sources: [cts], scope: clients, confidence: .shipped),
    Rule(
      "android-voip/advise.sco-not-up", "SCO that was asked for is not up",
      when: [
        .isAny(
          "the app asked for SCO", .port(of: appRequest, owner: .app), [Port.bluetoothHFP]),
        .isNotSet("no SCO link is up", .scoIsUp), noPhoneCall,
      ],
      .advise("the link takes time and can fail: until it is up the request counts as none"),
      sources: [helper], scope: clients, confidence: .shipped),
  ]
}
