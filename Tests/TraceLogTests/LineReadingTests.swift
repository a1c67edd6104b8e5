import RouteModel
import Testing
import TraceLog

@Suite("Each kind of line is read")
struct LineReadingTests {
  @Test func `an event line holds its arguments, its time and its evidence`() throws {
    let read = try #require(
      line(
        #"{"t":1200,"line":7,"event":"callIncoming","call":"p1","kind":"phone","assumed":true,"observed":{"in":"bluetoothHFP@airpods","out":null},"note":"n","x-mine":[1,{"a":2}]}"#
      ))
    var expected = Event(.callIncoming)
    expected.call = CallSlot(0)
    expected.callKind = .phone
    #expect(read.content == .event(expected))
    #expect(read.t == 1200 && read.hasTime && read.number == 2)
    #expect(read.sourceLine == 7 && read.assumed && read.note == "n")
    let airpods = EndpointPattern(port: .bluetoothHFP, device: DeviceSlot(0))
    #expect(
      read.evidence == [Evidence(.observed, input: .oneOf([airpods]), output: .nothing)])
    #expect(read.extras == [Extra(key: "x-mine", json: #"[1,{"a":2}]"#)])
  }

  @Test func `a line without a time has that of the line before`() {
    let text = header + "\n" + #"{"t":5,"note":"a"}"# + "\n" + #"{"note":"b"}"#
    guard case .line(let last) = readings(text).last else {
      Issue.record("no line")
      return
    }
    #expect(last.t == 5)
    #expect(!last.hasTime)
    #expect(last.content == .note)
  }

  @Test func `a device line declares a device`() throws {
    let read = try #require(
      line(#"{"device":"w","type":"watch","profiles":["a2dp"],"microphone":false,"name":"W"}"#))
    let device = Device(
      slot: DeviceSlot(2), type: .watch, profiles: [.a2dp], hasMicrophone: false)
    #expect(read.content == .device(DeviceDeclaration(id: "w", device: device, name: "W")))
  }

  @Test func `gap, end and note lines are told apart`() {
    #expect(line(#"{"gap":{"lost":12,"why":"full"}}"#)?.content == .gap(Gap(lost: 12, why: "full")))
    #expect(line(#"{"gap":{"lost":null}}"#)?.content == .gap(Gap()))
    #expect(
      line(#"{"seq":9,"end":{"records":812,"why":"closed"},"sum":"0012abcd"}"#)?.content
        == .end(Seal(records: 812, why: "closed")))
    #expect(line(#"{"end":{},"sum":"0012abcd"}"#)?.sum == 0x12_abcd)
    #expect(line(#"{"note":"x"}"#)?.content == .note)
  }

  @Test func `every fact of evidence is read`() throws {
    let read = try #require(
      line(
        #"{"claimed":{"in":["builtInMic","!bluetoothHFP@airpods"],"out":"@jbl","available":["builtInMic"],"availableInputs":[],"selected":"builtInSpeaker","preferredInput":null,"pending":"!airPlay","links":{"jbl":"off","airpods":"connecting"},"calls":{"p1":"held","p2":"ended"},"session":"interrupted","category":"playback","mode":"default","options":["allowBluetooth","mixWithOthers"],"audioMode":"MODE_IN_CALL","focus":"lost","muted":true,"dataSource":"Front","by":"agora"},"heard":{"audio":"oneWay"},"observed":{"reason":"override"}}"#
      ))
    #expect(read.content == .evidence)
    #expect(read.evidence.map(\.column) == [.observed, .claimed, .heard])
    let claim = try #require(read.evidence.dropFirst().first)
    let hfp = EndpointPattern(port: .bluetoothHFP, device: DeviceSlot(0), isNegated: true)
    #expect(claim.input == .oneOf([EndpointPattern(port: .builtInMic), hfp]))
    #expect(claim.output == .oneOf([EndpointPattern(port: nil, device: DeviceSlot(1))]))
    #expect(claim.available == [EndpointPattern(port: .builtInMic)])
    #expect(claim.availableInputs == [])
    #expect(claim.selected == PortArgument.some(EndpointPattern(port: .builtInSpeaker)))
    #expect(claim.preferredInput == PortArgument.none)
    #expect(
      claim.pending == PortArgument.some(EndpointPattern(port: .airPlay, isNegated: true)))
    #expect(claim.links.map(\.device) == [DeviceSlot(0), DeviceSlot(1)])
    #expect(claim.links.map(\.state) == [.connecting, .off])
    #expect(claim.calls.map(\.state) == [.held, nil])
    #expect(claim.session == .interrupted && claim.category == .playback && claim.mode == .default)
    #expect(claim.options == [.allowBluetoothHFP, .mixWithOthers])
    #expect(claim.audioMode == .inCall && claim.focus == .lost && claim.muted == true)
    #expect(claim.dataSource == Symbol(1) && claim.by == Symbol(2))
    #expect(read.evidence.last?.audio == .oneWay)
  }

  @Test func `keys that share a name are resolved by the kind of event`() {
    #expect(event(#"{"event":"audioModeSet","mode":"MODE_IN_CALL"}"#)?.audioMode == .inCall)
    #expect(event(#"{"event":"sessionConfigured","mode":"voiceChat"}"#)?.mode == .voiceChat)
    #expect(event(#"{"event":"speakerphoneSet","on":true}"#)?.isOn == true)
    let answered = event(#"{"event":"callAnswered","call":"c","on":"jbl"}"#)
    #expect(answered?.place == .device(DeviceSlot(1)))
    #expect(event(#"{"event":"callAnswered","call":"c","on":"phone"}"#)?.place == .phone)
  }

  @Test func `an argument of a library or Telecom call is a string, a number or a flag`() throws {
    var reader = TraceReader(
      file: "t",
      source: MemorySource(
        header + "\n" + #"{"event":"libraryCall","name":"select","arg":1.50}"# + "\n"
          + #"{"event":"telecomMessage","message":"SPEAKER_ON","arg":true,"device":"jbl"}"#))
    var texts: [String] = []
    while case .line(let line) = reader.next() {
      guard case .event(let event) = line.content else { continue }
      let symbol = event.functionArgument ?? event.messageArgument
      texts.append(try reader.names.string(of: #require(symbol)))
    }
    #expect(texts == ["1.50", "true"])
  }

  @Test func `the number of an ended call is free from the next line on`() {
    var reader = TraceReader(
      file: "t",
      source: MemorySource(
        [
          header, #"{"event":"callJoined","call":"a","kind":"voip"}"#,
          #"{"event":"callJoined","call":"b","kind":"voip"}"#,
          #"{"event":"callEnded","call":"a","observed":{"calls":{"a":"ended"}}}"#,
          #"{"event":"callJoined","call":"c","kind":"voip"}"#,
        ].joined(separator: "\n")))
    var names: [String] = []
    while case .line(let line) = reader.next() {
      guard case .event(let event) = line.content, let call = event.call else { continue }
      names.append("\(call.number)=\(reader.names.name(of: call))")
    }
    #expect(names == ["0=a", "1=b", "0=a", "0=c"])
  }

  @Test func `a call that only evidence knows takes no number from the calls after it`() {
    let claim = (0..<100).map { #"{"observed":{"calls":{"e\#($0)":"ended"}}}"# }
    let text = ([header] + claim).joined(separator: "\n")
    #expect(errors(text).isEmpty)
  }
}
