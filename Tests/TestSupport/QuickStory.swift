import Foundation
package import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TraceLog

/// Makes the text of traces from a seed: random events with evidence of every kind, most of it true.
package struct QuickStory {
  /// Whether only few different lines come, again and again, and all evidence is true.
  package var isCalm = false
  /// How many these are.
  package var variety: UInt64 = 12
  /// Whether each trace has names of its own for its devices and calls.
  package var hasOwnNames = false
  /// Whether evidence comes now and then.
  package var hasEvidence = true
  /// Whether the last line of each trace says what is not so.
  package var endsWrong = false
  private let book: RuleBook
  private var events: EventGenerator
  private var random: SplitMix64
  private var number = 0

  package init(seed: UInt64, book: RuleBook) {
    self.book = book
    events = EventGenerator(seed: seed)
    random = SplitMix64(seed: seed ^ 0x5EED)
  }

  private mutating func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

  /// Traces, as the bytes of a file.
  package mutating func tell(traces: Int, lines: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<traces { bytes += trace(lines) }
    return bytes
  }

  private mutating func trace(_ count: Int) -> [UInt8] {
    number += 1
    let platform = book.platforms.members[Int(random.next() % UInt64(book.platforms.members.count))]
    var header = Header(
      id:
        "quick/\(book.name.replacingOccurrences(of: "+", with: "-"))-\(number)-\(random.next() % 1_000_000)",
      circumstances: Circumstances(platform: platform))
    header.policy = book.name
    header.imported = chance(30)
    if chance(15) { header.clock = .order }
    var names = NameTable()
    for device in events.devices {
      let own = hasOwnNames ? "of \(number)" : isCalm ? "" : "\(random.next() % 3)"
      let id = "device \(own)-\(device.slot.number)"
      if let declared = names.declare(
        id, type: device.type, profiles: device.profiles, hasMicrophone: device.hasMicrophone)
      {
        header.devices.append(declared)
      }
    }
    var player = TracePlayer(header: header, book: book, file: "f", line: 1)
    for call in 0..<8 {
      let own = hasOwnNames ? "of \(number)" : isCalm ? "" : "\(random.next() % 2)"
      _ = names.mention(call: "call \(own)-\(call)")
    }
    var bytes = TraceWriter.bytes(of: Line(.header(header)), names: names) + [0x0A]
    let few = (0..<variety).map { _ in events.event() }
    var t: Int64 = 0
    var last: Int64 = 0
    for index in 1...count {
      t += Int64(random.next() % (chance(20) ? 7000 : 300))
      var line = Line(.note, t: t, hasTime: !chance(5))
      if !line.hasTime { t = last }
      line.t = t
      switch random.next() % 40 {
      case 0: line.note = "a note, \(random.next() % 3)"
      case 1 where !isCalm: line.content = .gap(Gap(lost: 3, why: nil))
      case 2...5: line.content = .evidence
      default:
        let event = isCalm ? few[Int(random.next() % variety)] : events.event()
        guard let named = Self.named(event, &names) else { continue }
        line.content = .event(named)
      }
      if chance(3) { line.assumed = true }
      if header.imported, line.hasTime, chance(70) {
        line.sourceLine = Int(random.next() % 1000) + 1
      }
      _ = player.take(line, names: names)
      last = line.t
      if case .gap = line.content {} else { line.evidence = evidence(player, &names) }
      if endsWrong, index == count {
        line.content = .evidence
        line.evidence = [Evidence(.expect, output: .oneOf([EndpointPattern(port: .hdmi)]))]
      }
      if case .evidence = line.content, line.evidence.isEmpty { line.content = .note }
      if case .note = line.content {
        line.note = line.note ?? "nothing"
        line.evidence = []
      }
      bytes += TraceWriter.bytes(of: line, names: names) + [0x0A]
    }
    return bytes
  }

  /// An event as the format takes it, with its symbols named.
  private static func named(_ event: Event, _ names: inout NameTable) -> Event? {
    var event = event
    let override: PortArgument = .some(EndpointPattern(port: .builtInSpeaker))
    switch event.kind {
    case .outputOverridden where event.port != PortArgument.none: event.port = override
    case .communicationDeviceSet, .preferredInputSet:
      let allowed = event.kind == .preferredInputSet ? PortSet.inputs : .outputs
      guard case .some(.some(let pattern)) = event.port else { break }
      let device = names.declaration(of: pattern.device ?? DeviceSlot(255))?.device
      let ports = (device?.ports ?? .all).intersection(allowed)
      if pattern.port.map({ !ports.contains($0) }) ?? ports.isEmpty { return nil }
    case .routeSelected where event.port != nil || (event.input == nil && event.output == nil):
      event.input = nil
      event.output = nil
      if event.port == nil { event.port = override }
    default: break
    }
    if event.app != nil { event.app = names.intern("another app") }
    if event.error != nil { event.error = names.intern("refused") }
    if let word = event.functionWord { event.function = names.intern(word.name) }
    if let word = event.argumentWord {
      if event.messageArgument != nil { event.messageArgument = names.intern(word.name) }
      if event.functionArgument != nil { event.functionArgument = names.intern(word.name) }
    }
    return event
  }

  /// What could be known after a step: each column now and then, and now and then wrong.
  private mutating func evidence(_ player: TracePlayer, _ names: inout NameTable) -> [Evidence] {
    var result: [Evidence] = []
    for column in Column.allCases where hasEvidence && chance(column == .expect ? 40 : 20) {
      var evidence = Evidence(column)
      let route = player.current.state.route
      evidence.input = claim(route?.input, .inputs)
      evidence.output = claim(route?.output, .outputs)
      if !isCalm, chance(2) { evidence.output = .oneOf([EndpointPattern(port: .hdmi)]) }
      if column == .observed, chance(30) { evidence.reason = names.intern("newDeviceAvailable") }
      if column == .claimed, chance(60) {
        evidence.by = names.intern(chance(50) ? book.models.first ?? "an SDK" : "an SDK")
        if chance(30) { evidence.available = available(player) }
      }
      if column == .expect, chance(20) {
        evidence.category = player.current.state.world.session.category
        evidence.mode = player.current.state.world.session.mode
      }
      if column == .expect, !isCalm, chance(2) { evidence.muted = true }
      if !evidence.hasRoute { evidence.output = .nothing }
      result.append(evidence)
    }
    return result
  }

  private mutating func available(_ player: TracePlayer) -> [EndpointPattern] {
    let admitted = player.current.decision.candidates.filter(\.isAdmitted).map(\.endpoint)
    let outputs = admitted.filter { PortSet.outputs.contains($0.port) }
    return outputs.map { EndpointPattern($0) }
  }

  private mutating func claim(_ endpoint: Endpoint?, _ side: PortSet) -> SideClaim {
    guard let endpoint else { return .nothing }
    var pattern = EndpointPattern(endpoint)
    if chance(30) { pattern.device = nil }
    if chance(10) { return .oneOf([pattern, EndpointPattern(port: side.members[0])].uniqued) }
    return .oneOf([pattern])
  }

  /// The same lines with their keys in another order and with white space; the headers as they are.
  package mutating func shuffled(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for line in bytes.split(separator: 0x0A) {
      if line.starts(with: Array(#"{"trace""#.utf8)) || chance(30) {
        result += line + [0x0A]
        continue
      }
      guard
        let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      else { continue }
      let space = chance(50) ? " " : ""
      var keys = object.keys.sorted()
      for place in keys.indices { keys.swapAt(place, Int(random.next() % UInt64(keys.count))) }
      let members = keys.compactMap { key -> String? in
        guard let value = object[key],
          let json = try? JSONSerialization.data(
            withJSONObject: value,
            options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        return "\"\(key)\":\(space)\(String(decoding: json, as: UTF8.self))"
      }
      result += Array("{\(space)\(members.joined(separator: ",\(space)"))}\(space)\n".utf8)
    }
    return result
  }
}

extension Array where Element: Equatable {
  fileprivate var uniqued: [Element] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
