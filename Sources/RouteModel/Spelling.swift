/// Finds the word that somebody most likely meant.
@usableFromInline package enum Spelling {
  /// Returns the nearest of the allowed words, or nil where none is near.
  ///
  /// Near is an edit distance (insert, delete, replace, swap) of at most a third of the length.
  package static func nearest(to word: String, among allowed: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars.prefix(64))
    var best: (distance: Int, word: String)?
    for candidate in allowed {
      let letters = Array(candidate.lowercased().unicodeScalars)
      let limit = max(1, max(typed.count, letters.count) / 3)
      guard abs(typed.count - letters.count) <= limit else { continue }
      let distance = editDistance(typed, letters)
      if distance <= limit, best.map({ distance < $0.distance }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.word
  }

  private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var previous: [Int] = []
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var next = [i + 1]
      for (j, other) in right.enumerated() {
        var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
          cost = min(cost, previous[j - 1] + 1)
        }
        next.append(cost)
      }
      previous = row
      row = next
    }
    return row[right.count]
  }
}
