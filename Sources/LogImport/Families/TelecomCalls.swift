internal import RouteModel

/// The calls that Telecom's log tells of, and where each stands.
struct TelecomCalls {
  private enum Stage { case ringing, dialing, active, held }

  private var stages: [String: Stage] = [:]
  private var withVideo: Set<String> = []
  private var selfManaged: Set<String> = []
  /// Calls whose events stood in the log itself, so that a dump behind it does not tell them again.
  private var logged: Set<String> = []
  /// The call whose events a dump lists.
  private var head: String?
  private var heads = 0
  /// The days between the first call of a dump and this one, and the time of day of its heading.
  private var days: Int64 = 0
  private var firstDay: Int64?
  private var headTime: Int64 = 0

  /// Calls that are remembered of a log, which may name any number.
  private static let most = 256
  private static let msPerDay: Int64 = 86_400_000
  private static let begun = "the log does not show how the call began"

  // MARK: Dumps

  mutating func log(_ call: String) {
    if logged.count < Self.most { logged.insert(call) }
  }

  /// `Call TC@8 [2024-03-01 10:00:00.000](MT - incoming)`: its events follow.
  mutating func head(_ call: String, _ date: LogText, _ trace: TraceBuilder) {
    head = call
    var date = date
    var clock = Timeline()
    guard let stamp = Stamp.take(from: &date), case .date = stamp.kind,
      let time = clock.time(of: stamp)
    else { return }
    let day = Self.day(of: time)
    days = day - (firstDay ?? day)
    firstDay = firstDay ?? day
    headTime = time - day * Self.msPerDay
    trace.beginTopic()
  }

  /// The call that an event of a dump is of; nil where the log itself has told of it.
  mutating func dumped(_ event: LogText) -> String? {
    if let head { return logged.contains(head) ? nil : head }
    if event == "SET_RINGING" || event == "CREATED" || event == "SET_CONNECTING" || heads == 0,
      stages["dumped-\(heads)"] == nil
    {
      heads += 1
    }
    return "dumped-\(heads)"
  }

  /// Dumps print the time of day alone; its day is that of the call's heading, or the next.
  func time(of line: LogLine) -> Int64? {
    guard let time = line.time, firstDay != nil, line.container == .dated else { return line.time }
    let isNext = time - Self.day(of: time) * Self.msPerDay < headTime - Self.msPerDay / 2
    return time + (days + (isNext ? 1 : 0)) * Self.msPerDay
  }

  private static func day(of time: Int64) -> Int64 {
    (time - (time % msPerDay + msPerDay) % msPerDay) / msPerDay
  }

  // MARK: Events

  /// Tells an event of a call; false where it says nothing that a trace can hold.
  mutating func event(
    _ name: LogText, _ data: LogText, of call: String, _ told: TelecomLog.Told,
    _ routes: inout TelecomRoutes
  ) -> Bool {
    let stage = stages[call]
    if stage == nil, stages.count >= Self.most { return false }
    switch name {
    case "SET_RINGING", "SET_SIMULATED_RINGING":
      if stage == nil { begin(.callIncoming, call, .ringing, told) }
    case "SET_CONNECTING", "SET_DIALING", "SET_PULLING":
      if stage == nil { begin(.callDialed, call, .dialing, told) }
    case "REQUEST_ACCEPT", "SET_ANSWERED":
      if stage == nil {
        begin(.callIncoming, call, .ringing, told, note: Self.begun)
      } else if stage != .ringing {
        return name == "SET_ANSWERED"
      }
      answer(call, told, &routes, says: name == "REQUEST_ACCEPT")
    case "SET_ACTIVE": activate(call, stage, told, &routes)
    case "SET_HOLD":
      if stage == nil { begin(.callJoined, call, .active, told, note: Self.begun) }
      if stage != .held { tell(.callHeld, call, told) }
      stages[call] = .held
    case "SET_DISCONNECTED", "DESTROYED":
      guard stage != nil else { return false }
      end(call, data, told)
    case "VIDEO_STATE_CHANGED":
      guard stage != nil else { return false }
      let now = data.afterLast("-> ") ?? data
      let hasVideo = now.contains("Tx") || now.contains("Rx")
      guard hasVideo != withVideo.contains(call) else { return true }
      if hasVideo { withVideo.insert(call) } else { withVideo.remove(call) }
      var event = Event(.videoChanged)
      event.video = hasVideo
      told.trace.add(event, call: call, at: told.line)
    case "PROPERTY_CHANGE":
      guard data.contains("self_mng") || data.contains("SELF_MANAGED"),
        selfManaged.count < Self.most
      else { return false }
      selfManaged.insert(call)
    default: return false
    }
    if !(name == "PROPERTY_CHANGE") { routes.hears() }
    return true
  }

  private mutating func begin(
    _ kind: EventKind, _ call: String, _ stage: Stage, _ told: TelecomLog.Told,
    note: String? = nil
  ) {
    var event = Event(kind)
    event.callKind = selfManaged.contains(call) ? .telecomVoip : .phone
    told.trace.add(event, call: call, at: told.line, assumed: note != nil, note: note)
    stages[call] = stage
  }

  private func tell(
    _ kind: EventKind, _ call: String, _ told: TelecomLog.Told, note: String? = nil
  ) {
    told.trace.add(Event(kind), call: call, at: told.line, note: note)
  }

  /// Where the call was answered is what the session's path says, if it does.
  private mutating func answer(
    _ call: String, _ told: TelecomLog.Told, _ routes: inout TelecomRoutes, says: Bool
  ) {
    var event = Event(.callAnswered)
    let asker = told.session?.asker
    switch says ? asker : nil {
    case .screen: event.place = .phone
    case .bluetooth: event.place = routes.bluetoothDevice(told).map { .device($0) }
    case .headsetButton:
      event.place = (routes.wiredInUse(told) ?? routes.bluetoothDevice(told)).map { .device($0) }
    case nil: break
    }
    told.trace.add(event, call: call, at: told.line, note: told.session?.note)
    stages[call] = .active
  }

  private mutating func activate(
    _ call: String, _ stage: Stage?, _ told: TelecomLog.Told, _ routes: inout TelecomRoutes
  ) {
    switch stage {
    case nil: begin(.callJoined, call, .active, told, note: Self.begun)
    case .ringing: answer(call, told, &routes, says: false)
    case .dialing: tell(.callConnected, call, told)
    case .held: tell(.callResumed, call, told)
    case .active:
      told.trace.add([Evidence(.observed)], calls: [CallStatement(call, .active)], at: told.line)
    }
    stages[call] = .active
  }

  /// `DisconnectCause [ Code: (REMOTE) …`.
  private mutating func end(_ call: String, _ data: LogText, _ told: TelecomLog.Told) {
    var event = Event(.callEnded)
    switch data.between("Code: (", ")") ?? .empty {
    case "LOCAL": (event.by, event.why) = (.local, .hungUp)
    case "REMOTE": (event.by, event.why) = (.remote, .hungUp)
    case "REJECTED": (event.by, event.why) = (.local, .declined)
    case "MISSED": event.why = .missed
    case "ERROR", "BUSY", "RESTRICTED": event.why = .failed
    default: break
    }
    told.trace.add(event, call: call, at: told.line)
    stages[call] = nil
    withVideo.remove(call)
  }
}
