/// A line of a log, taken out of its container.
package struct LogLine: Hashable, Sendable {
  /// The line's number in its file, from 1.
  package var number: Int
  /// Milliseconds of the log's clock: the line's own, or those of the line that it belongs to.
  package var time: Int64?
  package var container: Container
  /// Logcat's tag, or the name of the process that spoke; empty where the line names none.
  package var tag: LogText
  package var process: Int?
  package var thread: Int?
  /// What was said.
  package var message: LogText

  package init(number: Int, time: Int64? = nil, container: Container = .bare, message: LogText) {
    self.number = number
    self.time = time
    self.container = container
    tag = .empty
    self.message = message
  }

  /// Whether both lines may be parts of one record: said by the same thread, as far as they tell.
  package func mayContinue(_ other: LogLine) -> Bool {
    container == .bare
      || (container == other.container && tag == other.tag && process == other.process
        && thread == other.thread)
  }
}

/// What a line is wrapped in.
package enum Container: String, Hashable, Sendable, CaseIterable {
  /// Nothing that is known: the whole line is the message.
  case bare
  /// `logcat -v threadtime`, with or without year, zone, microseconds, user; also `-v epoch` and
  /// `-v monotonic`.
  case threadtime
  /// `logcat -v time`.
  case logcatTime
  /// `logcat -v brief` and `-v tag`.
  case brief
  /// `logcat -v process` and `-v thread`.
  case logcatProcess
  /// `logcat -v long`: the head of a record, whose text is in the lines that follow.
  case long
  /// Android Studio, up to Electric Eel's predecessor.
  case studio
  /// Android Studio since the new Logcat window.
  case studioPadded
  /// `dumpsys`: a date, a time with a colon before its milliseconds, a message.
  case dumpsys
  /// NSLog and Xcode's console.
  case nsLog
  /// Console.app's export, its columns apart by tabs.
  case console
  /// `log show` with its default style.
  case logShow
  /// `log show --style compact`.
  case logShowCompact
  /// `log show --style syslog`, and what devices send over USB.
  case syslog
  /// `log show --style ndjson`.
  case ndjson
  /// A time, and a message.
  case dated
}
