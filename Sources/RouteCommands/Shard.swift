import ReplayReports
import TraceLog

/// One of several shares of a list of files.
struct Shard: Hashable {
  /// From 1.
  var number: Int
  var count: Int

  init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// What the command line asks for; nil where it asks for no shard.
  init?(_ arguments: Arguments) throws(UsageError) {
    guard let word = arguments.value("--shard") else { return nil }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...ShardMark.most).contains(count), (1...count).contains(number)
    else {
      throw UsageError(
        "--shard is I/N, as 2/8: the second of eight; I from 1 to N, N at most \(ShardMark.most), "
          + "not \"\(word)\"")
    }
    if arguments.has("--fail-fast") {
      throw UsageError("--fail-fast and --shard exclude each other: shards do not know each other")
    }
    self.init(number: number, count: count)
  }

  /// What a file costs beside its bytes, in bytes of a trace.
  private static let fileBytes: Int64 = 1024

  /// The files of this shard: those whose middle lies in it when all stand in a row.
  ///
  /// So shards are runs of the list, each file is in exactly one, and none is larger than its share
  /// by more than half of a file at either end.
  func files(of files: [FoundFile]) -> [FoundFile] {
    let weights = files.map { UInt64(max(0, $0.bytes ?? 0)) + UInt64(Self.fileBytes) }
    let total = weights.reduce(0, +)
    var before: UInt64 = 0
    var taken: [FoundFile] = []
    for (file, weight) in zip(files, weights) {
      let middle = before + weight / 2
      before += weight
      let product = middle.multipliedFullWidth(by: UInt64(count))
      let place = total.dividingFullWidth(product).quotient
      if place == UInt64(number - 1) { taken.append(file) }
    }
    return taken
  }
}
