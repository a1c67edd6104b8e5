/// Lines that are guessed: what came after the line before the last time.
///
/// A guess is compared byte by byte, as all else is; it spares the search for the line's end, its
/// hash and its place in a table.
extension LineMemory {
  /// A core that was found to be as it was guessed.
  struct Guess {
    var count: Int
    /// The place of the literal; -1 where the core has the guessed shape.
    var literal: Int32
    var saying: Int32
    var names = Four<Int32>(repeating: 0)
  }

  /// Looks whether the bytes begin with a core that says this; fewer than `room` bytes belong to it.
  @inline(__always)
  func likely(_ saying: Int32, _ core: UnsafeRawPointer, _ room: Int) -> Guess? {
    guard saying < now.pointee.sayings else { return nil }
    let place = sayings[Int(saying)].literal
    if now.pointee.resting == 0, place >= 0 {
      let literal = literals + Int(place)
      let count = Int(literal.pointee.length)
      if literal.pointee.hash != 0, count < room,
        Bytes.equal(literalArena + Int(literal.pointee.offset), core, count)
      {
        return Guess(count: count, literal: place, saying: saying)
      }
    }
    return likelyShape(saying, core, room)
  }

  /// Looks whether the bytes begin with a core that differs in names only.
  private func likelyShape(_ saying: Int32, _ core: UnsafeRawPointer, _ room: Int) -> Guess? {
    let shape = shapes + Int(sayings[Int(saying)].shape)
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
    return Guess(count: right + length, literal: -1, saying: saying, names: names)
  }

  /// What a core says that was guessed; nil where it has to be read.
  @inline(__always)
  func saying(_ guess: Guess) -> Said? {
    if now.pointee.passing != 0 { release() }
    if guess.literal >= 0 {
      now.pointee.found += 1
      return saying(Int(guess.literal))
    }
    if now.pointee.resting > 0 { now.pointee.resting -= 1 }
    return sayingByShape(guess)
  }

  private func sayingByShape(_ guess: Guess) -> Said? {
    let what = sayings + Int(guess.saying)
    let shape = shapes + Int(what.pointee.shape)
    var codes: UInt64 = 0
    var call: Int32 = -1
    for index in 0..<shape.pointee.shape.count {
      let isCall = shape.pointee.shape[index].kind == .call
      guard let code = code(guess.names[index], isCall: isCall) else { return nil }
      codes |= code << UInt64(16 * index)
      if isCall { call = guess.names[index] }
    }
    if codes == what.pointee.codes { return take(guess.saying, call) }
    return find(what.pointee.shape, codes).flatMap { take($0, call) }
  }
}
