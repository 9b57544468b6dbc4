import CBytes
import Files
import Formats
import Records
import Testing

struct CSVTests {
    private static func shape(_ columns: Int, separator: UInt8? = nil) -> ReportShape {
        ReportShape(
            name: "t", columns: (0..<columns).map { ColumnShape(name: "c\($0)") },
            form: RowForm(formats: [.csv], separator: separator))
    }

    private static func quoted(_ text: String) -> String {
        // By scalars: a quote with an accent over it is another character.
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        return String(quoted) + "\""
    }

    /// What is written is read back, in whatever blocks: any text, in quotes where it must be or not.
    @Test(arguments: 1...60)
    func isReadBack(seed: UInt64) throws {
        var noise = Noise(seed)
        let width = 2 + noise.next(below: 6)
        let separator = noise.one(of: [",", ";"])
        let end = noise.one(of: ["\n", "\r\n"])
        let table = (0..<noise.next(below: 40)).map { _ in
            (0..<width).map { _ in noise.text(controls: true) }
        }
        var text = (0..<width).map { "c\($0)" }.joined(separator: separator) + end
        for row in table {
            let cells = row.map { cell in
                let isPlain =
                    !cell.utf8.contains { [34, 44, 59, 10, 13].contains($0) } && !cell.isEmpty
                return isPlain && noise.next(below: 2) == 0 ? cell : Self.quoted(cell)
            }
            text += cells.joined(separator: separator) + end
        }
        if noise.next(below: 2) == 0, !table.isEmpty { text.unicodeScalars.removeLast() }
        let file = try TSVFile(text)
        for block in [1, 7, 64, 1_000, 1 << 18] {
            let reading = try file.read(Self.shape(width), block: block)
            #expect(reading.rejected == [])
            let rows = reading.rows.map { Array($0.utf8.drop { $0 != 32 }.dropFirst()) }
            #expect(rows == table.map { Array($0.joined(separator: "|").utf8) })
        }
    }

    /// Any bytes at all: the same rows, lines and faults as the plain reader sees.
    @Test(arguments: 1...300)
    func agreesWithThePlainReader(seed: UInt64) throws {
        var noise = Noise(seed)
        let alphabet = Array("\"\",,;\n\n\r\"aé 5".utf8)
        let separator = noise.one(of: [UInt8(ascii: ","), UInt8(ascii: ";")])
        var bytes: [UInt8] = []
        for _ in 0..<noise.next(below: noise.one(of: [8, 40, 400])) {
            let piece = noise.one(of: alphabet)
            bytes += piece >= 0x80 ? Array("é".utf8) : [piece]
        }
        let heading = [UInt8(ascii: "a"), separator, UInt8(ascii: "b"), 10]
        let plain = PlainCSV(heading + bytes, separator: separator)
        let shape = ReportShape(
            name: "t", columns: [ColumnShape(name: "a"), ColumnShape(name: "b")],
            form: RowForm(formats: [.csv], separator: separator))
        var rows: [String] = []
        var rejected: [Int] = []
        for row in plain.rows.dropFirst() {
            let extra = row.cells.dropFirst(2).contains { $0.contains { $0 != 32 } }
            if row.isFaulty || extra {
                rejected.append(row.line)
                continue
            }
            let cells = (0..<2).map { $0 < row.cells.count ? row.cells[$0] : [] }
            rows.append(
                "\(row.line): "
                    + cells.map { String(decoding: $0, as: UTF8.self) }
                    .joined(separator: "|"))
        }
        let file = try TSVFile(heading + bytes)
        for block in [1, 2, 3, 16, 64, 65, 1 << 18] {
            var reading = TSVFile.Reading()
            if plain.isOpen {
                let failure = #expect(throws: Failure.self) {
                    try file.read(shape, block: block)
                }
                #expect(
                    failure?.message
                        == "the quote that opens here is not closed before the file ends")
                continue
            }
            reading = try file.read(shape, block: block)
            #expect(reading.rows.map { Array($0.utf8) } == rows.map { Array($0.utf8) })
            #expect(
                reading.rejected.map { Int($0.prefix { $0 != ":" }) } == rejected,
                "blocks of \(block)")
        }
    }

    /// The two ways of finding cells find the same.
    @Test(arguments: 1...100)
    func theSameOnEveryProcessor(seed: UInt64) {
        var noise = Noise(seed)
        let alphabet = Array("\"abcdefgh,\n\r".utf8)
        let rare = Array("abcdefgh ijklmnop,\n".utf8)
        var bytes: [UInt8] = []
        for _ in 0..<noise.next(below: 2_000) {
            bytes.append(
                noise.one(of: noise.next(below: 30) == 0 && seed % 2 == 0 ? alphabet : rare))
        }
        func index(
            _ way: (
                UnsafePointer<UInt8>, Int, UInt8, UnsafeMutablePointer<UInt32>,
                UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>,
                UnsafeMutablePointer<fm_csv>
            ) -> Void
        ) -> [[UInt32]] {
            var marks = [UInt32](repeating: 0, count: bytes.count + 64)
            var (ends, notes) = (marks, marks)
            var csv = fm_csv()
            way(bytes, bytes.count, UInt8(ascii: ","), &marks, &ends, &notes, &csv)
            return [
                Array(marks[..<csv.marks]), Array(ends[..<csv.lines]), Array(notes[..<csv.notes]),
            ]
        }
        #expect(
            index { fm_csv_index($0, $1, $2, $3, $4, $5, $6) }
                == index { fm_csv_index_portable($0, $1, $2, $3, $4, $5, $6) })
    }

    @Test(arguments: [
        ("a,b\n", ["a", "b"], UInt8(ascii: ","), 4, 0),
        ("a;b\r\n", ["a", "b"], UInt8(ascii: ";"), 5, 0),
        ("\"a;\";b;c,d\n", ["a;", "b", "c,d"], UInt8(ascii: ";"), 11, 0),
        ("\"say \"\"a\"\"\", b ,\"c\nd\"\nx", ["say \"a\"", "b", "c d"], UInt8(ascii: ","), 22, 1),
        ("\u{FEFF}a,b", ["a", "b"], UInt8(ascii: ","), 6, 0),
        ("a,b;c\n", ["a", "b;c"], UInt8(ascii: ","), 6, 0),
    ])
    func headings(
        _ text: String, _ names: [String], _ separator: UInt8, _ length: Int, _ breaks: Int
    ) {
        let heading = Head(bytes: Array(text.utf8), atEnd: true)
            .heading(as: RowForm(formats: [.csv]))
        #expect(heading.looksLike == .header)
        #expect(heading.names == names)
        #expect(heading.separator == separator)
        #expect(heading.length == length)
        #expect(heading.breaks == breaks)
    }

    @Test(arguments: [
        ("", "the first line is empty: expected the names of the columns"),
        ("\n", "the first line is empty: expected the names of the columns"),
        ("Fatal\n", "not a table: the first line holds no column names: 'Fatal'"),
        (
            "sku\tprice\n",
            "not a table: the first line is parted by tabs, not by commas: 'sku\tprice';"
                + " save the file as comma-separated text"
        ),
        (
            "<html>\n",
            "a web page, not a report: expected the names of the columns"
        ),
        ("a,\"b\nc", "not a table: the quote that opens in the first line is not closed"),
    ])
    func refusedHeadings(_ text: String, _ refusal: String) {
        let heading = Head(bytes: Array(text.utf8), atEnd: true)
            .heading(as: RowForm(formats: [.csv]))
        #expect(heading.refusal == refusal)
    }

    /// A lone quote does not draw a whole file into memory.
    @Test(arguments: [
        ("\"", "the quote that opens here is not closed within 16 MiB"),
        ("", "a row longer than 16 MiB is none"),
    ])
    func rowsWithoutAnEnd(_ start: String, _ message: String) throws {
        let file = try TSVFile(
            Array("a,b\nx,y\nz,\(start)".utf8) + [UInt8](repeating: 97, count: 17 << 20))
        let failure = #expect(throws: Failure.self) {
            try file.read(Self.shape(2, separator: 44))
        }
        #expect(failure?.message == message)
        #expect(failure?.place == Place("inbox/rows.txt", line: 3, column: start.isEmpty ? 1 : 3))
    }

    @Test func placesOfFaults() throws {
        let text = "a,b\n\"ä\"x,1\nq,\"l1\nl2\"\"\nl3\" y\n\0,2\n"
        let reading = try TSVFile(text).read(
            ReportShape(
                name: "t", columns: [ColumnShape(name: "a"), ColumnShape(name: "b")],
                form: RowForm(formats: [.csv])))
        let rule = "ends the cell, and text follows it; inside a cell in quotes it must be doubled"
        #expect(
            reading.rejected == [
                "2: the quote at column 3 \(rule)", "3: the quote at line 5, column 3 \(rule)",
                "6: a NUL byte at column 1: the file is damaged",
            ])
        let failure = #expect(throws: Failure.self) {
            try TSVFile("a,b\nx,y\nü,\"open\nx,\"\"\n").read(Self.shape(2, separator: 44))
        }
        #expect(failure?.place == Place("inbox/rows.txt", line: 3, column: 3))
    }
}
