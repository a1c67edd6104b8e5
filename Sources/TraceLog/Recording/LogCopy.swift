/// Writes lines of another log anew: the same words, with numbers and checksums of their own.
final class LogCopy {
  private let storage: any LogStorage
  private let encoder = LogEncoder()
  private var written: Int64 = 0
  /// The header of the current segment.
  private var opening: LogChecker.Opening?

  init(_ storage: any LogStorage) { self.storage = storage }

  var name: String { storage.name }
  var lastSum: UInt32? { encoder.last?.sum }

  /// Takes a line over.
  func append(_ line: [UInt8]) throws(LogError) {
    let range = 0..<line.count
    var members = LineMarks.members(line, range).filter { $0.key != "seq" && $0.key != "sum" }
    if LineMarks.isHeader(line, range) {
      try write()
      var next = LineMarks.opening(line, range)
      if let opening, opening.id == next.id {
        next.segment = opening.segment + 1
        next.continues = encoder.last?.sum
        members = Self.members(members, with: next)
      }
      opening = next
      encoder.begin(segment: next.segment)
    }
    var output = JSONOutput()
    output.openObject()
    for member in members {
      output.key(member.key)
      if member.key == "end" {
        Self.seal(member.value, records: encoder.seq).write(to: &output)
      } else {
        member.value.write(to: &output)
      }
    }
    try append(output)
  }

  func append(_ gap: Gap) throws(LogError) {
    var output = JSONOutput()
    output.openObject()
    output.key("gap")
    output.openObject()
    output.key("lost")
    output.append(gap.lost.map(String.init) ?? "null")
    output.member("why", gap.why)
    output.closeObject()
    try append(output)
  }

  private func append(_ output: borrowing JSONOutput) throws(LogError) {
    // The members of an object that is open, after `seq`.
    var members = output.bytes
    if members.count > 1 { members[0] = UInt8(ascii: ",") } else { members = [] }
    do throws(LineTooLong) {
      _ = try encoder.append(members: members)
    } catch {
      throw LogError(error, path: storage.name)
    }
    if encoder.lines.count >= 256 * 1024 { try write() }
  }

  private func write() throws(LogError) {
    var taken = 0
    do throws(StorageError) {
      while taken < encoder.lines.count {
        taken += try encoder.write(to: storage, from: taken)
      }
    } catch {
      throw LogError(error, path: storage.name, offset: written)
    }
    written += Int64(taken)
    encoder.drop(taken)
  }

  /// Returns once all that was taken over is safe from a power cut.
  func finish() throws(LogError) {
    try write()
    do throws(StorageError) {
      try storage.sync()
      try storage.syncFolder()
    } catch {
      throw LogError(error, path: storage.name, offset: written)
    }
  }

  func unproven(_ message: String) -> LogError {
    LogError(path: storage.name, kind: .unproven, offset: written, message: message)
  }

  /// A header's members with its new place in the log.
  private static func members(
    _ members: [JSONValue.Member], with opening: LogChecker.Opening
  ) -> [JSONValue.Member] {
    func member(_ key: String, _ kind: JSONValue.Kind) -> JSONValue.Member {
      JSONValue.Member(key: key, offset: 0, value: JSONValue(offset: 0, kind: kind))
    }
    var result = members.filter { $0.key != "segment" && $0.key != "continues" }
    result.append(member("segment", .number(String(opening.segment))))
    if let sum = opening.continues {
      result.append(member("continues", .string(HexDigits.text(sum))))
    }
    return result
  }

  /// A seal that counts the lines of the new log.
  private static func seal(_ value: JSONValue, records: Int64) -> JSONValue {
    guard case .object(let members) = value.kind else { return value }
    let changed = members.map { member in
      guard member.key == "records" else { return member }
      let value = JSONValue(offset: 0, kind: .number(String(records)))
      return JSONValue.Member(key: member.key, offset: 0, value: value)
    }
    return JSONValue(offset: 0, kind: .object(changed))
  }
}
