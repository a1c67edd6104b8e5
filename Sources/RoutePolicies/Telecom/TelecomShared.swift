import RouteMachine
import RouteModel

/// Rules that are the same in both machines, given under each book's name.
extension Telecom {
  static let inBandRinging = Condition.isAny(
    "the headset rings in band", .setting(.inBandRinging), [SettingValue.on])
  static let noInBandRinging = Condition.isNone(
    "the headset does not ring in band", .setting(.inBandRinging), [SettingValue.on])

  /// Earpiece, wired, speaker: a wired headset takes the earpiece away, so their order is idle.
  static let builtInFirst = Selector.firstOf([
    .builtIn(.builtInReceiver), .newest(wired), .builtIn(.builtInSpeaker),
  ])

  // MARK: Switches that are asked for

  static func switches(_ book: String, _ source: Source) -> [Rule] {
    func react(
      _ id: String, _ says: String, _ messages: [TelecomMessage], when: [Condition] = [],
      _ effects: [Effect]
    ) -> Rule {
      Rule(
        "\(book)/react.\(id)", says, when: [.message(messages)] + when,
        .react(events, effects), sources: [source], confidence: .shipped)
    }
    let asks: [(TelecomSwitch, [TelecomMessage])] = [
      (.earpiece, [.switchEarpiece, .userSwitchEarpiece]),
      (.headset, [.switchHeadset, .userSwitchHeadset]),
      (.bluetooth, [.switchBluetooth, .userSwitchBluetooth]),
      (.speaker, [.switchSpeaker, .userSwitchSpeaker]),
    ]
    let baseline: [TelecomMessage] = [.switchBaselineRoute, .userSwitchBaselineRoute]
    return asks.map { target, messages in
      react(
        "switch.\(target.name)", "to \(target.name), by the system or a person", messages,
        when: [notStreaming], [go(target)])
    } + [
      react(
        "switch.baseline", "to the baseline, Bluetooth included", baseline,
        when: [.argument([.includeBluetooth]), notStreaming], [go(.baseline)]),
      react(
        "switch.baseline-without", "to the baseline, Bluetooth left out", baseline,
        when: [.argumentIsNot([.includeBluetooth]), notStreaming],
        [go(.baselineWithoutBluetooth)]),
      react(
        "switch.by-user", "a person asked for the baseline", [.userSwitchBaselineRoute],
        [raise(asked)]),
      react(
        "streaming-on", "the call is streamed to another device", [.streamingForceEnabled],
        [raise(streaming), go(.streaming)]),
      react(
        "streaming-off", "the route is found afresh", [.streamingForceDisabled],
        [.clear(streaming), go(.first)]),
      react(
        "update", "the foreground call's own routes are laid over the available ones",
        [.updateSystemAudioRoute], []),
    ]
  }

  /// Where the single switches lead; a route that is not available is not taken.
  static func targets(_ book: String, _ source: Source, into cell: Cell = route) -> [Rule] {
    let targets: [(TelecomSwitch, Selector)] = [
      (.earpiece, .builtIn(.builtInReceiver)), (.headset, .newest(wired)),
      (.speaker, .builtIn(.builtInSpeaker)), (.streaming, .newest(stream)),
    ]
    return targets.map { target, selector in
      Rule(
        "\(book)/then.\(target.name)", "to \(target.name) where it is available; else ignored",
        when: [.next([target])], .follow(events, [move(into: cell, selector)]), sources: [source],
        confidence: .shipped)
    }
  }

  /// What is remembered of the speaker is forgotten when a user leaves it.
  static func leavesSpeaker(_ book: String, _ source: Source) -> Rule {
    Rule(
      "\(book)/react.user-left-speaker",
      "a user who leaves the speaker does not get it back at wired-out",
      when: [
        .message([
          .userSwitchEarpiece, .userSwitchHeadset, .userSwitchBluetooth, .userSwitchBaselineRoute,
        ]), .was(on: .speaker),
      ], .react(events, [.clear(wasOnSpeaker)]), sources: [source], confidence: .shipped)
  }

  /// What comes and goes by wire, and which Bluetooth device is active.
  static func devices(_ book: String, _ source: Source) -> [Rule] {
    func react(
      _ id: String, _ says: String, _ messages: [TelecomMessage], when: [Condition] = [],
      _ effects: [Effect]
    ) -> Rule {
      Rule(
        "\(book)/react.\(id)", says, when: [.message(messages)] + when,
        .react(events, effects), sources: [source], confidence: .shipped)
    }
    return [
      react(
        "wired-in", "a wired headset that comes in takes the route, from Bluetooth and speaker too",
        [.connectWiredHeadset], when: [notStreaming], [go(.headset)]),
      react(
        "wired-in.earpiece", "and takes the earpiece away", [.connectWiredHeadset],
        [.add(hidden, .constant(Value(ports: [.builtInReceiver])))]),
      react(
        "wired-out.earpiece", "the earpiece is there again", [.disconnectWiredHeadset],
        [.remove(hidden, .constant(Value(ports: [.builtInReceiver])))]),
      react(
        "wired-out.speaker", "after it, the speaker, if an active call was on it before",
        [.disconnectWiredHeadset], when: [.was(on: .headset), .flag(wasOnSpeaker)],
        [go(.speaker)]),
      react(
        "wired-out.baseline", "after it, else the baseline with Bluetooth",
        [.disconnectWiredHeadset], when: [.was(on: .headset), .noFlag(wasOnSpeaker)],
        [go(.baseline)]),
      react(
        "wired-out.elsewhere", "a headset that did not have the route changes nothing by going",
        [.disconnectWiredHeadset], when: [.wasNot(on: .headset)], []),
      react(
        "list-changed", "devices that come or go change what is available, not the route",
        [.bluetoothDeviceListChanged, .btDeviceAdded, .btDeviceRemoved], []),
      react(
        "active-device", "the active Bluetooth device is known", [.btActiveDevicePresent],
        [
          .set(
            activeDevice,
            .selected(.firstOf([.eventDevice(bluetooth), .newest(bluetooth)])))
        ]),
      react(
        "active-device.gone", "no Bluetooth device is active", [.btActiveDeviceGone],
        [.clear(activeDevice)]),
      react(
        "active-device.gone-from-route",
        "on Bluetooth: to the baseline without it, and the speaker is forgotten",
        [.btActiveDeviceGone], when: [.was(on: .bluetooth)],
        [go(.baselineWithoutBluetooth), .clear(wasOnSpeaker)]),
      react(
        "dock-out", "without the dock, the speaker's route goes to the baseline",
        [.disconnectDock], when: [.was(on: .speaker)], [go(.baseline)]),
    ]
  }

  // MARK: Mute

  static func mutes(_ book: String, _ source: Source) -> [Rule] {
    func react(
      _ id: String, _ says: String, _ messages: [TelecomMessage], when: [Condition] = [],
      _ effects: [Effect]
    ) -> Rule {
      Rule(
        "\(book)/react.\(id)", says, when: [.message(messages)] + when,
        .react(events, effects), sources: [source], confidence: .shipped)
    }
    return [
      react("mute", "muted", [.muteOn], [raise(muted)]),
      react("unmute", "unmuted", [.muteOff], [.clear(muted)]),
      react("mute-toggled", "muted", [.toggleMute], when: [.noFlag(muted)], [raise(muted)]),
      react("mute-toggled.off", "unmuted", [.toggleMute], when: [.flag(muted)], [.clear(muted)]),
    ]
  }
}
