import RouteModel
import TraceLog

/// The words of the trace format, from the tables that read and write it.
package enum VocabularySheets {
  package static var all: [Sheet] {
    [
      events, arguments, ports, devices, words(Profile.self, "profiles", "how accessories connect"),
      words(Category.self, "categories", "audio session categories, by their Swift names"),
      words(Mode.self, "modes", "audio session modes, by their Swift names"),
      words(CategoryOption.self, "options", "audio session category options"), settings,
      words(Permission.self, "permissions", "Android permissions that routing depends on"),
      words(AudioMode.self, "audioModes", "modes of Android's AudioManager"), messages,
      words(Column.self, "columns", "the columns of evidence, never merged"),
      words(Timer.self, "timers", "timers that rule books start"),
      words(CallKind.self, "callKinds", "who carries a call"),
      words(CallState.self, "callStates", "where a call stands"),
      words(Actor.self, "actors", "who did something"),
      words(Via.self, "via", "how a person made a choice with the system"),
      words(EndReason.self, "endReasons", "why a call ended"),
      words(InterruptionReason.self, "interruptionReasons", "why a session was interrupted"),
      words(LinkState.self, "linkStates", "where a link that takes time stands"),
      words(SessionStanding.self, "sessionStates", "where an app's session stands"),
      words(AudioFocus.self, "focus", "what an Android app has of the audio focus"),
      words(Sound.self, "sounds", "what a person heard of the sound"),
      words(Platform.self, "platforms", "the systems that a trace can come from"),
      words(Clock.self, "clocks", "what the times of a trace are worth"),
      words(Expected.Cause.self, "causes", "who is to blame for a known failure"),
    ]
  }

  private static func words<W: Word>(_ type: W.Type, _ name: String, _ title: String) -> Sheet {
    let hasAliases = W.allCases.contains { !$0.aliases.isEmpty }
    return Sheet(
      name, title, columns: ["name"] + (hasAliases ? ["also"] : []) + ["meaning"],
      rows: W.allCases.map { word in
        [.string(word.name)] + (hasAliases ? [.strings(word.aliases)] : [])
          + [.string(word.meaning)]
      })
  }

  private static var events: Sheet {
    Sheet(
      "events", "what can happen: facts in the past tense",
      columns: ["name", "required", "optional", "meaning"],
      rows: EventKind.allCases.map { kind in
        [
          .string(kind.name), .strings(kind.arguments.filter(\.isRequired).map(\.field.key)),
          .strings(kind.arguments.filter { !$0.isRequired }.map(\.field.key)),
          .string(kind.meaning),
        ]
      })
  }

  private static var arguments: Sheet {
    Sheet(
      "arguments", "what the events' arguments can be",
      columns: ["name", "meaning", "values", "events"],
      rows: Argument.Field.allCases.map { field in
        let kinds = EventKind.allCases.filter { kind in
          kind.arguments.contains { $0.field == field }
        }
        return [
          .string(field.key), .string(field.meaning), values(of: field),
          .strings(kinds.map(\.name)),
        ]
      })
  }

  private static func values(of field: Argument.Field) -> JSONTree {
    switch field {
    case .profile, .profiles: "see profiles"
    case .callKind: "see callKinds"
    case .by: "see actors"
    case .why: "see endReasons"
    case .setting, .value: "see settings"
    case .port, .input, .output: "see ports"
    case .via: "see via"
    case .category: "see categories"
    case .mode: "see modes"
    case .options: "see options"
    case .reason: "see interruptionReasons"
    case .audioMode: "see audioModes"
    case .permission: "see permissions"
    case .message: "see telecomMessages"
    case .timer: "see timers"
    case .video, .isOn, .sends, .shouldResume, .near, .transient: "true, false"
    case .device, .call, .app, .place, .messageArgument, .function, .functionArgument, .error:
      .null
    }
  }

  private static var ports: Sheet {
    Sheet(
      "ports", "where sound goes in or out, with Apple's and Android's names",
      columns: ["name", "sides", "apple", "android", "meaning"],
      rows: Port.allCases.map { port in
        let sides =
          (PortSet.inputs.contains(port) ? ["in"] : [])
          + (PortSet.outputs.contains(port) ? ["out"] : [])
        return [
          .string(port.name), .strings(sides), .text(port.apple), .text(port.android),
          .string(port.meaning),
        ]
      })
  }

  private static var devices: Sheet {
    Sheet(
      "deviceTypes", "accessories, with what they have unless a trace says otherwise",
      columns: ["name", "profiles", "microphone", "ports", "meaning"],
      rows: DeviceType.allCases.map { type in
        [
          .string(type.name), .strings(type.profiles.members.map(\.name)),
          .bool(type.hasMicrophone),
          .strings(Device(slot: DeviceSlot(0), type: type).ports.members.map(\.name)),
          .string(type.meaning),
        ]
      })
  }

  private static var settings: Sheet {
    Sheet(
      "settings", "settings of the host device; the first value is the default",
      columns: ["name", "values", "meaning"],
      rows: Setting.allCases.map { setting in
        [
          .string(setting.name), .strings(setting.values.map(\.name)), .string(setting.meaning),
        ]
      })
  }

  private static var messages: Sheet {
    Sheet(
      "telecomMessages", "messages of Android Telecom, with the numbers that its logs print",
      columns: ["name", "number"],
      rows: TelecomMessage.allCases.map { [.string($0.name), .number($0.number)] })
  }
}
