import RouteModel
import Testing
import TraceLog

@Suite("A header is read")
struct HeaderReadingTests {
  @Test func `every key of a header is read, wherever trace stands`() throws {
    let header = try #require(
      readHeader(
        #"{"id":"agora/a-1.2","platform":"android","os":"12.0","policy":"p","host":{"model":"S9","receiver":false,"vendor":"samsung","scoOffCall":false,"wifi":"2.4GHz","flags":{"b":true,"a":false}},"app":{"callKit":true,"sends":false,"permissions":["BLUETOOTH","android.permission.RECORD_AUDIO"],"targetSdk":33,"library":"audioswitch","preferredDevices":["bluetooth"]},"devices":{"w":{"type":"wiredHeadset","name":"W"}},"imported":true,"clock":"order","began":"2024-01-02T03:04:05Z","segment":2,"continues":"00ff00ff","origin":{"records":3,"sum":"0000000a"},"title":"T","source":["s"],"tags":["x","y"],"group":"g","xfail":{"why":"w","cause":"device"},"trace":1,"x-y":0}"#
      ))
    #expect(header.id == "agora/a-1.2" && header.version == FormatVersion(1))
    var expected = Circumstances(platform: .android, os: OSVersion(12))
    expected.hasReceiver = false
    expected.vendor = Symbol(0)
    expected.scoOffCall = false
    expected.appUsesCallKit = true
    expected.targetSdk = 33
    #expect(header.circumstances == expected)
    #expect(header.policy == "p")
    #expect(header.host.flags == [Flag(name: "a", isOn: false), Flag(name: "b", isOn: true)])
    #expect(!header.app.sends && header.app.permissions == [.bluetooth, .recordAudio])
    #expect(header.app.library == "audioswitch" && header.app.preferredDevices == ["bluetooth"])
    #expect(header.devices.map(\.id) == ["w"])
    #expect(header.start.settings == [StartSetting(setting: .wifi, value: .band2GHz)])
    #expect(header.imported && header.clock == .order && header.began == "2024-01-02T03:04:05Z")
    #expect(header.segment == 2 && header.continues == 0xff00ff)
    #expect(header.origin == Origin(records: 3, sum: 10))
    #expect(header.title == "T" && header.source == ["s"] && header.tags == ["x", "y"])
    #expect(header.group == "g" && header.xfail == Expected(why: "w", cause: .device))
  }

  @Test func `a phone has a receiver and a tablet has none unless the trace says otherwise`() {
    #expect(
      readHeader(#"{"trace":1,"id":"a","platform":"ios"}"#)?.circumstances.hasReceiver == true)
    #expect(
      readHeader(#"{"trace":1,"id":"a","platform":"ipados"}"#)?.circumstances.hasReceiver == false)
  }

  @Test func `what held at the start is read, even before the devices that it names`() throws {
    let start = try #require(
      readHeader(
        #"{"trace":1,"id":"a","platform":"ios","start":{"connected":["b","a"],"active":{"a2dp":"b","hfp":"a"},"links":{"a":"connected"},"calls":{"p":{"kind":"phone","state":"held","on":"a","video":true,"ports":["builtInMic"]}},"session":{"category":"record","mode":"default","options":[],"state":"active","preferredInput":"builtInMic","override":null},"settings":{"callAudioRouting":"speaker","bluetooth":"off"},"focus":"gained","available":["@a"],"pending":"bluetoothHFP@a","route":{"in":null,"out":"builtInSpeaker"}},"devices":{"a":{"type":"bluetoothHeadset"},"b":{"type":"bluetoothSpeaker"}}}"#
      )?.start)
    #expect(start.connected == [DeviceSlot(1), DeviceSlot(0)])
    #expect(start.active.map(\.profile) == [.hfp, .a2dp])
    #expect(start.links == [LinkClaim(device: DeviceSlot(0), state: .connected)])
    let call = try #require(start.calls.first)
    #expect(call.kind == .phone && call.state == .held && call.place == .device(DeviceSlot(0)))
    #expect(call.video && call.ports == [.builtInMic])
    #expect(start.session?.category == .record && start.session?.options == [])
    #expect(start.session?.standing == .active && start.session?.override == PortArgument.none)
    #expect(start.settings.map(\.setting) == [.callAudioRouting, .bluetooth])
    #expect(start.focus == .gained)
    #expect(start.available == [EndpointPattern(port: nil, device: DeviceSlot(0))])
    #expect(start.route?.input == .nothing)
    #expect(start.route?.output == .oneOf([EndpointPattern(port: .builtInSpeaker)]))
  }

  @Test func `a newer minor version lists what it says that is not known`() {
    let text = [
      #"{"trace":1.1,"id":"a","platform":"ios","mood":"good","devices":{"d":{"type":"watch","size":3}}}"#,
      #"{"t":1,"event":"deviceTeleported","device":"d","expect":{"out":"mindLink"}}"#,
      #"{"event":"callHeld","call":"c","by":"ghost","how":1}"#,
      #"{"event":"sessionConfigured","options":["loud","mixWithOthers"]}"#,
      #"{"dream":1}"#,
    ].joined(separator: "\n")
    let lines = readings(text).compactMap { reading -> Line? in
      guard case .line(let line) = reading else { return nil }
      return line
    }
    #expect(
      lines.map(\.unknownKeys) == [
        ["mood", "devices/d/size"], ["event=deviceTeleported", "out=mindLink"],
        ["how", "by=ghost"], ["options=loud"], ["dream"],
      ])
    #expect(lines.dropFirst().first?.content == .unknown)
    #expect(lines.last?.content == .unknown)
    #expect(canonical(text) != nil)
  }

  @Test func `a newer major version is refused with a sentence that says so`() {
    #expect(
      errors(#"{"trace":2,"mood":1}"#) == [
        "t.jsonl:1:10: trace format version 2 is newer than this routelab reads (1); a newer routelab may read it"
      ])
  }
}
