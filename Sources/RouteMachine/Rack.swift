package import RouteModel

/// A connected device: what it is, and which of its profiles are in use.
@usableFromInline package struct RackEntry: Hashable, Sendable {
  /// The device with the profiles that are connected now.
  package var device: Device
  /// The profiles for which the system made this its active device (Android).
  package var active: ProfileSet
  package var hfpLink: LinkState
  package var leLink: LinkState
  package var airPlayLink: LinkState
  /// Who asked for the HFP link, or opened it.
  package var hfpLinkOwner: Actor?

  package init(_ device: Device) {
    self.device = device
    active = []
    hfpLink = .off
    leLink = .off
    airPlayLink = .off
  }
}

/// The connected devices, a stack: the newest wins, the one before it comes back.
///
/// A device enters by `deviceConnected` and leaves by `deviceDisconnected`; a profile that comes
/// later joins the entry where it stands.
package struct Rack: Hashable, Sendable {
  package var entries = FixedList<RackEntry>()

  package init() {}

  package func index(of slot: DeviceSlot) -> Int? {
    entries.firstIndex { $0.device.slot == slot }
  }

  package func entry(of slot: DeviceSlot) -> RackEntry? {
    index(of: slot).flatMap { entries[$0] }
  }

  package func isConnected(_ slot: DeviceSlot) -> Bool { index(of: slot) != nil }

  /// The newest connected device for which the test holds.
  package func newest(where holds: (Device) -> Bool = { _ in true }) -> Device? {
    entries.last { holds($0.device) }?.device
  }

  /// The system's active device for a profile (Android).
  package func activeDevice(for profile: Profile) -> Device? {
    entries.last { $0.active.contains(profile) }?.device
  }

  /// Finds the connected endpoint that a pattern names; without a device, the newest that has it.
  ///
  /// Among inputs only what the device takes sound by counts: headphones over USB are no microphone.
  package func resolve(_ pattern: EndpointPattern, among allowed: PortSet) -> Endpoint? {
    if let port = pattern.port {
      guard allowed.contains(port) else { return nil }
      if port.isBuiltIn { return Endpoint(port) }
    }
    func ports(_ device: Device) -> PortSet {
      allowed == .inputs ? device.inputPorts : device.ports
    }
    let entry = entries.last { entry in
      (pattern.device == nil || pattern.device == entry.device.slot)
        && (pattern.port.map { ports(entry.device).contains($0) }
          ?? !ports(entry.device).intersection(allowed).isEmpty)
    }
    guard let device = entry?.device else { return nil }
    let usable = ports(device).intersection(allowed)
    let port = pattern.port ?? Port.allCases.first { usable.contains($0) }
    return port.map { Endpoint($0, device.slot) }
  }

  mutating func connect(_ device: Device, only some: ProfileSet?) -> Verdict {
    let profiles = some.map { $0.intersection(device.profiles) }
    if let profiles, profiles.isEmpty { return .rejected(.lacksProfile) }
    if let index = index(of: device.slot), var entry = entries[index] {
      let added = (profiles ?? device.profiles).subtracting(entry.device.profiles)
      guard !added.isEmpty else { return .ignored(.alreadyConnected) }
      entry.device.profiles = entry.device.profiles.union(added)
      entries[index] = entry
      return .applied
    }
    var connected = device
    if let profiles { connected.profiles = profiles }
    return entries.append(RackEntry(connected)) ? .applied : .rejected(.tooManyConnected)
  }

  mutating func disconnect(_ slot: DeviceSlot, only profiles: ProfileSet?) -> Verdict {
    guard let index = index(of: slot), var entry = entries[index] else {
      return .rejected(.notConnected)
    }
    if let profiles {
      let removed = entry.device.profiles.intersection(profiles)
      guard !removed.isEmpty else { return .rejected(.lacksProfile) }
      entry.device.profiles = entry.device.profiles.subtracting(removed)
      entry.active = entry.active.subtracting(removed)
      entry.dropLinks(of: removed)
      guard entry.device.profiles.isEmpty else {
        entries[index] = entry
        return .applied
      }
    }
    entries.remove(at: index)
    return .applied
  }

  mutating func activate(_ slot: DeviceSlot, for profile: Profile) -> Verdict {
    guard let index = index(of: slot), var entry = entries[index] else {
      return .rejected(.notConnected)
    }
    guard entry.device.profiles.contains(profile) else { return .rejected(.lacksProfile) }
    guard !entry.active.contains(profile) else { return .ignored(.alreadyActive) }
    for other in entries.indices { entries[other]?.active.remove(profile) }
    entry.active.insert(profile)
    entries[index] = entry
    return .applied
  }

  mutating func deactivate(_ slot: DeviceSlot, for profile: Profile) -> Verdict {
    guard let index = index(of: slot) else { return .rejected(.notConnected) }
    guard entries[index]?.active.contains(profile) == true else { return .ignored(.notActive) }
    entries[index]?.active.remove(profile)
    return .applied
  }
}
