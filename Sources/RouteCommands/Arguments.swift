import RouteModel

/// What a command line said, checked against the command's flags.
package struct Arguments: Sendable {
  package var operands: [String] = []
  private var values: [String: [String]] = [:]

  package init() {}

  package func has(_ flag: String) -> Bool { values[flag] != nil }

  /// The value of a flag; of several the last.
  package func value(_ flag: String) -> String? { values[flag]?.last }

  package func values(_ flag: String) -> [String] { values[flag] ?? [] }

  /// Reads the words behind a command's name.
  package static func parse(
    _ words: [String], for command: any Command.Type
  ) throws(UsageError) -> Arguments {
    var arguments = Arguments()
    var rest = words[...]
    var takesFlags = true
    while let word = rest.popFirst() {
      guard takesFlags, word.hasPrefix("-"), word != "-" else {
        arguments.operands.append(word)
        continue
      }
      if word == "--" {
        takesFlags = false
        continue
      }
      try arguments.take(word, &rest, command)
    }
    return arguments
  }

  private mutating func take(
    _ word: String, _ rest: inout ArraySlice<String>, _ command: any Command.Type
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let flags = command.flags + Self.common
    guard let flag = flags.first(where: { $0.name == name || $0.short == name }) else {
      let near = Spelling.nearest(to: name, among: flags.map(\.name))
      throw UsageError(
        "unknown flag \(name)" + (near.map { "; did you mean \($0)?" } ?? ""), command: command)
    }
    guard let placeholder = flag.value else {
      guard parts.count == 1 else {
        throw UsageError("\(flag.name) takes no value", command: command)
      }
      values[flag.name] = []
      return
    }
    guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
      throw UsageError("\(flag.name) needs a value: \(placeholder)", command: command)
    }
    if !flag.allowed.isEmpty, !flag.allowed.contains(value) {
      let near = Spelling.nearest(to: value, among: flag.allowed)
      throw UsageError(
        "\(flag.name) cannot be \"\(value)\"; "
          + (near.map { "did you mean \"\($0)\"?" }
            ?? "one of: \(flag.allowed.joined(separator: ", "))"),
        command: command)
    }
    if !flag.repeats, values[flag.name] != nil {
      throw UsageError("\(flag.name) is given twice", command: command)
    }
    values[flag.name, default: []].append(value)
  }

  /// The flags of every command.
  static let common = [Flag("--help", short: "-h", "say how the command is used")]
}

/// A command line that cannot be understood.
package struct UsageError: Error, Sendable {
  package var message: String
  package var command: String?

  package init(_ message: String, command: (any Command.Type)? = nil) {
    self.message = message
    self.command = command?.name
  }
}
