/// Whether the files of a log continue each other.
///
/// A file's first header says which segment of the log it is, and the sum of the last line before
/// it. What stands before the first file, and after the last, nobody can tell.
package struct LogChain {
  /// A place where one file does not continue another.
  package struct Break: Hashable, Sendable {
    /// The file whose first header does not follow.
    package var file: String
    /// The file before it, by the numbers of their segments.
    package var previous: String
    package var kind: Kind

    package init(file: String, previous: String, kind: Kind) {
      self.file = file
      self.previous = previous
      self.kind = kind
    }

    /// What is wrong between two files.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
      /// Segments between the two are in no file that was given.
      case missing
      /// It continues another line than the last of the file before.
      case notContinued
    }

    package var message: String {
      switch kind {
      case .missing: "segments are missing between \(previous) and this file"
      case .notContinued: "continues another line than the last of \(previous)"
      }
    }
  }

  private struct File {
    var name: String
    var beginning: LogVerdict.Beginning
    var end: LogVerdict.Ending
  }

  private var files: [String: [File]] = [:]
  private var ids: [String] = []

  package init() {}

  /// Takes a file and what it was found to be worth, in any order.
  package mutating func add(_ file: String, _ verdict: LogVerdict) {
    guard let beginning = verdict.beginning, let ending = verdict.ending,
      beginning.id == ending.id
    else { return }
    if files[beginning.id] == nil { ids.append(beginning.id) }
    files[beginning.id, default: []].append(
      File(name: file, beginning: beginning, end: ending))
  }

  /// Where files of the same log do not continue each other, in the order of their segments.
  package var breaks: [Break] { ids.flatMap { breaks(of: files[$0] ?? []) } }

  private func breaks(of files: [File]) -> [Break] {
    files.sorted { $0.beginning.segment < $1.beginning.segment }.compactMap { file in
      let before = files.filter { $0.end.segment < file.beginning.segment }
      guard let most = before.map(\.end.segment).max() else { return nil }
      // Copies of a file are as good as the file.
      let previous = before.filter { $0.end.segment == most }
      guard let last = previous.first else { return nil }
      func found(_ kind: Break.Kind) -> Break {
        Break(file: file.name, previous: last.name, kind: kind)
      }
      if most + 1 < file.beginning.segment { return found(.missing) }
      // Where the last line is damaged, nobody knows its sum, and the damage has been told.
      let follows = previous.contains {
        $0.end.sum == nil || $0.end.sum == file.beginning.continues
      }
      return follows ? nil : found(.notContinued)
    }
  }
}
