"""The reduced machine of README.md in Python; the peers differ in how they read and in who dispatches."""
import json, sys, time

HANDS_FREE, BT_SPEAKER = "handsFree", "bluetoothSpeaker"
KINDS = {"bluetoothHeadset": HANDS_FREE, "carKit": HANDS_FREE}
WIRED_OUTPUT = {"wiredHeadset": "headphones", "wiredHeadphones": "headphones",
                "usbHeadset": "usbAudio", "carPlay": "carAudio"}
CHAT = ("voiceChat", "videoChat")


class Machine:
    __slots__ = ("kinds", "rack", "call", "call_name", "incoming", "place", "category", "mode",
                 "options", "active", "override", "newcomer", "asked", "picked", "routing",
                 "input", "input_device", "route")

    def begin(self, devices):
        self.kinds = {name: KINDS.get(of["type"], of["type"]) for name, of in devices.items()}
        self.rack = []
        self.call = self.call_name = self.place = self.category = self.mode = None
        self.asked = self.picked = self.input = self.input_device = None
        self.incoming = self.active = self.override = self.newcomer = False
        self.options = ()
        self.routing = "automatic"
        self.route = "none"

    # What a device can do.

    def is_on(self):
        return self.call == "active" or self.call == "dialing"

    def admits_hfp(self):
        return (self.is_on() or self.category is None
                or self.category == "playAndRecord"
                and (self.mode in CHAT or "allowBluetoothHFP" in self.options))

    def admits_a2dp(self):
        return not self.is_on() and (
            self.category == "playback"
            or self.category == "playAndRecord" and "allowBluetoothA2DP" in self.options)

    def output(self, device):
        kind = self.kinds[device]
        port = WIRED_OUTPUT.get(kind)
        if port is not None:
            return port
        if kind == HANDS_FREE and self.admits_hfp():
            return "bluetoothHFP"
        return "bluetoothA2DP" if self.admits_a2dp() else None

    def has_microphone(self, device):
        kind = self.kinds[device]
        if kind == "wiredHeadset":
            return self.is_on() or self.category != "playback"
        if kind == HANDS_FREE:
            return self.admits_hfp()
        return kind == "usbHeadset" or kind == "carPlay"

    # What events do.

    def connected(self, line):
        device = line["device"]
        self.rack.append(device)
        if self.output(device) is not None:
            self.override, self.picked, self.newcomer = False, None, True
        if self.has_microphone(device):
            self.asked = None

    def disconnected(self, line):
        device = line["device"]
        self.rack.remove(device)
        if self.asked == device:
            self.asked = None
        if self.picked == device:
            self.picked = None

    def rang(self, line):
        self.call, self.call_name, self.incoming, self.place = "ringing", line["call"], True, None

    def dialed(self, line):
        self.call, self.call_name, self.incoming, self.place = "dialing", line["call"], False, None
        self.override = False

    def answered(self, line):
        self.call, self.place = "active", line["on"]
        self.newcomer = self.override = False
        self.picked = None

    def got_through(self, line):
        self.call = "active"

    def held(self, line):
        self.call = "held"

    def resumed(self, line):
        self.call, self.override = "active", False

    def ended(self, line):
        is_phones = self.call is not None and line["call"] == self.call_name
        if not is_phones or self.is_on():
            self.picked, self.newcomer = None, False
        if is_phones:
            self.call = None

    def setting_changed(self, line):
        if line["setting"] == "callAudioRouting":
            self.routing = line["value"]

    def selected(self, line):
        if self.is_on():
            port = line["port"]
            self.picked = port.partition("@")[2] or port

    def configured(self, line):
        if "category" in line:
            self.category = line["category"]
            self.options = line.get("options", ())
        elif "options" in line:
            self.options = line["options"]
        self.mode = line.get("mode", self.mode)
        self.override = False

    def activated(self, line):
        self.active = True

    def deactivated(self, line):
        self.active = self.override = False

    def preferred(self, line):
        port = line["port"]
        if port is None:
            self.asked = None
            return
        device = port.partition("@")[2]
        if device:
            if self.input_device != device:
                self.asked, self.override = device, False
        elif self.input != port:
            self.asked = port

    def overridden(self, line):
        if line["port"] is not None:
            if self.category != "playback":
                self.override = True
            return
        self.override = False
        if self.asked == "builtInMic":
            self.asked = None

    # The route after an event.

    def none(self):
        self.input = self.input_device = None
        return "none"

    def own(self, output):
        self.input, self.input_device = "builtInMic", None
        return "builtInMic " + output

    def beside(self, output):
        for device in reversed(self.rack):
            kind = self.kinds[device]
            if kind == "wiredHeadset" or kind == "usbHeadset":
                self.input = "headsetMic" if kind == "wiredHeadset" else "usbAudio"
                self.input_device = device
                return self.input + " " + output
        return self.own(output)

    def through(self, device, port):
        if port == "bluetoothHFP" or port == "usbAudio" or port == "carAudio":
            self.input, self.input_device = port, device
            return port + " " + port
        if port == "headphones" and self.kinds[device] == "wiredHeadset":
            self.input, self.input_device = "headsetMic", device
            return "headsetMic headphones"
        return self.beside(port)

    def newest(self):
        for device in reversed(self.rack):
            port = self.output(device)
            if port is not None:
                return device, port
        return None, None

    def decide(self):
        if self.call is not None and self.is_on():
            return self.decide_phone()
        if not self.active:
            return self.none()
        if self.category == "playback":
            self.none()
            return "- " + (self.newest()[1] or "builtInSpeaker")
        return self.decide_app()

    def decide_phone(self):
        picked, kinds, rack = self.picked, self.kinds, self.rack
        if picked == "builtInReceiver" or picked == "builtInSpeaker":
            return self.own(picked)
        if picked is not None and self.output(picked) is not None:
            return self.through(picked, self.output(picked))
        if self.routing == "bluetoothHeadset":
            for device in reversed(rack):
                if kinds[device] == HANDS_FREE:
                    return self.through(device, "bluetoothHFP")
        if self.routing == "speaker" and all(kinds[device] == BT_SPEAKER for device in rack):
            return self.own("builtInSpeaker")
        if not self.newcomer and self.place is not None:
            if self.place == "phone":
                for device in reversed(rack):
                    if kinds[device] in WIRED_OUTPUT:
                        return self.through(device, self.output(device))
                return self.own("builtInReceiver")
            if self.place in rack and self.output(self.place) is not None:
                return self.through(self.place, self.output(self.place))
        device, port = self.newest()
        return self.own("builtInReceiver") if device is None else self.through(device, port)

    def decide_app(self):
        if self.override:
            return self.own("builtInSpeaker")
        to_speaker = self.mode == "videoChat" or "defaultToSpeaker" in self.options
        own = "builtInSpeaker" if to_speaker else "builtInReceiver"
        if self.asked == "builtInMic":
            for device in reversed(self.rack):
                port = self.output(device)
                if port == "bluetoothHFP":
                    port = "bluetoothA2DP" if self.admits_a2dp() else None
                if port is not None:
                    return self.own(port)
            return self.own(own)
        if self.asked is not None and self.has_microphone(self.asked):
            return self.through(self.asked, self.output(self.asked))
        device, port = self.newest()
        return self.own(own) if device is None else self.through(device, port)


HANDLERS = {
    "deviceConnected": Machine.connected, "deviceDisconnected": Machine.disconnected,
    "callDialed": Machine.dialed, "callIncoming": Machine.rang, "callAnswered": Machine.answered,
    "callConnected": Machine.got_through, "callHeld": Machine.held, "callResumed": Machine.resumed,
    "callEnded": Machine.ended, "settingChanged": Machine.setting_changed,
    "routeSelected": Machine.selected, "sessionConfigured": Machine.configured,
    "sessionActivated": Machine.activated, "sessionDeactivated": Machine.deactivated,
    "interruptionBegan": Machine.deactivated, "preferredInputSet": Machine.preferred,
    "outputOverridden": Machine.overridden,
}


def measure(run):
    """Runs ROUNDS PATH of the command line, and prints events, the loop's nanoseconds, the routes."""
    rounds, path = int(sys.argv[1]), sys.argv[2]
    times = []
    with open(path, "rb") as file:
        # One round reads as it goes; a loop that is measured by itself has its lines in memory.
        lines = file if rounds == 1 else file.readlines()
        for _ in range(rounds):
            begun = time.process_time_ns()
            events, routes = run(lines)
            times.append(time.process_time_ns() - begun)
    print(json.dumps({"events": events, "loop": times, "routes": routes}))
