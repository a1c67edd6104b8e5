import RouteReplay
import TraceLog

/// The files that a command's operands stand for.
enum Paths {
  /// Every file once, in the order of the operands, and what cannot be read.
  static func find(_ operands: [String]) -> (files: [FoundFile], errors: [TraceError]) {
    var files: [FoundFile] = []
    var errors: [TraceError] = []
    if operands.count == 1 { return TraceFiles.find(operands[0]) }
    var seen: Set<String> = []
    for operand in operands {
      let found = TraceFiles.find(operand)
      files += found.files.filter { seen.insert($0.path).inserted }
      errors += found.errors
    }
    return (files, errors)
  }

  /// The same, where what cannot be read is said at once and makes `isWhole` false.
  static func files(
    _ operands: [String], _ console: Console
  ) -> (files: [String], isWhole: Bool) {
    let (files, errors) = find(operands)
    for error in errors {
      console.writeError("routelab: \(Printable.text(error.description))")
    }
    return (files.map(\.path), errors.isEmpty)
  }
}
