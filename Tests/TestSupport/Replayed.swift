package import RouteReplay
import TraceLog

/// Replays a text as if it were a file, and gives the results of its traces.
package func replayed(
  _ text: String, options: ReplayOptions = ReplayOptions()
) -> [TraceResult] {
  var run = ReplayRun(options)
  var reader = TraceReader(file: "test.jsonl", source: MemorySource(text))
  var results: [TraceResult] = []
  run.replay(&reader, onResult: { results.append($0) })
  return results
}

/// A header for the small worlds of tests.
package func header(
  _ id: String = "test/one", policy: String = "agora-2020", platform: String = "ios",
  _ more: String = ""
) -> String {
  """
  {"trace":1,"id":"\(id)","platform":"\(platform)","policy":"\(policy)","devices":\
  {"airpods":{"type":"bluetoothHeadset"},"jbl":{"type":"bluetoothSpeaker"},\
  "homepod":{"type":"homePod"}}\(more)}

  """
}
