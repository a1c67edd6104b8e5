package import RouteModel

/// Asking a table of admission rules about one device, outside of a decision.
///
/// A reaction that must know whether a device can be used at all reads the same table as the
/// decision does, so that the two cannot disagree.
extension [Rule] {
  /// Whether the table admits one of these ports of the device at the moment.
  ///
  /// As in a decision, the first rule that matches and speaks of a port decides about it.
  package func admits(_ ports: PortSet, of device: Device, at moment: Moment) -> Bool {
    var open = ports.intersection(device.ports)
    for rule in self {
      let kind: EndpointClass
      var admits = false
      switch rule.does {
      case .admit(let admitted): (kind, admits) = (admitted, true)
      case .leaveOut(let leftOut): kind = leftOut
      default: continue
      }
      let spokenOf = kind.scope.ports(of: device).intersection(open)
      guard !spokenOf.isEmpty, rule.scope.covers(moment.circumstances),
        rule.when.allSatisfy({ $0.holds(at: moment) })
      else { continue }
      if admits { return true }
      open = open.subtracting(spokenOf)
    }
    return false
  }
}
