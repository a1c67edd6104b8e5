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

  package static func named(_ name: String) -> RuleBook? { all.first { $0.name == name } }

  /// A sentence for a name that is none.
  package static func unknown(_ name: String) -> String {
    let names = all.map(\.name)
    let near = Spelling.nearest(to: name, among: names)
    return "unknown policy \"\(name)\"; "
      + (near.map { "did you mean \"\($0)\"?" } ?? "known: \(names.joined(separator: ", "))")
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
