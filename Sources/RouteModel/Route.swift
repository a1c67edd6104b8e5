/// A port and the device that it belongs to; no device for a built-in port.
@usableFromInline package struct Endpoint: Hashable, Sendable {
  package var port: Port
  package var device: DeviceSlot?

  package init(_ port: Port, _ device: DeviceSlot? = nil) {
    self.port = port
    self.device = device
  }

  package static let builtInMic = Endpoint(.builtInMic)
  package static let builtInReceiver = Endpoint(.builtInReceiver)
  package static let builtInSpeaker = Endpoint(.builtInSpeaker)
}

/// Where sound comes in and goes out; nil on a side says that there is none.
@usableFromInline package struct Route: Hashable, Sendable {
  package var input: Endpoint?
  package var output: Endpoint?

  package init(input: Endpoint?, output: Endpoint?) {
    self.input = input
    self.output = output
  }
}

/// What an event or a rule says of one endpoint: a port, a device, or both.
@usableFromInline package struct EndpointPattern: Hashable, Sendable {
  /// The port; nil matches any port of the device.
  package var port: Port?
  /// The device; nil matches the port of any device.
  package var device: DeviceSlot?
  /// Whether the pattern matches everything else instead (`"!bluetoothHFP"`).
  package var isNegated: Bool

  package init(port: Port?, device: DeviceSlot? = nil, isNegated: Bool = false) {
    self.port = port
    self.device = device
    self.isNegated = isNegated
  }

  package init(_ endpoint: Endpoint) {
    self.init(port: endpoint.port, device: endpoint.device)
  }

  package func matches(_ endpoint: Endpoint?) -> Bool {
    guard let endpoint else { return isNegated }
    let matches =
      (port == nil || port == endpoint.port) && (device == nil || device == endpoint.device)
    return matches != isNegated
  }

  /// Whether an endpoint, or none, could match both patterns.
  func agrees(with other: EndpointPattern) -> Bool {
    switch (isNegated, other.isNegated) {
    case (false, false):
      (port == nil || other.port == nil || port == other.port)
        && (device == nil || other.device == nil || device == other.device)
    case (false, true): !isWithin(other)
    case (true, false): !other.isWithin(self)
    case (true, true): true
    }
  }

  /// Whether all that this port and device stand for, the other's do too.
  private func isWithin(_ other: EndpointPattern) -> Bool {
    (other.port == nil || other.port == port) && (other.device == nil || other.device == device)
  }
}

/// An argument that names a port or says `null`.
@usableFromInline package enum PortArgument: Hashable, Sendable {
  case none
  case some(EndpointPattern)
}
