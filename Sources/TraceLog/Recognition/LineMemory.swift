package import RouteModel

/// A line that was recognised: what it says is known without reading it again.
package struct KnownLine: Hashable, Sendable {
  /// The line's number in its file, from 1.
  package var number: Int
  /// Milliseconds since the trace's start.
  package var t: Int64
  /// What the line says, as a number that is the same for the same words, devices and calls.
  package var saying: Int32
  /// The name of the event's call, as a number; -1 where it has none.
  package var call: Int32
  /// The number of the line in the log that an importer read.
  package var sourceLine: Int?
}

/// Remembers what lines say by their bytes, so that a line that says the same is not read again.
///
/// What differs from line to line (`seq`, `t`, `line`, `sum`) stands outside the core. A core that
/// was met byte for byte is looked up as it stands; one that says the same of other names is found
/// by its shape, the bytes between the names. Either way the names are looked up among those of the
/// current trace, so that `saying` stands for the words together with the devices' kinds and slots
/// and the calls' slots. Bounded tables; the bytes are compared, so that a hash decides nothing.
///
/// All unsafe code of recognition is in this folder.
package final class LineMemory {
  /// What is new with every line or trace; behind a pointer, since a class checks each access.
  private struct Now: ~Copyable {
    var trace: UInt64 = 0
    var names = NameIndex()
    /// The free slots of calls, a bit each.
    var freeCalls: UInt64 = ~0
    /// The slots of calls whose names have no number here, a bit each.
    var unnumbered: UInt64 = 0
    /// The slots of calls that are free when the next line is read, a bit each.
    var passing: UInt64 = 0
    var symbols: Int32 = 0
    /// Whether a name table that was filled before is not as it should be.
    var isAhead = false
    var arena = 0
    var literals = 0
    var shapes = 0
    var sayings = 0
    /// Lines since the literal table was last judged, and how many of them it knew.
    var asked = 0
    var found = 0
    /// Lines for which the literal table is not asked.
    var resting = 0
  }

  /// A core that was met byte for byte.
  private struct Literal {
    var hash: UInt64 = 0
    var offset: UInt32 = 0
    var length: UInt16 = 0
    var count: UInt8 = 0
    var callIndex: UInt8 = 0
    var shape: Int32 = 0
    var names: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    var codes: UInt64 = 0
    var saying: Int32 = 0
  }

  private struct Shape {
    var hash: UInt64 = 0
    var offset: UInt32 = 0
    var length: UInt16 = 0
    var shape: LineShape
  }

  /// What a line does to the names, beside what it says.
  private struct Saying {
    var shape: Int32
    var codes: UInt64
    /// Whether the call's slot is free after it.
    var frees: Bool
    /// Its symbols, as numbers of their texts; -1 where there is none.
    var symbols: (Int32, Int32, Int32, Int32)
  }

  private static let literalPlaces = 1 << 15
  private static let shapePlaces = 1 << 14
  private static let sayingPlaces = 1 << 17
  private static let arenaBytes = 1 << 23
  private static let longestCore = 1024

  private let now: UnsafeMutablePointer<Now>
  private let literals: UnsafeMutablePointer<Literal>
  private let arena: UnsafeMutableRawPointer
  private let shapes: UnsafeMutablePointer<Shape>
  private let shapeTable: UnsafeMutablePointer<Int32>
  private let sayings: UnsafeMutablePointer<Saying>
  private let sayingTable: UnsafeMutablePointer<Int32>
  /// For each name: the trace that it was last bound in, shifted, and to what.
  private let devices: UnsafeMutablePointer<UInt64>
  private let calls: UnsafeMutablePointer<UInt64>
  private let symbolNumbers: UnsafeMutablePointer<UInt64>
  private let callNames: UnsafeMutablePointer<Int32>
  private let symbolNames: UnsafeMutablePointer<Int32>

  /// The lines by what they say: as they were first read, with the numbers of that trace's symbols.
  private(set) var lines: [Line] = []
  private var kinds: [Device: UInt16] = [:]
  /// Counts how often all was forgotten: a saying is of one age only.
  package private(set) var age = 0

  package init() {
    now = .allocate(capacity: 1)
    now.initialize(to: Now())
    literals = .allocate(capacity: Self.literalPlaces)
    literals.initialize(repeating: Literal(), count: Self.literalPlaces)
    arena = .allocate(byteCount: Self.arenaBytes, alignment: 16)
    shapes = .allocate(capacity: Self.shapePlaces)
    shapeTable = .allocate(capacity: Self.shapePlaces * 2)
    shapeTable.initialize(repeating: -1, count: Self.shapePlaces * 2)
    sayings = .allocate(capacity: Self.sayingPlaces / 2)
    sayingTable = .allocate(capacity: Self.sayingPlaces)
    sayingTable.initialize(repeating: -1, count: Self.sayingPlaces)
    devices = Self.numbers(NameIndex.capacity)
    calls = Self.numbers(NameIndex.capacity)
    symbolNumbers = Self.numbers(NameIndex.capacity)
    callNames = .allocate(capacity: 64)
    callNames.initialize(repeating: -1, count: 64)
    symbolNames = .allocate(capacity: Limits.symbols)
    symbolNames.initialize(repeating: -1, count: Limits.symbols)
  }

  private static func numbers(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    pointer.initialize(repeating: 0, count: count)
    return pointer
  }

  deinit {
    now.deinitialize(count: 1)
    now.deallocate()
    literals.deallocate()
    arena.deallocate()
    shapes.deallocate()
    shapeTable.deallocate()
    sayings.deallocate()
    sayingTable.deallocate()
    devices.deallocate()
    calls.deallocate()
    symbolNumbers.deallocate()
    callNames.deallocate()
    symbolNames.deallocate()
  }

  // MARK: Recognising

  /// What a core says, and the name of its call.
  struct Said {
    var saying: Int32
    var call: Int32
  }

  /// The name that stands behind a number.
  package func name(_ number: Int32) -> String { now.pointee.names.text(of: number) }

  /// What a core says; nil where it has to be read.
  @inline(__always)
  func saying(_ core: UnsafeRawPointer, _ count: Int) -> Said? {
    if now.pointee.passing != 0 { release() }
    guard count <= Self.longestCore else { return nil }
    if now.pointee.resting == 0 {
      let hash = Bytes.hash(core, count) | 1
      var place = Int(truncatingIfNeeded: hash >> 32) & (Self.literalPlaces - 1)
      now.pointee.asked += 1
      while literals[place].hash != 0 {
        let literal = literals + place
        if literal.pointee.hash == hash, Int(literal.pointee.length) == count,
          Bytes.equal(arena + Int(literal.pointee.offset), core, count)
        {
          now.pointee.found += 1
          return saying(literal)
        }
        place = (place + 1) & (Self.literalPlaces - 1)
      }
      return sayingByShape(core, count, hash, place)
    }
    now.pointee.resting -= 1
    return sayingByShape(core, count, 0, 0)
  }

  @inline(__always)
  private func saying(_ literal: UnsafeMutablePointer<Literal>) -> Said? {
    let count = literal.pointee.count
    let callIndex = literal.pointee.callIndex
    var codes: UInt64 = 0
    if count > 0 {
      guard let code = code(literal.pointee.names.0, isCall: callIndex == 1) else { return nil }
      codes = code
    }
    if count > 1 {
      guard let code = code(literal.pointee.names.1, isCall: callIndex == 2) else { return nil }
      codes |= code << 16
    }
    if count > 2 {
      guard let code = code(literal.pointee.names.2, isCall: callIndex == 3) else { return nil }
      codes |= code << 32
    }
    if count > 3 {
      guard let code = code(literal.pointee.names.3, isCall: callIndex == 4) else { return nil }
      codes |= code << 48
    }
    var saying = literal.pointee.saying
    if codes != literal.pointee.codes {
      guard let found = find(literal.pointee.shape, codes) else { return nil }
      saying = found
      literal.pointee.codes = codes
      literal.pointee.saying = saying
    }
    return take(saying, callIndex == 0 ? -1 : name(literal, Int(callIndex) - 1))
  }

  @inline(__always)
  private func name(_ literal: UnsafeMutablePointer<Literal>, _ index: Int) -> Int32 {
    switch index {
    case 0: literal.pointee.names.0
    case 1: literal.pointee.names.1
    case 2: literal.pointee.names.2
    default: literal.pointee.names.3
    }
  }

  /// What a name stands for in the current trace; nil where nothing.
  ///
  /// A call that is new gets the lowest free slot.
  @inline(__always)
  private func code(_ name: Int32, isCall: Bool) -> UInt64? {
    let bound = (isCall ? calls : devices)[Int(name)]
    if bound >> 16 == now.pointee.trace, bound & 0xFFFF != 0 { return bound & 0xFFFF }
    guard isCall, now.pointee.freeCalls != 0 else { return nil }
    return 0x8000 | UInt64(now.pointee.freeCalls.trailingZeroBitCount)
  }

  /// Takes note of what a line does to the names; nil where one is new that cannot be taken.
  @inline(__always)
  private func take(_ saying: Int32, _ call: Int32) -> Said? {
    let what = sayings + Int(saying)
    if what.pointee.symbols.0 >= 0, !takeSymbols(what) { return nil }
    if call >= 0 {
      if calls[Int(call)] >> 16 != now.pointee.trace || calls[Int(call)] & 0xFFFF == 0 {
        bind(call: call, to: now.pointee.freeCalls.trailingZeroBitCount)
        now.pointee.isAhead = true
      }
      if what.pointee.frees {
        now.pointee.passing = 1 << (calls[Int(call)] & 63)
        now.pointee.isAhead = true
      }
    }
    return Said(saying: saying, call: call)
  }

  private func takeSymbols(_ what: UnsafeMutablePointer<Saying>) -> Bool {
    let symbols = what.pointee.symbols
    return takeSymbol(symbols.0) && takeSymbol(symbols.1) && takeSymbol(symbols.2)
      && takeSymbol(symbols.3)
  }

  private func takeSymbol(_ name: Int32) -> Bool {
    if name < 0 || symbolNumbers[Int(name)] >> 16 == now.pointee.trace { return true }
    guard Int(now.pointee.symbols) < Limits.symbols else { return false }
    bind(symbol: name)
    now.pointee.isAhead = true
    return true
  }

  private func sayingByShape(
    _ core: UnsafeRawPointer, _ count: Int, _ hash: UInt64, _ place: Int
  ) -> Said? {
    if hash != 0, now.pointee.asked >= 4096 {
      // Where hardly a line is met twice, remembering each costs more than it gives.
      if now.pointee.found * 4 < now.pointee.asked { now.pointee.resting = 1 << 17 }
      now.pointee.asked = 0
      now.pointee.found = 0
    }
    guard let cut = LineShape(core, count), let shape = find(cut, core, count),
      let names = names(of: cut, core)
    else { return nil }
    var codes: UInt64 = 0
    var call = 0
    for index in 0..<cut.count {
      let isCall = cut[index].kind == .call
      guard let code = code(names[index], isCall: isCall) else { return nil }
      codes |= code << UInt64(16 * index)
      if isCall { call = index + 1 }
    }
    guard let saying = find(shape, codes) else { return nil }
    if hash != 0 { keep(core, count, hash, place, cut.count, call, shape, names, codes, saying) }
    return take(saying, call == 0 ? -1 : names[call - 1])
  }

  /// Numbers of a shape's names.
  private struct Names {
    var values: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)

    subscript(index: Int) -> Int32 {
      get {
        switch index {
        case 0: values.0
        case 1: values.1
        case 2: values.2
        default: values.3
        }
      }
      set {
        switch index {
        case 0: values.0 = newValue
        case 1: values.1 = newValue
        case 2: values.2 = newValue
        default: values.3 = newValue
        }
      }
    }
  }

  private func names(of cut: LineShape, _ core: UnsafeRawPointer) -> Names? {
    var names = Names()
    for index in 0..<cut.count {
      let name = cut[index]
      guard
        let number = now.pointee.names.number(
          of: core + Int(name.start), Int(name.end) - Int(name.start))
      else { return nil }
      names[index] = number
    }
    return names
  }

  private func keep(
    _ core: UnsafeRawPointer, _ count: Int, _ hash: UInt64, _ place: Int, _ nameCount: Int,
    _ call: Int, _ shape: Int32, _ names: Names, _ codes: UInt64, _ saying: Int32
  ) {
    if now.pointee.literals >= Self.literalPlaces / 2 { forgetLiterals() }
    guard let offset = store(core, count) else { return }
    var place = place
    while literals[place].hash != 0 { place = (place + 1) & (Self.literalPlaces - 1) }
    now.pointee.literals += 1
    literals[place] = Literal(
      hash: hash, offset: offset, length: UInt16(count), count: UInt8(nameCount),
      callIndex: UInt8(call), shape: shape, names: names.values, codes: codes, saying: saying)
  }

  private func forgetLiterals() {
    literals.update(repeating: Literal(), count: Self.literalPlaces)
    now.pointee.literals = 0
  }

  /// Keeps bytes; nil where there is no room, and all is forgotten soon.
  private func store(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt32? {
    guard now.pointee.arena + count <= Self.arenaBytes else { return nil }
    let offset = now.pointee.arena
    (arena + offset).copyMemory(from: bytes, byteCount: count)
    now.pointee.arena += count
    return UInt32(offset)
  }

  // MARK: Shapes and sayings

  /// Whether two cores are the same but for the names.
  private func isSame(
    _ shape: UnsafeMutablePointer<Shape>, _ cut: LineShape, _ core: UnsafeRawPointer, _ count: Int
  ) -> Bool {
    let kept = shape.pointee.shape
    guard kept.count == cut.count else { return false }
    let base = arena + Int(shape.pointee.offset)
    var left = 0
    var right = 0
    for index in 0..<cut.count {
      let length = Int(cut[index].start) - right
      guard cut[index].kind == kept[index].kind, Int(kept[index].start) - left == length,
        Bytes.equal(base + left, core + right, length)
      else { return false }
      left = Int(kept[index].end)
      right = Int(cut[index].end)
    }
    return Int(shape.pointee.length) - left == count - right
      && Bytes.equal(base + left, core + right, count - right)
  }

  private func find(_ cut: LineShape, _ core: UnsafeRawPointer, _ count: Int) -> Int32? {
    var place = Int(truncatingIfNeeded: cut.hash) & (Self.shapePlaces * 2 - 1)
    while shapeTable[place] >= 0 {
      let number = shapeTable[place]
      let shape = shapes + Int(number)
      if shape.pointee.hash == cut.hash, isSame(shape, cut, core, count) { return number }
      place = (place + 1) & (Self.shapePlaces * 2 - 1)
    }
    return nil
  }

  private func add(_ cut: LineShape, _ core: UnsafeRawPointer, _ count: Int) -> Int32? {
    guard now.pointee.shapes < Self.shapePlaces, let offset = store(core, count) else { return nil }
    var place = Int(truncatingIfNeeded: cut.hash) & (Self.shapePlaces * 2 - 1)
    while shapeTable[place] >= 0 { place = (place + 1) & (Self.shapePlaces * 2 - 1) }
    let number = now.pointee.shapes
    (shapes + number).initialize(
      to: Shape(hash: cut.hash, offset: offset, length: UInt16(count), shape: cut))
    shapeTable[place] = Int32(number)
    now.pointee.shapes += 1
    return Int32(number)
  }

  private static func place(_ shape: Int32, _ codes: UInt64) -> Int {
    let mixed = Bytes.mix(
      codes ^ 0x9E37_79B9_7F4A_7C15, UInt64(UInt32(bitPattern: shape)) ^ 0xA076_1D64_78BD_642F)
    return Int(truncatingIfNeeded: mixed) & (sayingPlaces - 1)
  }

  private func find(_ shape: Int32, _ codes: UInt64) -> Int32? {
    var place = Self.place(shape, codes)
    while sayingTable[place] >= 0 {
      let number = sayingTable[place]
      let saying = sayings + Int(number)
      if saying.pointee.shape == shape, saying.pointee.codes == codes { return number }
      place = (place + 1) & (Self.sayingPlaces - 1)
    }
    return nil
  }

  // MARK: Learning

  /// Learns what a core says from the line that was read of it; nil where it cannot be remembered.
  func learn(_ line: Line, _ core: UnsafeRawPointer, _ count: Int, _ names: NameTable) -> Int32? {
    guard count <= Self.longestCore, line.extras.isEmpty, line.unknownKeys.isEmpty,
      let uses = NameUses(line), let cut = LineShape(core, count),
      let numbers = self.names(of: cut, core)
    else { return nil }
    var left = uses
    var codes: UInt64 = 0
    for index in 0..<cut.count {
      let isCall = cut[index].kind == .call
      let bound = (isCall ? calls : devices)[Int(numbers[index])]
      guard bound >> 16 == now.pointee.trace, bound & 0xFFFF != 0 else { return nil }
      let code = bound & 0xFFFF
      codes |= code << UInt64(16 * index)
      let isLeft = isCall ? left.remove(call: Int(code & 63)) : left.remove(device: slot(of: code))
      guard isLeft else { return nil }
    }
    guard left.isEmpty else { return nil }
    var symbols: [Int32] = [-1, -1, -1, -1]
    for (index, symbol) in uses.symbols.enumerated() {
      guard index < symbols.count, symbolPlaces.indices.contains(Int(symbol.number)) else {
        return nil
      }
      let name = symbolNames[Int(symbol.number)]
      guard name >= 0 else { return nil }
      symbols[index] = name
    }
    guard let shape = find(cut, core, count) ?? add(cut, core, count) else { return nil }
    if let known = find(shape, codes) { return known }
    guard now.pointee.sayings < Self.sayingPlaces / 2 else { return nil }
    var place = Self.place(shape, codes)
    while sayingTable[place] >= 0 { place = (place + 1) & (Self.sayingPlaces - 1) }
    let number = now.pointee.sayings
    var frees = false
    if case .event(let event) = line.content { frees = event.kind == .callEnded }
    (sayings + number).initialize(
      to: Saying(
        shape: shape, codes: codes, frees: frees,
        symbols: (symbols[0], symbols[1], symbols[2], symbols[3])))
    sayingTable[place] = Int32(number)
    now.pointee.sayings += 1
    lines.append(line)
    return Int32(number)
  }

  private var symbolPlaces: Range<Int> { 0..<Int(now.pointee.symbols) }

  /// The slot of a device's kind; slots are part of the kind.
  private func slot(of code: UInt64) -> Int { Int(kindSlots[Int(code)]) }
  private var kindSlots: [UInt8] = [0]

  /// Whether a table is nearly full, so that all is forgotten before the next line that is read.
  package var isFull: Bool {
    now.pointee.names.isFull || now.pointee.shapes >= Self.shapePlaces
      || now.pointee.sayings >= Self.sayingPlaces / 2
      || now.pointee.arena + Self.longestCore > Self.arenaBytes || kinds.count > 0x7000
  }

  /// Forgets all but the current trace's names.
  func forgetAll(_ names: NameTable) {
    age += 1
    forgetLiterals()
    shapeTable.update(repeating: -1, count: Self.shapePlaces * 2)
    sayingTable.update(repeating: -1, count: Self.sayingPlaces)
    now.pointee.names.forgetAll()
    now.pointee.arena = 0
    now.pointee.shapes = 0
    now.pointee.sayings = 0
    lines = []
    kinds = [:]
    kindSlots = [0]
    begin(names)
  }

  // MARK: Names

  /// Takes over the names of a trace that begins, or of one that is gone on with.
  func begin(_ names: NameTable) {
    now.pointee.trace += 1
    now.pointee.freeCalls = ~0
    now.pointee.passing = 0
    now.pointee.symbols = 0
    now.pointee.unnumbered = 0
    now.pointee.isAhead = false
    callNames.update(repeating: -1, count: 64)
    for declaration in names.devices { bind(declaration) }
    take(names, passing: [])
  }

  private func bind(_ declaration: DeviceDeclaration) {
    guard let name = number(declaration.id) else { return }
    let device = declaration.device
    var kind = kinds[device] ?? 0
    if kind == 0 {
      guard kinds.count < 0x7FFE else { return }
      kind = UInt16(kinds.count + 1)
      kinds[device] = kind
      kindSlots.append(device.slot.number)
    }
    devices[Int(name)] = now.pointee.trace << 16 | UInt64(kind)
  }

  private func number(_ text: String) -> Int32? {
    var text = text
    return text.withUTF8 { buffer in
      buffer.baseAddress.flatMap { now.pointee.names.number(of: $0, buffer.count) }
    }
  }

  private func bind(call: Int32, to place: Int) {
    calls[Int(call)] = now.pointee.trace << 16 | 0x8000 | UInt64(place)
    callNames[place] = call
    now.pointee.freeCalls &= ~(1 << UInt64(place))
  }

  private func bind(symbol name: Int32) {
    symbolNumbers[Int(name)] = now.pointee.trace << 16 | UInt64(now.pointee.symbols)
    symbolNames[Int(now.pointee.symbols)] = name
    now.pointee.symbols += 1
  }

  /// Lets the slots of calls that have ended be free.
  private func release() {
    for place in 0..<64 where now.pointee.passing & (1 << UInt64(place)) != 0 {
      if callNames[place] >= 0 { calls[Int(callNames[place])] = 0 }
      callNames[place] = -1
      now.pointee.freeCalls |= 1 << UInt64(place)
      now.pointee.unnumbered &= ~(1 << UInt64(place))
    }
    now.pointee.passing = 0
    now.pointee.isAhead = true
  }

  /// Brings a trace's names up to date before a line is read that was not recognised.
  func write(to names: inout NameTable, passing: inout [CallSlot]) {
    guard now.pointee.isAhead else { return }
    now.pointee.isAhead = false
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
      _ = names.intern(now.pointee.names.text(of: symbolNames[number]))
    }
  }

  /// Takes over what a line that was read did to the names.
  func read(_ names: NameTable, passing: [CallSlot], _ line: Line) {
    if case .device(let declaration) = line.content { bind(declaration) }
    take(names, passing: passing)
  }

  private func take(_ names: NameTable, passing: [CallSlot]) {
    for place in 0..<names.callPlaces {
      let name = names.callName(at: place).flatMap { number($0) } ?? -1
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
      guard let name = number(text) else {
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
    guard symbols.0 >= 0 else { return line }
    let all = [symbols.0, symbols.1, symbols.2, symbols.3]
    var next = 0
    NameUses.renumber(&line) { symbol in
      defer { next += 1 }
      guard next < all.count, all[next] >= 0 else { return symbol }
      return Symbol(UInt16(symbolNumbers[Int(all[next])] & 0xFFFF))
    }
    return line
  }
}
