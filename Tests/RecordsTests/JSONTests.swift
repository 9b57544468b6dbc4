import Foundation
import Records
import Testing

struct JSONTests {
    @Test(
        arguments: [
            (JSON.text("a\"b\\c\n\t"), #""a\"b\\c\n\t""#),
            (.text("\u{0}\u{1F}\r"), #""\u0000\u001f\u000d""#),
            (.text("ä€😀\u{7F}\u{2028}"), "\"ä€😀\u{7F}\u{2028}\""),
            (.number(Int64.min), "-9223372036854775808"),
            (.flag(true), "true"), (.null, "null"), (.optional(nil), "null"), (.list([]), "[]"),
            (.object([]), "{}"),
            (.object([("b", .number(1)), ("a", .list([.null]))]), #"{"b": 1, "a": [null]}"#),
        ] as [(JSON, String)])
    func onOneLine(_ json: JSON, _ text: String) { #expect(json.line == text) }

    @Test func forPeople() {
        let long = JSON.text(String(repeating: "x", count: 61))
        let json = JSON.object([("short", .list([.number(1)])), ("long", .list([long, .null]))])
        #expect(
            json.pretty == """
                {
                  "short": [1],
                  "long": [
                    \(long.line),
                    null
                  ]
                }

                """)
    }

    /// Any text there is comes back from another reader as it was.
    @Test func isJSON() throws {
        var noise = Noise(9)
        for _ in 0..<300 {
            let scalars = (0..<20).compactMap { _ in
                Unicode.Scalar(
                    UInt32(noise.next(below: [0x40, 0x100, 0x11_0000][noise.next(below: 3)])))
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let json = JSON.object([
                (text, .list([.text(text), .number(noise.next(below: 1 << 40))]))
            ])
            for form in [json.line, json.pretty] {
                let read = try JSONSerialization.jsonObject(with: Data(form.utf8))
                let list = (read as? [String: [AnyObject]])?.first
                #expect(list.map { Array($0.key.unicodeScalars) } == scalars)
                #expect((list?.value.first as? String).map { Array($0.unicodeScalars) } == scalars)
            }
        }
    }
}
