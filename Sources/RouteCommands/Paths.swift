import RouteReplay
import TraceLog

/// The files that a command's operands stand for.
enum Paths {
  /// Every file once, in the order of the operands, and what cannot be read.
  static func find(_ operands: [String]) -> (files: [String], errors: [TraceError]) {
    var files: [String] = []
    var errors: [TraceError] = []
    var seen: Set<String> = []
    for operand in operands {
      let found = TraceFiles.find(operand)
      files += found.files.filter { seen.insert($0).inserted }
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
    return (files, errors.isEmpty)
  }
}
