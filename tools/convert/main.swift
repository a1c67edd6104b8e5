import Foundation

let usage = """
  usage: convert-peer-tests TABLE.jsonl FOLDER [LIST.md] [--list]
  Turns each row of a table of published tests into a trace under FOLDER/<suite>/, and prints what
  became of them by suite; with --list also every row that was skipped, and why. Rows whose
  identifiers LIST.md names between back quotes are not written.

  """

func run(_ arguments: [String]) -> Int32 {
  let operands = arguments.filter { !$0.hasPrefix("--") }
  guard (2...3).contains(operands.count),
    arguments.allSatisfy({ !$0.hasPrefix("--") || $0 == "--list" })
  else {
    FileHandle.standardError.write(Data(usage.utf8))
    return 2
  }
  do {
    let table = try Data(contentsOf: URL(fileURLWithPath: operands[0]))
    let list = operands.count > 2 ? try String(contentsOfFile: operands[2], encoding: .utf8) : ""
    var conversion = Conversion(folder: operands[1], list: list)
    for line in table.split(separator: UInt8(ascii: "\n")) where !line.allSatisfy({ $0 <= 0x20 }) {
      try conversion.take(line)
    }
    let report = conversion.report(all: arguments.contains("--list"))
    FileHandle.standardOutput.write(Data(report.utf8))
    return 0
  } catch {
    FileHandle.standardError.write(Data("\(error.localizedDescription)\n".utf8))
    return 2
  }
}

exit(run(Array(CommandLine.arguments.dropFirst())))
