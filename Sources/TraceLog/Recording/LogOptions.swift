/// How safe a record is when it is acknowledged.
package enum Durability: Hashable, Sendable {
  /// After `write`: survives the death of the process, not a power cut. Nothing is ever synced.
  case none
  /// After the sync that covers it, at most this many milliseconds later.
  case every(milliseconds: Int)
  /// After the sync that covers it, at once; records that wait share one.
  case record
}

/// How a log is written.
package struct LogOptions: Sendable {
  package var durability = Durability.record
  /// A new segment is due once the segment has this many bytes; nil: never.
  package var segmentBytes: Int64?
  /// A new segment is due once the segment is this many milliseconds old; nil: never.
  package var segmentMilliseconds: Int64?
  /// The most bytes that wait for a write; a line that finds no room is refused.
  package var bufferBytes = 256 * 1024
  /// Whether the file is made longer than its lines ahead of time.
  ///
  /// A sync then need not write its new length, which is faster where each record is synced. Until
  /// the space is given back, or where the process dies, NUL bytes stand after the last line: a torn
  /// tail that nothing is lost in.
  package var setsSpaceAside = false
  /// The milliseconds of a clock that never goes back.
  package var clock: @Sendable () -> Int64 = SteadyClock.milliseconds {
    didSet { roughClock = clock }
  }
  /// The same where up to ten milliseconds more or less do not matter; it is read at every write.
  private(set) var roughClock: @Sendable () -> Int64 = SteadyClock.roughMilliseconds

  package init(durability: Durability = .record) { self.durability = durability }
}

/// A record's place in a log, over its segments.
package struct LogPlace: Hashable, Sendable, Comparable {
  package var segment: Int
  /// The line's `seq`.
  package var seq: Int64

  package init(segment: Int, seq: Int64) {
    self.segment = segment
    self.seq = seq
  }

  package static func < (left: LogPlace, right: LogPlace) -> Bool {
    (left.segment, left.seq) < (right.segment, right.seq)
  }
}
