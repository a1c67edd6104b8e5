import RouteModel
import TestSupport
import TraceLog

/// Makes traces that use every key of the format, from a seed.
struct LineGenerator {
  private var random: SplitMix64
  private(set) var names = NameTable()
  private var time: Int64 = 0
  /// Ports of each side that some declared device or the host has.
  private let devices: [DeviceDeclaration]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let types: [(String, DeviceType)] = [
      ("airpods", .bluetoothHeadset), ("héadset \u{1F3A7}", .wiredHeadset), ("x-speaker", .homePod),
      ("car", .carPlay),
    ]
    var names = NameTable()
    devices = types.compactMap { id, type in
      names.declare(id, type: type, name: id == "car" ? "\"C\"\\\n\u{1}" : nil)
    }
    self.names = names
  }

  mutating func header() -> Line {
    var header = Header(id: "law/a-1", circumstances: Circumstances(platform: .android))
    header.devices = devices
    header.circumstances.os = maybe { _ in OSVersion(16, 4, 1) }
    header.circumstances.vendor = maybe { $0.symbol() }
    header.circumstances.hasReceiver = flag()
    header.circumstances.scoOffCall = flag()
    header.circumstances.appUsesCallKit = flag()
    header.circumstances.targetSdk = maybe { _ in 33 }
    header.policy = maybe { $0.text() }
    header.host.model = maybe { $0.text() }
    header.host.flags = flag() ? [Flag(name: "a", isOn: true), Flag(name: "b", isOn: false)] : []
    header.app.sends = flag()
    header.app.permissions = maybe { $0.set() }
    header.app.library = maybe { $0.text() }
    header.app.preferredDevices = flag() ? [text()] : []
    header.imported = flag()
    header.clock = word()
    header.began = maybe { $0.text() }
    header.segment = maybe { _ in 3 }
    header.continues = maybe { UInt32(truncatingIfNeeded: $0.random.next()) }
    header.origin = maybe { _ in Origin(records: 3, sum: 0xab) }
    header.title = maybe { $0.text() }
    header.source = flag() ? [text(), text()] : []
    header.tags = flag() ? [text()] : []
    header.group = maybe { $0.text() }
    header.xfail = maybe { Expected(why: $0.text(), cause: $0.word()) }
    header.start = start()
    return common(Line(.header(header)))
  }

  private mutating func start() -> Start {
    var start = Start()
    if flag() { start.connected = [devices[2].device.slot, devices[0].device.slot] }
    if flag() { start.active = [ActiveDevice(profile: .a2dp, device: devices[0].device.slot)] }
    if flag() { start.links = links() }
    if flag(), let slot = names.mention(call: "s1") {
      var call = StartCall(call: slot, kind: word(), state: word())
      call.place = maybe { $0.place() }
      call.video = flag()
      call.ports = maybe { $0.set() }
      start.calls = [call]
    }
    start.session = maybe { generator in
      var session = StartSession()
      session.category = generator.maybe { $0.word() }
      session.mode = generator.maybe { $0.word() }
      session.options = generator.maybe { $0.set() }
      session.standing = generator.maybe { $0.word() }
      session.preferredInput = generator.maybe { $0.port(.inputs, side: \.inputPorts) }
      session.override = generator.maybe { $0.port(.outputs, side: \.outputPorts) }
      return session
    }
    if flag() {
      start.settings = Setting.allCases.map { StartSetting(setting: $0, value: $0.values[0]) }
    }
    start.focus = maybe { $0.word() }
    start.available = maybe { [$0.pattern(.all, side: \.ports)] }
    start.pending = maybe { $0.port(.all, side: \.ports) }
    start.route = maybe { generator in
      let input = generator.pattern(.inputs, side: \.inputPorts)
      return StartRoute(input: generator.flag() ? .oneOf([input]) : .nothing, output: .anything)
    }
    return start
  }

  mutating func line(_ kind: EventKind) -> Line {
    var line = Line(.event(event(kind)))
    line.evidence = Column.allCases.compactMap { column in
      maybe { $0.evidence(column) }
    }
    return common(line)
  }

  /// A line that is no event.
  mutating func otherLine() -> Line {
    var line: Line
    switch random.next() % 4 {
    case 0: line = Line(.gap(Gap(lost: maybe { _ in 4 }, why: maybe { $0.text() })))
    case 1: line = Line(.end(Seal(records: maybe { _ in 4 }, why: maybe { $0.text() })))
    case 2:
      line = Line(.note)
      line.note = text()
    default:
      line = Line(.evidence)
      line.evidence = [evidence(word())]
    }
    let note = line.note
    line = common(line)
    if line.content == .note { line.note = note }
    return line
  }

  private mutating func common(_ line: Line) -> Line {
    var line = line
    if case .header = line.content {
    } else if flag() {
      time += Int64(random.next() % 1000)
      line.hasTime = true
    }
    line.t = time
    line.seq = maybe { Int64($0.random.next() % 100) }
    line.sourceLine = maybe { Int($0.random.next() % 100) + 1 }
    line.assumed = flag()
    if flag() {
      line.extras.append(Extra(key: "x-own", json: #"{"a":[1.50,-0e+3,null,"\\\""]}"#))
    }
    line.note = maybe { $0.text() }
    line.sum = maybe { UInt32(truncatingIfNeeded: $0.random.next()) }
    return line
  }

  private mutating func event(_ kind: EventKind) -> Event {
    var event = Event(kind)
    // Three in four optional arguments, so that each is there and missing often.
    for argument in kind.arguments where argument.isRequired || random.next() % 4 != 0 {
      set(argument, of: &event)
    }
    if kind == .routeSelected {
      if event.port != nil { event.input = nil }
      if event.port != nil { event.output = nil }
      if event.input == nil, event.output == nil { event.port = port(.all, side: \.ports) }
    }
    if kind == .outputOverridden {
      event.port = flag() ? PortArgument.none : .some(EndpointPattern(port: .builtInSpeaker))
    }
    return event
  }

  private mutating func set(_ argument: Argument, of event: inout Event) {
    switch argument.field {
    case .device: event.device = slot()
    case .call: event.call = names.mention(call: "c\(random.next() % 8)")
    case .profile: event.profile = word()
    case .profiles: event.profiles = set()
    case .callKind: event.callKind = word()
    case .video: event.video = flag()
    case .app: event.app = symbol()
    case .place: event.place = place()
    case .isOn: event.isOn = flag()
    case .by: event.by = argument.actors.randomElement(using: &random)
    case .why: event.why = word()
    case .setting: event.setting = word()
    case .value: event.value = event.setting?.values.randomElement(using: &random)
    case .port:
      switch event.kind {
      case .preferredInputSet: event.port = port(.inputs, side: \.inputPorts)
      case .communicationDeviceSet: event.port = port(.outputs, side: \.outputPorts)
      default: event.port = port(.all, side: \.ports)
      }
    case .input: event.input = port(.inputs, side: \.inputPorts)
    case .output: event.output = port(.outputs, side: \.outputPorts)
    case .via: event.via = word()
    case .sends: event.sends = flag()
    case .category: event.category = word()
    case .mode: event.mode = word()
    case .options: event.options = set()
    case .reason: event.reason = word()
    case .shouldResume: event.shouldResume = flag()
    case .near: event.near = flag()
    case .audioMode: event.audioMode = word()
    case .permission: event.permission = word()
    case .transient: event.transient = flag()
    case .message: event.message = word()
    case .messageArgument: event.messageArgument = symbol()
    case .function: event.function = symbol()
    case .functionArgument: event.functionArgument = symbol()
    case .timer: event.timer = word()
    case .error: event.error = symbol()
    }
  }

  private mutating func evidence(_ column: Column) -> Evidence {
    var evidence = Evidence(column, input: claim(.inputs, side: \.inputPorts))
    evidence.output = claim(.outputs, side: \.outputPorts)
    evidence.available = maybe { [$0.pattern(.all, side: \.ports)] }
    evidence.availableInputs = maybe { _ in [] }
    evidence.selected = maybe { $0.port(.all, side: \.ports) }
    evidence.preferredInput = maybe { $0.port(.inputs, side: \.inputPorts) }
    evidence.pending = maybe { $0.port(.all, side: \.ports) }
    if flag() { evidence.links = links() }
    if flag(), let call = names.mention(call: "c\(random.next() % 8)") {
      evidence.calls = [CallClaim(call: call, state: maybe { $0.word() })]
    }
    evidence.session = maybe { $0.word() }
    evidence.category = maybe { $0.word() }
    evidence.mode = maybe { $0.word() }
    evidence.options = maybe { $0.set() }
    evidence.audioMode = maybe { $0.word() }
    evidence.focus = maybe { $0.word() }
    evidence.muted = flag()
    evidence.dataSource = maybe { $0.symbol() }
    if column == .claimed { evidence.by = maybe { $0.symbol() } }
    if column == .observed { evidence.reason = maybe { $0.symbol() } }
    if column == .heard { evidence.audio = maybe { $0.word() } }
    return evidence
  }

  private mutating func claim(
    _ ports: PortSet, side: KeyPath<Device, PortSet>
  ) -> SideClaim {
    switch random.next() % 4 {
    case 0: return .anything
    case 1: return .nothing
    default:
      var patterns: [EndpointPattern] = []
      for _ in 0...(random.next() % 3) {
        var pattern = pattern(ports, side: side)
        pattern.isNegated = flag()
        if !patterns.contains(pattern) { patterns.append(pattern) }
      }
      return .oneOf(patterns)
    }
  }

  private mutating func pattern(
    _ ports: PortSet, side: KeyPath<Device, PortSet>
  ) -> EndpointPattern {
    let device = devices[Int(random.next() % 4)].device
    switch random.next() % 3 {
    case 0: return EndpointPattern(port: ports.members.randomElement(using: &random))
    case 1: return EndpointPattern(port: nil, device: device.slot)
    default:
      let port = device[keyPath: side].members.randomElement(using: &random)
      return EndpointPattern(port: port, device: device.slot)
    }
  }

  private mutating func port(_ ports: PortSet, side: KeyPath<Device, PortSet>) -> PortArgument {
    flag() ? PortArgument.none : PortArgument.some(pattern(ports, side: side))
  }

  private mutating func links() -> [LinkClaim] {
    [devices[0], devices[2]].map { LinkClaim(device: $0.device.slot, state: word()) }
  }

  private mutating func place() -> Place { flag() ? .phone : .device(slot()) }

  private mutating func slot() -> DeviceSlot { devices[Int(random.next() % 4)].device.slot }

  private mutating func symbol() -> Symbol? { names.intern(text()) }

  private mutating func text() -> String {
    let pieces = ["a", "7", "é", "\u{1F3A7}", "\"", "\\", "\u{0}", "\u{1F}", "\n", "/", "\u{2028}"]
    return (0..<(random.next() % 5)).map { _ in
      pieces.randomElement(using: &random) ?? ""
    }.joined()
  }

  private mutating func word<Element: Word>() -> Element {
    let all = Array(Element.allCases)
    return all[Int(random.next() % UInt64(all.count))]
  }

  private mutating func set<Element: Word>() -> WordSet<Element> {
    WordSet(bits: WordSet<Element>.all.bits & random.next())
  }

  mutating func flag() -> Bool { random.next() % 2 == 0 }

  private mutating func maybe<Value>(_ make: (inout LineGenerator) -> Value?) -> Value? {
    flag() ? make(&self) : nil
  }
}
