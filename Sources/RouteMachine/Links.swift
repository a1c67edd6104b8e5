package import RouteModel

/// Links that take time to open: SCO for HFP, LE Audio, AirPlay. One small machine a device.
///
/// The outcome of a link to a connected device is never rejected: one that comes too late, or that
/// nobody asked for, is ignored, except that a link may come up by itself (a headset opens SCO).
extension RackEntry {
  package func link(_ profile: Profile) -> LinkState {
    switch profile {
    case .hfp: hfpLink
    case .le: leLink
    case .airPlay, .airPlay2: airPlayLink
    case .a2dp: .off
    }
  }

  mutating func setLink(_ profile: Profile, to state: LinkState) {
    switch profile {
    case .hfp: hfpLink = state
    case .le: leLink = state
    case .airPlay, .airPlay2: airPlayLink = state
    case .a2dp: break
    }
  }

  mutating func dropLinks(of profiles: ProfileSet) {
    for profile in profiles.members { setLink(profile, to: .off) }
    if profiles.contains(.hfp) { hfpLinkOwner = nil }
  }

  /// The next state of a link, or why there is none.
  package static func linkState(
    after kind: EventKind, from state: LinkState
  ) -> (state: LinkState, verdict: Verdict) {
    switch kind {
    case .linkRequested:
      switch state {
      case .off, .failed: (.requested, .applied)
      case .requested, .connecting, .connected: (state, .ignored(.alreadyLinked))
      }
    case .linkConnected:
      state == .connected ? (state, .ignored(.alreadyLinked)) : (.connected, .applied)
    case .linkFailed:
      switch state {
      case .requested, .connecting: (.failed, .applied)
      case .off, .connected, .failed: (state, .ignored(.linkNotPending))
      }
    case .linkDisconnected:
      switch state {
      case .requested, .connecting, .connected: (.off, .applied)
      case .off, .failed: (state, .ignored(.linkNotUp))
      }
    default: (state, .ignored(.sameValue))
    }
  }
}

extension Rack {
  mutating func moveLink(_ event: Event) -> Verdict {
    guard let slot = event.device, let profile = event.profile else {
      return .rejected(.missingArgument)
    }
    guard let index = index(of: slot), var entry = entries[index] else {
      return .rejected(.notConnected)
    }
    guard entry.device.profiles.contains(profile) else {
      return event.kind == .linkRequested ? .rejected(.lacksProfile) : .ignored(.lacksProfile)
    }
    // A2DP plays without a link of its own that takes time.
    guard profile != .a2dp else { return .ignored(.noLink) }
    let next = RackEntry.linkState(after: event.kind, from: entry.link(profile))
    guard next.verdict.isApplied else { return next.verdict }
    let wasRequested = entry.link(profile) == .requested
    entry.setLink(profile, to: next.state)
    if profile == .hfp {
      switch event.kind {
      case .linkRequested: entry.hfpLinkOwner = event.by ?? .app
      case .linkConnected where !wasRequested: entry.hfpLinkOwner = event.by ?? .device
      case .linkDisconnected, .linkFailed: entry.hfpLinkOwner = nil
      default: break
      }
    }
    entries[index] = entry
    return .applied
  }
}
