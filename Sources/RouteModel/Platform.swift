/// An operating system that a trace can come from.
@usableFromInline package enum Platform: UInt8, Word {
  case ios
  case ipados
  case macos
  case android

  package var meaning: String {
    switch self {
    case .ios: "iPhone"
    case .ipados: "iPad"
    case .macos: "Mac"
    case .android: "Android phone or tablet"
    }
  }

  /// Whether a device of this platform has an earpiece unless its trace says otherwise.
  package var hasReceiver: Bool { self == .ios || self == .android }
}

/// A version of an operating system, compared number by number.
@usableFromInline package struct OSVersion: Hashable, Comparable, Sendable, CustomStringConvertible
{
  package var major: UInt16
  package var minor: UInt16
  package var patch: UInt16

  package init(_ major: UInt16, _ minor: UInt16 = 0, _ patch: UInt16 = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `"16"`, `"16.4"` or `"16.4.1"`; anything else gives nil.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var numbers: [UInt16] = []
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy({ (48...57).contains($0) }),
        let number = UInt16(part)
      else { return nil }
      numbers.append(number)
    }
    self.init(
      numbers[0], numbers.count > 1 ? numbers[1] : 0, numbers.count > 2 ? numbers[2] : 0)
  }

  @usableFromInline package static func < (left: OSVersion, right: OSVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  @usableFromInline package var description: String {
    patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)"
  }
}
