/// A table with a name: the same rows as text, as Markdown and as JSON.
package struct Sheet: Sendable {
  /// The key in JSON.
  package var name: String
  /// One sentence above the table.
  package var title: String
  /// Keys in JSON, headings elsewhere.
  package var columns: [String]
  package var rows: [[JSONTree]]

  package init(_ name: String, _ title: String, columns: [String], rows: [[JSONTree]]) {
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
  }

  /// The rows as objects under the sheet's name.
  package var member: JSONTree.Member {
    JSONTree.Member(
      name,
      .list(
        rows.map { row in .object(zip(columns, row).map { JSONTree.Member($0, $1) }) }))
  }

  /// A heading and the aligned table; wide cells are wrapped inside their column.
  package func text() -> [String] {
    let cells = [columns] + rows.map { $0.map { Self.text($0, separator: ", ") } }
    let widths = Self.widths(cells)
    return Layout.wrapped("\(name): \(title)", to: Layout.width)
      + cells.flatMap { Self.lines($0, widths) }
  }

  /// A heading and a Markdown table.
  package func markdown() -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let body = rows.map { row in
      line(row.map { Self.lines(of: $0).map(Markdown.escaped).joined(separator: "<br>") })
    }
    return ["## \(Markdown.escaped(name))", "", Markdown.escaped(title), ""]
      + (rows.isEmpty
        ? ["none"]
        : [line(columns.map(Markdown.escaped)), line(columns.map { _ in "---" })] + body)
  }

  private static func lines(of cell: JSONTree) -> [String] {
    if case .list(let elements) = cell { return elements.map { text($0, separator: ", ") } }
    return [text(cell, separator: ", ")]
  }

  private static func text(_ cell: JSONTree, separator: String) -> String {
    switch cell {
    case .null: ""
    case .bool(let flag): flag ? "yes" : "no"
    case .number(let number): String(number)
    case .string(let text): text
    case .list(let elements):
      elements.map { text($0, separator: separator) }.joined(separator: separator)
    case .object(let members):
      members.map { "\($0.key) \(text($0.value, separator: separator))" }
        .joined(separator: separator)
    }
  }

  private static let gap = 2
  private static let indent = 2

  /// As wide as the cells; the widest columns give way until all fit, by broken words at last.
  private static func widths(_ rows: [[String]]) -> [Int] {
    let count = rows.map(\.count).max() ?? 0
    var widths = widest(rows, count) { [$0] }
    let words = widest(rows, count) { $0.split(separator: " ").map(String.init) }
    let room = Layout.width - indent - gap * max(0, count - 1)
    while widths.reduce(0, +) > room {
      let wide = widths.indices.filter { widths[$0] > words[$0] }
      guard
        let place = (wide.isEmpty ? Array(widths.indices) : wide)
          .max(by: { widths[$0] < widths[$1] }), widths[place] > 1
      else { break }
      widths[place] -= 1
    }
    return widths
  }

  /// For each column, the columns of the widest part of a cell.
  private static func widest(
    _ rows: [[String]], _ count: Int, _ parts: (String) -> [String]
  ) -> [Int] {
    (0..<count).map { column in
      rows.flatMap { column < $0.count ? parts($0[column]) : [] }.map(Layout.columns).max() ?? 0
    }
  }

  private static func lines(_ row: [String], _ widths: [Int]) -> [String] {
    let cells = zip(row, widths).map { Layout.wrapped($0, to: $1) }
    return (0..<(cells.map(\.count).max() ?? 0)).map { index in
      var line = String(repeating: " ", count: indent)
      for (cell, width) in zip(cells, widths) {
        line += Layout.padded(index < cell.count ? cell[index] : "", to: width + gap)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

/// Several sheets, one after another, in one of the formats.
package enum Sheets {
  package static func text(_ sheets: [Sheet]) -> String {
    sheets.map { $0.text().joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  package static func markdown(_ title: String, _ sheets: [Sheet]) -> String {
    let body = sheets.map { $0.markdown().joined(separator: "\n") + "\n" }
    return (["# \(Markdown.escaped(title))\n"] + body).joined(separator: "\n")
  }
}
