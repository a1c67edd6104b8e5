internal import RouteModel

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
  /// What a line like this is guessed by.
  package var guess = LineGuess.none
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
  struct Now: ~Copyable {
    var trace: UInt64 = 0
    /// The names of devices and calls, and the texts of symbols, which sayings hold.
    var names = NameIndex()
    var texts = NameIndex()
    /// The free slots of calls, a bit each.
    var freeCalls: UInt64 = ~0
    /// The slots of calls whose names have no number here, a bit each.
    var unnumbered: UInt64 = 0
    /// The slots of calls that are free when the next line is read, a bit each.
    var passing: UInt64 = 0
    var symbols: Int32 = 0
    /// Whether a name table that was filled before is not as it should be.
    var isAhead = false
    /// Whether it still has the names of the trace before.
    var isHeaderKnown = false
    /// How many devices the header that was recognised names anew.
    var devices = 0
    var arena = 0
    var literalArena = 0
    var literals = 0
    var shapes = 0
    var sayings = 0
    /// Lines since the literal table was last judged, and how many of them it knew.
    var asked = 0
    var found = 0
    /// Lines for which the literal table is not asked.
    var resting = 0
    /// The same of the lines with names; and how many of these the table holds.
    var namedMissed = 0
    var namedFound = 0
    var named = 0
    /// Lines with names that are not kept.
    var namedResting = 0
  }

  /// A core that was met byte for byte.
  struct Literal {
    var hash: UInt64 = 0
    var offset: UInt32 = 0
    var length: UInt16 = 0
    var count: UInt8 = 0
    var callIndex: UInt8 = 0
    var shape: Int32 = 0
    var names = Four<Int32>(repeating: 0)
    var codes: UInt64 = 0
    var saying: Int32 = 0
    /// The name of its call; -1 where it has none.
    var call: Int32 = -1
    /// Whether it names something and no more: it has no symbols, and frees no slot.
    var isPlain = false

    /// A name's place among the bindings of devices and, after them, of calls.
    @inline(__always)
    func binding(_ index: Int) -> Int {
      Int(names[index]) + (Int(callIndex) == index + 1 ? NameIndex.capacity : 0)
    }
  }

  struct Shape {
    var hash: UInt64 = 0
    var offset: UInt32 = 0
    var length: UInt16 = 0
    var shape: LineShape
  }

  /// What a line does to the names, beside what it says.
  struct Saying {
    var shape: Int32
    var codes: UInt64
    /// Whether the call's slot is free after it.
    var frees: Bool
    /// Its symbols, as numbers of their texts; -1 where there is none.
    var symbols = Four<Int32>(repeating: -1)
  }

  /// As many as a `LineGuess` tells apart.
  static let literalPlaces = 1 << 15
  static let shapePlaces = 1 << 14
  static let sayingPlaces = 1 << 15
  static let arenaBytes = 1 << 22
  static let longestCore = 1024
  /// Where each trace has names of its own, more of them are not kept: they fit into a core's cache.
  static let fewNames = 4096

  let now: UnsafeMutablePointer<Now>
  let literals: UnsafeMutablePointer<Literal>
  /// For each place of these a part of its hash, 0 where it is free: one that is not there is found
  /// missing without a look at what takes more memory than a core's cache has.
  let literalTags: UnsafeMutablePointer<UInt16>
  /// The bytes of shapes, and those of literals.
  let arena: UnsafeMutableRawPointer
  let literalArena: UnsafeMutableRawPointer
  let shapes: UnsafeMutablePointer<Shape>
  let shapeTable: UnsafeMutablePointer<Int32>
  let sayings: UnsafeMutablePointer<Saying>
  let sayingTable: UnsafeMutablePointer<Int32>
  /// For each name: the trace that it was last bound in, shifted, and to what; the bindings of calls
  /// stand behind those of devices.
  let devices: UnsafeMutablePointer<UInt64>
  let calls: UnsafeMutablePointer<UInt64>
  let symbolNumbers: UnsafeMutablePointer<UInt64>
  let callNames: UnsafeMutablePointer<Int32>
  /// The names of the devices in a header that was recognised.
  let deviceNames: UnsafeMutablePointer<Int32>
  let symbolNames: UnsafeMutablePointer<Int32>

  /// The lines by what they say: as they were first read, with the numbers of that trace's symbols.
  var lines: [Line] = []
  var lastHeader: LastHeader?
  /// Counts the headers that were read.
  package internal(set) var headers = 0
  var kinds: [Device: UInt16] = [:]
  /// The devices by their kinds, from 1.
  var devicesOfKinds: [Device] = []
  /// Counts how often all was forgotten: a saying is of one age only.
  package internal(set) var age = 0

  package init() {
    now = .allocate(capacity: 1)
    now.initialize(to: Now())
    literals = .allocate(capacity: Self.literalPlaces)
    literals.initialize(repeating: Literal(), count: Self.literalPlaces)
    literalTags = .allocate(capacity: Self.literalPlaces)
    literalTags.initialize(repeating: 0, count: Self.literalPlaces)
    arena = .allocate(byteCount: Self.arenaBytes, alignment: 16)
    literalArena = .allocate(byteCount: Self.arenaBytes, alignment: 16)
    shapes = .allocate(capacity: Self.shapePlaces)
    shapeTable = .allocate(capacity: Self.shapePlaces * 2)
    shapeTable.initialize(repeating: -1, count: Self.shapePlaces * 2)
    sayings = .allocate(capacity: Self.sayingPlaces / 2)
    sayingTable = .allocate(capacity: Self.sayingPlaces)
    sayingTable.initialize(repeating: -1, count: Self.sayingPlaces)
    devices = Self.numbers(NameIndex.capacity * 2)
    calls = devices + NameIndex.capacity
    symbolNumbers = Self.numbers(NameIndex.capacity)
    callNames = .allocate(capacity: 64)
    callNames.initialize(repeating: -1, count: 64)
    deviceNames = .allocate(capacity: Limits.devices)
    deviceNames.initialize(repeating: -1, count: Limits.devices)
    symbolNames = .allocate(capacity: Limits.symbols)
    symbolNames.initialize(repeating: -1, count: Limits.symbols)
  }

  static func numbers(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    pointer.initialize(repeating: 0, count: count)
    return pointer
  }

  deinit {
    now.deinitialize(count: 1)
    now.deallocate()
    literals.deallocate()
    literalTags.deallocate()
    arena.deallocate()
    literalArena.deallocate()
    shapes.deallocate()
    shapeTable.deallocate()
    sayings.deallocate()
    sayingTable.deallocate()
    devices.deallocate()
    symbolNumbers.deallocate()
    callNames.deallocate()
    deviceNames.deallocate()
    symbolNames.deallocate()
  }

  // MARK: Recognising

  /// What a core says, and the name of its call.
  struct Said {
    var saying: Int32
    var call: Int32
    var guess: LineGuess
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
      let tag = Self.tag(hash)
      var place = Int(truncatingIfNeeded: hash >> 32) & (Self.literalPlaces - 1)
      now.pointee.asked += 1
      while literalTags[place] != 0 {
        let literal = literals + place
        if literalTags[place] == tag, literal.pointee.hash == hash,
          Int(literal.pointee.length) == count,
          Bytes.equal(literalArena + Int(literal.pointee.offset), core, count)
        {
          now.pointee.found += 1
          if literal.pointee.count > 0 { now.pointee.namedFound += 1 }
          return saying(place)
        }
        place = (place + 1) & (Self.literalPlaces - 1)
      }
      return sayingByShape(core, count, hash, place)
    }
    now.pointee.resting -= 1
    return sayingByShape(core, count, 0, 0)
  }

  @inline(__always)
  private static func tag(_ hash: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: hash >> 48) | 1 }

  @inline(__always)
  func saying(_ place: Int) -> Said? {
    let literal = literals + place
    guard literal.pointee.isPlain, isBound(literal, 0), isBound(literal, 1) else {
      return sayingAnew(place)
    }
    return Said(
      saying: literal.pointee.saying, call: literal.pointee.call,
      guess: LineGuess(literal: place))
  }

  /// Whether a name of a literal, if it has so many, stands for what it stood for the last time.
  @inline(__always)
  private func isBound(_ literal: UnsafeMutablePointer<Literal>, _ index: Int) -> Bool {
    if literal.pointee.count <= index { return true }
    let code = literal.pointee.codes >> UInt64(16 * index) & 0xFFFF
    return devices[literal.pointee.binding(index)] == now.pointee.trace << 16 | code
  }

  /// What a literal says, whatever its names stand for now.
  private func sayingAnew(_ place: Int) -> Said? {
    let literal = literals + place
    let callIndex = Int(literal.pointee.callIndex)
    var codes: UInt64 = 0
    for index in 0..<Int(literal.pointee.count) {
      let name = literal.pointee.names[index]
      guard let code = code(name, isCall: callIndex == index + 1) else { return nil }
      codes |= code << UInt64(16 * index)
    }
    var saying = literal.pointee.saying
    if codes != literal.pointee.codes {
      guard let found = find(literal.pointee.shape, codes) else { return nil }
      saying = found
      literal.pointee.codes = codes
      literal.pointee.saying = saying
    }
    return take(saying, literal.pointee.call, LineGuess(literal: place))
  }

  /// What a name stands for in the current trace; nil where nothing.
  ///
  /// A call that is new gets the lowest free slot.
  @inline(__always)
  func code(_ name: Int32, isCall: Bool) -> UInt64? {
    let bound = (isCall ? calls : devices)[Int(name)]
    if bound >> 16 == now.pointee.trace, bound & 0xFFFF != 0 { return bound & 0xFFFF }
    guard isCall, now.pointee.freeCalls != 0 else { return nil }
    return 0x8000 | UInt64(now.pointee.freeCalls.trailingZeroBitCount)
  }

  /// Takes note of what a line does to the names; nil where one is new that cannot be taken.
  @inline(__always)
  func take(_ saying: Int32, _ call: Int32, _ guess: LineGuess) -> Said? {
    let what = sayings + Int(saying)
    if what.pointee.symbols[0] >= 0, !takeSymbols(what) { return nil }
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
    return Said(saying: saying, call: call, guess: guess)
  }

  func takeSymbols(_ what: UnsafeMutablePointer<Saying>) -> Bool {
    for index in 0..<LineShape.maximumNames {
      if !takeSymbol(what.pointee.symbols[index]) { return false }
    }
    return true
  }

  func takeSymbol(_ name: Int32) -> Bool {
    if name < 0 || symbolNumbers[Int(name)] >> 16 == now.pointee.trace { return true }
    guard Int(now.pointee.symbols) < Limits.symbols else { return false }
    bind(symbol: name)
    now.pointee.isAhead = true
    return true
  }

  func sayingByShape(
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
    if hash != 0, cut.count == 0 || keepsNamed() {
      keep(core, count, hash, place, cut.count, call, shape, names, codes, saying)
    }
    // Bytes that are new once may be new again; those that are not are guessed as they stand.
    return take(saying, call == 0 ? -1 : names[call - 1], LineGuess(saying: saying))
  }

  /// Whether a line with names that was not found is kept.
  ///
  /// Where traces have names of their own, hardly one is met twice, and those without names are
  /// found faster among few.
  private func keepsNamed() -> Bool {
    if now.pointee.namedResting > 0 {
      now.pointee.namedResting -= 1
      return false
    }
    now.pointee.namedMissed += 1
    if now.pointee.namedMissed == 4096 {
      if now.pointee.namedFound < now.pointee.namedMissed {
        now.pointee.namedResting = 1 << 17
        forgetLiterals()
      }
      now.pointee.namedMissed = 0
      now.pointee.namedFound = 0
    }
    return now.pointee.namedResting == 0
  }

  func names(of cut: LineShape, _ core: UnsafeRawPointer) -> Four<Int32>? {
    var names = Four<Int32>(repeating: 0)
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

  func keep(
    _ core: UnsafeRawPointer, _ count: Int, _ hash: UInt64, _ place: Int, _ nameCount: Int,
    _ call: Int, _ shape: Int32, _ names: Four<Int32>, _ codes: UInt64, _ saying: Int32
  ) {
    if now.pointee.literals >= Self.literalPlaces / 2
      || now.pointee.literalArena + count > Self.arenaBytes
    {
      forgetLiterals()
    }
    let offset = UInt32(now.pointee.literalArena)
    (literalArena + Int(offset)).copyMemory(from: core, byteCount: count)
    now.pointee.literalArena += count
    var place = place
    while literalTags[place] != 0 { place = (place + 1) & (Self.literalPlaces - 1) }
    literalTags[place] = Self.tag(hash)
    now.pointee.literals += 1
    if nameCount > 0 { now.pointee.named += 1 }
    let what = sayings + Int(saying)
    literals[place] = Literal(
      hash: hash, offset: offset, length: UInt16(count), count: UInt8(nameCount),
      callIndex: UInt8(call), shape: shape, names: names, codes: codes, saying: saying,
      call: call == 0 ? -1 : names[call - 1],
      isPlain: nameCount <= 2 && !what.pointee.frees && what.pointee.symbols[0] < 0)
  }

  func forgetNames() {
    if now.pointee.named > 0 { forgetLiterals() }
    now.pointee.names.forgetAll()
  }

  func forgetLiterals() {
    guard now.pointee.literals > 0 else { return }
    literals.update(repeating: Literal(), count: Self.literalPlaces)
    literalTags.update(repeating: 0, count: Self.literalPlaces)
    now.pointee.literals = 0
    now.pointee.named = 0
    now.pointee.literalArena = 0
  }

  /// Keeps bytes; nil where there is no room, and all is forgotten soon.
  func store(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt32? {
    guard now.pointee.arena + count <= Self.arenaBytes else { return nil }
    let offset = now.pointee.arena
    (arena + offset).copyMemory(from: bytes, byteCount: count)
    now.pointee.arena += count
    return UInt32(offset)
  }
}
