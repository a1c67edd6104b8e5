package import RouteMachine
package import RouteModel

/// The rule books that there are; a new one is a file and one line here.
package enum Policies {
  private static let shelf: [(name: String, book: @Sendable () -> RuleBook)] = [
    ("agora-2020", { Agora2020.book }),
    ("agora-2020-android", { Agora2020Android.book }),
    ("facetime-guide", { FaceTimeGuide.book }),
    ("ios", { IOSBook.book }),
    ("macos", { MacOSBook.book }),
    ("android-voip", { AndroidVoIP.book }),
    ("telecom14", { Telecom14.book }),
    ("telecom16", { Telecom16.book }),
    ("audioswitch", { AudioSwitch.book }),
    ("audioswitch-livekit", { AudioSwitch.liveKit }),
    ("apprtc", { AppRTC.book }),
    ("core-telecom", { CoreTelecom.book }),
  ]

  /// All of them; a book is made when it is first asked for, which takes most of a short run's time.
  package static var all: [RuleBook] { shelf.map { $0.book() } }

  /// Their names, without the variants'.
  package static var names: [String] { shelf.map(\.name) }

  /// The book of a name, or of a name with variants switched on: `ios`, `ios+NAME`, `ios+ONE+TWO`.
  package static func named(_ name: String) -> RuleBook? {
    if let known = shelf.first(where: { $0.name == name }) { return known.book() }
    let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    guard let own = shelf.first(where: { $0.name == parts.first }) else { return nil }
    return parts.dropFirst().reduce(Optional(own.book())) { book, variant in
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
        ?? "known: \(names.joined(separator: ", "))")
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
