internal import RouteModel

extension LineWriter {
  mutating func evidence(_ evidence: Evidence) {
    let column = Int(evidence.column.rawValue)
    output.key(json: LineForms.columns[column].key)
    object(LineForms.columns[column].name) { writer in
      writer.side("\"in\":", evidence.input)
      writer.side("\"out\":", evidence.output)
      writer.ports("available", evidence.available)
      writer.ports("availableInputs", evidence.availableInputs)
      writer.port("selected", evidence.selected)
      writer.port("preferredInput", evidence.preferredInput)
      writer.port("pending", evidence.pending)
      writer.links(evidence.links)
      writer.calls(evidence.calls)
      writer.word("session", evidence.session, Vocabulary.standing)
      writer.word("category", evidence.category, Vocabulary.category)
      writer.word("mode", evidence.mode, Vocabulary.mode)
      writer.words("options", evidence.options, Vocabulary.option)
      writer.word("audioMode", evidence.audioMode, Vocabulary.audioMode)
      writer.word("focus", evidence.focus, Vocabulary.focus)
      writer.output.member("muted", evidence.muted)
      writer.symbol("dataSource", evidence.dataSource)
      writer.symbol("by", evidence.by)
      writer.symbol("reason", evidence.reason)
      writer.word("audio", evidence.audio, Vocabulary.sound)
    }
  }

  private mutating func symbol(_ key: String, _ symbol: Symbol?) {
    guard let symbol else { return }
    output.member(key, string(of: symbol))
  }

  private mutating func calls(_ calls: [CallClaim]) {
    if calls.isEmpty { return }
    output.key("calls")
    output.openObject()
    for claim in calls {
      let name = name(of: claim.call)
      guard let state = claim.state else {
        output.member(name, "ended")
        continue
      }
      word(name, state, Vocabulary.callState)
    }
    output.closeObject()
  }
}
