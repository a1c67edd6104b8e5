package import RouteMachine
import RouteModel

/// Android, calls outside Telecom: which of the apps' requests is in force, and what the platform does
/// where none is.
///
/// From Android 12 on all requests (`setCommunicationDevice`, `setSpeakerphoneOn`,
/// `startBluetoothSco`) become one client an app, and the client of the app that owns the audio mode
/// counts. Before, there is one forced use for all apps: speaker or SCO, whichever came last.
/// A SCO link is a fact of its own: asked for is not up.
///
/// Phone calls are Telecom's; this book gives their default route only, so that a reader sees where
/// the sound went while one was on. VoIP calls in Telecom have books of their own.
package enum AndroidVoIP {
  static let broker = Source("AudioDeviceBroker.java, Android 16")
  static let helper = Source("BtHelper.java, Android 16")
  static let forcedUse = Source("AudioDeviceBroker.java, Android 10 and 11, mForcedUseForComm")
  static let engine = Source("frameworks/av enginedefault Engine.cpp, Android 10, STRATEGY_PHONE")
  static let lastRemovable = Source(
    "frameworks/av enginedefault Engine.cpp with LastRemovableMediaDevices, STRATEGY_PHONE")
  static let permissionPage = Source("developer.android.com, Bluetooth permissions")
  static let telecom = Source("CallAudioRouteStateMachine.java, Android 14")

  /// With communication-route clients: API level 31 and above.
  static let clients = Scope([.android], from: [.android: OSVersion(12)])
  /// With one forced use for all apps: up to API level 30.
  static let forced = Scope([.android], before: [.android: OSVersion(12)])
  static let beforeAndroid11 = Scope([.android], before: [.android: OSVersion(11)])
  static let android11 = Scope(
    [.android], from: [.android: OSVersion(11)], before: [.android: OSVersion(12)])

  package static let book = RuleBook(
    name: "android-voip", title: "Android, VoIP calls outside Telecom", platforms: [.android],
    versions: "Android 4 to 16; one set of rules from Android 12 on, another before",
    sources: [broker, helper, engine, permissionPage], settlingTime: 5000,
    cells: [
      appRequest, otherRequest, systemRequest, newestAsker, modeOwner, speakerForced, speakerAsked,
    ], rules: reactions + admission + choice + pairing + advice, variants: variants)

  // MARK: Memory

  static let appRequest = Cell(0, "what the app asked for", .endpoint)
  static let otherRequest = Cell(1, "what another app asked for", .endpoint)
  static let systemRequest = Cell(2, "what the system asked for", .endpoint)
  static let newestAsker = Cell(
    3, "the app whose request is the newest", .word(of: Actor.self))
  static let modeOwner = Cell(
    4, "whose mode counts for requests", .word(of: Actor.self))
  static let speakerForced = Cell(5, "the speaker is forced", .flag)
  static let speakerAsked = Cell(6, "the speaker was asked for", .flag)

  // MARK: Classes

  static let sco = EndpointClass("device with SCO", [.bluetoothHFP])
  static let a2dp = EndpointClass("A2DP device", [.bluetoothA2DP])
  static let leAudio = EndpointClass("LE Audio device", [.bluetoothLE])
  static let hearingAid = EndpointClass("hearing aid", [.hearingAid])
  static let wired = EndpointClass("wired device", [.headphones, .usbAudio, .lineOut])
  static let hdmi = EndpointClass("HDMI device", [.hdmi])
  static let wiredHeadphones = EndpointClass(
    "wired headphones", [.headphones], types: [.wiredHeadphones])
  static let wiredHeadset = EndpointClass("wired headset", [.headphones], types: [.wiredHeadset])
  static let line = EndpointClass("line output", [.lineOut])
  static let usbHeadset = EndpointClass("USB headset", [.usbAudio], types: [.usbHeadset])
  static let usbDevice = EndpointClass("USB audio device", [.usbAudio], types: [.usbAudio])

  // MARK: Conditions

  static let phoneCall = Condition(
    "a phone call has the sound", [.callKind, .audioMode],
    .holds { values in
      values.first == Value(CallKind.phone) || values.last == Value(AudioMode.inCall)
    })
  static let noPhoneCall = Condition(
    "no phone call has the sound", [.callKind, .audioMode],
    .holds { values in
      values.first != Value(CallKind.phone) && values.last != Value(AudioMode.inCall)
    })
  static let notRefused = Condition.isNotSet("the call was not refused", .refused)
  static let byApp = Condition.isAny("the app did it", .asker, [Actor.app])
  static let byOtherApp = Condition.isAny("another app did it", .asker, [Actor.otherApp])
  static let bySystem = Condition.isAny(
    "the system did it", .asker, [Actor.telecom, .system, .person])
  static let mayChange = Condition(
    "MODIFY_AUDIO_SETTINGS is held", [.asker, .permissions],
    .holds { values in
      values.first != Value(Actor.app)
        || Permissions(bits: values.last?.bits ?? 0).contains(.modifyAudioSettings)
    })
  static let asksForDevice = Condition(
    "a valid communication device is asked for",
    [
      Fact("the port that is asked for", .word(of: Port.self), owner: .app) {
        Value($0.eventEndpoint(.output)?.port)
      }
    ], .isNoneOf([.none, Value(Port.bluetoothA2DP)]))
  static let linkIsSCO = Condition.isAny("the link is SCO", .eventProfile, [Profile.hfp])

  static func ownerIs(_ name: String, _ actors: [Actor]) -> Condition {
    .isAny(name, owner, actors)
  }
  static let appOwnsMode = ownerIs("the app owns the mode", [.app])
  static let otherAppOwnsMode = ownerIs("another app owns the mode", [.otherApp])
  static let systemOwnsMode = ownerIs("the system owns the mode", [.telecom, .system, .person])
  static let nobodyOwnsMode = Condition.isNotSet("nobody owns the mode", owner)
  private static let owner = Fact.memory(modeOwner, owner: .app, setBy: [.audioModeSet])
  static let newest = Fact.memory(
    newestAsker, owner: .app,
    setBy: [.communicationDeviceSet, .speakerphoneSet, .linkRequested, .audioModeSet])

  /// A client that asked for SCO counts as none; whether the link is up was looked at before.
  static func isNoSCO(_ cell: Cell, owner: Owner) -> Condition {
    .isNone("\(cell.name) is not SCO", .port(of: cell, owner: owner), [Port.bluetoothHFP])
  }
}
