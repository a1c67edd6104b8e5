import RouteMachine
import RoutePolicies
package import RouteReplay
package import TraceLog

/// Which shard a report is, and of what: shards that differ in more than their number do not belong
/// together.
package struct ShardMark: Hashable, Sendable {
  /// From 1.
  package var number: Int
  package var count: Int
  /// The digest of the list of files, with their sizes.
  package var corpus: String
  /// The digest of the rule books.
  package var books: String
  package var policy: String?
  package var strictness: String
  package var filters: [String]
  package var isVerbose: Bool

  package init(
    number: Int, count: Int, files: [FoundFile], errors: [TraceError], options: ReplayOptions,
    filters: [String], isVerbose: Bool
  ) {
    self.number = number
    self.count = count
    var digest = UInt64(0)
    func add(_ text: String, _ number: Int64) {
      digest = Digest.of(Digest.spelled(digest) + text, Int(truncatingIfNeeded: number))
    }
    for file in files { add(file.path, file.bytes ?? -1) }
    for error in errors { add(error.description, -2) }
    corpus = Digest.spelled(digest)
    books = Self.digest(of: Policies.all)
    policy = options.policy
    strictness = Self.word(options.strictness)
    self.filters = filters
    self.isVerbose = isVerbose
  }

  /// What of the books is printed, so that shards of another version of them are noticed.
  private static func digest(of books: [RuleBook]) -> String {
    let texts = books.map { book in
      JSONTree.object(RulesSheet.members(book) + RulesSheet.sheets(book).map(\.member)).text()
    }
    return Digest.spelled(Digest.of(texts.joined(separator: "\n")))
  }

  private static func word(_ strictness: Strictness) -> String {
    switch strictness {
    case .byOrigin: "byOrigin"
    case .strict: "strict"
    case .lenient: "lenient"
    }
  }

  // MARK: JSON

  /// The member of a report's head, with the comma after it.
  var member: String {
    var output = JSONOutput()
    output.object("shard") { output in
      output.member("number", number)
      output.member("of", count)
      output.member("corpus", corpus)
      output.member("books", books)
      output.memberOrNull("policy", policy)
      output.member("strictness", strictness)
      output.strings("filters", filters)
      output.member("verbose", isVerbose)
    }
    return JSONDocument.text(output) + ","
  }

  /// Reads the mark of a report's head; nil where it is none.
  package init?(_ value: JSONValue) {
    guard let number = value["number"]?.integer, let count = value["of"]?.integer,
      (1...Self.most).contains(count), (1...count).contains(number),
      let corpus = value["corpus"]?.string, let books = value["books"]?.string,
      let strictness = value["strictness"]?.string, let filters = value["filters"]?.elements,
      let isVerbose = value["verbose"]?.flag, let policy = value["policy"]
    else { return nil }
    self.number = number
    self.count = count
    self.corpus = corpus
    self.books = books
    self.policy = policy.string
    self.strictness = strictness
    self.filters = filters.compactMap(\.string)
    self.isVerbose = isVerbose
  }

  /// Shards that a corpus can have.
  package static let most = 100_000

  /// What keeps two shards from belonging together, in words; nil where nothing does.
  package func difference(from other: ShardMark) -> String? {
    func differs(_ what: String, _ own: String, _ others: String) -> String? {
      own == others ? nil : "\(what) \(own), not \(others)"
    }
    func spelled(_ filters: [String]) -> String {
      filters.isEmpty ? "none" : filters.joined(separator: " ")
    }
    return differs("its number of shards is", "\(count)", "\(other.count)")
      ?? differs("it was made with rule books", books, other.books)
      ?? differs("its --policy is", policy ?? "none", other.policy ?? "none")
      ?? differs("its strictness is", strictness, other.strictness)
      ?? differs("its --filter is", spelled(filters), spelled(other.filters))
      ?? differs("its --verbose is", isVerbose ? "on" : "off", other.isVerbose ? "on" : "off")
      ?? differs("it is of the list of files", corpus, other.corpus)
  }

  /// The member that tells which recorded logs are not whole, with the comma after it.
  static func lossy(_ sentences: [String]) -> String {
    var output = JSONOutput()
    output.strings("lossy", sentences)
    return JSONDocument.text(output) + ","
  }
}
