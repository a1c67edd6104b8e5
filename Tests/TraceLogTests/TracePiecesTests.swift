import Foundation
import Testing
import TraceLog

/// Cutting files of many traces into pieces.
@Suite struct TracePiecesTests {
  private func pieces(
    of text: String, block: Int, piece: Int, most: Int
  ) throws -> [(place: LinePlace, text: String)]? {
    let path = FileManager.default.temporaryDirectory.path + "/routelab-\(UUID().uuidString)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var sizes = TracePieces.Sizes()
    sizes.block = block
    sizes.piece = piece
    sizes.most = most
    guard var cut = TracePieces(path: path, sizes: sizes) else { return nil }
    var found: [(LinePlace, String)] = []
    while let piece = cut.next() {
      let source = piece.source
      var bytes: [UInt8] = []
      while case let block = try source.nextBlock(), !block.isEmpty { bytes += block }
      found.append((piece.place, String(decoding: bytes, as: UTF8.self)))
    }
    return found
  }

  private let text = (0..<50).map { "{\"trace\":1,\"id\":\"\($0)\"}\n{\"t\":0}\n\n" }.joined()

  /// Together they are the file; each but the first begins at a header, where its place says.
  @Test(arguments: [9, 10, 31, 64, 100, 333, 5000])
  func piecesPartAFile(block: Int) throws {
    for most in [block, block * 3, block * 1000] {
      let found = try #require(try pieces(of: text, block: block, piece: 40, most: most))
      #expect(found.map(\.text).joined() == text)
      if most > text.utf8.count, block > 40 && block < 1000 { #expect(found.count > 3) }
      var before = ""
      for piece in found {
        #expect(piece.text.hasPrefix("{\"trace\":"))
        #expect(piece.place.offset == Int64(before.utf8.count))
        #expect(piece.place.line == before.utf8.filter { $0 == 0x0A }.count + 1)
        before += piece.text
      }
    }
  }

  /// Where all bytes are newlines, and where none is.
  @Test(arguments: [31, 32, 63, 64, 100_000])
  func linesAreCounted(count: Int) throws {
    for filler in ["\n", " "] {
      let header = "{\"trace\":1}\n"
      let text = header + String(repeating: filler, count: count) + "\n" + header
      let found = try #require(try pieces(of: text, block: 1 << 20, piece: 1, most: 1 << 20))
      #expect(found.map(\.place.line) == [1, filler == "\n" ? count + 3 : 3])
    }
  }

  @Test(arguments: ["", " {\"trace\":1}\n", "{\"seq\":0,\"trace\":1}\n", "{\"trace\"", "\n"])
  func whatDoesNotBeginAsWritersWriteItIsNotCut(text: String) throws {
    #expect(try pieces(of: text, block: 100, piece: 1, most: 1000).map(\.count) == nil)
  }

  @Test func aHeaderInsideALineIsNone() throws {
    let text = "{\"trace\":1}\n{\"note\":\"{\\\"trace\\\":1}\"} {\"trace\":1}\n\r{\"trace\":1}\n"
    #expect(try pieces(of: text, block: 1000, piece: 1, most: 1000)?.count == 1)
  }
}
