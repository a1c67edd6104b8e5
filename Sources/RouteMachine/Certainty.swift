package import RouteModel

/// What a gap in a log left unknown, until events set it anew or an observation settles it.
package struct Unknown: Hashable, Sendable {
  /// Places of facts in the machine's list.
  package var facts: Set<Int> = []
  /// Whether a device may have come or gone: what selectors read.
  package var rack = false

  package init() {}

  package var isNothing: Bool { facts.isEmpty && !rack }
}

extension Machine {
  /// All that lost events may have changed.
  package func unknownAfterGap() -> Unknown {
    var unknown = Unknown()
    unknown.rack = true
    unknown.facts = Set(facts.indices.filter { !facts[$0].setBy.isEmpty })
    return unknown
  }

  /// Takes away what an event set anew.
  package func settle(_ unknown: inout Unknown, by event: Event) {
    guard !unknown.isNothing else { return }
    unknown.facts = unknown.facts.filter { !facts[$0].setBy.contains(event.kind) }
  }

  /// Whether the decision would be the same whatever the unknown facts are.
  ///
  /// Certain while each rule that was asked is known to hold or known not to: a rule with one
  /// condition that is known to be false cannot speak, whatever its others are.
  package func isCertain(_ decision: Decision, given unknown: Unknown) -> Bool {
    if unknown.isNothing { return true }
    for stage in [Stage.admission, .choice, .pairing] {
      for place in rules(of: stage) where rules[place].isInScope {
        let decided = place == decision.chosenBy || place == decision.pairedBy
        if isOpen(place, decision, unknown) { return false }
        if decided { break }
      }
    }
    return true
  }

  private func isOpen(_ place: Int, _ decision: Decision, _ unknown: Unknown) -> Bool {
    var hasUnknown = false
    for condition in rules[place].conditions {
      if conditions[condition].facts.contains(where: { unknown.facts.contains($0) }) {
        hasUnknown = true
      } else if !decision.holds[condition] {
        return false
      }
    }
    return hasUnknown || (unknown.rack && rules[place].rule.readsRack)
  }
}

extension Rule {
  /// Whether the rule's result depends on which devices are connected.
  var readsRack: Bool {
    switch does {
    case .choose(let selector): selector.readsRack
    case .admit, .leaveOut, .leaveOutRemembered, .saysNothing, .advise, .react, .follow, .pair:
      false
    }
  }
}

extension Selector {
  var readsRack: Bool {
    switch self {
    case .builtIn, .chosen, .none, .preferredInput, .selected, .requested, .sameDevice: false
    case .newest, .oldest, .newestOutside, .preferred, .eventDevice, .remembered, .rememberedDevice,
      .rememberedRoute, .answering, .activeDevice,
      .linked, .before:
      true
    case .firstOf(let selectors): selectors.contains { $0.readsRack }
    }
  }
}
