import RouteMachine
import RouteModel

/// One point on which evidence and the computed state differ, in words.
package struct Difference: Hashable, Sendable {
  /// The fact's key in the format, as `in`, `out` or `available`.
  package var fact: String
  package var said: String
  package var computed: String

  package init(fact: String, said: String, computed: String) {
    self.fact = fact
    self.said = said
    self.computed = computed
  }
}

/// What comparing one column of evidence with the computed state gave.
package struct Comparison: Sendable {
  package var differences: [Difference] = []
  /// Facts that no rule of the book computes.
  package var undecided: [String] = []
}

/// Compares evidence with the computed state.
struct Comparer {
  let machine: Machine
  let naming: Naming

  /// The differences on the two sides of the route.
  func route(_ evidence: Evidence, _ route: Route?) -> [Difference] {
    var differences: [Difference] = []
    if !evidence.input.accepts(route?.input) {
      differences.append(
        Difference(
          fact: "in", said: naming.claim(evidence.input), computed: side(route, .input)))
    }
    if !evidence.output.accepts(route?.output) {
      differences.append(
        Difference(
          fact: "out", said: naming.claim(evidence.output), computed: side(route, .output)))
    }
    return differences
  }

  func side(_ route: Route?, _ side: Side) -> String {
    route.map { naming.endpoint($0[side]) } ?? "no route"
  }

  /// The differences on the facts beside the route.
  func others(_ evidence: Evidence, _ step: Step) -> Comparison {
    var result = Comparison()
    let world = step.state.world
    func check(_ fact: String, _ said: String, _ computed: String, equal: Bool) {
      if !equal {
        result.differences.append(Difference(fact: fact, said: said, computed: computed))
      }
    }
    func word<W: Word>(_ fact: String, _ said: W?, _ computed: W?) {
      guard let said else { return }
      check(fact, said.name, computed?.name ?? "not set", equal: said == computed)
    }
    func set(_ fact: String, _ said: [EndpointPattern]?, _ ports: PortSet) {
      guard let said else { return }
      let computed = step.decision.admitted.filter { ports.contains($0.port) }
      check(
        fact, said.map(naming.pattern).joined(separator: ", "),
        computed.map { naming.endpoint($0) }.joined(separator: ", "),
        equal: Self.same(said, computed))
    }
    func port(_ fact: String, _ said: PortArgument?, _ computed: Endpoint?) {
      guard let said else { return }
      check(
        fact, naming.port(said), naming.endpoint(computed),
        equal: Self.matches(said, computed))
    }
    set("available", evidence.available, .outputs)
    set("availableInputs", evidence.availableInputs, .inputs)
    let keeps = machine.book.keeps
    port("selected", evidence.selected, selected(step.state))
    if keeps.pending != nil { port("pending", evidence.pending, pending(step.state)) }
    port("preferredInput", evidence.preferredInput, world.session.preferredInput)
    for claim in evidence.links {
      let state = link(claim.device, step.state)
      check(
        "links", "\(naming.device(claim.device)) \(claim.state.name)", state.name,
        equal: claim.state == state || (claim.state == .connecting && state == .requested))
    }
    for claim in evidence.calls {
      let state = world.calls.call(claim.call)?.state
      check(
        "calls", "\(naming.call(claim.call)) \(claim.state?.name ?? "ended")",
        state?.name ?? "ended", equal: claim.state == state)
    }
    word("session", evidence.session, standing(step))
    word("category", evidence.category, world.session.category)
    word("mode", evidence.mode, world.session.mode)
    if let options = evidence.options {
      check(
        "options", naming.list(options), naming.list(world.session.options),
        equal: options == world.session.options)
    }
    word("audioMode", evidence.audioMode, world.android.mode)
    word("focus", evidence.focus, world.android.focus)
    if let said = evidence.muted, let computed = muted(step.state) {
      check("muted", String(said), String(computed), equal: said == computed)
    }
    if evidence.pending != nil, keeps.pending == nil { result.undecided.append("pending") }
    if evidence.muted != nil, keeps.muted == nil { result.undecided.append("muted") }
    if evidence.dataSource != nil { result.undecided.append("dataSource") }
    return result
  }

  /// How a claim differs from the state that the book computes of the SDK that made it.
  ///
  /// nil where nothing is compared: the book models another SDK or none, the SDK was not started (so
  /// that no port is admitted), or of what it said the book computes nothing. Without a route the sides
  /// are not compared; and what an SDK selected, asks for or muted only where the book keeps that.
  func claim(_ claimed: Evidence, _ step: Step) -> [Difference]? {
    let book = machine.book
    guard let by = claimed.by, book.models.contains(naming.symbol(by)),
      step.decision.candidates.contains(where: \.isAdmitted)
    else { return nil }
    var said = claimed
    if step.state.route == nil { (said.input, said.output) = (.anything, .anything) }
    if book.keeps.selected == nil { said.selected = nil }
    if book.keeps.pending == nil { said.pending = nil }
    if book.keeps.muted == nil { said.muted = nil }
    if book.keeps.activity == nil { said.session = nil }
    said.dataSource = nil
    var nothing = Evidence(.claimed)
    nothing.by = by
    guard said != nothing else { return nil }
    return route(said, step.state.route) + others(said, step).differences
  }

  /// A session that the trace never activated is active while the app's call is on.
  func standing(_ step: Step) -> SessionStanding {
    if let (cell, active) = machine.book.keeps.activity {
      return active.contains(step.state.memory[cell]) ? .active : .inactive
    }
    let session = step.state.world.session
    if !session.hasStanding, step.moment.control == .appCall { return .active }
    return session.standing
  }

  private static func matches(_ said: PortArgument, _ endpoint: Endpoint?) -> Bool {
    switch said {
    case .none: endpoint == nil
    case .some(let pattern): pattern.matches(endpoint)
    }
  }

  /// Whether each pattern has an endpoint and each endpoint a pattern.
  private static func same(_ patterns: [EndpointPattern], _ endpoints: [Endpoint]) -> Bool {
    patterns.allSatisfy { pattern in endpoints.contains { pattern.matches($0) } }
      && endpoints.allSatisfy { endpoint in patterns.contains { $0.matches(endpoint) } }
  }

  /// What is selected: as the book keeps it, else as the world does.
  func selected(_ state: MachineState) -> Endpoint? {
    guard let cell = machine.book.keeps.selected else {
      return state.world.host.selectedOutput ?? state.world.host.selectedInput
    }
    return state.memory[cell].endpoint
  }

  func pending(_ state: MachineState) -> Endpoint? {
    machine.book.keeps.pending.flatMap { state.memory[$0].endpoint }
  }

  func muted(_ state: MachineState) -> Bool? {
    machine.book.keeps.muted.map { state.memory[$0].isSet }
  }

  /// The state of a device's link: as the book keeps it, else as the world does.
  func link(_ device: DeviceSlot, _ state: MachineState) -> LinkState {
    guard let (cell, endpoint) = machine.book.keeps.link else {
      return Self.link(state.world.rack.entry(of: device))
    }
    guard state.memory[endpoint].endpoint?.device == device else { return .off }
    return LinkState.allCases.first { Value($0) == state.memory[cell] } ?? .off
  }

  /// The state of the link that a claim about a device means: HFP's, else LE's, else AirPlay's.
  static func link(_ entry: RackEntry?) -> LinkState {
    guard let entry else { return .off }
    let profiles = entry.device.profiles
    if profiles.contains(.hfp) { return entry.hfpLink }
    if profiles.contains(.le) { return entry.leLink }
    return entry.airPlayLink
  }
}
