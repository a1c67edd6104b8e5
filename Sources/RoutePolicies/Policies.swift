package import RouteMachine
package import RouteModel

/// The rule books that there are; a new one is a file and one line here.
package enum Policies {
  package static let all: [RuleBook] = [
    Agora2020.book,
    Agora2020Android.book,
    FaceTimeGuide.book,
    IOSBook.book,
    MacOSBook.book,
    AndroidVoIP.book,
    Telecom14.book,
    Telecom16.book,
    AudioSwitch.book,
    AudioSwitch.liveKit,
    AppRTC.book,
    CoreTelecom.book,
  ]

  /// The book of a name, or of a name with variants switched on: `ios`, `ios+NAME`, `ios+ONE+TWO`.
  package static func named(_ name: String) -> RuleBook? {
    let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    return parts.dropFirst().reduce(all.first { $0.name == parts.first }) { book, variant in
      book?.with(variant: variant)
    }
  }

  /// What is documented of how two books differ, by their names; nil where nothing is.
  package static func contrast(_ left: String, _ right: String) -> Contrast? {
    let known = TelecomDifferences.contrast
    return [known, known.swapped].first { $0.left == left && $0.right == right }
  }

  /// The name of a book without its variants.
  package static func base(of name: String) -> String {
    String(name.prefix { $0 != "+" })
  }

  /// The books, and each once more with each of its variants.
  package static var withVariants: [RuleBook] {
    all.flatMap { book in [book] + book.variants.compactMap { book.with(variant: $0.name) } }
  }

  /// A sentence for a name that is none.
  package static func unknown(_ name: String) -> String {
    let near = Spelling.nearest(to: name, among: withVariants.map(\.name))
    return "unknown policy \"\(name)\"; "
      + (near.map { "did you mean \"\($0)\"?" }
        ?? "known: \(all.map(\.name).joined(separator: ", "))")
  }

  /// The book under which a trace is replayed that names none.
  package static func `default`(for platform: Platform) -> RuleBook? {
    switch platform {
    case .ios, .ipados: named("ios")
    case .macos: named("macos")
    case .android: named("android-voip")
    }
  }
}
