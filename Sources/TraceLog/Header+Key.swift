extension Header {
  /// What no two traces of a run share: the identifier, and of a recorded log's segments also the
  /// number.
  package var key: UInt64 { Digest.of(id, segment ?? 0) }
}

/// Sixty-four bits that stand for a text, the same on every machine.
package enum Digest {
  /// The digest of a text and a number, as that of what stands before the text.
  package static func of(_ text: String, _ number: Int = 0) -> UInt64 {
    let seed = Bytes.mix(
      UInt64(bitPattern: Int64(number)) ^ 0x2D35_8DCC_AA6C_78A5, 0x8BB8_4B93_962E_ACC9)
    var text = text
    return text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return seed }
      return Bytes.hash(base, bytes.count, seed)
    }
  }

  /// Sixteen hexadecimal digits.
  package static func spelled(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
