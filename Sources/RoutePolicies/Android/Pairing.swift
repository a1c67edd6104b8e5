import RouteMachine
import RouteModel

/// Which microphone goes with an Android call's output: input follows output.
enum Pairing: String, CaseIterable {
  case bluetooth
  case a2dp
  case hearingAid = "hearing-aid"
  case wired
  case builtIn = "built-in"
  case streaming

  private var ports: [Port] {
    switch self {
    case .bluetooth: [.bluetoothHFP, .bluetoothLE]
    case .a2dp: [.bluetoothA2DP]
    case .hearingAid: [.hearingAid]
    case .wired: [.headphones, .usbAudio]
    case .builtIn: [.builtInReceiver, .builtInSpeaker]
    case .streaming: [.streaming]
    }
  }

  private var input: Selector {
    switch self {
    case .bluetooth:
      .firstOf([.sameDevice([.bluetoothHFP, .bluetoothLE]), .builtIn(.builtInMic)])
    case .wired: .firstOf([.sameDevice([.headsetMic, .usbAudio]), .builtIn(.builtInMic)])
    case .a2dp, .hearingAid, .builtIn: .builtIn(.builtInMic)
    case .streaming: .sameDevice([.streaming])
    }
  }

  private var says: String {
    switch self {
    case .bluetooth: "a headset's own microphone, or the phone's where it has none"
    case .a2dp: "A2DP has no input: the phone's microphone"
    case .hearingAid: "the phone's microphone beside a hearing aid"
    case .wired: "the headset's microphone, or the phone's where it has none"
    case .builtIn: "the phone's own microphone"
    case .streaming: "the other device's microphone"
    }
  }

  static func rules(_ book: String, _ sources: [Source], _ kinds: [Pairing]) -> [Rule] {
    kinds.map { kind in
      Rule(
        "\(book)/pair.\(kind.rawValue)", kind.says,
        when: [.isAny("the choice is \(kind.rawValue)", .chosenPort, kind.ports)],
        .pair(input: kind.input, output: .chosen), sources: sources, confidence: .documented)
    }
  }
}
