/// The limits of a trace, each enforced with a clear error.
@usableFromInline package enum Limits {
  /// Bytes in a line, its newline not counted.
  package static let lineBytes = 65_536
  /// Levels of arrays and objects within a line.
  package static let nesting = 32
  /// Devices that one trace may declare.
  package static let devices = 64
  /// Devices connected at one time.
  package static let connected = 8
  /// Calls that a trace may speak of at one time; a call's number is free again when it has ended.
  package static let calls = 64
  /// Calls on the board at one time.
  package static let callsAtOnce = 8
  /// Different strings of the open kinds (names of functions, errors, apps) in one trace.
  package static let symbols = 4096
  /// Traces in one file; identifiers are remembered to find a repeated one.
  package static let tracesInFile = 10_000_000
  /// The largest time, in milliseconds: about 285 years.
  package static let milliseconds: Int64 = 9_007_199_254_740_991
}
