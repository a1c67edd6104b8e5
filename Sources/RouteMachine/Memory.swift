public import RouteModel

/// What a value in memory or a fact is, so that it can be printed and compared without knowing more.
package enum ValueKind: Hashable, Sendable {
  case flag
  case count
  case word(WordNames)
  case endpoint
  case route
  case devices
  case permissions
  case ports
}

extension ValueKind {
  package static func word<W: Word>(of type: W.Type) -> ValueKind {
    .word(WordNames { W.allCases.map(\.name) })
  }
}

/// The names of words by code.
///
/// Worked out when somebody asks: by reflection, which costs a short run more than its steps do.
package struct WordNames: Hashable, Sendable, ExpressibleByArrayLiteral {
  private let make: @Sendable () -> [String]

  package init(_ make: @escaping @Sendable () -> [String]) { self.make = make }

  package init(arrayLiteral names: String...) { make = { names } }

  package var all: [String] { make() }

  package static func == (left: WordNames, right: WordNames) -> Bool { left.all == right.all }

  package func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

/// A value of any kind, in 64 bits; 0 is "none", "no", "not set".
@usableFromInline package struct Value: Hashable, Sendable {
  @usableFromInline package var bits: UInt64

  package init(bits: UInt64) { self.bits = bits }

  package static let none = Value(bits: 0)

  package init(_ flag: Bool) { bits = flag ? 1 : 0 }

  package init(count: Int) { bits = UInt64(clamping: count) }

  /// A word's code plus one, so that the first word differs from none.
  @inlinable package init(_ word: (some Code)?) {
    guard let word else {
      bits = 0
      return
    }
    bits = UInt64(word.rawValue) + 1
  }

  package init(_ endpoint: Endpoint?) {
    guard let endpoint else {
      bits = 0
      return
    }
    let device = endpoint.device.map { UInt64($0.number) + 1 } ?? 0
    bits = UInt64(endpoint.port.rawValue) + 1 | device << 8
  }

  /// A route; bit 32 tells a route without any port from no route.
  package init(_ route: Route?) {
    bits = route.map { Value($0.input).bits | Value($0.output).bits << 16 | 1 << 32 } ?? 0
  }

  package init(ports: PortSet) { bits = ports.bits }

  package init(devices: some Sequence<DeviceSlot>) {
    bits = devices.reduce(0) { $0 | 1 << UInt64($1.number & 63) }
  }

  package var isSet: Bool { bits != 0 }

  package var endpoint: Endpoint? {
    guard let code = UInt8(exactly: bits & 0xFF), code > 0, let port = Port(rawValue: code - 1)
    else { return nil }
    let device = UInt8(truncatingIfNeeded: bits >> 8)
    return Endpoint(port, device == 0 ? nil : DeviceSlot(device - 1))
  }

  package var route: Route? {
    guard bits & 1 << 32 != 0 else { return nil }
    return Route(
      input: Value(bits: bits & 0xFFFF).endpoint, output: Value(bits: bits >> 16 & 0xFFFF).endpoint)
  }

  package func contains(_ device: DeviceSlot) -> Bool {
    bits & 1 << UInt64(device.number & 63) != 0
  }
}

/// Many words in one, for hashing: a hasher takes longer over each word.
package struct MixedBits {
  package private(set) var bits: UInt64 = 0

  package init() {}

  package mutating func take(_ word: UInt64) {
    bits = (bits ^ word) &* 0x9E37_79B9_7F4A_7C15
    bits ^= bits &>> 29
  }
}

/// A place in a book's memory, by its name.
package struct Cell: Hashable, Sendable {
  package var index: Int
  package var name: String
  package var kind: ValueKind

  package init(_ index: Int, _ name: String, _ kind: ValueKind) {
    self.index = index
    self.name = name
    self.kind = kind
  }
}

/// A book's memory: a few cells, and which timers are running.
///
/// The driver holds the deadlines.
package struct Memory: Hashable, Sendable {
  package static let capacity = 16

  package private(set) var cells = SIMD16<UInt64>(repeating: 0)
  package var running: WordSet<Timer> = []

  package init() {}

  package func hash(into hasher: inout Hasher) {
    var mixed = MixedBits()
    for place in 0..<Self.capacity { mixed.take(cells[place]) }
    hasher.combine(mixed.bits)
    hasher.combine(running)
  }

  func isRunning(_ timer: Timer?) -> Bool { timer.map { running.contains($0) } ?? false }

  /// The bits of a cell by its place; 0 where there is none.
  package internal(set) subscript(place: Int) -> UInt64 {
    get { cells.indices.contains(place) ? cells[place] : 0 }
    set {
      if cells.indices.contains(place) { cells[place] = newValue }
    }
  }

  /// The endpoint that a cell holds, by its place.
  func endpoint(_ place: Int) -> Endpoint? { Value(bits: self[place]).endpoint }

  package subscript(cell: Cell) -> Value {
    get { Value(bits: self[cell.index]) }
    set { self[cell.index] = newValue.bits }
  }
}
