import Records
import Testing

@testable import Catalog

@Suite("Mistakes as they are shown")
struct FailureTests {
    private func text(_ mistakes: [Mistake], _ source: String) -> String? {
        Failure(mistakes, sources: ["x.json5": source])?.text
    }

    private func place(_ line: Int, _ column: Int) -> Place {
        Place("x.json5", line: line, column: column)
    }

    @Test func theLineAndACaretStandBelow() {
        let mistake = Mistake(
            at: place(2, 9), width: 6, "'into' has no field 'curent'",
            hint: "did you mean 'current'?")
        #expect(
            text([mistake], "{\n  into: {curent: 1}\n}") == """
                x.json5:2:9: 'into' has no field 'curent'
                  2 │   into: {curent: 1}
                    │         ^^^^^^ did you mean 'current'?
                """)
    }

    @Test func severalStandInOrderAndNoneTwice() {
        let late = Mistake(at: place(10, 1), "late")
        let early = Mistake(at: place(1, 2), width: 99, "early")
        let source = "abc" + String(repeating: "\n", count: 9) + "x"
        #expect(
            text([late, early, late], source) == """
                x.json5:1:2: early
                  1 │ abc
                    │  ^^
                x.json5:10:1: late
                  10 │ x
                     │ ^
                """)
    }

    @Test func tabsAndControlCharactersAreShownSafely() {
        let mistake = Mistake(at: place(1, 4), "odd")
        #expect(
            text([mistake], "\t'a\u{1B}[2J'\r\nx")
                == "x.json5:1:4: odd\n  1 │ \t'a␛[2J'\n    │ \t  ^")
    }

    @Test func aMistakeAtTheEndOfALineHasACaretBehindIt() {
        #expect(
            text([Mistake(at: place(1, 3), "end")], "ab") == "x.json5:1:3: end\n  1 │ ab\n    │   ^"
        )
    }

    @Test func withoutTheSourceTheHintRemains() {
        let mistake = Mistake(at: Place("y.json5"), "gone", hint: "did you mean 'x'?")
        #expect(text([mistake], "") == "y.json5: gone\n  did you mean 'x'?")
        #expect(text([], "") == nil)
    }

    @Test func itEndsTheProgramAsADefinitionDoes() {
        #expect(Failure([Mistake(at: place(1, 1), "x")], sources: [:])?.exit == .definition)
    }
}
