package import RouteModel

/// A table of admission rules that can be asked about one device, outside of a decision.
///
/// A reaction that must know whether a device can be used at all reads the same rules as the
/// decision does, so that the two cannot disagree.
package struct AdmissionTable: Sendable {
  private let rules: [Rule]
  /// Of each rule the ports that it speaks of, and whether it admits them.
  private let rows: [(scope: PortScope, admits: Bool)]

  package init(_ rules: [Rule]) {
    let speaking = rules.compactMap { rule -> (Rule, PortScope, Bool)? in
      switch rule.does {
      case .admit(let kind): (rule, kind.scope, true)
      case .leaveOut(let kind): (rule, kind.scope, false)
      default: nil
      }
    }
    self.rules = speaking.map(\.0)
    rows = speaking.map { ($0.1, $0.2) }
  }

  /// Whether the table admits one of these ports of the device at the moment.
  ///
  /// As in a decision, the first rule that matches and speaks of a port decides about it.
  package func admits(_ ports: PortSet, of device: Device, at moment: Moment) -> Bool {
    var open = ports.intersection(device.ports)
    for (place, row) in rows.enumerated() {
      let spokenOf = row.scope.ports(of: device).intersection(open)
      guard !spokenOf.isEmpty, matches(rules[place], moment) else { continue }
      if row.admits { return true }
      open = open.subtracting(spokenOf)
    }
    return false
  }

  private func matches(_ rule: Rule, _ moment: Moment) -> Bool {
    rule.when.allSatisfy { $0.holds(at: moment) } && rule.scope.covers(moment.circumstances)
  }
}
