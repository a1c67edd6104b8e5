package import ReplayReports
import RouteReplay

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a command reads and writes, and what it may know of its surroundings.
///
/// The one place with effects; a test gives one that keeps what is written.
package final class Console {
  package let environment: [String: String]
  package let outputIsTerminal: Bool
  package let errorIsTerminal: Bool
  package let inputIsTerminal: Bool
  /// Whether the output takes no more, most often as its reader has gone away, which is no failure.
  package private(set) var isClosed = false
  /// Why the output could not be written, in the system's words; nil where it could, or where its
  /// reader has gone away.
  package private(set) var outputFailure: String?
  /// What was written, where the console keeps it instead of writing it.
  package private(set) var kept = (output: "", errors: "")

  private let keeps: Bool
  private var buffer: [UInt8] = []
  private var progressIsShown = false
  private let answers: () -> String?
  private static let bufferBytes = 64 * 1024

  /// The process's own input and output.
  package init(environment: [String: String]) {
    self.environment = environment
    outputIsTerminal = isatty(STDOUT_FILENO) == 1
    errorIsTerminal = isatty(STDERR_FILENO) == 1
    inputIsTerminal = isatty(STDIN_FILENO) == 1
    keeps = false
    answers = { readLine() }
    signal(SIGPIPE, SIG_IGN)
  }

  /// A console that keeps what is written, for tests.
  package init(
    keeping environment: [String: String], isTerminal: Bool = false,
    answers: @escaping () -> String? = { nil }
  ) {
    self.environment = environment
    outputIsTerminal = isTerminal
    errorIsTerminal = isTerminal
    inputIsTerminal = isTerminal
    keeps = true
    self.answers = answers
  }

  /// Colours only on a terminal, and never against `NO_COLOR`.
  package var palette: Palette {
    let isWanted = environment["NO_COLOR"]?.isEmpty ?? true
    return Palette(isOn: outputIsTerminal && isWanted && environment["TERM"] != "dumb")
  }

  package var isCI: Bool { !(environment["CI"]?.isEmpty ?? true) && environment["CI"] != "false" }

  package func write(_ text: String) {
    guard !text.isEmpty, !isClosed else { return }
    if keeps {
      kept.output += text
      return
    }
    buffer.append(contentsOf: text.utf8)
    if outputIsTerminal || buffer.count >= Self.bufferBytes { flush() }
  }

  package func writeLine(_ text: String = "") { write(text + "\n") }

  package func writeError(_ text: String) {
    clearProgress()
    if keeps { kept.errors += text + "\n" } else { put(Array((text + "\n").utf8), STDERR_FILENO) }
  }

  /// Shows how far a long work has come; on a terminal's standard error only.
  package func progress(_ text: String) {
    guard errorIsTerminal, !keeps else { return }
    put(Array("\r\(text)\u{1B}[K".utf8), STDERR_FILENO)
    progressIsShown = true
  }

  package func clearProgress() {
    guard progressIsShown else { return }
    put(Array("\r\u{1B}[K".utf8), STDERR_FILENO)
    progressIsShown = false
  }

  /// Asks a yes-or-no question; no answer is no.
  package func asks(_ question: String) -> Bool {
    write(question + " [y/N] ")
    flush()
    guard let answer = answers()?.lowercased() else { return false }
    return answer == "y" || answer == "yes"
  }

  /// Appends a page to the file that GitHub Actions shows, where there is one.
  package func writeSummaryPage(_ page: String) {
    guard let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    let isWritten = descriptor >= 0 && put(Array(page.utf8), descriptor)
    if descriptor >= 0 { close(descriptor) }
    if !isWritten {
      writeError("routelab: the step summary cannot be written: \(Printable.text(path))")
    }
  }

  package func flush() {
    clearProgress()
    guard !buffer.isEmpty else { return }
    isClosed = !put(buffer, STDOUT_FILENO)
    if isClosed, errno != EPIPE { outputFailure = String(cString: strerror(errno)) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Milliseconds of a clock that only goes forward.
  package static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Writes all bytes; false, with `errno`, where the system takes no more.
  @discardableResult
  private func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { part in
        systemWrite(descriptor, part.baseAddress, part.count)
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      if count <= 0 { return false }
      done += count
    }
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
