package import RouteModel

/// What held when a trace began; empty: nothing connected, no call, session not configured.
package struct Start: Hashable, Sendable {
  /// Oldest first.
  package var connected: [DeviceSlot]
  /// In the order of profiles.
  package var active: [ActiveDevice]
  /// In the order of device slots.
  package var links: [LinkClaim]
  /// In the order of call slots.
  package var calls: [StartCall]
  package var session: StartSession?
  /// In the order of settings; `host.wifi` is one of them.
  package var settings: [StartSetting]
  package var focus: AudioFocus?
  package var available: [EndpointPattern]?
  package var pending: PortArgument?
  package var route: StartRoute?

  package init() {
    connected = []
    active = []
    links = []
    calls = []
    settings = []
  }
}

/// The system's active device for a profile.
package struct ActiveDevice: Hashable, Sendable {
  package var profile: Profile
  package var device: DeviceSlot

  package init(profile: Profile, device: DeviceSlot) {
    self.profile = profile
    self.device = device
  }
}

/// A call that is on when the trace begins.
package struct StartCall: Hashable, Sendable {
  package var call: CallSlot
  package var kind: CallKind
  package var state: CallState
  package var place: Place?
  package var video: Bool
  /// The only ports that this call can use; nil = all.
  package var ports: PortSet?

  package init(call: CallSlot, kind: CallKind, state: CallState) {
    self.call = call
    self.kind = kind
    self.state = state
    video = false
  }
}

/// How the app's session stands when the trace begins.
package struct StartSession: Hashable, Sendable {
  package var category: Category?
  package var mode: Mode?
  package var options: CategoryOptions?
  package var standing: SessionStanding?
  package var preferredInput: PortArgument?
  package var override: PortArgument?

  package init() {}
}

/// A setting's value when the trace begins.
package struct StartSetting: Hashable, Sendable {
  package var setting: Setting
  package var value: SettingValue

  package init(setting: Setting, value: SettingValue) {
    self.setting = setting
    self.value = value
  }
}

/// The route when the trace begins; a side holds one port, none, or was left out.
package struct StartRoute: Hashable, Sendable {
  package var input: SideClaim
  package var output: SideClaim

  package init(input: SideClaim = .anything, output: SideClaim = .anything) {
    self.input = input
    self.output = output
  }
}
