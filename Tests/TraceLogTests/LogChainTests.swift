import RouteModel
import TestSupport
import Testing
import TraceLog

@Suite("The files of a log continue each other")
struct LogChainTests {
  /// The files that rotations leave, each with what it is worth.
  private static let files: [(name: String, verdict: LogVerdict)] = {
    var parts = [FaultyStorage()]
    let writer = try? LogWriter(parts[0], header: Logs.header(), names: Logs.names)
    for _ in 0..<3 {
      _ = try? writer?.append(Logs.lines[0], names: Logs.names)
      let next = FaultyStorage()
      parts.append(next)
      try? writer?.rotate(to: next, header: Logs.header(), names: Logs.names)
    }
    try? writer?.close()
    return parts.enumerated().map { ("part \($0)", Logs.verdict($1.bytes)) }
  }()

  private func breaks(_ files: [(name: String, verdict: LogVerdict)]) -> [LogChain.Break] {
    var chain = LogChain()
    for file in files { chain.add(file.name, file.verdict) }
    return chain.breaks
  }

  @Test func `all files in any order are whole`() {
    #expect(Self.files.count == 4 && Self.files.allSatisfy { $0.verdict.grade == .sealed })
    #expect(breaks(Self.files) == [])
    #expect(breaks(Self.files.reversed()) == [])
    // A copy is as good as the file; what stands before the first nobody can tell.
    #expect(breaks(Self.files + [("copy", Self.files[1].verdict)]) == [])
    #expect(breaks(Array(Self.files.dropFirst(2))) == [])
  }

  @Test func `a file that is missing is missed where it was`() {
    for index in 1...2 {
      var files = Self.files
      files.remove(at: index)
      #expect(
        breaks(files) == [
          LogChain.Break(
            file: "part \(index + 1)", previous: "part \(index - 1)", kind: .missing)
        ])
    }
  }

  @Test func `a file that continues another line is found`() {
    var files = Self.files
    files[1].verdict.lastSum = 7
    #expect(
      breaks(files) == [
        LogChain.Break(file: "part 2", previous: "part 1", kind: .notContinued)
      ])
    // Where the last line is damaged, that has been told already.
    files[1].verdict.lastSum = nil
    #expect(breaks(files) == [])
  }

  @Test func `files of other logs have nothing to continue`() {
    var files = Self.files
    files[1].verdict.beginning?.id = "log/b"
    files[1].verdict.id = "log/b"
    #expect(breaks(files).map(\.file) == ["part 2"])
    #expect(breaks([files[1], files[3]]) == [])
  }
}
