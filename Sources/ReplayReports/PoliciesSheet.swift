package import RouteMachine
import RouteModel
import RoutePolicies

/// The rule books as a table.
package enum PoliciesSheet {
  package static func sheet(_ books: [RuleBook]) -> Sheet {
    Sheet(
      "policies", "the rule books that a trace can be replayed under",
      columns: [
        "name", "title", "platforms", "defaultOf", "versions", "rules", "sources", "models",
        "variants",
      ],
      rows: books.map { book in
        [
          .string(book.name), .string(book.title), .strings(book.platforms.members.map(\.name)),
          .strings(defaults(book)), .string(book.versions), .number(book.rules.count),
          .strings(book.sources.map(\.text)), .strings(book.models),
          .list(book.variants.map(variant)),
        ]
      })
  }

  /// A book as a paragraph: what a table has no room for.
  package static func text(_ books: [RuleBook]) -> String {
    let width = (books.map { Layout.columns($0.name) }.max() ?? 0) + 2
    let lines = books.map { book in
      let defaults = defaults(book)
      let platforms = book.platforms.members.map { platform in
        defaults.contains(platform.name) ? "\(platform.name) (default)" : platform.name
      }
      let facts = "\(platforms.joined(separator: ", ")); \(book.versions)"
      var lines = Layout.hanging(book.name, book.title, indent: 0, labelWidth: width)
      lines += Layout.hanging(
        "", "\(facts); \(Layout.count(book.rules.count, "rule"))", indent: 0, labelWidth: width)
      for source in book.sources {
        lines += Layout.hanging("", source.text, indent: 0, labelWidth: width)
      }
      if !book.models.isEmpty {
        lines += Layout.hanging(
          "", "models \(book.models.joined(separator: ", ")), whose claims it judges", indent: 0,
          labelWidth: width)
      }
      for variant in book.variants {
        lines += Layout.hanging(
          "", "+\(variant.name): \(variant.says)", indent: 0, labelWidth: width)
      }
      return lines.joined(separator: "\n") + "\n"
    }
    return lines.joined(separator: "\n")
  }

  /// Another reading that `--policy BOOK+NAME` switches on.
  private static func variant(_ variant: Variant) -> JSONTree {
    [
      "name": .string(variant.name), "says": .string(variant.says),
      "sources": .strings(variant.sources.map(\.text)),
    ]
  }

  /// The platforms whose traces are replayed under the book unless they name another.
  private static func defaults(_ book: RuleBook) -> [String] {
    Platform.allCases.filter { Policies.default(for: $0)?.name == book.name }.map(\.name)
  }
}
