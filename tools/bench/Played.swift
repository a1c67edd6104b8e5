import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// A story with the route that the rules give after each of its events.
struct Played {
  /// The lines, each with its `expect`; `t` counts from the story's start.
  var lines: [Line] = []
  /// For each line the place of its route in `routes`.
  var routeOfLine: [Int] = []
}

/// The routes that occur, as the histogram names them: the ports, without their devices.
struct RouteNames {
  private(set) var names: [String] = []
  private var places: [String: Int] = [:]

  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }

  /// `builtInMic builtInSpeaker`, `-` for a side without a port, `none` where the book says nothing.
  static func name(_ route: Route?) -> String {
    guard let route else { return "none" }
    return "\(route.input?.port.name ?? "-") \(route.output?.port.name ?? "-")"
  }
}

/// Why a workload cannot be made.
struct WorkloadError: Error, CustomStringConvertible {
  var description: String
}

/// A phone, its rule book and its names: what all traces of a workload have in common.
struct Scene: Sendable {
  let header: Header
  let names: NameTable
  let calls: [String]
  private let make: @Sendable (UInt64, Int) -> [Told]

  static let ios = Scene(
    "ios", .ios, OSVersion(18, 1), PhoneStories.devices, PhoneStories.calls
  ) { seed, events in
    var stories = PhoneStories(seed: seed)
    stories.tell(events: events)
    return stories.pace.told
  }

  static let telecom14 = Scene(
    "telecom14", .android, OSVersion(14), TelecomStories.devices, TelecomStories.calls
  ) { seed, events in
    var stories = TelecomStories(seed: seed)
    stories.tell(events: events)
    return stories.pace.told
  }

  private init(
    _ policy: String, _ platform: Platform, _ os: OSVersion,
    _ devices: [(id: String, type: DeviceType)], _ calls: [String],
    make: @escaping @Sendable (UInt64, Int) -> [Told]
  ) {
    self.make = make
    self.calls = calls
    var names = NameTable()
    var header = Header(
      id: "bench/\(policy)", circumstances: Circumstances(platform: platform, os: os))
    header.policy = policy
    header.devices = devices.compactMap { names.declare($0.id, type: $0.type) }
    for call in calls { _ = names.mention(call: call) }
    self.header = header
    self.names = names
  }

  func story(seed: UInt64, events: Int) -> [Told] { make(seed, events) }

  /// A player before the first line.
  func player() throws -> TracePlayer {
    guard let policy = header.policy, let book = Policies.named(policy) else {
      throw WorkloadError(description: "no rule book of that name")
    }
    return TracePlayer(header: header, book: book, file: "bench", line: 1)
  }

  /// Plays a story from `begun` milliseconds on, and writes down what the rules give.
  func play(
    _ story: some Sequence<Told>, with player: inout TracePlayer, from begun: Int64,
    _ routes: inout RouteNames
  ) throws -> Played {
    var played = Played()
    var t = begun
    for told in story {
      t += told.pause
      var line = Line(.event(told.event), number: played.lines.count + 2, t: t, hasTime: true)
      let step = player.take(line, names: names).last?.step
      guard let step, !step.verdict.isRejected else {
        throw WorkloadError(description: "line \(line.number): \(told.event.kind.name) is rejected")
      }
      let route = step.state.route
      line.evidence = [
        Evidence(.expect, input: Self.claim(route?.input), output: Self.claim(route?.output))
      ]
      line.t = t - begun
      played.lines.append(line)
      played.routeOfLine.append(routes.place(of: RouteNames.name(route)))
    }
    return played
  }

  private static func claim(_ endpoint: Endpoint?) -> SideClaim {
    endpoint.map { .oneOf([EndpointPattern($0)]) } ?? .nothing
  }
}
