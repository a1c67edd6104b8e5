import Dispatch
import RouteMachine
import RouteModel
import RoutePolicies
import RouteReplay
import TestSupport
import Testing

/// What one thread has worked out is taken over by another; the results are those of the plain engine.
@Suite("Threads that teach each other")
struct SharedMemoryTests {
  private static let books = ["ios", "macos", "android-voip", "telecom14", "telecom16", "apprtc"]

  /// Stories of few different lines, in which states recur.
  private static func stories(_ seed: UInt64) -> [[UInt8]] {
    books.compactMap { Policies.named($0) }.map { book in
      var story = QuickStory(seed: seed, book: book)
      story.isCalm = true
      return story.tell(traces: 6, lines: 60)
    }
  }

  /// Two memories that met other traces before have other numbers for the same words and states.
  @Test("numbers of one memory mean nothing in another")
  func turns() {
    let shared = SharedMemory()
    let (one, two) = (QuickMemory(sharing: shared), QuickMemory(sharing: shared))
    for seed in UInt64(1)...3 {
      let stories = Self.stories(seed)
      for (place, bytes) in stories.enumerated() {
        QuickReplayTests.hold(stories.reversed()[place], two, "own, seed \(seed)")
        QuickReplayTests.hold(bytes, one, "seed \(seed), story \(place)")
        QuickReplayTests.hold(bytes, two, inBlocks: 777, "taught, seed \(seed), story \(place)")
      }
    }
  }

  /// The same lines of a trace, whose device is another one each time.
  @Test("a device's kind is part of what a line says")
  func kinds() {
    let shared = SharedMemory()
    for type in DeviceType.allCases {
      let lines = [
        #"{"trace":1,"id":"kinds/\#(type.name.lowercased())","platform":"ios","policy":"ios","devices":{"a":{"type":"\#(type.name)"}}}"#,
        #"{"t":1,"event":"callJoined","call":"c","kind":"voip"}"#,
        #"{"t":2,"event":"deviceConnected","device":"a","expect":{"out":"@a"}}"#,
        #"{"t":3,"event":"callEnded","call":"c"}"#,
      ]
      let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
      QuickReplayTests.hold(bytes, QuickMemory(sharing: shared), type.name)
      QuickReplayTests.hold(bytes, QuickMemory(sharing: shared), "\(type.name), taught")
    }
  }

  @Test("the corpus, in which timers are started and run out")
  func corpus() throws {
    let bytes = try QuickReplayTests.bytesOfCorpus()
    let shared = SharedMemory()
    for pass in 1...2 {
      QuickReplayTests.hold(bytes, QuickMemory(sharing: shared), "memory \(pass)")
    }
  }

  @Test("what was taught is not worked out again")
  func isUsed() throws {
    let stories = Self.stories(1)
    let shared = SharedMemory()
    let (one, two) = (QuickMemory(sharing: shared), QuickMemory(sharing: shared))
    func replay(_ memory: QuickMemory) {
      for bytes in stories {
        _ = QuickReplayTests.quick(bytes, ReplayOptions(), memory, inBlocks: 1 << 16)
      }
    }
    replay(one)
    #expect(one.stepsTakenOver == 0)
    replay(two)
    let (learned, takenOver) = (one.steps, two.stepsTakenOver)
    #expect(learned > 500)
    #expect(takenOver * 100 >= learned * 95, "\(takenOver) of \(learned)")
  }

  @Test("threads at the same time")
  func threads() {
    let seeds = Array(UInt64(1)...6)
    let stories = seeds.map { Self.stories($0) }
    let expected = stories.map { $0.map { QuickReplayTests.plain($0, ReplayOptions()) } }
    let shared = SharedMemory()
    let differing = Differing()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let memory = QuickMemory(sharing: shared)
      for round in 0..<seeds.count * 2 {
        let place = (round + thread * 2) % seeds.count
        for (bytes, expected) in zip(stories[place], expected[place]) {
          let found = QuickReplayTests.quick(bytes, ReplayOptions(), memory, inBlocks: 1 << 16)
          if found != expected { differing.add("thread \(thread), seed \(seeds[place])") }
        }
      }
    }
    #expect(differing.all == [])
  }
}

/// What threads report.
private final class Differing: @unchecked Sendable {
  private let queue = DispatchQueue(label: "differing")
  private var found: [String] = []

  func add(_ what: String) { queue.sync { found.append(what) } }

  var all: [String] { queue.sync { found } }
}
