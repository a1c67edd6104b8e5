package import RouteMachine

/// A point on which two rule books are documented to differ.
package struct DocumentedDifference: Sendable {
  /// Its name in a report, as `second-call`.
  package var name: String
  /// One sentence a book: what it does.
  package var says: (left: String, right: String)
  package var sources: [Source]
  /// The rules of either book that stand for it, without the book's name.
  package var rules: [String]
}

/// All that is documented of how two rule books differ.
///
/// Every rule that the books do not share stands for a point or is one of the means, so that a
/// difference without a point is one that nobody documented. Where rules of several points spoke, the
/// first point counts.
package struct Contrast: Sendable {
  package var left: String
  package var right: String
  package var points: [DocumentedDifference]
  /// Rules that part no routes: each book's own way of doing the same, and what only remembers.
  package var means: [String]
  /// The point for which it stands that one book waits to go where the other is.
  package var waiting: String?

  /// The same, seen from the other book.
  package var swapped: Contrast {
    Contrast(
      left: right, right: left,
      points: points.map { point in
        var point = point
        point.says = (point.says.right, point.says.left)
        return point
      }, means: means, waiting: waiting)
  }
}

/// Where the two route machines of Telecom differ.
enum TelecomDifferences {
  static let contrast = Contrast(
    left: Telecom14.rules.name, right: Telecom16.rules.name, points: points, means: means,
    waiting: "pending")

  /// The older machine sets its route, and a manager of its own keeps the link; the newer sets a
  /// destination, at which the route arrives.
  private static let means = [
    "then.hold", "then.destination.gone", "then.arrive", "then.earpiece", "then.headset",
    "then.speaker", "then.streaming", "choose.first", "then.was-on-speaker", "react.focus.none",
    "react.ringing.chosen", "react.user-left-bluetooth", "react.user-left-bluetooth.baseline",
    "react.user-took-bluetooth", "react.link.asked", "react.link.switched",
    "react.link.asked-again", "react.link.on-already", "react.link.given-up", "then.link.before",
    "then.link.opens", "then.link.closes",
  ]

  private static func point(
    _ name: String, _ older: String, _ newer: String,
    sources: [Source] = [Telecom.t14, Telecom.t16], _ rules: [String]
  ) -> DocumentedDifference {
    DocumentedDifference(name: name, says: (older, newer), sources: sources, rules: rules)
  }

  private static let manager: [Source] = [Telecom.manager14, Telecom.t16]

  private static let points: [DocumentedDifference] = calls + devices + links + routes

  private static let calls: [DocumentedDifference] = [
    point(
      "second-call", "a call that becomes active beside another keeps the route",
      "it finds the baseline again, and what a person chose for the first call is lost",
      ["react.focus.active.again"]),
    point(
      "start-of-call", "a call begins on the route that there is",
      "it finds the baseline, or takes the audio framework's communication device",
      ["react.focus.active.baseline", "react.focus.active.device"]),
    point(
      "ringing", "ringing on Bluetooth without in-band ring is a state of its own",
      "the route is not active, and a device chosen meanwhile is kept for the answer",
      [
        "react.focus.ringing", "react.focus.ringing.in-band", "react.ringing.bluetooth",
        "react.focus.active.chosen",
      ]),
    point(
      "left-bluetooth", "a person who left Bluetooth stays away from it until the call ends",
      "that is not remembered: a device that becomes active takes the route again",
      [
        "react.active-device.left", "react.active-device.present", "then.baseline.left",
      ]),
    point(
      "video", "the earpiece is skipped if any call has video",
      "only if the foreground call has",
      ["then.baseline.bluetooth.video", "then.baseline.video", "then.baseline.video-without"]),
  ]

  private static let devices: [DocumentedDifference] = [
    point(
      "dock", "a dock moves a route from the earpiece to the speaker, and no other",
      "a dock takes the speaker's place, and the route", ["react.dock-in"]),
    point(
      "speaker-by-others", "a speaker that others switch counts during calls, without Bluetooth",
      "it always counts, unless the machine waits for the speaker itself",
      [
        "react.speaker-on", "react.speaker-on.quiescent", "react.speaker-off",
        "react.speaker-off.ignored",
      ]),
  ]

  private static let links: [DocumentedDifference] = [
    point(
      "link-fails", "a refused link is tried three times, one without an answer for 5 s",
      "the first failure leads to the baseline without that device", sources: manager,
      [
        "react.link.refused", "react.link.refused.back", "react.link.refused.off",
        "react.link.refused.route", "react.link.retry", "react.link.timeout",
        "react.link.timeout.off", "react.link.timeout.route", "react.answer.failed",
      ]),
    point(
      "link-drops", "audio that drops leads to the baseline without Bluetooth",
      "to the baseline without that device: another headset may take over", sources: manager,
      [
        "react.link.lost", "react.link.lost.route", "react.link.lost.other",
        "react.link.device-gone", "react.answer.dropped", "react.answer.device-gone",
      ]),
    point(
      "headset-opens-audio", "audio that a headset opens makes the machine active, on Bluetooth",
      "the route adopts it, in a call or not", sources: manager,
      ["react.link.on", "react.link.on.route", "react.link.on.call", "react.answer.adopt"]),
  ]

  private static let routes: [DocumentedDifference] = [
    point(
      "pending", "a switch is done at once, before the speaker or the link answers",
      "the route waits for all answers that are owed",
      [
        "then.owe.speaker-off", "then.owe.speaker-on", "then.owe.audio-off", "then.owe.given-up",
        "then.owe.audio-on", "react.answer.speaker-on", "react.answer.speaker-off",
        "react.answer.audio-on", "react.answer.late", "react.answer.never",
        "react.answer.audio-off", "react.answer.left-device-gone", "react.focus.none.bluetooth",
      ]),
    point(
      "first-route", "the first route is Bluetooth where a device is active, then wire, phone",
      "wire, then phone: Bluetooth comes by its messages",
      ["then.first", "react.focus.none.afresh"]),
    point(
      "baseline", "Bluetooth is one route: the active device, else the one connected first",
      "each device is a route: the active one, else the newest that did not fail",
      ["then.bluetooth", "then.baseline.bluetooth", "then.baseline"]),
  ]
}
