import RouteMachine
import RouteModel
import TraceLog

/// What a replay knows of a trace whose header it has read.
struct BegunTrace {
  var header: Header
  var book: RuleBook
  var file: String
  var line: Int
  var options: ReplayOptions

  func player() -> TracePlayer {
    TracePlayer(
      header: header, book: book, file: file, line: line, strictness: options.strictness)
  }
}

/// Takes the lines of one trace, one after another.
protocol LinePlayer {
  var result: TraceResult { get }
  /// Takes the lines that come next as long as they need not be read.
  mutating func takeKnown(_ reader: inout TraceReader)
  /// Takes the line that was just read.
  mutating func take(_ line: Line, _ reader: TraceReader)
  /// Ends the trace and gives its result.
  mutating func finish() -> TraceResult
}

/// Where the players of a run's traces come from.
protocol LinePlayers {
  associatedtype Player: LinePlayer

  func player(_ begun: BegunTrace) -> Player
  /// Begins the next trace if its header need not be read.
  func next(_ reader: inout TraceReader, _ options: ReplayOptions) -> NextTrace<Player>?
}

/// A trace whose header was not read.
struct NextTrace<Player> {
  /// The line of the header.
  var line: Int
  /// See `Header.key`.
  var key: UInt64
  var player: Player
}

/// The player itself, and who looks on at its steps.
struct WatchedPlayers: LinePlayers {
  struct Player: LinePlayer {
    fileprivate var player: TracePlayer
    fileprivate var onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?

    var result: TraceResult { player.result }

    mutating func takeKnown(_ reader: inout TraceReader) {}

    mutating func take(_ line: Line, _ reader: TraceReader) {
      guard let onStep else { return player.pass(line, names: reader.names) }
      for step in player.take(line, names: reader.names) { onStep(step, player, reader.names) }
    }

    mutating func finish() -> TraceResult { player.finish() }
  }

  var onStep: ((PlayedStep, TracePlayer, NameTable) -> Void)?

  func player(_ begun: BegunTrace) -> Player { Player(player: begun.player(), onStep: onStep) }

  func next(_ reader: inout TraceReader, _ options: ReplayOptions) -> NextTrace<Player>? { nil }
}
