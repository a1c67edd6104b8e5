public import RouteMachine
internal import RouteModel
internal import TraceLog

/// What a recorder records, where it puts it, and how long it keeps it.
public struct RecorderOptions: Sendable {
  /// A folder for the recorder alone; made where it is missing, in a folder that is there.
  public var folder: String
  /// What the logs are called: lower-case letters, digits, `-`, `.` and `/`.
  ///
  /// The identifier in a log's header is this and a pseudonym of the installation.
  public var name: String
  /// The operating system that the app runs on.
  public var platform: Platform
  /// The system's version, as `"17.4"`; nil = not known.
  public var os: String?
  /// The host device's model, as `"iPhone 13"`; nil = not known.
  public var model: String?
  /// Whether the app reports its calls to CallKit.
  public var usesCallKit = false

  /// Whether names and identifiers of devices and calls stand in the log as they are.
  public var privacy = RecorderPrivacy.pseudonyms
  /// The key of the pseudonyms; nil = one in the folder, made at the first use.
  public var secret: RecorderSecret?

  /// How soon a record is safe.
  public var safety = RecorderSafety.written
  /// The most records that wait for the writer; what comes while it is full is counted and lost.
  ///
  /// The usual ones take 2.4 MB, and hold what comes in 160 ms at 100,000 records a second: as long
  /// as the disk, or a busier thread, may keep the writer.
  public var queueCapacity = 16_384
  /// The recorder goes on in another file when one has this many bytes.
  public var fileBytes = 1_048_576
  /// The recorder goes on in another file when one is this many hours old.
  public var fileHours = 24
  /// The oldest files are removed when all together have more bytes than this.
  public var keptBytes = 16_777_216
  /// Files are removed that were written last before this many days.
  public var keptDays = 14

  /// Keeps the last records in memory, this many, and writes them when it is told to; nil = writes
  /// all as they come.
  public var flightRecords: Int?

  /// The rule book that runs beside the recording; nil = none.
  public var rules: RuleBook?
  /// Called on the recorder's thread when the observed route leaves the one that the rules give.
  public var onDivergence: (@Sendable (RouteDivergence) -> Void)?

  /// Milliseconds between two looks of the writer while records come.
  package var pollMilliseconds: Int64 = 20
  /// Milliseconds without a record after which the writer sleeps until it is woken.
  package var quietMilliseconds: Int64 = 1000
  /// The milliseconds of a clock that never goes back and goes on while the device sleeps.
  package var clock: @Sendable () -> Int64 = SteadyClock.milliseconds {
    didSet { ownClock = clock }
  }
  /// The same where it is another than the system's.
  private(set) var ownClock: (@Sendable () -> Int64)?
  /// The wall clock's seconds since 1970, for people: when a file began.
  package var wallClock: @Sendable () -> Int64 = WallClock.seconds

  /// Options with their usual values.
  public init(folder: String, name: String, platform: Platform) {
    self.folder = folder
    self.name = name
    self.platform = platform
  }

  /// The operating systems.
  public enum Platform: UInt8, CaseIterable, Sendable {
    /// iPhone.
    case ios
    /// iPad.
    case ipados
    /// Mac.
    case macos
    /// Android phone or tablet.
    case android

    var word: RouteModel.Platform { RouteModel.Platform(rawValue: rawValue) ?? .ios }
  }
}

/// How soon a record is safe, and from what.
public enum RecorderSafety: Hashable, Sendable {
  /// In the system's hands at the writer's next look: survives the app's death, not a power cut.
  case written
  /// On the disk after at most this many milliseconds more: survives a power cut too.
  case synced(everyMilliseconds: Int)
  /// On the disk at the writer's next look; records that wait share one sync.
  case syncedAtOnce

  var durability: Durability {
    switch self {
    case .written: .none
    case .synced(let milliseconds): .every(milliseconds: milliseconds)
    case .syncedAtOnce: .record
    }
  }
}

/// Why a recorder cannot begin.
public struct RecorderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of the error.
  public var kind: Kind
  /// What is wrong, for people.
  public var message: String

  /// The message.
  public var description: String { message }

  /// The kinds of error.
  public enum Kind: Hashable, Sendable {
    /// Another recorder has the folder, in this process or another.
    case locked
    /// The folder, or a file in it, cannot be read or written.
    case folder
    /// No room on the disk.
    case diskFull
    /// An option has a value that it cannot have.
    case options
    /// The system said something else.
    case system
  }

  init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  init(_ error: LogError) {
    message = error.description
    kind =
      switch error.kind {
      case .locked: .locked
      case .diskFull: .diskFull
      case .readOnly, .removed, .notALog, .otherLog: .folder
      default: .system
      }
  }
}
