import RouteMachine
import RouteModel

extension Telecom {
  /// One of Telecom's two books: its head, and the rules that are the same in both, under its name.
  struct Book {
    let name: String
    let source: Source
    /// Where a call sounds before any message.
    let first: Selector

    func react(
      _ id: String, _ says: String, on kinds: WordSet<EventKind> = events,
      _ messages: [TelecomMessage]? = nil, when: [Condition] = [], _ effects: [Effect],
      sources: [Source]? = nil
    ) -> Rule {
      Rule(
        "\(name)/react.\(id)", says, when: (messages.map { [.message($0)] } ?? []) + when,
        .react(kinds, effects), sources: sources ?? [source], confidence: .shipped)
    }

    func then(
      _ id: String, _ says: String, when: [Condition] = [], _ effects: [Effect],
      source other: Source? = nil
    ) -> Rule {
      Rule(
        "\(name)/then.\(id)", says, when: when, .follow(events, effects),
        sources: [other ?? source], confidence: .shipped)
    }

    /// The book with its own rules between those that are shared; `active` are the focuses with which
    /// a call holds the route, `pending` is where it waits to go.
    func book(
      _ title: String, versions: String, sources: [Source], cells: [Cell], rules: [Rule],
      active: [TelecomFocus], pending: Cell? = nil
    ) -> RuleBook {
      var keeps = Keeping()
      keeps.muted = muted
      keeps.hidden = hidden
      keeps.pending = pending
      keeps.link = (link, linked)
      keeps.activity = (focus, Set(active.map { Value($0) }))
      let shared = [
        route, focus, next, wasOnSpeaker, muted, streaming, link, linked, activeDevice, asked,
        hidden,
      ]
      return RuleBook(
        name: name, title: title, platforms: [.android], versions: versions,
        sources: sources + [audioManager], settlingTime: 5000,
        cells: (shared + cells).sorted { $0.index < $1.index },
        rules: rules + admission + choice + pairing, keeps: keeps)
    }

    // MARK: Switches that are asked for

    var switches: [Rule] {
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
    func targets(into cell: Cell = route) -> [Rule] {
      let targets: [(TelecomSwitch, Selector)] = [
        (.earpiece, .builtIn(.builtInReceiver)), (.headset, .newest(wired)),
        (.speaker, .builtIn(.builtInSpeaker)), (.streaming, .newest(stream)),
      ]
      return targets.map { target, selector in
        then(
          target.name, "to \(target.name) where it is available; else ignored",
          when: [.next([target])], [move(into: cell, selector)])
      }
    }

    /// What is remembered of the speaker is forgotten when a user leaves it.
    var leavesSpeaker: Rule {
      react(
        "user-left-speaker", "a user who leaves the speaker does not get it back at wired-out",
        [.userSwitchEarpiece, .userSwitchHeadset, .userSwitchBluetooth, .userSwitchBaselineRoute],
        when: [.was(on: .speaker)], [.clear(wasOnSpeaker)])
    }

    /// What comes and goes by wire, and which Bluetooth device is active.
    var devices: [Rule] {
      [
        react(
          "wired-in",
          "a wired headset that comes in takes the route, from Bluetooth and speaker too",
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

    var mutes: [Rule] {
      [
        react("mute", "muted", [.muteOn], [raise(muted)]),
        react("unmute", "unmuted", [.muteOff], [.clear(muted)]),
        react("mute-toggled", "muted", [.toggleMute], when: [.noFlag(muted)], [raise(muted)]),
        react("mute-toggled.off", "unmuted", [.toggleMute], when: [.flag(muted)], [.clear(muted)]),
      ]
    }

    // MARK: Stages that the books share

    /// Which routes are available; a call's own routes are laid over them.
    var admission: [Rule] {
      [
        Rule(
          "\(name)/admit.streaming", "while streaming is forced, it is the only route",
          when: [.flag(streaming)], .admit(stream), sources: [source], confidence: .shipped),
        Rule(
          "\(name)/admit.only-streaming", "while streaming is forced, nothing else is available",
          when: [.flag(streaming)], .leaveOut(allButStream), sources: [source],
          confidence: .shipped),
        Rule(
          "\(name)/admit.earpiece", "the earpiece, while no wired headset is plugged in",
          when: [.isNotSet("the earpiece is not taken away", .earpieceIsHidden)], .admit(earpiece),
          sources: [source], confidence: .shipped),
        Rule(
          "\(name)/admit.speaker", "the speaker always, unless a trace begins without it",
          when: [.isNotSet("the speaker is not taken away", .speakerIsHidden)], .admit(speaker),
          sources: [source], confidence: .shipped),
        Rule(
          "\(name)/admit.wired", "a wired headset or USB device", .admit(wired),
          sources: [source, "WiredHeadsetManager.java, Android 14"], confidence: .shipped),
        Rule(
          "\(name)/admit.bluetooth", "every connected SCO, LE Audio or hearing-aid device",
          .admit(bluetooth), sources: [source], confidence: .shipped),
      ]
    }

    var choice: [Rule] {
      [
        Rule(
          "\(name)/choose.held", "the route is where the machine's messages brought it",
          .choose(.remembered(route)), sources: [source], confidence: .shipped),
        Rule(
          "\(name)/choose.first", "before any message: the first route", .choose(first),
          sources: [source], confidence: .shipped),
      ]
    }

    var pairing: [Rule] {
      Pairing.rules(
        name, ["developer.android.com, AudioManager.setCommunicationDevice", source],
        [.bluetooth, .hearingAid, .wired, .builtIn, .streaming])
    }
  }
}
