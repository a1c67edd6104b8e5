package import RouteMachine
import RouteModel

/// What iOS and iPadOS do, as the best evidence has it.
///
/// Apple's headers and documents come first, shipped source code next, then what several people
/// reported. Where Apple's own texts disagree, the better supported one is a rule and the other
/// stands in its source.
package enum IOSBook {
  package static let book = RuleBook(
    name: "ios", title: "iOS and iPadOS: how an audio session, a call and a person share the route",
    platforms: [.ios, .ipados], versions: "iOS 9 to 26, as each rule says",
    sources: [
      "Apple SDK, AVAudioSession headers", "Apple QA1754 and QA1803",
      "vendors' sources and reports, as each rule says",
    ], settlingTime: 3000, cells: [override, asked, askedBy, picked, newcomer],
    rules: reactions + admission + choice + pairing + advice, variants: variants)

  // MARK: Memory

  static let override = Cell(0, "speaker override in force", .flag)
  /// The last wish of the app or of a person for the app's own sound.
  static let asked = Cell(1, "the port asked for last", .endpoint)
  static let askedBy = Cell(2, "who asked for it", .word(["app", "person"]))
  /// A person's choice in a phone or FaceTime call or another app's call.
  static let picked = Cell(3, "the choice made in the system's call", .endpoint)
  static let newcomer = Cell(4, "a device connected since the call was answered", .flag)

  static let byApp = Value(bits: 1)
  static let byPerson = Value(bits: 2)

  // MARK: Classes

  /// Where calls and playback go when a device connects; HFP before A2DP on one device.
  static let external = EndpointClass(
    "connected device",
    [
      .headphones, .usbAudio, .carAudio, .bluetoothHFP, .bluetoothLE, .hearingAid, .bluetoothA2DP,
      .airPlay, .hdmi, .lineOut,
    ], side: .output)

  /// What can play beside the device's own microphone.
  static let outputOnly = EndpointClass(
    "output beside another microphone",
    [
      .headphones, .usbAudio, .carAudio, .hearingAid, .bluetoothA2DP, .airPlay, .hdmi, .lineOut,
    ], side: .output)
  static let outputOnlyWithoutHFP = EndpointClass(
    "output beside another microphone, of a device without HFP",
    [
      .headphones, .usbAudio, .carAudio, .hearingAid, .bluetoothA2DP, .airPlay, .hdmi, .lineOut,
    ], mustLackHFP: true, side: .output)

  /// What a place of answer says nothing about: the reports are of Bluetooth alone.
  static let notBluetooth = EndpointClass(
    "wired or car output", [.headphones, .usbAudio, .carAudio, .hdmi, .lineOut], side: .output)

  static let externalInput = EndpointClass(
    "connected microphone",
    [.headsetMic, .usbAudio, .carAudio, .bluetoothHFP, .bluetoothLE, .lineIn], side: .input)
  /// Microphones that go with any output.
  static let wiredInput = EndpointClass(
    "wired microphone", [.headsetMic, .usbAudio, .lineIn], side: .input)

  /// The host device's own output: the receiver, unless the loudspeaker is the default.
  static let builtInOutput = Selector.firstOf([
    .builtIn(.builtInReceiver), .builtIn(.builtInSpeaker),
  ])

  // MARK: Sources that many rules name

  static let header: Source = "Apple SDK, AVAudioSession headers"
  static let qa1754: Source = "Apple QA1754"
  static let qa1803: Source = "Apple QA1803"
}
