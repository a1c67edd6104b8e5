package import RouteModel

/// What an app asked Android for as its communication device.
@usableFromInline package struct Client: Hashable, Sendable {
  package var actor: Actor
  package var output: Endpoint

  package init(actor: Actor, output: Endpoint) {
    self.actor = actor
    self.output = output
  }
}

/// Android's audio mode, the apps' communication-device requests, permissions and audio focus.
package struct AndroidState: Hashable, Sendable {
  package var mode: AudioMode = .normal
  /// Who set the mode; nil while it is normal.
  package var modeOwner: Actor?
  /// One request an app, the newest last.
  package var clients = FixedList<Client>()
  package var permissions: Permissions = .all
  package var focus: AudioFocus = .none

  package init() {}

  package func client(of actor: Actor) -> Client? { clients.last { $0.actor == actor } }

  mutating func setMode(_ event: Event) -> Verdict {
    guard let mode = event.audioMode else { return .rejected(.missingArgument) }
    let owner: Actor? = mode == .normal ? nil : event.by ?? .app
    guard mode != self.mode || owner != modeOwner else { return .ignored(.sameValue) }
    self.mode = mode
    modeOwner = owner
    return .applied
  }

  /// `setCommunicationDevice` and `clearCommunicationDevice`.
  mutating func request(_ event: Event, rack: Rack) -> Verdict {
    guard let port = event.port else { return .rejected(.missingArgument) }
    guard case .some(let pattern) = port else { return drop(event.by ?? .app) }
    guard let output = rack.resolve(pattern, among: .outputs) else {
      return .rejected(.portAbsent)
    }
    return put(Client(actor: event.by ?? .app, output: output))
  }

  /// `setSpeakerphoneOn`: true asks for the speaker, false takes only that request back.
  mutating func setSpeakerphone(_ event: Event) -> Verdict {
    guard let isOn = event.isOn else { return .rejected(.missingArgument) }
    let actor = event.by ?? .app
    if isOn { return put(Client(actor: actor, output: .builtInSpeaker)) }
    guard client(of: actor)?.output == .builtInSpeaker else { return .ignored(.sameValue) }
    return drop(actor)
  }

  private mutating func put(_ client: Client) -> Verdict {
    let newest = clients[clients.count - 1]
    guard newest != client else { return .ignored(.sameValue) }
    if let index = clients.firstIndex(where: { $0.actor == client.actor }) {
      clients.remove(at: index)
    }
    return clients.append(client) ? .applied : .rejected(.tooManyClients)
  }

  private mutating func drop(_ actor: Actor) -> Verdict {
    guard let index = clients.firstIndex(where: { $0.actor == actor }) else {
      return .ignored(.sameValue)
    }
    clients.remove(at: index)
    return .applied
  }

  mutating func setPermission(_ event: Event) -> Verdict {
    guard let permission = event.permission else { return .rejected(.missingArgument) }
    let isGranted = event.kind == .permissionGranted
    guard permissions.contains(permission) != isGranted else { return .ignored(.sameValue) }
    if isGranted { permissions.insert(permission) } else { permissions.remove(permission) }
    return .applied
  }

  mutating func setFocus(_ event: Event) -> Verdict {
    let next: AudioFocus =
      event.kind == .audioFocusGained
      ? .gained : event.transient == true ? .lostTransient : .lost
    guard next != focus else { return .ignored(.sameValue) }
    focus = next
    return .applied
  }
}
