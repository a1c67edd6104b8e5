internal import TraceLog

/// What names and identifiers become in a log.
struct Pseudonyms: Sendable {
  let secret: RecorderSecret
  let privacy: RecorderPrivacy

  /// The device's identifier in the log, one that the trace format takes.
  func device(_ identifier: String) -> String {
    if privacy == .asTheyAre, Self.isIdentifier(identifier), identifier != "phone" {
      return identifier
    }
    return "device-" + digits("device", identifier)
  }

  /// The call's identifier in the log.
  func call(_ identifier: String) -> String {
    if privacy == .asTheyAre, Self.isIdentifier(identifier) { return identifier }
    return "call-" + digits("call", identifier)
  }

  /// The name of a device in the log; equal names stay equal.
  func name(_ name: String) -> String {
    privacy == .asTheyAre ? name : "name-" + digits("name", name)
  }

  /// What tells this installation's logs from others'.
  var installation: String { digits("installation", "") }

  /// Twelve hexadecimal digits: among the 64 devices of a log, no two meet.
  private func digits(_ purpose: String, _ text: String) -> String {
    let bytes = [Array(purpose.utf8), [0], Array(text.utf8)].joined()
    let hash = SipHash.hash(bytes, key: (secret.low, secret.high)) >> 16
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 12 - digits.utf8.count) + digits
  }

  /// Whether the trace format takes a text as the identifier of a device or a call.
  private static func isIdentifier(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: false
        default: scalar != "@" && scalar != "!"
        }
      }
  }
}

/// Whether names and identifiers of devices and calls stand in a log as they are.
public enum RecorderPrivacy: Sendable {
  /// Pseudonyms: the same for the same device within an installation, different between two.
  case pseudonyms
  /// As they are.
  case asTheyAre
}
