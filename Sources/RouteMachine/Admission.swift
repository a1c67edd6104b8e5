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
    let speaking = filter { rule in
      rule.stage == .admission && rule.scope.covers(moment.circumstances)
        && rule.when.allSatisfy { $0.holds($0.facts.map { $0.read(moment) }) }
    }
    return ports.intersection(device.ports).members.contains { port in
      for rule in speaking {
        switch rule.does {
        case .admit(let kind) where kind.contains(port, of: device): return true
        case .leaveOut(let kind) where kind.contains(port, of: device): return false
        default: continue
        }
      }
      return false
    }
  }
}
