/// Writes the lines of a trace in their canonical spelling.
///
/// The order is `seq`, `t`, `line`, the core (the kind's key, its arguments, `assumed`, the
/// evidence), the user's own keys, `note`, `sum`, without white space: what differs from line to
/// line stands outside the core. What is the default is left out. Writing what was read and reading
/// it again gives the same line, and the same bytes a second time. A checksum is written as it is
/// given, not computed; a line of a newer minor version loses what this version does not know.
package enum TraceWriter {
  /// Returns the bytes of a line, without a newline.
  ///
  /// The names are those of the line's trace as of that line.
  package static func bytes(of line: Line, names: NameTable) -> [UInt8] {
    var output = JSONOutput()
    LineWriter.spell(names: names, extras: line.extras, into: &output) { $0.line(line) }
    return output.bytes
  }
}
