internal import RouteModel

/// The shapes of lines, what they say, and how both are learned.
extension LineMemory {
  /// Whether two cores are the same but for the names.
  func isSame(
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

  func find(_ cut: LineShape, _ core: UnsafeRawPointer, _ count: Int) -> Int32? {
    var place = Int(truncatingIfNeeded: cut.hash) & (Self.shapePlaces * 2 - 1)
    while shapeTable[place] >= 0 {
      let number = shapeTable[place]
      let shape = shapes + Int(number)
      if shape.pointee.hash == cut.hash, isSame(shape, cut, core, count) { return number }
      place = (place + 1) & (Self.shapePlaces * 2 - 1)
    }
    return nil
  }

  func add(_ cut: LineShape, _ core: UnsafeRawPointer, _ count: Int) -> Int32? {
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

  static func place(_ shape: Int32, _ codes: UInt64) -> Int {
    let mixed = Bytes.mix(
      codes ^ 0x9E37_79B9_7F4A_7C15, UInt64(UInt32(bitPattern: shape)) ^ 0xA076_1D64_78BD_642F)
    return Int(truncatingIfNeeded: mixed) & (sayingPlaces - 1)
  }

  func find(_ shape: Int32, _ codes: UInt64) -> Int32? {
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
  func learn(_ line: Line, _ core: UnsafeRawPointer, _ count: Int) -> Int32? {
    guard count <= Self.longestCore, line.extras.isEmpty, line.unknownKeys.isEmpty,
      let uses = NameUses(line), let cut = LineShape(core, count),
      let numbers = names(of: cut, core)
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
    var symbols = Four<Int32>(repeating: -1)
    for (index, symbol) in uses.symbols.enumerated() {
      guard index < LineShape.maximumNames, symbol.number < now.pointee.symbols,
        symbolNames[Int(symbol.number)] >= 0
      else { return nil }
      symbols[index] = symbolNames[Int(symbol.number)]
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
      to: Saying(shape: shape, codes: codes, frees: frees, symbols: symbols))
    sayingTable[place] = Int32(number)
    now.pointee.sayings += 1
    lines.append(line)
    return Int32(number)
  }

  /// The slot of a device's kind; slots are part of the kind.
  func slot(of code: UInt64) -> Int { Int(devicesOfKinds[Int(code) - 1].slot.number) }

  /// What a saying stands for in any memory.
  package func text(of saying: Int32) -> SayingText {
    let what = sayings[Int(saying)]
    let shape = shapes[Int(what.shape)]
    let bytes = UnsafeRawBufferPointer(
      start: arena + Int(shape.offset), count: Int(shape.length))
    var text = SayingText()
    var place = 0
    for index in 0..<shape.shape.count {
      let name = shape.shape[index]
      let code = what.codes >> UInt64(16 * index) & 0xFFFF
      text.bytes += bytes[place..<Int(name.start)]
      switch name.kind {
      case .device:
        text.bytes.append(SayingText.device)
        text.devices.append(devicesOfKinds[Int(code) - 1])
      case .call: text.bytes += [SayingText.call, UInt8(code & 63)]
      }
      place = Int(name.end)
    }
    text.bytes += bytes[place...]
    return text
  }

  /// Whether a table is nearly full, so that all is forgotten before the next line that is read.
  package var isFull: Bool { now.pointee.names.isFull || isTableFull }

  var isTableFull: Bool {
    now.pointee.texts.isFull || now.pointee.shapes >= Self.shapePlaces
      || now.pointee.sayings >= Self.sayingPlaces / 2
      || now.pointee.arena + Self.longestCore > Self.arenaBytes || kinds.count > 0x7000
  }

  /// Makes room where a table is full: all but the current trace's names is forgotten, or, where
  /// only names are too many, all names but these.
  func makeRoom(_ names: NameTable) {
    guard isFull else { return }
    forgetNames()
    if isTableFull {
      forgetLiterals()
      age += 1
      shapeTable.update(repeating: -1, count: Self.shapePlaces * 2)
      sayingTable.update(repeating: -1, count: Self.sayingPlaces)
      now.pointee.texts.forgetAll()
      now.pointee.arena = 0
      now.pointee.shapes = 0
      now.pointee.sayings = 0
      lines = []
      kinds = [:]
      devicesOfKinds = []
    }
    begin(names)
  }
}

/// What a line says, without the numbers of the memory that knows it: its bytes with a mark for each
/// name, and the devices that those of devices stand for.
package struct SayingText: Hashable, Sendable {
  /// A call's mark is followed by its slot; neither byte can stand in a line.
  fileprivate static let device: UInt8 = 0
  fileprivate static let call: UInt8 = 1

  fileprivate var bytes: [UInt8] = []
  fileprivate var devices: [Device] = []
}
