/// How a line may be spelled: as one that was met before, or, where those like it have names of their
/// own each time, as one that says the same of other names.
@usableFromInline package struct LineGuess: Hashable, Sendable {
  /// The place of a literal, or, from 2^15 on, what is said.
  @usableFromInline let bits: UInt16

  private init(bits: UInt16) { self.bits = bits }

  /// Nobody can tell.
  package static var none: LineGuess { LineGuess(bits: .max) }

  @inline(__always)
  init(literal place: Int) { bits = UInt16(truncatingIfNeeded: place) }

  @inline(__always)
  init(saying: Int32) { bits = 0x8000 | UInt16(truncatingIfNeeded: saying) }

  @inline(__always)
  fileprivate var literal: Int? { bits < 0x8000 ? Int(bits) : nil }

  /// Greater than all that there are, where nobody can tell.
  fileprivate var saying: Int32 { Int32(bits & 0x7FFF) }
}

/// What may come next: what came the last time, and what came before it was that.
@usableFromInline package struct LikelyLines: Hashable, Sendable {
  @usableFromInline var first = LineGuess.none
  @usableFromInline var second = LineGuess.none

  package init() {}

  /// Takes note of what came.
  @inlinable package mutating func note(_ guess: LineGuess) {
    if guess.bits == first.bits { return }
    second = first
    first = guess
  }
}

/// Lines that are guessed: what came after the same step before.
///
/// A guess is compared byte by byte, as all else is; it spares the search for the line's end, its
/// hash and its place in a table.
extension LineMemory {
  /// A core that was found to be as it was guessed.
  struct Found {
    var guess: LineGuess
    var count: Int
    /// Where it is guessed by what it says.
    var names = Four<Int32>(repeating: 0)
  }

  /// Looks whether the bytes begin with a core that is likely; fewer than `room` bytes belong to it.
  @inline(__always)
  func find(_ likely: LikelyLines, _ core: UnsafeRawPointer, _ room: Int) -> Found? {
    find(likely.first, core, room) ?? find(likely.second, core, room)
  }

  @inline(__always)
  private func find(_ guess: LineGuess, _ core: UnsafeRawPointer, _ room: Int) -> Found? {
    guard let place = guess.literal else { return findOfAnyNames(guess, core, room) }
    let literal = literals + place
    let count = Int(literal.pointee.length)
    guard count > 0, count < room,
      Bytes.equal(literalArena + Int(literal.pointee.offset), core, count)
    else { return nil }
    return Found(guess: guess, count: count)
  }

  /// Looks whether the bytes begin with a core that says this, of whatever names.
  private func findOfAnyNames(
    _ guess: LineGuess, _ core: UnsafeRawPointer, _ room: Int
  ) -> Found? {
    guard guess.saying < now.pointee.sayings else { return nil }
    let shape = shapes + Int(sayings[Int(guess.saying)].shape)
    let base = arena + Int(shape.pointee.offset)
    var names = Four<Int32>(repeating: 0)
    var left = 0
    var right = 0
    for index in 0..<shape.pointee.shape.count {
      let name = shape.pointee.shape[index]
      let length = Int(name.start) - left
      guard right + length < room, Bytes.equal(base + left, core + right, length) else {
        return nil
      }
      right += length
      let end = Bytes.quote(core, from: right, to: min(room, right + NameIndex.longestName + 1))
      guard !LineShape.isPhone(core, right, end - right, room),
        let number = now.pointee.names.number(of: core + right, end - right)
      else { return nil }
      names[index] = number
      left = Int(name.end)
      right = end
    }
    let length = Int(shape.pointee.length) - left
    guard right + length < room, Bytes.equal(base + left, core + right, length) else { return nil }
    return Found(guess: guess, count: right + length, names: names)
  }

  /// What a core says that was guessed; nil where it has to be read.
  @inline(__always)
  func saying(_ found: Found) -> Said? {
    if now.pointee.passing != 0 { release() }
    if let place = found.guess.literal {
      now.pointee.found += 1
      if literals[place].count > 0 { now.pointee.namedFound += 1 }
      return saying(place)
    }
    if now.pointee.resting > 0 { now.pointee.resting -= 1 }
    return sayingOfAnyNames(found)
  }

  private func sayingOfAnyNames(_ found: Found) -> Said? {
    let what = sayings + Int(found.guess.saying)
    let shape = shapes + Int(what.pointee.shape)
    var codes: UInt64 = 0
    var call: Int32 = -1
    for index in 0..<shape.pointee.shape.count {
      let isCall = shape.pointee.shape[index].kind == .call
      guard let code = code(found.names[index], isCall: isCall) else { return nil }
      codes |= code << UInt64(16 * index)
      if isCall { call = found.names[index] }
    }
    if codes == what.pointee.codes { return take(found.guess.saying, call, found.guess) }
    return find(what.pointee.shape, codes).flatMap { take($0, call, LineGuess(saying: $0)) }
  }
}
