import Formats
import Records
import Testing

/// Rows as they come, in every form that real files have.
struct TSVRowTests {
    private static let shape = ReportShape(
        name: "stock",
        columns: [
            ColumnShape(name: "sku", required: true), ColumnShape(name: "title"),
            ColumnShape(name: "qty", kind: .count),
        ])

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var rows: [String]
        var rejected: [String] = []

        init(_ what: String, _ text: String, _ rows: [String], rejected: [String] = []) {
            (testDescription, self.text, self.rows, self.rejected) = (what, text, rows, rejected)
        }
    }

    static let cases = [
        Case("LF", "A\tx\t1\nB\ty\t2\n", ["2: A|x|#1", "3: B|y|#2"]),
        Case("CRLF", "A\tx\t1\r\nB\ty\t2\r\n", ["2: A|x|#1", "3: B|y|#2"]),
        Case("LF and CRLF", "A\tx\t1\r\nB\ty\t2\n", ["2: A|x|#1", "3: B|y|#2"]),
        Case("no last end", "A\tx\t1\nB\ty\t2", ["2: A|x|#1", "3: B|y|#2"]),
        Case("a last CR", "A\tx\t1\r", ["2: A|x|#1"]),
        Case("no rows", "", []),
        Case("blank lines", "\nA\tx\t1\n\r\n\n\nB\ty\t2\n\n", ["3: A|x|#1", "7: B|y|#2"]),
        Case("a quote that nobody closes", "\"A\tx\t1\nB\ty\t2\n", ["2: \"A|x|#1", "3: B|y|#2"]),
        Case("inches", "A\t19\" rack, 3\"\"\t1\n", ["2: A|19\" rack, 3\"\"|#1"]),
        Case("quoted", "\"A\"\t\"x\"\t1\n", ["2: \"A\"|\"x\"|#1"]),
        Case("a next-line character", "A\tx\u{85}y\t1\n", ["2: A|x\u{85}y|#1"]),
        Case(
            "line separators", "A\tx\u{2028}\u{2029}\u{B}\u{C}\t1\n",
            ["2: A|x\u{2028}\u{2029}\u{B}\u{C}|#1"]),
        Case("a CR within", "A\tx\ry\t1\nB\tz\r\t2\n", ["2: A|x\ry|#1", "3: B|z\r|#2"]),
        Case(
            "two CRs at the end", "A\tx\t1\r\r\n", [],
            rejected: ["2: 'qty' is '1\r', not a whole number such as 12"]),
        Case("markup", "A\t<b>x</b>&amp;\t1\n", ["2: A|<b>x</b>&amp;|#1"]),
        Case("outer blanks stay", " A \t x\t1\n", ["2:  A | x|#1"]),
        Case("empty cells", "A\t\t\n", ["2: A||"]),
        Case("empty cells, CRLF", "A\t\t\r\n", ["2: A||"]),
        Case(
            "empty first cells", "\t\t1\n\tx\t\n", [],
            rejected: ["2: 'sku' is empty", "3: 'sku' is empty"]),
        Case("short rows", "A\nB\ty\n", ["2: A||", "3: B|y|"]),
        Case("short rows, CRLF", "A\r\nB\ty\r\n", ["2: A||", "3: B|y|"]),
        Case("blank cells too many", "A\tx\t1\t\t \t\nB\ty\t2\t\r\n", ["2: A|x|#1", "3: B|y|#2"]),
        Case("a stray tab", "A\tx\tx\t1\n", [], rejected: ["2: 4 cells under 3 columns"]),
        Case(
            "not there", "A\tx\t--\n", [],
            rejected: ["2: 'qty' is '--', not a whole number such as 12"]),
        Case(
            "a blank behind a number", "A\tx\t12 \n", ["2: A|x|#12"]),
        Case(
            "a decimal", "A\tx\t12.0\n", [],
            rejected: ["2: 'qty' is '12.0', not a whole number such as 12"]),
        Case(
            "a long cell", "A\tx\t\(String(repeating: "ä", count: 50))\n", [],
            rejected: [
                "2: 'qty' is '\(String(repeating: "ä", count: 40))…', not a whole number such as 12"
            ]),
        Case(
            "between good rows", "A\tx\t1\n\tx\t1\nC\tz\t3\n", ["2: A|x|#1", "4: C|z|#3"],
            rejected: ["3: 'sku' is empty"]),
        Case(
            "a zero byte", "A\tx\u{0}y\t1\nB\tx\t2\n", ["3: B|x|#2"],
            rejected: ["2: a NUL byte at column 4: the file is damaged"]),
        Case(
            "names as in no heading", "sku\tTitle\tqty\n", [],
            rejected: ["2: 'qty' is 'qty', not a whole number such as 12"]),
    ]

    private static let headings = [
        "sku\ttitle\tqty\n", "sku\ttitle\tqty\r\n", "\u{FEFF}SKU\tTitle \tQTY\n",
    ]

    @Test(arguments: cases)
    func rows(_ one: Case) throws {
        for heading in Self.headings {
            let reading = try TSVFile(heading + one.text).read(Self.shape)
            #expect(reading.rows == one.rows)
            #expect(reading.rejected == one.rejected)
            #expect(reading.undecodable == nil)
        }
    }

    /// However the file falls into blocks, its rows are the same.
    @Test(arguments: cases)
    func everyBlockSize(_ one: Case) throws {
        let file = try TSVFile(Self.headings[0] + one.text)
        let whole = try file.read(Self.shape)
        for block in Array(Self.headings[0].utf8.count...70) + [127, 128, 129, 1_000] {
            var reading = try file.read(Self.shape, block: block)
            reading.batches = whole.batches
            #expect(reading == whole, "block \(block)")
        }
    }

    @Test func columnsInAnotherOrderAmongOthers() throws {
        let file = try TSVFile("qty\tx\tsku\tx\ttitle\n1\t-\tA\t-\tt\n2\t-\tB\n3\n")
        let reading = try file.read(Self.shape)
        #expect(reading.rows == ["2: A|t|#1", "3: B||#2"])
        #expect(reading.rejected == ["4: 1 cells under 5 columns"])
    }

    @Test func theOnlyColumn() throws {
        let shape = ReportShape(name: "skus", columns: [ColumnShape(name: "sku", required: true)])
        let reading = try TSVFile("sku\nA\nB\t\n\nC\tx\n").read(shape)
        #expect(reading.rows == ["2: A", "3: B"])
        #expect(reading.rejected == ["5: 2 cells under 1 columns"])
    }

    @Test func aHeadingWithoutAnEnd() throws {
        #expect(try TSVFile("sku\ttitle\tqty").read(Self.shape) == TSVFile.Reading())
    }

    @Test func rowsAsTheyCame() throws {
        let text = "A\tx\t1\nB\t\"y\t2\tz\n\nC\n"
        let reading = try TSVFile("sku\ttitle\tqty\n" + text).read(Self.shape)
        #expect(reading.raw == ["A\tx\t1", "B\t\"y\t2\tz", "C"])
    }
}
