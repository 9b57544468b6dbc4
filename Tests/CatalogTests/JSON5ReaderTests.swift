import Records
import Testing

@testable import Catalog

@Suite("JSON5 as definitions have it")
struct JSON5ReaderTests {
    @Test(arguments: [
        ("{}", "{}"),
        ("[1, -2.50, +3, 1e3, 0]", "[1, -2.50, +3, 1e3, 0]"),
        ("{ a: true, 'b': false, \"c-d\": null, }", #"{"a": true, "b": false, "c-d": null}"#),
        ("[[],{},]", "[[], {}]"),
        ("// one\n/* two\n */ 'x' // end", #""x""#),
        ("\u{FEFF}{ größe: 'Ä', $_1: 2 }", #"{"größe": "Ä", "$_1": 2}"#),
        (#"["\n\t\u00e4\x41\'\"\\\/\ud83d\ude00"]"#, "[\"\\u000a\\u0009äA'\\\"\\\\/😀\"]"),
        ("['a\\\nb', 'c\\\r\nd']", #"["ab", "cd"]"#),
        ("\u{A0}{\u{2003}a:\u{2028}1\u{B}}\u{C}", #"{"a": 1}"#),
        ("'it \"is\"'", #""it \"is\"""#),
        (#"'\0'"#, #""\u0000""#),
    ])
    func reads(_ text: String, _ plain: String) throws {
        #expect(try JSON5Reader.read(text, file: "x").plain == plain)
    }

    @Test func placesAndSourcesAreThoseOfTheText() throws {
        let text = "// é\n{ a: [1,\r\n  'ü', /* c */ {b: 2}],\r \"c\": 'e\u{301}', d: 3 }"
        let node = try JSON5Reader.read(text, file: "x")
        let list = try #require(node["a"]?.list)
        #expect(node.place == Place("x", line: 2, column: 1))
        #expect(list[1].place == Place("x", line: 3, column: 3))
        #expect(list[2].place == Place("x", line: 3, column: 16))
        #expect(list[2].source == "{b: 2}")
        #expect(node.members?[1].place == Place("x", line: 4, column: 3))
        #expect(node["d"]?.place == Place("x", line: 4, column: 15))
        #expect(text.hasSuffix(node.source))
    }

    static let mistakes: [(String, String)] = [
        ("", "1:1+1 the file is empty; it should hold an object"),
        ("  // nothing\n", "1:1+1 the file is empty; it should hold an object"),
        ("{ a: 1", "1:1+1 this '{' is never closed"),
        ("{\n  a: [1,\n  2", "2:6+1 this '[' is never closed"),
        ("{ a", "1:1+1 this '{' is never closed"),
        ("{ a:", "1:1+1 this '{' is never closed"),
        ("{ a: 1 b: 2 }", "1:8+1 a ',' or '}' is missing before this"),
        ("{ a: [1 2] }", "1:9+1 a ',' or ']' is missing before this"),
        ("{\n  a: [1, 2 }", "2:12+1 a ']' should close the '[' of 2:6, not a '}'"),
        ("{ a: 1 ]", "1:8+1 a '}' should close the '{' of 1:1, not a ']'"),
        ("{ a 1 }", "1:5+1 a ':' is missing after 'a'"),
        ("{ a: }", "1:6+1 a value should stand before '}'"),
        ("{ , }", "1:3+1 a name should stand before ','"),
        ("[1,,2]", "1:4+1 a value should stand before ','"),
        ("{ a: 1,\n  b: 2, 'a': 3 }", "2:10+1 'a' stands here twice, first at 1:3"),
        ("{ time-zone: 'x' }", "1:3+9 a name with a hyphen needs quotes [write \"time-zone\"]"),
        ("{ 1: 2 }", "1:3+1 a name should stand before '1'"),
        ("{ a: treu }", "1:6+4 unknown word 'treu': a text needs quotes [did you mean true?]"),
        ("{ a: stock }", "1:6+5 unknown word 'stock': a text needs quotes"),
        ("{ a: 3d }", "1:6+2 '3d' is not a number such as 12 or -0.5; a text needs quotes"),
        ("{ a: 0x1F }", "1:6+4 '0x1F' is not a number such as 12 or -0.5; a text needs quotes"),
        ("{ a: 007 }", "1:6+3 '007' is not a number such as 12 or -0.5; a text needs quotes"),
        ("{ a: - }", "1:6+1 '-' is not a number such as 12 or -0.5; a text needs quotes"),
        ("{ a: 'x }\n}", "1:6+1 this text is never closed"),
        ("{ a: \"x", "1:6+1 this text is never closed"),
        ("{ a: 'x\\", "1:6+1 this text is never closed"),
        ("{ a: 'x\ty' }", "1:8+1 a text cannot hold a control character; write \\t"),
        ("{ a: 'x\u{1}y' }", "1:8+1 a text cannot hold a control character; write \\u0001"),
        ("{ a: 'x\u{7F}y' }", "1:8+1 a text cannot hold a control character; write \\u007F"),
        ("{ a: '\\d' }", "1:7+2 there is no escape '\\d' [a backslash itself is written \\\\]"),
        ("{ a: '\\1' }", "1:7+2 there is no escape '\\1' [a backslash itself is written \\\\]"),
        ("{ a: '\\u12' }", "1:7+2 this escape needs 4 hex digits"),
        ("{ a: '\\x+1' }", "1:7+2 this escape needs 2 hex digits"),
        ("{ a: '\\ud83d' }", "1:7+6 this escape is half a character"),
        ("{ a: '\\udc00' }", "1:7+6 this escape is half a character"),
        ("{ a: 1 /* end }", "1:8+2 this comment is never closed"),
        ("{ a: 1 / 2 }", "1:8+1 a comment begins with '//' or '/*'"),
        ("{ a: 1 } b", "1:10+1 there is text after the end of the definition"),
        ("{} }", "1:4+1 there is text after the end of the definition"),
        ("{ a: # }", "1:6+1 a value should stand before '#'"),
        (String(repeating: "[", count: 65), "1:65+1 nested deeper than 64 objects and lists"),
    ]

    @Test(arguments: mistakes)
    func answersMistakes(_ text: String, _ want: String) {
        let mistake = #expect(throws: Mistake.self) { try JSON5Reader.read(text, file: "x") }
        #expect(mistake?.line == want)
    }

    @Test func bytesThatAreNotTextAreNamed() {
        let bytes = Array("{ a: 'Stra".utf8) + [0xDF, 0x65] + Array("' }".utf8)
        let mistake = #expect(throws: Mistake.self) { try JSON5Reader.read(bytes, file: "x") }
        #expect(
            mistake?.line
                == "1:11+1 byte 0xDF, number 11 of the file, is not UTF-8; save the file as UTF-8")
        #expect(throws: Mistake.self) { try JSON5Reader.read([0xED, 0xA0, 0x80], file: "x") }
        #expect(throws: Mistake.self) { try JSON5Reader.read([0x22, 0xC3], file: "x") }
    }

    @Test func nestingUpToTheBoundIsRead() throws {
        let text =
            String(repeating: "[", count: JSON5Reader.depth)
            + String(repeating: "]", count: JSON5Reader.depth)
        #expect(try JSON5Reader.read(text, file: "x").plain == text)
    }

    @Test(arguments: GivenShop.good.files.keys.sorted())
    func everyPrefixIsAMistakeAndNoTrap(_ file: String) throws {
        let bytes = Array(try #require(GivenShop.good.files[file]).utf8)
        for end in 0..<bytes.count {
            #expect(throws: Mistake.self) {
                try JSON5Reader.read(Array(bytes[..<end]), file: file)
            }
        }
    }

    @Test func changedBytesNeverTrap() {
        let bytes = Array(GivenShop.report.utf8)
        let odd: [UInt8] = [0, 10, 13, 34, 39, 44, 47, 58, 92, 91, 93, 117, 123, 125, 0x80, 0xC3]
        for index in bytes.indices {
            for byte in [odd[index % odd.count], odd[(index + 7) % odd.count]] {
                var changed = bytes
                changed[index] = byte
                let shop = GivenShop.good.with(
                    "pipelines/reports/stock.json5", String(decoding: changed, as: UTF8.self))
                _ = try? shop.catalog.report("stock")
                _ = try? JSON5Reader.read(changed, file: "x")
            }
        }
    }

    @Test func aLongLineIsReadInReasonableTime() throws {
        let text = "[" + String(repeating: "1, ", count: 50_000) + "x]"
        let mistake = #expect(throws: Mistake.self) { try JSON5Reader.read(text, file: "x") }
        #expect(mistake?.place.column == 150_002)
    }
}
