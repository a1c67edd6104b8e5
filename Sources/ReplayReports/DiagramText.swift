package import RouteMachine
import RouteModel

/// The small machines of the world, drawn for people and for tools that draw.
package enum DiagramText {
  /// Each state with what enters and what leaves it.
  package static func text(_ diagrams: [Diagram]) -> String {
    diagrams.map { diagram in
      var lines = [diagram.name]
      for state in diagram.states {
        // A long name has a line of its own.
        let fits = Layout.columns(state.name) < 14
        if !fits { lines += Layout.hanging("", state.name, labelWidth: 0) }
        lines += Layout.hanging(fits ? state.name : "", state.meaning, labelWidth: 14)
        for edge in diagram.edges where edge.to == state.name {
          lines += Layout.hanging(
            "from", "\(edge.from): \(events(edge))", indent: 16, labelWidth: 6)
        }
        for edge in diagram.edges where edge.from == state.name {
          lines += Layout.hanging("to", "\(edge.to): \(events(edge))", indent: 16, labelWidth: 6)
        }
      }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// One Mermaid state diagram, a composite state a machine.
  package static func mermaid(_ diagrams: [Diagram]) -> String {
    var lines = ["stateDiagram-v2"]
    for diagram in diagrams {
      lines.append("  state \(diagram.name) {")
      for state in diagram.states {
        let meaning = state.meaning.map { ":;#".contains($0) ? "," : String($0) }.joined()
        lines.append("    \(id(diagram, state.name)): \(state.name) - \(meaning)")
      }
      for edge in diagram.edges {
        lines.append(
          "    \(id(diagram, edge.from)) --> \(id(diagram, edge.to)): \(events(edge))")
      }
      lines.append("  }")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One Graphviz graph, a cluster a machine.
  package static func dot(_ diagrams: [Diagram]) -> String {
    var lines = ["digraph routelab {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    for diagram in diagrams {
      lines += ["  subgraph cluster_\(diagram.name) {", "    label=\(quoted(diagram.name));"]
      for state in diagram.states {
        lines.append(
          "    \(id(diagram, state.name)) [label=\(quoted(state.name)), "
            + "tooltip=\(quoted(state.meaning))];")
      }
      for edge in diagram.edges {
        let label = (edge.events.map(\.name) + edge.rules).joined(separator: "\\n")
        lines.append(
          "    \(id(diagram, edge.from)) -> \(id(diagram, edge.to)) [label=\"\(label)\"];")
      }
      lines.append("  }")
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  package static func json(_ diagrams: [Diagram]) -> JSONTree.Member {
    JSONTree.Member(
      "machines",
      .list(
        diagrams.map { diagram in
          [
            "name": .string(diagram.name),
            "states": .list(
              diagram.states.map { ["name": .string($0.name), "meaning": .string($0.meaning)] }),
            "edges": .list(
              diagram.edges.map(json)),
          ]
        }))
  }

  /// An edge of the world names events, one of a book's machine its rules.
  private static func json(_ edge: Diagram.Edge) -> JSONTree {
    var members = [
      JSONTree.Member("from", .string(edge.from)),
      JSONTree.Member("events", .strings(edge.events.map(\.name))),
      JSONTree.Member("to", .string(edge.to)),
    ]
    if !edge.rules.isEmpty { members.append(JSONTree.Member("rules", .strings(edge.rules))) }
    return .object(members)
  }

  private static func events(_ edge: Diagram.Edge) -> String {
    (edge.events.map(\.name) + edge.rules).joined(separator: ", ")
  }

  private static func id(_ diagram: Diagram, _ state: String) -> String {
    "\(diagram.name)_" + String(state.map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
