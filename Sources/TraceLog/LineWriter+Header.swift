internal import RouteModel

extension LineWriter {
  mutating func header(_ header: Header) {
    output.key("trace")
    output.append(header.version.description)
    output.member("id", header.id)
    output.member("platform", header.circumstances.platform.name)
    output.member("os", header.circumstances.os?.description)
    output.member("policy", header.policy)
    host(header)
    app(header)
    devices(header.devices)
    start(header.start)
    if header.imported { output.member("imported", true) }
    if header.clock != .milliseconds { output.member("clock", header.clock.name) }
    output.member("began", header.began)
    output.member("segment", header.segment)
    output.member("continues", header.continues.map(HexDigits.text))
    if let origin = header.origin {
      output.key("origin")
      object("origin") { writer in
        writer.output.member("records", origin.records)
        writer.output.member("sum", origin.sum.map(HexDigits.text))
      }
    }
    output.member("title", header.title)
    if !header.source.isEmpty { output.strings("source", header.source) }
    if !header.tags.isEmpty { output.strings("tags", header.tags) }
    output.member("group", header.group)
    if let xfail = header.xfail {
      output.key("xfail")
      object("xfail") { writer in
        writer.output.member("why", xfail.why)
        writer.output.member("cause", xfail.cause.name)
      }
    }
  }

  /// Writes an object only where it is not empty.
  private mutating func optional(_ key: String, _ body: (inout LineWriter) -> Void) {
    var inner = anew
    inner.object(key, body)
    if inner.output.count == 2 { return }
    output.key(key)
    output.append(String(decoding: inner.output.bytes, as: UTF8.self))
  }

  private mutating func host(_ header: Header) {
    let circumstances = header.circumstances
    optional("host") { writer in
      writer.output.member("model", header.host.model)
      if circumstances.hasReceiver != circumstances.platform.hasReceiver {
        writer.output.member("receiver", circumstances.hasReceiver)
      }
      writer.output.member("vendor", circumstances.vendor.map { writer.string(of: $0) })
      if !circumstances.scoOffCall { writer.output.member("scoOffCall", false) }
      if header.host.flags.isEmpty { return }
      writer.output.key("flags")
      writer.output.openObject()
      for flag in header.host.flags { writer.output.member(flag.name, flag.isOn) }
      writer.output.closeObject()
    }
  }

  private mutating func app(_ header: Header) {
    optional("app") { writer in
      if header.circumstances.appUsesCallKit { writer.output.member("callKit", true) }
      if !header.app.sends { writer.output.member("sends", false) }
      writer.words("permissions", header.app.permissions, Vocabulary.permission)
      writer.output.member("targetSdk", header.circumstances.targetSdk)
      writer.output.member("library", header.app.library)
      if !header.app.preferredDevices.isEmpty {
        writer.output.strings("preferredDevices", header.app.preferredDevices)
      }
    }
  }

  private mutating func devices(_ devices: [DeviceDeclaration]) {
    if devices.isEmpty { return }
    output.key("devices")
    output.openObject()
    for declaration in devices {
      output.key(declaration.id)
      object("devices/\(declaration.id)") { $0.describe(declaration) }
    }
    output.closeObject()
  }

  private mutating func start(_ start: Start) {
    optional("start") { writer in
      if !start.connected.isEmpty {
        writer.output.strings("connected", start.connected.map { writer.name(of: $0) })
      }
      if !start.active.isEmpty {
        writer.output.key("active")
        writer.output.openObject()
        for active in start.active {
          writer.output.member(active.profile.name, writer.name(of: active.device))
        }
        writer.output.closeObject()
      }
      writer.links(start.links)
      writer.calls(start.calls)
      if let session = start.session { writer.session(session) }
      writer.settings(start.settings)
      writer.output.member("focus", start.focus?.name)
      writer.ports("available", start.available)
      writer.port("pending", start.pending)
      if let route = start.route {
        writer.output.key("route")
        writer.object("start/route") { writer in
          writer.side("\"in\":", route.input)
          writer.side("\"out\":", route.output)
        }
      }
    }
  }

  private mutating func calls(_ calls: [StartCall]) {
    if calls.isEmpty { return }
    output.key("calls")
    output.openObject()
    for call in calls {
      let name = name(of: call.call)
      output.key(name)
      object("start/calls/\(name)") { writer in
        writer.output.member("kind", call.kind.name)
        writer.output.member("state", call.state.name)
        writer.output.member("on", call.place.map { writer.text($0) })
        if call.video { writer.output.member("video", true) }
        writer.words("ports", call.ports, Vocabulary.port)
      }
    }
    output.closeObject()
  }

  private mutating func session(_ session: StartSession) {
    output.key("session")
    object("start/session") { writer in
      writer.output.member("category", session.category?.name)
      writer.output.member("mode", session.mode?.name)
      writer.words("options", session.options, Vocabulary.option)
      writer.output.member("state", session.standing?.name)
      writer.port("preferredInput", session.preferredInput)
      writer.port("override", session.override)
    }
  }

  private mutating func settings(_ settings: [StartSetting]) {
    if settings.isEmpty { return }
    output.key("settings")
    output.openObject()
    for setting in settings { output.member(setting.setting.name, setting.value.name) }
    output.closeObject()
  }
}
