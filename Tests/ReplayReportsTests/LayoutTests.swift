import ReplayReports
import Testing

/// How text is measured and wrapped.
@Suite struct LayoutTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("耳机", 4), ("한글", 4), ("🎧", 2), ("e\u{301}", 1), ("a\u{200B}b", 2),
    ("→ ✓", 3), ("ｆ", 2),
  ])
  func columnsAreThoseOfATerminal(text: String, columns: Int) {
    #expect(Layout.columns(text) == columns)
  }

  @Test func paddingCountsColumns() {
    #expect(Layout.padded("耳", to: 4) == "耳  ")
    #expect(Layout.padded("longer", to: 3) == "longer")
  }

  @Test func wrappingBreaksAtSpaces() {
    #expect(Layout.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(Layout.wrapped("one  two ", to: 80) == ["one two"])
    #expect(Layout.wrapped("", to: 10) == [""])
  }

  @Test func wrappingBreaksWordsThatAreTooLong() {
    #expect(Layout.wrapped("ab cdefghij k", to: 4) == ["ab", "cdef", "ghij", "k"])
    #expect(Layout.wrapped("耳机耳机", to: 5) == ["耳机", "耳机"])
  }

  @Test(arguments: 1...30)
  func noLineIsWiderThanAsked(width: Int) {
    let text = "a bb ccc 耳机 dddddddddd eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee f"
    let lines = Layout.wrapped(text, to: max(2, width))
    for line in lines { #expect(Layout.columns(line) <= max(2, width)) }
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  @Test func noLineIsACommandOfACIService() {
    #expect(Layout.wrapped("some ::error::words", to: 10).allSatisfy { !$0.hasPrefix("::") })
  }

  @Test func hangingTextStandsBehindItsLabel() {
    #expect(
      Layout.hanging("label", "one two", indent: 2, labelWidth: 8) == ["  label   one two"])
    let lines = Layout.hanging("why", String(repeating: "word ", count: 40))
    #expect(lines.count == 3)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(String(repeating: " ", count: 13) + "w") })
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1904, "1,904"), (1_234_567, "1,234,567"), (-1904, "-1,904"),
  ])
  func numbersHaveTheirThousandsApart(number: Int, text: String) {
    #expect(Layout.count(number) == text)
  }

  @Test(arguments: [
    (0, "00:00.000"), (12_400, "00:12.400"), (3_599_999, "59:59.999"), (3_600_005, "1:00:00.005"),
  ])
  func timesAreThoseOfAClock(milliseconds: Int64, text: String) {
    #expect(Layout.time(milliseconds) == text)
  }

  @Test func secondsAreRounded() {
    #expect(Layout.seconds(0) == "0.00 s")
    #expect(Layout.seconds(15) == "0.02 s")
    #expect(Layout.seconds(61_234) == "61.23 s")
  }
}
