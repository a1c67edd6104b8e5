/// An observed route that is not the one that the rules give, and that nothing put right in time.
public struct RouteDivergence: Hashable, Sendable {
  /// Milliseconds from the recorder's start to the observation.
  public var milliseconds: Int64
  /// What the system stated, as `bluetoothHFP@device-1f… → builtInSpeaker`.
  public var observed: String
  /// What the rules give, spelled the same way.
  public var computed: String
  /// The rule that chose the computed route; nil where none did.
  public var rule: String?
}
