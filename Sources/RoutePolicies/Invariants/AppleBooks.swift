import RouteMachine
import RouteModel

/// What category, mode and options admit on iOS: a second formulation, from Apple's table of
/// categories, that shares nothing with the book's conditions.
extension Invariants {
  private static let header: Source = "Apple SDK, AVAudioSession headers"
  private static let qa1803: Source = "Apple QA1803"

  /// The app's own session and the route, where the session alone is in control.
  private static func ofSession(
    _ name: String, _ says: String, source: Source,
    holds: @escaping @Sendable (Category, AppSession, Route, Machine) -> Bool
  ) -> Invariant {
    Invariant(name, says, source: source, books: ["ios"]) { step, machine in
      let world = step.state.world
      let isAlone = world.calls.calls.elements.allSatisfy { call in
        call.state == .ringing || call.state == .held
          || (call.kind == .voip && !call.isForeign && !machine.circumstances.appUsesCallKit)
      }
      guard isAlone, world.session.standing == .active, let category = world.session.category,
        let route = step.state.route
      else { return true }
      return holds(category, world.session, route, machine)
    }
  }

  private static func isChat(_ mode: Mode) -> Bool { mode == .voiceChat || mode == .videoChat }

  private static func uses(_ route: Route, _ port: Port) -> Bool {
    route.input?.port == port || route.output?.port == port
  }

  static let apple: [Invariant] = [
    ofSession(
      "playback-has-no-input", "ambient, soloAmbient and playback have no input", source: header
    ) {
      category, _, route, _ in
      category == .playAndRecord || category == .record || category == .multiRoute
        || route.input == nil
    },
    ofSession("record-has-no-output", "record has an input and no output", source: header) {
      category, _, route, _ in
      category != .record || (route.output == nil && route.input != nil)
    },
    ofSession(
      "hfp-is-allowed",
      "HFP needs allowBluetoothHFP or a chat mode, and a category that records on one route",
      source: "Apple, AVAudioSession.CategoryOptions allowBluetoothHFP"
    ) { category, session, route, _ in
      guard uses(route, .bluetoothHFP) else { return true }
      switch category {
      case .playAndRecord:
        return session.options.contains(.allowBluetoothHFP) || isChat(session.mode)
      case .record: return session.options.contains(.allowBluetoothHFP)
      case .ambient, .soloAmbient, .playback, .multiRoute: return false
      }
    },
    ofSession(
      "a2dp-is-allowed",
      "A2DP is for playback, and for playAndRecord with allowBluetoothA2DP from iOS 10 on",
      source: "Apple, AVAudioSession.CategoryOptions allowBluetoothA2DP"
    ) { category, session, route, machine in
      guard uses(route, .bluetoothA2DP) else { return true }
      switch category {
      case .ambient, .soloAmbient, .playback: return true
      case .playAndRecord:
        return session.options.contains(.allowBluetoothA2DP)
          && machine.circumstances.os.map { $0 >= OSVersion(10) } ?? true
      case .record, .multiRoute: return false
      }
    },
    ofSession(
      "airplay-is-allowed",
      "AirPlay is for playback, and for playAndRecord with allowAirPlay outside voiceChat",
      source: qa1803
    ) { category, session, route, _ in
      guard uses(route, .airPlay) else { return true }
      switch category {
      case .ambient, .soloAmbient, .playback: return true
      case .playAndRecord:
        return session.options.contains(.allowAirPlay) && session.mode != .voiceChat
      case .record, .multiRoute: return false
      }
    },
    ofSession(
      "multi-route-is-wired", "multiRoute uses no Bluetooth and no AirPlay", source: header
    ) { category, _, route, _ in
      let wireless: [Port] = [
        .bluetoothHFP, .bluetoothA2DP, .bluetoothLE, .hearingAid, .airPlay,
      ]
      return category != .multiRoute || !wireless.contains { uses(route, $0) }
    },
    ofSession(
      "receiver-is-for-calls",
      "the receiver serves playAndRecord, and not where the loudspeaker is the default",
      source: "Apple SDK, AVAudioSession headers; Apple QA1754"
    ) { category, session, route, _ in
      !uses(route, .builtInReceiver)
        || (category == .playAndRecord && session.mode != .videoChat
          && !session.options.contains(.defaultToSpeaker))
    },
    Invariant(
      "phone-call-is-two-way", "a phone or FaceTime call uses neither A2DP nor an AirPlay speaker",
      source: "Apple DTS: a private session like playAndRecord (forum threads 749202, 804510)",
      books: ["ios"]
    ) { step, machine in
      let world = step.state.world
      let usesCallKit = machine.circumstances.appUsesCallKit
      let talking = world.calls.calls.elements.last { call in
        (call.state == .active || call.state == .dialing)
          && (call.kind != .voip || (usesCallKit && !call.isForeign))
      }
      guard let talking, talking.kind == .phone || talking.kind == .faceTime,
        let route = step.state.route
      else { return true }
      if uses(route, .bluetoothA2DP) { return false }
      return route.output?.port != .airPlay
        || world.rack.entries.elements.contains {
          $0.device.slot == route.output?.device && $0.device.type == .homePod
        }
    },
    Invariant(
      "mac-has-no-receiver", "a Mac has no receiver", source: "Apple SDK, AVAudioSession headers",
      books: ["macos"]
    ) { step, _ in step.state.route?.output?.port != .builtInReceiver },
  ]
}
