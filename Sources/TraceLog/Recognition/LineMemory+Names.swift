package import RouteModel

/// The names of the current trace: which stands for which device's kind, call or symbol.
extension LineMemory {
  /// Takes over the names of a trace that begins, or of one that is gone on with.
  func begin(_ names: NameTable) {
    now.pointee.trace += 1
    beginCalls()
    for declaration in names.devices { bind(declaration) }
    take(names, passing: [])
  }

  /// Forgets the calls and symbols of the trace before.
  func beginCalls() {
    now.pointee.freeCalls = ~0
    now.pointee.passing = 0
    now.pointee.symbols = 0
    now.pointee.unnumbered = 0
    now.pointee.isAhead = false
    now.pointee.isHeaderKnown = false
    callNames.update(repeating: -1, count: 64)
  }

  func bind(_ declaration: DeviceDeclaration) {
    let kind = kind(of: declaration.device)
    guard kind != 0, let name = now.pointee.names.number(of: declaration.id) else { return }
    devices[Int(name)] = now.pointee.trace << 16 | UInt64(kind)
  }

  /// The number of a device's kind, from 1; 0 where there are too many.
  func kind(of device: Device) -> UInt16 {
    if let kind = kinds[device] { return kind }
    guard kinds.count < 0x7FFE else { return 0 }
    let kind = UInt16(kinds.count + 1)
    kinds[device] = kind
    devicesOfKinds.append(device)
    return kind
  }

  func bind(call: Int32, to place: Int) {
    calls[Int(call)] = now.pointee.trace << 16 | 0x8000 | UInt64(place)
    callNames[place] = call
    now.pointee.freeCalls &= ~(1 << UInt64(place))
  }

  func bind(symbol name: Int32) {
    symbolNumbers[Int(name)] = now.pointee.trace << 16 | UInt64(now.pointee.symbols)
    symbolNames[Int(now.pointee.symbols)] = name
    now.pointee.symbols += 1
  }

  /// Lets the slots of calls that have ended be free.
  func release() {
    var passing = now.pointee.passing
    while passing != 0 {
      let place = passing.trailingZeroBitCount
      let bit = passing & (0 &- passing)
      passing &= ~bit
      if callNames[place] >= 0 { calls[Int(callNames[place])] = 0 }
      callNames[place] = -1
      now.pointee.freeCalls |= bit
      now.pointee.unnumbered &= ~bit
    }
    now.pointee.passing = 0
    now.pointee.isAhead = true
  }

  /// Brings a trace's names up to date before a line is read that was not recognised.
  func write(to names: inout NameTable, passing: inout [CallSlot]) {
    guard now.pointee.isAhead else { return }
    now.pointee.isAhead = false
    if now.pointee.isHeaderKnown {
      now.pointee.isHeaderKnown = false
      if let known = knownNames() { names = known }
    }
    for place in 0..<64 {
      let name = callNames[place]
      if name >= 0 {
        names.bind(callPlace: place, to: now.pointee.names.text(of: name))
      } else if place < names.callPlaces, now.pointee.unnumbered & (1 << UInt64(place)) == 0 {
        names.bind(callPlace: place, to: nil)
      }
    }
    let left = now.pointee.passing
    passing = (0..<64).filter { left & (1 << UInt64($0)) != 0 }.map { CallSlot(UInt8($0)) }
    for number in names.symbolCount..<max(Int(now.pointee.symbols), names.symbolCount) {
      _ = names.intern(now.pointee.texts.text(of: symbolNames[number]))
    }
  }

  /// Takes over what a line that was read did to the names.
  func read(_ names: NameTable, passing: [CallSlot], _ line: Line) {
    if case .device(let declaration) = line.content { bind(declaration) }
    take(names, passing: passing)
  }

  func take(_ names: NameTable, passing: [CallSlot]) {
    for place in 0..<names.callPlaces {
      let name = names.callName(at: place).flatMap { now.pointee.names.number(of: $0) } ?? -1
      let before = callNames[place]
      // A name that has no number here still holds its slot.
      let isHeld = names.callName(at: place) != nil
      if before >= 0, before != name { calls[Int(before)] = 0 }
      if name >= 0, before != name { bind(call: name, to: place) }
      if name < 0 { callNames[place] = -1 }
      now.pointee.unnumbered &= ~(1 << UInt64(place))
      if isHeld, name < 0 { now.pointee.unnumbered |= 1 << UInt64(place) }
      if isHeld {
        now.pointee.freeCalls &= ~(1 << UInt64(place))
      } else {
        now.pointee.freeCalls |= 1 << UInt64(place)
      }
    }
    now.pointee.passing = passing.reduce(0) { $0 | 1 << UInt64($1.number & 63) }
    while Int(now.pointee.symbols) < names.symbolCount {
      let text = names.string(of: Symbol(UInt16(now.pointee.symbols)))
      guard let name = now.pointee.texts.number(of: text) else {
        symbolNames[Int(now.pointee.symbols)] = -1
        now.pointee.symbols += 1
        continue
      }
      bind(symbol: name)
    }
  }

  /// The event that a saying is about, with the symbols' numbers of the current trace.
  package func event(_ saying: Int32) -> Event? {
    let known = KnownLine(number: 0, t: 0, saying: saying, call: -1)
    guard case .event(let event) = line(known).content else { return nil }
    return event
  }

  /// A line of a saying, with the numbers that its symbols have in the current trace.
  func line(_ known: KnownLine) -> Line {
    var line = lines[Int(known.saying)]
    line.number = known.number
    line.t = known.t
    line.sourceLine = known.sourceLine
    let symbols = sayings[Int(known.saying)].symbols
    guard symbols[0] >= 0 else { return line }
    var next = 0
    NameUses.renumber(&line) { _ in
      defer { next += 1 }
      return Symbol(UInt16(symbolNumbers[Int(symbols[next])] & 0xFFFF))
    }
    return line
  }
}
