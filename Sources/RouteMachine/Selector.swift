package import RouteModel

/// A class of endpoints: which ports, in the order of preference on one device, of which devices.
package struct EndpointClass: Hashable, Sendable {
  package let name: String
  package let ports: [Port]
  /// What belongs to the class, without its name and the order of the ports.
  let scope: PortScope

  package init(
    _ name: String, _ ports: [Port], types: WordSet<DeviceType> = .all, mustBeTwoWay: Bool = false,
    mustLackHFP: Bool = false, side: Side? = nil
  ) {
    self.name = name
    self.ports = ports
    scope = PortScope(
      ports: PortSet(ports), types: types, mustBeTwoWay: mustBeTwoWay, mustLackHFP: mustLackHFP,
      side: side)
  }

  package var types: WordSet<DeviceType> { scope.types }
  package var mustBeTwoWay: Bool { scope.mustBeTwoWay }
  package var mustLackHFP: Bool { scope.mustLackHFP }
  package var side: Side? { scope.side }

  package func contains(_ port: Port, of device: Device?) -> Bool {
    scope.ports(of: device).contains(port)
  }
}

/// Which ports of which devices belong to a class.
struct PortScope: Hashable, Sendable {
  var ports: PortSet
  var types: WordSet<DeviceType>
  /// Whether only devices that can be both heard and spoken into count.
  var mustBeTwoWay: Bool
  /// Whether only devices without the Hands-Free Profile count.
  var mustLackHFP: Bool
  /// Where only ports that work on this side count: a port may be an input on one device only.
  var side: Side?

  /// The ports that belong to the class on a device, whether or not it has them; nil is the host
  /// device.
  func ports(of device: Device?) -> PortSet {
    guard let device else { return ports }
    guard types.contains(device.type), !mustBeTwoWay || device.isTwoWay,
      !mustLackHFP || !device.profiles.contains(.hfp)
    else { return [] }
    switch side {
    case nil: return ports
    case .input: return ports.intersection(device.inputPorts)
    case .output: return ports.intersection(device.outputPorts)
    }
  }
}

/// A side of a route.
package enum Side: UInt8, Word {
  case input
  case output

  package var meaning: String { self == .input ? "where sound comes in" : "where sound goes out" }
}

/// A named way to find an endpoint; it can say of each candidate why it was left out.
package indirect enum Selector: Hashable, Sendable {
  /// A port of the host device itself.
  case builtIn(Port)
  /// The newest connected device of the class, at its first admitted port in the class's order.
  case newest(EndpointClass)
  /// The first that there is of what a picker knows: first in the order that the app configured,
  /// then in this one.
  case preferred([PickerDevice], [PickerDevice: EndpointClass])
  /// A port of the class on the device that the event names, by itself, with a port or as the place
  /// where a call was answered.
  case eventDevice(EndpointClass)
  /// The device of the class that has been connected longest, at its first admitted port.
  case oldest(EndpointClass)
  /// The newest connected device of the class that is not in a remembered set.
  case newestOutside(Cell, EndpointClass)
  /// What the memory holds, while it is connected and admitted.
  case remembered(Cell)
  /// The first admitted port, in the class's order, of the device that the memory's endpoint is on.
  case rememberedDevice(Cell, EndpointClass)
  /// One side of a remembered route.
  case rememberedRoute(Cell, Side)
  /// What the app set with `setPreferredInput`.
  case preferredInput
  /// What a person chose with the system.
  case selected(Side)
  /// The device on which the call in control was answered, at its first admitted port.
  case answering(EndpointClass)
  /// The system's active device for a profile (Android).
  case activeDevice(Profile, EndpointClass)
  /// The newest connected device whose link for a profile is up.
  case linked(Profile, EndpointClass)
  /// The newest request of an app (Android), by that app.
  case requested(Actor)
  /// In pairing: what the choice gave.
  case chosen
  /// In pairing: a port of the chosen device, in this order of preference.
  case sameDevice([Port])
  /// The route before, on one side, while it is connected and admitted.
  case before(Side)
  /// The first that finds something.
  case firstOf([Selector])
  /// No port on that side.
  case none

  package var name: String {
    switch self {
    case .builtIn(let port): port.name
    case .newest(let kind): "newest \(kind.name)"
    case .preferred(let order, _):
      "the first by the app's order, else by \(order.map(\.name).joined(separator: ", "))"
    case .eventDevice(let kind): "the event's \(kind.name)"
    case .oldest(let kind): "oldest \(kind.name)"
    case .newestOutside(let cell, let kind): "newest \(kind.name) that is not of \(cell.name)"
    case .remembered(let cell): cell.name
    case .rememberedDevice(let cell, _): "the device of \(cell.name)"
    case .rememberedRoute(let cell, let side): "\(side.name) of \(cell.name)"
    case .preferredInput: "the preferred input"
    case .selected(let side): "the chosen \(side.name)"
    case .answering(let kind): "the \(kind.name) on which the call was answered"
    case .activeDevice(let profile, _): "the active \(profile.name) device"
    case .linked(let profile, _): "the device whose \(profile.name) link is up"
    case .requested(let actor): "what the \(actor.name) asked for"
    case .chosen: "the chosen endpoint"
    case .sameDevice(let ports): "\(ports.map(\.name).joined(separator: " or ")) of the same device"
    case .before(let side): "the \(side.name) before"
    case .firstOf(let selectors): selectors.map(\.name).joined(separator: ", else ")
    case .none: "none"
    }
  }

  /// The cells of the memory that the selector reads.
  package var cells: [Cell] {
    switch self {
    case .remembered(let cell), .rememberedDevice(let cell, _), .rememberedRoute(let cell, _):
      [cell]
    case .newestOutside(let cell, _): [cell]
    case .firstOf(let selectors): selectors.flatMap(\.cells)
    default: []
    }
  }
}
