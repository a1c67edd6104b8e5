/// What a column of evidence says about one side of a route.
@usableFromInline package enum SideClaim: Hashable, Sendable {
  /// The side was left out: not constrained.
  case anything
  /// `null`: the side has no port.
  case nothing
  /// One of these.
  case oneOf([EndpointPattern])

  package func accepts(_ endpoint: Endpoint?) -> Bool {
    switch self {
    case .anything: true
    case .nothing: endpoint == nil
    case .oneOf(let patterns): patterns.contains { $0.matches(endpoint) }
    }
  }

  /// Whether two claims about one side can both be true.
  package func agrees(with other: SideClaim) -> Bool {
    switch (self, other) {
    case (.anything, _), (_, .anything): true
    case (.nothing, let claim), (let claim, .nothing): claim.accepts(nil)
    case (.oneOf(let first), .oneOf(let second)):
      first.contains { pattern in second.contains { pattern.agrees(with: $0) } }
    }
  }
}

/// The five columns of evidence; they are never merged.
@usableFromInline package enum Column: UInt8, Word {
  case expect
  case observed
  case claimed
  case heard
  case wanted

  package var meaning: String {
    switch self {
    case .expect: "what the rules must give here, under the header's policy"
    case .observed: "what the operating system stated"
    case .claimed: "what an SDK or app said"
    case .heard: "what a person heard"
    case .wanted: "what the reporter or the app's developer wanted"
    }
  }
}

/// What a person heard of the sound.
@usableFromInline package enum Sound: UInt8, Word {
  case fine
  case silent
  case oneWay
  case distorted

  package var meaning: String {
    switch self {
    case .fine: "both directions are well"
    case .silent: "nothing is heard"
    case .oneWay: "only one side hears the other"
    case .distorted: "sound is damaged"
    }
  }
}

/// Where an app's session stands, as evidence says it.
@usableFromInline package enum SessionStanding: UInt8, Word {
  case active
  case inactive
  case interrupted

  package var meaning: String {
    switch self {
    case .active: "the session is active"
    case .inactive: "the session is not active"
    case .interrupted: "the session was interrupted"
    }
  }
}

/// Where a link that takes time stands.
@usableFromInline package enum LinkState: UInt8, Word {
  case off
  case requested
  case connecting
  case connected
  case failed

  package var meaning: String {
    switch self {
    case .off: "no link; left by linkRequested or linkConnected"
    case .requested: "asked for; left by linkConnected, linkFailed or linkDisconnected"
    case .connecting: "being opened; left by linkConnected, linkFailed or linkDisconnected"
    case .connected: "up; left by linkDisconnected"
    case .failed: "could not be opened; left by linkRequested or linkConnected"
    }
  }
}

/// One column's statement about one moment.
@usableFromInline package struct Evidence: Hashable, Sendable {
  package var column: Column
  package var input: SideClaim
  package var output: SideClaim
  package var available: [EndpointPattern]?
  package var availableInputs: [EndpointPattern]?
  package var selected: PortArgument?
  package var preferredInput: PortArgument?
  package var pending: PortArgument?
  /// In the order of device slots.
  package var links: [LinkClaim]
  /// In the order of call slots.
  package var calls: [CallClaim]
  package var session: SessionStanding?
  package var category: Category?
  package var mode: Mode?
  package var options: CategoryOptions?
  package var audioMode: AudioMode?
  package var focus: AudioFocus?
  package var muted: Bool?
  package var dataSource: Symbol?
  package var by: Symbol?
  package var reason: Symbol?
  package var audio: Sound?

  package init(_ column: Column, input: SideClaim = .anything, output: SideClaim = .anything) {
    self.column = column
    self.input = input
    self.output = output
    links = []
    calls = []
  }

  /// Whether the statement says anything about a side of the route.
  package var hasRoute: Bool { input != .anything || output != .anything }

  /// Whether it says anything that a computed state has beside the route.
  package var hasOthers: Bool {
    available != nil || availableInputs != nil || selected != nil || preferredInput != nil
      || pending != nil || !links.isEmpty || !calls.isEmpty || session != nil || category != nil
      || mode != nil || options != nil || audioMode != nil || focus != nil || muted != nil
      || dataSource != nil
  }
}

/// Evidence about a device's link.
@usableFromInline package struct LinkClaim: Hashable, Sendable {
  package var device: DeviceSlot
  package var state: LinkState

  package init(device: DeviceSlot, state: LinkState) {
    self.device = device
    self.state = state
  }
}

/// Evidence about a call; a nil state says that it has ended.
@usableFromInline package struct CallClaim: Hashable, Sendable {
  package var call: CallSlot
  package var state: CallState?

  package init(call: CallSlot, state: CallState?) {
    self.call = call
    self.state = state
  }
}
