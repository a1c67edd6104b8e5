import RouteMachine
import RouteModel

/// What the book remembers: whose mode it is, and who asked for what.
extension AndroidVoIP {
  static let reactions: [Rule] = modeReactions + clientReactions + forcedReactions

  private static let asks: WordSet<EventKind> = [
    .communicationDeviceSet, .speakerphoneSet, .linkRequested,
  ]
  private static let takesBack: WordSet<EventKind> = [
    .communicationDeviceSet, .speakerphoneSet, .linkDisconnected,
  ]

  // MARK: The audio mode

  private static let modeReactions: [Rule] = [
    Rule(
      "android-voip/react.mode-owned", "who sets a call's mode owns it, and its request counts",
      when: [
        .isNone(
          "the mode is neither normal nor ringing", .eventMode, [AudioMode.normal, .ringtone]),
        mayChange, notRefused,
      ], .react([.audioModeSet], [.set(modeOwner, .eventActor)]), sources: [broker],
      confidence: .shipped),
    Rule(
      "android-voip/react.mode-ringing-owner", "an owner that rings changes no route",
      when: [.isAny("the mode is ringing", .eventMode, [AudioMode.ringtone])],
      .react([.audioModeSet], []),
      sources: [Source("AudioDeviceBroker.java, Android 16, MSG_L_SET_MODE_OWNER")],
      confidence: .shipped),
    Rule(
      "android-voip/react.mode-normal",
      "in MODE_NORMAL nobody owns the mode, and nothing gives it back",
      when: [
        .isAny("the mode is normal", .eventMode, [AudioMode.normal]), mayChange, notRefused,
      ], .react([.audioModeSet], [.clear(modeOwner)]),
      sources: ["https://github.com/nextcloud/talk-android/issues/6541", broker],
      confidence: .reported),
    Rule(
      "android-voip/react.mode-phone-call",
      "a phone call takes the mode; an earlier request is not in force afterwards",
      when: [.isSet("telephony takes the mode", .telephonyTakesMode), notRefused],
      .react(
        [.audioModeSet, .callAnswered, .callDialed, .callJoined],
        [
          .set(modeOwner, .constant(Value(Actor.telecom))), .clear(newestAsker),
          .clear(speakerForced), .clear(speakerAsked),
        ]),
      sources: [
        "https://github.com/flutter-webrtc/flutter-webrtc/issues/620",
        "https://github.com/twilio/audioswitch/issues/85", telecom,
      ], confidence: .reported),
    Rule(
      "android-voip/react.mode-phone-call-over", "after a phone call the mode is nobody's",
      when: [
        .isAny("it was a phone call", .eventCallKind, [CallKind.phone]), systemOwnsMode,
      ], .react([.callEnded], [.clear(modeOwner)]),
      sources: [
        "https://github.com/nextcloud/talk-android/issues/6541",
        Source("CallAudioModeStateMachine.java, Android 14"),
      ], confidence: .inferred),
  ]

  // MARK: Communication-route clients, Android 12 and later

  private static let clientReactions: [Rule] =
    [
      Rule(
        "android-voip/react.client-app", "the app's newest request takes the place of its last one",
        when: [byApp, mayChange, notRefused, asksForDevice],
        .react(
          [.communicationDeviceSet, .speakerphoneSet],
          [.set(appRequest, .eventEndpoint(.output)), .set(newestAsker, .eventActor)]),
        sources: [broker], scope: clients, confidence: .shipped),
      clientAppSCO,
      Rule(
        "android-voip/react.client-other-app", "another app's newest request",
        when: [byOtherApp, notRefused, asksForDevice],
        .react(
          asks, [.set(otherRequest, .eventEndpoint(.output)), .set(newestAsker, .eventActor)]),
        sources: [broker], scope: clients, confidence: .shipped),
      Rule(
        "android-voip/react.client-system", "the system's own newest request, Telecom's too",
        when: [bySystem, notRefused, asksForDevice],
        .react(asks, [.set(systemRequest, .eventEndpoint(.output))]), sources: [broker],
        scope: clients, confidence: .shipped),
    ] + withdrawals + returns

  private static let clientAppSCO = Rule(
    "android-voip/react.client-app-sco",
    "asking for SCO is a request too, with the Bluetooth permission and an active headset",
    when: asksForSCO,
    .react(
      [.linkRequested],
      [.set(appRequest, .eventEndpoint(.output)), .set(newestAsker, .eventActor)]),
    sources: [broker, helper, permissionPage], scope: clients, confidence: .shipped)

  private static let asksForSCO: [Condition] = [
    byApp, mayChange, notRefused, linkIsSCO,
    .isSet("the Bluetooth permission is held", .mayUseBluetooth),
    .isSet("the system has an active HFP device", .hasActiveHeadset),
  ]

  /// Readings of `startBluetoothSco` that its documentation and the shipped source do not share.
  static let variants: [Variant] = [
    Variant(
      "sco-ignored-in-phone-call",
      "an app that asks for SCO during a phone call gets nothing, and not later either",
      sources: ["developer.android.com, startBluetoothSco(), the older text", helper],
      changes: [
        .replace(
          "android-voip/react.client-app-sco",
          with: Rule(
            "android-voip/react.client-app-sco-off-call",
            "asking for SCO is a request too, except during a phone call",
            when: asksForSCO + [noPhoneCall],
            .react(
              [.linkRequested],
              [.set(appRequest, .eventEndpoint(.output)), .set(newestAsker, .eventActor)]),
            sources: ["developer.android.com, startBluetoothSco(), the older text"],
            scope: clients, confidence: .documented))
      ])
  ]

  private static let withdrawals: [Rule] = [
    ("app", [byApp, mayChange], appRequest), ("other-app", [byOtherApp], otherRequest),
    ("system", [bySystem], systemRequest),
  ].map { (name: String, by: [Condition], cell: Cell) in
    Rule(
      "android-voip/react.client-\(name)-takes-back",
      "a request ends by null, by speaker off where it was the speaker, by stopping SCO",
      when: by + [
        notRefused, .isSet("the event takes back \(cell.name)", .takesBack(cell)),
      ], .react(takesBack, [.clear(cell)]), sources: [broker], scope: clients,
      confidence: .shipped)
  }

  private static let returns: [Rule] = [
    ("app", appRequest), ("other-app", otherRequest),
  ].map { name, cell in
    Rule(
      "android-voip/react.client-\(name)-device-returns",
      "a request whose device went away counts again with the next device of that type",
      when: [.isSet("the device can stand for \(cell.name)", .replaces(cell))],
      .react([.deviceConnected], [.set(cell, .samePortOnEventDevice(cell))]), sources: [broker],
      scope: clients, confidence: .shipped)
  }

  // MARK: One forced use, before Android 12

  private static let forcedReactions: [Rule] = [
    Rule(
      "android-voip/react.forced-speaker-on", "the speaker is forced for everyone, SCO or not",
      when: [.isSet("the speaker is switched on", .eventIsOn), mayChange, notRefused],
      .react(
        [.speakerphoneSet],
        [
          .set(speakerForced, .constant(Value(true))), .set(speakerAsked, .constant(Value(true))),
        ]), sources: [forcedUse, engine], scope: forced, confidence: .shipped),
    Rule(
      "android-voip/react.forced-speaker-off", "the speaker is not forced any more",
      when: [.isNotSet("the speaker is switched off", .eventIsOn), mayChange, notRefused],
      .react([.speakerphoneSet], [.clear(speakerForced), .clear(speakerAsked)]),
      sources: [forcedUse], scope: forced, confidence: .shipped),
    Rule(
      "android-voip/react.forced-sco-up",
      "a SCO link that comes up is forced instead of the speaker",
      when: [linkIsSCO], .react([.linkConnected], [.clear(speakerForced)]),
      sources: [Source("AudioDeviceBroker.java, Android 10, setBluetoothScoOn")], scope: forced,
      confidence: .shipped),
    Rule(
      "android-voip/react.forced-speaker-again",
      "when SCO goes down, a speaker that is still asked for is forced again",
      when: [
        .isNotSet("no SCO link is up", .scoIsUp),
        .isSet(
          "the speaker was asked for",
          .memory(speakerAsked, owner: .app, setBy: [.speakerphoneSet])),
      ],
      .react(
        [.linkDisconnected, .deviceDisconnected],
        [.set(speakerForced, .constant(Value(true)))]),
      sources: [Source("AudioDeviceBroker.java, Android 11, setBluetoothScoOn")],
      scope: android11, confidence: .shipped),
  ]
}
