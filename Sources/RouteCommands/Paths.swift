import RouteReplay
import TraceLog

/// The files that a command's operands stand for.
enum Paths {
  /// Every file, in the order of the operands; what cannot be read is said and makes `isWhole` false.
  static func files(
    _ operands: [String], _ console: Console
  ) -> (files: [String], isWhole: Bool) {
    var files: [String] = []
    var isWhole = true
    for operand in operands {
      let found = TraceFiles.find(operand)
      files += found.files
      for error in found.errors {
        console.writeError("routelab: \(Printable.text(error.description))")
        isWhole = false
      }
    }
    return (files, isWhole)
  }
}
