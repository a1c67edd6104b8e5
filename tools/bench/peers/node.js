// The Node peer: JSON.parse and a loop by hand. node.js ROUNDS PATH
"use strict";
const fs = require("fs");

const wiredOutput = {
  wiredHeadset: "headphones", wiredHeadphones: "headphones", usbHeadset: "usbAudio",
  carPlay: "carAudio",
};
const isHandsFree = (kind) => kind === "bluetoothHeadset" || kind === "carKit";
const afterAt = (port) => port.slice(port.indexOf("@") + 1);

class Machine {
  begin(devices) {
    this.kinds = new Map();
    for (const name in devices) this.kinds.set(name, devices[name].type);
    this.rack = [];
    this.call = this.callName = this.place = this.category = this.mode = null;
    this.asked = this.picked = this.input = this.inputDevice = null;
    this.incoming = this.active = this.override = this.newcomer = false;
    this.hfp = this.a2dp = this.toSpeaker = false;
    this.routing = "automatic";
  }

  isOn() { return this.call === "active" || this.call === "dialing"; }
  admitsHFP() {
    return this.isOn() || this.category === null || (this.category === "playAndRecord"
      && (this.hfp || this.mode === "voiceChat" || this.mode === "videoChat"));
  }
  admitsA2DP() {
    return !this.isOn() && (this.category === "playback"
      || (this.category === "playAndRecord" && this.a2dp));
  }
  output(device) {
    const kind = this.kinds.get(device);
    const port = wiredOutput[kind];
    if (port !== undefined) return port;
    if (isHandsFree(kind) && this.admitsHFP()) return "bluetoothHFP";
    return this.admitsA2DP() ? "bluetoothA2DP" : null;
  }
  hasMicrophone(device) {
    const kind = this.kinds.get(device);
    if (kind === "wiredHeadset") return this.isOn() || this.category !== "playback";
    if (isHandsFree(kind)) return this.admitsHFP();
    return kind === "usbHeadset" || kind === "carPlay";
  }

  take(line) {
    switch (line.event) {
      case "deviceConnected":
        this.rack.push(line.device);
        if (this.output(line.device) !== null) {
          this.override = false;
          this.picked = null;
          this.newcomer = true;
        }
        if (this.hasMicrophone(line.device)) this.asked = null;
        break;
      case "deviceDisconnected":
        this.rack.splice(this.rack.indexOf(line.device), 1);
        if (this.asked === line.device) this.asked = null;
        if (this.picked === line.device) this.picked = null;
        break;
      case "callIncoming":
      case "callDialed":
        this.incoming = line.event === "callIncoming";
        this.call = this.incoming ? "ringing" : "dialing";
        this.callName = line.call;
        this.place = null;
        if (!this.incoming) this.override = false;
        break;
      case "callAnswered":
        this.call = "active";
        this.place = line.on;
        this.newcomer = this.override = false;
        this.picked = null;
        break;
      case "callConnected": this.call = "active"; break;
      case "callHeld": this.call = "held"; break;
      case "callResumed": this.call = "active"; this.override = false; break;
      case "callEnded": {
        const isPhones = this.call !== null && line.call === this.callName;
        if (!isPhones || this.isOn()) {
          this.picked = null;
          this.newcomer = false;
        }
        if (isPhones) this.call = null;
        break;
      }
      case "settingChanged":
        if (line.setting === "callAudioRouting") this.routing = line.value;
        break;
      case "routeSelected":
        if (this.isOn()) this.picked = afterAt(line.port);
        break;
      case "sessionConfigured": {
        const options = line.options !== undefined ? line.options
          : line.category !== undefined ? [] : null;
        if (line.category !== undefined) this.category = line.category;
        if (options !== null) {
          this.hfp = options.includes("allowBluetoothHFP");
          this.a2dp = options.includes("allowBluetoothA2DP");
          this.toSpeaker = options.includes("defaultToSpeaker");
        }
        if (line.mode !== undefined) this.mode = line.mode;
        this.override = false;
        break;
      }
      case "sessionActivated": this.active = true; break;
      case "sessionDeactivated":
      case "interruptionBegan": this.active = this.override = false; break;
      case "preferredInputSet":
        if (line.port === null) this.asked = null;
        else if (line.port === "builtInMic") {
          if (this.input !== "builtInMic") this.asked = "builtInMic";
        } else if (this.inputDevice !== afterAt(line.port)) {
          this.asked = afterAt(line.port);
          this.override = false;
        }
        break;
      case "outputOverridden":
        if (line.port !== null) {
          if (this.category !== "playback") this.override = true;
        } else {
          this.override = false;
          if (this.asked === "builtInMic") this.asked = null;
        }
        break;
    }
  }

  none() {
    this.input = this.inputDevice = null;
    return "none";
  }
  own(output) {
    this.input = "builtInMic";
    this.inputDevice = null;
    return "builtInMic " + output;
  }
  from(input, device, output) {
    this.input = input;
    this.inputDevice = device;
    return input + " " + output;
  }
  newest(test) {
    for (let i = this.rack.length - 1; i >= 0; i--) if (test(this.rack[i])) return this.rack[i];
    return null;
  }
  beside(output) {
    const device = this.newest((d) => {
      const kind = this.kinds.get(d);
      return kind === "wiredHeadset" || kind === "usbHeadset";
    });
    if (device === null) return this.own(output);
    const isUSB = this.kinds.get(device) === "usbHeadset";
    return this.from(isUSB ? "usbAudio" : "headsetMic", device, output);
  }
  through(device, port) {
    if (port === "bluetoothHFP" || port === "usbAudio" || port === "carAudio")
      return this.from(port, device, port);
    if (port === "headphones" && this.kinds.get(device) === "wiredHeadset")
      return this.from("headsetMic", device, port);
    return this.beside(port);
  }
  throughNewest(otherwise) {
    const device = this.newest((d) => this.output(d) !== null);
    return device === null ? this.own(otherwise) : this.through(device, this.output(device));
  }

  decide() {
    if (this.isOn()) return this.decidePhone();
    if (!this.active) return this.none();
    if (this.category === "playback") {
      const device = this.newest((d) => this.output(d) !== null);
      this.none();
      return "- " + (device === null ? "builtInSpeaker" : this.output(device));
    }
    return this.decideApp();
  }
  decidePhone() {
    const { picked, place, kinds, rack } = this;
    if (picked === "builtInReceiver" || picked === "builtInSpeaker") return this.own(picked);
    if (picked !== null && this.output(picked) !== null)
      return this.through(picked, this.output(picked));
    if (this.routing === "bluetoothHeadset") {
      const device = this.newest((d) => isHandsFree(kinds.get(d)));
      if (device !== null) return this.through(device, "bluetoothHFP");
    }
    if (this.routing === "speaker" && rack.every((d) => kinds.get(d) === "bluetoothSpeaker"))
      return this.own("builtInSpeaker");
    if (!this.newcomer && place === "phone") {
      const device = this.newest((d) => wiredOutput[kinds.get(d)] !== undefined);
      return device === null ? this.own("builtInReceiver") : this.through(device, this.output(device));
    }
    if (!this.newcomer && place !== null && rack.includes(place) && this.output(place) !== null)
      return this.through(place, this.output(place));
    return this.throughNewest("builtInReceiver");
  }
  decideApp() {
    if (this.override) return this.own("builtInSpeaker");
    const own = this.toSpeaker || this.mode === "videoChat" ? "builtInSpeaker" : "builtInReceiver";
    if (this.asked === "builtInMic") {
      const a2dp = this.admitsA2DP() ? "bluetoothA2DP" : null;
      const alone = (d) => isHandsFree(this.kinds.get(d)) ? a2dp : this.output(d);
      const device = this.newest((d) => alone(d) !== null);
      return this.own(device === null ? own : alone(device));
    }
    if (this.asked !== null && this.hasMicrophone(this.asked))
      return this.through(this.asked, this.output(this.asked));
    return this.throughNewest(own);
  }
}

// Calls back with each line of the blocks as text.
function lines(blocks, take) {
  let rest = "";
  for (const block of blocks) {
    const text = rest + block.toString("latin1");
    let start = 0;
    for (;;) {
      const end = text.indexOf("\n", start);
      if (end < 0) break;
      take(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  }
  if (rest) take(rest);
}

function* read(path) {
  const file = fs.openSync(path);
  const block = Buffer.alloc(1 << 20);
  for (;;) {
    const count = fs.readSync(file, block);
    if (count === 0) return;
    yield block.subarray(0, count);
  }
}

function run(blocks) {
  const machine = new Machine();
  const counts = new Map();
  let events = 0;
  lines(blocks, (text) => {
    const line = JSON.parse(text);
    if (line.event === undefined) {
      if (line.trace !== undefined) machine.begin(line.devices);
      return;
    }
    machine.take(line);
    const route = machine.decide();
    counts.set(route, (counts.get(route) || 0) + 1);
    events++;
  });
  return { events, routes: Object.fromEntries(counts) };
}

const [rounds, path] = [Number(process.argv[2]), process.argv[3]];
const inMemory = rounds > 1 ? Array.from(read(path), (block) => Buffer.from(block)) : null;
const loop = [];
let result;
for (let round = 0; round < rounds; round++) {
  const begun = process.cpuUsage();
  result = run(inMemory || read(path));
  const spent = process.cpuUsage(begun);
  loop.push((spent.user + spent.system) * 1000);
}
console.log(JSON.stringify({ ...result, loop }));
