import Foundation
import ReplayReports
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import Testing
import TraceLog

/// What the traces of the repository show, and what of the rule books they show.
@Suite struct CorpusTests {
  /// Traces whose book is there; a trace of a book that is none is a failure of its own.
  static let replayable = Corpus.traces.filter { trace in
    trace.header.policy.map { Policies.named($0) != nil } ?? false
  }

  @Test(arguments: Set(replayable.map(\.file)).sorted())
  func aFileReplaysWithoutAFailure(file: String) {
    var run = ReplayRun(ReplayOptions())
    var reporter = TextReporter(options: ReportOptions())
    run.replay(file) { result in
      #expect(
        !result.outcome.isFailure && result.outcome != .unreadable, "\(reporter.take(result))")
    }
  }

  @Test func everyFileHoldsATrace() {
    #expect(!Corpus.files.isEmpty)
    let withTraces = Set(Corpus.traces.map(\.file))
    for file in Corpus.files { #expect(withTraces.contains(file), "\(file) holds no trace") }
  }

  @Test func everyTraceNamesABookAndItsSource() throws {
    for trace in Corpus.traces {
      #expect(trace.header.policy != nil, "\(trace.header.id) names no policy")
      if trace.header.source.isEmpty {
        // What a recorder wrote has no words of ours: the page of its folder says where it is from.
        let file = URL(fileURLWithPath: trace.file)
        let page = file.deletingLastPathComponent().appendingPathComponent("README.md")
        let told = trace.header.began != nil ? try String(contentsOf: page, encoding: .utf8) : ""
        #expect(
          told.contains("`\(file.lastPathComponent)`"), "\(trace.header.id) cites no source")
      }
    }
    let missing = Set(Corpus.traces.compactMap(\.header.policy)).filter {
      Policies.named($0) == nil
    }
    #expect(missing.isEmpty, "no book is called \(missing.sorted().joined(separator: ", "))")
  }

  @Test func aTraceOfADocumentIsCalledAsItsFile() {
    for trace in Corpus.traces where trace.file.contains("/traces/documents/") {
      #expect(trace.file == "\(Corpus.root)/traces/\(trace.header.id).jsonl")
      let rules = Policies.named(trace.header.policy ?? "")?.rules.map(\.id) ?? []
      for tag in trace.header.tags {
        #expect(rules.contains(tag), "\(trace.header.id) is about \(tag), which is no rule")
      }
      #expect(
        trace.header.tags.contains { trace.header.id.contains("/\($0)-") },
        "\(trace.header.id) is not called after a rule that it is about")
    }
  }

  @Test(arguments: Policies.all.map(\.name))
  func everyRuleFires(name: String) throws {
    let book = try #require(Policies.named(name))
    let traces = Corpus.traces.filter { $0.header.policy == name }
    // Documents are covered by their own folder, and twice.
    let isDocument = Corpus.documentBooks.contains { $0.name == name }
    let counted = isDocument ? Corpus.documents(of: book) : traces
    var counts = [Int](repeating: 0, count: book.rules.count)
    var tagged: [String: Int] = [:]
    for trace in counted {
      for place in trace.fired(under: book) { counts[place] += 1 }
      for tag in trace.header.tags { tagged[tag, default: 0] += 1 }
    }
    let needed = isDocument ? 2 : 1
    let rare = book.rules.indices.filter { counts[$0] < needed }
    #expect(
      rare.isEmpty,
      "\(name) fires too rarely: \(rare.map { "\(book.rules[$0].id) (\(counts[$0]))" })")
    guard isDocument else { return }
    let untold = book.rules.map(\.id).filter { tagged[$0, default: 0] < 2 }
    #expect(untold.isEmpty, "\(name): fewer than two traces are about \(untold)")
  }

  /// What each document says, by the rules that were agreed to stand for it.
  static let agreedRules: [(book: String, rules: [String])] = [
    (
      "agora-2020",
      [
        "phone.answered-on-phone", "phone.answered-on-device", "phone.call-audio-routing",
        "phone.in-call-choice", "voip.last-call-route", "voip.bluetooth-first",
        "voip.control-center", "voip.preferred-input", "voip.resumed-after-phone-call",
        "route.same-device", "speaker.system-call-only", "speaker.sender-silent",
        "speaker.listener-plays",
      ]
    ),
    (
      "agora-2020-android",
      ["android.permission", "android.sco-required", "android.sco-off-call"]
    ),
    (
      "facetime-guide",
      [
        "facetime.a2dp-overridden", "facetime.mic-stays-internal", "facetime.hfp-headset",
        "facetime.airplay2", "facetime.airplay2-network", "facetime.mac-usb",
        "facetime.mac-continuity", "facetime.sip-bridge", "facetime.accessibility-setting",
        "facetime.speaker-button", "facetime.le-audio",
      ]
    ),
  ]

  @Test func everySentenceOfADocumentIsARule() {
    for (book, rules) in Self.agreedRules {
      let known = Policies.named(book)?.rules.map(\.id) ?? []
      for rule in rules { #expect(known.contains(rule), "\(book) has no rule \(rule)") }
    }
  }

  @Test func theOrderOfFilesChangesNothing() {
    func results(_ files: [String]) -> [String: String] {
      var run = ReplayRun(ReplayOptions())
      var results: [String: String] = [:]
      for file in files {
        run.replay(file) { result in
          var reports = Reporters.all.map { $0.init(options: ReportOptions()) }
          let texts = reports.indices.map { reports[$0].take(result) }
          results["\(file):\(result.line)"] =
            "\(result.outcome.name) \(result.events) \(result.ignored) \(result.rejected) "
            + "\(result.judged) \(result.counts) \(texts)"
        }
      }
      return results
    }
    let files = Set(Self.replayable.map(\.file)).sorted()
    let forward = results(files)
    #expect(forward.count >= files.count)
    #expect(results(files) == forward)
    #expect(results(files.reversed()) == forward)
  }

  // MARK: Conditions

  /// Conditions that cannot come out both ways where their rule is asked, and why.
  static let oneSided: [String: String] = [:]

  @Test(arguments: Corpus.documentBooks.map(\.name))
  func everyConditionIsSeenBothWays(name: String) throws {
    let book = try #require(Policies.named(name))
    var seen = book.rules.map { $0.when.map { _ in (true: false, false: false) } }
    for trace in Corpus.documents(of: book) {
      _ = trace.replay(under: book) { step, machine in
        var moment = step.moment
        for (place, compiled) in machine.rules.enumerated() {
          if case .react(let kinds, _) = compiled.rule.does {
            guard let event = moment.event, kinds.contains(event.kind) else { continue }
            moment.memory = moment.memoryBefore
          } else {
            moment.memory = step.state.memory
          }
          moment.chosen = step.decision.chosen
          for (number, condition) in compiled.rule.when.enumerated() {
            let holds = condition.holds(condition.facts.map { $0.read(moment) })
            if holds { seen[place][number].true = true } else { seen[place][number].false = true }
          }
        }
      }
    }
    var exceptions: [String] = []
    for (place, rule) in book.rules.enumerated() {
      for (number, condition) in rule.when.enumerated() {
        let (wasTrue, wasFalse) = seen[place][number]
        guard !(wasTrue && wasFalse) else { continue }
        exceptions.append("\(name) \(rule.id): \(condition.name)")
      }
    }
    let unexplained = exceptions.filter { Self.oneSided[$0] == nil }
    #expect(unexplained.isEmpty, "seen one way only: \(unexplained.joined(separator: "; "))")
    let outdated = Self.oneSided.keys.filter {
      $0.hasPrefix("\(name) ") && !exceptions.contains($0)
    }
    #expect(outdated.isEmpty, "no exceptions any more: \(outdated.sorted())")
  }
}
