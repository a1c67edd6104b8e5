package import RouteModel

/// Android Telecom's own log: its route machine up to Android 14 (`CallAudioRouteStateMachine`) and the
/// controller since (`CallAudioRouteController`), the events of calls in logcat and in
/// `dumpsys telecom`, and `CallAudioState`, whoever prints it.
///
/// Telecom is the system, so where it says that a call sounds is observed. Its classes, messages and
/// their numbers change by release: names are read, never numbers.
package struct TelecomLog: LogFamily {
  package static let name = "telecom"
  package static let summary =
    "Android Telecom's route machines, its calls' events, dumpsys telecom and CallAudioState"
  package static let platform = Platform.android
  package static let triggers =
    [
      "CallAudioRouteStateMachine", "CallAudioRouteController", "BluetoothRouteManager",
      "BluetoothStateReceiver", "Call TC@", "RecordEntry TC@", "AudioState isMuted: ",
      "Non-call EVENT: ", "HFP device ",
    ]
    + [
      "AUDIO_ROUTE", "SET_RINGING", "SET_SIMULATED_RINGING", "SET_CONNECTING", "SET_DIALING",
      "SET_PULLING", "REQUEST_ACCEPT", "SET_ANSWERED", "SET_ACTIVE", "SET_HOLD",
      "SET_DISCONNECTED", "DESTROYED", "UNMUTE", "MUTE:", "MUTE (", "VIDEO_STATE_CHANGED",
      "PROPERTY_CHANGE",
    ].map { " - \($0)" }

  private static let silent = "Telecom's, without bearing on the route"

  private var routes = TelecomRoutes()
  private var calls = TelecomCalls()

  package init() {}

  package mutating func read(_ line: LogLine, into trace: TraceBuilder) -> Reading {
    let (text, session) = TelecomSession.split(line.message)
    if let reading = dump(text, session, line, trace) { return reading }
    let told = Told(text: text, session: session, line: line, trace: trace)
    if told.isProse { return .foreign }
    routes.begin(told)
    let reading = read(told)
    if reading != .foreign { routes.settle(told) }
    return reading
  }

  package mutating func finish(into trace: TraceBuilder) {
    routes.finish(trace)
    routes = TelecomRoutes()
    calls = TelecomCalls()
  }

  /// One line, and what was found around it.
  struct Told {
    var text: LogText
    var session: TelecomSession?
    var line: LogLine
    var trace: TraceBuilder
    /// Whether a dump's list of events says so, which holds no messages.
    var isDump = false

    /// Whether somebody writes about Telecom: a line in no container, with nothing that it prints.
    var isProse: Bool {
      line.container == .bare && session == nil && !text.contains(TelecomAudioState.label)
        && !text.contains("Message received: ") && !text.contains("received message: ")
        && !text.contains("Event: ") && !text.contains("EVENT: ")
        && !text.contains("AudioRoute[") && !text.contains("ing state ")
        && !text.contains("state to ")
    }

    /// Whether a class of Telecom's spoke, which stands in the text, or is the tag.
    func isSaid(by speaker: StaticString) -> Bool {
      text.contains(speaker) || line.tag.contains(speaker)
    }
  }

  // MARK: Lines of the log

  private mutating func read(_ told: Told) -> Reading {
    let text = told.text
    if text.contains(TelecomAudioState.label) {
      guard let states = TelecomAudioState.all(in: text), let last = states.last else {
        return .failed("the AudioState cannot be read")
      }
      if states.count > 1, let first = states.first { routes.was(at: first.route, nil, told) }
      routes.state(last, told)
      return .understood
    }
    if let event = text.after("Event: "), event.contains("TC@") { return callEvent(event, told) }
    if let data = text.after("Non-call EVENT: AUDIO_ROUTE, ") { return routeEvent(data, told) }
    let isController = told.isSaid(by: "CallAudioRouteController")
    if isController || told.isSaid(by: "CallAudioRouteStateMachine") {
      routes.speaks(isController: isController, told.trace)
      if let message = text.after("Message received: ") { return routes.message(message, told) }
      return text.contains(" state ") ? routeEvent(text, told) : controller(told)
    }
    if told.isSaid(by: "BluetoothRouteManager") {
      routes.speaks(isController: false, told.trace)
      guard let message = text.after("received message: ") else { return .noise(Self.silent) }
      return routes.managerMessage(message, told)
    }
    if told.isSaid(by: "BluetoothStateReceiver") || text.contains("HFP device ") {
      return bluetooth(told)
    }
    let isTelecoms = text.contains("TC@") && told.line.tag.contains("Telecom")
    return isTelecoms ? .noise(Self.silent) : .foreign
  }

  /// `CallAudioRouteController`, about the route that it is on and the one that it waits for.
  private mutating func controller(_ told: Told) -> Reading {
    let text = told.text
    guard text.contains("AudioRoute[Type=") else { return .noise(Self.silent) }
    do throws(TelecomPlace.UnknownRoute) {
      if let routesText = text.after("Enter pending route, ") {
        let before = routesText.before("dest") ?? .empty
        if let place = try TelecomPlace.audioRoute(before) {
          routes.was(at: place, Self.focus(before), told)
        }
        guard let pending = try TelecomPlace.audioRoute(routesText.after("dest") ?? .empty) else {
          return .noise("a route that waits for none")
        }
        routes.waits(for: pending, told)
        return .understood
      }
      if text.contains("request to route to bluetooth") {
        guard let place = try TelecomPlace.audioRoute(text) else { return .noise(Self.silent) }
        routes.name(place, told)
        return .understood
      }
      if text.contains("Exit pending route") || text.contains("Entering audio route") {
        guard let place = try TelecomPlace.audioRoute(text) else { return .noise(Self.silent) }
        routes.entered(place, Self.focus(text), told)
        return .understood
      }
    } catch {
      return .failed(error.why)
    }
    return .noise(Self.silent)
  }

  private static func focus(_ text: LogText) -> TelecomRouteState.Focus? {
    if text.contains("(active=true)") { return .active }
    return text.contains("(active=false)") ? .quiescent : nil
  }

  /// The receiver of Bluetooth's broadcasts: profiles that connect, and which device is active.
  private mutating func bluetooth(_ told: Told) -> Reading {
    let text = told.text
    guard var rest = text.after("evice ") else { return .noise(Self.silent) }
    let address = rest.take { !LogText.isSpace($0) }
    if address.isEmpty || address == "null" { return .noise(Self.silent) }
    let kind = (text.after("receiver: ") ?? text.after("Receiver: ") ?? text).before("evice ")
    if let change = rest.after("state to ") {
      var number = change
      guard rest.hasPrefix(" changed "), let state = number.takeNumber() else {
        return .failed("the state of the Bluetooth device is no number")
      }
      let profile = Self.profile(kind ?? .empty)
      return routes.bluetooth(address.string, profile, state: state, told)
        ? .understood : .failed("the Bluetooth state \(state) is not known")
    }
    if let profile = rest.after("is now the preferred") {
      routes.activated(address.string, Self.profile(profile), told)
      return .understood
    }
    return .noise(Self.silent)
  }

  private static func profile(_ text: LogText) -> Port {
    if text.contains("LE") || text.contains("le_audio") { return .bluetoothLE }
    return text.contains("HEARING") || text.contains("earing") || text.contains("HA ")
      ? .hearingAid : .bluetoothHFP
  }

  // MARK: Events of calls

  /// `Event: Call TC@8: SET_RINGING, successful incoming call`.
  private mutating func callEvent(_ event: LogText, _ told: Told) -> Reading {
    guard var rest = event.after("TC@") else { return .foreign }
    let number = rest.takeWord()
    guard !number.isEmpty, rest.take(": ") else { return .failed("the call's event has no name") }
    let name = rest.takeWord()
    guard !name.isEmpty else { return .failed("the call's event has no name") }
    _ = rest.take(", ")
    let call = Self.name(number)
    calls.log(call)
    return callEvent(name, rest, call, told)
  }

  /// `TC@8` is `TC-8` in a trace, where `@` stands before a device.
  private static func name(_ number: LogText) -> String { "TC-\(number.string.prefix(40))" }

  private mutating func callEvent(
    _ name: LogText, _ data: LogText, _ call: String, _ told: Told
  ) -> Reading {
    switch name {
    case "AUDIO_ROUTE": return routeEvent(data, told)
    case "MUTE", "UNMUTE":
      routes.mute(name == "MUTE", told)
      return .understood
    default:
      let reading = calls.event(name, data, of: call, told, &routes)
      return reading ? .understood : .noise("a call's event without bearing on the route")
    }
  }

  /// `Entering state ActiveSpeakerRoute`, or with `AudioRoute[…]`.
  private mutating func routeEvent(_ data: LogText, _ told: Told) -> Reading {
    let isEntering = data.contains("Entering")
    guard isEntering || data.contains("Leaving") else { return .noise(Self.silent) }
    if let name = data.after(" state ") {
      routes.speaks(isController: false, told.trace)
      guard let state = TelecomRouteState(name.trimmed) else {
        return .failed("the route machine's state is not known")
      }
      if isEntering {
        routes.entered(state.place, state.focus, told)
      } else {
        routes.was(at: state.place, state.focus, told)
      }
      return .understood
    }
    routes.speaks(isController: true, told.trace)
    do throws(TelecomPlace.UnknownRoute) {
      guard let place = try TelecomPlace.audioRoute(data) else { return .noise(Self.silent) }
      if isEntering {
        routes.entered(place, Self.focus(data), told)
      } else {
        routes.was(at: place, Self.focus(data), told)
      }
      return .understood
    } catch {
      return .failed(error.why)
    }
  }

  // MARK: The dump

  /// A line of `dumpsys telecom`, with its call's heading; nil where it is none.
  private mutating func dump(
    _ text: LogText, _ session: TelecomSession?, _ line: LogLine, _ trace: TraceBuilder
  ) -> Reading? {
    let own = line.message.trimmed
    if own.hasPrefix("Call TC@"), own.contains("](M") {
      guard var rest = own.after("Call TC@") else { return nil }
      calls.head(Self.name(rest.takeWord()), rest.between("[", "]") ?? .empty, trace)
      return .understood
    }
    guard line.container == .dated || line.container == .dumpsys, own.hasPrefix("- ") else {
      return nil
    }
    var rest = text.trimmed
    rest.drop(2)
    let name = rest.takeWord()
    guard let call = calls.dumped(name) else {
      return .noise("a dump's event of a call that the log tells itself")
    }
    rest.takeSpaces()
    if rest.take("(") {
      // The data end with the line, or before the path.
      rest = rest.before("):") ?? rest.before(") :") ?? rest
    }
    var told = Told(text: text, session: session, line: line, trace: trace)
    told.line.time = calls.time(of: line)
    told.isDump = true
    routes.begin(told)
    let reading = callEvent(name, rest, call, told)
    routes.settle(told)
    return reading
  }
}
