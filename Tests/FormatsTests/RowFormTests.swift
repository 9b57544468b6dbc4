import Files
import Formats
import Records
import Testing

/// Quotes that wrap cells, files of other encodings, and which form a file is of.
struct RowFormTests {
    private static func shape(_ form: RowForm) -> ReportShape {
        ReportShape(
            name: "offers",
            columns: [
                ColumnShape(name: "sku", aliases: ["商品"], required: true),
                ColumnShape(name: "title"), ColumnShape(name: "qty", kind: .count),
                ColumnShape(name: "price", kind: .money),
            ], form: form)
    }

    @Test(
        arguments: [
            ("\"A\"\t\"B\"\t\"1\"\t\"2.50\"", "2: A|B|#1|#25000", nil),
            ("\"A\"\tB\t1\t", "2: A|B|#1|", nil),
            ("\"A\"\"\"\t\"5\" B\"\t\"\"\t\"\"", "2: A\"\"|5\" B||", nil),
            ("\"A\t\"B\t1\t2", "2: \"A|\"B|#1|#20000", nil),
            ("A\"\tB\"\t1\t2", "2: A\"|B\"|#1|#20000", nil),
            ("\"\t\"\t1\t2", "2: \"|\"|#1|#20000", nil),
            ("\"A\"\t\"B\"\t\"1\"\t\"2\"\t\"\"\t", "2: A|B|#1|#20000", nil),
            ("\"A\"\t\"B\"\t\"1\"\t\"2\"\t\"x\"", nil, "2: 5 cells under 4 columns"),
            ("\"\"\t\"B\"\t\"1\"\t\"2\"", nil, "2: 'sku' is empty"),
            (
                "\"A\"\t\"B\"\t\"1\"\"\t\"2\"", nil,
                "2: 'qty' is '1\"', not a whole number such as 12"
            ),
        ] as [(String, String?, String?)])
    func wrapped(_ row: String, _ wanted: String?, _ rejected: String?) throws {
        let shape = Self.shape(RowForm(isWrapped: true))
        for heading in ["sku\ttitle\tqty\tprice", "\"sku\"\t\"title\"\t\"qty\"\t\"price\""] {
            let reading = try TSVFile("\(heading)\r\n\(row)\r\n").read(shape, block: 64)
            #expect(reading.rows == (wanted.map { [$0] } ?? []))
            #expect(reading.rejected == (rejected.map { [$0] } ?? []))
        }
    }

    /// Cells are cut before they are decoded: a second byte may look like a letter or a backslash.
    @Test(arguments: [17, 20, 64, 1 << 18])
    func cp932InBlocks(block: Int) throws {
        let table: [(String, [UInt8])] = [
            ("ソ", [0x83, 0x5C]), ("表", [0x95, 0x5C]), ("ポ", [0x83, 0x7C]), ("ｱ", [0xB1]),
            ("A", [0x41]), ("①", [0x87, 0x40]), ("髙", [0xFB, 0xFC]),
        ]
        var noise = Noise(7)
        var bytes = [0x8F, 0xA4, 0x95, 0x69] + Array("\ttitle\tqty\n".utf8)
        var wanted: [String] = []
        for row in 0..<500 {
            var cells = ["", ""]
            for cell in 0..<2 {
                for _ in 0...noise.next(below: 6) {
                    let (text, own) = noise.one(of: table)
                    cells[cell] += text
                    bytes += own
                }
                bytes.append(9)
            }
            bytes += Array("\(row)\n".utf8)
            wanted.append("\(row + 2): \(cells[0])|\(cells[1])|#\(row)|∅")
        }
        let file = try TSVFile(bytes)
        let reading = try file.read(Self.shape(RowForm()), block: block, encoding: .cp932)
        #expect(reading.rows == wanted && reading.rejected == [] && reading.undecodable == nil)
        #expect(
            try file.read(Self.shape(RowForm()), block: block, encoding: .utf8).undecodable == 0)
        let broken = try TSVFile(bytes + [0x83, 9])
        #expect(
            try broken.read(Self.shape(RowForm()), block: block, encoding: .cp932).undecodable
                == Int64(bytes.count))
    }

    private func text(_ bytes: [UInt8], _ shapes: [ReportShape]) -> String? {
        Recognition.match(Head(bytes: bytes, atEnd: true), shapes).text
    }

    @Test func theFormThatAFileIsOf() {
        let both = RowForm(formats: [.tsv, .csv, .json])
        for (text, format) in [
            ("sku\ta,b\n", RowForm.Format.tsv), ("sku,qty\n", .csv), ("sku;qty\n", .csv),
            (" \n[{\"sku\":1}]", .json), ("{\"sku\":1}", .json), ("\u{FEFF}[{\"sku\":\t1}]", .json),
        ] {
            #expect(Array(text.utf8).withUnsafeBufferPointer { both.format(of: $0) } == format)
        }
    }

    @Test(arguments: [
        (
            "sku,qty\nA,1\n", RowForm(),
            "not recognised: its columns are those of 'offers', whose files are tab-separated, and it"
                + " is CSV: save it so, or write in its report that there are such files: 'format'"
        ),
        (
            "[{\"sku\": 1}]", RowForm(formats: [.tsv, .csv]),
            "not recognised: its columns are those of 'offers', whose files are tab-separated or CSV,"
                + " and it is JSON: save it so, or write in its report that there are such files:"
                + " 'format'"
        ),
        (
            "\"sku\"\t\"qty\"\n", RowForm(),
            "not recognised: its columns are those of 'offers', but its cells stand in quotes: write"
                + " so in its report: 'quotes'"
        ),
        (
            "[{\"number\": 1}]", RowForm(),
            "a JSON file: not known yet"
        ),
        (
            "\u{FEFF}[{\"sku\" 1}]", RowForm(formats: [.json]),
            "holds no rows of JSON: line 1, column 9: expected ':'"
        ),
    ])
    func whatDiffers(_ text: String, _ form: RowForm, _ wanted: String) {
        #expect(self.text(Array(text.utf8), [Self.shape(form)]) == wanted)
    }

    /// Names that are no ASCII are read as what the file may be.
    @Test func namesInCP932() {
        let bytes: [UInt8] = [0x8F, 0xA4, 0x95, 0x69] + Array("\tqty\n".utf8)
        let shapes = [Self.shape(RowForm())]
        for head in [
            Head(bytes: bytes, atEnd: true, marketplace: "JP"),
            Head(bytes: bytes, atEnd: true, charset: .cp932),
        ] {
            guard case .one(let layout) = Recognition.match(head, shapes) else {
                Issue.record("not recognised")
                continue
            }
            #expect(layout.names == ["商品", "qty"])
        }
        #expect(text(bytes, shapes)?.hasPrefix("not recognised: nearest is 'offers'") == true)
        #expect(text(bytes, [Self.shape(RowForm(charset: .cp932))]) == nil)
    }
}
