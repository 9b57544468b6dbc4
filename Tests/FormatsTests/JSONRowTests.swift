import Files
import Formats
import Records
import Testing

struct JSONRowTests {
    private static func shape(_ rows: [String] = [], comma: Bool = false) -> ReportShape {
        ReportShape(
            name: "t",
            columns: [
                ColumnShape(name: "sku", aliases: ["Artikel"], required: true),
                ColumnShape(name: "title"), ColumnShape(name: "price", kind: .money),
                ColumnShape(name: "on", kind: .flag), ColumnShape(name: "state", otherwise: "new"),
            ], decimal: comma ? .comma : .dot, form: RowForm(formats: [.json], rows: rows))
    }

    /// A text as JSON writes it, with more escapes than it needs.
    private static func written(_ text: String, _ noise: inout Noise) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            let must = scalar.value < 32 || scalar == "\"" || scalar == "\\"
            guard must || noise.next(below: 6) == 0 else {
                written.unicodeScalars.append(scalar)
                continue
            }
            let short: [Unicode.Scalar: String] = [
                "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t",
            ]
            if let short = short[scalar], noise.next(below: 2) == 0 {
                written += short
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16, uppercase: noise.next(below: 2) == 0)
                written += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return written + "\""
    }

    /// What is written is read back, in whatever blocks and forms.
    @Test(arguments: 1...60)
    func isReadBack(seed: UInt64) throws {
        var noise = Noise(seed)
        let path = noise.one(of: [[], [], ["data"], ["data", "it\"ems"]])
        let isList = !path.isEmpty || noise.next(below: 2) == 0
        var wanted: [String] = []
        var rows: [String] = []
        for number in 0..<(1 + noise.next(below: 60)) {
            let sku = "\(number)" + noise.text(controls: true)
            let title = noise.text(controls: true)
            let cents = noise.next(below: 100_000)
            let on = noise.next(below: 2) == 1
            var members = [
                "\(noise.one(of: ["\"sku\"", "\"SKU \"", "\"Artikel\""])):"
                    + Self.written(sku, &noise),
                "\"title\" : " + Self.written(title, &noise),
                "\"price\":\(cents / 100).\(cents % 100 / 10)\(cents % 10)",
                "\"on\": \(on)",
                "\"more\": {\"sku\": [1, {\"x\": null}, \(Self.written(title, &noise))], \"y\": -1.5e+3}",
            ]
            for at in members.indices { members.swapAt(at, noise.next(below: members.count)) }
            rows.append(
                "{ " + members.joined(separator: noise.one(of: [",", ", ", " ,\n"])) + "}")
            wanted.append("\(sku)|\(title)|#\(cents * 100)|#\(on ? 1 : 0)|new")
        }
        var text = rows.joined(separator: isList ? noise.one(of: [",", "\n,\n"]) : "\n")
        if isList { text = "[" + text + "]" }
        for name in path.reversed() {
            text = "{\"a\": [1], \(Self.written(name, &noise)): \(text), \"z\": {\"\": 2}}"
        }
        let file = try TSVFile(noise.one(of: ["", "\u{FEFF}"]) + text + noise.one(of: ["", "\n"]))
        var lines: [[String]] = []
        for block in [1, 9, 100, 4_096, 1 << 18] {
            let reading = try file.read(Self.shape(path), block: block)
            #expect(reading.rejected == [])
            let values = reading.rows.map { Array($0.utf8.drop { $0 != 32 }.dropFirst()) }
            #expect(values == wanted.map { Array($0.utf8) })
            lines.append(reading.rows.map { String($0.prefix { $0 != ":" }) })
        }
        #expect(Set(lines).count == 1)
    }

    /// Every file that is cut short says so, and every row before the cut is as it was.
    @Test func everyPrefixIsAFailure() throws {
        let text =
            "[{\"sku\": \"A\\u00e4\", \"price\": 1.5},\n {\"sku\": \"B\", \"x\": [true, null]}]"
        for count in 1..<text.utf8.count {
            let bytes = Array(text.utf8.prefix(count))
            #expect(throws: Failure.self) { try TSVFile(bytes).read(Self.shape(), block: 3) }
        }
        #expect(try TSVFile(text).read(Self.shape(), block: 3).rows.count == 2)
    }

    @Test(arguments: [
        ("[{\"sku\": \"A\"}", 1, 14, "the file ends here: expected ',' or ']'"),
        ("[{\"sku\": \"A\"}]\nx", 2, 1, "there is text behind the end"),
        ("[{\"sku\": \"A\"},]", 1, 15, "expected a value; texts stand in quotes"),
        ("[{\"sku\": \"A\",}]", 1, 14, "expected a name in quotes"),
        ("[{\"sku\": \"A\"},\n\n  {\"ä\" \"B\"}]", 3, 8, "expected ':'"),
        ("[{\"sku\": \"A\"}, {\"sku\": tru}]", 1, 24, "expected a value; texts stand in quotes"),
        (
            "[{\"sku\": \"A\"}, {\"sku\": \"a\nb\"}]", 1, 26,
            "the text that opens in this line is not closed in it"
        ),
        (
            "[{\"sku\": \"A\"}, {\"sku\": \"\\x\"}]", 1, 25,
            "no such escape; there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
        ),
        ("[{\"sku\": \"A\"}, {\"sku\": \"\\u12g4\"}]", 1, 25, "expected \\u and four hex digits"),
        ("[{\"sku\": \"A\"}, {\"sku\": 01}]", 1, 24, "a number has no zero in front"),
        ("[{\"sku\": \"A\"}, {\"sku\": 1.}]", 1, 26, "expected a digit"),
        ("[{\"sku\": \"A\"}, {\"sku\": 1e}]", 1, 26, "expected a digit"),
        (
            "[{\"sku\": \"A\"}, {\"sku\": \"\u{1}\"}]", 1, 25,
            "a control character in a text is written as an escape"
        ),
        ("{\"sku\": \"A\"}\n{\"sku\": \"B\"},\n", 2, 13, "expected '{': a row is an object"),
    ])
    func mistakes(_ text: String, _ line: Int, _ column: Int, _ message: String) throws {
        for block in [1, 5, 1 << 18] {
            let failure = #expect(throws: Failure.self) {
                try TSVFile(text).read(Self.shape(), block: block)
            }
            #expect(failure?.message == message)
            #expect(failure?.place == Place("inbox/rows.txt", line: line, column: column))
        }
    }

    @Test func deepNestingIsAMistakeAndNoTrap() throws {
        let deep = String(repeating: "[", count: 200_000)
        let failure = #expect(throws: Failure.self) {
            try TSVFile("[{\"sku\": \"A\"}, {\"x\": \(deep)").read(Self.shape())
        }
        #expect(failure?.message == "lists and objects stand more than 64 deep here")
    }

    @Test(
        arguments: [
            ("{\"sku\": \"A\"}", "1: A|∅|∅|∅|new", nil),
            ("{\"sku\": \"A\", \"state\": null}", "1: A|∅|∅|∅|", nil),
            ("{\"sku\": \"A\", \"price\": null}", "1: A|∅||∅|new", nil),
            ("{\"sku\": 0.10, \"price\": \"0.10\"}", "1: 0.10|∅|#1000|∅|new", nil),
            ("{\"sku\": true, \"on\": false}", "1: true|∅|∅|#0|new", nil),
            ("{\"sku\": \"\"}", nil, "1: 'sku' is empty"),
            ("{\"sku\": null}", nil, "1: 'sku' is empty"),
            ("{\"title\": \"x\"}", nil, "1: there is no 'sku'"),
            (
                "{\"sku\": \"A\", \"price\": true}", nil,
                "1: 'price' is 'true', not an amount such as 14.99"
            ),
            ("{\"sku\": {}}", nil, "1: 'sku' holds an object, not one value"),
            ("{\"sku\": \"A\", \"artikel\": \"A\"}", nil, "1: 'sku' stands twice in the row"),
            ("{\"sku\": \"A\\u0000\"}", nil, "1: 'sku' holds an escape that is no character"),
            ("{\"sku\": \"\\ude00\\ud83d\"}", nil, "1: 'sku' holds an escape that is no character"),
            ("null", nil, "1: a row is an object"),
        ] as [(String, String?, String?)])
    func rows(_ row: String, _ wanted: String?, _ rejected: String?) throws {
        // Another row, so that all columns are known.
        let other = "{\"sku\": \"Z\", \"title\": \"\", \"price\": 1, \"on\": 1}"
        let reading = try TSVFile("[\(row),\n\(other)]").read(Self.shape())
        #expect(reading.rows == (wanted.map { [$0] } ?? []) + ["2: Z||#10000|#1|new"])
        #expect(reading.rejected == (rejected.map { [$0] } ?? []))
    }

    @Test func onlyTextsHaveAComma() throws {
        let text = "[{\"sku\": \"A\", \"price\": 1.5}, {\"sku\": \"B\", \"price\": \"1,5\"}]"
        let reading = try TSVFile(text).read(Self.shape(comma: true))
        #expect(reading.rows == ["1: A|∅|#15000|∅|new", "1: B|∅|#15000|∅|new"])
    }

    /// A column that no row of the first 64 KiB has is read where it comes.
    @Test func aColumnThatComesLate() throws {
        let rows =
            (0..<5_000).map { "{\"sku\": \"\($0)\"}" } + ["{\"sku\": \"Z\", \"title\": \"late\"}"]
        let reading = try TSVFile(rows.joined(separator: "\n")).read(Self.shape(), block: 1_000)
        #expect(reading.rows.count == 5_001)
        #expect(reading.rows.last == "5001: Z|late|∅|∅|new")
        #expect(reading.rows.first == "1: 0|∅|∅|∅|new")
    }

    @Test func aByteThatIsNotUTF8() throws {
        let start = Array("[{\"sku\": \"A\"},\n{\"sku\": \"".utf8)
        let bytes = start + [0xE4] + Array("\"}]".utf8)
        for block in [1, 9, 1 << 18] {
            let reading = try TSVFile(bytes).read(Self.shape(), block: block)
            #expect(reading.undecodable == Int64(start.count))
            let again = try TSVFile(bytes).read(
                Self.shape(), block: block, encoding: .cp1252, checking: false)
            #expect(again.rows == ["1: A|∅|∅|∅|new", "2: ä|∅|∅|∅|new"])
        }
    }
}
