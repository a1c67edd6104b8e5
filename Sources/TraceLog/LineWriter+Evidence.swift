internal import RouteModel

extension LineWriter {
  mutating func evidence(_ evidence: Evidence) {
    let column = Vocabulary.column.name(evidence.column) ?? evidence.column.name
    output.key(column)
    object(column) { writer in
      writer.side("in", evidence.input)
      writer.side("out", evidence.output)
      writer.ports("available", evidence.available)
      writer.ports("availableInputs", evidence.availableInputs)
      writer.port("selected", evidence.selected)
      writer.port("preferredInput", evidence.preferredInput)
      writer.port("pending", evidence.pending)
      writer.links(evidence.links)
      writer.calls(evidence.calls)
      writer.output.member("session", Vocabulary.standing.name(evidence.session))
      writer.output.member("category", Vocabulary.category.name(evidence.category))
      writer.output.member("mode", Vocabulary.mode.name(evidence.mode))
      writer.words("options", evidence.options)
      writer.output.member("audioMode", Vocabulary.audioMode.name(evidence.audioMode))
      writer.output.member("focus", Vocabulary.focus.name(evidence.focus))
      writer.output.member("muted", evidence.muted)
      writer.output.member("dataSource", evidence.dataSource.map(writer.names.string))
      writer.output.member("by", evidence.by.map(writer.names.string))
      writer.output.member("reason", evidence.reason.map(writer.names.string))
      writer.output.member("audio", Vocabulary.sound.name(evidence.audio))
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
