import RouteModel
import TestSupport

/// An event of a story, and the milliseconds that pass before it.
struct Told {
  var pause: Int64
  var event: Event
}

/// What stories are told with: chance, pauses, and the list of what was told.
struct Pace {
  private var random: SplitMix64
  private(set) var told: [Told] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A number from 0 up to, not including, the limit.
  mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  /// Tells an event after a pause of about so many milliseconds.
  mutating func tell(
    _ kind: EventKind, after milliseconds: Int = 900, _ change: (inout Event) -> Void = { _ in }
  ) {
    var event = Event(kind)
    change(&event)
    told.append(Told(pause: Int64(1 + below(2 * milliseconds)), event: event))
  }
}

extension EndpointPattern {
  /// A port of the host device, or of an accessory.
  static func port(_ port: Port, _ device: DeviceSlot? = nil) -> PortArgument {
    .some(EndpointPattern(port: port, device: device))
  }
}
