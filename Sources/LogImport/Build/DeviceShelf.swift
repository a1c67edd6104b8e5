package import RouteModel
internal import TraceLog

/// What a line of a log says of a device.
package struct Sighting: Hashable, Sendable {
  package var type: DeviceType
  /// A Bluetooth address, or what else the platform tells devices apart by.
  package var address: String?
  package var name: String?
  /// Profiles that the line shows, beyond those that the type has anyway.
  package var profiles: ProfileSet
  /// Whether the line shows that it can be spoken into.
  package var hasMicrophone: Bool

  package init(
    _ type: DeviceType, address: String? = nil, name: String? = nil, profiles: ProfileSet = [],
    hasMicrophone: Bool = false
  ) {
    self.type = type
    self.address = address
    self.name = name
    self.profiles = profiles
    self.hasMicrophone = hasMicrophone
  }
}

/// The devices of a trace that is being built; what is learnt later of a device holds for all of it.
struct DeviceShelf {
  struct Known {
    var key: String
    var address: String?
    var name: String?
    var type: DeviceType
    var profiles: ProfileSet
    var hasMicrophone: Bool
  }

  private(set) var devices: [Known] = []
  /// Devices that are written already: what they are cannot change any more.
  private(set) var written = 0

  /// The slot of the device that was seen; nil where a trace can hold no more devices.
  mutating func slot(_ sighting: Sighting) -> DeviceSlot? {
    let address = sighting.address.map { $0.uppercased() }
    let name = sighting.name.flatMap { $0.isEmpty ? nil : $0 }
    let key = address ?? name.map { "name \($0)" } ?? "kind \(Self.kind(sighting.type))"
    let place =
      devices.firstIndex { address != nil && $0.address == address }
      ?? devices.firstIndex { device in
        name != nil && device.name == name && (device.address == nil || address == nil)
          && Self.kind(device.type) == Self.kind(sighting.type)
      } ?? devices.firstIndex { $0.key == key }
    if let place {
      learn(place, sighting, address, name)
      return DeviceSlot(UInt8(place))
    }
    guard devices.count < Limits.devices else { return nil }
    devices.append(
      Known(
        key: key, address: address, name: name, type: sighting.type,
        profiles: sighting.type.profiles.union(sighting.profiles),
        hasMicrophone: sighting.type.hasMicrophone || sighting.hasMicrophone))
    return DeviceSlot(UInt8(devices.count - 1))
  }

  /// The device of a name, if one was seen.
  func slot(named name: String) -> DeviceSlot? {
    devices.firstIndex { $0.name == name }.map { DeviceSlot(UInt8($0)) }
  }

  private mutating func learn(
    _ place: Int, _ sighting: Sighting, _ address: String?, _ name: String?
  ) {
    devices[place].address = devices[place].address ?? address
    devices[place].name = devices[place].name ?? name
    guard place >= written else { return }
    var device = devices[place]
    let isVague = device.type == .bluetooth || device.type == .wiredHeadphones
    if isVague, sighting.type != .bluetooth, sighting.type != device.type,
      Self.kind(sighting.type) == Self.kind(device.type)
    {
      device.profiles = device.profiles.union(sighting.type.profiles)
      device.type = sighting.type
    }
    device.profiles = device.profiles.union(sighting.profiles)
    if sighting.hasMicrophone {
      device.hasMicrophone = true
      if device.type == .wiredHeadphones { device.type = .wiredHeadset }
    }
    if device.type.hasMicrophone { device.hasMicrophone = true }
    devices[place] = device
  }

  private static func kind(_ type: DeviceType) -> String {
    switch type {
    case .wiredHeadset, .wiredHeadphones: "wired"
    case .usbHeadset, .usbAudio: "usb"
    default: type.isBluetooth ? "bluetooth" : type.name
    }
  }

  /// What a slot stands for, as it is known now.
  func device(_ slot: DeviceSlot) -> Device? {
    guard Int(slot.number) < devices.count else { return nil }
    let known = devices[Int(slot.number)]
    return Device(
      slot: slot, type: known.type, profiles: known.profiles, hasMicrophone: known.hasMicrophone)
  }

  /// Declares the devices that are not yet written, under their pseudonyms.
  mutating func declare(
    in names: inout NameTable, _ pseudonyms: Pseudonyms
  ) -> [DeviceDeclaration] {
    var declared: [DeviceDeclaration] = []
    while written < devices.count {
      let known = devices[written]
      let (id, name) = pseudonyms.identifier(
        for: known.key, known.type, name: known.name, address: known.address)
      written += 1
      if let declaration = names.declare(
        id, type: known.type, profiles: known.profiles, hasMicrophone: known.hasMicrophone,
        name: name)
      {
        declared.append(declaration)
      }
    }
    return declared
  }
}
