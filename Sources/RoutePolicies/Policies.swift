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
  ]

  package static func named(_ name: String) -> RuleBook? { all.first { $0.name == name } }

  /// The book under which a trace is replayed that names none.
  package static func `default`(for platform: Platform) -> RuleBook? {
    switch platform {
    case .ios, .ipados: named("ios")
    case .macos: named("macos")
    case .android: named("android-voip")
    }
  }
}
