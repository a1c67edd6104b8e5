package import RouteMachine
import RouteModel

/// What Agora's FAQ of September 2020 says of Android, as it says it.
package enum Agora2020Android {
  private static let s2 = "002_9a239f62ef10e291.txt, Android devices"

  private static let withoutSCO = EndpointClass(
    "Bluetooth port without SCO", [.bluetoothA2DP, .bluetoothLE, .hearingAid],
    types: EndpointClass.bluetooth.types)
  private static let wired = EndpointClass("wired device", [.headphones, .usbAudio])

  private static let permissions = Fact(
    "the app's permissions", .permissions, owner: .app,
    setBy: [.permissionGranted, .permissionRevoked]
  ) { Value(bits: $0.world.android.permissions.bits) }

  private static let permissionMissing = Condition(
    "BLUETOOTH or READ_PHONE_STATE is missing", [permissions],
    .holds { values in
      let held = Permissions(bits: values.first?.bits ?? 0)
      return !held.contains(.bluetooth) || !held.contains(.readPhoneState)
    })
  private static let offPhoneCall = Condition.isNone(
    "no phone call is on", .callKind, [CallKind.phone])
  private static let noSCOOffCall = Condition.isNotSet(
    "the phone cannot use SCO off call",
    Fact("SCO off call", .flag, owner: .system) { Value($0.circumstances.scoOffCall) })

  package static let book = RuleBook(
    name: "agora-2020-android", title: "Agora FAQ of 2020, Android: answering calls by Bluetooth",
    platforms: [.android], versions: "as of 2020, no version named",
    sources: ["002_9a239f62ef10e291.txt"], settlingTime: 3000, cells: [],
    rules: admission + choice + pairing)

  private static let admission: [Rule] = [
    Rule(
      "android.permission",
      "without BLUETOOTH and READ_PHONE_STATE the Bluetooth device cannot be used",
      when: [permissionMissing], .leaveOut(.bluetooth), sources: [Source("\(s2), Reason 1")]),
    Rule(
      "android.sco-required", "a device without SCO cannot record, so it cannot answer a call",
      .leaveOut(withoutSCO), sources: [Source("\(s2), Reason 2")]),
    Rule(
      "android.sco-off-call",
      "off a phone call, Bluetooth works only if the phone supports SCO off call",
      when: [offPhoneCall, noSCOOffCall], .leaveOut(.bluetooth),
      sources: [Source("\(s2), Reason 3")]),
    Rule(
      "android.sco", "a device that supports SCO records and plays", .admit(.bluetooth),
      sources: [Source("\(s2), Reason 2")]),
    Rule(
      "android.wired", "wired devices need no permission", .admit(wired), sources: [Source(s2)],
      confidence: .reading),
    Rule(
      "android.built-in", "the phone's own ports can always be chosen", .admit(.builtIn),
      sources: [Source(s2)], confidence: .reading),
  ]

  private static let choice: [Rule] = [
    Rule(
      "control.nothing", "the document speaks only of calls that are on",
      when: [.isAny("no call is on", .control, [Control.nobody, .ringing])], .saysNothing,
      sources: [Source(s2)], confidence: .reading),
    Rule(
      "android.bluetooth", "permissions, SCO and SCO off call together suffice for Bluetooth",
      .choose(.newest(.bluetooth)), sources: [Source("\(s2), Reasons 1 to 3")], confidence: .reading
    ),
    Rule(
      "default.wired", "the system's default route: a wired device",
      .choose(.newest(wired)), sources: [Source("\(s2), Solution 3, \"default route\"")],
      confidence: .reading),
    Rule(
      "default.receiver", "the system's default route: the earpiece",
      .choose(.builtIn(.builtInReceiver)),
      sources: [Source("\(s2), Solution 3, \"default route\"")], confidence: .reading),
    Rule(
      "default.speaker", "the system's default route where there is no earpiece",
      .choose(.builtIn(.builtInSpeaker)),
      sources: [Source("\(s2), Solution 3, \"default route\"")], confidence: .reading),
  ]

  private static let pairing: [Rule] = [
    Rule(
      "pair.same-device", "the microphone is the chosen device's where it has one",
      when: [.isSet("an accessory was chosen", .chosenDevice)],
      .pair(
        input: .firstOf([
          .sameDevice([.bluetoothHFP, .headsetMic, .usbAudio]), .builtIn(.builtInMic),
        ]), output: .chosen), sources: [Source("\(s2), Reason 2")], confidence: .reading),
    Rule(
      "pair.built-in", "the phone's own microphone goes with its own output",
      .pair(input: .builtIn(.builtInMic), output: .chosen), sources: [Source(s2)],
      confidence: .reading),
  ]
}
