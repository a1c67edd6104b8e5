import RouteMachine
import RouteReplay

/// A remedy in one sentence.
enum RemedySentence {
  static func text(_ remedy: RemedyText) -> String {
    let events = remedy.events.joined(separator: ", then ")
    let who = remedy.owner == .app ? "the app can do this" : "a person can do this"
    let rule = remedy.rule.map { " by \($0)" } ?? ""
    return "\(events): gives \(remedy.route.joined(separator: " → "))\(rule); \(who)"
  }
}
