import Records
import Testing

struct FailureTests {
    @Test func saysThePlaceFirst() {
        #expect(
            Failure(.data, at: Place("inbox/x.txt", line: 118), "is wrong").text
                == "inbox/x.txt:118: is wrong")
        #expect(Failure(.data, "is wrong", detail: ["  a", "  b"]).text == "is wrong\n  a\n  b")
        #expect(Place("x", line: 1, column: 7).text == "x:1:7")
        #expect(Place("x", column: 7).text == "x")
    }

    @Test func digestsReadBack() {
        for text in ["", "a", "ä€", String(repeating: "x", count: 1_000)] {
            let digest = Digest(of: text)
            #expect(digest.text.utf8.count == 32)
            #expect(Digest(text: digest.text) == digest)
        }
        #expect(Digest(of: "a") != Digest(of: "b"))
        for text in [
            "", "12", String(repeating: "g", count: 32), String(repeating: "0", count: 33),
        ] {
            #expect(Digest(text: text) == nil)
        }
    }
}
