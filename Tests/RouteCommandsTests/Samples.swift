/// Small traces for the tests of commands.
enum Samples {
  static func header(_ id: String, _ more: String = "") -> String {
    """
    {"trace":1,"id":"\(id)","platform":"ios","os":"13.3","policy":"agora-2020",\
    "devices":{"airpods":{"type":"bluetoothHeadset"}}\(more)}
    """
  }

  static let connected = #"{"event":"deviceConnected","device":"airpods"}"#
  static let joined = #"{"t":30000,"event":"callJoined","call":"v1","kind":"voip"}"#

  /// An event with evidence of one column.
  static func joined(_ column: String, out port: String) -> String {
    """
    {"t":30000,"event":"callJoined","call":"v1","kind":"voip","\(column)":{"out":"\(port)"}}
    """
  }

  /// A phone call answered on the phone; then VoIP on Bluetooth is expected, which the book denies.
  static let failing =
    [
      header("voip/after-phone-call"), connected,
      #"{"t":1000,"event":"callIncoming","call":"p1","kind":"phone"}"#,
      """
      {"t":4000,"event":"callAnswered","call":"p1","on":"phone","expect":{"out":"builtInSpeaker"}}
      """,
      #"{"t":20000,"event":"callEnded","call":"p1","by":"remote"}"#,
      joined("expect", out: "bluetoothHFP@airpods"),
    ]

  /// A device that needs 400 ms to settle, and then another that never does.
  static let deviating = [
    header("voip/deviating"), connected, joined("observed", out: "builtInReceiver"),
    #"{"t":30400,"observed":{"out":"bluetoothHFP@airpods"}}"#,
    #"{"t":40000,"observed":{"in":"builtInMic","out":"builtInReceiver","reason":"override"}}"#,
  ]

  static let passing = [
    header("voip/passing"), connected, joined("expect", out: "bluetoothHFP@airpods"),
  ]

  /// One trace of each outcome.
  static let mixed =
    passing + failing
    + [
      header("voip/known-failure", #","xfail":{"why":"as reported","cause":"device"}"#), connected,
      joined("expect", out: "builtInSpeaker"),
      header("voip/known-failure-that-passes", #","xfail":{"why":"was so","cause":"book"}"#),
      connected, joined("expect", out: "bluetoothHFP@airpods"),
      header("voip/rejected"), #"{"event":"callAnswered","call":"c9","on":"phone"}"#,
      header("voip/unjudged"), connected, header("voip/gap"), #"{"gap":{"lost":3}}"#,
      joined("expect", out: "builtInSpeaker"), header("voip/broken"),
      #"{"event":"deviceConected","device":"airpods"}"#,
    ] + deviating

  /// An SDK's picker that says earpiece while its headset's link is up, and forgets to list it.
  static let claiming = [
    """
    {"trace":1,"id":"picker/claiming","platform":"android","os":"9","policy":"audioswitch",\
    "devices":{"buds":{"type":"bluetoothHeadset"}}}
    """,
    #"{"event":"libraryCall","name":"start"}"#,
    #"{"event":"libraryCall","name":"activate"}"#,
    """
    {"t":1000,"event":"deviceConnected","device":"buds",\
    "claimed":{"out":"builtInReceiver","by":"audioswitch"}}
    """,
    #"{"t":1400,"event":"linkConnected","device":"buds","profile":"hfp"}"#,
    """
    {"t":6400,"claimed":{"out":"builtInReceiver","available":["builtInReceiver",\
    "builtInSpeaker"],"by":"audioswitch"}}
    """,
  ]

  /// A route of which the book knows how it sounds.
  static let airPlay = [
    """
    {"trace":1,"id":"facetime/airplay","platform":"ios","os":"16.0","policy":"facetime-guide",\
    "devices":{"homepod":{"type":"homePod"}}}
    """,
    #"{"event":"deviceConnected","device":"homepod"}"#,
    #"{"t":1000,"event":"callJoined","call":"f1","kind":"faceTime"}"#,
    """
    {"t":2000,"event":"routeSelected","port":"airPlay@homepod","via":"controlCenter",\
    "wanted":{"out":"builtInReceiver"}}
    """,
  ]

  /// Nothing is expected; the app's developer wanted the loudspeaker.
  static let wanted = [
    header("voip/wanted"), connected, joined("wanted", out: "builtInSpeaker"),
    #"{"t":31000,"event":"callEnded","call":"v1","by":"local"}"#,
  ]
}
