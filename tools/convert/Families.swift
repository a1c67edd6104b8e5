/// Which rows are converted how, by the file that their suite is named after.
enum Families {
  static func draft(_ row: Row) throws -> TraceDraft {
    let name = row.suiteName
    if name.hasPrefix("CallAudioRouteController") {
      return try TelecomRows.draft(row, policy: "telecom16", os: "16")
    }
    if name.hasPrefix("CallAudioRoute") {
      return try TelecomRows.draft(row, policy: "telecom14", os: "14")
    }
    if name.hasPrefix("BluetoothRoute") { return try LinkRows.draft(row) }
    if row.suite.contains("apprtc") { return try AppRTCRows.draft(row) }
    if row.suite.contains("davidliu") {
      return try PickerRows.draft(row, policy: "audioswitch-livekit")
    }
    if row.suite.contains("audioswitch") {
      return try PickerRows.draft(row, policy: "audioswitch")
    }
    if row.suite.contains("core-telecom") { return try EndpointRows.draft(row) }
    guard row.states(any: ["route", "available_routes", "bt_state", "selected"]) else {
      throw Skip.noRoute
    }
    throw Skip("no rule book stands for this suite")
  }
}
