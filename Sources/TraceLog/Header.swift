package import RouteModel

/// A version of the trace format.
package struct FormatVersion: Hashable, Sendable, CustomStringConvertible {
  package var major: Int
  package var minor: Int

  package init(_ major: Int, _ minor: Int = 0) {
    self.major = major
    self.minor = minor
  }

  /// The newest version that this reader knows all of.
  package static let current = FormatVersion(1)

  package var description: String { minor == 0 ? "\(major)" : "\(major).\(minor)" }
}

/// The first line of a trace: what does not change while it lasts.
package struct Header: Hashable, Sendable {
  package var version: FormatVersion
  package var id: String
  package var circumstances: Circumstances
  /// The rule book to replay under, as it was written; whether it exists is not checked here.
  package var policy: String?
  package var host: Host
  package var app: App
  package var devices: [DeviceDeclaration]
  package var start: Start
  package var imported: Bool
  package var clock: Clock
  /// The wall-clock start, ISO 8601, as it was written.
  package var began: String?
  /// Of recorded logs: which part of the log this is, from 0.
  package var segment: Int?
  /// Of recorded logs: the last checksum of the part before.
  package var continues: UInt32?
  package var origin: Origin?
  package var title: String?
  package var source: [String]
  package var tags: [String]
  package var group: String?
  package var xfail: Expected?

  package init(id: String, circumstances: Circumstances) {
    version = .current
    self.id = id
    self.circumstances = circumstances
    host = Host()
    app = App()
    devices = []
    start = Start()
    imported = false
    clock = .milliseconds
    source = []
    tags = []
  }
}

/// What the header says of the host device beyond its circumstances.
package struct Host: Hashable, Sendable {
  package var model: String?
  /// The system's feature flags, in the order of their names' bytes.
  package var flags: [Flag]

  package init(model: String? = nil, flags: [Flag] = []) {
    self.model = model
    self.flags = flags
  }
}

/// A feature flag of the system.
package struct Flag: Hashable, Sendable {
  package var name: String
  package var isOn: Bool

  package init(name: String, isOn: Bool) {
    self.name = name
    self.isOn = isOn
  }
}

/// What the header says of the app beyond its circumstances.
package struct App: Hashable, Sendable {
  /// Whether the user sends audio at the start; false: only listens.
  package var sends: Bool
  /// nil where the trace does not say.
  package var permissions: Permissions?
  /// The SDK whose device picker the app uses.
  package var library: String?
  /// The picker's configured order.
  package var preferredDevices: [String]

  package init() {
    sends = true
    preferredDevices = []
  }
}

/// What the times of a trace are worth.
package enum Clock: UInt8, Word {
  case milliseconds
  case order

  package var meaning: String {
    switch self {
    case .milliseconds: "times are milliseconds since the start"
    case .order: "the log had no times: only the order of lines counts"
    }
  }
}

/// The recorded log that an ordinary trace was made from.
package struct Origin: Hashable, Sendable {
  package var records: Int?
  package var sum: UInt32?

  package init(records: Int? = nil, sum: UInt32? = nil) {
    self.records = records
    self.sum = sum
  }
}

/// That a trace is known to fail, and why.
package struct Expected: Hashable, Sendable {
  package var why: String
  package var cause: Cause

  package init(why: String, cause: Cause) {
    self.why = why
    self.cause = cause
  }

  /// Who is to blame for a known failure.
  package enum Cause: UInt8, Word {
    case sdk
    case device
    case book

    package var meaning: String {
      switch self {
      case .sdk: "an SDK misused the system"
      case .device: "the device broke the system's own rules"
      case .book: "the rule book does not know better yet"
      }
    }
  }
}

/// A device of the trace: what rules may know of it, and what people call it.
package struct DeviceDeclaration: Hashable, Sendable {
  package var id: String
  package var device: Device
  package var name: String?

  package init(id: String, device: Device, name: String? = nil) {
    self.id = id
    self.device = device
    self.name = name
  }
}
