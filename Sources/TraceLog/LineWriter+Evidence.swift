internal import RouteModel

extension LineWriter {
  mutating func evidence(_ evidence: Evidence) {
    output.key(evidence.column.name)
    object(evidence.column.name) { writer in
      writer.side("in", evidence.input)
      writer.side("out", evidence.output)
      writer.ports("available", evidence.available)
      writer.ports("availableInputs", evidence.availableInputs)
      writer.port("selected", evidence.selected)
      writer.port("preferredInput", evidence.preferredInput)
      writer.port("pending", evidence.pending)
      writer.links(evidence.links)
      writer.calls(evidence.calls)
      writer.output.member("session", evidence.session?.name)
      writer.output.member("category", evidence.category?.name)
      writer.output.member("mode", evidence.mode?.name)
      writer.words("options", evidence.options)
      writer.output.member("audioMode", evidence.audioMode?.name)
      writer.output.member("focus", evidence.focus?.name)
      writer.output.member("muted", evidence.muted)
      writer.output.member("dataSource", evidence.dataSource.map(writer.names.string))
      writer.output.member("by", evidence.by.map(writer.names.string))
      writer.output.member("reason", evidence.reason.map(writer.names.string))
      writer.output.member("audio", evidence.audio?.name)
    }
  }

  private mutating func calls(_ calls: [CallClaim]) {
    if calls.isEmpty { return }
    output.key("calls")
    output.openObject()
    for claim in calls {
      output.member(names.name(of: claim.call), claim.state?.name ?? "ended")
    }
    output.closeObject()
  }
}
