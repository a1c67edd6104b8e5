package import RouteModel

/// How sure a rule is.
package enum Confidence: UInt8, Word {
  case documented
  case shipped
  case reported
  case singleReport
  case document
  case reading
  case inferred

  package var meaning: String {
    switch self {
    case .documented: "the platform's maker says so"
    case .shipped: "a vendor's documentation or shipped source says so"
    case .reported: "several people reported it"
    case .singleReport: "one report alone supports it"
    case .document: "the document of this book says so; nothing else was asked"
    case .reading: "our reading where the document leaves it open"
    case .inferred: "composed from other rules; no source says it in full"
    }
  }
}

/// Where a rule comes from.
package struct Source: Hashable, Sendable {
  package var text: String

  package init(_ text: String) { self.text = text }
}

extension Source: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}

/// The systems for which a rule is stated.
package struct Scope: Hashable, Sendable {
  package var platforms: WordSet<Platform>
  /// For each platform, the first version; platforms that are not named have no lower bound.
  package var from: [Platform: OSVersion]
  /// For each platform, the first version that it is not stated for any more.
  package var before: [Platform: OSVersion]

  package static let everywhere = Scope()

  package init(
    _ platforms: WordSet<Platform> = .all, from: [Platform: OSVersion] = [:],
    before: [Platform: OSVersion] = [:]
  ) {
    self.platforms = platforms
    self.from = from
    self.before = before
  }

  /// Whether the rule is stated for this system; an unknown version counts as the newest.
  package func covers(_ circumstances: Circumstances) -> Bool {
    let platform = circumstances.platform
    guard platforms.contains(platform) else { return false }
    guard let os = circumstances.os else { return before[platform] == nil }
    return from[platform].map { os >= $0 } ?? true && before[platform].map { os < $0 } ?? true
  }

  /// For people: "iOS 15 and later".
  package var text: String {
    let parts = Platform.allCases.filter { platforms.contains($0) }.compactMap { platform in
      switch (from[platform], before[platform]) {
      case (nil, nil): platforms == .all ? nil : platform.name
      case (let from?, nil): "\(platform.name) \(from) and later"
      case (nil, let before?): "\(platform.name) before \(before)"
      case (let from?, let before?): "\(platform.name) \(from) to before \(before)"
      }
    }
    return parts.isEmpty ? "all versions" : parts.joined(separator: ", ")
  }
}

/// What a document says of the sound on a route.
package struct Quality: Hashable, Sendable {
  /// In milliseconds.
  package var latency: ClosedRange<Int>
  package var duplex: String
  package var needs: String

  package init(latency: ClosedRange<Int>, duplex: String, needs: String) {
    self.latency = latency
    self.duplex = duplex
    self.needs = needs
  }
}

/// A row of a rule book.
package struct Rule: Sendable {
  /// Unique in the book.
  package var id: String
  /// One sentence that follows the identifier in a report.
  package var says: String
  /// All must hold.
  package var when: [Condition]
  package var does: Action
  package var sources: [Source]
  package var scope: Scope
  package var confidence: Confidence
  package var quality: Quality?

  /// What a rule gives, and so in which stage it stands.
  package enum Action: Sendable {
    /// Lets endpoints of the class be chosen.
    case admit(EndpointClass)
    /// Leaves endpoints of the class out, whatever a later rule says.
    case leaveOut(EndpointClass)
    /// Chooses an endpoint; falls through to the next rule where the selector finds nothing.
    case choose(Selector)
    /// Chooses that there is no route.
    case saysNothing
    /// Completes the choice to a route.
    case pair(input: Selector, output: Selector)
    /// Leaves out every endpoint of the devices in a remembered set.
    case leaveOutRemembered(Cell)
    /// Attaches words to the route.
    case advise(String)
    /// On these events, changes the book's memory.
    case react(WordSet<EventKind>, [Effect])
    /// After the reactions to these events: what the machine then tells itself. These rules are
    /// taken in table order, and each sees what those before it did.
    case follow(WordSet<EventKind>, [Effect])
  }

  package init(
    _ id: String, _ says: String, when: [Condition] = [], _ does: Action, sources: [Source],
    scope: Scope = .everywhere, confidence: Confidence = .document, quality: Quality? = nil
  ) {
    self.id = id
    self.says = says
    self.when = when
    self.does = does
    self.sources = sources
    self.scope = scope
    self.confidence = confidence
    self.quality = quality
  }

  package var stage: Stage {
    switch does {
    case .admit, .leaveOut, .leaveOutRemembered: .admission
    case .choose, .saysNothing: .choice
    case .pair: .pairing
    case .advise: .advice
    case .react: .reaction
    case .follow: .consequence
    }
  }
}

/// The stages of a step, in their order.
package enum Stage: UInt8, Word {
  case reaction
  case consequence
  case admission
  case choice
  case pairing
  case advice

  /// Whether rules of this stage change what is remembered, and so decide no route themselves.
  package var changesMemory: Bool { self == .reaction || self == .consequence }

  package var meaning: String {
    switch self {
    case .reaction: "what an event does to what is remembered; every rule that matches fires"
    case .consequence: "what a machine then tells itself; each rule sees what those before it did"
    case .admission: "which endpoints can be chosen; the first matching rule decides for each"
    case .choice: "which endpoint is chosen; the first rule that finds one decides"
    case .pairing: "what the choice is paired with; the first matching rule decides"
    case .advice: "words attached to the route; every rule that matches fires"
    }
  }
}

/// A change of a book's memory, from a closed list.
package enum Effect: Hashable, Sendable {
  case set(Cell, Operand)
  case clear(Cell)
  /// Adds devices to a set of devices.
  case add(Cell, Operand)
  /// Removes devices from a set of devices.
  case remove(Cell, Operand)
  case count(Cell)
  case start(Timer, milliseconds: Int64)
  case cancel(Timer)
}

/// The value of an effect.
package enum Operand: Hashable, Sendable {
  case constant(Value)
  /// The endpoint that the event names, as resolved among connected devices; by side.
  case eventEndpoint(Side)
  /// Who did it; the app where the event does not say.
  case eventActor
  /// The port that the cell's endpoint has, on the event's device.
  case samePortOnEventDevice(Cell)
  /// The event's device, as a set of one.
  case eventDevice
  /// All connected devices of the class, as a set.
  case devices(EndpointClass)
  /// The route before the event.
  case routeBefore
  /// What a selector finds now.
  case selected(Selector)
  /// What another cell holds.
  case copy(Cell)
  /// The device of a remembered endpoint, as a set of one.
  case deviceOf(Cell)
}

/// Which cells of a book's memory keep facts that evidence may state beside the route; where a cell
/// is nil, the world says it, or nothing does.
package struct Keeping: Sendable {
  /// The endpoint that is being connected or asked for.
  package var pending: Cell?
  /// The endpoint that is selected, whether or not audio goes there.
  package var selected: Cell?
  package var muted: Cell?
  /// The host device's own outputs that are not available; `start.available` says so at the start.
  package var hidden: Cell?
  /// The link that the book opens: its state, a word of `LinkState`, and its endpoint.
  package var link: (state: Cell, endpoint: Cell)?
  /// Where the book's machine stands, and the values with which it is active.
  package var activity: (state: Cell, active: Set<Value>)?

  package init() {}
}

/// A named change of a rule book, for where its sources disagree: the other reading, to switch on.
package struct Variant: Sendable {
  package var name: String
  /// One sentence: what is otherwise with it.
  package var says: String
  package var sources: [Source]
  package var changes: [Change]

  /// A change of the book's rules, in closed words.
  package enum Change: Sendable {
    /// The rule of that identifier is not asked.
    case leaveOut(String)
    /// Another rule stands in its place.
    case replace(String, with: Rule)
    /// These are asked right before it.
    case insert([Rule], before: String)
  }

  package init(_ name: String, _ says: String, sources: [Source], changes: [Change]) {
    self.name = name
    self.says = says
    self.sources = sources
    self.changes = changes
  }
}

/// A rule book: its rules in the order in which they are tried, and what is said of the book.
///
/// Opaque to apps: `RoutePolicies` gives them, a recorder takes them.
public struct RuleBook: Sendable {
  package var name: String
  package var title: String
  package var platforms: WordSet<Platform>
  package var versions: String
  package var sources: [Source]
  /// Within this time, in milliseconds, an observation may still be put right by a later one.
  package var settlingTime: Int64
  /// Whether the book assumes a configured session where a trace never says how it was.
  package var assumesSession: Bool
  package var cells: [Cell]
  package var rules: [Rule]
  /// Other readings that can be switched on, `NAME+VARIANT`.
  package var variants: [Variant]
  /// The cells that keep facts which evidence may state.
  package var keeps: Keeping
  /// The SDKs whose behaviour the rules are, as `by` of a claim names them; empty in a system's book.
  package var models: [String]

  package init(
    name: String, title: String, platforms: WordSet<Platform>, versions: String,
    sources: [Source], settlingTime: Int64, assumesSession: Bool = false, cells: [Cell],
    rules: [Rule], variants: [Variant] = [], keeps: Keeping = Keeping(), models: [String] = []
  ) {
    self.models = models
    self.variants = variants
    self.keeps = keeps
    self.assumesSession = assumesSession
    self.name = name
    self.title = title
    self.platforms = platforms
    self.versions = versions
    self.sources = sources
    self.settlingTime = settlingTime
    self.cells = cells
    self.rules = rules
  }

  /// The book with one of its variants switched on; nil where it has none of that name left.
  package func with(variant name: String) -> RuleBook? {
    guard let variant = variants.first(where: { $0.name == name }) else { return nil }
    var book = self
    book.name += "+" + name
    book.title += "; " + variant.says
    book.sources += variant.sources
    book.variants.removeAll { $0.name == name }
    book.rules = variant.changes.reduce(rules) { rules, change in
      rules.flatMap { rule in
        switch change {
        case .leaveOut(let id): rule.id == id ? [] : [rule]
        case .replace(let id, let other): rule.id == id ? [other] : [rule]
        case .insert(let more, let id): rule.id == id ? more + [rule] : [rule]
        }
      }
    }
    return book
  }

  package func serves(_ platform: Platform) -> Bool { platforms.contains(platform) }
}
