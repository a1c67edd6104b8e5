import RouteLab
import Testing

/// The example of the documentation: the traces of an app, replayed in its own tests.
@Suite struct ExampleTests {
  @Test(arguments: try TraceCorpus(exampleTraces).replay())
  func routesAreAsExpected(trace: ReplayedTrace) {
    #expect(trace.isAsExpected, "\(trace.report)")
  }
}
