package import RouteModel

/// An endpoint that is there, and whether it can be chosen.
package struct Candidate: Hashable, Sendable {
  package var endpoint: Endpoint
  package var device: Device?
  package var isAdmitted: Bool
  /// The rule that admitted it or left it out; nil where no rule spoke of it.
  package var by: Int?
}

/// What a book says of one moment, and which rules said it (as places in the book's rules).
package struct Decision: Hashable, Sendable {
  /// nil: the book says nothing.
  package var route: Route?
  package var chosen: Endpoint?
  package var chosenBy: Int?
  package var pairedBy: Int?
  package var advice: [Int] = []
  package var candidates: [Candidate] = []
  /// The admission rules that decided about some endpoint.
  package var admittedBy: [Int] = []
  package var values: [Value] = []
  package var holds: [Bool] = []

  /// Every rule that spoke, in the order of the stages.
  package var fired: [Int] {
    admittedBy + [chosenBy, pairedBy].compactMap { $0 } + advice
  }
}

/// A change of the book for one question: what if this rule had decided, or were absent.
package enum Forcing: Hashable, Sendable {
  /// The rule's conditions are taken to hold, and it comes first in its stage.
  case decided(Int)
  /// The rule is left out.
  case absent(Int)
}

extension Machine {
  /// Takes the decision for a moment, stage by stage.
  package func decide(_ moment: Moment, forcing: Forcing? = nil) -> Decision {
    var decision = Decision()
    decision.values = values(at: moment)
    decision.holds = holds(decision.values)
    let admission = admitted(moment, decision.holds, forcing)
    decision.candidates = admission.list
    decision.admittedBy = admission.by
    for place in order(.choice, forcing) where speaks(place, decision.holds, forcing) {
      switch rules[place].rule.does {
      case .saysNothing:
        decision.chosenBy = place
        decision.advice = advise(decision.holds)
        return decision
      case .choose(let selector):
        guard let found = find(selector, moment, decision.candidates) else { continue }
        decision.chosen = found
        decision.chosenBy = place
      default: continue
      }
      break
    }
    guard decision.chosen != nil else { return decision }
    pair(moment, &decision, forcing)
    return decision
  }

  private func pair(_ moment: Moment, _ decision: inout Decision, _ forcing: Forcing?) {
    var moment = moment
    moment.chosen = decision.chosen
    for (place, fact) in facts.enumerated() where fact.readsChoice {
      decision.values[place] = fact.read(moment)
    }
    for (place, compiled) in conditions.enumerated() where compiled.readsChoice {
      decision.holds[place] = compiled.holds(decision.values)
    }
    for place in order(.pairing, forcing) where speaks(place, decision.holds, forcing) {
      guard case .pair(let input, let output) = rules[place].rule.does else { continue }
      decision.pairedBy = place
      decision.route = Route(
        input: find(input, moment, decision.candidates, pairing: .input),
        output: find(output, moment, decision.candidates, pairing: .output))
      break
    }
    decision.advice = advise(decision.holds)
  }

  private func advise(_ holds: [Bool]) -> [Int] {
    rules(of: .advice).filter { matches($0, holds) }
  }

  /// A stage's rules in the order in which they are tried.
  private func order(_ stage: Stage, _ forcing: Forcing?) -> [Int] {
    let places = rules(of: stage)
    switch forcing {
    case .decided(let first) where places.contains(first):
      return [first] + places.filter { $0 != first }
    case .absent(let left): return places.filter { $0 != left }
    default: return places
    }
  }

  private func speaks(_ place: Int, _ holds: [Bool], _ forcing: Forcing?) -> Bool {
    forcing == .decided(place) || matches(place, holds)
  }

  /// The endpoints that there are at a moment, each admitted or left out.
  func candidates(at moment: Moment) -> (list: [Candidate], by: [Int]) {
    admitted(moment, holds(values(at: moment)), nil)
  }

  private func admitted(
    _ moment: Moment, _ holds: [Bool], _ forcing: Forcing?
  ) -> (list: [Candidate], by: [Int]) {
    let speaking = order(.admission, forcing).filter { speaks($0, holds, forcing) }
    var deciding: Set<Int> = []
    let list = endpoints(moment).map { endpoint, device in
      for place in speaking {
        switch rules[place].rule.does {
        case .admit(let kind) where kind.contains(endpoint.port, of: device):
          deciding.insert(place)
          return Candidate(endpoint: endpoint, device: device, isAdmitted: true, by: place)
        case .leaveOut(let kind) where kind.contains(endpoint.port, of: device):
          deciding.insert(place)
          return Candidate(endpoint: endpoint, device: device, isAdmitted: false, by: place)
        case .leaveOutRemembered(let cell)
        where device.map { moment.memory[cell].contains($0.slot) } ?? false:
          deciding.insert(place)
          return Candidate(endpoint: endpoint, device: device, isAdmitted: false, by: place)
        default: continue
        }
      }
      return Candidate(endpoint: endpoint, device: device, isAdmitted: false, by: nil)
    }
    return (list, deciding.sorted())
  }

  /// Every endpoint that is there: the host device's own, then each device's, oldest first.
  private func endpoints(_ moment: Moment) -> [(Endpoint, Device?)] {
    var list: [(Endpoint, Device?)] = [(.builtInMic, nil)]
    if circumstances.hasReceiver { list.append((.builtInReceiver, nil)) }
    list.append((.builtInSpeaker, nil))
    let only = moment.call?.ports
    for entry in moment.world.rack.entries.elements {
      for port in entry.device.ports.members where only?.contains(port) ?? true {
        list.append((Endpoint(port, entry.device.slot), entry.device))
      }
    }
    if let only { list.removeAll { $0.1 == nil && !only.contains($0.0.port) } }
    return list
  }
}
