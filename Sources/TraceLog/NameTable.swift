package import RouteModel

/// The names of one trace: which slot or number stands for which identifier.
package struct NameTable: Sendable {
  /// The declared devices; a device's slot is its place here.
  package private(set) var devices: [DeviceDeclaration] = []
  private var deviceSlots: [String: DeviceSlot] = [:]
  private var callNames: [String?] = []
  private var callSlots: [String: CallSlot] = [:]
  private var symbols: [String] = []
  private var symbolNumbers: [String: Symbol] = [:]

  package init() {}

  package func slot(ofDevice id: String) -> DeviceSlot? { deviceSlots[id] }

  package func declaration(of slot: DeviceSlot) -> DeviceDeclaration? {
    Int(slot.number) < devices.count ? devices[Int(slot.number)] : nil
  }

  /// The identifier of a device; `device#N` where the trace declares no such slot.
  package func name(of slot: DeviceSlot) -> String {
    let index = Int(slot.number)
    return index < devices.count ? devices[index].id : Self.unknown("device", index)
  }

  package func slot(ofCall id: String) -> CallSlot? { callSlots[id] }

  /// The identifier of a call; `call#N` where no call has that slot.
  package func name(of slot: CallSlot) -> String {
    let index = Int(slot.number)
    guard index < callNames.count, let name = callNames[index] else {
      return Self.unknown("call", index)
    }
    return name
  }

  /// The text of a symbol; `symbol#N` where the trace has none of that number.
  package func string(of symbol: Symbol) -> String {
    let index = Int(symbol.number)
    return index < symbols.count ? symbols[index] : Self.unknown("symbol", index)
  }

  /// Apart, so that looking up a name takes no more of the table than the name.
  @inline(never)
  private static func unknown(_ what: String, _ index: Int) -> String { "\(what)#\(index)" }

  /// Gives a device the next slot; nil where the id is taken or `Limits.devices` is reached.
  package mutating func declare(
    _ id: String, type: DeviceType, profiles: ProfileSet? = nil, hasMicrophone: Bool? = nil,
    name: String? = nil
  ) -> DeviceDeclaration? {
    guard devices.count < Limits.devices, deviceSlots[id] == nil else { return nil }
    let slot = DeviceSlot(UInt8(devices.count))
    let device = Device(
      slot: slot, type: type, profiles: profiles, hasMicrophone: hasMicrophone)
    let declaration = DeviceDeclaration(id: id, device: device, name: name)
    devices.append(declaration)
    deviceSlots[id] = slot
    return declaration
  }

  /// The slot of a call, the lowest free one at its first mention; nil at `Limits.calls`.
  package mutating func mention(call id: String) -> CallSlot? {
    if let slot = callSlots[id] { return slot }
    let index = callNames.firstIndex(of: nil) ?? callNames.count
    guard index < Limits.calls else { return nil }
    if index == callNames.count { callNames.append(nil) }
    let slot = CallSlot(UInt8(index))
    callNames[index] = id
    callSlots[id] = slot
    return slot
  }

  /// Makes the slot of a call free for another one.
  package mutating func free(_ slot: CallSlot) {
    let index = Int(slot.number)
    guard index < callNames.count, let name = callNames[index] else { return }
    callNames[index] = nil
    callSlots[name] = nil
  }

  /// The symbol that stands for a text; nil at `Limits.symbols`.
  package mutating func intern(_ text: String) -> Symbol? {
    if let symbol = symbolNumbers[text] { return symbol }
    guard symbols.count < Limits.symbols else { return nil }
    let symbol = Symbol(UInt16(symbols.count))
    symbols.append(text)
    symbolNumbers[text] = symbol
    return symbol
  }

  /// How many slots of calls were ever in use at a time, and how many symbols there are.
  var callPlaces: Int { callNames.count }
  var symbolCount: Int { symbols.count }

  /// The identifier that a slot of calls stands for now.
  func callName(at place: Int) -> String? { callNames[place] }

  /// Lets a slot stand for a call, or for none.
  mutating func bind(callPlace place: Int, to name: String?) {
    while callNames.count <= place { callNames.append(nil) }
    guard callNames[place] != name else { return }
    if let before = callNames[place], callSlots[before]?.number == UInt8(place) {
      callSlots[before] = nil
    }
    callNames[place] = name
    if let name { callSlots[name] = CallSlot(UInt8(place)) }
  }

  /// The same table with other names for devices and calls; symbols stay.
  package func renamed(
    device: (String) -> String, call: (String) -> String
  ) -> NameTable {
    var result = self
    result.deviceSlots = [:]
    for place in devices.indices {
      let id = device(devices[place].id)
      result.devices[place].id = id
      result.deviceSlots[id] = devices[place].device.slot
    }
    result.callSlots = [:]
    for (place, name) in callNames.enumerated() {
      guard let name else { continue }
      let id = call(name)
      result.callNames[place] = id
      result.callSlots[id] = CallSlot(UInt8(place))
    }
    return result
  }
}
