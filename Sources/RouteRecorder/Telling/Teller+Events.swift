internal import RouteModel

extension Teller {
  /// The event as a trace says it; nil where it cannot.
  ///
  /// Who did it and the error are left out where the event does not take them.
  mutating func event(
    _ event: RecordedEvent, by: RecordedEvent.Actor?, error: String?
  ) -> Event? {
    guard
      var told = self.deviceEvent(event) ?? callEvent(event) ?? sessionEvent(event)
        ?? hostEvent(event) ?? androidEvent(event)
    else { return nil }
    if by == nil, error == nil { return told }
    for argument in told.kind.arguments {
      switch argument.field {
      case .by:
        if let actor = by?.word, argument.actors.contains(actor) { told.by = actor }
      case .error: told.error = symbol(error)
      default: break
      }
    }
    return told
  }

  private mutating func deviceEvent(_ event: RecordedEvent) -> Event? {
    switch event {
    case .deviceConnected(let device, let profiles):
      made(.deviceConnected, device) { $0.profiles = profiles?.words }
    case .deviceDisconnected(let device, let profiles):
      made(.deviceDisconnected, device) { $0.profiles = profiles?.words }
    case .deviceActivated(let device, let profile):
      made(.deviceActivated, device) { $0.profile = profile.word }
    case .deviceDeactivated(let device, let profile):
      made(.deviceDeactivated, device) { $0.profile = profile.word }
    case .deviceButtonPressed(let device): made(.deviceButtonPressed, device) { _ in }
    case .linkRequested(let device, let profile):
      made(.linkRequested, device) { $0.profile = profile.word }
    case .linkConnected(let device, let profile):
      made(.linkConnected, device) { $0.profile = profile.word }
    case .linkFailed(let device, let profile):
      made(.linkFailed, device) { $0.profile = profile.word }
    case .linkDisconnected(let device, let profile):
      made(.linkDisconnected, device) { $0.profile = profile.word }
    default: nil
    }
  }

  private mutating func callEvent(_ event: RecordedEvent) -> Event? {
    switch event {
    case .callIncoming(let call, let kind, let video): begun(.callIncoming, call, kind, video)
    case .callDialed(let call, let kind, let video): begun(.callDialed, call, kind, video)
    case .callJoined(let call, let kind, let video): begun(.callJoined, call, kind, video)
    case .callConnected(let call): made(.callConnected, call) { _ in }
    case .callAnswered(let call, let place): answered(call, place)
    case .callHeld(let call): made(.callHeld, call) { _ in }
    case .callResumed(let call): made(.callResumed, call) { _ in }
    case .callEnded(let call, let why): made(.callEnded, call) { $0.why = why?.word }
    case .videoChanged(let call, let video): made(.videoChanged, call) { $0.video = video }
    default: nil
    }
  }

  private mutating func sessionEvent(_ event: RecordedEvent) -> Event? {
    switch event {
    case .sessionConfigured(let category, let mode, let options):
      made(.sessionConfigured) {
        $0.category = category?.word
        $0.mode = mode?.word
        $0.options = options?.words
      }
    case .sessionActivated: Event(.sessionActivated)
    case .sessionDeactivated: Event(.sessionDeactivated)
    case .preferredInputSet(let endpoint): chosen(.preferredInputSet, endpoint, .inputs)
    case .outputOverridden(let toSpeaker):
      made(.outputOverridden) {
        $0.port = toSpeaker ? .some(EndpointPattern(port: .builtInSpeaker)) : PortArgument.none
      }
    case .interruptionBegan(let reason): made(.interruptionBegan) { $0.reason = reason?.word }
    case .interruptionEnded(let shouldResume):
      made(.interruptionEnded) { $0.shouldResume = shouldResume }
    case .mediaServicesReset: Event(.mediaServicesReset)
    case .roleChanged(let sends): made(.roleChanged) { $0.sends = sends }
    default: nil
    }
  }

  private mutating func hostEvent(_ event: RecordedEvent) -> Event? {
    switch event {
    case .routeSelected(let endpoint, let via):
      chosen(.routeSelected, endpoint, PortSet.inputs.union(.outputs), via: via)
    case .settingChanged(let setting, let value): changed(setting, value)
    case .appBackgrounded: Event(.appBackgrounded)
    case .appForegrounded: Event(.appForegrounded)
    case .appResignedActive: Event(.appResignedActive)
    case .proximityChanged(let near): made(.proximityChanged) { $0.near = near }
    case .libraryCall(let name, let argument): called(name, argument)
    default: nil
    }
  }

  private mutating func androidEvent(_ event: RecordedEvent) -> Event? {
    switch event {
    case .audioModeSet(let mode): made(.audioModeSet) { $0.audioMode = mode.word }
    case .communicationDeviceSet(let endpoint):
      chosen(.communicationDeviceSet, endpoint, .outputs)
    case .speakerphoneSet(let isOn): made(.speakerphoneSet) { $0.isOn = isOn }
    case .permissionGranted(let permission):
      made(.permissionGranted) { $0.permission = permission.word }
    case .permissionRevoked(let permission):
      made(.permissionRevoked) { $0.permission = permission.word }
    case .audioFocusLost(let transient):
      made(.audioFocusLost) { $0.transient = transient ? true : nil }
    case .audioFocusGained: Event(.audioFocusGained)
    default: nil
    }
  }
}

/// The makings of events.
extension Teller {
  private func made(_ kind: EventKind, _ fill: (inout Event) -> Void) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }

  private mutating func made(
    _ kind: EventKind, _ device: RecordedDevice, _ fill: (inout Event) -> Void
  ) -> Event? {
    guard let slot = slot(device) else { return nil }
    return made(kind) {
      $0.device = slot
      fill(&$0)
    }
  }

  private mutating func made(
    _ kind: EventKind, _ call: String, _ fill: (inout Event) -> Void
  ) -> Event? {
    guard let slot = self.call(call) else { return nil }
    return made(kind) {
      $0.call = slot
      fill(&$0)
    }
  }

  private mutating func begun(
    _ kind: EventKind, _ call: String, _ carrier: RecordedEvent.CallKind, _ video: Bool
  ) -> Event? {
    made(kind, call) {
      $0.callKind = carrier.word
      $0.video = video ? true : nil
    }
  }

  private mutating func answered(_ call: String, _ place: RecordedEvent.Place?) -> Event? {
    let told: Place?
    switch place {
    case nil: told = nil
    case .phone: told = .phone
    case .device(let device): told = slot(device).map(Place.device)
    }
    return made(.callAnswered, call) { $0.place = told }
  }

  private mutating func chosen(
    _ kind: EventKind, _ endpoint: RecordedEndpoint?, _ side: PortSet,
    via: RecordedEvent.Via? = nil
  ) -> Event? {
    var argument = PortArgument.none
    if let endpoint {
      guard let pattern = pattern(endpoint, among: side) else { return nil }
      argument = .some(pattern)
    }
    return made(kind) {
      $0.port = argument
      $0.via = via?.word
    }
  }

  private func changed(
    _ setting: RecordedEvent.Setting, _ value: RecordedEvent.SettingValue
  ) -> Event? {
    guard let setting = setting.word, let value = value.word, setting.values.contains(value)
    else { return nil }
    return made(.settingChanged) {
      $0.setting = setting
      $0.value = value
    }
  }

  private mutating func called(_ name: String, _ argument: String?) -> Event? {
    let function = symbol(name)
    let told = symbol(argument)
    return made(.libraryCall) {
      $0.function = function
      $0.functionArgument = told
    }
  }
}

extension RecordedEvent {
  /// The event's name without what it carries, which may be personal.
  var label: String {
    let text = String(describing: self)
    return String(text.prefix { $0 != "(" })
  }
}
